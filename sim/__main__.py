"""``python -m sim`` and ``headroom``: the command line from any folder."""

import signal
import sys


def main() -> int:
    """Run the command line and return its exit code.

    Until :func:`sim.signals.listening` there is nothing to be tidied, so Ctrl-C just ends the
    process; Python itself would print where it was.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from sim.cli import main as command  # noqa: PLC0415 - loading takes a while

    return command()


if __name__ == "__main__":
    sys.exit(main())
