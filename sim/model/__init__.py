"""The reference model, in SimPy: to be read, audited, changed and replayed."""

from sim.model.service import simulate

__all__ = ["simulate"]
