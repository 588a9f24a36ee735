"""Presses: three seconds, once, fifteen minutes; and what may answer what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bots.sandbox.faults import Fault
from tests.sandbox.discord.conftest import Answered, Practice, Wire, wired

BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Witnessed", "custom_id": "w:1"}]}


class Press:
    """A button on a card in the therapist's room, pressed."""

    def __init__(self, practice: Practice, wire: Wire) -> None:
        self.practice = practice
        self._wire = wire
        self.data: dict[str, Any] = {}
        self.thread = self.card = self.id = ""

    async def __call__(self) -> Press:
        self.thread = await self.practice.post(message={"content": "A card", "components": [BUTTON]})
        self.card = self.thread
        self.id = self.practice.standin.press(self.practice.therapist, self.thread, self.card, "Witnessed")
        while self.data.get("id") != self.id:
            self.data = (await self._wire.frame())["d"] or {}
        return self

    async def answer(self, kind: int, data: dict[str, Any] | None = None, *, query: str = "") -> Answered:
        path = f"/interactions/{self.id}/{self.data['token']}/callback{query}"
        return await self.practice.call("POST", path, {"type": kind} | ({"data": data} if data else {}), token="")

    async def hook(self, method: str, tail: str = "/messages/@original", body: Any = None) -> Answered:
        path = f"/webhooks/{self.practice.bot}/{self.data['token']}{tail}"
        return await self.practice.call(method, path, body, token="")

    @property
    def state(self) -> str:
        return self.practice.standin.interactions[self.id]


@pytest.fixture
async def press(practice: Practice):
    async with wired(practice) as wire:
        await wire.identify()
        yield Press(practice, wire)


async def test_a_press_tells_who_where_and_what(press: Press):
    """The payload has the message, the member with permissions, the custom id and a token."""
    await press()

    assert (press.data["type"], press.data["data"]["custom_id"]) == (3, "w:1")
    assert press.data["message"]["id"] == press.card
    assert press.data["member"]["user"]["id"] == press.practice.therapist
    assert int(press.data["app_permissions"]) > 0
    assert press.state == "pending"


async def test_too_late_is_10062(press: Press):
    """After the deadline the answer is 404/10062 and the person sees that it failed."""
    press.practice.standin.first_answer_s = 0.05
    await press()
    await asyncio.sleep(0.06)
    late = await press.answer(6)

    assert (late.status, late.code, press.state) == (404, 10062, "failed")


async def test_an_unanswered_press_fails_by_itself(press: Press):
    """Nobody answers: "This interaction failed", by time alone."""
    press.practice.standin.first_answer_s = 0.05
    await press()

    await press.practice.standin.wait_for(lambda: press.state == "failed")


async def test_twice_is_40060(press: Press):
    """The second answer is 400/40060 and changes nothing."""
    await press()
    first = await press.answer(6)
    second = await press.answer(4, {"content": "again"})

    assert (first.status, second.status, second.code) == (204, 400, 40060)
    assert len(press.practice.standin.seen(press.thread)) == 1


async def test_a_wrong_token_is_10062(press: Press):
    """Knowing the id is not enough."""
    await press()
    path = f"/interactions/{press.id}/nonsense/callback"
    answer = await press.practice.call("POST", path, {"type": 6}, token="")

    assert (answer.status, answer.code) == (404, 10062)


async def test_the_webhook_waits_for_the_first_answer(press: Press):
    """Before it: 404/10015. After it: the original can be read and edited."""
    await press()
    early = await press.hook("PATCH", body={"content": "x"})
    await press.answer(6)
    read = await press.hook("GET")
    edited = await press.hook("PATCH", body={"content": "Witnessed", "components": []})

    assert (early.status, early.code) == (404, 10015)
    assert (read.body["id"], edited.body["id"]) == (press.card, press.card)
    assert press.practice.standin.seen(press.thread)[0].text == "Witnessed"


async def test_the_token_ends(press: Press):
    """After fifteen minutes (steady time) the webhook is gone: 401/50027."""
    press.practice.standin.token_life_s = 0.05
    await press()
    await press.answer(6)
    await asyncio.sleep(0.06)
    late = await press.hook("PATCH", body={"content": "x"})

    assert (late.status, late.code) == (401, 50027)


async def test_a_thinking_answer_is_filled_in_and_follow_ups_double(press: Press):
    """Type 5 shows that it thinks; the edit fills it; each follow-up is a message of its own, nonce or not."""
    await press()
    await press.answer(5)
    thinking = press.practice.standin.seen(press.thread)[-1].thinking
    await press.hook("PATCH", body={"content": "Done thinking"})
    again = {"content": "more", "nonce": "n", "enforce_nonce": True}
    ids = {(await press.hook("POST", "", again)).body["id"] for _ in range(2)}

    shown = press.practice.standin.seen(press.thread)
    assert thinking
    assert [(s.text, s.thinking, s.edited) for s in shown[1:2]] == [("Done thinking", False, False)]
    assert len(ids) == 2
    assert press.state == "answered"


async def test_an_ephemeral_answer_is_for_one_pair_of_eyes(press: Press):
    """Flag 64: the presser sees it, others and the history do not, and only the token can change it."""
    await press()
    answer = await press.answer(4, {"content": "only you", "flags": 64}, query="?with_response=1")
    number = answer.body["interaction"]["response_message_id"]
    listed = await press.practice.call("GET", f"/channels/{press.thread}/messages")
    edited = await press.practice.call("PATCH", f"/channels/{press.thread}/messages/{number}", {"content": "x"})

    standin = press.practice.standin
    assert [s.text for s in standin.seen(press.thread, person=press.practice.therapist)] == ["A card", "only you"]
    assert [s.text for s in standin.seen(press.thread)] == ["A card"]
    assert [m["content"] for m in listed.body] == ["A card"]
    assert (edited.status, edited.code) == (404, 10008)


async def test_type_7_edits_the_card_but_not_in_an_archived_thread(press: Press):
    """The press itself reaches the bot; the update is refused with 50083 until somebody wakes the thread."""
    await press()
    press.practice.standin.archive_thread(press.thread)
    refused = await press.answer(7, {"content": "x"})
    press.practice.standin.unarchive_thread(press.thread)
    done = await press.answer(7, {"content": "Witnessed", "components": []})

    assert (refused.status, refused.code, done.status) == (400, 50083, 204)
    assert press.practice.standin.seen(press.thread)[0].buttons == []


@pytest.mark.parametrize("kind", [1, 8, 99])
async def test_answers_that_fit_no_press(press: Press, kind: int):
    """Pongs, choices and inventions are refused, and the press stays open."""
    await press()
    answer = await press.answer(kind)

    assert (answer.status, answer.code, press.state) == (400, 50035, "pending")


async def test_modals_are_measured(press: Press):
    """Title up to 45, 1-5 rows; a refused modal leaves the press open."""
    await press()
    field = {"type": 4, "custom_id": "t", "style": 1, "label": "Words"}
    rows = [{"type": 1, "components": [field]}]
    long = await press.answer(9, {"title": "x" * 46, "custom_id": "m", "components": rows})
    empty = await press.answer(9, {"title": "x", "custom_id": "m", "components": []})
    good = await press.answer(9, {"title": "x" * 45, "custom_id": "m", "components": rows})

    assert (long.code, empty.code, good.status) == (50035, 50035, 204)
    with pytest.raises(KeyError, match="no field"):
        press.practice.standin.submit_modal(press.practice.therapist, press.id, {"Words": "a", "Other": "b"})
    with pytest.raises(ValueError, match="no modal"):
        press.practice.standin.submit_modal(press.practice.client, press.id, {"Words": "a"})


async def test_answers_to_presses_are_outside_the_global_limit(press: Press, monkeypatch: pytest.MonkeyPatch):
    """With nothing left of the 50 a second a press can still be answered; faults know its channel."""
    await press()
    press.practice.standin.limits = True
    monkeypatch.setattr("bots.sandbox.discord.limits.GLOBAL_PER_SECOND", 0)
    press.practice.standin.faults.add(Fault(chat=press.thread, kind="503"))
    ordinary = await press.practice.call("GET", "/users/@me")
    broken = await press.answer(6)
    answered = await press.answer(6)

    assert [a.status for a in (ordinary, broken, answered)] == [429, 503, 204]


async def test_a_button_is_found_by_its_label(practice: Practice):
    """Exact first, else the only one that begins so; anything else names what there is; disabled ones are not there."""
    labels = ["Yes", "Yes, later", "Not today"]
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": x, "custom_id": x} for x in labels]}
    row["components"].append({"type": 2, "style": 1, "label": "Gone", "custom_id": "g", "disabled": True})
    sent = (await practice.send(practice.channel, components=[row])).body["id"]
    standin = practice.standin

    assert standin.press(practice.client, practice.channel, sent, "Yes")
    assert standin.press(practice.client, practice.channel, sent, "Not")
    for wrong in ("Y", "Gone", "Maybe"):
        with pytest.raises(KeyError, match="Not today"):
            standin.press(practice.client, practice.channel, sent, wrong)
    with pytest.raises(KeyError, match="sees no message"):
        standin.press(practice.stranger, practice.channel, sent, "Yes")
