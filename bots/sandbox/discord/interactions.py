"""Presses, commands and modals: three seconds for the first answer, fifteen minutes for the rest."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bots.sandbox.discord import bodies, components, refusals
from bots.sandbox.discord.bodies import Upload
from bots.sandbox.discord.events import Events
from bots.sandbox.discord.messages import Messages
from bots.sandbox.discord.payloads import Json, Payloads
from bots.sandbox.discord.refusals import Refusal
from bots.sandbox.discord.threads import Threads
from bots.sandbox.discord.world import Bot, Channel, Kind, Message, MessageFlag, World

FIRST_ANSWER_S = 3.0
TOKEN_LIFE_S = 15 * 60.0
ATTACHMENT_LIMIT = 10 * 1024 * 1024

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER, DEFER_ANSWER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(slots=True)
class Interaction:
    """One press, command or submission. `answer_by`, `ends_at`: steady seconds. `own`: messages made with its token."""

    id: str
    token: str
    kind: int
    bot: Bot
    person: str
    channel: str
    source: str | None
    answer_by: float
    ends_at: float
    answered_with: int | None = None
    original: str | None = None
    done: bool = False
    modal: Json | None = None
    filled_in: bool = False
    choices: list[Json] | None = None
    own: set[str] = field(default_factory=set[str])

    @property
    def state(self) -> str:
        """pending, deferred, answered, or failed: what the person sees of it."""
        steady = time.monotonic()
        if self.answered_with is None:
            return "failed" if steady > self.answer_by else "pending"
        if self.answered_with in (DEFER_ANSWER, DEFER_UPDATE) and not self.done:
            gave_up = self.answered_with == DEFER_ANSWER and steady > self.ends_at
            return "failed" if gave_up else "deferred"
        return "answered"


class Interactions:
    """All interactions there were."""

    def __init__(self, world: World, events: Events, payloads: Payloads, messages: Messages, threads: Threads) -> None:
        self._world = world
        self._events = events
        self._payloads = payloads
        self._messages = messages
        self._threads = threads
        self.all: dict[str, Interaction] = {}
        self.first_answer_s = FIRST_ANSWER_S
        self.token_life_s = TOKEN_LIFE_S

    def begin(
        self, kind: int, bot: Bot, person: str, channel: Channel, data: Json, *, source: Message | None = None
    ) -> Interaction:
        """A person did something: tell the bot."""
        interaction = Interaction(
            self._world.snowflakes.take(),
            secrets.token_urlsafe(120),
            kind,
            bot,
            person,
            channel.id,
            source.id if source else None,
            time.monotonic() + self.first_answer_s,
            time.monotonic() + self.token_life_s,
        )
        self.all[interaction.id] = interaction
        self._events.interaction(bot, self._payload(interaction, channel, data, source))
        self._world.changed()
        return interaction

    def answer(
        self, interaction_id: str, token: str, body: Any, uploads: Sequence[Upload]
    ) -> tuple[Interaction, Message | None]:
        """The first answer. Refuses 10062 (unknown or later than 3 s), 40060 (answered already), 50035."""
        interaction = self.all.get(interaction_id)
        if interaction is None or not secrets.compare_digest(interaction.token.encode(), token.encode()):
            raise refusals.unknown("Interaction")
        if interaction.answered_with is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() > interaction.answer_by:
            raise refusals.unknown("Interaction")
        given: Json = body if isinstance(body, dict) else {}
        kind = given.get("type")
        if kind not in _allowed(interaction):
            raise refusals.invalid("type", "BASE_TYPE_CHOICES", "Value is not allowed for this interaction.")
        data: Json = given.get("data") or {}
        message = self._carry_out(interaction, int(kind), data, uploads)
        interaction.answered_with = int(kind)
        interaction.original = message.id if message else None
        self._world.changed()
        return interaction, message

    def followed(self, application: str, token: str) -> Interaction:
        """The interaction of a webhook path. Refuses 10015 (unknown, not answered yet), 401/50027 (after 15 min)."""
        found = next((i for i in self.all.values() if i.token == token and i.bot.id == application), None)
        if found is None:
            raise refusals.unknown("Webhook")
        if time.monotonic() > found.ends_at:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if found.answered_with is None:
            raise refusals.unknown("Webhook")
        return found

    def message(self, interaction: Interaction, message_id: str) -> tuple[Channel, Message]:
        """A message this token may touch: @original, or one made with it. Refuses 10003, 10008."""
        channel = self._world.channels.get(interaction.channel)
        if channel is None:
            raise refusals.unknown("Channel")
        wanted = interaction.original if message_id == "@original" else message_id
        message = channel.messages.get(wanted or "")
        if message is None or (message.id != interaction.original and message.id not in interaction.own):
            raise refusals.unknown("Message")
        return channel, message

    def edit(self, interaction: Interaction, message_id: str, body: Any, uploads: Sequence[Upload]) -> Message:
        """PATCH @original or a follow-up."""
        channel, message = self.message(interaction, message_id)
        self._messages.rewrite(interaction.bot, channel, message, body, uploads)
        interaction.done = interaction.done or message.id == interaction.original
        self._world.changed()
        return message

    def follow_up(self, interaction: Interaction, body: Any, uploads: Sequence[Upload]) -> Message:
        """POST a follow-up: no nonce, a repeat doubles. The first after type 5 fills the waiting answer."""
        channel = self._world.channels.get(interaction.channel)
        if channel is None:
            raise refusals.unknown("Channel")
        if interaction.answered_with == DEFER_ANSWER and not interaction.done:
            return self.edit(interaction, "@original", _without_flags(body), uploads)
        message = self._say(interaction, channel, body, uploads)
        interaction.own.add(message.id)
        interaction.done = True
        return message

    def delete(self, interaction: Interaction, message_id: str) -> None:
        """DELETE @original or a follow-up."""
        channel, message = self.message(interaction, message_id)
        self._messages.remove(channel, message)
        interaction.done = True

    def _carry_out(self, interaction: Interaction, kind: int, data: Json, uploads: Sequence[Upload]) -> Message | None:
        channel = self._world.channels.get(interaction.channel)
        if channel is None:
            raise refusals.unknown("Channel")
        source = channel.messages.get(interaction.source or "")
        if kind == MODAL:
            components.check_modal(data)
            interaction.modal = data
            return None
        if kind == DEFER_UPDATE:
            return source
        if kind == UPDATE:
            if source is None:
                raise refusals.unknown("Message")
            return self._messages.rewrite(interaction.bot, channel, source, data, uploads)
        if kind == CHOICES:
            if len(data.get("choices") or []) > 25:
                raise refusals.invalid("data.choices", "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 25 in length.")
            interaction.choices = list(data.get("choices") or [])
            return None
        if kind == DEFER_ANSWER:
            flags = MessageFlag.LOADING | (int(data.get("flags") or 0) & MessageFlag.EPHEMERAL)
            return self._place(interaction, channel, bodies.Draft(), flags=flags)
        return self._say(interaction, channel, data, uploads)

    def _say(self, interaction: Interaction, channel: Channel, body: Any, uploads: Sequence[Upload]) -> Message:
        draft = bodies.read(body, uploads)
        if draft.empty():
            raise refusals.empty_message()
        draft.nonce, draft.reply_to = None, None
        return self._place(interaction, channel, draft, flags=draft.flags & MessageFlag.EPHEMERAL)

    def _place(self, interaction: Interaction, channel: Channel, draft: bodies.Draft, *, flags: int) -> Message:
        self._threads.must_accept(interaction.bot, channel)
        self._threads.wake(channel)
        only_for = interaction.person if flags & MessageFlag.EPHEMERAL else None
        message = self._messages.compose(
            interaction.bot, channel, draft, only_for=only_for, interaction=interaction.id, flags=flags
        )
        if only_for is None:
            self._events.message_created(channel, message)
        return message

    def _payload(self, interaction: Interaction, channel: Channel, data: Json, source: Message | None) -> Json:
        bot = interaction.bot
        user = self._payloads.user(self._world.users[interaction.person])
        locale = self._world.users[interaction.person].locale
        shown: Json = {
            "id": interaction.id,
            "application_id": bot.id,
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel_id": channel.id,
            "channel": self._payloads.channel(channel, bot),
            "data": data,
            "app_permissions": self._payloads.rights(channel, bot.id),
            "locale": locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": {"0": channel.guild or "0"},
            "context": 1 if channel.kind is Kind.DM else 0,
            "attachment_size_limit": ATTACHMENT_LIMIT,
        }
        if source is not None:
            shown["message"] = self._payloads.message(source, bot, content=True)
        if channel.guild is None:
            return shown | {"user": user}
        guild = self._world.guilds[channel.guild]
        rights = self._payloads.rights(channel, interaction.person)
        member = self._payloads.member(guild, interaction.person, whole=True) | {"permissions": rights}
        return shown | {
            "guild_id": guild.id,
            "guild": {"id": guild.id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member,
        }


def _allowed(interaction: Interaction) -> tuple[int, ...]:
    """Which first answers Discord takes (interactions/receiving-and-responding, Interaction Callback Type)."""
    if interaction.kind == AUTOCOMPLETE:
        return (CHOICES,)
    if interaction.kind == COMPONENT:
        return (ANSWER, DEFER_ANSWER, DEFER_UPDATE, UPDATE, MODAL)
    if interaction.kind == MODAL_SUBMIT:
        return (ANSWER, DEFER_ANSWER) + ((DEFER_UPDATE, UPDATE) if interaction.source else ())
    return (ANSWER, DEFER_ANSWER, MODAL)


def _without_flags(body: Any) -> Any:
    """Who sees a deferred answer was settled when it was deferred."""
    return {name: value for name, value in body.items() if name != "flags"} if isinstance(body, dict) else body
