"""Discord: translate, carry, listen. Twin of bots/telegram, file by file."""
