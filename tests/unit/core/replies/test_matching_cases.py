"""377 situations, labelled from SPEC 6.3 alone before the code was written: where does the message belong?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from core.domain.states import MatchKind
from core.replies.match import Filed, Match, MatchFacts, Open, Pressed, Quoted, match, was_there

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("matching_cases.yaml"))
_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FOR_NONE = {
    "message": MatchKind.MESSAGE,
    "conversation": MatchKind.CONVERSATION,
    "unsure": MatchKind.UNSURE,
}
_NAMES = {kind: name for name, kind in _FOR_NONE.items()}
_PLAY = "transcript"  # of a scene in which nothing was said yet: no label names it
_CLOSE = timedelta(0)  # one clock tells all these times


def moment(told: str) -> datetime:
    """Of the one week in which everything happens."""
    day, _, clock = told.partition(" ")
    hours, minutes, *seconds = (int(piece) for piece in clock.split(":"))
    return _MONDAY + timedelta(days=_DAYS.index(day), hours=hours, minutes=minutes, seconds=sum(seconds))


def filed(case: Mapping[str, Any], reply: Mapping[str, Any]) -> Filed:
    """A reply as `match` is told of it."""
    to = reply["to"]
    kind = MatchKind.SCENE if to == case.get("scene") else _FOR_NONE.get(to, MatchKind.ONLY_OPEN)
    return Filed(reply["id"], kind, None if to in _FOR_NONE else to, moment(reply["last"]))


def before(told: str, sent_at: datetime) -> bool:
    """Whether it was there when the message was sent."""
    return was_there(moment(told), "", sent_at=sent_at, message="", close=_CLOSE)


def _since(case: Mapping[str, Any], reply: Mapping[str, Any], sent: Mapping[str, str]) -> str:
    """When what a reply answers was there; whatever is for nobody was always possible."""
    if reply["to"] == "conversation":
        return str(min((each["sent"] for each in case.get("therapist", ())), key=moment, default="Mon 00:00"))
    return sent.get(reply["to"], "Mon 00:00")


def quoted(case: Mapping[str, Any], replies: Mapping[str, Filed]) -> Quoted | None:
    """What the message quotes."""
    what = case["message"].get("quotes")
    if what in (None, "old"):
        return None
    if what in {each["id"] for each in case.get("therapist", ())}:
        return Quoted(by_therapist=True)
    name = what.removeprefix("receipt:")
    return Quoted(reply=replies[name]) if name in replies else Quoted(occurrence=name)


def facts(case: Mapping[str, Any]) -> MatchFacts:
    """The case in the code's words."""
    message = case["message"]
    sent_at = moment(message["sent"])
    replies = {each["id"]: filed(case, each) for each in case.get("replies", ())}
    sent = {each["id"]: each["sent"] for each in (*case["open"], *case.get("past", ()))}
    growing = [
        replies[each["id"]]
        for each in case.get("replies", ())
        if each["state"] == "open" and before(_since(case, each, sent), sent_at)
    ]
    wrote = [moment(each["sent"]) for each in case.get("therapist", ()) if before(each["sent"], sent_at)]
    pressed = message.get("pressed")
    scene = next((each for each in growing if each.occurrence == case.get("scene") and each.occurrence), None)
    if scene is None and "scene" in case:
        scene = Filed(_PLAY, MatchKind.SCENE, case["scene"], moment(sent[case["scene"]]))
    return MatchFacts(
        sent_at=sent_at,
        now=moment(message.get("came", message["sent"])),
        open=[Open(each["id"], moment(each["sent"])) for each in case["open"] if before(each["sent"], sent_at)],
        growing=sorted(growing, key=lambda each: each.last_at, reverse=True),
        quoted=quoted(case, replies),
        pressed=None if pressed is None else Pressed(None if pressed == "message" else pressed),
        scene=scene,
        album=None if "album" not in message else replies[message["album"]],
        therapist_at=max(wrote, default=None),
        asked_at=None if "asked" not in case else moment(case["asked"]),
    )


def told(found: Match) -> dict[str, Any]:
    """A match in the labels' words."""
    to = found.occurrence or _NAMES[found.evidence]
    words: dict[str, Any] = {"to": to, "ask": found.asks, "told": found.tells}
    return words | ({"joins": found.joins} if found.joins not in (None, _PLAY) else {})


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_where_it_belongs(case: dict[str, Any]) -> None:
    """As the label says, or as its one other reading does."""
    assert told(match(facts(case))) in (case["expect"], *([case["also"]] if "also" in case else ()))


def test_nothing_is_guessed() -> None:
    """Whatever is filed under a prompt although somebody labelled it otherwise would be wrong in silence: there is no such case."""
    wrong = [
        case["id"]
        for case in CASES
        if match(facts(case)).occurrence not in (None, case["expect"]["to"], case.get("also", {}).get("to"))
    ]

    assert wrong == []
    assert len(CASES) >= 200
