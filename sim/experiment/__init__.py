"""Experiments: replications over processes, and results that are whole or resume."""
