"""Outgoing messages and receipts as text, before they are sealed and after they were opened."""

from __future__ import annotations

import json
from typing import Any

from core.domain.address import Address, Platform
from core.domain.ids import AccountId
from core.domain.message import Button, FileKind, OutgoingFile, OutgoingMessage, Receipt, Span, Style, Text

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def pack(to: Address, message: OutgoingMessage, title: str) -> str:
    """What is sealed of a delivery; the bytes of a file are never in it."""
    body = {"to": _place(to), "message": _message(message), "title": title}
    return _COMPACT.encode(body)


# Field by field: asdict copies whatever it meets, and costs more than sealing what comes of it.
def _place(to: Address) -> dict[str, Any]:
    return {"platform": to.platform, "account": to.account, "chat": to.chat, "thread": to.thread}


def _message(message: OutgoingMessage) -> dict[str, Any]:
    text, file = message.text, message.file
    spans = [{"start": s.start, "length": s.length, "style": s.style} for s in text.spans]
    told: dict[str, Any] | None = None
    if file is not None:
        told = {"kind": file.kind, "blob": file.blob, "name": file.name, "mime": file.mime}
        told["duration_s"] = file.duration_s
        if file.picture is not None:
            told["picture"] = file.picture
    return {
        "text": {"plain": text.plain, "spans": spans},
        "buttons": [[{"label": b.label, "handle": b.handle} for b in row] for row in message.buttons],
        "file": told,
        "reply_to": message.reply_to,
        "silent": message.silent,
        "protected": message.protected,
    }


def _file(told: dict[str, Any]) -> OutgoingFile:
    return OutgoingFile(
        FileKind(told["kind"]),
        told["blob"],
        told["name"],
        told["mime"],
        told["duration_s"],
        picture=told.get("picture"),
    )


def unpack(packed: str) -> tuple[Address, OutgoingMessage, str]:
    """What `pack` made."""
    body = json.loads(packed)
    told, place = body["message"], body["to"]
    file = told["file"]
    message = OutgoingMessage(
        text=Text(
            told["text"]["plain"],
            tuple(Span(s["start"], s["length"], Style(s["style"])) for s in told["text"]["spans"]),
        ),
        buttons=tuple(tuple(Button(**b) for b in row) for row in told["buttons"]),
        file=None if file is None else _file(file),
        reply_to=told["reply_to"],
        silent=told["silent"],
        protected=told["protected"],
    )
    to = Address(Platform(place["platform"]), AccountId(place["account"]), place["chat"], place["thread"])
    return to, message, body["title"]


def pack_receipt(receipt: Receipt) -> str:
    """A receipt, to be sealed."""
    return json.dumps({"address": _place(receipt.address), "message": receipt.message})


def unpack_receipt(packed: str) -> Receipt:
    """What `pack_receipt` made."""
    told = json.loads(packed)
    place = told["address"]
    address = Address(Platform(place["platform"]), AccountId(place["account"]), place["chat"], place["thread"])
    return Receipt(address, told["message"])
