import os
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.toml_source import MAX_BYTES, Source, read_source, read_toml

KERNEL = Path("/proc/kallsyms")
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "x.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refused(path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_toml(path)
    assert caught.value.file == path
    assert caught.value.problem
    assert caught.value.remedy
    return caught.value


def test_reads_toml(write):
    assert read_toml(write("[run]\nstart = 2018-10-01")) == {"run": {"start": date(2018, 10, 1)}}


def test_windows_notepad_is_welcome(write):
    path = write(b'\xef\xbb\xbfname = "x"\r\n[run]\r\nseed = 1\r\n')
    assert read_toml(path) == {"name": "x", "run": {"seed": 1}}
    assert read_source(path).line_of(("run", "seed")) == 3


def test_a_missing_file_is_named_with_the_nearest_one(write, tmp_path):
    write("a = 1").rename(tmp_path / "swso_expansion.toml")
    error = refused(tmp_path / "swso_expantion.toml")
    assert "no such file" in error.problem
    assert '"swso_expansion.toml"' in error.remedy


def test_a_folder_is_refused(tmp_path):
    assert "folder" in refused(tmp_path).problem


@posix
@pytest.mark.parametrize("name", ["our teams.csv", "Teams.XLSX"])
def test_a_table_of_teams_is_sent_to_new(tmp_path, name):
    (tmp_path / name).write_bytes(b"Team,Kind\n\xff")
    with pytest.raises(InputError, match=f'a table, and not.*python -m sim new "{name}"'):
        read_toml(tmp_path / name)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "regular file" in refused(tmp_path / "pipe.toml").problem


@posix
@pytest.mark.parametrize("path", [Path("/dev/zero"), Path("/dev/null")])
def test_a_device_is_refused(path):
    assert "regular file" in refused(path).problem


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    assert "can't be read" in refused(tmp_path / ("x" * 5000)).problem
    assert "can't be read" in refused(tmp_path / "nul\0.toml").problem


@posix
def test_a_ring_of_links_is_refused(tmp_path):
    (tmp_path / "a.toml").symlink_to("b.toml")
    (tmp_path / "b.toml").symlink_to("a.toml")
    assert "can't be read" in refused(tmp_path / "a.toml").problem


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    before = time.process_time()
    assert "100.0 MB" in refused(path).problem
    assert time.process_time() - before < 0.1


def test_the_largest_file_is_read(write):
    assert read_toml(write("#" * (MAX_BYTES - 6) + "\na = 1")) == {"a": 1}
    assert "MB" in refused(write("#" * (MAX_BYTES - 5) + "\na = 1")).problem


@pytest.mark.skipif(not KERNEL.exists(), reason="Linux only")
def test_a_file_that_is_larger_than_it_says_is_refused():
    assert KERNEL.stat().st_size == 0
    assert "MB" in refused(KERNEL).problem


def test_the_line_of_a_byte_that_is_not_utf8(write):
    error = refused(write(b'name = "x"\r\n\r\ntitle = "caf\xe9"\r\n'))
    assert (error.line, "UTF-8" in error.problem) == (3, True)


def test_utf16_of_old_notepad_is_refused(write):
    assert "UTF-8" in refused(write('name = "x"'.encode("utf-16"))).problem


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\na = " + "[" * 21 + "]" * 21, 2, "nested"),
        ("a = " + "[" * 300_000, 1, "nested"),
        ("]" * 3000 + "\na = " + "[" * 3000, 2, "nested"),
        ("x = 1\na = " + "{ a = " * 21 + "1" + " }" * 21, 2, "nested"),
        (".".join("a" * 20_000) + " = 1", 1, "parts"),
        ("\n[" + " . ".join("a" * 21) + "]", 2, "parts"),
        ("x = { " + ".".join(["'a'"] * 21) + " = 1 }", 1, "parts"),
        ("a" * 501 + " = 1", 1, "501 characters"),
    ],
)
def test_what_would_overwhelm_the_parser_never_reaches_it(write, text, line, words):
    before = time.process_time()
    error = refused(write(text))
    assert (error.line, words in error.problem) == (line, True)
    assert time.process_time() - before < 0.5  # tomllib takes seconds over the longest of these


def test_brackets_and_dots_in_text_are_not_counted(write):
    text = "'''" + "[" * 30 + "'''"
    document = read_toml(write(f'a = {text}\nb = "{"a." * 40}"\n# {"[" * 40}\nc = {[[]] * 40}'))
    assert document["b"] == "a." * 40


def test_a_stack_that_is_nearly_full_is_no_accident(write, monkeypatch):
    def overflow(_: str) -> None:
        raise RecursionError

    monkeypatch.setattr("tomllib.loads", overflow)
    assert "nested" in refused(write("a = 1")).problem


@pytest.mark.parametrize("digits", ["9" * 5000, "1_" * 5000 + "1"])
def test_a_number_of_thousands_of_digits_is_refused(write, digits):
    error = refused(write(f"[run]\nseed = {digits}"))
    assert (error.line, error.key) == (2, "run.seed")
    assert "digits" in error.problem


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x = £26", "Write 26."),
        ("x = 26,776", "Write 26776."),
        ("x = 6%", "Write 0.06."),
        ("x = 007", "Write 7."),
        ("x = .5  # half", "Write 0.5."),
        ("x = 1/10/2018", "Write 2018-10-01."),
        ("x = True", "Write true."),
        ("x = no", "Write false."),
        ("x = Gedling", 'or "Gedling".'),
        ("x = 5 hours", "5 hours can't be read. Write one number"),
        ("x = [1,\n £26]", "£26 can't be read."),
        ("x = { y = £26, z = 1 }", "£26 can't be read."),
        ("x =", "a value is missing"),
        ("x", "Write it as: key = value"),
        ("x = 1 y = 2", "1 y = 2 can't be read"),
        ("x = 2018-02-30", "no such day"),
        ("x = 'a", "closing quote"),
        ('x = "a', "closing quote"),
        ('x = "C:\\Users"', "backslash"),
        ("[run", "Write it as [name]"),
        ("[[run]", "Write it as [[name]]"),
        ("x = [1 2]", "comma"),
        ("x = {a = 1 b = 2}", "comma"),
        ("= 5", "Write it as"),
        ("x.y = 1\nx = 2", "written twice"),
    ],
)
def test_what_is_not_toml_is_put_plainly(write, line, words):
    error = refused(write("name = 'x'\n" + line))
    assert words in str(error)
    assert error.line == 2 + line.count("\n")


@pytest.mark.parametrize("text", ["a = " + "[ } " * 5000, "a = " + "{ b = ] " * 5000])
def test_brackets_that_do_not_match_exhaust_nothing(write, text):
    assert "a value is missing" in refused(write(text)).problem


TOMLISH = st.text("ab.=[]{}\"'\\#,\n 1-:T", max_size=60).map(str.encode)


@given(content=st.binary(max_size=60) | TOMLISH)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    try:
        assert isinstance(read_toml(path), dict)
    except InputError as error:
        assert error.problem
        assert error.line is None or 1 <= error.line <= content.count(b"\n") + 1


def test_a_list_or_text_that_never_ends_is_placed_in_the_file(write):
    assert refused(write("x = [1,\n2\n\n")).line in (3, 4)
    assert "isn't closed" in refused(write('x = """a\n\n')).problem


@pytest.mark.parametrize(
    ("text", "key", "lines"),
    [
        ("x = 1\nx = 2", "x", (1, 2)),
        ("[run]\nseed = 1\n\n[run]\nend = 1", "run", (1, 4)),
        ("[run]\nseed = 1\nend = 2\nseed = 1", "run.seed", (2, 4)),
        ("a = { b = 1,  b = 2 }", "a.b", (1, 1)),
        ("[\"a b\"]\nx = 1\n['a b']", '"a b"', (1, 3)),
    ],
)
def test_a_key_written_twice_is_named_with_both_lines(write, text, key, lines):
    error = refused(write(text))
    assert (error.key, error.line) == (key, lines[1])
    assert f"first on line {lines[0]}." in error.problem


def test_a_source_knows_what_it_says_and_where():
    source = Source("x", {"a": {"b": [1, {"c": 2}]}}, "[a]\n\nb = [1,\n {c = 2}]")
    assert source.has(("a", "b", 1, "c"))
    assert not source.has(("a", "b", 2))
    assert not source.has(("a", "x"))
    assert not source.has(("a", "b", 0, "c"))
    assert source.line_of(("a", "b", 1, "c")) == 4
    assert source.line_of(("a", "b", 0, "not", "there")) == 3
    assert source.line_of(("x",)) is None
