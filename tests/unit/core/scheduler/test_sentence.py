"""Every form of a rhythm as the sentence a therapist reads."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.cron import parse_cron
from core.prompts.fields import Delay
from core.prompts.programme import Programme, Step
from core.scheduler.cron_words import cron_dates
from core.scheduler.sentence import sentence, span
from core.texts.say import languages

TERMS = "A reminder after 20 hours; it closes after 36 hours; up to 2 hours late it is still sent, after that left out."
AT = {"at": "19:30"}
POOL: dict[str, Any] = {"day": 1, "at": "19:30"}


def programme(*steps: dict[str, Any]) -> Programme:
    rows = [{"id": f"s{number}", **step} for number, step in enumerate(steps)]
    return Programme.model_validate({"kind": "programme", "id": "p", "text": {"en": {"title": "P"}}, "steps": rows})


def told(step: dict[str, Any], language: str = "en", **titles: str) -> str:
    whole = programme({**({} if "pool" in step else {"prompt": "boat"}), **step})
    return sentence(whole.steps[0], whole, language, titles=titles or {"boat": "A boat"})


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"day": 3, **AT}, "On day 3 at 19:30"),
        ({"day": [7, 1, 4], **AT}, "On days 1, 4 and 7 at 19:30"),
        ({"day": [1, 2, 3, 5], "at": ["18:00", "09:00"]}, "On days 1 to 3 and 5 at 09:00 and 18:00"),
        ({"date": "2027-03-28", "at": "02:30"}, "On Sunday 28 March 2027 at 02:30"),
        ({"after": {"step": "e1"}}, "As soon as “e1” is answered"),
        ({"after": {"step": "e1", "event": "sent"}}, "As soon as “e1” is sent"),
        ({"after": {"step": "e1", "delay": "90m"}}, "90 minutes after “e1” is answered"),
        ({"after": {"step": "e1", "event": "sent", "delay": "20h"}}, "20 hours after “e1” is sent"),
        ({"after": {"step": "e1", "delay": "1d"}}, "1 day after “e1” is answered, at the same time of day"),
        (
            {"after": {"step": "e1", "delay": "2w"}, **AT},
            "2 weeks after “e1” is answered, at the first 19:30 from then on",
        ),
        (
            {"after": {"step": "e1"}, "at": ["18:00", "09:00"]},
            "Once “e1” is answered, at the first 09:00 or 18:00 from then on",
        ),
        (
            {"after": {"step": "e1", "event": "sent"}, **AT, "until": {"day": 9}},
            "Once “e1” is sent, at the first 19:30 from then on, until the end of day 9",
        ),
        ({"every": "day", **AT}, "Every day at 19:30"),
        ({"every": "day", **AT, "from": {"day": 3}}, "Every day at 19:30, from day 3"),
        (
            {"every": "day", **AT, "from": "2027-01-02", "until": {"date": "2027-03-28"}},
            "Every day at 19:30, from 2 January 2027 until the end of 28 March 2027",
        ),
        ({"every": "weekday", **AT}, "Monday to Friday at 19:30"),
        ({"every": "weekend", **AT}, "Every Saturday and Sunday at 19:30"),
        ({"every": ["sat", "mon", "thu"], **AT}, "Every Monday, Thursday and Saturday at 19:30"),
        ({"every": ["mon"], **AT}, "Every Monday at 19:30"),
        ({"every": ["sun", "sat", "fri", "thu", "wed", "tue", "mon"], **AT}, "Every day at 19:30"),
        ({"every": {"days": 1}, **AT}, "Every day at 19:30"),
        ({"every": {"days": 2}, **AT}, "Every 2 days (counted from day 1) at 19:30"),
        ({"every": {"weeks": 1}, **AT}, "Every week on the weekday of day 1 at 19:30"),
        ({"every": {"weeks": 2}, **AT}, "Every 2 weeks (counted from day 1, on its weekday) at 19:30"),
        (
            {"every": "month", **AT},
            "Every month on the same date as day 1 (in shorter months on the last day) at 19:30",
        ),
        (
            {"every": "day", "at": ["09:00", "11:00", "13:00", "15:00", "17:00"]},
            "Every day, every 2 hours from 09:00 to 17:00",
        ),
        (
            {"every": "day", "at": ["09:00", "10:30", "12:00", "13:30", "15:00"]},
            "Every day, every 90 minutes from 09:00 to 15:00",
        ),
        (
            {"every": "day", "at": ["09:00", "10:00", "12:00", "13:30", "15:00"]},
            "Every day at 09:00, 10:00, 12:00, 13:30 and 15:00",
        ),
        (
            {"every": "day", "between": ["10:00", "20:00"]},
            "Every day at a random time between 10:00 and 20:00",
        ),
        (
            {"every": "day", "between": ["10:00", "20:00"], "times": 3},
            "Every day at 3 random times between 10:00 and 20:00, one in each of 3 equal parts",
        ),
        (
            {"every": "day", "between": ["10:00", "20:00"], "times": 3, "gap": "90m", "spread": "anywhere",
             "until": {"day": 28}},
            "Every day at 3 random times anywhere between 10:00 and 20:00, at least 90 minutes apart, until the end of day 28",
        ),
        ({"cron": "0 18 * * sat"}, "Every Saturday at 18:00"),
        ({"cron": "0 18 * * *"}, "Every day at 18:00"),
        ({"cron": "0 9 * * mon-fri"}, "Monday to Friday at 09:00"),
        ({"cron": "0 9 * 7 sat,sun"}, "Every Saturday and Sunday in July at 09:00"),
        ({"cron": "0,30 9 1 * mon"}, "On the 1st of every month, when it is a Monday, at 09:00 and 09:30"),
        ({"cron": "0 9 13 3,6 mon,fri"}, "On the 13th of March and June, when it is a Monday or Friday, at 09:00"),
        ({"cron": "0 8-18/2 13 * fri"}, "On the 13th of every month, when it is a Friday, every 2 hours from 08:00 to 18:00"),
        ({"cron": "0 9 1-7 * mon"}, "On the first Monday of every month at 09:00"),
        ({"cron": "0 9 22-28 3,6 fri"}, "On the fourth Friday of March and June at 09:00"),
        ({"cron": "0 9 1-7 * mon,tue"}, "On the 1st to 7th of every month, when it is a Monday or Tuesday, at 09:00"),
        ({"cron": "0 9 25 12 *"}, "Every year on 25 December at 09:00"),
        ({"cron": "0 9 29 2 *"}, "Every year on 29 February (if there is one) at 09:00"),
        ({"cron": "0 9 1,15 * *"}, "On the 1st and 15th of every month at 09:00"),
        ({"cron": "0 9 31 * *"}, "On the 31st of every month (if there is one) at 09:00"),
        ({"cron": "0 9 31 1,3 *"}, "On the 31st of January and March at 09:00"),
        ({"cron": "*/30 * * * *"}, "Every day, every 30 minutes from 00:00 to 23:30"),
        ({"cron": "0  9 */2 * *"}, "By the cron line “0 9 */2 * *” (minute, hour, day, month, weekday)"),
    ],
)  # fmt: skip
def test_when_it_comes(step: dict[str, Any], expected: str) -> None:
    """Each rhythm, its times and its bounds."""
    assert told(step) == f"{expected}: “A boat”. {TERMS}"


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        ({}, "any prompt of the library"),
        ({"modality": ["drawing"], "intensity": {"max": 2}}, "one of the drawing prompts up to intensity 2"),
        ({"modality": ["writing", "roleplay", "talk"]}, "one of the writing, role-play or talk prompts"),
        ({"modality": ["voice"], "intensity": {"min": 1, "max": 3}}, "one of the voice prompts"),
        ({"intensity": {"min": 2}}, "one of the prompts from intensity 2"),
        ({"intensity": {"min": 2, "max": 2}, "minutes": {"max": 15}}, "one of the prompts of intensity 2 and at most 15 minutes long"),
        ({"minutes": {"min": 5}}, "one of the prompts at least 5 minutes long"),
        ({"minutes": {"min": 5, "max": 10}}, "one of the prompts 5 to 10 minutes long"),
        ({"minutes": {"min": 5, "max": 5}}, "one of the prompts 5 minutes long"),
        ({"prompts": ["boat", "sea"]}, "one of “A boat” and “sea”"),
        ({"modality": ["voice"], "prompts": ["boat", "sea"]}, "one of the voice prompts out of “A boat” and “sea”"),
    ],
)  # fmt: skip
def test_what_a_pool_draws_from(pool: dict[str, Any], expected: str) -> None:
    """Bounds that bound nothing are not said; titles where they are known, else ids."""
    assert (
        told({**POOL, "pool": pool}) == f"On day 1 at 19:30: {expected}, without repeats until all were drawn. {TERMS}"
    )


def test_a_pool_of_one_is_that_prompt() -> None:
    """There is nothing to draw."""
    assert told({**POOL, "pool": {"prompts": ["boat"]}}) == f"On day 1 at 19:30: “A boat”. {TERMS}"


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"remind": [], "answer_within": "1w"},
         "No reminder; it closes after 1 week; up to 2 hours late it is still sent, after that left out."),
        ({"remind": ["1d", "6h"], "if_late": {"up_to": "30m", "then": "next_window"}},
         ("Reminders after 6 hours and 1 day; it closes after 36 hours; "
         "up to 30 minutes late it is still sent, after that it waits for its next time.")),
        ({"if_late": {"then": "send"}},
         "A reminder after 20 hours; it closes after 36 hours; up to 2 hours late it is still sent, and after that too."),
        ({"if_late": {"up_to": "0m"}},
         "A reminder after 20 hours; it closes after 36 hours; if it would be late, it is left out."),
        ({"if_late": {"up_to": "0m", "then": "send"}},
         "A reminder after 20 hours; it closes after 36 hours; if it is late, it is still sent."),
        ({"if_late": {"up_to": "0m", "then": "next_window"}},
         "A reminder after 20 hours; it closes after 36 hours; if it would be late, it waits for its next time."),
    ],
)  # fmt: skip
def test_what_becomes_of_it(terms: dict[str, Any], expected: str) -> None:
    """Reminders, closing, lateness."""
    assert told({**POOL, **terms}) == f"On day 1 at 19:30: “A boat”. {expected}"


def test_the_programme_speaks_where_the_step_does_not() -> None:
    """Its defaults are the step's terms."""
    whole = Programme.model_validate(
        {
            "kind": "programme", "id": "p", "text": {"en": {"title": "P"}},
            "steps": [{"id": "a", "prompt": "boat", **POOL}], "defaults": {"remind": [], "answer_within": "2d"},
        }
    )  # fmt: skip

    assert "No reminder; it closes after 2 days;" in sentence(whole.steps[0], whole, "en")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ("Jeden Mittwoch und Samstag um 18:30 Uhr, ab Tag 3: eine der Einladungen zum Zeichnen bis Intensität 2, "
               "ohne Wiederholung, bis alle gezogen sind. Eine Erinnerung nach 20 Stunden; nach 36 Stunden wird "
               "geschlossen; mit bis zu 2 Stunden Verspätung wird noch gesendet, danach ausgelassen.")),
        ("es-MX", ("Cada miércoles y sábado a las 18:30, desde el día 3 del programa: una de las invitaciones de dibujo de "
                  "intensidad 2 como máximo, sin repetir hasta que hayan salido todas. Un recordatorio tras 20 horas; se "
                  "cierra tras 36 horas; con un retraso de hasta 2 horas aún se envía, después se omite.")),
        ("ar", ("أيام الأربعاء والسبت الساعة 18:30، من اليوم 3 من البرنامج: إحدى دعوات الرسم بشدة 2 على الأكثر، دون تكرار حتى "
               "تُسحب كلها. تذكير بعد 20 ساعة؛ تُغلق بعد 36 ساعة؛ إن تأخرت حتى ساعتين تُرسل، وبعد ذلك تُترك.")),
    ],
)  # fmt: skip
def test_the_same_in_other_languages(language: str, expected: str) -> None:
    """Each in its own order and with its own plural forms."""
    step = {
        "every": ["wed", "sat"], "at": "18:30", "from": {"day": 3}, "pool": {"modality": ["drawing"], "intensity": {"max": 2}},
    }  # fmt: skip
    assert told(step, language) == expected


def test_names_are_isolated_once() -> None:
    """A Latin title in an Arabic sentence keeps its direction, and the words around it are not wrapped again."""
    text = told({**POOL, "pool": {"prompts": ["boat", "sea"]}}, "ar")

    assert text.count("\u2068") == text.count("\u2069") == 2
    assert "«\u2068A boat\u2069» و«\u2068sea\u2069»" in text


@pytest.mark.parametrize(
    ("delay", "expected"),
    [(Delay(days=1), "1 day"), (Delay(days=21), "3 weeks"), (Delay(elapsed=timedelta(hours=24)), "24 hours"),
     (Delay(elapsed=timedelta(minutes=61)), "61 minutes"), (Delay(), "0 hours")],
)  # fmt: skip
def test_lengths_keep_their_kind(delay: Delay, expected: str) -> None:
    """A calendar day is not 24 hours."""
    assert span(delay, "en") == expected


# --- any step at all -----------------------------------------------------------------------------------------------

moments = st.builds(time, st.integers(0, 23), st.integers(0, 59)).map(lambda moment: moment.strftime("%H:%M"))
several = st.lists(moments, min_size=1, max_size=8, unique=True)
delays = st.builds(lambda number, unit: f"{number}{unit}", st.integers(0, 99), st.sampled_from("mhdw"))
limits = st.one_of(
    st.builds(lambda day: {"day": day}, st.integers(1, 3660)),
    st.dates(date(1970, 1, 1), date(2199, 12, 31)).map(date.isoformat),
)
names = st.sampled_from(["boat", "sea", "drawing/safe-place"])
ranges = st.fixed_dictionaries({}, optional={"min": st.integers(1, 3), "max": st.integers(1, 3)})
pools = st.fixed_dictionaries(
    {},
    optional={
        "modality": st.lists(
            st.sampled_from(["writing", "drawing", "voice", "roleplay", "talk"]), min_size=1, max_size=5, unique=True
        ),
        "intensity": ranges,
        "minutes": ranges,
        "prompts": st.lists(names, min_size=1, max_size=3, unique=True),
    },
)
weekdays = st.lists(
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, max_size=7, unique=True
)
fields = st.builds(
    lambda minute, hour, days, months, weekday: (
        f"{minute} {hour} {','.join(map(str, days)) or '*'} {','.join(map(str, months)) or '*'} {','.join(weekday) or '*'}"
    ),
    st.sampled_from(["0", "0,30", "*/20"]),
    st.sampled_from(["9", "8-12", "*/6"]),
    st.lists(st.integers(1, 28), max_size=9, unique=True),
    st.lists(st.integers(1, 12), max_size=12, unique=True),
    st.one_of(st.just([]), weekdays),
)
dated_forms = st.one_of(
    st.builds(lambda day: {"day": day}, st.lists(st.integers(1, 3660), min_size=1, max_size=9, unique=True)),
    st.builds(lambda day: {"date": day.isoformat()}, st.dates(date(1970, 1, 1), date(2199, 12, 31))),
    st.builds(lambda every: {"every": every}, st.sampled_from(["day", "weekday", "weekend", "month"])),
    st.builds(lambda every: {"every": every}, weekdays),
    st.builds(lambda number, unit: {"every": {unit: number}}, st.integers(1, 520), st.sampled_from(["days", "weeks"])),
)
windows = st.fixed_dictionaries(
    {"between": st.tuples(moments, moments)},
    optional={"times": st.integers(1, 24), "gap": delays, "spread": st.sampled_from(["anywhere", "blocks"])},
)
waits = st.fixed_dictionaries(
    {"step": names, "event": st.sampled_from(["answered", "sent"])}, optional={"delay": delays}
)
forms = st.one_of(
    st.builds(lambda dates, at: {**dates, "at": at}, dated_forms, several),
    st.builds(lambda dates, window: {**dates, **window}, dated_forms, windows),
    st.builds(lambda after: {"after": after}, waits),
    st.builds(lambda after, at: {"after": after, "at": at}, waits, several),
    st.builds(lambda cron: {"cron": cron}, fields),
)
sent = st.one_of(st.builds(lambda name: {"prompt": name}, names), st.builds(lambda pool: {"pool": pool}, pools))
around = st.fixed_dictionaries(
    {},
    optional={
        "from": limits,
        "until": limits,
        "remind": st.lists(delays, max_size=3),
        "answer_within": delays,
        "if_late": st.fixed_dictionaries(
            {}, optional={"up_to": delays, "then": st.sampled_from(["send", "skip", "next_window"])}
        ),
    },
)
steps = st.builds(lambda form, what, more: {**form, **what, **more}, forms, sent, around)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_any_step_is_a_sentence_in_every_language(step: dict[str, Any]) -> None:
    """Nothing is left unfilled, doubled or missing; and no language borrows from another."""
    whole = programme(step)
    said = {language: sentence(whole.steps[0], whole, language) for language in languages()}

    for text in said.values():
        assert text == text.strip()
        assert text.endswith(".")
        assert not re.search(
            r"[{}]|\*\*(?! )|  |\s[,;:.،؛]|[,;:،؛]{2}|[,،]:|None|rhythm_", re.sub(r"“.*?”|„.*?“|«.*?»", "x", text)
        )
        assert text.count("(") == text.count(")")
    assert len(set(said.values())) == len(said)


@given(fields)
@settings(max_examples=200, deadline=None)
def test_cron_in_words_names_every_weekday_and_month(line: str) -> None:
    """What narrows the dates is said; only a long list of days is shown as the line itself."""
    cron = parse_cron(line)
    text = cron_dates(cron, "en")

    if text is None:
        assert len(cron.days) > 6
        return
    assert ("March" in text) == (3 in cron.months and len(cron.months) < 12)
    assert ("Tuesday" in text) == (1 in cron.weekdays and len(cron.weekdays) < 7 and "Monday to Friday" not in text)


def test_a_step_is_taken_as_it_is() -> None:
    """The same step gives the same sentence, whatever stands beside it."""
    one = programme({"prompt": "boat", **POOL})
    two = programme({"prompt": "boat", **POOL}, {"prompt": "sea", "every": "day", "at": "08:00"})
    step: Step = one.steps[0]

    assert sentence(step, one, "en") == sentence(step, two, "en")
