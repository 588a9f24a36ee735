"""Who is speaking, may they, what do we answer."""
