"""When something is due, and what happens then."""
