"""Typed words: as people really type them; anything else is just words and goes to the therapist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk.codes import new_code, shown
from core.desk.words import (
    Typed,
    Word,
    chooses_leaving,
    chooses_rest,
    code_in,
    number_in,
    read,
)  # fmt: skip
from tests.unit.core.desk.chance import Counting

COMMANDS = {
    "/start": Word.START, "/help": Word.HELP, "/sos": Word.SOS, "/stop": Word.LEAVE, "/done": Word.DONE,
    "/today": Word.TODAY, "/agree": Word.AGREE, "/no": Word.DECLINE, "/rest": Word.REST, "/leave": Word.LEAVE,
    "/back": Word.BACK, "/register": Word.REGISTER, "/invite": Word.INVITE, "/enrol": Word.ENROL,
    "/enroll": Word.ENROL, "/clients": Word.CLIENTS, "/queue": Word.QUEUE, "/settings": Word.SETTINGS,
}  # fmt: skip
WAYS = [
    "{}",
    "{} ",
    "  {}\n",
    "{}@vignette_bot",
    "{}.",
    "{}!",
    "{}!!",
    "{}?",
    "{}…",
    "\u200f{}",
    "\u2067{}\u2069",
    "\ufeff{}",
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_in_their_spellings(command: str, way: str) -> None:
    """In any case, with the bot's name, with the full stop that a phone adds, behind a keyboard's direction mark."""
    for typed in (command, command.upper(), command.capitalize()):
        found = read(way.format(typed))
        assert found is not None
        assert (found.word, found.rest) == (COMMANDS[command], "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/register ABCD-EFGH", Typed(Word.REGISTER, "ABCD-EFGH", "/register")),
        ("/start@vignette_bot 0123", Typed(Word.START, "0123", "/start")),
        ("/invite Noor  ar Asia/Amman", Typed(Word.INVITE, "Noor  ar Asia/Amman", "/invite")),
        ("/enrol first-week\ntoday\n", Typed(Word.ENROL, "first-week\ntoday", "/enrol")),
        ("/stop now please", Typed(Word.LEAVE, "now please", "/stop")),
        ("/sos. I cannot", Typed(Word.SOS, "I cannot", "/sos")),
        ("/dance with me", Typed(Word.UNKNOWN, "with me", "/dance")),
        ("/Stopp", Typed(Word.UNKNOWN, "", "/Stopp")),
        ("/stop🛑", Typed(Word.LEAVE, "", "/stop")),
        ("“/sos”", Typed(Word.SOS, "", "/sos")),
        ("(/today)", Typed(Word.TODAY, "", "/today")),
    ],
)
def test_what_stands_behind_a_command(text: str, expected: Typed) -> None:
    """The rest as it was typed; a command that nobody knows is named, not swallowed as words."""
    assert read(text) == expected


@pytest.mark.parametrize("way", ["{}", " {} ", "{}.", "{}!", "{}!!!", "{}…", "{} .", "\u200e{}", "{}\u200f"])
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("stop", Word.HALT),
        ("Stop", Word.HALT),
        ("STOP", Word.HALT),
        ("stopp", Word.HALT),
        ("sos", Word.SOS),
        ("help me", Word.SOS),
        ("done", Word.DONE),
        ("Fertig", Word.DONE),
        ("back", Word.BACK),
        ("Today", Word.TODAY),
        ("heute", Word.TODAY),
        ("hoy", Word.TODAY),
        ("اليوم", Word.TODAY),
        ("parar", Word.HALT),
        ("Alto", Word.HALT),
        ("¡Para", Word.HALT),
        ("توقف", Word.HALT),
        ("توقّف", Word.HALT),
        ("قِف", Word.HALT),
        ("Hilf mir", Word.SOS),
        ("¡Ayúdame", Word.SOS),
        ("ayu\u0301dame", Word.SOS),
        ("SOCORRO", Word.SOS),
        ("النجدة", Word.SOS),
        ("أنقذوني", Word.SOS),
        ("Hecho", Word.DONE),
        ("listo", Word.DONE),
        ("تم", Word.DONE),
        ("انتهيت", Word.DONE),
        ("Zurück", Word.BACK),
        ("volver", Word.BACK),
        ("عودة", Word.BACK),
        ("Einstellungen", Word.SETTINGS),
        ("الإعدادات", Word.SETTINGS),
    ],
)
def test_the_few_bare_words(word: str, expected: Word, way: str) -> None:
    """They always work, alone in a message."""
    found = read(way.format(word))

    assert found is not None
    assert found.word is expected


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "I want it to stop", "stop it he said", "Stop and smell the roses", "non-stop", "I am done with it",
        "he came back", "help", "1/2", "/", "/ stop", "//stop", "a /stop", "/123", "سلام", "🌊", "sos in the title",
        "yes", "no", "rest", "stop\nI meant something else", "Hilfe", "halt", "halt…", "ich bin fertig damit", "stopp mal",
        "para mi madre", "alto y claro", "hecho polvo", "basta", "ayuda", "volver a casa", "quiero parar", "تم الأمر كما قلت",
        "توقف المطر", "قف هنا", "خلاص", "لا توقف", "عودة إلى البيت", "ساعدني أخي",
    ],
)  # fmt: skip
def test_everything_else_is_words(text: str) -> None:
    """A reply that merely holds such a word is a reply and reaches the therapist."""
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '"stop"', "“stop”", "„stopp“", "«parar»", "«توقف»", "'stop'", "stop?", "(stop)", "*stop*", "__stop__", "`stop`", "stop🛑",
        "🛑 stop 🛑", "STOP!!!", "stop ✋🏽", "stop 🛑\ufe0f", "stop™", "¿Parar?", "- stop", "[stop]", "stop, ", "ﺗﻮﻗﻒ", "ｓｔｏｐ",
        "\u200f«توقف»\u200f", "stop stop", "Stop, stop. STOP!",
    ],
)  # fmt: skip
def test_the_word_stop_in_whatever_it_is_wrapped(text: str) -> None:
    """Copied with its quotation marks, dressed, with a hand beside it, in letters of old files: it is the word stop."""
    found = read(text)

    assert found is not None
    assert found.word is Word.HALT


DRESS = st.text(st.characters(categories=("P", "S", "Z", "Cf", "Cc"), exclude_characters="/"), max_size=6)
STOPS = st.sampled_from(["stop", "Stopp", "PARAR", "para", "alto", "توقف", "توقّف", "قِف", "ستوب", "ﺗﻮﻗﻒ"])


@given(before=DRESS, word=STOPS, after=DRESS)
def test_nothing_that_is_no_letter_hides_the_word_stop(before: str, word: str, after: str) -> None:
    """Any punctuation, brackets, symbols, emoji and blanks around it."""
    found = read(before + word + after)

    assert found is not None
    assert found.word is Word.HALT


@given(before=DRESS, word=STOPS, dress=DRESS, more=st.sampled_from(["he", "2", "mal", "كما", "a", "non"]), after=DRESS)
def test_one_more_word_makes_it_a_sentence(before: str, word: str, dress: str, more: str, after: str) -> None:
    """A sentence that holds the word is a sentence, wherever in it the word stands."""
    assert read(f"{before}{word} {dress}{more}{after}") is None
    assert read(f"{before}{more} {dress}{word}{after}") is None


@given(text=st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Any characters: an answer, never an error."""
    read(text)
    chooses_rest(text), chooses_leaving(text)
    assert code_in(text) is None or len(code_in(text) or "") == 16
    number = number_in(text)
    assert number is None or 0 <= number <= 99


@pytest.mark.parametrize(
    ("ask", "words", "others"),
    [
        (
            chooses_rest,
            ["rest", "Rest.", "pause", " PAUSE ", "Pause machen", "Descansar.", "استراحة", "\u200fاستراحة."],
            ["resting", "the rest", "", "pausenbrot", "descansar mañana", "بعد استراحة"],
        ),
        (
            chooses_leaving,
            ["leave", "Leave for good.", "LEAVE", "Aufhören", "ganz aufhören", "irme", "Irme del todo.", "مغادرة"],
            ["leave me alone", "leaves", "", "ich will aufhören", "irme de casa", "مغادرة البيت"],
        ),
    ],
)
def test_choices_by_word(ask, words: list[str], others: list[str]) -> None:
    """A choice is the word alone; agreement in particular is never read out of a sentence."""
    assert [word for word in words if not ask(word)] == []
    assert [word for word in others if ask(word)] == []


CODE = "0123456789ABCDEF"


@pytest.mark.parametrize(
    "typed",
    [
        "0123456789ABCDEF",
        "0123-4567-89AB-CDEF",
        "0123 4567 89ab cdef",
        " 0123-4567\n89AB-CDEF ",
        "O123-4567-89AB-CDEF",
        "oi23-4567-89ab-cdef",
        "0l23-4567-89ab-cdef",
        "0L23456789ABCDEF",
        "0123–4567—89AB‑CDEF",
        "0123\u22124567\u201089AB-CDEF",
        "٠١٢٣-٤٥٦٧-٨٩AB-CDEF",
        "۰۱۲۳۴۵۶۷۸۹abcdef",
        "\u200f0123-4567-89AB-CDEF\u200f",
    ],
)
def test_codes_as_people_type_them(typed: str) -> None:
    """Any case, any dashes, look-alikes forgiven, digits of any script."""
    assert code_in(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    ["", "0123", "0123456789ABCDE", "0123456789ABCDEFG", "0123456789ABCDEU", "0123_4567_89AB_CDEF", "a word or two here",
     "0123456789ABCDE!", "/register 0123456789ABCDEF"],
)  # fmt: skip
def test_what_is_no_code(typed: str) -> None:
    """Too short, too long, letters that codes do not have."""
    assert code_in(typed) is None


@given(seed=st.binary(min_size=16, max_size=16))
def test_every_code_that_is_made_is_read(seed: bytes) -> None:
    """As it is stored and as it is shown, in small letters too."""
    code = new_code(Counting(seed))

    assert code_in(code) == code_in(shown(code)) == code_in(shown(code).lower()) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1), (" 2 ", 2), ("3.", 3), ("4)", 4), ("12", 12), ("٢", 2), ("۳", 3), ("१२", 12), ("\u200f٢", 2), ("0", 0),
        ("", None), ("one", None), ("1 and 2", None), ("-1", None), ("1.5", None), ("123", None), ("²", None),
        ("½", None), ("1st", None),
    ],
)  # fmt: skip
def test_numbers_typed_alone(text: str, expected: int | None) -> None:
    """In the digits of any script; a number in a sentence is no choice."""
    assert number_in(text) == expected
