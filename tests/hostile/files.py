"""Hostile files, and hostile names of files: what a scenario extends, is based on or draws from."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.trial import FILE, LONGEST_OF_ALL, Input
from tests.hostile.values import TEXTS, quoted

EXTENDS, BASE, DRAWS, BYTES, LARGE, ARGUMENT = (
    "extends",
    "file of an experiment",
    "[run] parameters",
    "odd bytes",
    "largest files",
    "name of the file itself",
)
POSIX = os.name == "posix"


def all_files() -> Iterator[Input]:
    """Every hostile file."""
    yield from _extends()
    yield from _experiments()
    yield from _parameters()
    yield from _bytes()
    yield from _large()
    yield from _arguments()


# ---- names of other files ------------------------------------------------------------------

NAMES = {
    "a file that is not there": "not_there.toml",
    "a folder": "folder",
    "this folder": ".",
    "the folder above": "..",
    "up a folder": "../secret.toml",
    "up by a detour": "folder/../../secret.toml",
    "a system file": "/etc/passwd",
    "a file of this machine": "/proc/self/environ",
    "a device": "/dev/zero",
    "another device": "/dev/stdin",
    "a drive": "C:\\secret.toml",
    "a share": "\\\\host\\share\\secret.toml",
    "the home": "~/secret.toml",
    "a variable": "$HOME/secret.toml",
    "a device of Windows": "CON",
    "a web address": "https://example.org/base.toml",
    "a file address": "file:///etc/passwd",
    "no name": "",
    "only spaces": "   ",
    "a zero byte": "base.toml\0.png",
    "a line end": "base.toml\n",
    "10,000 characters": "x" * 10_000,
    "1,000 folders": "a/" * 1000 + "x.toml",
    "a pipe": "pipe.toml",
    "a link to outside": "outside.toml",
    "a link round to itself": "loop.toml",
    "a link to nothing": "dangling.toml",
    "below a linked folder": "linked/secret.toml",
    "no text": "not_utf8.toml",
    "no TOML": "not_toml.toml",
    "an empty file": "empty.toml",
}  # fmt: skip
_SPELT = {**NAMES, **{f"text: {what}": text for what, text in TEXTS.items()}}


def lay_traps(folder: Path) -> None:
    """Put links, pipes and odd files into a folder, and a file beside it that nobody may read."""
    (folder / "folder").mkdir()
    (folder.parent / "secret.toml").write_text('name = "SECRET"\n', "utf-8")
    (folder / "not_utf8.toml").write_bytes(b'name = "\xff\xfe"')
    (folder / "not_toml.toml").write_text("Dear all,\nplease find attached\n", "utf-8")
    (folder / "empty.toml").write_text("", "utf-8")
    if POSIX:
        os.mkfifo(folder / "pipe.toml")
        (folder / "outside.toml").symlink_to(folder.parent / "secret.toml")
        (folder / "loop.toml").symlink_to(folder / "loop.toml")
        (folder / "dangling.toml").symlink_to(folder / "nowhere.toml")
        (folder / "linked").symlink_to(folder.parent)
        (folder / "inside.toml").symlink_to(folder / "base.toml")


def _extends() -> Iterator[Input]:
    for what, name in _SPELT.items():
        yield Input(EXTENDS, what, f"extends = {quoted(name)}\n", prepare=lay_traps)
        yield Input(EXTENDS, f"second: {what}", f'extends = ["base.toml", {quoted(name)}]\n',
                    prepare=lay_traps)  # fmt: skip
    for raw in (
        "5",
        "true",
        "nan",
        "[]",
        "[[]]",
        "{ a = 1 }",
        "[1]",
        "2018-10-01",
        '["base.toml", 5]',
    ):
        yield Input(EXTENDS, raw, f"extends = {raw}\n", "extends", 1, ("not the name of a file",))
    yield Input(EXTENDS, "itself", f'extends = "{FILE}"', "extends", 1, ("in a ring",))
    yield Input(
        EXTENDS, "itself by a detour", f'extends = "./{FILE}"', "extends", 1, ("in a ring",)
    )
    yield Input(EXTENDS, "in a ring of 2", 'extends = "x0.toml"', "", None, ("in a ring",),
                prepare=lambda folder: _chain(folder, 1, FILE))  # fmt: skip
    yield Input(EXTENDS, "in a ring of 10", 'extends = "x0.toml"', "", None, ("in a ring",),
                prepare=lambda folder: _chain(folder, 9, FILE))  # fmt: skip
    yield Input(EXTENDS, "50 deep", 'extends = "x0.toml"', "", None, ("more than 20 files",),
                prepare=lambda folder: _chain(folder, 50, "base.toml"))  # fmt: skip
    yield Input(EXTENDS, "10 deep", 'extends = "x0.toml"', is_fine=True,
                prepare=lambda folder: _chain(folder, 10, "base.toml"))  # fmt: skip
    yield Input(EXTENDS, "50 side by side", f"extends = {[f'x{n}.toml' for n in range(50)]}",
                "", None, ("more than 20 files",),
                prepare=lambda folder: _chain(folder, 50, "base.toml"))  # fmt: skip
    yield Input(EXTENDS, "a tree of 2^16", 'extends = "x0.toml"', is_fine=True, prepare=_tree)
    yield Input(EXTENDS, "the same 50,000 times", f"extends = {['base.toml'] * 50_000}",
                words=("50,000 entries", "at most 10,000"))  # fmt: skip
    yield Input(EXTENDS, "an experiment", 'extends = "sweep.toml"', longest=20_000)
    yield Input(EXTENDS, "an experiment that is checked", 'extends = "sweep.toml"\nname = "x"',
                words=("this is an experiment",))  # fmt: skip
    yield Input(EXTENDS, "a scenario for an experiment", 'extends = "base.toml"', command="sweep",
                words=("this is a scenario",))  # fmt: skip
    if POSIX:
        yield Input(EXTENDS, "a link inside", 'extends = "inside.toml"', is_fine=True,
                    prepare=lay_traps)  # fmt: skip


def _chain(folder: Path, length: int, last: str) -> None:
    """Files of which each extends the next."""
    for place in range(length):
        following = f"x{place + 1}.toml" if place + 1 < length else last
        (folder / f"x{place}.toml").write_text(f'extends = "{following}"\n', "utf-8")


def _tree(folder: Path) -> None:
    """Files of which each extends the next twice: 65,536 ways down, and 16 files."""
    for place in range(15):
        (folder / f"x{place}.toml").write_text(
            f'extends = ["x{place + 1}.toml", "./x{place + 1}.toml"]\n', "utf-8"
        )
    (folder / "x15.toml").write_text('extends = "base.toml"\n', "utf-8")


_NAMED = {
    "sweep": ("sweep.toml", "base = {}"),
    "seek": ("seek.toml", "base = {}"),
    "seek options": ("seek.toml", 'options = ["base.toml", {}]'),
    "sensitivity": ("sensitivity.toml", "against = {}"),
    "validate": ("validation.toml", "[targets.cases]\nagainst = {}"),
    "calibrate": ("calibration.toml", "[targets.cases]\nscenario = {}"),
}


def _experiments() -> Iterator[Input]:
    """What an experiment starts from or holds against it; the folder above is allowed here."""
    skipped = {"up a folder", "up by a detour", "a link to outside", "below a linked folder"}
    for kind, (base, said) in _NAMED.items():
        for what, name in _SPELT.items():
            if what not in skipped:
                text = f'extends = "{base}"\n{said.format(quoted(name))}\n'
                yield Input(BASE, f"{kind}: {what}", text, command=kind.split()[0],
                            prepare=lay_traps)  # fmt: skip
        text = f'extends = "{base}"\n{said.format(quoted(FILE))}\n'
        yield Input(BASE, f"{kind}: itself", text, command=kind.split()[0], longest=20_000)
        for what, name in (("two folders up", "../../secret.toml"), ("root", "/secret.toml")):
            text = f'extends = "{base}"\n{said.format(quoted(name))}\n'
            yield Input(BASE, f"{kind}: {what}", text, command=kind.split()[0],
                        words=("outside",))  # fmt: skip


# ---- [run] parameters ----------------------------------------------------------------------

_KEY = "roles.swso.take_up"
TABLES: dict[str, str | bytes] = {
    "nothing": "",
    "only a heading": f"{_KEY}\n",
    "words": f"{_KEY}\nmost\n",
    "a formula": f"{_KEY}\n=1+1\n",
    "nan": f"{_KEY}\nnan\n0.5\n",
    "infinity": f"{_KEY}\n0.5\ninf\n",
    "1e999": f"{_KEY}\n1e999\n",
    "10^400": f"{_KEY}\n1{'0' * 400}\n",
    "£26": f"{_KEY}\n£26\n",
    "26,776": f"{_KEY}\n26,776\n",
    "6%": f"{_KEY}\n6%\n",
    "underscores": f"{_KEY}\n0_1\n",
    "out of range": f"{_KEY}\n0.5\n1.5\n",
    "a row too short": f"{_KEY},roles.admin.take_up\n0.5\n",
    "a row too long": f"{_KEY}\n0.5,0.6\n",
    "an unknown number": "roles.swso.take_upp\n0.5\n",
    "an unknown table": "nothing.at.all\n0.5\n",
    "no number": "run.seed\n5\n",
    "a text": "name\n5\n",
    "an empty key": "\n0.5\n",
    "an empty key among others": f"{_KEY},\n0.5,0.5\n",
    "dots": "...\n0.5\n",
    "a key in a key": "teams\n0.5\n",
    "a key twice": f"{_KEY},{_KEY}\n0.5,0.5\n",
    "a key twice, differently": f"{_KEY},{_KEY}.value\n0.5,0.5\n",
    "1,000 dots": "a." * 1000 + "b\n0.5\n",
    "10,000 dots": "a." * 10_000 + "b\n0.5\n",
    "a long key": "k" * 100_000 + "\n0.5\n",
    "control characters": "\x1b[31m\n\x07\n",
    "a long cell": f"{_KEY}\n{'x' * 200_000}\n",
    "1,000 columns": ",".join(f"k{n}" for n in range(1000)) + "\n" + ",".join("1" * 1000) + "\n",
    "100,000 rows": f"{_KEY}\n" + "0.5\n" * 100_000,
    "no UTF-8": f"{_KEY}\n".encode() + b"\xff\n",
    "UTF-16": f"{_KEY}\n0.5\n".encode("utf-16"),
    "zero bytes": f"{_KEY}\n\0\n",
    "a quotation left open": f'{_KEY}\n"0.5\n',
}  # fmt: skip
BINARY: dict[str, bytes] = {
    "nothing": b"",
    "a CSV file": f"{_KEY}\n0.5\n".encode(),
    "the head alone": b"PAR1",
    "no columns": b"PAR1PAR1",
    "a length beyond the file": b"PAR1\xff\xff\xff\x7fPAR1",
    "a length of no size": b"PAR1\0\0\0\0PAR1",
    "an encrypted foot": b"PARE\x04\0\0\0\x15\x02\x19\x2c\x04\0\0\0PARE",
    "zeros between": b"PAR1" + bytes(1000) + b"\xe8\x03\0\0PAR1",
    "a workbook": b"PK\x03\x04\x14\0\x06\0\xff",
}  # fmt: skip


def _parameters() -> Iterator[Input]:
    for what, name in _SPELT.items():
        text = f'extends = "base.toml"\n[run]\nparameters = {quoted(name)}\n'
        yield Input(DRAWS, what, text, prepare=lay_traps)
    for what, content in TABLES.items():
        text = 'extends = "base.toml"\n[run]\nparameters = "table.csv"\n'
        yield Input(DRAWS, f"table: {what}", text, prepare=_table(content), longest=20_000)
    for what, content in BINARY.items():
        text = 'extends = "base.toml"\n[run]\nparameters = "table.parquet"\n'
        yield Input(DRAWS, f"Parquet: {what}", text, prepare=_table(content, "table.parquet"),
                    words=("not a whole Parquet file",))  # fmt: skip
    good = f"{_KEY},demand.sibling_work_share\n0.5,0.4\n0.6,0.5\n"
    yield Input(DRAWS, "a good table", 'extends = "base.toml"\n[run]\nparameters = "table.csv"\n',
                prepare=_table(good), is_fine=True)  # fmt: skip


def _table(content: str | bytes, name: str = "table.csv") -> Callable[[Path], object]:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    return lambda folder: (folder / name).write_bytes(data)


# ---- bytes and sizes -----------------------------------------------------------------------

_HEAD = 'extends = "base.toml"\n'
_QUOTE = '"'


def _bytes() -> Iterator[Input]:
    plain = f'{_HEAD}title = "x"\n'
    bad: dict[str, bytes] = {
        "Latin-1": f'{_HEAD}title = "caf\xe9"\n'.encode("latin-1"),
        "UTF-16 with a mark": plain.encode("utf-16"),
        "UTF-16 without": plain.encode("utf-16-le"),
        "UTF-32": plain.encode("utf-32"),
        "half a character": _HEAD.encode() + b'title = "\xed\xa0\x80"\n',
        "an overlong character": _HEAD.encode() + b'title = "\xc0\xaf"\n',
        "a cut character": _HEAD.encode() + b'title = "\xe2\x82',
        "a zero byte in text": f'{_HEAD}title = "a\0b"\n'.encode(),
        "a zero byte alone": f"{_HEAD}\0".encode(),
        "a zero byte in a comment": f"{_HEAD}# a\0b\n".encode(),
        "zero bytes": b"\0" * 1000,
        "lines ended by returns": plain.replace("\n", "\r").encode(),
        "a return within a line": f'{_HEAD}title = "a\rb"\n'.encode(),
        "a mark in the middle": f'{_HEAD}\ufefftitle = "x"\n'.encode(),
        "quotes of Word": f"{_HEAD}title = \u201cx\u201d\n".encode(),
        "a hyphen of Word": f"{_HEAD}[costs]\npay_award_per_year = \u22120.02\n".encode(),
        "a blank of Word": f"{_HEAD}title =\u00a0'x'\n".encode(),
        "a document of Word": b"PK\x03\x04\x14\x00\x06\x00\xff",
        "a picture": b"\x89PNG\r\n\x1a\n\0\0",
        "JSON": b'{"extends": "base.toml"}',
        "YAML": b"extends: base.toml\nrun:\n  seed: 5\n",
        "CSV": b"extends,base.toml\nseed,5\n",
        "a page": b"<!DOCTYPE html><html></html>",
        "a pickle": b"\x80\x04cos\nsystem\n(S'touch x'\ntR.",
        "blanks": b" \n\t\n ",
    }
    for what, content in bad.items():
        yield Input(BYTES, what, content)
    yield Input(BYTES, "the mark of Notepad", b"\xef\xbb\xbf" + plain.encode(), is_fine=True)
    yield Input(BYTES, "lines of Windows", plain.replace("\n", "\r\n").encode(), is_fine=True)


def _large() -> Iterator[Input]:
    def refused(what: str, text: str | bytes, *words: str) -> Input:
        return Input(LARGE, what, text, words=words, longest=LONGEST_OF_ALL, is_large=True)

    yield refused("2 MB", _HEAD + "# x\n" * 500_000, "at most 1 MB")
    yield refused("1,000 MB of nothing", "", "at most 1 MB")._replace(prepare=_hole)
    for depth in (21, 1000, 400_000):
        yield refused(f"{depth:,} brackets", f"{_HEAD}x = {'[' * depth}", "20 deep")
        yield refused(f"{depth:,} lists", f"{_HEAD}x = {'[' * depth}{']' * depth}", "20 deep")
        yield refused(f"{depth:,} tables", f"{_HEAD}x = {'{a=' * min(depth, 300_000)}", "deep")
    yield refused("100,000 parts of a key", f"{_HEAD}{'.'.join('a' * 100_000)} = 1", "20 parts")
    yield refused("100,000 parts of a table", f"{_HEAD}[{'.'.join('a' * 100_000)}]", "20 parts")
    yield refused("a key of 900,000 characters", f"{_HEAD}{'k' * 900_000} = 1", "900,000")
    yield refused("a table of 900,000 characters", f"{_HEAD}[{'k' * 900_000}]")
    yield refused(
        "100,000 keys", _HEAD + "".join(f"k{n}=1\n" for n in range(100_000)), "more errors"
    )
    yield refused(
        "50,000 tables", _HEAD + "".join(f"[k{n}]\n" for n in range(50_000)), "more errors"
    )
    yield refused("50,000 keys of a team", _many("[teams.north]", "k{}=1", 50_000), "more errors")
    yield refused("50,000 teams", _many("[teams]", "k{}={{}}", 50_000))
    yield refused("50,000 numbers for teams", _many("[teams]", "k{}=5", 50_000))
    yield refused("40,000 unknown teams", _many("[demand.referrals_per_week]", "k{}=1", 40_000))
    yield refused("40,000 unknown stages", _many("[pathway.plan.routes]", "k{}=0", 40_000))
    yield refused("1,000 long teams, 3,000 unknown", _long_names())
    yield refused("40,000 tables one by one", _HEAD + "[[teams]]\n" * 40_000)
    yield refused("300,000 items", f"{_HEAD}x = [{'1, ' * 300_000}]")
    values = f"{{ distribution = 'empirical', values = [{'1, ' * 300_000}] }}"
    yield refused("300,000 values", f"{_HEAD}[pathway.plan]\ntask_hours = {values}", "300,000")
    yield refused(
        "200,000 words as values",
        f"{_HEAD}[pathway.plan]\ntask_hours = "
        f"{{ distribution = 'empirical', values = {[''] * 200_000} }}",
        "200,000 entries",
        "pathway.plan.task_hours.values",
    )
    yield refused("900,000 digits", f"{_HEAD}[run]\nseed = {'7' * 900_000}", "thousands of digits")
    yield refused("900,000 digits in hexadecimal", f"{_HEAD}[run]\nseed = 0x{'f' * 900_000}")
    yield refused("text of 900,000 characters", f'{_HEAD}title = "{"x" * 900_000}"', "900,000")
    yield refused("text of 900,000 quotes", f"{_HEAD}title = '{_QUOTE * 900_000}'", "900,000")
    yield refused("900,000 opening quotes", f"{_HEAD}title = {_QUOTE * 900_000}")
    yield refused("900,000 backslashes", f'{_HEAD}title = "{chr(92) * 900_000}')
    yield refused("a comment of 900,000 characters", f"{_HEAD}#{'x' * 900_000}\nseed = 1")
    yield refused("900,000 line ends", f"{_HEAD}{chr(10) * 900_000}seed = 1")
    yield refused("450,000 equals", f"{_HEAD}x {'= ' * 450_000}")
    yield refused("450,000 commas", f"{_HEAD}x = [{', ' * 450_000}")
    yield refused("the same key 100,000 times", _HEAD + "seed=1\n" * 100_000, "written twice")
    yield refused("the same table 100,000 times", _HEAD + "[run]\n" * 100_000, "written twice")
    yield refused("a date of 900,000 digits", f"{_HEAD}[run]\nstart = {'2' * 900_000}-01-01")


def _hole(folder: Path) -> None:
    with (folder / FILE).open("wb") as file:
        file.truncate(1_000_000_000)


def _many(table: str, line: str, count: int) -> str:
    return f"{_HEAD}{table}\n" + "".join(f"{line.format(n)}\n" for n in range(count))


def _long_names() -> str:
    """As many known names as there may be, and thousands that look a little like each of them."""
    team = '{{ kind = "district", social_worker_fte = 1.0 }}'
    known = (f"t{n:03d}{'ab' * 80} = {team.format()}\n" for n in range(995))
    unknown = (f"u{n:04d}{'ba' * 80} = 1\n" for n in range(3000))
    return f"{_HEAD}[teams]\n{''.join(known)}[demand.referrals_per_week]\n{''.join(unknown)}"


# ---- the file that a command is given ------------------------------------------------------


def _arguments() -> Iterator[Input]:
    for what, name in NAMES.items():
        if "\0" in name or not name or what == "another device":
            continue  # no shell can say the first, the second is this folder, the third waits
        if what in ("up a folder", "up by a detour", "a link to outside", "below a linked folder"):
            continue  # who names a file may read it
        one = Input(ARGUMENT, what, argument=name, prepare=lay_traps, longest=12_000)
        yield one
        yield one._replace(what=f"{what}, experiment", command="sweep")
    for name in (".", "..", "/", "", "-", "@base.toml"):
        yield Input(ARGUMENT, repr(name), argument=name)
