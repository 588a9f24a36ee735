"""The shapes of prompts, scales and glossaries, and the JSON Schema of every kind (programmes: programme.py).

Shapes only: what a document means together with others is judged in check.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, TypeAdapter

from core.prompts.fields import Content, Id, Intensity, Label, LanguageTag, Line, Name, Piece, Shape, WordKey, Words
from core.prompts.programme import Programme


class CheckIns(Shape):
    """Which scales are asked around a prompt."""

    before: Id | None = Field(None, description="Scale asked before the prompt.", examples=["distress"])
    after: Id | None = Field(None, description="The same or another scale asked after it.", examples=["distress"])


class Turn(Shape):
    """One step of a script. Without go or choose it falls through to the next; a derole turn ends the scene."""

    turn: Name = Field(description="Name of the turn, unique in its script.", examples=["open"])
    speaks_as: Name | None = Field(None, alias="as", description="Role the client speaks as.", examples=["self"])
    expects: tuple[Content, ...] = Field(
        (), description="What is hoped for from the client.", examples=[["text", "voice"]]
    )
    choose: dict[Name, Name] = Field(
        default_factory=dict,
        description="Buttons, in this order: name of the choice -> turn it leads to.",
        examples=[{"stay": "first", "smaller": "near"}],
    )
    go: Name | None = Field(None, description="The turn that follows, where it is not the next one.", examples=["swap"])
    derole: StrictBool = Field(
        default=False, description="This turn leads out of the role and ends the scene.", examples=[True]
    )


class TurnText(Shape):
    """What is said at one turn, in one language."""

    say: Words = Field(description="The words of the turn.", examples=["Ask them one question."])
    choose: dict[Name, Label] = Field(
        default_factory=dict, description="Label of each choice (64 characters at most).", examples=[{"stay": "Yes"}]
    )


class PromptText(Shape):
    """A prompt in one language: a body, or for a script the names of its roles and the words of its turns."""

    title: Line = Field(description="Short name shown above the prompt.", examples=["Three small things"])
    body: Words | None = Field(None, description="The invitation itself.", examples=["Name three small things."])
    roles: dict[Name, Line] = Field(
        default_factory=dict, description="Scripts: what each role is called.", examples=[{"self": "You, today"}]
    )
    turns: dict[Name, TurnText] = Field(
        default_factory=dict, description="Scripts: the words of each turn.", examples=[{"open": {"say": "Shall we?"}}]
    )
    aftercare: Words | None = Field(
        None, description="One small thing to do afterwards.", examples=["Drink some water before you go on."]
    )


class Prompt(Shape):
    """One creative invitation."""

    kind: Literal["prompt"] = Field(description="What this file holds.", examples=["prompt"])
    id: Id = Field(description="Unique among prompts.", examples=["drawing/safe-place"])
    modality: Literal["writing", "drawing", "voice", "roleplay", "talk"] = Field(
        description="How the client answers.", examples=["drawing"]
    )
    intensity: Intensity = Field(description="1 gentle, 2 personal, 3 strong.", examples=[1])
    minutes: Annotated[StrictInt, Field(ge=1, le=240)] = Field(description="How long it takes, about.", examples=[15])
    expects: tuple[Content, ...] = Field(
        (), description="What is hoped for; anything else is welcome too.", examples=[["photo"]]
    )
    avoid_when: tuple[Name, ...] = Field(
        (),
        description="Tags a therapist can set on a client; such a client does not get it.",
        examples=[["dissociation"]],
    )
    needs: tuple[Literal["private_space", "mirror", "paper"], ...] = Field(
        (), description="What the client needs at hand.", examples=[["private_space"]]
    )
    max_per_week: Annotated[StrictInt, Field(ge=1, le=50)] | None = Field(
        None, description="Pools do not draw it more often.", examples=[1]
    )
    check_in: CheckIns | None = Field(
        None, description="Scales asked before and after.", examples=[{"before": "distress", "after": "distress"}]
    )
    evidence: Line | None = Field(
        None, description="Why this may help, with its source, in a line.", examples=["Future projection (Moreno)."]
    )
    source: Line | None = Field(None, description="Where the words or the idea come from.", examples=["Own wording."])
    licence: Line | None = Field(None, description="Under which terms they may be used.", examples=["Own wording."])
    roles: tuple[Name, ...] = Field((), description="Scripts: the roles that speak.", examples=[["self", "later"]])
    script: tuple[Turn, ...] | None = Field(
        None,
        min_length=1,
        max_length=60,
        description="The turns of a scene; it begins with the first.",
        examples=[[{"turn": "close", "derole": True}]],
    )
    text: dict[LanguageTag, PromptText] = Field(
        min_length=1, description="The words, by language.", examples=[{"en": {"title": "…", "body": "…"}}]
    )


class ScaleText(Shape):
    """A scale in one language."""

    question: Words = Field(
        description="What is asked; before several items, what stands above them.",
        examples=["How heavy is it right now?"],
    )
    items: tuple[Line, ...] = Field(
        (),
        max_length=40,
        description="A questionnaire's items, in its order and its exact words.",
        examples=[["I have felt calm and relaxed"]],
    )
    low: Line | None = Field(None, description="Words for the lowest number.", examples=["not at all"])
    high: Line | None = Field(None, description="Words for the highest number.", examples=["as heavy as it gets"])
    choices: tuple[Label, ...] = Field((), description="Labels, lowest first.", examples=[["not at all", "a little"]])
    bands: tuple[Line, ...] = Field(
        (), description="What each band of the score is called, lowest first.", examples=[["low", "usual"]]
    )


class ConcernItem(Shape):
    """An item that is looked at apart."""

    item: Annotated[StrictInt, Field(ge=1, le=40)] = Field(description="Number of the item, from 1.", examples=[9])
    at: StrictInt = Field(description="The answer from which on it is a matter of concern.", examples=[1])


class Scoring(Shape):
    """How the answers to a questionnaire become one number."""

    times: Annotated[StrictInt, Field(ge=1, le=100)] = Field(
        default=1, description="The sum of the answers is multiplied by this.", examples=[4]
    )
    bands: tuple[StrictInt, ...] = Field(
        default=(), description="From which score on each band begins, ascending.", examples=[[0, 5, 10, 15, 20]]
    )
    concern_items: tuple[ConcernItem, ...] = Field(
        default=(),
        description="Items whose answer is a matter of concern whatever the score.",
        examples=[[{"item": 9, "at": 1}]],
    )


class Scale(Shape):
    """A short rating."""

    kind: Literal["scale"] = Field(description="What this file holds.", examples=["scale"])
    id: Id = Field(description="Unique among scales.", examples=["distress"])
    enabled: StrictBool = Field(
        default=True,
        description="false: it lies ready, and nobody is asked it before it is turned on.",
        examples=[False],
    )
    form: Literal["numbers", "faces", "choices"] = Field(description="How it is answered.", examples=["numbers"])
    range: tuple[StrictInt, StrictInt] | None = Field(
        None, description="Lowest and highest value, both included.", examples=[[0, 10]]
    )
    concern_at: StrictInt | None = Field(
        None, description="From this value on it acts as level 2, unless usual for the client.", examples=[9]
    )
    heavy: Literal["high", "low", "never"] = Field(
        "high",
        description="Which end is the heavy one. After a heavy answer a personal prompt does not come.",
        examples=["high"],
    )
    scoring: Scoring | None = Field(
        None, description="Questionnaires: how the answers are counted.", examples=[{"times": 4}]
    )
    licence: Line = Field(description="Under which terms the wording may be used.", examples=["Own wording."])
    source: Line | None = Field(
        None, description="Where the scale comes from.", examples=["A 0-10 rating of distress."]
    )
    text: dict[LanguageTag, ScaleText] = Field(
        min_length=1,
        description="The words, by language.",
        examples=[{"en": {"question": "How heavy is it right now?"}}],
    )


class Glossary(Shape):
    """Shared pieces of text, used as {{ words.KEY }}."""

    kind: Literal["glossary"] = Field(description="What this file holds.", examples=["glossary"])
    id: Id = Field(description="Unique among glossaries.", examples=["words"])
    text: dict[LanguageTag, dict[WordKey, Piece]] = Field(
        min_length=1, description="The pieces, by language.", examples=[{"en": {"breath": "Three slow breaths."}}]
    )


Entry = Prompt | Programme | Scale | Glossary
KINDS: Mapping[str, type[Entry]] = {
    "prompt": Prompt,
    "programme": Programme,
    "scale": Scale,
    "glossary": Glossary,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a library file of any kind, for editors."""
    adapter: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])
    schema = adapter.json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Vignette library file", **schema}


def json_schema_text() -> str:
    """The same as it stands in a file and on a terminal."""
    return json.dumps(json_schema(), ensure_ascii=True, indent=2) + "\n"
