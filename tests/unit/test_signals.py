"""A request to stop is heard once, limits the time that is left, and cannot be lost."""

import os
import signal
import subprocess
import sys
import time

import pytest

from sim import cli
from sim.signals import Stopped, listening


def test_the_first_signal_stops_and_the_rest_change_nothing():
    with listening() as ear:
        with pytest.raises(Stopped):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        assert ear.exit_code == 143


def test_former_handlers_come_back():
    before = signal.getsignal(signal.SIGINT)
    with listening():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_library_that_turns_the_stop_into_its_own_error_does_not_hide_it(monkeypatch, capsys):
    def load(*_):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except BaseException as stop:
            raise RuntimeError("Query interrupted") from stop

    monkeypatch.setattr("sim.scenario.load.load_scenario", load)
    assert cli.main(["check", "x.toml", "--json"]) == 130
    out, err = capsys.readouterr()
    assert '"status": "stopped"' in out
    assert err == "Stopped.\n"


def test_work_that_swallows_the_stop_ends_all_the_same():
    script = (
        "import sim.signals as s, time\n"
        "s.SECONDS_TO_TIDY = 0.3\n"
        "with s.listening():\n"
        "    while True:\n"
        "        try:\n"
        "            print('ready', flush=True)\n"
        "            time.sleep(60)\n"
        "        except BaseException:\n"
        "            pass\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    child.stdout.readline()
    asked = time.monotonic()
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=20) == 143
    assert time.monotonic() - asked > 0.25
    child.stdout.close()


def test_work_that_is_held_up_in_a_library_ends_all_the_same():
    """A handler in Python waits for the library; the limit must not."""
    script = (
        "import sim.signals as s, sqlite3\n"
        "s.SECONDS_TO_TIDY = 0.3\n"
        "many = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 999999999)'\n"
        "with s.listening():\n"
        "    print('ready', flush=True)\n"
        "    sqlite3.connect(':memory:').execute(many + ' SELECT max(i) FROM n').fetchall()\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    child.stdout.readline()
    time.sleep(0.2)
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=20) == 143
    child.stdout.close()
