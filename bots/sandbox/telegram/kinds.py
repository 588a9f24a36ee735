"""What people send beside words and common files: places, contacts, polls, round films, dice, what others wrote.

The shapes are those of Bot API 10.1, field for field; whoever acts here can do no more than the app lets people do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bots.sandbox.telegram.files import Media
from bots.sandbox.telegram.people import People
from bots.sandbox.telegram.shapes import unix
from bots.sandbox.telegram.updates import KEPT_FOR
from bots.sandbox.telegram.world import Message

Json = dict[str, Any]

LONGEST_QUESTION, LONGEST_OPTION, MOST_OPTIONS = 300, 100, 12  # SPEC Poll, PollOption; facts/telegram.md 4
LONGEST_QUOTE = 1024  # characters of a passage that one answers (SPEC ReplyParameters.quote)
FOR_EVER = 0x7FFFFFFF  # a live place without an end (SPEC Location.live_period)


class Kinds(People):
    """Their verbs. chat, thread and reply_to as in People; each returns the message id."""

    def send_video_note(self, person: int, chat: int, content: bytes, *, duration: int = 2, **around: Any) -> int:
        """Speak into the camera: a round film of up to a minute."""
        if not 0 < duration <= 60:
            raise ValueError("a round film lasts up to 60 seconds")
        media = self._media("video_note", content, mime="video/mp4", duration=duration)
        return self._send(person, chat, "", media, **around)

    def send_animation(self, person: int, chat: int, content: bytes, *, caption: str = "", **around: Any) -> int:
        """Send a film without sound that plays by itself."""
        media = self._media("animation", content, name="animation.mp4", mime="video/mp4", duration=3)
        return self._send(person, chat, caption, media, **around)

    def send_location(
        self, person: int, chat: int, latitude: float, longitude: float, *, live_period: int = 0, **around: Any
    ) -> int:
        """Share a place. live_period: for so many seconds, or FOR_EVER, it moves with the person."""
        if live_period and live_period != FOR_EVER and not 60 <= live_period <= 86400:
            raise ValueError("a live place lasts 60 seconds to a day, or for ever")
        place = _location(latitude, longitude) | ({"live_period": live_period} if live_period else {})
        return self._send(person, chat, content={"location": place}, **around)

    def move(self, person: int, chat: int, message: int, latitude: float, longitude: float) -> None:
        """The live place is elsewhere now: bots are told by edited_message."""
        found = self._live(person, chat, message)
        found["location"] = found["location"] | _location(latitude, longitude)
        self._tell_edit(person, chat, message)

    def stop_moving(self, person: int, chat: int, message: int) -> None:
        """The live place stays where it is."""
        found = self._live(person, chat, message)
        found["location"] = {name: value for name, value in found["location"].items() if name != "live_period"}
        self._tell_edit(person, chat, message)

    def send_venue(
        self, person: int, chat: int, latitude: float, longitude: float, title: str, address: str, **around: Any
    ) -> int:
        """Share a place that has a name; old clients see a plain place (SPEC Message.venue)."""
        place = _location(latitude, longitude)
        venue = {"location": place, "title": title, "address": address}
        return self._send(person, chat, content={"venue": venue, "location": place}, **around)

    def send_contact(
        self, person: int, chat: int, phone_number: str, first_name: str, *, last_name: str = "", **around: Any
    ) -> int:
        """Share somebody out of the address book."""
        if not phone_number or not first_name:
            raise ValueError("a contact has a number and a first name")
        contact = {"phone_number": phone_number, "first_name": first_name}
        return self._send(
            person, chat, content={"contact": contact | ({"last_name": last_name} if last_name else {})}, **around
        )

    def send_poll(self, person: int, chat: int, question: str, options: Sequence[str], **around: Any) -> int:
        """Ask everybody in the chat."""
        if not 1 <= len(question) <= LONGEST_QUESTION:
            raise ValueError(f"a question has 1 to {LONGEST_QUESTION} characters")
        if not 1 <= len(options) <= MOST_OPTIONS or not all(1 <= len(each) <= LONGEST_OPTION for each in options):
            raise ValueError(f"1 to {MOST_OPTIONS} options of 1 to {LONGEST_OPTION} characters")
        poll: Json = {
            "id": str(5_000_000_000_000_001 + self._count()),
            "question": question,
            "options": [
                {"persistent_id": str(number), "text": text, "voter_count": 0}
                for number, text in enumerate(options, start=1)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._send(person, chat, content={"poll": poll}, **around)

    def vote(self, person: int, bot: str, poll: str, options: Sequence[int]) -> None:
        """Vote in a poll of this bot that is not anonymous, change the vote, or take it back (no options).

        The stand-in sends no polls for bots, so the poll is named by its id alone; options count from 0.
        """
        voter = self._active(person)
        account = self._bot(bot)
        if any(number < 0 for number in options):
            raise ValueError("options count from 0")
        body: Json = {
            "poll_id": poll,
            "user": {"id": person, "is_bot": False, "first_name": voter.first_name, "language_code": voter.language},
            "option_ids": list(options),
            "option_persistent_ids": [str(number + 1) for number in options],
        }
        account.queue.push("poll_answer", body, kept_until=self.world.now() + KEPT_FOR)

    def send_dice(self, person: int, chat: int, *, emoji: str = "🎲", value: int = 4, **around: Any) -> int:
        """Throw a dice."""
        return self._send(person, chat, content={"dice": {"emoji": emoji, "value": value}}, **around)

    def send_checklist(self, person: int, chat: int, title: str, tasks: Sequence[str], **around: Any) -> int:
        """Send a list whose items can be ticked."""
        listed = [{"id": number, "text": text} for number, text in enumerate(tasks, start=1)]
        return self._send(person, chat, content={"checklist": {"title": title, "tasks": listed}}, **around)

    def forward(self, person: int, chat: int, text: str, *, from_name: str = "A friend", content: bytes = b"") -> int:
        """Pass on what somebody else wrote, or their picture with these words under it."""
        origin: Json = {"type": "hidden_user", "date": unix(self.world.now()), "sender_user_name": from_name}
        media = self.world.photo(content) if content else None
        return self._send(person, chat, text, media, around={"forward_origin": origin})

    def quote(self, person: int, chat: int, reply_to: int, passage: str, text: str) -> int:
        """Answer a passage that one picked out of a message."""
        place = self._place(person, chat)
        whole = self._message(place, reply_to).text
        if not passage or passage not in whole or len(passage) > LONGEST_QUOTE:
            raise ValueError("a passage is a part of the message that it is taken from")
        units = len(whole[: whole.index(passage)].encode("utf-16-le")) // 2
        quote: Json = {"text": passage, "position": units, "is_manual": True}
        return self._send(person, chat, text, reply_to=reply_to, around={"quote": quote})

    def quote_elsewhere(self, person: int, chat: int, passage: str, text: str) -> int:
        """Answer here what somebody wrote in another chat."""
        origin: Json = {"type": "hidden_user", "date": unix(self.world.now()), "sender_user_name": "A friend"}
        around: Json = {"external_reply": {"origin": origin}, "quote": {"text": passage, "position": 0}}
        return self._send(person, chat, text, around=around)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _send(
        self,
        person: int,
        chat: int,
        words: str = "",
        media: Media | None = None,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        content: Json | None = None,
        around: Json | None = None,
    ) -> int:
        """Post and tell. content: what is neither words nor a file; around: what a message has beside its content."""
        return self._say(
            person, chat, words, media, thread=thread, reply_to=reply_to, content=content or {}, around=around or {}
        )

    def _live(self, person: int, chat: int, message: int) -> Json:
        found = self._message(self._place(person, chat), message)
        if found.sender != person or "live_period" not in found.content.get("location", {}):
            raise ValueError("only one's own live place moves")
        return found.content

    def _tell_edit(self, person: int, chat: int, message: int) -> None:
        place = self._place(person, chat)
        found: Message = self._message(place, message)
        found.edited_at = self.world.now()
        self.world.changed()
        self._tell(place, found, kind="edited_message")

    def _count(self) -> int:
        return sum(len(chat.messages) for chat in (*self.world.privates.values(), *self.world.groups.values()))


def _location(latitude: float, longitude: float) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("no such place on earth")
    return {"latitude": latitude, "longitude": longitude}
