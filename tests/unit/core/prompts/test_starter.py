"""The library people start with: whole in its languages, complete in its fields, and in one voice with each form of address."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, product
from pathlib import Path

import pytest

from core.prompts.library import Library, load_library, render_prompt
from core.prompts.playing import render_script
from core.prompts.schema import Prompt
from core.prompts.template import ADDRESSES, GENDERS, Values

HOUSE = Path(__file__).parents[4]
STARTER = HOUSE / "config" / "starter" / "library"
PAGE = HOUSE / "docs" / "reference" / "starter-library.md"
LANGUAGES = ("en", "de", "es", "ar")
TAGS = {  # facts about contraindications, CT-04
    "recent_trauma", "ptsd_untreated", "psychosis", "dissociation", "mania", "acute_grief", "eating_disorder", "body_image",
    "dv_at_home", "substance_acute", "minor", "low_literacy", "low_vision", "tremor",
}  # fmt: skip
# Words of the familiar form; said to somebody who is addressed formally they would jar.
FAMILIAR = {
    "de": re.compile(r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*|[Ee]uch|[Ee]uer|[Ee]ure\w*)\b"),
    "es": re.compile(r"\b(?:tú|te|ti|tus?|contigo|tuy[oa]s?|puedes|quieres|tienes|eres|estás)\b", re.IGNORECASE),
}
FORMAL = {
    "de": re.compile(r"(?<![.:!?„]\s)(?<!^)(?<!\n)\b(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b"),
    "es": re.compile(r"\b(?:usted|le gust\w+)\b", re.IGNORECASE),
}


@pytest.fixture(scope="module")
def starter() -> Library:
    """As it is checked in."""
    library, faults = load_library(STARTER)
    assert library is not None, faults
    assert faults == []
    return library


def words(library: Library, prompt: Prompt, language: str, address: str, gender: str) -> str:
    """Everything a client reads of it."""
    values = Values(
        client_name="Noor",
        client_address=address,  # type: ignore[arg-type]
        client_gender=gender,  # type: ignore[arg-type]
        therapist_name="Ada",
        weekday="X",
        part_of_day="Y",
    )
    if prompt.script is None:
        shown = render_prompt(library, prompt.id, language=language, values=values)
        return "\n".join([shown.title, shown.body, shown.aftercare or ""])
    script = render_script(library, prompt.id, language=language, values=values)
    turns = [f"{turn.say}\n" + "\n".join(choice.label for choice in turn.choices) for turn in script.turns.values()]
    return "\n".join([script.title, *script.roles.values(), *turns, script.aftercare])


def test_there_are_enough_of_each_way_of_making(starter: Library) -> None:
    """Writing 14, drawing 13, voice 8, role-play 8, talk 5; one more for the pulse."""
    found = Counter(prompt.modality for prompt in starter.prompts.values())

    assert found == {"writing": 15, "drawing": 13, "voice": 8, "roleplay": 8, "talk": 5}


def test_every_prompt_is_whole_in_every_language_it_has(starter: Library) -> None:
    """English everywhere; in four languages at least two dozen; aftercare in each."""
    whole = 0
    for prompt in starter.prompts.values():
        assert "en" in prompt.text, prompt.id
        assert all(text.aftercare for text in prompt.text.values()), prompt.id
        whole += set(prompt.text) == set(LANGUAGES)
    assert whole >= 24


def test_every_prompt_says_what_it_is_and_for_whom_it_is_not(starter: Library) -> None:
    """Evidence with its source, whose words they are, known tags; a question around what is personal or strong."""
    for prompt in starter.prompts.values():
        assert prompt.evidence, prompt.id
        assert prompt.source, prompt.id
        assert prompt.licence, prompt.id
        assert set(prompt.avoid_when) <= TAGS, prompt.id
        if prompt.intensity >= 2:
            assert prompt.check_in is not None, prompt.id
            assert prompt.check_in.before, prompt.id
            assert prompt.check_in.after, prompt.id
        if prompt.intensity == 3:
            assert {"recent_trauma", "ptsd_untreated", "acute_grief", "psychosis", "dissociation"} <= set(
                prompt.avoid_when
            )


def test_nothing_strong_and_no_question_without_its_words(starter: Library) -> None:
    """Whoever reads a prompt reads the question around it, too."""
    for prompt in starter.prompts.values():
        for scale in {prompt.check_in.before, prompt.check_in.after} if prompt.check_in else set():
            if scale is not None:
                assert set(prompt.text) <= set(starter.scales[scale].text), (prompt.id, scale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_address_comes_out_whole(starter: Library, language: str) -> None:
    """No template is left in what is read, and each form says something in every place."""
    for prompt, address, gender in product(starter.prompts.values(), ADDRESSES, GENDERS):
        if language in prompt.text:
            told = words(starter, prompt, language, address, gender)
            assert not re.search(r"\{[{%#]|[}%#]\}", told), prompt.id
            assert "  " not in told.replace("\n", ""), (prompt.id, address, gender)
            assert not re.search(r" [,.;:!?](?!\.)", told), (prompt.id, address, gender)
            assert "!" not in told, prompt.id


@pytest.mark.parametrize("language", ["de", "es"])
def test_nobody_is_addressed_both_ways_at_once(starter: Library, language: str) -> None:
    """Who asked for the formal form meets no familiar word, and the other way round."""
    wrong: list[str] = []
    for prompt in starter.prompts.values():
        if language in prompt.text:
            found = FAMILIAR[language].search(words(starter, prompt, language, "formal", "neutral"))
            wrong += [f"{prompt.id}, formal: {found[0]}"] if found else []
            found = FORMAL[language].search(words(starter, prompt, language, "familiar", "neutral"))
            wrong += [f"{prompt.id}, familiar: {found[0]}"] if found else []
    assert wrong == []


def test_titles_tell_them_apart_and_nothing_private(starter: Library) -> None:
    """In each language every prompt has a title of its own, short enough for a list."""
    for language in LANGUAGES:
        titles = [prompt.text[language].title for prompt in starter.prompts.values() if language in prompt.text]
        assert len(titles) == len(set(titles)), language
        assert all(len(title) <= 40 for title in titles), language


def test_the_programmes_are_in_every_language_and_their_prompts_too(starter: Library) -> None:
    """So that enrolling has no hole to tell of, whichever of the four somebody reads."""
    for programme in starter.programmes.values():
        assert set(programme.text) == set(LANGUAGES), programme.id
        for step in programme.steps:
            if step.prompt is not None:
                assert set(starter.prompts[step.prompt].text) == set(LANGUAGES), (programme.id, step.prompt)
    named = {"writing-evenings", "gentle-month", "daily-pulse", "seven-drawings", "five-scenes", "voice-diary"}
    assert named <= set(starter.programmes)


def test_the_writing_evenings_keep_the_rules_for_strong_prompts(starter: Library) -> None:
    """Not in the first fourteen days, 48 hours apart, before 21:00, and nobody is nudged (SPEC 4.7)."""
    programme = starter.programmes["writing-evenings"]
    step = next(step for step in programme.steps if step.prompt == "writing/twenty-minutes")
    days = list(step.day or ())

    assert len(days) == 4
    assert min(days) > 14
    assert all(later - earlier >= 3 for earlier, later in pairwise(days)), "a night in March is short"
    assert step.at is not None
    assert all(time.hour < 21 for time in step.at)
    assert programme.terms(step).remind == ()


def rows(library: Library) -> list[str]:
    """A line of the page for each prompt and each programme."""
    strengths = {1: "gentle", 2: "personal", 3: "strong"}
    prompts = [
        f"| `{each.id}` | {each.text['en'].title} | {strengths[each.intensity]} | {each.minutes} | "
        f"{', '.join(each.avoid_when) or '-'} | {each.evidence} |"
        for each in sorted(library.prompts.values(), key=lambda each: each.id)
    ]
    programmes = [
        f"| `{each.id}` | {each.text['en'].title} | {each.text['en'].about} |"
        for each in sorted(library.programmes.values(), key=lambda each: each.id)
    ]
    return prompts + programmes


def test_the_page_about_it_says_what_it_holds(starter: Library) -> None:
    """Every prompt and programme, with for whom it is not and why it may help; nothing that is gone."""
    told = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]

    assert told == rows(starter)
