"""The file of a table: what sort of file it is, and the table in it."""

from __future__ import annotations

import stat
from pathlib import Path

from sim.errors import InputError
from sim.scenario.starter.csv_text import read_csv
from sim.scenario.starter.table import Table
from sim.scenario.wording import suggestion

MAX_BYTES = 10_000_000
SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "Open it in Excel and save it as an Excel Workbook (.xlsx) or as CSV UTF-8 (.csv)."


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Read the table in a file; what it is is told by what is in it, whatever it is called.

    Args:
        path: A CSV file or an Excel workbook.
        sheet: Name of the sheet of a workbook; the first unless given.

    Raises:
        InputError: The file can't be read, is too large, or has no such sheet.
    """
    content = _content(path)
    if content.startswith(_ZIP):
        from sim.scenario.starter.workbook import read_workbook  # noqa: PLC0415 - slow to import

        return read_workbook(path, content, sheet)
    _refuse_old(path, content)
    if sheet is not None:
        raise InputError("only a workbook has sheets.", "Leave --sheet out.", path)
    return read_csv(path, content)


def _refuse_old(path: Path, content: bytes) -> None:
    """Refuse what Excel opens and a reader of .xlsx and .csv does not."""
    if content.startswith(_OLE) and _ENCRYPTED in content:
        remedy = "Open it in Excel and save a copy without one (File, Info, Protect Workbook)."
        raise InputError("this workbook is protected by a password.", remedy, path)
    if content.startswith(_OLE):
        raise InputError("this is in the old format of Excel (.xls).", _SAVE, path)
    if path.suffix.lower().startswith(".xl"):
        raise InputError("this is no Excel workbook, whatever its name says.", _SAVE, path)


def _content(path: Path) -> bytes:
    """The bytes of a regular file of bearable size."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise InputError(f"this is {what}.", "Name a table (.csv or .xlsx).", path)
        if status.st_size > MAX_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        remedy = suggestion(path.name, _tables_beside(path)) or "Check the name."
        raise InputError("there is no such file.", remedy, path) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        remedy = "Close it in Excel, and check its name and who may read it."
        raise InputError(f"this can't be read ({why}).", remedy, path) from None
    if len(content) > MAX_BYTES:  # files of /proc and the like say that they are empty
        raise _too_large(path)
    return content


def _tables_beside(path: Path) -> list[str]:
    files = path.parent.glob("*")
    return sorted(file.name for file in files if file.suffix.lower() in SUFFIXES)


def _too_large(path: Path) -> InputError:
    problem = f"the file has more than {MAX_BYTES / 1e6:g} MB."
    return InputError(problem, "Save the sheet with the teams as a file of its own.", path)
