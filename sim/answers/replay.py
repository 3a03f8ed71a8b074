"""The events of one replication."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.console import tell
from sim.scenario.planning import working_calendar

if TYPE_CHECKING:
    from sim.record import Event
    from sim.scenario.schema import Scenario


def tell_events(scenario: Scenario, events: Sequence[Event], form: str) -> None:
    """Print a log of events.

    Args:
        scenario: The scenario, for its calendar.
        events: The events in order.
        form: ``text``, ``csv`` or ``json`` (one array).
    """
    calendar = working_calendar(scenario)
    dated = [(calendar.date_at(event.time).isoformat(), *event) for event in events]
    names = ("date", "working_day", "event", "team", "who", "detail")
    if form == "json":
        tell(json.dumps([dict(zip(names, row, strict=True)) for row in dated]))
    elif form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([names, *dated])
        tell(text.getvalue().rstrip("\n"))
    else:
        for day, time, what, team, who, detail in dated:
            tell(f"{day}  {time:10.4f}  {what:<24} {team}  {who}  {detail}".rstrip())
