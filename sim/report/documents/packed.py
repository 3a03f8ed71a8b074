"""Office documents whose bytes depend on their content alone: no clock, no order of chance."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold."""


def without_clock(archive: bytes) -> bytes:
    """The same archive with all of its files dated alike.

    Args:
        archive: A document in Office's format, which is a zip archive.
    """
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, _LONG_AGO)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            target.writestr(info, source.read(entry))
    return packed.getvalue()
