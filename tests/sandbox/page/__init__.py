"""The practice page over HTTP, against the stage with no service behind it."""
