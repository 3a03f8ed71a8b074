"""Scenarios: what planners write, checked, and turned into what engines need."""
