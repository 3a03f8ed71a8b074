"""[sources]: the documents that numbers name."""

from __future__ import annotations

from sim.scenario.quantities import Model
from sim.scenario.tables.words import Text


class Document(Model):
    """[sources.NAME]: what numbers mean whose source begins with the name."""

    title: Text
    """Its full title, and who published it."""
    date: Text = ""
    """When it was published, or which years it tells of."""
    licence: Text = ""
    """What allows its use."""
