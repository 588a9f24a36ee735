"""What the tour takes for done, asked of its own scripts with worlds made up for it. On a still room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.page.conftest import PHONE, Visit, visit

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

Json = dict[str, Any]

NOW = "2027-03-26T09:00:00+00:00"
STRANGER = "This is a private service. If you were given a code, send it here exactly as written."
SCREEN = ("Who reads it?", ["Go on", "Tell me more"])
DONE = """async ([step, task, world, memory]) => {
  const { STEPS } = await import("./js/tour_steps.js");
  const found = STEPS.find((each) => each.id === step).tasks.find((each) => each.id === task);
  return [Boolean(found.done(world, memory)), memory];
}"""
TOLD = """async (world) => {
  const { STEPS } = await import("./js/tour_steps.js");
  return STEPS.find((each) => each.id === "night").told(world);
}"""


@pytest.fixture(scope="module")
def guest(browser: Browser, still_room: str) -> Iterator[Visit]:
    with visit(browser, still_room) as guest:
        yield guest


def invitation(alias: str) -> str:
    """What the bot answers to /invite."""
    return f"{alias} · en · Europe/Berlin\nTelegram: https://t.me/practice_room_bot?start=CODE{alias}"


def world(*, mira: list[Any] = (), ada: list[Any] = (), now: str = NOW, **more: Any) -> Json:  # type: ignore[assignment]
    """A world with what stands on two screens: (by, text) or (by, text, labels) or (by, text, labels, at)."""

    def messages(said: list[Any]) -> list[Json]:
        return [
            {
                "id": str(number),
                "by": each[0],
                "at": each[3] if len(each) > 3 else NOW,
                "text": each[1],
                "spans": [],
                "media": [],
                "reply_to": None,
                "buttons": [[{"label": label, "kind": "press"} for label in (each[2] if len(each) > 2 else [])]],
            }
            for number, each in enumerate(said, 1)
        ]

    desk = {"id": "desk", "kind": "thread", "title": "Desk", "can_write": True, "messages": messages(ada)}
    private = {"id": "private", "kind": "private", "title": "bot", "can_write": True, "messages": messages(mira)}
    return {
        "clock": {"now": now, "zone": "Europe/Berlin", "next_prompt": None, "following": False, "moving": None},
        "links": {"telegram_bot": "practice_room_bot"},
        "service": {"state": "running", "lives": 1, "news": []},
        "faults": [],
        "library": {"revision": "a", "faults": []},
        "panes": [{"id": "mira", "name": "Mira", "places": [private]}, {"id": "ada", "name": "Ada", "places": [desk]}],
        **more,
    }


def done(guest: Visit, step: str, task: str, now: Json, memory: Json | None = None) -> bool:
    """Whether the tour ticks it off."""
    return guest.page.evaluate(DONE, [step, task, now, memory or {}])[0]


def test_words_to_a_stranger_are_no_way_in(guest: Visit) -> None:
    started = [("me", "/start"), ("bot", STRANGER)]

    assert not done(guest, "join", "open", world(mira=started))
    assert not done(guest, "join", "open", world(mira=[("me", "/start A"), ("bot", "This code was used before.")]))
    assert done(guest, "join", "open", world(mira=[*started, ("bot", *SCREEN)]))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("me", "/invite Mira en Europe/Berlin"), ("bot", invitation("Heron-12"))], True),
        ([("me", "/invite Noor en Europe/Berlin"), ("bot", invitation("Heron-12"))], False),
        (
            [
                ("me", "/invite Noor en"),
                ("me", "/invite mira en"),
                ("bot", invitation("Jay-33")),
                ("bot", invitation("Heron-12")),
            ],
            True,
        ),
        ([("me", "/invite Mira en Nowhere"), ("bot", "There is no such zone."), ("bot", invitation("Jay-33"))], False),
        ([("bot", "/invite Mira"), ("bot", invitation("Heron-12"))], True),  # a slash command's own line
    ],
)
def test_only_miras_own_invitation_counts(guest: Visit, said: list[Any], expected: bool) -> None:
    assert done(guest, "join", "invite", world(ada=said)) is expected


def test_an_invitation_that_has_run_out_counts_no_more(guest: Visit) -> None:
    said = [("me", "/invite Mira en Europe/Berlin"), ("bot", invitation("Heron-12"))]

    assert done(guest, "join", "invite", world(ada=said, now="2027-03-29T08:59:00+00:00"))
    assert not done(guest, "join", "invite", world(ada=said, now="2027-03-29T09:01:00+00:00"))
    assert done(guest, "join", "invite", world(ada=said, mira=[("bot", *SCREEN)], now="2027-04-29T09:01:00+00:00"))


def test_somebody_else_who_joins_is_not_mira(guest: Visit) -> None:
    said = [("me", "/invite Noor en"), ("bot", invitation("Jay-33")), ("bot", "Jay-33 has joined.")]
    mine = [("me", "/invite Mira en"), ("bot", invitation("Heron-12")), ("bot", "Heron-12 has joined.")]

    assert not done(guest, "join", "tap", world(ada=said))
    assert done(guest, "join", "tap", world(ada=[*said, *mine]))


def test_what_was_broken_before_the_step_does_not_count_and_both_faults_do(guest: Visit) -> None:
    double = {"id": "f1", "platform": "telegram", "kind": "duplicate", "left": 1}
    kill = {"id": "f2", "platform": "service", "kind": "kill_mid_flight", "left": 1}
    entered = guest.page.evaluate(
        """async (memory) => {
          const { STEPS } = await import("./js/tour_steps.js");
          STEPS.find((each) => each.id === "crash").enter(memory);
          return memory;
        }""",
        {"lives": 1, "said": 3},
    )
    lived = {"service": {"state": "running", "lives": 3, "news": []}}

    assert entered == {"breaks": True}
    assert not done(guest, "crash", "set", world(faults=[double, kill]))
    assert not done(guest, "crash", "set", world(**lived), entered)
    assert not done(guest, "crash", "set", world(faults=[kill], **lived), entered)
    assert not done(guest, "crash", "set", world(faults=[double], **lived), entered)
    assert done(guest, "crash", "set", world(faults=[double, kill], **lived), entered)


def test_after_an_edit_by_hand_any_prompt_is_the_next_one(guest: Visit) -> None:
    prompt = ("bot", "Three small things\nAbout 8 minutes.")

    assert done(guest, "library", "next", world(mira=[prompt]), {"prompts": 0})
    assert not done(guest, "library", "next", world(mira=[prompt]), {"prompts": 1})
    assert not done(guest, "library", "next", world(mira=[prompt]), {"prompts": 0, "edited": True})


@pytest.mark.parametrize("stopped", [False, True])
def test_what_the_visitor_had_begun_to_write_comes_back(guest: Visit, stopped: bool) -> None:
    typed = guest.page.evaluate(
        """async (stopped) => {
          const { Deeds } = await import("./js/tour_deeds.js");
          const seen = [];
          const field = { now: "a draft", get value() { return this.now; }, set value(words) { seen.push(words); this.now = words; } };
          const stop = new AbortController();
          const deeds = new Deeds(null, null, { signal: stop.signal, say: () => {} });
          if (stopped) setTimeout(() => stop.abort(), 20);
          await deeds.type({ field, grow: () => {} }, "hello").catch(() => {});
          return [field.value, seen];
        }""",
        stopped,
    )

    assert typed[0] == "a draft"
    assert typed[1][0] == "h"
    assert ("hello" in typed[1]) is not stopped


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW, {"why": "night", "values": {"date": "28 March"}}),
        ("2027-05-01T09:00:00+00:00", {"why": "night_longer", "values": {"date": "31 October"}}),
        ("2027-11-20T09:00:00+00:00", {"why": "night", "values": {"date": "26 March"}}),
    ],
)
def test_the_night_is_the_one_that_comes(guest: Visit, now: str, expected: Json) -> None:
    assert guest.page.evaluate(TOLD, world(now=now)) == expected


def test_a_night_that_has_been_gone_through_keeps_its_date(guest: Visit) -> None:
    prompts = [
        ("bot", "About 8 minutes.", [], "2027-03-27T18:30:00+00:00"),
        ("bot", "About 8 minutes.", [], "2027-03-28T17:30:00+00:00"),
    ]

    for now in ("2027-03-28T18:00:00+00:00", "2027-05-28T18:00:00+00:00"):
        assert guest.page.evaluate(TOLD, world(mira=prompts, now=now))["values"] == {"date": "28 March"}


def test_on_a_phone_the_folded_tour_says_what_to_do(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room, size=PHONE) as guest:
        page = guest.page
        brief = page.locator(".dock-brief")
        expect(brief).to_contain_text("1/7 Joining")
        page.locator(".fold").click()
        page.get_by_role("button", name="I'll do it myself").click()

        words = "Mira reads, answers two questions and agrees, until two words stand on her screen"
        expect(brief.locator("span")).to_have_text(words)
        expect(brief.get_by_role("button")).to_have_count(0)
        assert brief.locator("span").evaluate("(node) => node.scrollHeight <= node.clientHeight + 1")
        expect(page.locator("#pane-mira .feed")).to_have_class("feed pointed")
        page.locator('.tab[data-pane="ada"]').click()
        expect(page.locator('.tab[data-pane="mira"]')).to_have_class("tab pointed")
        guest.fits("by hand")
        guest.accessible("by hand")


def test_on_a_phone_a_finished_step_leads_on(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room, size=PHONE) as guest:
        page = guest.page
        every = [f"answer.{task}" for task in ("witness", "reply", "arrives")]
        page.evaluate(
            """(done) => {
              const key = Object.keys(sessionStorage).find((each) => each.startsWith("tour "));
              addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify({ at: 2, done, memory: {} })));
            }""",
            every,
        )
        page.reload()
        page.locator(".dock-brief").get_by_role("button", name="Next").click()

        expect(page.locator(".dock-brief")).to_contain_text("4/7 Through the night")
        expect(page.locator(".dock-brief").get_by_role("button")).to_have_text("Play")
