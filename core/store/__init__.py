"""Everything that must survive; sealed at this wall. The only room that knows SQLAlchemy."""
