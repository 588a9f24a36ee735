"""A person with Telegram: their private chat with the bot and, for a therapist, the forum group that is the room."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from bots.sandbox.page.media import Shelf
from bots.sandbox.page.people import GENERAL, PRIVATE, Deed, Refused, Role
from bots.sandbox.page.telegram_look import TelegramLook
from bots.sandbox.telegram import TelegramStandIn
from bots.sandbox.telegram.world import Chat, Group

Json = dict[str, Any]

_LONGEST = 4096  # characters of one message


class TelegramPerson:
    """Acts and sees through the stand-in. group: the therapist's forum."""

    platform = "telegram"

    def __init__(
        self, world: TelegramStandIn, token: str, shelf: Shelf, *, name: str, number: int, group: int | None = None
    ) -> None:
        self.id, self.name = name.lower(), name
        self.role: Role = "client" if group is None else "therapist"
        self.number, self.group = number, group
        self._tg, self._token = world, token
        self._look = TelegramLook(world, token, shelf, number=number, group=group)
        self._albums = count(1)

    def view(self) -> Json:
        """See the port."""
        whose: Json = {"id": self.id, "platform": self.platform, "role": self.role, "name": self.name}
        return whose | self._look.view()

    # --- what there is to do ---------------------------------------------------------------------------------------

    def deeds(self) -> Mapping[str, Deed]:
        """See the port."""
        every: dict[str, Deed] = {
            "write": self._write,
            "photo": self._photo,
            "file": self._file,
            "album": self._album,
            "voice": self._voice,
            "sticker": self._sticker,
            "place": self._place,
            "contact": self._contact,
            "poll": self._poll,
            "press": self._press,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "block": self._block,
            "start": self._start,
            "command": self._command,
        }
        if self.group is not None:
            every |= {"delete_thread": self._delete_thread, "archive_thread": self._archive_thread}
        return every

    def _write(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        if place == PRIVATE and not self._look.private().opened and not said["text"].startswith("/start"):
            raise Refused("Press Start first; Telegram lets nobody write to a bot before.")
        reply_to = _number(said["reply_to"])
        sent: list[int] = []
        for part in parts(said["text"]):  # the answer is the first; the rest follows it
            sent.append(self._tg.write(self.number, chat, part, thread=thread, reply_to=None if sent else reply_to))
        return _sent(sent[0])

    def _photo(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        reply_to = _number(said["reply_to"])
        return _sent(
            self._tg.send_photo(
                self.number, chat, said["data"], caption=said["caption"], thread=thread, reply_to=reply_to
            )
        )

    def _file(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        name, mime, content = said["name"], said["mime"], said["data"]
        around: Json = {"caption": said["caption"], "thread": thread, "reply_to": _number(said["reply_to"])}
        if mime.startswith("audio/"):  # as the app does: a sound gets a player
            sent = self._tg.send_audio(self.number, chat, content, name=name, mime=mime, **around)
        elif mime.startswith("video/"):
            sent = self._tg.send_video(self.number, chat, content, **around)
        else:
            sent = self._tg.send_document(self.number, chat, content, name=name, mime=mime, **around)
        return _sent(sent)

    def _album(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        around: Json = {"thread": thread, "group": f"album {next(self._albums)} of {self.name}"}
        around["reply_to"] = _number(said["reply_to"])  # the app puts the quotation on each picture
        sent = [
            self._tg.send_photo(self.number, chat, item, caption="" if number else said["caption"], **around)
            for number, item in enumerate(said["items"])
        ]
        return {"message": str(sent[0]), "messages": [str(each) for each in sent]}

    def _voice(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        return _sent(
            self._tg.send_voice(
                self.number,
                chat,
                said["data"],
                mime=said["mime"].partition(";")[0],
                duration=max(1, round(said["duration_s"])),
                thread=thread,
                reply_to=_number(said["reply_to"]),
            )
        )

    def _sticker(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        content = said["data"]
        if not content:
            return _sent(self._tg.send_sticker(self.number, chat, emoji=said["emoji"], thread=thread))
        return _sent(self._tg.send_sticker(self.number, chat, content, emoji=said["emoji"], thread=thread))

    def _place(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        at = (said["latitude"], said["longitude"])
        if said["title"]:
            named = (said["title"], said["address"] or said["title"])
            return _sent(self._tg.send_venue(self.number, chat, *at, *named, thread=thread))
        return _sent(self._tg.send_location(self.number, chat, *at, thread=thread))

    def _contact(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        return _sent(self._tg.send_contact(self.number, chat, said["phone"], said["name"], thread=thread))

    def _poll(self, place: str, said: Json) -> Json:
        chat, thread = self._find(place)
        return _sent(self._tg.send_poll(self.number, chat, said["question"], said["options"], thread=thread))

    def _press(self, place: str, said: Json) -> Json:
        chat, _ = self._find(place)
        return {"press": self._tg.press(self.number, chat, _whole(said["message"]), said["label"])}

    def _edit(self, place: str, said: Json) -> Json:
        chat, _ = self._find(place)
        self._tg.edit(self.number, chat, _whole(said["message"]), said["text"])
        return {}

    def _delete(self, place: str, said: Json) -> Json:
        chat = self._chat(place)
        number = _whole(said["message"])
        message = chat.messages[number]
        owns = isinstance(chat, Group) and chat.people[:1] == [self.number]
        if message.sender != self.number and not owns:
            raise Refused("One deletes one's own messages.")
        self._tg.delete_message(chat.id, number, bot=self._token)
        return {}

    def _react(self, place: str, said: Json) -> Json:
        chat, _ = self._find(place)
        self._tg.react(self.number, chat, _whole(said["message"]), said["emoji"])
        return {}

    def _block(self, _place: str, said: Json) -> Json:
        (self._tg.block if said["on"] else self._tg.unblock)(self.number, self._token)
        return {}

    def _start(self, _place: str, said: Json) -> Json:
        return _sent(self._tg.start_bot(self.number, self._token, said["payload"]))

    def _command(self, place: str, said: Json) -> Json:
        words = " ".join(["/" + said["name"].removeprefix("/"), *(str(value) for value in said["options"].values())])
        return self._write(place, {"text": words, "reply_to": ""})

    def _delete_thread(self, place: str, _said: Json) -> Json:
        self._tg.delete_topic(self._room().id, self._topic(place))
        return {}

    def _archive_thread(self, place: str, said: Json) -> Json:
        (self._tg.close_topic if said["on"] else self._tg.reopen_topic)(self._room().id, self._topic(place))
        return {}

    # --- where -----------------------------------------------------------------------------------------------------

    def _room(self) -> Group:
        room = self._look.room()
        if room is None:
            raise Refused("There is no room here.")
        return room

    def _topic(self, place: str) -> int:
        if place in (PRIVATE, GENERAL):
            raise Refused("This is no topic.")
        return _whole(place)

    def _find(self, place: str) -> tuple[int, int | None]:
        """Chat and topic of a place."""
        if place == PRIVATE:
            return self._look.bot().id, None
        return self._room().id, None if place == GENERAL else self._topic(place)

    def _chat(self, place: str) -> Chat:
        return self._look.private() if place == PRIVATE else self._room()


def parts(text: str) -> list[str]:
    """A text as the app sends it: in one message, or cut between lines or words where it is longer than one may be."""
    cut: list[str] = []
    rest = text.strip()
    while len(rest) > _LONGEST:
        head = rest[: _LONGEST + 1]
        line, word = head.rfind("\n"), head.rfind(" ")
        at = line if line > _LONGEST // 2 else max(line, word)
        at = at if at > 0 else _LONGEST
        cut.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*cut, rest]


def _sent(number: int) -> Json:
    return {"message": str(number)}


def _number(given: str) -> int | None:
    return None if not given else _whole(given)


def _whole(given: str) -> int:
    if not given.isdecimal():
        raise Refused("That is not there any more.")
    return int(given)
