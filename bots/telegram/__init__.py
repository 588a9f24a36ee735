"""Telegram: translate, carry, listen. Twin of bots/discord, file by file."""
