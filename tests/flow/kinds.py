"""Everything a client can send, kind by kind on each platform: what is done, what must be kept of it, its words on the card."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from bots.sandbox.stage import TELEGRAM_TOKEN
from core.domain.incoming import Fact, PartKind
from tests.flow.play import jpeg, ogg

HERE = {Fact.LATITUDE: "52.52", Fact.LONGITUDE: "13.405"}


@dataclass(frozen=True)
class Kept:
    """One message as it must be kept. shown: what the card says of it."""

    kind: PartKind
    text: str = ""
    files: tuple[bytes, ...] = ()
    facts: dict[Fact, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()


Deed = Callable[[Any], list[Kept]]


def film(number: int) -> bytes:
    """The beginning of an MP4, another each time."""
    return b"\x00\x00\x00\x18ftypmp42" + bytes([number]) * 300


def webp() -> bytes:
    """A small sticker."""
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), "orange").save(out, "WEBP")
    return out.getvalue()


def png() -> bytes:
    """A picture that is sent as a file."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(out, "PNG")
    return out.getvalue()


# --- Telegram -----------------------------------------------------------------------------------------------------------
def _telegram(deed: Callable[..., Any], *kept: Kept) -> Deed:
    def act(client: Any) -> list[Kept]:
        deed(client.world, client.person, client.bot)
        return list(kept)

    return act


def _telegram_album(client: Any) -> list[Kept]:
    pictures = [jpeg(colour) for colour in ("red", "green", "blue")]
    for number, content in enumerate(pictures):
        caption = "three sides" if number == 1 else ""
        client.world.send_photo(client.person, client.bot, content, caption=caption, group="sides")
    return [
        Kept(PartKind.PHOTO, "three sides" if number == 1 else "", (content,), shown=("photo",))
        for number, content in enumerate(pictures)
    ]


def _telegram_live(client: Any) -> list[Kept]:
    number = client.world.send_location(client.person, client.bot, 1.5, 2.5, live_period=900)
    client.world.move(client.person, client.bot, number, 48.1, 11.5)
    facts = {Fact.LATITUDE: "48.1", Fact.LONGITUDE: "11.5", Fact.LIVE: "yes"}
    return [Kept(PartKind.LOCATION, facts=facts, shown=("48.1000, 11.5000 · on the move",))]


def _telegram_passage(client: Any) -> list[Kept]:
    number = client.world.write(client.person, client.bot, "a tram and a heron")
    client.world.quote(client.person, client.bot, number, "a heron", "I mean this one")
    return [
        Kept(PartKind.TEXT, "a tram and a heron", shown=("“a tram and a heron”",)),
        Kept(
            PartKind.TEXT,
            "I mean this one",
            facts={Fact.QUOTED: "a heron"},
            shown=("about the passage “a heron”:", "“I mean this one”"),
        ),
    ]


TELEGRAM: dict[str, Deed] = {
    "text": _telegram(
        lambda w, p, b: w.write(p, b, "words 🌿 مرحبا"), Kept(PartKind.TEXT, "words 🌿 مرحبا", shown=("words 🌿",))
    ),
    "photo": _telegram(
        lambda w, p, b: w.send_photo(p, b, jpeg("teal"), caption="my room"),
        Kept(PartKind.PHOTO, "my room", (jpeg("teal"),), shown=("“my room”", "photo")),
    ),
    "photo as file": _telegram(
        lambda w, p, b: w.send_document(p, b, png(), name="scan.png", mime="image/png"),
        Kept(PartKind.FILE, "", (png(),), shown=("file",)),
    ),
    "document": _telegram(
        lambda w, p, b: w.send_document(p, b, b"%PDF-1.7 words", name="a.pdf", mime="application/pdf", caption="read"),
        Kept(PartKind.FILE, "read", (b"%PDF-1.7 words",), shown=("“read”", "[file")),
    ),
    "album": _telegram_album,
    "voice": _telegram(lambda w, p, b: w.send_voice(p, b, ogg()), Kept(PartKind.VOICE, "", (ogg(),), shown=("voice",))),
    "audio": _telegram(
        lambda w, p, b: w.send_audio(p, b, ogg() + b"\x00", name="a.ogg", mime="audio/ogg"),
        Kept(PartKind.AUDIO, "", (ogg() + b"\x00",), shown=("sound",)),
    ),
    "video": _telegram(
        lambda w, p, b: w.send_video(p, b, film(1), caption="wind"),
        Kept(PartKind.VIDEO, "wind", (film(1),), shown=("“wind”", "video")),
    ),
    "round": _telegram(
        lambda w, p, b: w.send_video_note(p, b, film(2)), Kept(PartKind.ROUND, "", (film(2),), shown=("round video",))
    ),
    "animation": _telegram(
        lambda w, p, b: w.send_animation(p, b, film(3)),
        Kept(PartKind.ANIMATION, "", (film(3),), shown=("animation",)),
    ),
    "sticker": _telegram(
        lambda w, p, b: w.send_sticker(p, b, webp(), emoji="🦔"),
        Kept(PartKind.STICKER, "", (webp(),), {Fact.STICKER: "🦔"}, ("a sticker 🦔",)),
    ),
    "place": _telegram(
        lambda w, p, b: w.send_location(p, b, 52.52, 13.405),
        Kept(PartKind.LOCATION, facts=HERE, shown=("a place on the map: 52.5200, 13.4050",)),
    ),
    "venue": _telegram(
        lambda w, p, b: w.send_venue(p, b, 52.52, 13.405, "The park", "Am Ufer 1"),
        Kept(
            PartKind.LOCATION,
            facts={**HERE, Fact.PLACE: "The park, Am Ufer 1"},
            shown=("a place on the map: The park, Am Ufer 1 (52.5200, 13.4050)",),
        ),
    ),
    "live place": _telegram_live,
    "contact": _telegram(
        lambda w, p, b: w.send_contact(p, b, "+49 30 12", "Noor", last_name="B"),
        Kept(
            PartKind.CONTACT,
            facts={Fact.CONTACT: "Noor B", Fact.PHONE: "+49 30 12"},
            shown=("a contact: Noor B, +49 30 12",),
        ),
    ),
    "poll": _telegram(
        lambda w, p, b: w.send_poll(p, b, "Tea or not?", ["tea", "not"]),
        Kept(
            PartKind.POLL,
            facts={Fact.QUESTION: "Tea or not?", Fact.OPTIONS: "tea\nnot"},
            shown=("a poll: Tea or not?", "· tea", "· not"),
        ),
    ),
    "vote": _telegram(
        lambda w, p, b: w.vote(p, TELEGRAM_TOKEN, "77", [1]),
        Kept(PartKind.POLL_ANSWER, facts={Fact.CHOSE: "2"}, shown=("voted: number 2",)),
    ),
    "dice": _telegram(
        lambda w, p, b: w.send_dice(p, b),
        Kept(PartKind.OTHER, facts={Fact.TOLD: "🎲 4"}, shown=("something Vignette cannot show yet", "🎲 4")),
    ),
    "checklist": _telegram(
        lambda w, p, b: w.send_checklist(p, b, "Today", ["walk", "rest"]),
        Kept(PartKind.OTHER, facts={Fact.TOLD: "Today\nwalk\nrest"}, shown=("walk", "rest")),
    ),
    "forward": _telegram(
        lambda w, p, b: w.forward(p, b, "read this", content=jpeg("gold")),
        Kept(PartKind.PHOTO, "read this", (jpeg("gold"),), {Fact.FORWARDED: "yes"}, ("forwarded:", "“read this”")),
    ),
    "passage": _telegram_passage,
    "passage from elsewhere": _telegram(
        lambda w, p, b: w.quote_elsewhere(p, b, "a line there", "an answer here"),
        Kept(
            PartKind.TEXT,
            "an answer here",
            facts={Fact.QUOTED: "a line there", Fact.ELSEWHERE: "yes"},
            shown=("about the passage “a line there”:", "“an answer here”"),
        ),
    ),
}


# --- Discord ------------------------------------------------------------------------------------------------------------
def _discord(deed: Callable[..., Any], *kept: Kept) -> Deed:
    def act(client: Any) -> list[Kept]:
        deed(client.world, client.person, client.channel)
        return list(kept)

    return act


def _file(name: str, content: bytes, mime: str, *, caption: str = "") -> Callable[..., Any]:
    return lambda w, p, c: w.write(p, c, caption, files=[(name, content, mime)])


def _discord_edit(client: Any) -> list[Kept]:
    at = (client.person, client.channel)
    sent = client.world.write(*at, "two of them", files=[("a.jpg", jpeg("pink"), ""), ("b.jpg", jpeg("lime"), "")])
    client.world.edit_files(*at, sent, keep=[0, 1], more=[("c.jpg", jpeg("black"), "")])
    files = (jpeg("pink"), jpeg("lime"), jpeg("black"))
    return [Kept(PartKind.PHOTO, "two of them", files, shown=("“two of them”", "photo"))]


DISCORD: dict[str, Deed] = {
    "text": _discord(
        lambda w, p, c: w.write(p, c, "words 🌿 مرحبا"), Kept(PartKind.TEXT, "words 🌿 مرحبا", shown=("words 🌿",))
    ),
    "photo": _discord(
        _file("a.jpg", jpeg("teal"), "image/jpeg", caption="my room"),
        Kept(PartKind.PHOTO, "my room", (jpeg("teal"),), shown=("“my room”", "photo")),
    ),
    "several": _discord(
        lambda w, p, c: w.write(p, c, "three", files=[(f"{n}.jpg", jpeg(n), "") for n in ("red", "green", "blue")]),
        Kept(PartKind.PHOTO, "three", (jpeg("red"), jpeg("green"), jpeg("blue")), shown=("“three”", "photo")),
    ),
    "document": _discord(
        _file("a.pdf", b"%PDF-1.7 words", "application/pdf", caption="read"),
        Kept(PartKind.FILE, "read", (b"%PDF-1.7 words",), shown=("“read”", "[file")),
    ),
    "voice": _discord(
        lambda w, p, c: w.write(p, c, files=[("voice-message.ogg", ogg(), "audio/ogg")], voice=True),
        Kept(PartKind.VOICE, "", (ogg(),), shown=("voice",)),
    ),
    "audio": _discord(
        _file("a.ogg", ogg() + b"\x00", "audio/ogg"), Kept(PartKind.AUDIO, "", (ogg() + b"\x00",), shown=("sound",))
    ),
    "video": _discord(
        _file("a.mp4", film(1), "video/mp4", caption="wind"),
        Kept(PartKind.VIDEO, "wind", (film(1),), shown=("“wind”", "video")),
    ),
    "sticker": _discord(
        lambda w, p, c: w.send_stickers(p, c, ["hedgehog"]),
        Kept(PartKind.STICKER, facts={Fact.STICKER: "hedgehog"}, shown=("a sticker hedgehog",)),
    ),
    "poll": _discord(
        lambda w, p, c: w.send_poll(p, c, "Tea or not?", ["tea", "not"]),
        Kept(
            PartKind.POLL,
            facts={Fact.QUESTION: "Tea or not?", Fact.OPTIONS: "tea\nnot"},
            shown=("a poll: Tea or not?", "· tea", "· not"),
        ),
    ),
    "card alone": _discord(
        lambda w, p, c: w.shared_page(p, c, "A page", "https://example.org/"),
        Kept(
            PartKind.OTHER,
            facts={Fact.TOLD: "A page\nhttps://example.org/"},
            shown=("something Vignette cannot show yet", "A page"),
        ),
    ),
    "forward": _discord(
        lambda w, p, c: w.forward(p, c, "read this", files=[("a.jpg", jpeg("gold"), "image/jpeg")]),
        Kept(PartKind.PHOTO, "read this", (jpeg("gold"),), {Fact.FORWARDED: "yes"}, ("forwarded:", "“read this”")),
    ),
    "edit": _discord_edit,
}

KINDS = {"telegram": TELEGRAM, "discord": DISCORD}
