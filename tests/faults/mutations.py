"""Takes each protection away, one at a time, in a copy of the house, and sees that a test turns red: `make mutations`.

A protection whose removal no test notices is one that the next change can lose. Exit 1 when any stays green.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("bots", "config", "core", "tests", "pyproject.toml")
FAILED = 1  # pytest: tests were run, and some failed
LONGEST_S = 120

TABLES = "core/store/migrations/versions/0001_first_tables.py"
DOUBLES = "tests/faults/test_protections.py::test_the_database_itself_forbids_the_double[sqlite]"
LATE = "tests/faults/test_owners.py::test_a_late_owner_is_refused_by_the_database_itself[sqlite]"
OTHERS = "tests/faults/test_protections.py::test_nobody_but_the_therapist_acts_in_a_room"
SEALED = "tests/faults/test_protections.py::test_a_sealed_value_opens_in_its_own_place_only"
HANDLES = "tests/faults/test_protections.py::test_a_handle_works_in_its_chat_only"
JUDGED = "tests/unit/core/scheduler/test_judge.py"
PLANNED = "tests/contract/scheduler/test_planning.py"
SHELF = "tests/contract/scheduler/test_shelf.py"
REVISIONS = "tests/contract/store/test_revisions.py"
GAPS = "tests/contract/scheduler/test_gaps_and_pools.py"
CHILD = "tests/unit/core/replies/test_preview.py"
HOSTILE = "tests/faults/test_hostile_media.py"
BOXES = "tests/unit/core/replies/test_mp4.py"
DEVELOPED = "tests/unit/core/desk/test_developing_desk.py"
RELEASED = "tests/contract/scheduler/test_releasing.py"
LAST_QUESTION = "tests/faults/test_protections.py::test_the_last_question_before_a_call"


@dataclass(frozen=True)
class Protection:
    """What is taken away: this text, found exactly once in this file, becomes `instead`; then `test` must fail."""

    name: str
    file: str
    text: str
    test: str
    instead: str = ""


PROTECTIONS = (
    Protection(
        "files: the child opens nothing",
        "core/replies/developing.py",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))",
        f"{CHILD}::test_it_opens_nothing[socket.socket()]",
        "pass",
    ),
    Protection(
        "files: the child has no environment",
        "core/replies/preview.py",
        "            env={},\n",
        f"{CHILD}::test_it_knows_nothing_of_where_it_runs",
    ),
    Protection(
        "files: pixels are counted before they are decoded",
        "core/replies/picture.py",
        "check_sides(*sides)",
        f"{HOSTILE}::test_every_file_is_shown_clean_or_has_its_reason[without audio-png]",
        "pass",
    ),
    Protection(
        "files: notes inside a film do not come along",
        "core/replies/samples.py",
        "if entry.unit_kind(piece[start]) not in entry.notes:",
        f"{BOXES}::test_notes_between_pictures_are_left_out",
        "if True:",
    ),
    Protection(
        "files: a download that broke off is not kept as whole",
        "core/replies/fetch.py",
        "if what.size is not None and kept.size < what.size:",
        "tests/unit/core/desk/test_fetching.py::test_a_download_that_breaks_off_is_begun_anew",
        "if False:",
    ),
    Protection(
        "files: what lies here is not fetched again",
        "core/store/media.py",
        ".where(media.c.account == account, _WANTED, media.c.blob.is_(None), media.c.next_at <= unit.now)",
        "tests/contract/store/test_media.py::test_what_lies_here_is_not_fetched_again[sqlite]",
        ".where(media.c.account == account, _WANTED, media.c.next_at <= unit.now)",
    ),
    Protection(
        "files: what lies here cannot be lost",
        "core/store/media.py",
        "sa.update(media).where(media.c.id == what.id, _WANTED, media.c.blob.is_(None)).values(state=state.value)",
        "tests/contract/store/test_media.py::test_what_lies_here_cannot_be_lost[sqlite]",
        "sa.update(media).where(media.c.id == what.id, _WANTED).values(state=state.value)",
    ),
    Protection(
        "files: what was taken back while it was made ready is not shown",
        "core/replies/prepare.py",
        "        if is_taken_back(unit, what):\n            shown, why = None, NotShown.DROPPED\n",
        f"{DEVELOPED}::test_what_was_sealed_when_the_message_was_deleted_does_not_stay",
    ),
    Protection(
        "files: whoever lost an account says nothing of what it made ready",
        "core/replies/prepare.py",
        "        leases.fence(unit, what.ref.account, epoch)\n",
        f"{DEVELOPED}::test_a_process_whose_account_was_taken_over_says_nothing",
    ),
    Protection(
        "unique: one update, one row",
        TABLES,
        'sa.UniqueConstraint("account", "update_index", name=op.f("uq_inbox_account_update_index")),',
        DOUBLES,
    ),
    Protection(
        "unique: one cause, one delivery",
        TABLES,
        'sa.UniqueConstraint("cause", name=op.f("uq_outbox_cause")),',
        DOUBLES,
    ),
    Protection(
        "unique: one slot, one occurrence",
        TABLES,
        """sa.UniqueConstraint(
            "enrolment", "step", "local_date", "slot", name=op.f("uq_occurrences_enrolment_step_local_date_slot")
        ),""",
        DOUBLES,
    ),
    Protection(
        "unique: one message, one part",
        TABLES,
        """sa.UniqueConstraint(
            "account", "chat_index", "message_index", name=op.f("uq_parts_account_chat_index_message_index")
        ),""",
        DOUBLES,
    ),
    Protection(
        "no prompt without a consent",
        TABLES,
        """sa.CheckConstraint(
            "kind <> 'prompt' OR (consent IS NOT NULL AND client IS NOT NULL)",
            name=op.f("ck_outbox_prompt_needs_consent"),
        ),""",
        DOUBLES,
    ),
    Protection(
        "a prompt's consent is that client's",
        TABLES,
        """sa.ForeignKeyConstraint(
            ["consent", "client"], ["consents.id", "consents.client"], name=op.f("fk_outbox_consent_client_consents")
        ),""",
        DOUBLES,
    ),
    Protection(
        "unique: one question before one sending",
        "core/store/migrations/versions/0003_time.py",
        """sa.UniqueConstraint("occurrence", "moment", "sending", name=op.f("uq_check_ins_occurrence_moment_sending")),""",
        "tests/contract/store/test_check_ins.py::test_nothing_is_asked_twice_before_the_same_sending[sqlite]",
    ),
    Protection(
        "asked before a personal prompt",
        "core/scheduler/asking.py",
        "        return Ask() if asks else verdict\n",
        "tests/unit/core/desk/test_check_in_desk.py::test_it_is_asked_before_and_the_prompt_waits",
        "        return verdict\n",
    ),
    Protection(
        "left out after a heavy answer",
        "core/desk/check_in.py",
        "    schedule.skip(unit, what, Why.NOT_AFTER)\n",
        "tests/unit/core/desk/test_check_in_desk.py::test_heavy_offers_three_ways_and_sends_nothing",
    ),
    Protection(
        "the check before sending",
        "core/delivery/dispatcher.py",
        "verdict = may_send(send_facts(unit, what))",
        "tests/faults/test_protections.py::test_a_prompt_on_its_way_stops_with_the_consent",
        "verdict = Verdict(Ruling.GO)",
    ),
    Protection(
        "fence: no call is begun by a late owner",
        "core/store/outbox.py",
        "    fence(unit, what.account, epoch)\n",
        LATE,
    ),
    Protection(
        "fence: no call is judged by a late owner",
        "core/store/outbox.py",
        ".where(outbox.c.id == what.id, outbox.c.state == DeliveryState.SENDING.value, outbox.c.epoch == epoch)",
        LATE,
        ".where(outbox.c.id == what.id, outbox.c.state == DeliveryState.SENDING.value)",
    ),
    Protection(
        "fence: no update is kept by a late owner", "core/store/inbox.py", "    fence(unit, account, epoch)\n", LATE
    ),
    Protection(
        "fence: no update is handled by a late owner",
        "core/desk/loop.py",
        "        leases.fence(unit, self._ownership.account, self._ownership.epoch)\n",
        LATE,
    ),
    Protection(
        "Telegram: commit before confirm",
        "bots/telegram/gateway.py",
        "        await mailbox.keep(raw, Cursor(self._source, str(numbers[-1] + 1)))\n",
        "tests/faults/test_store_faults.py::test_telegram_keeps_what_the_store_did_not_take",
        '        await line.call("getUpdates", {"offset": numbers[-1] + 1, "timeout": 0})\n'
        "        await mailbox.keep(raw, Cursor(self._source, str(numbers[-1] + 1)))\n",
    ),
    Protection(
        "Discord: commit before the press is acknowledged",
        "bots/discord/recorder.py",
        "        await self.commit(raws)\n        for heard in events:\n",
        "tests/faults/test_store_faults.py::test_discord_loses_nothing_that_the_store_did_not_take",
        "        self._later = asyncio.create_task(self.commit(raws))\n        for heard in events:\n",
    ),
    Protection(
        "sealing: bound to its place",
        "core/store/sealing.py",
        'return "\\x1f".join(("vignette", cell.table, cell.column, cell.row, owner, str(version))).encode()',
        SEALED,
        'return b"vignette"',
    ),
    Protection(
        "sealing: bound to its client",
        "core/store/sealing.py",
        "cell.row, owner, str(version)",
        SEALED,
        "cell.row, str(version)",
    ),
    Protection(
        "a button's tag is ours",
        "core/delivery/handles.py",
        "return Handle(known, thing) if hmac.compare_digest(right.encode(), tag.encode()) else None",
        HANDLES,
        "return Handle(known, thing)",
    ),
    Protection(
        "a button works in its own chat",
        "core/delivery/handles.py",
        'return f"{action}.{thing}.{chat}"',
        HANDLES,
        'return f"{action}.{thing}"',
    ),
    Protection(
        "only the room's therapist presses",
        "core/desk/press_desk.py",
        'if room is None or room.member_index != unit.index("user", event.sender.id):',
        OTHERS,
        "if room is None:",
    ),
    Protection(
        "only the room's therapist is heard",
        "core/desk/reception.py",
        'if room.member_index == unit.index("user", message.sender.id):',
        OTHERS,
        "if room is not None:",
    ),
    Protection(
        "a card goes to the present therapist only",
        "core/delivery/may_send.py",
        "if facts.room_therapist is not None and facts.assigned_therapist != facts.room_therapist:",
        LAST_QUESTION,
        "if facts.room_therapist == facts.assigned_therapist == None:",
    ),
    Protection(
        "a therapist acts for their own clients only",
        "core/desk/access.py",
        "return owner == actor.id",
        "tests/faults/test_protections.py::test_a_therapist_acts_for_their_own_clients_only",
        "return bool(owner)",
    ),
    Protection(
        "time: quiet hours win",
        "core/scheduler/judge.py",
        "at, why = next_allowed(due.now, due.hours)",
        f"{JUDGED}::test_quiet_hours",
        "at, why = due.now, None",
    ),
    Protection(
        "time: the cap wins",
        "core/scheduler/judge.py",
        "if not due.is_again and _today(due) >= due.cap:",
        f"{RELEASED}::test_the_cap_counts_local_days_over_all_programmes[sqlite]",
        "if False:",
    ),
    Protection(
        "time: one overdue prompt",
        "core/scheduler/judge.py",
        "if gap_at is not None and any(at >= gap_at for at in (*(went.at for went in due.went), *due.asked)):",
        f"{GAPS}::test_one_overdue_prompt_at_most[sqlite-late0]",
        "if False:",
    ),
    Protection(
        "time: one overdue prompt, also when it had to wait",
        "core/scheduler/release.py",
        "gap_at=None if what.id in around.asked else around.gaps.get(what.id),",
        f"{GAPS}::test_one_overdue_prompt_at_most_also_after_a_night[sqlite]",
    ),
    Protection(
        "time: rules of now before what is due is judged",
        "core/scheduler/release.py",
        "if _rules_first(unit, library, due):",
        f"{GAPS}::test_an_outage_with_an_edit_sends_nothing_of_the_old_library[sqlite]",
        "if False:",
    ),
    Protection(
        "library: nothing goes out by one that was just replaced",
        "core/scheduler/heartbeat.py",
        "if self._shelf is not None and not self._shelf.goes_by(unit):",
        f"{SHELF}::test_published_in_the_middle_of_a_beat_nothing_goes_out_by_the_old_one[sqlite]",
        "if False:",
    ),
    Protection(
        "library: a start puts nothing in the place of what is kept",
        "core/store/revisions.py",
        "if now is not None and now != revision and packed(unit, now) is not None:",
        f"{REVISIONS}::test_the_first_start_puts_in_force_and_later_ones_do_not[sqlite]",
        "if False:",
    ),
    Protection(
        "library: only what was shown is put in force",
        "core/store/revisions.py",
        'if instead_of != "" and now is not None and now.revision != instead_of:',
        f"{REVISIONS}::test_what_was_shown_must_still_be_true[sqlite]",
        "if False:",
    ),
    Protection(
        "library: the one in force and the one before are never let go of",
        "core/store/revisions.py",
        "gone = [each for each in revisions if each in others[1:]]",
        f"{REVISIONS}::test_letting_go_asks_again_what_is_in_force[sqlite]",
        "gone = list(revisions)",
    ),
    Protection(
        "time: a day that has begun is never drawn anew",
        "core/scheduler/course.py",
        "if key[:2] in begun:",
        f"{PLANNED}::test_a_day_that_has_begun_is_never_drawn_anew[sqlite]",
        "if False:",
    ),
    Protection(
        "time: what comes back comes while its time is ahead",
        "core/scheduler/course.py",
        "return by_rule and wanted.due_at > planner.now",
        f"{PLANNED}::test_a_step_that_is_gone_says_so_and_comes_back[sqlite]",
        "return by_rule",
    ),
    Protection(
        "time: a pool keeps to turns",
        "core/scheduler/draw.py",
        "if has_its_turn(names, what.given, prefer, without=without):",
        f"{GAPS}::test_a_pool_gives_all_before_any_again[sqlite]",
        "if prefer in names:",
    ),
    Protection(
        "time: a strong prompt waits for a yes",
        "core/scheduler/fitting.py",
        "if prompt is not None and prompt.intensity > what.intensity:",
        f"{GAPS}::test_what_became_strong_a_moment_ago_does_not_go[sqlite]",
        "if False:",
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one removal. trouble: why it could not be judged, "" where it could."""

    name: str
    is_red: bool
    seconds: float
    told: str
    trouble: str = ""


def copied(into: Path) -> Path:
    """A copy of the house that can be spoiled."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, into / part)
        else:
            shutil.copy2(source, into / part)
    return into


def run_tests(house: Path, tests: Iterable[str]) -> tuple[int, str]:
    """Run tests of a copy, with the copy's own code before anybody else's. Returns pytest's exit code and words."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    # Without -P: the folder it runs in comes before the one that the environment's path file names.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=short", *tests]
    try:
        done = subprocess.run(
            command, cwd=house, env=environ, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return FAILED, "E   it never ended"
    return done.returncode, done.stdout + done.stderr


def uses_its_own_code(house: Path) -> bool:
    """Whether a copy is what is tested in it."""
    done = subprocess.run(
        [sys.executable, "-c", "import core; print(core.__file__)"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    return Path(done.stdout.strip()).is_relative_to(house)


def take_away(protection: Protection) -> Outcome:
    """Remove one protection in a fresh copy and see what its test says."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="without-") as folder:
        house = copied(Path(folder).resolve())
        file = house / protection.file
        words = file.read_text(encoding="utf-8")
        times = words.count(protection.text)
        if times != 1:
            trouble = f"its text stands {times} times in {protection.file}"
            return Outcome(protection.name, False, time.monotonic() - began, "", trouble)
        file.write_text(words.replace(protection.text, protection.instead), encoding="utf-8")
        code, said = run_tests(house, [protection.test])
    seconds = time.monotonic() - began
    if code not in (0, FAILED):
        return Outcome(protection.name, False, seconds, "", f"the tests could not be run (exit {code}): {_last(said)}")
    return Outcome(protection.name, code == FAILED, seconds, _why(said))


def _why(said: str) -> str:
    """The first line that says what failed."""
    found = re.search(r"^E\s+(\S.*)$", said, re.MULTILINE)
    return "" if found is None else found[1][:70]


def _last(said: str) -> str:
    return (said.strip().splitlines() or [""])[-1][:100]


def whole_house_is_green() -> str:
    """Without a removal every test used here passes; else a red one means nothing. "" where that is so."""
    with tempfile.TemporaryDirectory(prefix="with-all-") as folder:
        house = copied(Path(folder).resolve())
        if not uses_its_own_code(house):
            return "a copy does not run its own code"
        code, said = run_tests(house, sorted({protection.test for protection in PROTECTIONS}))
    return "" if code == 0 else f"with everything in place the tests fail: {_why(said) or _last(said)}"


def main() -> int:
    """Everything, or the protections whose names hold a word. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Take each protection away and see a test turn red.")
    parser.add_argument("word", nargs="?", default="", help="only protections whose names hold this")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (default 2)")
    given = parser.parse_args()
    chosen = [protection for protection in PROTECTIONS if given.word in protection.name]
    trouble = whole_house_is_green()
    if trouble or not chosen:
        print(trouble or "no protection has such a name", file=sys.stderr)
        return 1
    width = max(len(protection.name) for protection in chosen)
    lost = 0
    with ThreadPoolExecutor(given.jobs) as workers:
        for outcome in workers.map(take_away, chosen):
            lost += not outcome.is_red
            verdict = "red  " if outcome.is_red else "GREEN" if not outcome.trouble else "?    "
            print(
                f"{verdict} {outcome.name:<{width}} {outcome.seconds:5.1f} s  {outcome.trouble or outcome.told}",
                flush=True,
            )
    print(f"{len(chosen)} protections taken away, {len(chosen) - lost} noticed")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
