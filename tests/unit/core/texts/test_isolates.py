"""Inserted names, in every sentence of every language: data, isolated where their direction could turn the line."""

from __future__ import annotations

import itertools
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.direction import runs_right_to_left
from core.texts.catalogue import LANGUAGES, sentences
from core.texts.say import isolate, say

FSI, PDI = "\u2068", "\u2069"
GAP = re.compile(r"\{([a-z_]+)\}")
SENTENCES = [
    (language, key) for language in LANGUAGES for key, words in sentences(language).items() if GAP.search(words)
]
SCRIPTS = st.sampled_from([*"AdaMiraÉß", *"נועם", *"نورعلي", *"Мира", *"美羽", *" -'’", *"0123٤٥", "(", ")", "🌊"])
HOSTILE = st.sampled_from(
    [
        "{therapist}",
        "{promise}",
        "{0}",
        "{",
        "}",
        "{{x}}",
        "%s",
        "%(x)s",
        "**",
        "*",
        "__",
        "<b>",
        "[x](y)",
        "\n",
        "\n\n",
        "\t",
        "@everyone",
    ]
)
VALUES = st.lists(st.one_of(SCRIPTS, HOSTILE), max_size=12).map("".join)


def against(value: str, language: str) -> bool:
    """Whether something in it runs against a line of this language."""
    turning = ("L",) if runs_right_to_left(language) else ("R", "AL")
    return any(unicodedata.bidirectional(each) in turning for each in value)


def expected(value: str, language: str) -> str:
    """The value as it must stand: each of its lines in an isolate, where one is needed."""
    if not against(value, language):
        return value
    return "\n".join(f"{FSI}{line}{PDI}" if line else "" for line in value.split("\n"))


@given(which=st.sampled_from(SENTENCES), data=st.data())
def test_a_name_stays_itself_and_so_does_its_sentence(which: tuple[str, str], data: st.DataObject) -> None:
    """Whatever it holds: it is wrapped where it must be, never read as a gap or a mark, and nothing else changes."""
    language, key = which
    words = sentences(language)[key]
    values = {name: data.draw(VALUES, label=name) for name in dict.fromkeys(GAP.findall(words))}

    told = say(key, language, **{name: value if name != "promise" else f"{value}." for name, value in values.items()})

    filled = {name: expected(value if name != "promise" else f"{value}.", language) for name, value in values.items()}
    literal = GAP.split(words.replace("**", ""))
    assert told.plain == "".join(filled[piece] if at % 2 else piece for at, piece in enumerate(literal))


@given(which=st.sampled_from(SENTENCES), value=VALUES)
def test_bold_is_where_the_sentence_has_it(which: tuple[str, str], value: str) -> None:
    """Marks inside a name make nothing bold and end nothing: each bold stretch is what stands between our marks."""
    language, key = which
    words = sentences(language)[key]
    value += "."  # so that no promise is read out of it, and nothing bold is empty
    told = say(key, language, **dict.fromkeys(GAP.findall(words), value))

    wanted = ["".join(GAP.sub(lambda _: expected(value, language), piece)) for piece in words.split("**")[1::2]]
    assert [told.plain[each.start : each.start + each.length] for each in told.spans] == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_isolates_a_gap_a_second_time(language: str) -> None:
    """That is done when it is filled; where a sentence keeps figures in order itself, it ends what it began."""
    marked = [words for words in sentences(language).values() if re.search("[\u2066-\u2069\u202a-\u202e]", words)]

    assert [words for words in marked if FSI in words or re.search("[\u202a-\u202e]", words)] == []
    assert [words for words in marked if len(re.findall("[\u2066\u2067]", words)) != words.count(PDI)] == []


@pytest.mark.parametrize(
    ("value", "stands"),
    [
        ("Ada\u2069 x", f"{FSI}Ada x{PDI}"),  # the end of no isolate
        ("\u2067Ada", f"{FSI}\u2067Ada{PDI}{PDI}"),
        ("\u202eAda", f"{FSI}\u202eAda{PDI}"),
        ("\u2068Ada\u2069", "\u2068Ada\u2069"),
        ("נ\u2029נ", f"{FSI}נ{PDI}\u2029{FSI}נ{PDI}"),
        ("נ\r\nנ", f"{FSI}נ{PDI}\r\n{FSI}נ{PDI}"),
    ],
)
def test_marks_inside_a_value_work_inside_it_alone(value: str, stands: str) -> None:
    """Whoever writes them into a poll's question turns nobody's line around."""
    assert isolate(value) == stands
    assert say("told_poll", "en", question=value).plain.removeprefix("a poll: ") == isolate(value)


@given(value=st.lists(st.one_of(SCRIPTS, st.sampled_from("\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u2029\n\r")), max_size=12).map("".join),
       in_right_to_left=st.booleans())  # fmt: skip
def test_no_value_ends_its_isolate_or_leaves_one_open(value: str, in_right_to_left: bool) -> None:
    """Line by line: as many begin as end, and never more have ended than begun; nothing else is lost."""
    isolated = isolate(value, in_right_to_left=in_right_to_left)

    for line in re.split("[\n\r\u2029]", isolated):
        depths = list(itertools.accumulate((each in "\u2066\u2067\u2068") - (each == PDI) for each in line))
        assert min(depths, default=0) >= 0
        assert not depths or depths[-1] == 0
    bare = str.maketrans("", "", FSI + PDI)
    assert isolated.translate(bare) == value.translate(bare)
