"""A therapist's own prompt, for one client: where its draft stands, and what it is made of (SPEC 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Modality = Literal["writing", "drawing", "voice", "roleplay", "talk"]

MARK = "own:"  # no id in a library holds a colon, so that neither is ever taken for the other


def own_name(row: str) -> str:
    """What stands where a prompt's id stands in an occurrence."""
    return f"{MARK}{row}"


def row_of(prompt: str) -> str | None:
    """The row of a therapist's own prompt; None: it is one of the library's."""
    return prompt.removeprefix(MARK) if prompt.startswith(MARK) else None


class OwnState(StrEnum):
    """A draft's life.

    asked | ready --words--> ready;  asked | ready --a file--> fetching --it is here--> ready, --it cannot be had--> asked
    ready --send--> sent;  asked | fetching | ready --> dropped, or a day later expired
    """

    ASKED = "asked"  # the therapist is asked for its words
    FETCHING = "fetching"  # its file is being fetched
    READY = "ready"  # they have seen it as the client will
    SENT = "sent"
    DROPPED = "dropped"
    EXPIRED = "expired"


OPEN = (OwnState.ASKED, OwnState.FETCHING, OwnState.READY)


@dataclass(frozen=True, slots=True)
class Content:
    """Its words, all as they were typed: never a template. body "": a file alone.

    aftercare, avoid_when, needs, before, after, max_per_week, expects: taken over from the prompt that it was made of, as that
    one was then. before, after: ids of scales. origin: what that one is called, as its therapist reads it.
    """

    title: str
    body: str
    aftercare: str = ""
    avoid_when: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    max_per_week: int | None = None
    origin: str = ""
