"""The four people of the practice room, each with a device that can be offline."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bots.sandbox.page.discord_person import DiscordPerson
from bots.sandbox.page.media import Shelf
from bots.sandbox.page.people import Person, Refused
from bots.sandbox.page.telegram_person import TelegramPerson
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN, DiscordRoom, Stage, TelegramClient, TelegramRoom

Json = dict[str, Any]

_ECHOED = frozenset(
    {"write", "photo", "file", "album", "voice", "sticker", "place", "contact", "poll", "start", "command"}
)
_NOT_OFFLINE = frozenset({"autocomplete"})


@dataclass
class _Waiting:
    """A deed that waits on the device for the line to come back."""

    number: int
    verb: str
    place: str
    said: Json
    at: datetime


@dataclass
class Pane:
    """One person and their device. frozen: what the screen showed when the line went."""

    person: Person
    now: Callable[[], datetime]
    frozen: Json | None = None
    _waiting: list[_Waiting] = field(default_factory=list[_Waiting])
    _read: dict[str, int] = field(default_factory=dict[str, int])
    _queued: int = 0

    @property
    def online(self) -> bool:
        """Whether what happens reaches this screen, and what the person does leaves it."""
        return self.frozen is None

    async def act(self, verb: str, place: str, said: Json) -> Json:
        """Do it, or keep it until the line is back. Raises Refused."""
        if verb == "offline":
            return await self._switch(offline=said["on"])
        if verb == "read":
            self._mark_read(place)
            return {}
        if verb not in self.person.deeds():
            raise Refused(f"{self.person.platform.capitalize()} offers {self.person.name} no “{verb}”.")
        if self.online:
            answer = await perform(self.person, verb, place, said)
            self._mark_read(place)
            return answer
        if verb in _NOT_OFFLINE:
            raise Refused(f"{self.person.name} is offline; nothing can be suggested.")
        self._queued += 1
        self._waiting.append(_Waiting(self._queued, verb, place, said, self.now()))
        return {"queued": True, "message": f"w{self._queued}"}

    def view(self) -> Json:
        """The contract's PANE."""
        shown = self.person.view() if self.frozen is None else dict(self.frozen)
        places = [self._with_unread(place) for place in shown["places"]]
        if not self.online:
            places = [place | {"messages": [*place["messages"], *self._echoes(place["id"])]} for place in places]
        return shown | {"online": self.online, "waiting": len(self._waiting), "places": places}

    async def _switch(self, *, offline: bool) -> Json:
        if offline == (not self.online):
            return {}
        if offline:
            self.frozen = self.person.view()
            return {}
        self.frozen = None
        waiting, self._waiting = self._waiting, []
        trouble: list[str] = []
        for one in waiting:
            try:
                await perform(self.person, one.verb, one.place, one.said)
            except Refused as refused:
                trouble.append(str(refused))
        return {"sent": len(waiting) - len(trouble), "failed": trouble}

    def _mark_read(self, place: str) -> None:
        for each in self.person.view()["places"]:
            if each["id"] == place and each["messages"]:
                self._read[place] = int(each["messages"][-1]["id"])

    def _with_unread(self, place: Json) -> Json:
        read = self._read.get(place["id"], 0)
        fresh = [m for m in place["messages"] if m["by"] in ("bot", "other") and int(m["id"]) > read]
        return place | {"unread": len(fresh)}

    def _echoes(self, place: str) -> list[Json]:
        """What the person's own screen shows of what waits."""
        return [
            {
                "id": f"w{one.number}",
                "by": "me",
                "author": self.person.name,
                "at": one.at.isoformat(),
                "text": _words(one),
                "spans": [],
                "edited": False,
                "silent": False,
                "pinned": False,
                "protected": False,
                "only_me": False,
                "thinking": False,
                "withdrawn": False,
                "reply_to": one.said.get("reply_to") or None,
                "album": None,
                "buttons": [],
                "media": [],
                "reactions": [],
                "waiting": True,
            }
            for one in self._waiting
            if one.place == place and one.verb in _ECHOED
        ]


def _words(one: _Waiting) -> str:
    if one.verb == "start":
        return f"/start {one.said['payload']}".strip()
    if one.verb == "command":
        return "/" + one.said["name"].removeprefix("/")
    names = ("text", "caption", "question", "name", "title", "emoji")
    return next((str(one.said[name]) for name in names if one.said.get(name)), "")


async def perform(person: Person, verb: str, place: str, said: Json) -> Json:
    """One deed. Raises Refused with words for the visitor for whatever the app would not let one do."""
    try:
        answer = person.deeds()[verb](place, said)
        return await answer if inspect.isawaitable(answer) else answer
    except KeyError:
        raise Refused("That is not there any more.") from None
    except ValueError as refused:
        words = str(refused)
        raise Refused(f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}") from None


class Cast:
    """Mira and Ada, Noor and Ben: a client and a therapist on each platform, each pair across the two."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.shelf = Shelf()
        mira, ben = stage.client("telegram", "Mira"), stage.room("telegram", "Ben")
        ada = stage.room("discord", "Ada")
        noor = stage.discord.add_person("Noor")
        assert isinstance(mira, TelegramClient)
        assert isinstance(ben, TelegramRoom)
        assert isinstance(ada, DiscordRoom)
        self.rooms: dict[str, TelegramRoom | DiscordRoom] = {"Ada": ada, "Ben": ben}
        telegram, discord = stage.telegram, stage.discord
        people: list[Person] = [
            TelegramPerson(telegram, TELEGRAM_TOKEN, self.shelf, name="Mira", number=mira.person),
            DiscordPerson(
                discord, DISCORD_TOKEN, self.shelf, name="Ada", user=ada.person, role="therapist", door=stage.door
            ),
            DiscordPerson(discord, DISCORD_TOKEN, self.shelf, name="Noor", user=noor, role="client", door=stage.door),
            TelegramPerson(telegram, TELEGRAM_TOKEN, self.shelf, name="Ben", number=ben.person, group=ben.chat),
        ]
        self.panes = {person.id: Pane(person, telegram.world.now) for person in people}

    def pane(self, name: str) -> Pane:
        """By id. Raises Refused."""
        if name not in self.panes:
            raise Refused("Nobody of that name is here.")
        return self.panes[name]
