"""Results: measures, summaries, costs and their files."""
