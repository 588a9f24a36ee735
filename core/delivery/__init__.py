"""One door out: the outbox and what empties it."""
