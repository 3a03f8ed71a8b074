"""The tables of a scenario file, a subject a module."""
