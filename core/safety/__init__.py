"""Consent and the card for hard moments."""
