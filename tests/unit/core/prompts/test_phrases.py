"""Words that no prompt says are found, and pictures that only sound like them are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.prompts.faults import Fault, Severity
from core.prompts.library import load_library
from core.prompts.phrase_check import find_phrases
from core.prompts.phrases import PHRASES, ROLES, WARNED, Kind

REFUSED: list[tuple[str, Kind, str]] = [
    ("en", Kind.METHOD, "Write down how you would kill yourself."),
    ("en", Kind.METHOD, "Think of hurting yourself and draw it."),
    ("en", Kind.METHOD, "Imagine ending your own life."),
    ("en", Kind.METHOD, "List the ways you could die."),
    ("en", Kind.METHOD, "How many pills are in the house?"),
    ("en", Kind.METHOD, "Write a suicide note."),
    ("en", Kind.DETAIL, "Describe the assault, step by step."),
    ("en", Kind.DETAIL, "Write about every detail of the accident."),
    ("en", Kind.DETAIL, "Tell me how he hurt you."),
    ("en", Kind.IDENTITY, "Write her full name at the top."),
    ("en", Kind.IDENTITY, "Add his home address."),
    ("en", Kind.IDENTITY, "Note somebody's phone number."),
    ("en", Kind.ILLEGAL, "Steal something from the shop and photograph it."),
    ("en", Kind.ILLEGAL, "Break into her house, in your mind."),
    ("en", Kind.HARMER, "Now you are the attacker. What do you say?"),
    ("en", Kind.HARMER, "Answer as your abuser."),
    ("en", Kind.VOICE, "I am your therapist now. Tell me."),
    ("en", Kind.VOICE, "I'll be your late grandmother."),
    ("en", Kind.PROMISE, "You will feel better after this."),
    ("en", Kind.PROMISE, "You’ll soon feel much better."),
    ("en", Kind.PROMISE, "This will cure you."),
    ("en", Kind.PROMISE, "It is guaranteed to help."),
    ("en", Kind.PROMISE, "Someone is watching, so do not worry."),
    ("en", Kind.PROMISE, "We are always here."),
    ("en", Kind.HOPE, "Everything will be all right."),
    ("en", Kind.DELICATE, "Draw the time before the abuse."),
    ("de", Kind.METHOD, "Schreib auf, wie du dich umbringen würdest."),
    ("de", Kind.METHOD, "Nimm dir das Leben, in Gedanken."),
    ("de", Kind.METHOD, "Verletzen Sie sich selbst nur auf dem Papier."),
    ("de", Kind.DETAIL, "Beschreib den Übergriff."),
    ("de", Kind.IDENTITY, "Schreiben Sie seinen Nachnamen auf, und seine Adresse."),
    ("de", Kind.ILLEGAL, "Kauf Drogen und zeichne sie."),
    ("de", Kind.HARMER, "Jetzt bist du dran: sprich als der Täter."),
    ("de", Kind.VOICE, "Ich bin jetzt deine verstorbene Oma."),
    ("de", Kind.PROMISE, "Danach wird es dir besser gehen."),
    ("de", Kind.PROMISE, "Jemand passt auf dich auf."),
    ("de", Kind.HOPE, "Alles wird gut."),
    ("es", Kind.METHOD, "Escribe cómo te matarías."),
    ("es", Kind.METHOD, "Imagina quitarte la vida."),
    ("es", Kind.DETAIL, "Describe el abuso."),
    ("es", Kind.IDENTITY, "Escribe su nombre completo."),
    ("es", Kind.ILLEGAL, "Roba algo y hazle una foto."),
    ("es", Kind.HARMER, "Ahora habla como tu agresor."),
    ("es", Kind.VOICE, "Soy tu terapeuta. Cuéntame."),
    ("es", Kind.PROMISE, "Te sentirás mejor."),
    ("es", Kind.HOPE, "Todo va a salir bien."),
    ("ar", Kind.METHOD, "اكتب كيف تقتل نفسك."),
    ("ar", Kind.METHOD, "اكتب كيف تَقتُل نفسَك."),
    ("ar", Kind.DETAIL, "صف الاعتداء."),
    ("ar", Kind.IDENTITY, "اكتب اسمه الكامل."),
    ("ar", Kind.ILLEGAL, "خذ مخدرات وارسم."),
    ("ar", Kind.HARMER, "تكلم بصوت المعتدي."),
    ("ar", Kind.VOICE, "أنا معالجك الآن."),
    ("ar", Kind.PROMISE, "ستشعر بتحسن."),
    ("ar", Kind.HOPE, "كل شيء سيكون بخير."),
]

INNOCENT: list[tuple[str, str]] = [
    ("en", "What would a friend say to you tonight?"),
    ("en", "Draw a knife and fork beside the plate."),
    ("en", "How do you kill time on a train? Name three ways to kill time."),
    ("en", "Cut yourself a slice of bread and look at it."),
    ("en", "It may be made up; it need not be your real address."),
    ("en", "Name three small things. Give each a name of its own."),
    ("en", "Say your own name and one true thing about this room."),
    ("en", "Take care not to hurt yourself with the scissors."),
    ("en", "Take your life story and make it a list of hats."),
    ("en", "You are the visitor. What do you say?"),
    ("en", "The chair is empty again. That was somebody you made up."),
    ("en", "Finish the line: I am always the one who …"),
    ("en", "Find a spot where nobody listens in, and speak as if somebody friendly were there."),
    ("en", "Nobody reads at night. Ada reads it by Thursday."),
    ("en", "Write to a friend who lives far away. Leave the address out."),
    ("en", "If it gets too much, stop. You can feel what you feel."),
    ("en", "Paint a dead tree and a late summer evening."),
    ("en", "Steal a quiet minute for yourself."),
    ("en", "Set fire to nothing; draw a candle."),
    ("en", "What did the rain do to the street?"),
    ("en", "Who lives at the end of the road in your picture?"),
    ("en", "Put the burnt toast at the better end of the table."),
    ("en", "Imagine you are a lamp that can never be switched off."),
    ("de", "Schneiden Sie sich ein Stück Papier zurecht."),
    ("de", "Was würde eine Freundin sagen, die sich mit dir freut?"),
    ("de", "Die Zeit totschlagen: drei Arten, wie das geht."),
    ("de", "Bring dir eine Tasse Tee ans Fenster."),
    ("de", "Das Leben der Dinge auf dem Tisch: Was sehen sie?"),
    ("de", "Es darf erfunden sein, bitte keine echte Adresse."),
    ("de", "Du bist der Besuch und hast gut zugehört."),
    ("de", "Sag deinen eigenen Namen, und nenn eine Sache in diesem Raum."),
    ("de", "Stell dir vor, jemand ist gerade hereingekommen."),
    ("de", "Was tut gut, was weniger?"),
    ("de", "Nimm dir fünf Minuten. Brich ein Stück Brot."),
    ("es", "¿Qué diría una amiga?"),
    ("es", "Matar el tiempo: tres maneras."),
    ("es", "Di tu nombre y una cosa de esta habitación."),
    ("es", "Dibuja un lugar inventado, no escribas tu dirección."),
    ("es", "Eres la visita y has escuchado bien."),
    ("es", "Imagina que alguien entra con una taza caliente."),
    ("es", "Quita la tapa y mira dentro."),
    ("ar", "ماذا سيقول صديق لك؟"),
    ("ar", "قل اسمك وشيئا واحدا في هذه الغرفة."),
    ("ar", "ارسم سكينا وشوكة بجانب الصحن."),
    ("ar", "أنت الزائر، وقد استمعت جيدا."),
    ("ar", "خذ ورقة وقلما، واكتب عن نفسك."),
]

PROMPT = """\
kind: prompt
id: writing/x
modality: writing
intensity: 1
minutes: 5
evidence: Own.
text:
  en:
    title: A title
    body: {body}
"""


@pytest.mark.parametrize(("language", "kind", "text"), REFUSED)
def test_what_no_prompt_says_is_found(language: str, kind: Kind, text: str) -> None:
    """In each language, by what it is."""
    assert kind in {found.kind for found in find_phrases(text, language)}


@pytest.mark.parametrize(("language", "text"), INNOCENT)
def test_pictures_that_only_sound_like_it_pass(language: str, text: str) -> None:
    """Innocent sentences, some of them near the lists on purpose."""
    assert find_phrases(text, language) == []


def test_every_language_has_every_kind() -> None:
    """Whoever adds a kind or a language adds it everywhere; and each is tried out above."""
    assert {language: {phrase.kind for phrase in phrases} for language, phrases in PHRASES.items()} == {
        language: set(Kind) for language in ("en", "de", "es", "ar")
    }
    assert set(ROLES) == set(PHRASES)
    tried = {(language, kind) for language, kind, _ in REFUSED}
    assert {(language, kind) for language in PHRASES for kind in Kind} - tried == {
        (language, Kind.DELICATE) for language in ("de", "es", "ar")
    }


@pytest.mark.parametrize("tag", ["en-GB", "pt", "de-CH"])
def test_a_language_is_its_base(tag: str) -> None:
    """A language without a list has nothing to be found in."""
    found = find_phrases("You will feel better. Alles wird gut.", tag)

    assert [each.words for each in found] == {"en-GB": ["You will feel better"], "pt": [], "de-CH": ["Alles wird gut"]}[
        tag
    ]


def faults(folder: Path, text: str) -> list[Fault]:
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    return load_library(folder)[1]


@pytest.mark.parametrize(
    ("body", "rule", "line", "column", "severity"),
    [
        ('"Now, hurt\n      yourself."', "not-for-prompts", 10, 17, Severity.ERROR),
        ("|\n      One.\n      You will feel better.", "not-for-prompts", 12, 7, Severity.ERROR),
        (">-\n      One\n      two: you will\n      feel better.", "not-for-prompts", 12, 12, Severity.ERROR),
        ("We promise.", "promise", 10, 11, Severity.WARNING),
        ("See https://example.org.", "link", 10, 15, Severity.ERROR),
        ("See www.example.org", "link", 10, 15, Severity.ERROR),
        ("Write to t.me/somebody", "link", 10, 20, Severity.ERROR),
        ("Write to ada@example.org", "link", 10, 20, Severity.ERROR),
        ("[This](javascript:alert(1)) helps", "link", 10, 0, Severity.ERROR),
        # Only whole for some: the words stand in two branches.
        ("\"{% if client.address == 'formal' %}You will{% else %}You{% endif %} feel better.\"", "not-for-prompts", 10, 85, Severity.ERROR),
    ],
)  # fmt: skip
def test_where_it_stands(tmp_path: Path, body: str, rule: str, line: int, column: int, severity: Severity) -> None:
    """Through folds and quotes; and found where it comes together only once the text is filled in."""
    if column == 0:
        body, column = f"'{body}'", 19
    found = [fault for fault in faults(tmp_path, PROMPT.format(body=body)) if fault.rule == rule]

    assert [(fault.line, fault.column, fault.severity) for fault in found] == [(line, column, severity)]


@pytest.mark.parametrize(
    "body",
    [
        "Draw it at 18:30, or 3.5 times.",
        "Wait... then go on.",
        "Yes/no? A/B. U.K. e.g. this",
        "Ratio 1:2, and so on.etc",
    ],
)
def test_what_is_no_link(tmp_path: Path, body: str) -> None:
    """Times, dots and slashes."""
    assert [f for f in faults(tmp_path, PROMPT.format(body=f"'{body}'")) if f.rule == "link"] == []


SCENE = """\
kind: prompt
id: roleplay/x
modality: roleplay
intensity: 1
minutes: 5
evidence: Own.
roles: [{role}]
script:
  - {{turn: talk{voiced}, expects: [text]}}
  - {{turn: bye, derole: true}}
text:
  en:
    title: A title
    roles: {{{role}: "{label}"}}
    turns: {{talk: {{say: Speak.}}, bye: {{say: Leave.}}}}
"""


@pytest.mark.parametrize(
    ("role", "label", "voiced", "expected"),
    [
        ("attacker", "The other", True, ["not-for-prompts"]),
        ("other", "The attacker", True, ["not-for-prompts"]),
        ("other", "Your late grandmother", True, ["delicate"]),
        ("other", "Your late grandmother", False, ["not-for-prompts", "unused-role"]),
        ("helper", "Your therapist", False, ["not-for-prompts", "unused-role"]),
        ("visitor", "The visitor", True, []),
        ("later", "You, one year on", True, []),
    ],
)
def test_roles(tmp_path: Path, role: str, label: str, voiced: bool, expected: list[str]) -> None:
    """Nobody plays one who did harm; the bot plays no therapist and no dead person, and the client does so with care."""
    text = SCENE.format(role=role, label=label, voiced=f", as: {role}" if voiced else "")

    assert sorted(fault.rule for fault in faults(tmp_path, text)) == expected


def test_one_error_hides_a_softer_word_about_the_same(tmp_path: Path) -> None:
    """Of overlapping phrases one is told, the graver one."""
    found = find_phrases("Write a suicide note. A suicide is no theme.", "en")

    assert [(each.kind, each.words) for each in found] == [
        (Kind.METHOD, "suicide note"),
        (Kind.DELICATE, "suicide"),
    ]
    assert WARNED == {Kind.HOPE, Kind.DELICATE}
