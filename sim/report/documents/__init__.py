"""Documents that people open, each written from the same paper."""
