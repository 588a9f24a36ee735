"""The library: YAML in, checked and immutable prompts out."""
