"""A client's settings, by buttons and by words: language, time, quiet hours, days, how many a day, pictures and voice (SPEC 8.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from core.delivery.handles import Action, button
from core.desk import manner, media_consent, screens
from core.desk.access import Act
from core.desk.context import Desk, Rows, about, answer_client, client_actor, demand, mark
from core.desk.day_words import EVERY_DAY, NO_DAY, WEEKDAYS, WEEKEND, days_named, tidy
from core.desk.dialogue_words import understood
from core.desk.places import city, is_zone, likely, showing, zone_called
from core.desk.quiet import quiet_hours, told_quiet
from core.desk.time_words import clock, number_said
from core.desk.words import number_in
from core.domain.hours import zone_of
from core.domain.incoming import MessageIn, Press
from core.domain.message import Text
from core.domain.reasons import Why
from core.prompts.labels import simplified
from core.queue.thread import tell
from core.safety.consent import MEDIA
from core.safety.dialogue import Did
from core.scheduler.plan import plan_again
from core.store import clients, consents, last_check, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.calendar import weekday_name
from core.texts.counting import listed
from core.texts.say import plain, say

LANGUAGE, ZONE, QUIET, DAYS, CAP, MANNER = "language", "zone", "quiet", "days", "cap", "manner"
_TOPICS = {
    LANGUAGE: ("language", "sprache", "idioma", "lengua", "اللغة", "لغة"),
    ZONE: ("time", "zone", "time zone", "timezone", "zeit", "zeitzone", "uhrzeit", "hora", "zona", "الوقت", "وقت", "الساعة"),
    QUIET: ("quiet", "hours", "quiet hours", "ruhe", "ruhezeit", "ruhezeiten", "silencio", "horas", "الهدوء", "هدوء"),
    DAYS: ("days", "day", "weekdays", "tage", "tag", "wochentage", "días", "dia", "الأيام", "أيام"),
    CAP: (
        "cap", "how many", "how many a day", "at most", "most", "anzahl", "wie viele", "wie viele am tag", "höchstens", "cuántas",
        "cuántas al día", "como mucho", "máximo", "كم", "كم دعوة", "العدد",
    ),
    MEDIA: ("pictures", "pictures and voice", "voice", "media", "bilder", "bilder und stimme", "stimme", "imágenes", "fotos",
            "voz", "imágenes y voz", "الصور", "الصوت", "الصور والصوت"),
    MANNER: ("address", "form of address", "form", "anrede", "ansprache", "trato", "tratamiento", "المخاطبة", "صيغة المخاطبة"),
}  # fmt: skip
_TOPIC_OF = {simplified(word): topic for topic, words in _TOPICS.items() for word in words}
_TONGUES = {"en": "English", "de": "Deutsch", "es": "Español", "ar": "العربية"}
NIGHTS = ("22:00-08:00", "21:00-09:00", "23:00-07:00")
_CAPS = (1, 2, 3, 5)
MOST_A_DAY = 10
_DAYS = re.compile(r"[01]{7}", re.ASCII)
_PRESETS = {EVERY_DAY: "every", WEEKDAYS: "weekdays", WEEKEND: "weekend"}
_CITIES = 5  # offered for one time of day
_OTHER = "other"  # none of the cities that were offered
_BY_VALUE = (QUIET, CAP)  # where a number typed is a value, not a button's place
_A_WORD_COUNTS_FOR = timedelta(hours=1)  # a city alone, after the question for it


def open_settings(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press, rest: str = ""
) -> None:
    """What stands where, with a button for each; or one of them asked or set, where it was named."""
    demand(client_actor(client), Act.SET, about(client))
    topic, value = named(rest)
    if topic is None:
        _menu(unit, desk, where, client, by)
    elif not value:
        _ask(unit, desk, where, client, topic, by)
    else:
        _set(unit, desk, where, client, topic, value, by)


def named(rest: str) -> tuple[str | None, str]:
    """Topic and value of "/settings time Lisbon". The topic can be two or three words."""
    words = rest.split()
    for length in (3, 2, 1):
        topic = _TOPIC_OF.get(simplified(" ".join(words[:length])))
        if topic is not None and len(words) >= length:
            return topic, " ".join(words[length:])
    return None, ""


def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A button of the settings."""
    topic, _, value = thing.partition("-")
    if topic == "ask":
        open_settings(unit, desk, where, client, event, value)
    elif topic in _TOPICS and value:
        demand(client_actor(client), Act.SET, about(client))
        _set(unit, desk, where, client, topic, value, event)


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words alone, when the last thing said was one of these questions. False: they are meant for somebody else."""
    things = _asked(unit, client, message)
    if not things:
        return False
    found = _choice(things, message)
    topic, value = found or (things[0][0], message.text.strip())
    if topic == "ask":
        if found is None:
            return False
        _ask(unit, desk, where, client, value, message)
    elif found is not None or topic in (LANGUAGE, ZONE, QUIET, DAYS, CAP, MANNER):
        _set(unit, desk, where, client, topic, value, message)
    else:
        return False
    return True


def chosen(unit: Unit, client: Client, message: MessageIn) -> tuple[str, str] | None:
    """Topic and value of the button that words alone name, by its label or its number. None: they name none."""
    return _choice(_asked(unit, client, message), message)


def _choice(things: list[tuple[str, str, str]], message: MessageIn) -> tuple[str, str] | None:
    said, number = simplified(message.text), number_in(message.text)
    by_label = next((each for each in things if simplified(each[2]) == said), None)
    if by_label is not None:
        return by_label[:2]
    if number is None or not 1 <= number <= len(things) or things[0][0] in _BY_VALUE:
        return None
    return things[number - 1][:2]


def _asked(unit: Unit, client: Client, message: MessageIn) -> list[tuple[str, str, str]]:
    """Topic, value and label of each button under the last thing said, while words alone can be meant for it."""
    if message.files or message.edited_at is not None or "\n" in message.text.strip() or len(message.text) > 40:
        return []
    newest = last_check.newest_to(unit, client.id)
    if newest is None or unit.now - newest.created_at > _A_WORD_COUNTS_FOR:
        return []
    prefix = f"{Action.SET.value}."
    offered = [each for row in newest.message.buttons for each in row if each.handle.startswith(prefix)]
    pairs = [(each.handle.split(".")[1].partition("-"), each.label) for each in offered]
    return [(topic, value, label) for (topic, _, value), label in pairs]


# --- asking -----------------------------------------------------------------------------------------------------------
def _menu(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    language = client.language
    may = consents.says(unit, client.id, MEDIA)
    therapist = therapists.therapist(unit, client.therapist).name
    state = "media_state_open" if may is None else "media_state_yes" if may else "media_state_no"
    words = say(
        "settings",
        language,
        tongue=tongue(language),
        time=_clock(unit, client.zone),
        zone=city(client.zone),
        quiet=told_quiet(client.quiet, language),
        days=days_told(client.days, language),
        cap=client.cap,
        media=plain(state, language, therapist=therapist),
    )
    words = words + "\n" + say("settings_manner", language, manner=manner.told(client.manner, language))
    made = [
        button(unit, plain(f"set_{topic}", language), Action.SET, f"ask-{topic}", where.address) for topic in _TOPICS
    ]
    rows = tuple(tuple(made[start : start + 2]) for start in range(0, len(made), 2))
    answer_client(unit, desk, where, by, words, buttons=rows)


def _ask(unit: Unit, desk: Desk, where: ClientAddress, client: Client, topic: str, by: MessageIn | Press) -> None:
    if topic == MEDIA:
        media_consent.ask_again(unit, desk, where, client, by)
        return
    language = client.language
    match topic:
        case "language":
            choices = [(tongue(tag), tag) for tag in desk.consents().languages]
        case "zone":
            choices = [(f"{_clock(unit, zone)} {city(zone)}", zone) for zone in likely(unit.now, client.zone)]
        case "days":
            choices = [(plain(f"days_{name}", language), days) for days, name in _PRESETS.items()]
        case "cap":
            choices = [(str(each), str(each)) for each in _CAPS]
        case "manner":
            choices = manner.choices(language)
        case _:
            choices = [
                *((told_quiet(night, language), night) for night in NIGHTS),
                (plain("quiet_never", language), "none"),
            ]
    rows = _rows(unit, where, topic, choices)
    if topic == CAP:
        rows = (tuple(each for row in rows for each in row),)
    answer_client(unit, desk, where, by, say(f"ask_{topic}", language), buttons=rows)


def _rows(unit: Unit, where: ClientAddress, topic: str, choices: Sequence[tuple[str, str]]) -> Rows:
    """One button a row; two where there are more rows than Discord shows."""
    rows: Rows = tuple(
        (button(unit, label, Action.SET, f"{topic}-{value}", where.address),) for label, value in choices
    )
    if len(rows) > 5:
        rows = tuple((*first, *second) for first, second in zip(rows[::2], (*rows[1::2], ()), strict=False))
    return rows


# --- setting ----------------------------------------------------------------------------------------------------------
def _set(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    topic: str,
    value: str,
    by: MessageIn | Press,
) -> None:
    """Set, and confirm in one line, or say what was not understood."""
    rows: Rows = ()
    match topic:
        case "language":
            words = _language(unit, desk, client, value)
        case "zone":
            words, rows = _zone(unit, desk, where, client, value)
        case "quiet":
            words = _quiet(unit, desk, client, value)
        case "days":
            words = _days(unit, client, value)
        case "cap":
            words = _cap(unit, client, value)
        case "manner":
            words = manner.set_to(unit, client, value)
        case _:
            _media(unit, desk, where, client, value, by)
            return
    answer_client(unit, desk, where, by, words, buttons=rows)
    tell_set(unit, desk, client, topic, by)
    now = clients.client(unit, client.id)
    under_way = None if now.language == client.language else screens.in_language(unit, desk, now)
    if under_way is not None:  # a newer document is being asked about: it goes on in this language
        screens.write_down(unit, desk, where, now, under_way, cause=f"answer:{mark(unit, by)}:step")


def tell_set(unit: Unit, desk: Desk, before: Client, topic: str, by: MessageIn | Press) -> None:
    """Their therapist hears what is different now; nothing, where nothing is."""
    now = clients.client(unit, before.id)
    if _kept(now) == _kept(before):
        return
    language = therapists.therapist(unit, now.therapist).language
    what = {
        LANGUAGE: tongue(now.language),
        ZONE: now.zone,
        QUIET: told_quiet(now.quiet, language),
        DAYS: days_told(now.days, language),
        CAP: str(now.cap),
        MANNER: manner.told(now.manner, language),
    }[topic]
    told = say("client_set", language, alias=now.alias, what=f"{plain(f'set_{topic}', language)}: {what}")
    tell(unit, desk.practice, now, told, cause=f"set:{mark(unit, by)}")


def tongue_called(desk: Desk, value: str) -> str | None:
    """The language of this name or tag, of those that there is a document in."""
    said = simplified(value)
    known = desk.consents().languages
    return next((each for each in known if said in (simplified(each), simplified(tongue(each)))), None)


def unknown_tongue(desk: Desk, client: Client, word: str) -> Text:
    """There is no such language, but these."""
    tongues = ", ".join(tongue(each) for each in desk.consents().languages)
    return say("language_unknown", client.language, word=word, tongues=tongues)


def _kept(client: Client) -> tuple[object, ...]:
    return client.language, client.zone, client.quiet, client.days, client.cap, client.manner


def _language(unit: Unit, desk: Desk, client: Client, value: str) -> Text:
    tag = tongue_called(desk, value)
    if tag is None:
        return unknown_tongue(desk, client, value)
    if tag != client.language:
        clients.set_language(unit, client.id, tag)
    return say("language_set", tag, tongue=tongue(tag))


def _zone(unit: Unit, desk: Desk, where: ClientAddress, client: Client, value: str) -> tuple[Text, Rows]:
    """A city or zone is set; to a time of day the cities are offered in which it is that time now."""
    language = client.language
    stay = [(plain("zone_stay", language, time=_clock(unit, client.zone), zone=city(client.zone)), client.zone)]
    if value == _OTHER:
        return say("zone_write_city", language), _rows(unit, where, ZONE, stay)
    times = clock(tidy(value))
    if times:
        found = showing(unit.now, times, client.zone, language)
        if not found:
            return say("zone_no_such_time", language, time=value), _rows(unit, where, ZONE, stay)
        found = sorted(found, key=lambda zone: _clock(unit, zone) != _clock(unit, found[0]))  # the likelier half first
        clocks = {zone: _clock(unit, zone) for zone in found[:_CITIES]}
        one_time = len(set(clocks.values())) == 1
        offered = [(city(zone) if one_time else f"{clocks[zone]} {city(zone)}", zone) for zone in clocks]
        offered.append((plain("zone_none_of_these", language), _OTHER))
        return say("zone_where", language, time=clocks[found[0]] if one_time else value), _rows(
            unit, where, ZONE, offered
        )
    zone = value if is_zone(value) and "/" in value else zone_called(value)
    if zone is None:
        return say("zone_unknown", language, word=value), ()
    if zone != client.zone:
        clients.set_zone(unit, client.id, zone)
        plan_again(unit, desk.library(), client.id)
    return say("zone_set", language, time=_clock(unit, zone), zone=city(zone)), ()


def _days(unit: Unit, client: Client, value: str) -> Text:
    days = value if _DAYS.fullmatch(value) else days_named(value)
    if days is None:
        return say("days_unknown", client.language, word=value)
    if days == NO_DAY:
        return say("days_none", client.language)
    if days != client.days:
        clients.set_days(unit, client.id, days)  # asked when a prompt is due; what is planned does not hang on them
    return say("days_set", client.language, days=days_told(days, client.language))


def _cap(unit: Unit, client: Client, value: str) -> Text:
    cap = number_said(value)
    if cap == 0:
        return say("days_none", client.language)
    if cap is None or cap > MOST_A_DAY:
        return say("cap_unknown", client.language, word=value)
    if cap != client.cap:
        clients.set_cap(unit, client.id, cap)  # as with the days
    return say("cap_set", client.language, count=cap)


def _quiet(unit: Unit, desk: Desk, client: Client, value: str) -> Text:
    quiet = quiet_hours(value)
    if quiet is None:
        return say("quiet_unknown", client.language, word=value)
    if quiet != client.quiet:
        clients.set_quiet(unit, client.id, quiet)
        plan_again(unit, desk.library(), client.id, why=Why.QUIET)  # random windows are clipped by them
    if not quiet:
        return say("quiet_off", client.language)
    start, end = quiet.split("-")
    return say("quiet_set", client.language, start=start, end=end)


def _media(unit: Unit, desk: Desk, where: ClientAddress, client: Client, value: str, by: MessageIn | Press) -> None:
    event = understood(value, (Did.YES, Did.NO), (("yes",), ("no",)))
    if event in (Did.YES, Did.NO):
        media_consent.decide(unit, desk, where, client, by, agreed=event is Did.YES)
    else:
        media_consent.ask_again(unit, desk, where, client, by)


def tongue(language: str) -> str:
    """A language's name in itself."""
    return _TONGUES.get(language, language)


def _clock(unit: Unit, zone: str) -> str:
    return f"{unit.now.astimezone(zone_of(zone)):%H:%M}"


def days_told(days: str, language: str) -> str:
    """Days as they are kept, in words: "Monday to Friday", "Monday and Wednesday"."""
    if days in _PRESETS:
        return plain(f"days_told_{_PRESETS[days]}", language)
    return listed([weekday_name(number, language) for number, may in enumerate(days) if may == "1"], language)
