"""The commands on offer, and what is suggested while one is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.desk.menu import fingerprint, menus
from core.desk.suggest import MOST, suggest
from core.desk.words import Word, read
from core.domain.address import Address
from tests.unit.core.desk.bench import Bench, Room


def test_every_command_on_offer_is_one_that_is_understood():
    """Nothing stands in a menu that is answered with "I do not know"."""
    (menu,) = menus(("en",))

    unknown = [each.name for each in menu.commands if read(f"/{each.name}").word is Word.UNKNOWN]
    assert unknown == []
    assert {each.for_ for each in menu.commands} == {"client", "therapist"}
    assert all(each.description and len(each.description) <= 100 for each in menu.commands)


@pytest.mark.parametrize(
    ("who", "few"),
    [
        ("client", ["today", "works", "pause", "settings", "sos", "stop"]),
        ("therapist", ["queue", "invite", "clients", "send", "enrol", "more"]),
    ],
)
def test_a_short_menu_holds_six(who: str, few: list[str]):
    """What lies open before somebody who writes is what they need most; leaving is always there (SPEC 2)."""
    (menu,) = menus(("en",))

    assert [each.name for each in menu.commands if each.for_ == who and not each.rare] == few


def test_a_language_without_texts_has_no_menu_of_its_own():
    """It would say the same in English; the base is there in any case."""
    assert [menu.language for menu in menus(("en", "xx"))] == ["en"]
    assert [menu.language for menu in menus(("xx", "en"))] == ["xx", "en"]


def test_only_a_change_changes_the_fingerprint():
    """By it is known whether the platform must be told again."""
    offered = menus(("en",))
    other = [replace(offered[0], commands=offered[0].commands[1:])]

    assert fingerprint(offered) == fingerprint(menus(("en",)))
    assert len(fingerprint(offered)) == 64
    assert fingerprint(offered) != fingerprint(other)


def asked(bench: Bench, room: Room, command: str, option: str, typed: str, *, by: str | None = None) -> list[str]:
    """The values that are offered in the room."""
    at = Address(room.address.platform, room.address.account, room.address.chat, "12")
    found = bench.store.run_here(suggest, bench.desk, at, by or room.user, command, option, typed)
    return [choice.value for choice in found]


def test_programmes_are_found_by_id_and_by_title(bench: Bench, room: Room):
    """For both commands that take one."""
    for command in ("invite", "enrol"):
        assert "first-week" in asked(bench, room, command, "programme", "")
        assert asked(bench, room, command, "programme", "first-w")[0] == "first-week"
    label = bench.store.run_here(suggest, bench.desk, room.address, room.user, "enrol", "programme", "first-week")[
        0
    ].label
    assert label.startswith("first-week · ")
    title = label.partition(" · ")[2]
    assert "first-week" in asked(bench, room, "enrol", "programme", title.upper())


def test_zones_begin_with_where_people_are(bench: Bench, room: Room):
    """The therapist's own first; then what begins as typed, also behind the slash, before what only holds it."""
    assert asked(bench, room, "invite", "zone", "")[0] == "Europe/Berlin"
    assert asked(bench, room, "invite", "zone", "ber")[0] == "Europe/Berlin"
    assert "America/New_York" in asked(bench, room, "invite", "zone", "new york")
    assert len(asked(bench, room, "invite", "zone", "a")) == MOST
    assert asked(bench, room, "invite", "zone", "nowhere at all") == []


@pytest.mark.parametrize(
    ("command", "option", "typed", "expected"),
    [
        ("invite", "language", "E", ["en", "de"]),
        ("invite", "language", "ger", ["de"]),
        ("invite", "language", "deu", ["de"]),
        ("invite", "language", "fr", []),
        ("invite", "quiet", "", ["22:00-08:00", "21:00-09:00", "23:00-07:00", "none"]),
        ("invite", "quiet", "21", ["21:00-09:00"]),
        ("enrol", "start", "", ["today", "tomorrow"]),
        ("enrol", "start", "tom", ["tomorrow"]),
        ("invite", "name", "Mi", []),
        ("nonsense", "zone", "", []),
    ],
)
def test_what_else_there_is_to_choose(bench: Bench, room: Room, command, option, typed, expected):
    """Names are nobody's to guess."""
    assert asked(bench, room, command, option, typed) == expected


@pytest.mark.parametrize(
    ("command", "option", "typed", "expected"),
    [
        ("pause", "until", "2", ["2w"]),
        ("pause", "until", "", ["1d", "3d", "1w", "2w", "4w"]),
        ("send", "prompt", "calm", ["drawing/safe-place"]),
        ("send", "when", "tom", ["tomorrow 09:00", "tomorrow 12:00", "tomorrow 18:00", "tomorrow 19:30"]),
        ("limit", "what", "lacks p", ["lacks private_space", "lacks paper"]),
        ("limit", "what", "avoid d", ["avoid dissociation"]),
        ("away", "from", "", ["off"]),
        ("away", "until", "", []),
        ("why", "date", "", ["yesterday", "today"]),
    ],
)
def test_words_of_time_are_offered(bench: Bench, room: Room, command, option, typed, expected):
    """As they read in the therapist's language; what they stand for is understood in any."""
    assert asked(bench, room, command, option, typed) == expected


def test_only_ones_own_clients_are_offered(bench: Bench, room: Room, mira):
    """By alias; another therapist's are not there."""
    other = bench.room("discord", "Ben")
    for command in ("send", "why", "limit", "resume", "unsend"):
        assert asked(bench, room, command, "client", "") == [mira.alias]
        assert asked(bench, other, command, "client", "") == []


def test_every_offer_is_one_that_is_understood(bench: Bench, room: Room, mira):
    """Whatever is chosen from a list does what it says."""
    for value in asked(bench, room, "pause", "until", ""):
        room.write(mira.thread, f"/pause {value}")
        assert "is paused until" in room.lines(mira.thread)[-1]
    room.write(mira.thread, "/resume")
    for value in asked(bench, room, "send", "when", ""):
        room.write(mira.thread, f"/send small things {value}")
        assert "goes to" in room.lines(mira.thread)[-1]
    for value in asked(bench, room, "limit", "what", ""):
        room.write(mira.thread, f"/limit {value}")
        assert "eft out for" in room.lines(mira.thread)[-1]
    for value in asked(bench, room, "why", "date", ""):
        room.write(mira.thread, f"/why {value}")
        assert f"{mira.alias} on " in room.lines(mira.thread)[-1]


def test_only_open_invitations_are_offered_for_taking_back(bench: Bench, room: Room, mira):
    """Who has joined is none, and another therapist's are nobody else's business."""
    noor, _ = room.invite("Noor")
    ruth, _ = room.invite("Ruth")
    room.command(f"/uninvite {ruth}")
    ben = bench.room("discord", "Ben")

    assert asked(bench, room, "uninvite", "alias", "") == [noor]
    assert asked(bench, room, "uninvite", "alias", noor[:3].lower()) == [noor]
    assert asked(bench, ben, "uninvite", "alias", "") == []


def test_strangers_and_who_is_not_ready_yet_are_offered_nothing(bench: Bench, room: Room):
    """Programme titles are the practice's own."""
    waiting = Room(bench, "discord")
    waiting.command(f"/register {bench.therapist_code('Ben')}")

    assert asked(bench, room, "enrol", "programme", "", by="4711") == []
    assert asked(bench, Room(bench, "telegram"), "enrol", "programme", "") == []
    assert asked(bench, waiting, "enrol", "programme", "") == []


def test_every_language_on_offer_is_one_that_somebody_can_be_invited_in(bench: Bench, room: Room):
    """A consent that they could not read would be none."""
    offered = asked(bench, room, "invite", "language", "")

    assert "en" in offered
    for tag in bench.facts.languages:
        room.command(f"/invite {tag}")
        assert ("It works once" in room.texts()[-1]) == (tag in offered), tag
