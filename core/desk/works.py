"""What a client made: a list in pages, and each work sent whole once more, as it was (SPEC 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk.access import Act
from core.desk.context import Desk, Rows, about, answer_client, answered_before, client_actor, demand, mark
from core.desk.words import number_in
from core.domain.delivery import DeliveryKind
from core.domain.hours import zone_of
from core.domain.incoming import MessageIn, Press
from core.domain.message import Capabilities, OutgoingFile, OutgoingMessage, Text, bold, italic
from core.domain.states import MatchKind
from core.prompts.playing import unpack
from core.queue import told
from core.queue.own_files import own_file, without_file
from core.store import last_check, media, replies, scenes, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.replies import Part, Reply
from core.store.unit import Unit
from core.texts.calendar import day_date_and_time
from core.texts.say import isolate, plain, say

PAGE = 6  # two rows of three numbers, and one that leads on: every platform shows five
_ACROSS = 3
_A_NUMBER_COUNTS_FOR = timedelta(hours=1)  # after the list; later it is what somebody writes, and is kept

_Piece = Text | tuple[Text, OutgoingFile]


# --- the list ---------------------------------------------------------------------------------------------------------
def show_page(unit: Unit, desk: Desk, where: ClientAddress, client: Client, page: int, by: MessageIn | Press) -> None:
    """One page of it, the newest first."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    count, language = replies.count_works(unit, client.id), client.language
    page = max(0, min(page, (count - 1) // PAGE))
    found = replies.works(unit, client.id, first=page * PAGE, limit=PAGE)
    if not found:
        answer_client(unit, desk, where, by, say("works_none", language))
        return
    numbered = list(enumerate(found, start=page * PAGE + 1))
    last = numbered[-1][0]
    words = say("works_head", language, first=numbered[0][0], last=last, count=count)
    for number, reply in numbered:
        title, when = _title(unit, client, reply), _when(client, reply)
        words = words + "\n" + say("works_line", language, number=number, title=title, when=when)
    words = words + "\n" + say("works_typed", language)
    answer_client(unit, desk, where, by, words, buttons=_rows(unit, where, client, page, numbered, more=last < count))


def press_page(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """Newer or older."""
    whose, _, page = thing.partition("-")
    if whose == client.id and not answered_before(unit, event):
        show_page(unit, desk, where, client, int(page), event)


def _rows(
    unit: Unit, where: ClientAddress, client: Client, page: int, numbered: list[tuple[int, Reply]], *, more: bool
) -> Rows:
    at = where.address
    made = [button(unit, str(number), Action.WORK, reply.id, at) for number, reply in numbered]
    rows = [tuple(made[start : start + _ACROSS]) for start in range(0, len(made), _ACROSS)]
    ways = [("works_newer", page - 1)] if page else []
    ways += [("works_older", page + 1)] if more else []
    if ways:
        names = [(plain(key, client.language), f"{client.id}-{to}") for key, to in ways]
        rows.append(tuple(button(unit, label, Action.WORKS, thing, at) for label, thing in names))
    return tuple(rows)


def _title(unit: Unit, client: Client, reply: Reply) -> str:
    if reply.occurrence is not None:
        return schedule.occurrence(unit, reply.occurrence).title
    return plain("works_message", client.language, therapist=therapists.therapist(unit, client.therapist).name)


def _when(client: Client, reply: Reply) -> str:
    return day_date_and_time(reply.opened_at.astimezone(zone_of(client.zone)), client.language)


# --- one of them ------------------------------------------------------------------------------------------------------
def press_work(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """By its number's button, however old."""
    reply = replies.reply(unit, thing)
    if reply.client == client.id and not answered_before(unit, event):
        _send(unit, desk, where, client, reply, event)


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Its number, soon after the list and while that is the last thing that was said. False: it is meant for somebody else."""
    number = number_in(message.text)
    newest = None if number is None else last_check.newest_to(unit, client.id)
    if newest is None or unit.now - newest.created_at > _A_NUMBER_COUNTS_FOR:
        return False
    for each in (each for row in newest.message.buttons for each in row):
        action, _, rest = each.handle.partition(".")
        if action == Action.WORK and each.label == str(number):
            reply = replies.reply(unit, rest.partition(".")[0])
            if reply.client == client.id:
                _send(unit, desk, where, client, reply, message)
                return True
    return False


def _send(unit: Unit, desk: Desk, where: ClientAddress, client: Client, reply: Reply, by: MessageIn | Press) -> None:
    """Its words and files in their order; what was taken back is not among them."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    able = desk.practice.account(where.address.account).capabilities
    pieces = list(_together(_pieces(unit, client, reply, able)))
    head = say("work_head", client.language, title=_title(unit, client, reply), when=_when(client, reply))
    if pieces and isinstance(first := pieces[0], Text):
        head, pieces = head + "\n" + first, pieces[1:]
    elif not pieces:
        head = head + "\n" + say("work_none", client.language)
    answer_client(unit, desk, where, by, head)
    for number, piece in enumerate(pieces):
        message = OutgoingMessage(piece) if isinstance(piece, Text) else OutgoingMessage(piece[0], file=piece[1])
        cause = f"work:{mark(unit, by)}:{number}"
        write.to_client(unit, desk.practice, where, DeliveryKind.ANSWER, message, cause=cause)


def _pieces(unit: Unit, client: Client, reply: Reply, able: Capabilities) -> Iterator[_Piece]:
    parts = [part for part in replies.parts_of(unit, reply.id) if not part.withdrawn]
    scene = None if reply.evidence is not MatchKind.SCENE else scenes.of_occurrence(unit, reply.occurrence or "")
    if scene is None:
        for part in parts:
            yield from _part(unit, client, part, able)
        return
    by_id: dict[str | None, Part] = {part.id: part for part in parts}
    script = unpack(scene.script)
    for line in scenes.lines(unit, scene.id):
        if line.speaker == "vignette":
            yield italic(line.text)
            continue
        who = bold(isolate(script.roles.get(line.role, plain("work_scene_you", client.language)))) + ": "
        if line.text:
            yield who + line.text
        elif line.part in by_id:
            yield from _part(unit, client, by_id[line.part], able, who=who)


def _part(unit: Unit, client: Client, part: Part, able: Capabilities, *, who: Text | None = None) -> Iterator[_Piece]:
    lines = [Text(part.text)] if part.text else []
    lines = [*told.before(part, client.language), *lines, *told.beside(part, client.language)]
    words = Text("") if who is None else who
    for number, line in enumerate(lines):
        words = words + ("\n" if number else "") + line
    for what in (each for each in media.of_part(unit, part.id) if not part.has_taken_off(each.id)):
        file = own_file(what, able)
        if file is None:
            words = words + ("\n" if words.plain else "") + without_file(what, client.language)
        else:
            yield (words, file)
            words = Text("")
    if words.plain:
        yield words


def _together(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Words that follow each other are one message; how long one may be is settled where it is written."""
    waiting: Text | None = None
    for piece in pieces:
        if isinstance(piece, Text):
            waiting = piece if waiting is None else waiting + "\n\n" + piece
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        yield piece
    if waiting is not None:
        yield waiting
