"""What people do: write, edit, delete, press, fill in, leave. Each deed tells the bots what the real one would."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from bots.sandbox.discord import bodies, components, interactions
from bots.sandbox.discord.bodies import Draft
from bots.sandbox.discord.cdn import claimed_type
from bots.sandbox.discord.moderating import Moderating
from bots.sandbox.discord.permissions import Permission
from bots.sandbox.discord.threads import DEFAULT_ARCHIVE, TITLE_LENGTH
from bots.sandbox.discord.world import Attachment, Bot, Channel, Kind, Member, Message, MessageFlag

File = tuple[str, bytes, str]  # name, bytes, mime
PERSON_LENGTH = 4000  # what people with Nitro may write
VOICE_SAMPLE: File = ("voice-message.ogg", b"OggS\x00\x02 a short silence", "audio/ogg")
GUILD, BOT_DM = 0, 1  # where a command can be used (interactions/application-commands, Interaction Context Types)
WAVEFORM = base64.b64encode(bytes(range(0, 256, 8))).decode()


class Acting(Moderating):
    """People on the stage. What the app would not let them do is a ValueError; what is not there a KeyError."""

    def dm(
        self,
        person: str,
        bot: str,
        text: str = "",
        *,
        files: Iterable[File] = (),
        reply_to: str | None = None,
        voice: bool = False,
        duration: float = 2.0,
    ) -> str:
        """Write to a bot (by token) in private; returns the message id. Needs a server in common."""
        found = self._bot(bot)
        if not self._world.mutual_guilds(self._user(person).id, found.id):
            raise ValueError("no server shared with this bot, so it cannot be written to")
        channel = self._world.open_dm(person, found.id)
        return self._say(person, channel, text, files, reply_to=reply_to, voice=voice, duration=duration).id

    def write(
        self,
        person: str,
        channel: str,
        text: str = "",
        *,
        files: Iterable[File] = (),
        reply_to: str | None = None,
        voice: bool = False,
        duration: float = 2.0,
    ) -> str:
        """Write into a text channel or thread; returns the message id. An archived thread that is not locked wakes."""
        self._threads.settle()
        place = self._channel(channel)
        if place.kind is Kind.DM:
            bot = next((b for b in self._world.bots.values() if b.id in place.recipients), None)
            if bot is None or not self._world.mutual_guilds(person, bot.id):
                raise ValueError("no server shared with this bot, so it cannot be written to")
        elif not place.holds_messages:
            raise ValueError("this place holds no messages of its own")
        self._must(person, place, Permission.SEND_MESSAGES_IN_THREADS if place.thread else Permission.SEND_MESSAGES)
        if place.thread and place.thread.locked:
            self._must(person, place, Permission.MANAGE_THREADS)
        self._threads.wake(place)
        return self._say(person, place, text, files, reply_to=reply_to, voice=voice, duration=duration).id

    def post(self, person: str, forum: str, title: str, text: str) -> tuple[str, str]:
        """Open a forum post; returns (thread id, message id), which are the same number."""
        place = self._channel(forum)
        if place.kind is not Kind.FORUM:
            raise ValueError("posts are opened in forums")
        self._must(person, place, Permission.SEND_MESSAGES)
        if not 1 <= len(title.strip()) <= TITLE_LENGTH:
            raise ValueError("a title has 1 to 100 characters")
        thread = self._threads.begin(place, title, owner=person, archive=DEFAULT_ARCHIVE)
        self._events.channel("THREAD_CREATE", thread, new=True)
        return thread.id, self._say(person, thread, text, (), number=thread.id).id

    def edit(self, person: str, channel: str, message: str, text: str) -> None:
        """Change the words of one's own message."""
        place, found = self._own(person, channel, message)
        if place.thread and place.thread.archived:
            raise ValueError("nothing can be edited in an archived thread")
        found.content, found.edited_at = text, self._world.snowflakes.instant()
        self._events.message_updated(place, found)
        self._world.changed()

    def delete(self, person: str, channel: str, message: str) -> None:
        """Take back one's own message."""
        place, found = self._own(person, channel, message)
        self._messages.remove(place, found)

    def react(self, person: str, channel: str, message: str, emoji: str) -> None:
        """Add a reaction."""
        place, found = self._visible(person, channel, message)
        if place.thread and place.thread.archived:
            raise ValueError("no reactions in an archived thread")
        who = found.reactions.setdefault(emoji, [])
        if person not in who:
            who.append(person)
            self._events.reacted(place, found, emoji, user=person, added=True)
            self._world.changed()

    def unreact(self, person: str, channel: str, message: str, emoji: str) -> None:
        """Take one's reaction back."""
        place, found = self._visible(person, channel, message)
        who = found.reactions.get(emoji, [])
        if person not in who:
            return
        who.remove(person)
        if not who:
            del found.reactions[emoji]
        self._events.reacted(place, found, emoji, user=person, added=False)
        self._world.changed()

    def unfurl(self, channel: str, message: str) -> None:
        """Let a link preview arrive: MESSAGE_UPDATE, and nobody edited anything."""
        place = self._channel(channel)
        found = place.messages[message]
        found.embeds = [*found.embeds, {"type": "link", "title": "A page somewhere", "url": "https://example.org/"}]
        self._events.message_updated(place, found)
        self._world.changed()

    def press(self, person: str, channel: str, message: str, label: str) -> str:
        """Press the button with this label (exact, else the only one that begins so); returns the interaction id."""
        place, found = self._visible(person, channel, message)
        buttons = [b for row in components.buttons_of(found.components) for b in row if not b.get("disabled")]
        labels = [str(button.get("label") or "") for button in buttons]
        hits = [n for n, name in enumerate(labels) if name == label]
        hits = hits or [n for n, name in enumerate(labels) if name.startswith(label)]
        if len(hits) != 1 or "custom_id" not in buttons[hits[0]]:
            raise KeyError(f"no one button {label!r} among {labels}")
        button = buttons[hits[0]]
        data = {"custom_id": button["custom_id"], "component_type": components.BUTTON, "id": button.get("id", 1)}
        bot = self._author_bot(found)
        return self._interactions.begin(interactions.COMPONENT, bot, person, place, data, source=found).id

    def submit_modal(self, person: str, interaction: str, values: dict[str, str]) -> str:
        """Fill in the modal that answered `interaction`, by label or custom id; returns the new interaction's id."""
        opened = self._opened(person, interaction)
        assert opened.modal is not None
        place = self._channel(opened.channel)
        rows: list[dict[str, Any]] = []
        left = dict(values)
        for label, field in components.inputs_of(opened.modal):
            name = str(field.get("custom_id"))
            value = left.pop(label, None) if label in left else left.pop(name, None)
            if value is None and field.get("required", True):
                raise ValueError(f"the field {label!r} must be filled in")
            filled = {"type": field.get("type"), "custom_id": name, "value": value or "", "id": len(rows) * 2 + 2}
            row = {"type": components.ROW, "components": [filled]}
            if any(r.get("type") == components.LABEL for r in opened.modal["components"]):
                row = {"type": components.LABEL, "component": filled}
            rows.append(row | {"id": len(rows) * 2 + 1})
        if left:
            raise KeyError(f"no field {next(iter(left))!r} in the modal")
        data = {"custom_id": opened.modal["custom_id"], "components": rows}
        source = place.messages.get(opened.source or "")
        kind = interactions.MODAL_SUBMIT
        opened.filled_in = True
        return self._interactions.begin(kind, opened.bot, person, place, data, source=source).id

    def close_modal(self, person: str, interaction: str) -> None:
        """Close it without sending anything: the bot is not told."""
        self._opened(person, interaction).filled_in = True
        self._world.changed()

    def open_modal(self, person: str) -> tuple[str, dict[str, Any]] | None:
        """The interaction whose modal is open before this person, and the modal; the newest covers the others."""
        for number, one in reversed(self._interactions.all.items()):
            if one.modal is not None and one.person == person and not one.filled_in:
                return number, one.modal
        return None

    def command(
        self, person: str, channel: str, bot: str, name: str, options: dict[str, str | float | bool] | None = None
    ) -> str:
        """Use a slash command that the bot (by token) has synced; returns the interaction id."""
        place, found = self._channel(channel), self._bot(bot)
        data = self._called(person, place, found, name, options or {})
        return self._interactions.begin(interactions.COMMAND, found, person, place, data).id

    def autocomplete(
        self,
        person: str,
        channel: str,
        bot: str,
        name: str,
        option: str,
        value: str,
        options: dict[str, str | float | bool] | None = None,
    ) -> str:
        """Type `value` into an option that is completed; returns the interaction id. options: what is filled in already."""
        place, found = self._channel(channel), self._bot(bot)
        data = self._called(person, place, found, name, {**(options or {}), option: value}, typing=True)
        for given in data["options"]:
            if given["name"] == option:
                given["focused"] = True
        return self._interactions.begin(interactions.AUTOCOMPLETE, found, person, place, data).id

    def choices(self, interaction: str) -> list[dict[str, Any]] | None:
        """What the bot answered to `autocomplete`; None for nothing yet."""
        return self._interactions.all[interaction].choices

    def failures(self, person: str) -> list[str]:
        """Interactions of this person that the bot did not answer in time, oldest first; the app says so under them."""
        every = self._interactions.all.items()
        return [
            number
            for number, one in every
            if one.person == person and one.kind != interactions.AUTOCOMPLETE and one.state == "failed"
        ]

    def close_dms(self, person: str) -> None:
        """Block private messages of bots: 50007 from now on."""
        self._user(person).reachable = False
        self._world.changed()

    def open_dms(self, person: str) -> None:
        """Allow them again."""
        self._user(person).reachable = True
        self._world.changed()

    def join_guild(self, person: str, guild: str) -> None:
        """Come into a server (GUILD_MEMBER_ADD)."""
        home = self._guild(guild)
        home.members.setdefault(person, Member(self._user(person).id, self._world.now()))
        self._events.member("GUILD_MEMBER_ADD", home, person)
        self._world.changed()

    def accept_invite(self, person: str, code: str) -> str:
        """Open an invite's link and come in with the roles it gives; returns the channel it leads to.

        ValueError where it does not work: used up, expired, taken back; or where the person is a member already, whom
        the app just shows the server (the invite is not used).
        """
        invite = self._world.invites.get(code)
        if invite is None or not invite.lasts(self._world.now()):
            raise ValueError("this invite is not valid")
        home = self._guild(invite.guild)
        if person in home.members:
            raise ValueError("they are in this server already")
        roles = [role for role in invite.roles if role in home.roles]
        home.members[person] = Member(self._user(person).id, self._world.now(), roles)
        invite.uses += 1
        self._events.member("GUILD_MEMBER_ADD", home, person)
        self._world.changed()
        return invite.channel

    def leave_guild(self, person: str, guild: str) -> None:
        """Go, or be removed (GUILD_MEMBER_REMOVE; GUILD_DELETE where it is a bot, by id)."""
        home = self._guild(guild)
        del home.members[person]
        bot = self._world.bot_of(person)
        if bot is not None:
            self._events.guild_left(home, bot)
        self._events.member("GUILD_MEMBER_REMOVE", home, person)
        self._world.changed()

    def _say(
        self,
        person: str,
        channel: Channel,
        text: str,
        files: Iterable[File],
        *,
        reply_to: str | None = None,
        voice: bool = False,
        duration: float = 2.0,
        number: str | None = None,
        **more: Any,
    ) -> Message:
        given = list(files) or ([VOICE_SAMPLE] if voice else [])
        if voice and (text or len(given) != 1):
            raise ValueError("a voice message is one recording and no words")
        if not voice and not text.strip() and not given and not more:
            raise ValueError("there is nothing to send")
        if len(text) > PERSON_LENGTH:
            raise ValueError("nobody can write more than 4000 characters")
        if given and not self._world.can(person, channel, Permission.ATTACH_FILES):
            raise ValueError("no files may be sent here")
        quoted = channel.messages[reply_to] if reply_to else None
        everyone = self._world.can(person, channel, Permission.MENTION_EVERYONE)
        message = Message(
            id=number or self._world.snowflakes.take(),
            channel=channel.id,
            author=person,
            at=self._world.now(),
            content=text,
            attachments=[
                Attachment(
                    self._world.snowflakes.take(),
                    channel.id,
                    name,
                    bytes(data),
                    mime or claimed_type(name, ""),
                    duration_s=duration if voice else None,
                    waveform=WAVEFORM if voice else None,
                )
                for name, data, mime in given
            ],
            flags=int(MessageFlag.VOICE) if voice else 0,
            reply_to=reply_to,
            pinged=bodies.pinged(Draft(content=text), replied_to=quoted, may_everyone=everyone),
            **more,
        )
        self._world.store(channel, message)
        if any(self._world.sees(bot.id, channel) for bot in self._world.bots.values()):
            self._world.received.append(message.id)
        self._events.message_created(channel, message)
        return message

    def _must(self, person: str, place: Channel, need: int) -> None:
        if not self._world.can(self._user(person).id, place, need):
            raise ValueError("this person may not do that here")

    def _visible(self, person: str, channel: str, message: str) -> tuple[Channel, Message]:
        place = self._channel(channel)
        found = place.messages.get(message)
        hidden = found is not None and found.only_for not in (None, person)
        if found is None or hidden or not self._world.sees(self._user(person).id, place):
            raise KeyError(f"this person sees no message {message} there")
        return place, found

    def _own(self, person: str, channel: str, message: str) -> tuple[Channel, Message]:
        place, found = self._visible(person, channel, message)
        if found.author != person:
            raise ValueError("only one's own messages")
        return place, found

    def _author_bot(self, message: Message) -> Bot:
        bot = self._world.bot_of(message.author)
        if bot is None:
            raise KeyError("no bot sent this message")
        return bot

    def _opened(self, person: str, interaction: str) -> interactions.Interaction:
        opened = self._interactions.all[interaction]
        if opened.modal is None or opened.person != person:
            raise ValueError("no modal is open there for this person")
        return opened

    def _called(
        self,
        person: str,
        place: Channel,
        bot: Bot,
        name: str,
        options: dict[str, str | float | bool],
        *,
        typing: bool = False,
    ) -> dict[str, Any]:
        """The data of a command's interaction. typing: it is not sent yet, so something may still be missing."""
        if place.kind is Kind.FORUM:
            raise ValueError("a forum has no line to write in; commands are used in its posts")
        context = GUILD if place.guild else BOT_DM
        every = [*bot.commands.get("", []), *bot.commands.get(place.guild or "-", [])]
        known = [c for c in every if c.get("contexts") is None or context in c["contexts"]]
        command = next((c for c in known if c["name"] == name and c["type"] == 1), None)
        if command is None:
            raise KeyError(f"no command /{name} among {[c['name'] for c in known]}")
        self._must(person, place, Permission.USE_APPLICATION_COMMANDS)
        if place.thread and place.thread.archived:
            raise ValueError("no commands in an archived thread")
        kinds = {str(option["name"]): int(option["type"]) for option in command["options"]}
        missing = [o["name"] for o in command["options"] if o.get("required") and o["name"] not in options]
        if missing and not typing:
            raise ValueError(f"/{name} needs {', '.join(missing)}")
        given = [{"name": key, "type": kinds[key], "value": value} for key, value in options.items()]
        data: dict[str, Any] = {"id": command["id"], "name": name, "type": 1, "options": given}
        return data | ({"guild_id": place.guild} if command.get("guild_id") else {})
