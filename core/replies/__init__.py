"""What comes back from clients: kept, matched, closed."""
