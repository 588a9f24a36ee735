"""The outside: platform bots, the command, the sandbox, the composition root."""
