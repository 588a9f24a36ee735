"""Local stand-ins of both platforms, loopback only, as strict as the real ones."""
