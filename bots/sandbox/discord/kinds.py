"""What people send beside words and files: stickers, polls, what others wrote; and what an edit does to a message's files.

The shapes are those of API v10 (resources/message, resources/poll, resources/sticker).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from bots.sandbox.discord.acting import Acting, File
from bots.sandbox.discord.cdn import claimed_type
from bots.sandbox.discord.snowflakes import iso
from bots.sandbox.discord.world import Attachment, Channel, Message, MessageFlag

Json = dict[str, Any]

MOST_STICKERS = 3  # resources/message, Create Message: sticker_ids
LONGEST_QUESTION, LONGEST_ANSWER, MOST_ANSWERS = 300, 55, 10  # resources/poll
POLL_LASTS = timedelta(hours=24)


class Kinds(Acting):
    """Their verbs, each in a channel of theirs; each returns the message id. ValueError: the app would not let one."""

    def send_stickers(self, person: str, channel: str, names: Sequence[str], *, text: str = "") -> str:
        """Send 1 to 3 stickers, with words or without."""
        if not 1 <= len(names) <= MOST_STICKERS:
            raise ValueError(f"1 to {MOST_STICKERS} stickers")
        items = [{"id": self._world.snowflakes.take(), "name": name, "format_type": 1} for name in names]
        return self._say(person, self._channel(channel), text, (), stickers=items).id

    def send_poll(self, person: str, channel: str, question: str, answers: Sequence[str]) -> str:
        """Ask everybody in the channel for a day."""
        if not 1 <= len(question) <= LONGEST_QUESTION:
            raise ValueError(f"a question has 1 to {LONGEST_QUESTION} characters")
        if not 1 <= len(answers) <= MOST_ANSWERS or not all(1 <= len(each) <= LONGEST_ANSWER for each in answers):
            raise ValueError(f"1 to {MOST_ANSWERS} answers of 1 to {LONGEST_ANSWER} characters")
        listed = [{"answer_id": number, "poll_media": {"text": each}} for number, each in enumerate(answers, start=1)]
        poll: Json = {
            "question": {"text": question},
            "answers": listed,
            "expiry": iso(self._world.now() + POLL_LASTS),
            "allow_multiselect": False,
            "layout_type": 1,
            "results": {"is_finalized": False, "answer_counts": []},
        }
        return self._say(person, self._channel(channel), "", (), poll=poll).id

    def forward(
        self, person: str, channel: str, text: str, *, files: Iterable[File] = (), stickers: Sequence[str] = ()
    ) -> str:
        """Pass on a message of these words and files, written by somebody elsewhere."""
        place = self._channel(channel)
        items = [{"id": self._world.snowflakes.take(), "name": name, "format_type": 1} for name in stickers]
        carried = Message(
            id=self._world.snowflakes.take(),
            channel=self._world.snowflakes.take(),  # no channel that a bot could look into
            author=person,
            at=self._world.now(),
            content=text,
            attachments=self._uploaded(place, files),
            stickers=items,
        )
        if not (text or carried.attachments or items):
            raise ValueError("there is nothing to pass on")
        return self._say(person, place, "", (), snapshots=[carried]).id

    def edit_files(
        self, person: str, channel: str, message: str, *, keep: Sequence[int] = (), more: Iterable[File] = ()
    ) -> None:
        """Take files off one's own message (keep: places of those that stay, from 0), or add some."""
        place, found = self._own(person, channel, message)
        if found.flags & MessageFlag.VOICE:
            raise ValueError("a voice message cannot be edited")
        kept = [found.attachments[number] for number in keep]
        added = self._uploaded(place, more)
        if not (kept or added or found.content.strip()):
            raise ValueError("nothing would be left of it")
        for attachment in found.attachments:
            if attachment not in kept:
                self._world.attachments.pop(attachment.id, None)
        found.attachments = [*kept, *added]
        self._world.attachments |= {attachment.id: attachment for attachment in added}
        found.edited_at = self._world.snowflakes.instant()
        self._events.message_updated(place, found)
        self._world.changed()

    def shared_page(self, person: str, channel: str, title: str, url: str) -> str:
        """A message that is nothing but a card, as some apps post it in a person's name."""
        embed = {"type": "link", "title": title, "url": url}
        return self._say(person, self._channel(channel), "", (), embeds=[embed]).id

    def _uploaded(self, place: Channel, files: Iterable[File]) -> list[Attachment]:
        take = self._world.snowflakes.take
        return [Attachment(take(), place.id, name, data, mime or claimed_type(name, "")) for name, data, mime in files]
