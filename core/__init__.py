"""What is said, to whom and when. Knows no platform."""
