"""One account, made from a token without touching the network."""

from __future__ import annotations

import logging

import pytest

from bots.telegram.connector import TelegramAccount
from core.domain.errors import AccountClosed, NotSent, Rejected
from core.domain.message import OutgoingMessage, Text

from .scripted import ACCOUNT, DROP, KEY, TOKEN, QuickClock, ScriptedApi, address, refusal


async def test_identity_tells_the_bots_public_facts(account: TelegramAccount) -> None:
    """Id, name and what the bot may do in groups, as text."""
    assert await account.identity() == {"id": "9", "name": "quiet_bot", "joins_groups": "on", "reads_groups": "off"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(401, "Unauthorized"), AccountClosed),
        (refusal(404, "Not Found"), AccountClosed),
        (refusal(429, "Too Many Requests: retry after 3", retry_after=3), NotSent),
        (refusal(500, "Internal Server Error"), NotSent),
        ((404, b"<html>no such page</html>"), NotSent),
        ({"nonsense": 1}, NotSent),
        ("nonsense", NotSent),
        (DROP, NotSent),
    ],
)
async def test_identity_raises_only_what_it_promises(
    api: ScriptedApi, account: TelegramAccount, answer: object, expected: type[Exception]
) -> None:
    """A refused token is told apart from everything that may pass."""
    api.answer("getMe", answer)

    with pytest.raises(expected):
        await account.identity()


async def test_nothing_is_called_before_it_is_needed(api: ScriptedApi, account: TelegramAccount) -> None:
    """Sending needs no getMe first, and making an account makes no call."""
    assert api.calls == []

    await account.messenger.send(address(), OutgoingMessage(Text("hello")), key=KEY)

    assert [method for method, _ in api.calls] == ["sendMessage"]


async def test_an_invite_link_hands_the_code_to_the_bot(account: TelegramAccount) -> None:
    """A start link, or none where the name is unknown or Telegram would cut the code."""
    assert account.invite_link("Ab_9-z", {"name": "quiet_bot"}) == "https://t.me/quiet_bot?start=Ab_9-z"
    assert account.invite_link("Ab_9-z", {}) is None
    assert account.invite_link("x" * 65, {"name": "quiet_bot"}) is None
    assert account.invite_link("a b", {"name": "quiet_bot"}) is None


async def test_neither_token_nor_words_reach_log_or_error(
    api: ScriptedApi, clock: QuickClock, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """With every logger open, refusals and broken answers leak neither the token nor what was written."""
    caplog.set_level(logging.DEBUG)
    words = "my-secret-garden"
    echo = b'{"ok":true,"result":{"text":"' + words.encode()
    api.answer("sendMessage", (200, echo), (502, echo), (400, echo), DROP, refusal(400, "Bad Request: chat not found"))
    account = TelegramAccount(ACCOUNT, TOKEN, api=api.url, clock=clock)
    told: list[str] = []

    for _ in range(5):
        with pytest.raises(Exception) as caught:
            await account.messenger.send(address(), OutgoingMessage(Text(words)), key=KEY)
        error: BaseException | None = caught.value
        while error is not None:
            told.append(repr(error))
            error = error.__cause__ or error.__context__
    await account.close()

    everything = "\n".join([*told, caplog.text, *capsys.readouterr()])
    assert len(api.called("sendMessage")) == 5
    assert "telegram.call_failed" in everything
    assert words not in everything
    assert "SECRET" not in everything


async def test_a_closed_account_sends_nothing(account: TelegramAccount) -> None:
    """After close a call is surely not sent, so it can be made again by the next owner."""
    await account.close()

    with pytest.raises(NotSent):
        await account.messenger.send(address(), OutgoingMessage(Text("hello")), key=KEY)


async def test_an_address_that_is_no_number_is_our_mistake(account: TelegramAccount) -> None:
    """No call is made for an address Telegram cannot have."""
    with pytest.raises(Rejected):
        await account.messenger.send(address("@name"), OutgoingMessage(Text("hello")), key=KEY)
