"""What Vignette costs, beside the usual way of doing the same: `python -m tests.bench`, `make bench`."""
