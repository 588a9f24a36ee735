"""Any raw updates in any order: nothing lost, nothing doubled, and the room shows exactly what is there now (SPEC 6, 7.1)."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.prompts.library import Library
from core.queue import card
from core.store import media, replies, tables
from core.store.unit import Unit
from tests.unit.core.desk.lines import Company, Writer, found
from tests.unit.core.desk.updates import Op, Story, a_sequence

PAIRS = [("telegram", "discord"), ("discord", "telegram"), ("discord", "discord"), ("telegram", "telegram")]
SEQUENCES = 10_000  # in make test-all, over all seeds
SEEDS = 40
QUICK = 30  # sequences of each quick seed
FOLDED = timedelta(seconds=61)  # a card that waits for its turn waits a minute at most
QUIET = timedelta(minutes=10, seconds=1)

Storyteller = Callable[[tuple[str, str]], Story]


@pytest.fixture(scope="session")
def companies(tmp_path_factory: pytest.TempPathFactory, starter_library: Library) -> Callable[..., Company]:
    """Beginnings, each told when it is first asked for."""
    known: dict[tuple[str, str], Company] = {}
    folder = tmp_path_factory.mktemp("updates")

    def company(pair: tuple[str, str]) -> Company:
        if pair not in known:
            known[pair] = found(folder, starter_library, *pair)
        return known[pair]

    return company


@pytest.fixture
def story_of(tmp_path: Path, companies: Callable[..., Company], starter_library: Library) -> Iterator[Storyteller]:
    """A story that can be begun again and again."""
    made: list[Story] = []

    def story(pair: tuple[str, str]) -> Story:
        made.append(Story(tmp_path / "story.db", companies(pair), starter_library))
        return made[-1]

    yield story
    for each in made:
        each.bench.store.close_here()


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(each, marks=pytest.mark.slow) for each in (2, 3))])
def test_a_few_sequences_of_any_updates(story_of: Storyteller, seed: int) -> None:
    """The same as below, as many as fit into every run."""
    play(story_of(PAIRS[seed % 2]), seed, QUICK)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1000, 1000 + SEEDS))
def test_ten_thousand_sequences_of_any_updates(story_of: Storyteller, seed: int) -> None:
    """Whatever comes twice, late, shuffled, broken, or while the service dies: each message is there once, as it is now."""
    play(story_of(PAIRS[seed % len(PAIRS)]), seed, SEQUENCES // SEEDS)


def play(story: Story, seed: int, count: int) -> None:
    """So many sequences; of one that fails, the shortest that still does is told."""
    for number in range(count):
        sequence = a_sequence(random.Random(seed * 100_000 + number))
        wrong = told(story, sequence)
        if wrong:
            short = shortened(story, sequence)
            raise AssertionError(f"seed {seed}, sequence {number}: {told(story, short)}\n{short}")


def told(story: Story, sequence: list[Op]) -> list[str]:
    """Play one; what is wrong afterwards. Every other one is looked at before anything closes: the turn of every card to be
    brought up to date has come then, and nothing else has.
    """
    story.begin()
    for what in sequence:
        story.do(what)
    closes = sum(number for _, number in sequence[:1]) % 2 == 1
    story.come_to_rest(passes=QUIET if closes else FOLDED)
    return story.bench.store.run_here(judge, story) + (
        story.bench.store.run_here(judge_closed, story) if closes else []
    )


def shortened(story: Story, sequence: list[Op]) -> list[Op]:
    """Without whatever it does not need in order to fail."""
    at = 0
    while at < len(sequence):
        shorter = sequence[:at] + sequence[at + 1 :]
        if told(story, shorter):
            sequence = shorter
        else:
            at += 1
    return sequence


# --- what must be so ----------------------------------------------------------------------------------------------------
def judge(unit: Unit, story: Story) -> list[str]:
    """Every client's messages, as they are kept and as they are shown; and that every update came to an end."""
    return [wrong for who in story.writers for wrong in (*_kept(unit, who), *_shown(story, who))] + _ended(unit, story)


def _ended(unit: Unit, story: Story) -> list[str]:
    rows = unit.all(sa.select(tables.inbox.c.state, tables.inbox.c.fault, tables.inbox.c.payload))
    states = Counter(row.state for row in rows)
    wrong = []
    if states["new"]:
        wrong.append(f"{states['new']} updates wait for ever")
    if states["dead"] != story.asides:
        wrong.append(f"{states['dead']} updates are set aside, and {story.asides} cannot be read")
    if any(row.state == "dead" and not row.fault for row in rows):
        wrong.append("set aside without a fault's id")
    if any(row.state == "done" and row.payload is not None for row in rows):
        wrong.append("handled, and its words are in the inbox still")
    return wrong


def _client(unit: Unit, who: Writer) -> str:
    clients = tables.clients
    return unit.one(sa.select(clients.c.id).where(clients.c.alias == who.person.alias)).id


def _replies(unit: Unit, who: Writer) -> list[str]:
    """In the order in which they began."""
    what = tables.replies
    query = sa.select(what.c.id).where(what.c.client == _client(unit, who)).order_by(sa.literal_column("rowid"))
    return [row.id for row in unit.all(query)]


def _kept(unit: Unit, who: Writer) -> list[str]:
    """Each message is one part with its newest words and files, in the platform's order, an album in one reply."""
    wrong = []
    there = {reply: replies.parts_of(unit, reply) for reply in _replies(unit, who)}
    by_number = Counter(int(part.message) for parts in there.values() for part in parts)
    expected = Counter(sent.number for sent in who.sent)
    if by_number != expected:
        wrong.append(f"lost {dict(expected - by_number)}, too many {dict(by_number - expected)}")
    home: dict[int, str] = {}
    for reply, parts in there.items():
        numbers = [int(part.message) for part in parts]
        if numbers != sorted(numbers):
            wrong.append(f"out of order: {numbers}")
        for part in parts:
            home[int(part.message)] = reply
            sent = next((each for each in who.sent if each.number == int(part.message)), None)
            if sent is None:
                continue
            if part.withdrawn != sent.is_gone:
                wrong.append(f"{sent.number} is taken back: {sent.is_gone}, kept as taken back: {part.withdrawn}")
            if not sent.is_gone and sent.words[-1] not in "\n".join((part.text, *part.facts.values())):
                wrong.append(f"{sent.number} says {sent.words}, kept is {part.text}")
            if len(media.of_part(unit, part.id)) != sent.files:
                wrong.append(f"{sent.number} has {sent.files} files, others are kept")
    for album in {sent.album for sent in who.sent if sent.album is not None}:
        homes = {home.get(sent.number) for sent in who.sent if sent.album == album}
        if len(homes) != 1:
            wrong.append(f"the album {album} is in {len(homes)} replies")
    return wrong


def _shown(story: Story, who: Writer) -> list[str]:
    """The thread holds each newest text once and no other; a therapist's answer stands in the chat once, as it is now."""
    seen = Counter(re.findall(r"w\d+(?:i\d+)?(?:v\d+)?", "\n".join(story.room.lines(who.person.thread))))
    expected = Counter(sent.words[-1] for sent in who.live() if sent.words[-1])
    wrong = []
    if seen != expected:
        wrong.append(f"missing in the thread {dict(expected - seen)}, wrongly there {dict(seen - expected)}")
    chat = Counter(re.findall(r"t\d+v\d+", "\n".join(who.person.texts())))
    place = who.person.thread
    for number, words in story.room_words.items():
        told, answers = story.room_told[number]
        if place not in (str(told.get("message_thread_id")), told.get("channel_id")):
            continue
        if any(chat[each] for each in words[:-1]) or chat[words[-1]] > 1:
            wrong.append(f"the therapist says {words[-1]}, the client reads {dict(chat)}")
        if answers and chat[words[-1]] != 1:
            wrong.append(f"the answer {words} has not come once: {dict(chat)}")
    return wrong


def judge_closed(unit: Unit, story: Story) -> list[str]:
    """Every reply has one card and at most one receipt; nobody was asked twice in a day; cards stand in order."""
    wrong = []
    what = tables.outbox
    for who in story.writers:
        client, there, cards_in_order = _client(unit, who), _replies(unit, who), list[str]()
        for reply in there:
            row = replies.reply(unit, reply)
            if row.state != "closed" and row.evidence != "scene":
                wrong.append("a reply is open after ten quiet minutes")
            cards = unit.all(sa.select(tables.cards.c.id).where(tables.cards.c.reply == reply))
            cards_in_order += [card.reference(row.id) for row in cards]
            receipts = unit.all(sa.select(what.c.id).where(what.c.cause.like(f"receipt:{reply}/%")))
            if len(cards) != 1 or len(receipts) > 1:
                wrong.append(f"{len(cards)} cards and {len(receipts)} receipts for one reply")
            if not receipts and any(not part.withdrawn for part in replies.parts_of(unit, reply)):
                wrong.append("no receipt for what was closed")
        asked = sa.select(what.c.created_at).where(what.c.client == client, what.c.cause.like("which:%"))
        at = [row.created_at for row in unit.all(asked.order_by(what.c.created_at))]
        if any(later - earlier < timedelta(hours=24) for earlier, later in itertools.pairwise(at)):
            wrong.append(f"asked which one at {at}")
        lines = "\n\n".join(story.room.lines(who.person.thread))
        heads = re.findall(r"\(([0-9A-F]{4})\)$", lines, re.MULTILINE)
        if heads != cards_in_order:
            wrong.append(f"{heads} stand in the thread, not {cards_in_order}")
    return wrong
