"""Small true files for tests."""

from bots.sandbox.telegram.files import grey_picture

PICTURE = grey_picture(640, 480)
VOICE = b"OggS" + bytes(60) + b"OpusHead"
SONG = b"ID3\x04" + bytes(60)
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(60)
