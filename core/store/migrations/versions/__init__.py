"""Alembic revisions; each is frozen once released."""
