"""What Telegram is asked for each message, and what its answers mean."""

from __future__ import annotations

from typing import Any

import pytest

from bots.telegram.connector import TelegramAccount
from bots.telegram.messenger import TelegramMessenger
from core.domain.errors import DeliveryError, NotSent, RateLimited, Reason, Rejected, Uncertain, Unreachable
from core.domain.message import Button, FileKind, OutgoingFile, OutgoingMessage, Receipt, Text, Withdrawal, bold

from .scripted import ACCOUNT, DROP, HANG, KEY, NOW, TOKEN, USUAL, QuickClock, ScriptedApi, address, refusal


def file(kind: FileKind, *, name: str = "picture.jpg", content: bytes = b"bytes", **more: Any) -> OutgoingFile:
    return OutgoingFile(kind=kind, blob="b", name=name, mime="", content=content, **more)


async def test_text_goes_out_with_entities_and_never_as_markup(api: ScriptedApi, account: TelegramAccount) -> None:
    """A message carries its styles as entities, shows no link preview, and makes no sound when silent."""
    message = OutgoingMessage(Text("🌊 <b>_hi_ ") + bold("you"), silent=True, protected=True, reply_to="12")

    receipt = await account.messenger.send(address("77"), message, key=KEY)

    (call,) = api.called("sendMessage")
    assert receipt == Receipt(address("77"), "5")
    assert call["text"] == "🌊 <b>_hi_ you"
    assert call["entities"] == [{"length": 3, "offset": 11, "type": "bold"}]
    assert call["link_preview_options"] == {"is_disabled": True}
    assert call["reply_parameters"] == {"message_id": 12, "allow_sending_without_reply": True}
    assert (call["disable_notification"], call["protect_content"]) == (True, True)
    assert not {"parse_mode", "message_thread_id", "reply_markup"} & call.keys()


async def test_a_thread_is_written_into_and_general_has_no_id(api: ScriptedApi, account: TelegramAccount) -> None:
    """A topic's number goes along; that of the General topic is left out, as Telegram refuses it."""
    await account.messenger.send(address("-1001", "31"), OutgoingMessage(Text("a")), key=KEY)
    await account.messenger.send(address("-1001", "1"), OutgoingMessage(Text("b")), key=KEY)

    topic, general = api.called("sendMessage")
    assert (topic["chat_id"], topic["message_thread_id"]) == ("-1001", "31")
    assert "message_thread_id" not in general


async def test_buttons_keep_rows_and_handles(api: ScriptedApi, account: TelegramAccount) -> None:
    """Each row is a row; a handle travels as callback data; an empty row vanishes."""
    rows = ((Button("Later", "h1"), Button("Not today", "h2")), (), (Button("I need support", "h3"),))

    await account.messenger.send(address(), OutgoingMessage(Text("a"), buttons=rows), key=KEY)

    (call,) = api.called("sendMessage")
    assert call["reply_markup"] == {
        "inline_keyboard": [
            [{"callback_data": "h1", "text": "Later"}, {"callback_data": "h2", "text": "Not today"}],
            [{"callback_data": "h3", "text": "I need support"}],
        ]
    }


@pytest.mark.parametrize(
    ("sent", "method", "field"),
    [
        (file(FileKind.PHOTO), "sendPhoto", "photo"),
        (file(FileKind.PHOTO, content=b"x" * 10_000_001), "sendDocument", "document"),
        (file(FileKind.VOICE, name="voice.ogg", duration_s=7), "sendVoice", "voice"),
        (file(FileKind.AUDIO, name="voice.mp3", duration_s=7), "sendAudio", "audio"),
        (file(FileKind.VIDEO, name="film.mp4", duration_s=7), "sendVideo", "video"),
        (file(FileKind.FILE, name="drawing.pdf"), "sendDocument", "document"),
    ],
)
async def test_a_file_goes_by_its_kind_under_our_name(
    api: ScriptedApi, account: TelegramAccount, sent: OutgoingFile, method: str, field: str
) -> None:
    """Picture, voice, sound, film and file have a call each; a picture over 10 MB goes as a file, unchanged."""
    message = OutgoingMessage(Text("a ") + bold("caption"), file=sent)

    await account.messenger.send(address(), message, key=KEY)

    ((called, call),) = api.calls
    assert called == method
    uploads = [value for value in call.values() if isinstance(value, tuple)]
    assert uploads == [(sent.name, sent.content)]
    assert call["caption"] == "a caption"
    assert call["caption_entities"] == [{"length": 7, "offset": 2, "type": "bold"}]
    assert call.get("duration") == (None if sent.duration_s is None else "7")


async def test_voice_refused_by_privacy_arrives_as_a_file(api: ScriptedApi, account: TelegramAccount) -> None:
    """A person who lets nobody send voice still gets the recording."""
    api.answer("sendVoice", refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"))

    await account.messenger.send(address(), OutgoingMessage(Text(""), file=file(FileKind.VOICE, name="v.ogg")), key=KEY)

    assert [method for method, _ in api.calls] == ["sendVoice", "sendDocument"]
    assert ("v.ogg", b"bytes") in api.called("sendDocument")[0].values()


async def test_a_wave_is_not_sent_along(api: ScriptedApi, account: TelegramAccount) -> None:
    """Telegram draws one for a voice by itself."""
    voice = file(FileKind.VOICE, name="v.ogg", picture="p", picture_content=b"wave")

    await account.messenger.send(address(), OutgoingMessage(Text(""), file=voice), key=KEY)

    assert [value for value in api.called("sendVoice")[0].values() if isinstance(value, tuple)] == [("v.ogg", b"bytes")]


async def test_an_edit_replaces_text_or_caption_and_buttons(api: ScriptedApi, account: TelegramAccount) -> None:
    """A message with a file is edited by its caption, any other by its text; without buttons they go away."""
    receipt = Receipt(address("-1001", "31"), "40")

    await account.messenger.edit(receipt, OutgoingMessage(bold("new")), key=KEY)
    await account.messenger.edit(receipt, OutgoingMessage(Text("new"), file=file(FileKind.PHOTO)), key=KEY)

    (text,), (caption,) = api.called("editMessageText"), api.called("editMessageCaption")
    assert (text["text"], text["message_id"], text["entities"][0]["type"]) == ("new", "40", "bold")
    assert caption["caption"] == "new"
    assert "reply_markup" not in text


async def test_an_edit_that_changes_nothing_succeeds(api: ScriptedApi, account: TelegramAccount) -> None:
    """ "Not modified" means it is as wanted."""
    api.answer(
        "editMessageText", refusal(400, "Bad Request: message is not modified: specified new content is the same")
    )

    await account.messenger.edit(Receipt(address(), "40"), OutgoingMessage(Text("same")), key=KEY)

    assert len(api.called("editMessageText")) == 1


TAKEN_BACK = OutgoingMessage(Text("withdrawn"), file=file(FileKind.PHOTO, name="withdrawn.png"))
TOO_OLD = refusal(400, "Bad Request: message can't be deleted")


@pytest.mark.parametrize("answer", [True, refusal(400, "Bad Request: message to delete not found")])
async def test_what_is_taken_back_is_deleted(api: ScriptedApi, account: TelegramAccount, answer: Any) -> None:
    """One call; whether it was gone already makes no difference."""
    api.answer("deleteMessage", answer)

    became = await account.messenger.withdraw(Receipt(address("-1001", "31"), "40"), TAKEN_BACK)

    ((method, call),) = api.calls
    assert (method, call["chat_id"], call["message_id"]) == ("deleteMessage", "-1001", "40")
    assert became is Withdrawal.GONE


async def test_what_cannot_be_deleted_any_more_is_covered(api: ScriptedApi, account: TelegramAccount) -> None:
    """After 48 hours another picture takes its place; a text becomes other words. Said twice it is as well."""
    unchanged = refusal(400, "Bad Request: message is not modified")
    api.answer("deleteMessage", TOO_OLD, TOO_OLD, TOO_OLD)
    api.answer("editMessageMedia", USUAL["editMessageMedia"], unchanged)

    picture = await account.messenger.withdraw(Receipt(address("-1001", "31"), "40"), TAKEN_BACK)
    again = await account.messenger.withdraw(Receipt(address("-1001", "31"), "40"), TAKEN_BACK)
    words = await account.messenger.withdraw(Receipt(address(), "41"), OutgoingMessage(Text("withdrawn")))

    assert (picture, again, words) == (Withdrawal.COVERED,) * 3
    covered = api.called("editMessageMedia")[0]
    assert (covered["media"]["type"], covered["media"]["caption"]) == ("photo", "withdrawn")
    assert ("withdrawn.png", b"bytes") in covered.values()
    assert api.called("editMessageText")[0]["text"] == "withdrawn"


async def test_a_voice_message_that_stays_says_so_beside_it(api: ScriptedApi, account: TelegramAccount) -> None:
    """It is too old to be deleted and takes no picture in its place; its caption changes, and the core hears of it."""
    api.answer("deleteMessage", TOO_OLD)
    api.answer("editMessageMedia", refusal(400, "Bad Request: message can't be edited"))

    became = await account.messenger.withdraw(Receipt(address("-1001", "31"), "40"), TAKEN_BACK)

    assert became is Withdrawal.STAYS
    assert api.called("editMessageCaption")[0]["caption"] == "withdrawn"


async def test_a_topic_is_opened_without_a_first_message(api: ScriptedApi, account: TelegramAccount) -> None:
    """One call, the title within Telegram's limit, the address with its thread."""
    receipt = await account.messenger.open_thread(address("-1001"), "T" * 200, Text("hello"), key=KEY)

    assert receipt == Receipt(address("-1001", "31"), "")
    ((method, call),) = api.calls
    assert (method, call["name"]) == ("createForumTopic", "T" * 128)


async def test_telegram_has_no_history_to_look_in(account: TelegramAccount) -> None:
    """`find` never finds, as the capabilities say."""
    assert await account.messenger.find(address(), key=KEY, since=NOW) is None
    assert (account.messenger.capabilities.history, account.messenger.capabilities.once_only) == (False, False)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (DROP, Uncertain),
        (refusal(500, "Internal Server Error"), Uncertain),
        ((502, b"<html>bad gateway</html>"), Uncertain),
        ((200, b'{"ok":true,"result":{"message_id"'), Uncertain),
        ((200, b"[]"), Uncertain),
        ((200, b'{"ok":true,"result":{}}'), Uncertain),
        ((403, b"<html>blocked by a proxy</html>"), NotSent),
        (refusal(400, "Bad Request: message text is empty"), Rejected),
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
    ],
)
async def test_answers_of_the_wire_become_our_errors(
    api: ScriptedApi, account: TelegramAccount, answer: Any, expected: type[DeliveryError]
) -> None:
    """Refused, cut, garbled: each is told apart, after a single call."""
    api.answer("sendMessage", answer)

    with pytest.raises(DeliveryError) as caught:
        await account.messenger.send(address(), OutgoingMessage(Text("a")), key=KEY)

    assert type(caught.value) is expected
    assert len(api.calls) == 1


async def test_a_flood_says_how_long(api: ScriptedApi, account: TelegramAccount) -> None:
    """Telegram's waiting time reaches the pacing as it is."""
    api.answer("sendMessage", refusal(429, "Too Many Requests: retry after 41", retry_after=41))

    with pytest.raises(RateLimited) as caught:
        await account.messenger.send(address(), OutgoingMessage(Text("a")), key=KEY)

    assert caught.value.retry_after.total_seconds() == 41


async def test_a_migrated_group_says_where_it_is(api: ScriptedApi, account: TelegramAccount) -> None:
    """The new id comes from the answer's parameters."""
    api.answer(
        "sendMessage",
        refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100200300),
    )

    with pytest.raises(Unreachable) as caught:
        await account.messenger.send(address("-200300"), OutgoingMessage(Text("a")), key=KEY)

    assert (caught.value.reason, caught.value.moved_to) == (Reason.MIGRATED, "-100200300")


async def test_nobody_there_is_surely_not_sent(clock: QuickClock) -> None:
    """A refused connection never carried the message."""
    account = TelegramAccount(ACCOUNT, TOKEN, api="http://127.0.0.1:1", clock=clock)

    with pytest.raises(NotSent):
        await account.messenger.send(address(), OutgoingMessage(Text("a")), key=KEY)

    await account.close()


async def test_a_call_without_end_is_given_up_as_uncertain(api: ScriptedApi, account: TelegramAccount) -> None:
    """Silence past the limit is neither a failure nor a success."""
    impatient = TelegramMessenger(account._bot, (), call_limit_s=0.05)
    api.answer("sendMessage", HANG)

    with pytest.raises(Uncertain):
        await impatient.send(address(), OutgoingMessage(Text("a")), key=KEY)

    assert len(api.called("sendMessage")) == 1


async def test_the_environments_proxy_is_not_used(
    api: ScriptedApi, monkeypatch: pytest.MonkeyPatch, clock: QuickClock
) -> None:
    """Clients' words do not travel through a proxy nobody configured here."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    account = TelegramAccount(ACCOUNT, TOKEN, api=api.url, clock=clock)

    await account.messenger.send(address(), OutgoingMessage(Text("a")), key=KEY)

    assert len(api.called("sendMessage")) == 1
    await account.close()
