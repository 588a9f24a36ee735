"""What goes wrong out there, and what must hold all the same."""
