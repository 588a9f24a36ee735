"""The therapist's room: cards, Witnessed, feedback, notes."""
