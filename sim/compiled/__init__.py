"""The model of sim.model as a compiled kernel: the same Record, bit for bit, much faster."""

from sim.compiled.kernel import code_folder, is_prepared, prepare, simulate

__all__ = ["code_folder", "is_prepared", "prepare", "simulate"]
