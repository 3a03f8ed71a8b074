"""A chart on disk: picture, numbers and words, the same bytes for the same results."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from sim.provenance import checksum, read_sealed, sealed, stand
from sim.report.chart_fans import LINE
from sim.results.store import replacing, write_csv, write_json, write_text

PNG_DPI = 200
PNG_LEVEL = 3
"""Of compression; drawings come out as small as with more of it, in less time."""
SUFFIXES = ("svg", "png", "csv", "txt")
INDEX = "index.json"
Entry = dict[str, Any]

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with everything that is said about it.

    Attributes:
        name: Name of its files.
        title: The finding.
        subtitle: What is shown.
        alt: What a person who can't see it needs to know, with the numbers.
        figure: The drawing.
        data: The numbers drawn, tidy.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    figure: Figure
    data: pd.DataFrame

    def entry(self) -> Entry:
        """What the index says of it."""
        return {
            "name": self.name,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "files": [f"{self.name}.{suffix}" for suffix in SUFFIXES],
        }


@dataclass(frozen=True, slots=True)
class Omitted:
    """A chart that there was nothing to draw for.

    Attributes:
        name: Name that its files would have had.
        reason: Why, as a sentence.
    """

    name: str
    reason: str

    def entry(self) -> Entry:
        """What the index says of it."""
        return {"name": self.name, "reason": self.reason}


def write_all(charts: Iterable[Chart | Omitted], folder: Path) -> list[Path]:
    """Write charts, and the index of them, into the folder ``charts`` of a results folder.

    Args:
        charts: In the order of the index; each is written before the next is drawn.
        folder: The results folder.

    Returns:
        The files written, ``index.json`` last.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    place = folder / "charts"
    paths: list[Path] = []
    drawn, omitted = [], []
    for chart in charts:
        if isinstance(chart, Omitted):
            omitted.append(chart.entry())
        else:
            drawn.append(chart.entry())
            paths += write_chart(chart, place)
    return [*paths, write_index(drawn, omitted, place)]


def write_chart(chart: Chart, folder: Path) -> list[Path]:
    """Write picture, numbers and alt text, each file in one step.

    Args:
        chart: Drawn in the house style; call this inside it too.
        folder: The folder of charts.

    Returns:
        The files, in the order of :data:`SUFFIXES`.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    paths = [folder / f"{chart.name}.{suffix}" for suffix in SUFFIXES]
    svg, png, csv, txt = paths
    write_text(svg, _svg(chart))
    with replacing(png) as temporary:
        # Without the version of matplotlib, so that an update alone changes nothing.
        chart.figure.savefig(
            temporary,
            format="png",
            dpi=PNG_DPI,
            metadata={"Title": chart.title, "Software": None},
            pil_kwargs={"compress_level": PNG_LEVEL},
        )
    write_csv(csv, chart.data)
    write_text(txt, f"{chart.title}\n\n{chart.subtitle}\n\n{chart.alt}\n")
    return paths


def write_index(drawn: Sequence[Entry], omitted: Sequence[Entry], folder: Path) -> Path:
    """Say which charts there are, in order, and which there are not and why.

    Files that an earlier index lists and this one does not are removed; no others are.

    Returns:
        The path of ``index.json``.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    index = folder / INDEX
    stale = _listed(index) - {file for entry in drawn for file in entry["files"]}
    files = {name: checksum(folder / name) for entry in drawn for name in entry["files"]}
    said = {"charts": list(drawn), "omitted": list(omitted), "files": files}
    write_json(index, sealed(said))
    for name in stale:
        (folder / Path(name).name).unlink(missing_ok=True)
    return index


def are_whole(folder: Path) -> bool:
    """Whether a folder holds charts, each as it was drawn.

    Args:
        folder: The folder of charts.
    """
    said = read_sealed(folder / INDEX)
    return said is not None and stand(folder, said.get("files"))


def _listed(index: Path) -> set[str]:
    """The files that an index lists; none if it is missing or not ours."""
    try:
        charts = json.loads(index.read_text(encoding="utf-8"))["charts"]
        return {str(file) for chart in charts for file in chart["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _svg(chart: Chart) -> str:
    """The drawing as SVG that a screen reader announces with the chart's title and alt text."""
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": chart.name}):
        chart.figure.savefig(buffer, format="svg")
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(buffer.getvalue())  # noqa: S314 - written by matplotlib just now
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)  # the date and the version of matplotlib
    _name_ids(root, chart.name)
    for tag, text in (("desc", chart.alt), ("title", chart.title)):
        element = ET.Element(f"{{{_SVG}}}{tag}", id=f"{chart.name}-{tag}")
        element.text = text
        root.insert(0, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{chart.name}-title {chart.name}-desc")
    return ET.tostring(root, encoding="unicode") + "\n"


def _name_ids(root: ET.Element, chart: str) -> None:
    """Leave only identifiers that something refers to, so that charts can share a web page.

    The medians of fans keep theirs, after the chart's name: a page reads values off there.
    """
    elements = list(root.iter())
    used = {
        found
        for element in elements
        for key, value in element.attrib.items()
        for found in re.findall(r"url\(#([^)]+)\)", value)
        + ([value[1:]] if key == f"{{{_XLINK}}}href" else [])
    }
    for element in elements:
        name = element.get("id", "")
        if name.startswith(LINE):
            element.set("id", f"{chart}-{name}")
        elif name not in used:
            element.attrib.pop("id", None)
