"""The sections of a paper in their order, and the numbers of its tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from sim.report.paper.content import Block, ChartBlock, Paragraph, Section, TableBlock

HEADINGS = {
    "purpose": "Purpose of the report",
    "information": "Information",
    "options_considered": "Options considered",
    "reasons_for_recommendation": "Reasons for recommendation",
    "financial_implications": "Financial implications",
    "human_resources_implications": "Human resources implications",
    "implications_for_service_users": "Implications for service users",
    "risks": "Risks",
    "how_sure_we_are": "How sure we are",
    "assumptions": "Assumptions",
    "method": "How the model works",
    "background_papers": "Background papers",
    "details": "Details",
}
"""Keys and headings, in the order of a council's own committee papers."""

NOTHING = Paragraph("These results say nothing about this.")


def assembled(parts: Mapping[str, Iterable[Block]]) -> tuple[Section, ...]:
    """All sections in order, their tables and charts numbered.

    Args:
        parts: The blocks of each section by its key; where there are none, a sentence says so.
    """
    tables, charts = count(1), count(1)
    return tuple(
        Section(
            key, heading, tuple(_numbered(tuple(parts.get(key, ())) or (NOTHING,), tables, charts))
        )
        for key, heading in HEADINGS.items()
    )


def _numbered(
    blocks: Sequence[Block], tables: Iterator[int], charts: Iterator[int]
) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, TableBlock):
            yield replace(block, number=next(tables))
        elif isinstance(block, ChartBlock):
            yield replace(block, number=next(charts))
        else:
            yield block
