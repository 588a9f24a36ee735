"""What is neither words nor a file, as the page shows it: a place, a contact, a poll, a sticker, what was passed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bots.sandbox.discord.world import Message as DiscordMessage
from bots.sandbox.telegram.world import Message as TelegramMessage

Json = dict[str, Any]


def around_telegram(message: TelegramMessage) -> str:
    """The lines that stand before a message's own words, each with its end; "" for most messages."""
    lines: list[str] = []
    if "forward_origin" in message.around:
        lines.append("Forwarded\n")
    quote = message.around.get("quote")
    if isinstance(quote, dict):
        lines.append(f"“{quote['text']}”\n")
    return "".join(lines)


def on_telegram(message: TelegramMessage) -> str:
    """Lines for a message without words of its own."""
    return "\n".join(_telegram_lines(message.content))


def on_discord(message: DiscordMessage) -> str:
    """Lines beside a message's own words; "" for most messages."""
    lines = [f"Sticker: {sticker['name']}" for sticker in message.stickers]
    if message.poll is not None:
        options = [str(answer["poll_media"]["text"]) for answer in message.poll["answers"]]
        lines += _poll(str(message.poll["question"]["text"]), options)
    for passed_on in message.snapshots:
        lines += ["Forwarded", passed_on.content, *(f"Sticker: {sticker['name']}" for sticker in passed_on.stickers)]
    return "\n".join(line for line in lines if line)


def _telegram_lines(content: Json) -> Iterator[str]:
    if "venue" in content:
        yield f"Place: {content['venue']['title']}, {content['venue']['address']}"
    elif "location" in content:
        place = content["location"]
        moving = " (moves along)" if place.get("live_period") else ""
        yield f"Place: {place['latitude']:.4f}, {place['longitude']:.4f}{moving}"
    if "contact" in content:
        contact = content["contact"]
        name = f"{contact['first_name']} {contact.get('last_name', '')}".strip()
        yield f"Contact: {name}, {contact['phone_number']}"
    if "poll" in content:
        yield from _poll(content["poll"]["question"], [option["text"] for option in content["poll"]["options"]])
    if "dice" in content:
        yield f"{content['dice']['emoji']} {content['dice']['value']}"
    if "checklist" in content:
        yield content["checklist"]["title"]
        yield from (f"· {task['text']}" for task in content["checklist"]["tasks"])


def _poll(question: str, options: list[str]) -> Iterator[str]:
    yield f"Poll: {question}"
    yield from (f"· {option}" for option in options)
