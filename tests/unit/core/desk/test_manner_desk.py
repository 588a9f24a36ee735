"""How prompts address a client: chosen in the settings, kept sealed, heard in the next prompt."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.store import clients, tables
from core.store.clients import Manner
from tests.unit.core.desk.bench import FIRST_DUE, Bench, Room
from tests.unit.core.desk.test_steering_desk import client_of


@pytest.fixture
def jo(bench: Bench, room: Room):
    """Somebody who reads German."""
    return bench.client(room, words="Jo de Europe/Berlin")


@pytest.mark.parametrize(
    ("said", "manner"),
    [
        ("/settings anrede Sie", Manner("formal", "neutral")),
        ("/settings anrede usted", Manner("formal", "neutral")),
        ("/settings anrede weiblich", Manner("familiar", "she")),
        ("/settings address he", Manner("familiar", "he")),
        ("/settings المخاطبة المؤنث", Manner("familiar", "she")),
    ],
)
def test_it_is_set_by_a_word_of_any_language(bench: Bench, jo, said, manner):
    """One of the two is set, the other stays."""
    jo.say(said)

    assert bench.store.run_here(clients.client, client_of(bench, jo).id).manner == manner
    assert jo.texts()[-1].startswith("Gut. In Einladungen ab jetzt: ")


def test_it_is_set_by_buttons_and_typed_after_the_question(bench: Bench, room: Room, jo):
    """The therapist hears of it; in the database it is not readable."""
    jo.say("/settings anrede")
    assert list(jo.told()[-1].buttons) == ["du", "Sie", "weiblich", "männlich", "neutral"]
    jo.press("Sie")
    assert "Anrede in Einladungen" not in jo.texts()[-1]
    assert jo.texts()[-1] == "Gut. In Einladungen ab jetzt: Sie, neutral."
    jo.say("/settings anrede")
    jo.say("männlich")
    assert bench.store.run_here(clients.client, client_of(bench, jo).id).manner == Manner("formal", "he")
    assert f"{jo.alias} changed a setting: Form of address: he" in room.lines(jo.thread)
    row = bench.store.run_here(lambda unit: unit.one(sa.select(tables.clients.c.manner)))
    assert row.manner is not None
    assert b"formal" not in row.manner


def test_a_language_with_one_form_offers_no_other(bench: Bench, mira):
    """English and Arabic prompts have no formal one."""
    mira.say("/settings address")
    assert list(mira.told()[-1].buttons) == ["she", "he", "neither"]
    mira.say("/settings address your grace")
    assert "“your grace”" in mira.texts()[-1]
    assert bench.store.run_here(clients.client, client_of(bench, mira).id).manner == Manner()


def test_the_next_prompt_speaks_so(bench: Bench, room: Room, jo):
    """Also what was planned before."""
    room.write(jo.thread, "/enrol first-week today")
    jo.say("/settings anrede Sie")
    bench.move_to(FIRST_DUE)

    assert "Schreiben Sie zu jedem" in jo.texts()[-1]


def test_a_scene_speaks_so(bench: Bench, room: Room, jo):
    """From its first turn."""
    jo.say("/settings anrede Sie")
    room.write(jo.thread, "/send kind visitor")
    bench.beat()

    assert "Sie erfinden diesen Besuch" in jo.texts()[-1]
