"""A person with Discord: private messages with the bot, and the servers they share with it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from bots.sandbox.discord import DiscordStandIn
from bots.sandbox.page.discord_look import DiscordLook
from bots.sandbox.page.media import Shelf
from bots.sandbox.page.people import PRIVATE, Deed, Refused, Role, extension

Json = dict[str, Any]

_ANSWER_S, _LOOK_S = 3.0, 0.03
_LONGEST = 2000  # characters of one message, for whoever pays nothing
_INTEGER, _BOOLEAN, _DECIMAL = 4, 5, 10  # types of options; everything else is words here


class DiscordPerson:
    """Acts and sees through the stand-in. door: the server that a client can join and leave at the page."""

    platform = "discord"

    def __init__(
        self, world: DiscordStandIn, token: str, shelf: Shelf, *, name: str, user: str, role: Role, door: str
    ) -> None:
        self.id, self.name = name.lower(), name
        self.role: Role = role
        self.user, self._door = user, door
        self._discord, self._token = world, token
        self._look = DiscordLook(world, token, shelf, user=user, role=role)

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
            "poll": self._poll,
            "press": self._press,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "close_dms": self._close_dms,
            "command": self._command,
            "autocomplete": self._autocomplete,
            "modal": self._modal,
            "close_modal": self._close_modal,
        }
        if self.role == "client":
            every |= {"join_server": self._join, "leave_server": self._leave, "accept_invite": self._accept_invite}
        else:
            every |= {
                "post": self._post,
                "delete_thread": self._delete_thread,
                "archive_thread": self._archive_thread,
            }
        return every

    def _write(self, place: str, said: Json) -> Json:
        length = len(said["text"])
        if length > _LONGEST:
            raise Refused(f"Discord takes {_LONGEST} characters in one message, and these are {length}.")
        return _sent(self._discord.write(self.user, self._channel(place), said["text"], reply_to=_id(said)))

    def _photo(self, place: str, said: Json) -> Json:
        file = (f"image{extension(said['data'], '.png')}", said["data"], "")
        return _sent(
            self._discord.write(self.user, self._channel(place), said["caption"], files=[file], reply_to=_id(said))
        )

    def _file(self, place: str, said: Json) -> Json:
        file = (said["name"], said["data"], said["mime"])
        return _sent(
            self._discord.write(self.user, self._channel(place), said["caption"], files=[file], reply_to=_id(said))
        )

    def _album(self, place: str, said: Json) -> Json:
        files = [(f"image{n}{extension(item, '.png')}", item, "") for n, item in enumerate(said["items"], 1)]
        channel = self._channel(place)
        sent = self._discord.write(self.user, channel, said["caption"], files=files, reply_to=_id(said))
        return {"message": sent, "messages": [sent]}

    def _voice(self, place: str, said: Json) -> Json:
        mime = said["mime"].partition(";")[0]
        file = (f"voice-message{extension(said['data'], '.ogg')}", said["data"], mime)
        return _sent(
            self._discord.write(
                self.user,
                self._channel(place),
                files=[file],
                reply_to=_id(said),
                voice=True,
                duration=max(0.1, float(said["duration_s"])),
            )
        )

    def _sticker(self, place: str, said: Json) -> Json:
        return _sent(self._discord.send_stickers(self.user, self._channel(place), [said["emoji"]]))

    def _poll(self, place: str, said: Json) -> Json:
        return _sent(self._discord.send_poll(self.user, self._channel(place), said["question"], said["options"]))

    def _press(self, place: str, said: Json) -> Json:
        return {"press": self._discord.press(self.user, self._channel(place), said["message"], said["label"])}

    def _edit(self, place: str, said: Json) -> Json:
        self._discord.edit(self.user, self._channel(place), said["message"], said["text"])
        return {}

    def _delete(self, place: str, said: Json) -> Json:
        self._discord.delete(self.user, self._channel(place), said["message"])
        return {}

    def _react(self, place: str, said: Json) -> Json:
        channel, message, emoji = self._channel(place), said["message"], said["emoji"]
        there = self._discord.world.channels[channel].messages[message].reactions
        mine = self.user in there.get(emoji, [])
        (self._discord.unreact if mine else self._discord.react)(self.user, channel, message, emoji)
        return {}

    def _close_dms(self, _place: str, said: Json) -> Json:
        (self._discord.close_dms if said["on"] else self._discord.open_dms)(self.user)
        return {}

    def _join(self, _place: str, said: Json) -> Json:
        self._discord.join_guild(self.user, said["server"] or self._door)
        return {}

    def _leave(self, _place: str, said: Json) -> Json:
        server = said["server"] or self._door
        if self.user not in self._discord.world.guilds[server].members:
            raise Refused("This person is not in that server.")
        self._discord.leave_guild(self.user, server)
        return {}

    def _accept_invite(self, _place: str, said: Json) -> Json:
        code = said["code"].rstrip("/").rpartition("/")[2]
        return {"place": self._discord.accept_invite(self.user, code)}

    def _post(self, place: str, said: Json) -> Json:
        thread, message = self._discord.post(self.user, self._channel(place), said["title"], said["text"])
        return {"place": thread, "message": message}

    def _command(self, place: str, said: Json) -> Json:
        name = said["name"].removeprefix("/")
        channel = self._channel(place)
        options = self._typed(name, said["options"])
        for option in self._known(name)["options"]:
            if option.get("required") and option["name"] not in options:
                raise Refused(f"“{option['name']}” must be filled in.")
        return {"interaction": self._discord.command(self.user, channel, self._token, name, options)}

    async def _autocomplete(self, place: str, said: Json) -> Json:
        name = said["name"].removeprefix("/")
        options = self._typed(name, said["options"])
        options.pop(said["option"], None)
        asked = self._discord.autocomplete(
            self.user, self._channel(place), self._token, name, said["option"], said["value"], options
        )
        try:
            async with asyncio.timeout(_ANSWER_S):
                while (choices := self._discord.choices(asked)) is None:  # noqa: ASYNC110 - the world has no other bell
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            return {"choices": []}
        return {"choices": [{"name": str(c.get("name")), "value": c.get("value")} for c in choices]}

    def _modal(self, _place: str, said: Json) -> Json:
        values = {str(key): str(value) for key, value in said["values"].items()}
        return {"interaction": self._discord.submit_modal(self.user, said["interaction"], values)}

    def _close_modal(self, _place: str, said: Json) -> Json:
        self._discord.close_modal(self.user, said["interaction"])
        return {}

    def _delete_thread(self, place: str, _said: Json) -> Json:
        self._discord.delete_thread(self._channel(place))
        return {}

    def _archive_thread(self, place: str, said: Json) -> Json:
        (self._discord.archive_thread if said["on"] else self._discord.unarchive_thread)(self._channel(place))
        return {}

    # --- where, and with what --------------------------------------------------------------------------------------

    def _channel(self, place: str) -> str:
        if place != PRIVATE:
            return place
        if not self._look.guilds():
            raise Refused("Discord lets one write to a bot only where both are in a server.")
        return self._discord.dm_channel(self.user, self._token)

    def _known(self, name: str) -> Json:
        for command in self._look.synced():
            if command["name"] == name:
                return command
        raise Refused(f"The bot has no command /{name} here.")

    def _typed(self, name: str, options: Json) -> dict[str, str | float | bool]:
        """Options as the command's types want them: from a form everything may come as words."""
        kinds = {str(option["name"]): int(option["type"]) for option in self._known(name)["options"]}
        typed: dict[str, str | float | bool] = {}
        for key, value in options.items():
            kind = kinds.get(str(key))
            if kind is None:
                raise Refused(f"/{name} has no option “{key}”.")
            try:
                if kind == _INTEGER:
                    typed[key] = int(value)
                elif kind == _DECIMAL:
                    typed[key] = float(value)
                elif kind == _BOOLEAN:
                    typed[key] = value if isinstance(value, bool) else str(value).lower() == "true"
                else:
                    typed[key] = str(value)
            except (TypeError, ValueError):
                raise Refused(f"“{key}” is a number.") from None
        return typed


def _sent(message: str) -> Json:
    return {"message": message}


def _id(said: Json) -> str | None:
    return said["reply_to"] or None
