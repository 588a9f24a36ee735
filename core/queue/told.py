"""What neither words nor a file tell of a message, in plain words for a card: a place, a contact, a poll, a sticker."""

from __future__ import annotations

from core.domain.direction import runs_right_to_left
from core.domain.incoming import Fact, PartKind
from core.domain.message import Text
from core.store.replies import Part
from core.texts.say import plain, say

_LRI, _PDI = "\u2066", "\u2069"


def before(part: Part, language: str) -> list[Text]:
    """What stands before the words: that they were forwarded, and the passage that they answer."""
    lines: list[Text] = []
    if passage := part.facts.get(Fact.QUOTED):
        lines.append(say("told_quoted", language, passage=passage))
    elif Fact.ELSEWHERE in part.facts:
        lines.append(say("told_elsewhere", language))
    if Fact.FORWARDED in part.facts:
        lines.append(say("told_forwarded", language))
    return lines


def beside(part: Part, language: str) -> list[Text]:
    """What stands beside words and files. Of what cannot be shown at least its words."""
    facts, lines = part.facts, list[Text]()
    if Fact.LATITUDE in facts and Fact.LONGITUDE in facts:
        lines.append(_place(part, language))
    if Fact.CONTACT in facts or Fact.PHONE in facts:
        card = [facts[Fact.CONTACT]] if Fact.CONTACT in facts else []
        card += [_in_order(facts[Fact.PHONE], language)] if Fact.PHONE in facts else []
        whole = len(card) > 1
        lines.append(
            say("told_contact", language, name=card[0], phone=card[1])
            if whole
            else say("told_contact_short", language, name=card[0])
        )
    if Fact.QUESTION in facts or Fact.OPTIONS in facts:
        lines.append(say("told_poll", language, question=facts.get(Fact.QUESTION, "")))
        lines += [say("told_option", language, option=each) for each in facts.get(Fact.OPTIONS, "").split("\n") if each]
    if Fact.CHOSE in facts:
        chose = _in_order(facts[Fact.CHOSE], language)
        lines.append(say("told_vote", language, chose=chose) if chose else say("told_no_vote", language))
    if sticker := facts.get(Fact.STICKER):
        lines.append(say("told_sticker", language, sticker=sticker))
    if part.kind is PartKind.OTHER and not part.text:
        words = facts.get(Fact.TOLD)
        lines.append(say("told_other", language) if words is None else say("told_words", language, words=words))
    return lines


def _place(part: Part, language: str) -> Text:
    at = _in_order(f"{_short(part.facts[Fact.LATITUDE])}, {_short(part.facts[Fact.LONGITUDE])}", language)
    name = part.facts.get(Fact.PLACE)
    words = say("told_spot", language, at=at) if name is None else say("told_place", language, place=name, at=at)
    return words + " · " + plain("told_live", language) if Fact.LIVE in part.facts else words


def _short(degrees: str) -> str:
    """Four decimals, some ten metres: what a person can make use of. All that was told stays in the part."""
    return f"{float(degrees):.4f}"


def _in_order(figures: str, language: str) -> str:
    """Groups of figures would change places in a line that is written from right to left."""
    return f"{_LRI}{figures}{_PDI}" if figures and runs_right_to_left(language) else figures
