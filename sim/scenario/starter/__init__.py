"""A scenario file of a council's own, made from a table of its teams."""
