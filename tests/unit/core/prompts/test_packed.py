"""A library that the database keeps is the library that was put there: to the last word, or not at all."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from core.domain.errors import LibraryFault
from core.prompts.library import build_library, load_library
from core.prompts.packed import entries_of, kept_scale, pack_library, unpack_library
from core.prompts.schema import Programme

STARTER = Path(__file__).parents[4] / "config" / "starter" / "library"
RHYTHMS = Programme.model_validate(
    {
        "kind": "programme",
        "id": "all-forms",
        "text": {"en": {"title": "All forms", "about": "Every way to say when."}},
        "defaults": {"remind": [], "answer_within": "2w", "if_late": {"up_to": "0m", "then": "next_window"}},
        "steps": [
            {"id": "a", "prompt": "p", "day": [1, 4], "at": ["19:30", "23:59"]},
            {"id": "b", "pool": {"modality": ["voice"], "minutes": {"max": 5}}, "date": "2027-03-28", "at": "00:00"},
            {
                "id": "c",
                "prompt": "p",
                "after": {"step": "a", "event": "sent", "delay": "90m"},
                "remind": ["20h", "2d"],
            },
            {"id": "d", "prompt": "p", "every": {"weeks": 2}, "between": ["10:00", "20:00"], "times": 3, "gap": "90m"},
            {
                "id": "e",
                "prompt": "p",
                "every": ["mon", "thu"],
                "at": "08:05",
                "from": {"day": 3},
                "until": "2027-05-01",
            },
            {"id": "f", "prompt": "p", "cron": "0 18 * * sat", "if_late": {"up_to": "1d", "then": "send"}},
        ],
    }
)


def starter():
    library, faults = load_library(STARTER)
    assert library is not None, faults
    return library


def test_what_is_kept_is_what_was_put_there() -> None:
    """Entries, words, revision; and packing it again gives the same bytes."""
    library = build_library([*entries_of(starter()), RHYTHMS])

    kept = unpack_library(pack_library(library), library.revision)

    assert kept == library
    assert kept.programmes["all-forms"] == RHYTHMS
    assert pack_library(kept) == pack_library(library)


def test_buttons_keep_their_order() -> None:
    """The order of a turn's choices is the order of its buttons."""
    kept = unpack_library(pack_library(starter()), starter().revision)

    script = kept.prompts["roleplay/kind-visitor"].script
    assert script is not None
    assert list(script[0].choose) == ["kitchen", "window"]


def test_defaults_are_written_out() -> None:
    """What a newer version takes for granted changes nothing that is kept."""
    rows = json.loads(zlib.decompress(pack_library(starter())))

    first_week = next(row for row in rows if row["id"] == "first-week")
    assert first_week["defaults"] == {
        "remind": ["20h"], "answer_within": "36h", "if_late": {"up_to": "2h", "then": "skip"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "damaged",
    [
        zlib.compress(b"[" * 100_000),
        b"",
        b"not compressed",
        zlib.compress(b"{"),
        zlib.compress(b'[{"kind": "nonsense"}]'),
        zlib.compress(b'[{"kind": "prompt", "id": "p"}]'),
        zlib.compress(b"[1]"),
        zlib.compress(b"\xff"),
        pack_library(build_library([])),
    ],
)
def test_what_is_damaged_is_a_library_fault(damaged: bytes) -> None:
    """Bytes that do not read, and a sound library that is another one."""
    with pytest.raises(LibraryFault):
        unpack_library(damaged, starter().revision)
    assert kept_scale(damaged, "distress") is None


def test_one_scale_is_read_by_itself() -> None:
    """As it is in the whole."""
    shelf = starter()
    name, scale = next(iter(shelf.scales.items()))

    assert kept_scale(pack_library(shelf), name) == scale
    assert kept_scale(pack_library(shelf), "no-such-scale") is None
