"""The send methods: text, one file, an album, a chat action."""

from __future__ import annotations

import mimetypes
from typing import Any, cast

from bots.sandbox.telegram import access, files, text
from bots.sandbox.telegram.access import Ask
from bots.sandbox.telegram.files import Media, MediaKind
from bots.sandbox.telegram.keyboards import inline_keyboard
from bots.sandbox.telegram.params import Params, Upload
from bots.sandbox.telegram.refusals import bad, too_large
from bots.sandbox.telegram.shapes import message_json
from bots.sandbox.telegram.world import Chat, Message

Json = dict[str, Any]

ALBUM = (2, 10)
ALBUM_KINDS = {"photo", "video", "audio", "document"}
ALONE = {"audio", "document"}  # an album of these holds nothing else (SPEC sendMediaGroup)
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel",
})  # fmt: skip
PHOTO_SIDES, PHOTO_RATIO = 10_000, 20  # width + height; one side over the other (SPEC sendPhoto)
_MIME: dict[MediaKind, str] = {"voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4"}


def send_message(ask: Ask) -> Json:
    """`sendMessage`."""
    params = ask.params
    source = text.required_text(params.words("text"))
    words, entities = text.formatted(
        source, params.array("entities"), params.words("parse_mode"), limit=text.TEXT_LIMIT
    )
    text.visible(words)
    return _send(ask, words, entities, None)


def send_photo(ask: Ask) -> Json:
    """`sendPhoto`."""
    return _send_media(ask, "photo")


def send_voice(ask: Ask) -> Json:
    """`sendVoice`. What is no OGG, MP3 or M4A arrives as a document, as on the platform."""
    return _send_media(ask, "voice")


def send_audio(ask: Ask) -> Json:
    """`sendAudio`. What is no sound arrives as a document."""
    return _send_media(ask, "audio")


def send_video(ask: Ask) -> Json:
    """`sendVideo`. What is no MPEG4 arrives as a document."""
    return _send_media(ask, "video")


def send_document(ask: Ask) -> Json:
    """`sendDocument`."""
    return _send_media(ask, "document")


def send_media_group(ask: Ask) -> list[Json]:
    """`sendMediaGroup`: 2 to 10 files as one album, one message each, no buttons."""
    items = ask.params.array("media")
    if not items:
        raise bad('parameter "media" is required')
    if len(items) > ALBUM[1]:
        raise bad("too many messages to send as an album")
    if len(items) < ALBUM[0]:
        raise bad("too few messages to send as an album")
    made = [input_media(ask, item) for item in items]
    asked = {item["type"] for item in items}
    if len(asked) > 1 and asked & ALONE:
        raise bad(f"{min(asked & ALONE)} can't be mixed with other media types")
    chat = access.chat_to_write(ask)
    thread, quoted = _where(ask, chat)
    ask.flood.spend(ask.bot.id, chat.id, cost=len(made))
    album = str(13_000_000_000_000_000 + abs(chat.id) % 10**9 * 10**5 + chat.next_id())
    sent = [_post(ask, chat, thread, quoted, words, entities, media, album=album) for words, entities, media in made]
    return [message_json(ask.world, ask.bot, chat, message) for message in sent]


def send_chat_action(ask: Ask) -> bool:
    """`sendChatAction`. It counts against the chat's budget (telegram.md, chat action)."""
    action = ask.params.words("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = access.chat_to_write(ask)
    access.thread_to_write(ask, chat)
    ask.flood.spend(ask.bot.id, chat.id)
    return True


def refuse_forward(ask: Ask) -> None:
    """`forwardMessage` and its kin: Vignette sends everything itself, so the stand-in plays none of them."""
    access.chat_to_write(ask)
    raise bad("the message can't be forwarded")


def refuse_copy(ask: Ask) -> None:
    """`copyMessage` and its kin: likewise."""
    access.chat_to_write(ask)
    raise bad("the message can't be copied")


def _send_media(ask: Ask, kind: MediaKind) -> Json:
    params = ask.params
    words, entities = text.formatted(
        params.words("caption") or "",
        params.array("caption_entities"),
        params.words("parse_mode"),
        limit=text.CAPTION_LIMIT,
    )
    media = _media(ask, kind, params.upload(kind), params.words(kind), spoiler=params.flag("has_spoiler"))
    if media.kind == "voice" and _lets_nobody_speak(ask):
        raise bad("VOICE_MESSAGES_FORBIDDEN")
    duration = max(0, params.whole("duration") or 0)
    if media.duration == 0 and duration:
        media = _with_duration(media, duration)
    return _send(ask, words, entities, media)


def _lets_nobody_speak(ask: Ask) -> bool:
    person = ask.world.people.get(ask.params.whole("chat_id") or 0)
    return person is not None and person.no_voice


def input_media(ask: Ask, item: Any) -> tuple[str, list[Json], Media]:
    """An InputMedia: its caption, that caption's entities, its file."""
    kinds = list(ALBUM_KINDS)  # a set would ask for a hash, and a caller may send anything
    if not isinstance(item, dict) or item.get("type") not in kinds:
        raise bad("can't parse InputMedia: type is unsupported in an album")
    said = Params(cast("Json", item), ask.params.uploads)
    words, entities = text.formatted(
        said.words("caption") or "",
        said.array("caption_entities"),
        said.words("parse_mode"),
        limit=text.CAPTION_LIMIT,
    )
    kind = cast("MediaKind", item["type"])
    source = said.words("media")
    named = source is not None and source.startswith("attach://")
    media = _media(ask, kind, said.upload("media") if named else None, source, spoiler=said.flag("has_spoiler"))
    return words, entities, media


def _send(ask: Ask, words: str, entities: list[Json], media: Media | None) -> Json:
    keyboard = inline_keyboard(ask.params)
    chat = access.chat_to_write(ask)
    thread, quoted = _where(ask, chat)
    ask.flood.spend(ask.bot.id, chat.id)
    message = _post(ask, chat, thread, quoted, words, entities, media, keyboard=keyboard)
    return message_json(ask.world, ask.bot, chat, message)


def _where(ask: Ask, chat: Chat) -> tuple[int | None, Message | None]:
    """Topic and quoted message. Without a topic of its own an answer lands in that of the message it quotes."""
    thread = access.thread_to_write(ask, chat)
    quoted = access.quoted_message(ask, chat)
    return (quoted.thread if thread is None and quoted is not None else thread), quoted


def _post(
    ask: Ask,
    chat: Chat,
    thread: int | None,
    quoted: Message | None,
    words: str,
    entities: list[Json],
    media: Media | None,
    *,
    keyboard: list[list[Json]] | None = None,
    album: str | None = None,
) -> Message:
    message = Message(
        id=chat.next_id(),
        sender=ask.bot.id,
        by_bot=True,
        at=ask.now,
        thread=thread,
        text=words,
        entities=entities,
        media=media,
        reply_to=quoted.id if quoted else None,
        keyboard=keyboard or [],
        album=album,
        silent=ask.params.flag("disable_notification"),
        protected=ask.params.flag("protect_content"),
    )
    return ask.world.post(chat, message)


def _media(ask: Ask, kind: MediaKind, upload: Upload | None, source: str | None, *, spoiler: bool) -> Media:
    if upload is not None:
        return _uploaded(ask, kind, upload, spoiler=spoiler)
    if source is None:
        raise bad(f"there is no {kind} in the request")
    if source.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")  # the stand-in never leaves this machine
    if source.startswith("attach://"):
        raise bad(f"there is no {kind} in the request")
    file = ask.world.files.get(source)
    if file is None or file.id_for(ask.bot.id) != source:
        raise bad("wrong remote file identifier specified: can't unserialize it")
    if file.kind != kind:
        raise bad(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    if kind == "photo":
        return ask.world.photo(file.content, spoiler=spoiler)
    return Media(kind, file, spoiler=spoiler)


def _uploaded(ask: Ask, kind: MediaKind, upload: Upload, *, spoiler: bool) -> Media:
    if upload.size > (files.PHOTO_LIMIT if kind == "photo" else files.UPLOAD_LIMIT):
        raise too_large()
    if not upload.size:
        raise bad("file must be non-empty")
    content = upload.content
    if kind == "photo":
        sides = files.picture_size(content)
        if sides is None:
            raise bad("IMAGE_PROCESS_FAILED")
        if sum(sides) > PHOTO_SIDES or max(sides) > PHOTO_RATIO * min(sides):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        return ask.world.photo(content, spoiler=spoiler)
    is_video = content[4:8] == b"ftyp"
    if (kind in ("voice", "audio") and not files.plays_as_voice(content)) or (kind == "video" and not is_video):
        kind = "document"
    mime = _MIME.get(kind) or mimetypes.guess_type(upload.name)[0] or upload.mime
    return Media(kind, ask.world.store_file(kind, content, name=upload.name, mime=mime), spoiler=spoiler)


def _with_duration(media: Media, seconds: int) -> Media:
    return Media(media.kind, media.file, media.sizes, duration=seconds, spoiler=media.spoiler)
