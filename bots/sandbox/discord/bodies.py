"""Message bodies from bots: read, checked whole, refused with every fault at once (resources/message)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bots.sandbox.discord import components
from bots.sandbox.discord.cdn import claimed_type
from bots.sandbox.discord.refusals import Complaints, Refusal, too_large
from bots.sandbox.discord.world import Attachment, Message, MessageFlag

CONTENT_LENGTH = 2000  # for bots; people with Nitro may write 4000
NONCE_LENGTH = 25
FILE_BYTES = 10 * 1024 * 1024
FILES = 10
EMBEDS = 10
EMBED_TEXT = 6000  # all embeds of a message together
EMBED_LENGTHS = {"title": 256, "description": 4096}
MENTION = re.compile(r"<@!?(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)\b")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart request. `number`: the n of its field `files[n]`."""

    number: str
    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Draft:
    """A checked body. `kept`: ids of attachments an edit keeps (None: all)."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    flags: int = 0
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    kept: set[str] | None = None
    reply_to: str | None = None
    reply_must_exist: bool = True
    nonce: str | int | None = None
    enforce_nonce: bool = False
    policy: Json | None = None

    def empty(self) -> bool:
        """Whether nobody would see anything."""
        return not ((self.content or "").strip() or self.embeds or self.components or self.attachments)


def read(body: Any, uploads: Sequence[Upload], *, old_flags: int = 0) -> Draft:
    """Check a message body. `old_flags`: those of the message an edit is about. Raises Refusal 400/50035, 413/40005."""
    if not isinstance(body, dict):
        raise Refusal(400, 50035, "Invalid Form Body")
    complaints = Complaints()
    draft = Draft(flags=_integer(body.get("flags"), "flags", complaints))
    v2 = bool((draft.flags | old_flags) & MessageFlag.COMPONENTS_V2)
    _read_content(body, draft, complaints, v2=v2)
    if "components" in body:
        draft.components = components.check(body["components"], complaints, v2=v2)
    if "embeds" in body:
        draft.embeds = _embeds(body["embeds"], complaints, v2=v2)
    if body.get("tts") not in (None, False, True):
        complaints.add("tts", "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    _read_nonce(body, draft, complaints)
    _read_reference(body, draft, complaints)
    draft.policy = _policy(body.get("allowed_mentions"), complaints)
    _read_files(body, uploads, draft, complaints)
    complaints.refuse()
    _check_voice(draft, body)
    return draft


def pinged(draft: Draft, *, replied_to: Message | None, may_everyone: bool) -> tuple[str, ...]:
    """Whom the message notifies, in the order of its text; `allowed_mentions` has the last word."""
    content = "\n".join([draft.content or "", *components.text_of(draft.components or [])])
    named = list(dict.fromkeys(MENTION.findall(content)))
    everyone = ["@everyone"] if EVERYONE.search(content) and may_everyone else []
    author = [replied_to.author] if replied_to else []
    if draft.policy is not None:
        parse: list[str] = draft.policy.get("parse") or []
        users = {str(user) for user in draft.policy.get("users") or []}
        named = named if "users" in parse else [user for user in named if user in users]
        everyone = everyone if "everyone" in parse else []
        author = author if draft.policy.get("replied_user") else []
    return tuple(dict.fromkeys([*author, *named, *everyone]))


def _read_content(body: Json, draft: Draft, complaints: Complaints, *, v2: bool) -> None:
    if "content" not in body:
        return
    content = body["content"]
    if content is None:
        draft.content = ""
    elif not isinstance(content, str):
        complaints.add("content", "STRING_TYPE_CONVERT", "Could not interpret as string.")
    else:
        complaints.too_long("content", content, limit=CONTENT_LENGTH)
        draft.content = content
    if v2 and draft.content:
        complaints.add("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not with components v2")


def _read_nonce(body: Json, draft: Draft, complaints: Complaints) -> None:
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        complaints.too_long("nonce", nonce, limit=NONCE_LENGTH)
    elif nonce is not None and (isinstance(nonce, bool) or not isinstance(nonce, int) or abs(nonce) >= 1 << 63):
        complaints.add("nonce", "NONCE_TYPE_CONVERT", "Could not interpret as nonce.")
    draft.nonce = nonce
    draft.enforce_nonce = body.get("enforce_nonce") is True


def _read_reference(body: Json, draft: Draft, complaints: Complaints) -> None:
    reference = body.get("message_reference")
    if reference is None:
        return
    if not isinstance(reference, dict) or not str(reference.get("message_id", "")).isdigit():
        complaints.add("message_reference.message_id", "NUMBER_TYPE_COERCE", "Value is not snowflake.")
        return
    if reference.get("type") not in (None, 0):
        complaints.add("message_reference.type", "BASE_TYPE_CHOICES", "Forwards are not part of this stand-in.")
    draft.reply_to = str(reference["message_id"])
    draft.reply_must_exist = reference.get("fail_if_not_exists") is not False


def _embeds(value: Any, complaints: Complaints, *, v2: bool) -> list[Json]:
    embeds: list[Any] = value if isinstance(value, list) else []
    if v2 and embeds:
        complaints.add("embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not with components v2")
    if len(embeds) > EMBEDS:
        complaints.bad_length("embeds", len(embeds), low=0, high=EMBEDS)
    total = 0
    for number, embed in enumerate(embeds):
        if not isinstance(embed, dict):
            complaints.add(f"embeds.{number}", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            continue
        for name, limit in EMBED_LENGTHS.items():
            text = str(embed.get(name) or "")
            total += len(text)
            complaints.too_long(f"embeds.{number}.{name}", text, limit=limit)
        fields: list[Json] = embed.get("fields") or []
        complaints.bad_length(f"embeds.{number}.fields", len(fields), low=0, high=25)
        for place, entry in enumerate(fields):
            for name, limit in (("name", 256), ("value", 1024)):
                text = str(entry.get(name) or "")
                total += len(text)
                complaints.bad_length(f"embeds.{number}.fields.{place}.{name}", len(text), low=1, high=limit)
        footer = str((embed.get("footer") or {}).get("text") or "")
        total += len(footer)
        complaints.too_long(f"embeds.{number}.footer.text", footer, limit=2048)
    if total > EMBED_TEXT:
        complaints.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TEXT}")
    return embeds


def _policy(value: Any, complaints: Complaints) -> Json | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        complaints.add("allowed_mentions", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return None
    parse: list[Any] = value.get("parse") or []
    for number, kind in enumerate(parse):
        if kind not in ("roles", "users", "everyone"):
            complaints.add(f"allowed_mentions.parse.{number}", "BASE_TYPE_CHOICES", "Value must be one of the three.")
    for kind in ("users", "roles"):
        listed: list[Any] = value.get(kind) or []
        if len(listed) > 100:
            complaints.bad_length(f"allowed_mentions.{kind}", len(listed), low=0, high=100)
        if listed and kind in parse:
            complaints.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )
    return value


def _read_files(body: Json, uploads: Sequence[Upload], draft: Draft, complaints: Complaints) -> None:
    if any(len(upload.data) > FILE_BYTES for upload in uploads):
        raise too_large()
    if len(uploads) > FILES:
        complaints.bad_length("attachments", len(uploads), low=0, high=FILES)
    listed: Any = body.get("attachments")
    if listed is not None and not isinstance(listed, list):
        complaints.add("attachments", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        listed = None
    described: dict[str, Mapping[str, Any]] = {str(entry.get("id")): entry for entry in listed or []}
    numbers = {upload.number for upload in uploads}
    if listed is not None:
        draft.kept = set(described) - numbers
    for upload in uploads:
        about = described.get(upload.number, {})
        name = str(about.get("filename") or upload.name)
        draft.attachments.append(
            Attachment(
                id="",
                channel="",
                name=re.sub(r"[^\w.\-]+", "_", name) or "file",
                data=upload.data,
                mime=claimed_type(name, upload.mime),
                description=about.get("description"),
                duration_s=about.get("duration_secs"),
                waveform=about.get("waveform"),
            )
        )


def _check_voice(draft: Draft, body: Json) -> None:
    if not draft.flags & MessageFlag.VOICE:
        return
    if body.get("content") or body.get("embeds") or body.get("components"):
        raise Refusal(400, 50159, "Voice messages do not support additional content.")
    if len(draft.attachments) != 1 or not draft.attachments[0].mime.startswith("audio/"):
        raise Refusal(400, 50160, "Voice messages must have a single audio attachment.")
    if draft.attachments[0].waveform is None or draft.attachments[0].duration_s is None:
        raise Refusal(400, 50161, "Voice messages must have supporting metadata.")


def _integer(value: Any, path: str, complaints: Complaints) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        complaints.add(path, "NUMBER_TYPE_COERCE", "Value is not int.")
        return 0
    return value
