"""Procedures of experiments: designs, selection and analysis, on plain numbers."""
