"""The model of sim.model as a compiled kernel: the same Record, bit for bit, much faster."""

from sim.compiled.kernel import simulate

__all__ = ["simulate"]
