"""Progress and tables, on a terminal and off it."""

import io
import os
import pty
import subprocess
import sys

import pytest

from sim import console
from sim.console import Narrator, clean, mutter, tell, tell_table
from sim.errors import InputError
from sim.experiment.replicate import Done


class Terminal(io.StringIO):
    def isatty(self):
        return True


def done(number):
    return Done(number, 10, 0.1, verified=False)


def test_off_a_terminal_progress_is_a_few_lines(capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(console, "monotonic", lambda: now[0])
    with Narrator(quiet=False, stream=io.StringIO()) as narrator:
        narrator.begins(200, 20)
        for number in range(100):
            now[0] += 2.0
            narrator.advances(done(number))
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[:2] == ["Going on from 20 of 200 replications.", "Simulating 180 replications."]
    assert lines[2] == "35 of 200 replications, about 6 minutes left."  # 165 x 2 s
    assert len(lines) == 2 + 6


def test_the_last_minute_is_called_that(capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(console, "monotonic", lambda: now[0])
    with Narrator(quiet=False, stream=io.StringIO()) as narrator:
        narrator.begins(4, 0)
        now[0] = 40.0
        narrator.advances(done(0))
        narrator.advances(done(1))
    assert "about 2 minutes left" in capsys.readouterr().err


def test_more_replications_go_on_with_what_is_there(capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(console, "monotonic", lambda: now[0])
    with Narrator(quiet=False, stream=io.StringIO()) as narrator:
        narrator.begins(25, 0)
        narrator.extends(50, 25)
        now[0] = 40.0
        narrator.advances(done(25))
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["Simulating 25 replications.", "26 of 50 replications, about 16 minutes left."]


def test_a_search_counts_without_an_end(capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(console, "monotonic", lambda: now[0])
    with pytest.raises(KeyboardInterrupt), Narrator(quiet=False, stream=io.StringIO()) as narrator:
        narrator.begins(None, 1200)
        narrator.advances(done(0))
        narrator.says("Looking elsewhere.")
        narrator.begins(None, 1210)  # of those that are there, some were only now looked at
        now[0] = 40.0
        narrator.advances(done(1))
        raise KeyboardInterrupt
    assert capsys.readouterr().err.splitlines() == [
        "Going on from 1,200 replications.",
        "Looking elsewhere.",
        "1,211 replications so far.",
        "1,211 replications are kept; the same command goes on from there.",
    ]


def test_quiet_is_quiet_on_a_terminal_too(capsys):
    with Narrator(quiet=True, stream=Terminal()) as narrator:
        narrator.begins(4, 2)
        narrator.advances(done(2))
        narrator.says("Hello")
    assert capsys.readouterr() == ("", "")


def test_a_run_cut_short_tells_what_is_kept(capsys):
    with pytest.raises(KeyboardInterrupt), Narrator(True, io.StringIO()) as narrator:
        narrator.begins(4, 2)
        narrator.advances(done(2))
        raise KeyboardInterrupt
    assert capsys.readouterr().err == (
        "3 of 4 replications are kept; the same command goes on from there.\n"
    )


def test_an_error_that_explains_itself_gets_no_further_words(capsys):
    with pytest.raises(InputError), Narrator(True, io.StringIO()) as narrator:
        narrator.begins(4, 2)
        raise InputError("odd")
    assert capsys.readouterr().err == ""


def test_on_a_terminal_there_is_a_bar_on_stderr():
    script = (
        "import sys; from sim.console import Narrator\n"
        "with Narrator(False, sys.stderr) as n:\n"
        "    n.begins(4, 1)\n"
        "    n.advances(None); n.advances(None); n.advances(None)\n"
        "    n.extends(7, 4)\n"
        "    n.advances(None)\n"
        "    n.says('Putting together.')\n"
        "    n.begins(None, 20); n.advances(None); n.says('Looking.'); n.begins(None, 22)\n"
        "    n.advances(None)\n"
    )
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    out, _ = child.communicate(timeout=30)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # what Linux says at the end of a terminal
        pass
    os.close(ours)
    assert (child.returncode, out) == (0, b"")
    assert b"Replications" in shown
    assert b"4/4" in shown
    assert b"5/7" in shown
    assert b"left" in shown
    assert b"23/?" in shown
    assert b"Putting together." in shown


TABLE = ("Teams", ("Team", "Load"), [("In\ntake", "9.5%"), ("[red]x", "110.0%")])


def test_off_a_terminal_tables_are_text_in_line(capsys):
    tell_table(*TABLE)
    assert capsys.readouterr().out == (
        "Teams\n  Team       Load\n  In take    9.5%\n  [red]x   110.0%\n"
    )


def test_on_a_terminal_tables_are_ruled_and_take_nothing_for_markup(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    tell_table(*TABLE)
    assert "[red]x" in screen.getvalue()
    assert "In take" in screen.getvalue()
    assert "\u2502" in screen.getvalue() or "|" in screen.getvalue()


def test_an_empty_table_is_its_headings(capsys):
    tell_table("None", ("A", "B"), [])
    assert capsys.readouterr().out == "None\n  A  B\n"


def test_control_characters_do_not_reach_the_terminal(capsys):
    tell("a\x1b[31mb\x07\nc\u202e")
    mutter("d\x1b]0;title\x07")
    out, err = capsys.readouterr()
    assert out == "a\ufffd[31mb\ufffd\nc\ufffd\n"
    assert err == "d\ufffd]0;title\ufffd\n"
    assert clean("Ynys Môn £5 日本") == "Ynys Môn £5 日本"


def test_a_deaf_stderr_is_no_reason_to_stop(monkeypatch):
    class Deaf(io.StringIO):
        def write(self, _):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Deaf())
    mutter("anyone there?")
