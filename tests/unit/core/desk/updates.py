"""Stories made of raw updates: two clients, their therapist, a line that holds and shuffles, a service that breaks off.

Beside them stands the simplest model there is: what was sent, what it says now, what was taken back.
"""

from __future__ import annotations

import random
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from core.delivery.ownership import take_over
from core.desk.context import Desk
from core.desk.effects import DeskEffects
from core.desk.renewal import Renewals
from core.domain.address import Address
from core.domain.incoming import RawUpdate
from core.prompts.library import Library
from core.queue.folding import Folding
from core.store import inbox
from tests.unit.core.desk.bench import SECOND_DUE, Bench
from tests.unit.core.desk.letters import Discord, Json, Telegram
from tests.unit.core.desk.lines import BreakingHandler, Company, Here, Letter, Sent, Writer, at_once, letters_of
from tests.unit.core.desk.people import NUMBERS, Person

Op = tuple[str, int]
WAITS = tuple(timedelta(seconds=s) for s in (2, 20, 61, 200, 601, 3700, 6 * 3600, 25 * 3600))
_NEVER_PRESSED = ("Leave", "Stop everything", "Rest")  # what is written afterwards is not kept, or not answered
_POST_GOES = 0.3  # how often what was caused goes out before the next thing happens
_ALBUM_LATE = 0.4  # how often the rest of an album is held up behind its first picture
_SOME_STAY = 0.6  # how often only one half of what was held comes
_WEIGHTS = {
    "write": 30,
    "album": 10,
    "edit": 14,
    "delete": 6,
    "quote": 6,
    "press": 6,
    "again": 8,
    "copy": 6,
    "hold": 5,
    "release": 8,
    "done": 5,
    "room writes": 3,
    "room answers": 4,
    "room edits": 3,
    "room presses": 5,
    "wait": 12,
    "next prompt": 3,
    "hold the post": 4,
    "post": 4,
    "asleep": 3,
    "breaks": 4,
    "restart": 3,
    "broken": 2,
    "nothing": 2,
}


def a_sequence(chance: random.Random) -> list[Op]:
    """5 to 20 things that happen, mostly few."""
    length = 4 + min(chance.randrange(16) for _ in range(3))
    names = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=length)
    first = [(name, chance.randrange(1 << 16)) for name in ("write", "hold")[: chance.choice((1, 1, 2))]]
    return [*first, *((name, chance.randrange(1 << 16)) for name in names)]


class Story:
    """One bench on which one sequence after the other is played, each from the same beginning."""

    def __init__(self, file: Path, company: Company, library: Library) -> None:
        self.file, self.company, self.library = file, company, library
        shutil.copyfile(company.beginning.file, file)
        self.bench = Bench(f"sqlite:///{file}", library)
        self.begin()

    def begin(self) -> None:
        """Back to the beginning, in a new process."""
        self.bench.store._engine.dispose()
        for name in ("", "-wal", "-shm"):
            Path(f"{self.file}{name}").unlink(missing_ok=True)
        shutil.copyfile(self.company.beginning.file, self.file)
        self.bench.resume(self.company.beginning)
        self._new_process()
        self.mira = Writer(self.company.beginning.mira.on(self.bench), letters_of(self.company.beginning.mira))
        self.noor = Writer(self.company.noor.on(self.bench), letters_of(self.company.noor))
        self.writers = (self.mira, self.noor)
        self.room_words: dict[str, list[str]] = {}  # of a therapist's message: every version
        self.room_told: dict[str, tuple[Json, bool]] = {}  # and its JSON, and whether it answers a card
        self.asides = self.counted = 0
        self.is_asleep = self.is_post_held = self.bench.carrying = False

    def _new_process(self) -> None:
        """What a process has in memory, anew. The schema, which nothing here changes, is not looked at again."""
        bench = self.bench
        bench.desk = Desk(bench.facts, lambda: bench.library, Folding(bench.clock.monotonic), lambda: bench.consents)
        bench.renewals, bench.effects = Renewals(bench.desk), DeskEffects(bench.desk)
        for account, sender in bench.senders.items():
            sender._effects = bench.effects
            sender._ownership.epoch = bench.store.run_here(take_over, account, "bench", timedelta(hours=1))
        here = Here(bench)
        self.handlers = {
            post.account: BreakingHandler(
                here, bench.desk, post.translator, bench.senders[post.account]._ownership, here, lambda _: "FAULT"
            )
            for post in (Telegram(), Discord())
        }
        self.room = self.company.beginning.room.on(bench)
        self.room_post = letters_of(self.room)

    # --- what happens -------------------------------------------------------------------------------------------------
    def do(self, what: Op) -> None:
        """One thing. The number says which, whatever there is to choose from."""
        name, number = what
        chance = random.Random(number)
        who = self.noor if chance.random() < 0.2 else self.mira
        getattr(self, "_" + name.replace(" ", "_"))(who, chance)
        if not self.is_post_held and chance.random() < _POST_GOES:
            self.bench.carry()

    def _tick(self, seconds: int = 1) -> None:
        self.bench.clock.at += timedelta(seconds=seconds)

    def _next(self, mark: str) -> str:
        self.counted += 1
        return f"{mark}{self.counted}v0"

    def _send(
        self,
        who: Writer,
        told: list[Json],
        words: list[str],
        *,
        can_change: bool,
        album: bool = False,
        is_late: bool = False,
    ) -> None:
        first = None
        for each, said in zip(told, words, strict=True):
            number = int(each["message_id"] if isinstance(who.post, Telegram) else each["id"])
            first = first or number
            shown = said if said in str(each) else ""
            files = len(each.get("attachments", ())) or len(set(each) & _FILE_NAMES)
            group = first if album else None
            who.sent.append(Sent(number, each, [shown], files, album=group, can_change=can_change))
            self._under_way(who, Letter(who.post.sent(each), of=number))
            who.is_held = who.is_held or (album and is_late)

    def _write(self, who: Writer, chance: random.Random, *, quotes: str = "") -> None:
        self._tick(chance.randrange(3))
        words, kind = self._next("w"), chance.choice(who.post.kinds)
        number, person = str(next(NUMBERS)), who.person
        told = who.post.message(person.user, person.address, number, kind, words, self.now, quotes=quotes)
        can_change = "text" in told or "caption" in told or bool(told.get("content"))
        self._send(who, [told], [words], can_change=can_change)

    def _album(self, who: Writer, chance: random.Random) -> None:
        self._tick(chance.randrange(3))
        words = self._next("w").replace("v0", "")
        numbers = [str(next(NUMBERS)) for _ in range(chance.randint(2, 4))]
        if isinstance(who.post, Discord):
            numbers, words = numbers[:1], words + "v0"
        told = who.post.album(who.person.user, who.person.address, numbers, words, self.now)
        captions = [each.get("caption") or each["content"] for each in told]
        self._send(who, told, captions, can_change=True, album=len(told) > 1, is_late=chance.random() < _ALBUM_LATE)

    def _quote(self, who: Writer, chance: random.Random) -> None:
        told = [each.message for each in who.person.told()] + [str(sent.number) for sent in who.live()]
        self._write(who, chance, quotes=chance.choice(told))

    def _edit(self, who: Writer, chance: random.Random) -> None:
        known = [sent for sent in who.live() if sent.can_change]
        if known:
            self._tick()
            sent = chance.choice(known) if chance.random() < 0.4 else known[-1]
            back = len(sent.words) > 1 and chance.random() < 0.4  # to what it said before
            words = sent.words[-2] if back else re.sub(r"(v\d+)?$", f"v{len(sent.words)}", sent.words[0], count=1)
            sent.words.append(words)
            sent.told, event = who.post.edited(sent.told, words, self.now)
            self._under_way(who, Letter(event, of=sent.number))

    def _delete(self, who: Writer, chance: random.Random) -> None:
        if isinstance(who.post, Discord) and who.live():
            sent = chance.choice(who.live())
            sent.is_gone = True
            self._under_way(who, Letter(who.post.deleted(sent.told), of=sent.number))

    def _press(self, who: Writer, chance: random.Random) -> None:
        self._press_one(who.post, who.person, who.person.address, chance)

    def _room_presses(self, who: Writer, chance: random.Random) -> None:
        self._press_one(self.room_post, self.room, self.room.into(who.person.thread), chance)

    def _press_one(self, post: Telegram | Discord, by: Person, where: Address, chance: random.Random) -> None:
        told = self.bench.place(where).told
        buttons = [(label, handle, each.message) for each in told for label, handle in each.buttons.items()]
        pressed = [rest for label, *rest in buttons if not any(word in label for word in _NEVER_PRESSED)]
        if pressed:
            self._keep(post, post.raw(post.pressed(by.user, where, *chance.choice(pressed), self.now), self.now))

    def _done(self, who: Writer, chance: random.Random) -> None:
        person, number = who.person, str(next(NUMBERS))
        told = who.post.message(person.user, person.address, number, "text", "done", self.now)
        self._under_way(who, Letter(who.post.sent(told)))

    # --- on the line ------------------------------------------------------------------------------------------------------
    def _under_way(self, who: Writer, letter: Letter) -> None:
        who.line.append(letter)
        if not who.is_held:
            self._arrive(who)

    def _arrive(self, who: Writer) -> None:
        for letter in who.line:
            raw = who.post.raw(letter.event, self.now)
            who.past.append((letter, raw))
            self._keep(who.post, raw)
        who.line.clear()

    def _hold(self, who: Writer, chance: random.Random) -> None:
        who.is_held = True

    def _release(self, who: Writer, chance: random.Random) -> None:
        """What was held comes, shuffled, all of it or some; but no platform tells of a deletion before its message."""
        chance.shuffle(who.line)
        who.line.sort(key=_is_deletion)
        some = (len(who.line) + 1) // 2 if chance.random() < _SOME_STAY else len(who.line)
        held = who.line[some:]
        del who.line[some:]
        self._arrive(who)
        who.line += held
        who.is_held = bool(held)

    def _let_go(self) -> None:
        for who in self.writers:
            while who.line:
                self._release(who, random.Random(len(who.line)))
            who.is_held = False

    def _again(self, who: Writer, chance: random.Random) -> None:
        if who.past:
            self._keep(who.post, chance.choice(who.past)[1])

    def _copy(self, who: Writer, chance: random.Random) -> None:
        if who.past:
            self._keep(who.post, who.post.copied(chance.choice(who.past)[0].event, self.now))

    def _broken(self, who: Writer, chance: random.Random) -> None:
        self.asides += 1
        event = who.post.broken(who.person.user, who.person.address, str(next(NUMBERS)))
        self._keep(who.post, who.post.raw(event, self.now))

    def _nothing(self, who: Writer, chance: random.Random) -> None:
        event = who.post.needs_nothing(who.person.user, who.person.address, str(next(NUMBERS)), self.now)
        self._keep(who.post, who.post.raw(event, self.now))

    def _keep(self, post: Telegram | Discord, raw: RawUpdate) -> None:
        epoch = self.bench.senders[post.account]._ownership.epoch
        self.bench.store.run_here(inbox.keep, post.account, epoch, [raw], None)
        if not self.is_asleep:
            self.handle()

    def handle(self) -> None:
        """Everything that waits in both inboxes, as the loop takes it."""
        for account, handler in self.handlers.items():
            while waiting := self.bench.store.run_here(inbox.next_waiting, account):
                for one in waiting:
                    at_once(handler._handle(one))

    # --- the therapist ----------------------------------------------------------------------------------------------------
    def _room_writes(self, who: Writer, chance: random.Random, *, quotes: str = "") -> None:
        self._tick()
        words, number, where = self._next("t"), str(next(NUMBERS)), self.room.into(who.person.thread)
        told = self.room_post.message(self.room.user, where, number, "text", words, self.now, quotes=quotes)
        self.room_words[number] = [words]
        self.room_told[number] = told, bool(quotes)
        self._keep(self.room_post, self.room_post.raw(self.room_post.sent(told), self.now))

    def _room_answers(self, who: Writer, chance: random.Random) -> None:
        cards = [each.message for each in self.room.seen(who.person.thread) if re.search(r"w\d+", each.text)]
        if cards:
            self._room_writes(who, chance, quotes=chance.choice(cards))

    def _room_edits(self, who: Writer, chance: random.Random) -> None:
        if self.room_told:
            self._tick()
            number = chance.choice(list(self.room_told))
            told, answers = self.room_told[number]
            words = re.sub(r"v\d+$", f"v{len(self.room_words[number])}", self.room_words[number][0])
            self.room_words[number].append(words)
            newer, event = self.room_post.edited(told, words, self.now)
            self.room_told[number] = newer, answers
            self._keep(self.room_post, self.room_post.raw(event, self.now))

    # --- time and the service ---------------------------------------------------------------------------------------------
    @property
    def now(self) -> datetime:
        """By the bench's clock."""
        return self.bench.clock.at

    def _wait(self, who: Writer, chance: random.Random) -> None:
        self.bench.wait(chance.choice(WAITS))

    def _next_prompt(self, who: Writer, chance: random.Random) -> None:
        if self.now < SECOND_DUE:
            self.bench.move_to(SECOND_DUE)

    def _hold_the_post(self, who: Writer, chance: random.Random) -> None:
        self.is_post_held = True

    def _post(self, who: Writer, chance: random.Random) -> None:
        self.is_post_held = False
        self.bench.carry()

    def _asleep(self, who: Writer, chance: random.Random) -> None:
        """What comes is kept, and nobody handles it."""
        self.is_asleep = True

    def _breaks(self, who: Writer, chance: random.Random) -> None:
        self.handlers[who.post.account].breaks = chance.randint(1, 2)

    def _restart(self, who: Writer, chance: random.Random) -> None:
        """Everything in memory is gone; what people see and the file remain. What waits is handled first."""
        if chance.random() < 0.3:
            old = self.bench
            old.store.close_here()
            self.bench = Bench(f"sqlite:///{self.file}", self.library)
            self.bench.places, self.bench.clock.at, self.bench.carrying = old.places, old.clock.at, False
            for each in self.writers:
                each.person = each.person.on(self.bench)
        self._new_process()
        self.is_asleep = False
        self.bench.woken |= {"main", "den"}
        self.handle()

    def come_to_rest(self, *, passes: timedelta) -> None:
        """Everything that is under way arrives, and some time passes."""
        self.is_asleep = False
        self._let_go()
        self.handle()
        self.bench.wait(passes)
        self.bench.carry()


_FILE_NAMES = {"photo", "voice", "video", "document", "video_note", "sticker", "audio"}


def _is_deletion(letter: Letter) -> bool:
    return letter.event[0] == "MESSAGE_DELETE"
