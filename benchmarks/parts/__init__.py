"""The parts of a benchmark run: each measures something and gives a block of Markdown."""
