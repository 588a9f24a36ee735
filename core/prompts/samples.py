"""Texts tried out while they are checked: filled in for people of every form of address and gender, with hard names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from jinja2 import nodes

from core.domain.errors import LibraryFault
from core.prompts.forms import fill_in_form
from core.prompts.template import Inspection, Values

# Names that people have or give themselves. What is in them is never read as a placeholder, and a long one shows how
# long a text can get: 64 characters are the most that is inserted.
LONG_NAME = "Maximiliane-Alexandrina von und zu Hohenstein-Wittelsbach-Dudley"
NAMES = (
    "Mira",
    LONG_NAME,
    "\u2068\u05de\u05d9\u05e8\u05d4 \u05db\u05d4\u05df\u2069",
    "{{ 7 * 7 }}{% if x %}",
    "@everyone <b>&\\",
    "",
)
_MOMENTS: Mapping[str, tuple[str, str]] = {
    "en": ("Wednesday", "afternoon"),
    "de": ("Donnerstag", "Nachmittag"),
    "es": ("miércoles", "mediodía"),
    "ar": ("الأربعاء", "بعد الظهر"),
}
_ADDRESSES: tuple[Literal["familiar", "formal"], ...] = ("familiar", "formal")
_GENDERS: tuple[Literal["she", "he", "neutral"], ...] = ("she", "he", "neutral")
_NAMED = frozenset({"client.name", "therapist.name"})


@dataclass(frozen=True, slots=True)
class Tried:
    """How a text came out. texts: one for each form of address and gender that it tells apart, with ordinary names.

    longest: the longest of all, hard names included. empty: somebody would get nothing. failed: why it cannot be
    filled in, "" where it can.
    """

    texts: tuple[str, ...]
    longest: str
    empty: bool = False
    failed: str = ""


def try_out(template: str, found: Inspection, *, language: str, title: str, words: Mapping[str, str]) -> Tried:
    """Fill in a text that `inspect` found sound for every kind of person. words: the glossary in its language."""
    tree = found.tree
    if tree is None:
        return Tried((template,), template, empty=not template.strip())
    weekday, part_of_day = _MOMENTS.get(language.split("-", maxsplit=1)[0], _MOMENTS["en"])
    plain = Values(prompt_title=title, weekday=weekday, part_of_day=part_of_day, words=words)
    forms = [
        replace(plain, client_name="Mira", therapist_name="Ada", client_address=address, client_gender=gender)
        for address, gender in product(
            _ADDRESSES if "client.address" in found.placeholders else _ADDRESSES[:1],
            _GENDERS if "client.gender" in found.placeholders else _GENDERS[:1],
        )
    ]
    try:
        texts = [fill_in_form(tree, values) for values in forms]
        longest = max(texts, key=len)
        if not _NAMED.isdisjoint(found.placeholders):
            longest = max(longest, *_with_names(tree, forms[texts.index(longest)]), key=len)
    except LibraryFault as fault:
        return Tried((), "", failed=str(fault))
    return Tried(tuple(dict.fromkeys(texts)), longest, empty=any(not text.strip() for text in texts))


def _with_names(tree: nodes.Template, values: Values) -> list[str]:
    return [fill_in_form(tree, replace(values, client_name=name, therapist_name=name)) for name in NAMES]
