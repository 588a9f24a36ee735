"""The vignette command."""
