"""In which form a file goes to a platform, and what the card says of one that does not go at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bots.discord.capabilities import DISCORD
from bots.telegram.capabilities import TELEGRAM
from core.domain.ids import AccountId, ClientId, MediaId, PartId
from core.domain.incoming import MediaRef, PartKind
from core.domain.message import Capabilities, FileKind
from core.domain.shown import NotShown, Variant
from core.domain.states import MediaState
from core.queue.showing import choose, file_line, outgoing_file
from core.store.media import Media
from core.texts.say import languages

MB = 1024 * 1024
VOICE = Media(
    MediaId("m"), ClientId("c"), PartId("p"), None, PartKind.VOICE, MediaState.KEPT, MediaRef(AccountId("a"), {}), "", "", None,
    21, "m", "ms", FileKind.VOICE, "audio/ogg", 900, 0, shown_size=900_000,
    others=(Variant("ma", FileKind.VOICE, "audio/mpeg", 800_000),), picture="mb",
)  # fmt: skip
FILM = replace(
    VOICE, kind=PartKind.VIDEO, shown_as=FileKind.VIDEO, shown_mime="video/mp4", others=(), picture=None, shown_size=34 * MB,
    size_kb=34 * 1024,
)  # fmt: skip


def test_a_voice_is_a_voice_on_telegram() -> None:
    """OGG, which it draws a wave for by itself."""
    file = outgoing_file(VOICE, TELEGRAM)

    assert file is not None
    assert (file.kind, file.blob, file.name, file.duration_s, file.picture) == (
        FileKind.VOICE, "ms", "voice.ogg", 21, None,
    )  # fmt: skip


def test_a_voice_plays_on_every_phone_on_discord() -> None:
    """MP3, with its wave beside it."""
    file = outgoing_file(VOICE, DISCORD)

    assert file is not None
    assert (file.blob, file.name, file.mime, file.picture) == ("ma", "voice.mp3", "audio/mpeg", "mb")


def test_without_another_form_the_first_goes_all_the_same() -> None:
    """A sound that a computer plays is better than none."""
    file = outgoing_file(replace(VOICE, others=(), picture=None), DISCORD)

    assert file is not None
    assert (file.blob, file.name, file.picture) == ("ms", "voice.ogg", None)


@pytest.mark.parametrize(("able", "expected"), [(TELEGRAM, "ms"), (DISCORD, "ma")])
def test_a_sound_that_does_not_fit_goes_in_a_smaller_form(able: Capabilities, expected: str) -> None:
    """Each platform by its own limit."""
    large = replace(VOICE, shown_mime="audio/x-wav", shown_as=FileKind.AUDIO, shown_size=30 * MB)

    form = choose(large, able)

    assert form is not None
    assert form.blob == expected


def test_a_wav_is_no_voice_message() -> None:
    """Telegram takes OGG, MP3 and M4A for those."""
    file = outgoing_file(replace(VOICE, shown_mime="audio/x-wav"), TELEGRAM)

    assert file is not None
    assert (file.kind, file.name) == (FileKind.AUDIO, "voice.wav")


def test_a_film_over_the_limit_is_kept_and_its_size_is_said() -> None:
    """34 MB go to Telegram and not to Discord."""
    assert outgoing_file(FILM, TELEGRAM) is not None
    assert outgoing_file(FILM, DISCORD) is None
    assert file_line(FILM, "en", may=True, able=DISCORD).plain == "[video, kept, 34 MB: too large here]"


def test_a_first_picture_in_a_films_place_is_named_as_one() -> None:
    """Nobody takes it for the whole."""
    still = replace(FILM, others=(Variant("ma", FileKind.PHOTO, "image/jpeg", 9000),))

    file = outgoing_file(still, DISCORD)

    assert file is not None
    assert (file.kind, file.name) == (FileKind.PHOTO, "picture.jpg")
    assert "first picture" in file_line(still, "en", may=True, able=DISCORD).plain


@pytest.mark.parametrize("language", languages())
def test_every_reason_has_its_words(language: str) -> None:
    """Other words each, and always that it is kept; in every language."""
    hidden = replace(VOICE, shown=None, shown_as=None)
    lines = [file_line(replace(hidden, why=why), language, may=True, able=TELEGRAM).plain for why in NotShown]

    assert len(set(lines)) == len(NotShown)
    assert all(line.startswith("[") for line in lines)


def test_a_reason_is_not_told_before_they_agreed() -> None:
    """What is in a file is theirs until then."""
    hidden = replace(VOICE, shown=None, shown_as=None, why=NotShown.PIXELS)

    assert "pixels" in file_line(hidden, "en", may=True, able=TELEGRAM).plain
    assert "pixels" not in file_line(hidden, "en", may=None, able=TELEGRAM).plain
