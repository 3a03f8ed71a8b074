"""From stored results to charts and words."""
