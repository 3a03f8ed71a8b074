"""Measurements made by hand; see README.md in this folder. No test depends on a speed."""
