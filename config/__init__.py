"""Settings, logging, and what vignette init copies."""
