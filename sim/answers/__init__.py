"""What the commands print, in plain English or as one JSON object."""
