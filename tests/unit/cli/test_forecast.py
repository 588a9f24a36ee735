"""`vignette forecast`: how much lies ahead, when it is too much, and what to do; never who."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bots.cli import forecast as command
from core.domain.address import Address, Platform
from core.domain.ids import AccountId
from core.scheduler.forecast import Flood, Forecast, Outlook
from core.store import addresses, clients, consents, leases, schedule, tables, therapists
from core.store.consents import Document
from core.store.load import Delays
from core.store.unit import Unit
from tests.unit.cli.practice import in_store, vignette

PROGRAMME = """kind: programme
id: every-nine
text:
  en: {title: Every morning}
steps:
  - {id: write, prompt: writing/small-things, every: day, at: "09:00"}
"""
NAMES = ("Mirabell", "Heron-12")
NINE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # in Berlin


def join(unit: Unit, *, programme: str = "every-nine") -> None:
    """Somebody who follows a programme on Telegram."""
    leases.register_account(unit, "main", "telegram")
    until = unit.now + timedelta(hours=72)
    ada = therapists.add_therapist(unit, name="Ada", language="en", zone="Europe/Berlin", code="c", code_until=until)
    who = clients.invite_client(
        unit, therapist_id=ada, alias=NAMES[1], name=NAMES[0], language="en", zone="Europe/Berlin", code="i", until=until,
        programme=None,
    )  # fmt: skip
    unit.execute(sa.update(tables.clients).where(tables.clients.c.id == who).values(state="active"))
    addresses.bind_address(unit, who, Address(Platform.TELEGRAM, AccountId("main"), "701"), "u701")
    consents.agree(unit, who, Document("care", "1", "en", "0" * 64), purposes="prompts", agreed_by="pressed")
    schedule.enrol(unit, who, programme, unit.now.date(), actor="therapist:x")


def told(studio: Path, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    capsys.readouterr()
    code = vignette(studio, "forecast", *args)
    seen = capsys.readouterr()
    return code, seen.out, seen.err


@pytest.fixture
def following(studio: Path) -> Path:
    """A practice in which one client follows a daily programme."""
    (studio / "library" / "every-nine.yaml").write_text(PROGRAMME)
    in_store(studio, join)
    return studio


def test_without_a_database_it_says_so_and_makes_none(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In plain words, on stderr."""
    code, out, err = told(studio, capsys)

    assert (code, out) == (1, "")
    assert "no database yet" in err
    assert not list(studio.glob("data/*.db"))


def test_the_text_tells_days_and_rate_and_no_names(following: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of days, each account with its rate; who gets anything stays untold."""
    code, out, err = told(following, capsys, "--days", "5")

    assert (code, err) == (0, "")
    for words in (
        "The next 5 days by the clock of",
        "1 enrolment.",
        "Left out: reminders",
        "prompts on",
        "main (Telegram) carries 1,440 prompts a minute: 30 a second, a fifth of it kept free",
        "den (Discord) carries 960 prompts a minute",
        "Never over its rate.",
        "Last 7 days: no prompt was sent.",
    ):
        assert words in out
    assert not any(name in out for name in NAMES)


def test_programs_get_it_as_json(following: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shape that docs/reference/forecast.md names; tomorrow has one prompt."""
    code, out, _ = told(following, capsys, "--days", "3", "--format", "json")

    seen = json.loads(out)
    main = seen["accounts"][0]
    assert code == 0
    assert seen.keys() == {"zone", "days", "from", "until", "enrolments", "not_counted", "left_out", "accounts"}
    assert main.keys() == {
        "account", "platform", "per_second", "carries_per_minute", "days", "busiest", "over", "advice", "last_7_days",
    }  # fmt: skip
    assert (main["account"], main["platform"], main["carries_per_minute"]) == ("main", "telegram", 1440)
    assert main["days"][1]["prompts"] == 1
    first = datetime.fromisoformat(main["busiest"][0]["utc"])
    assert first == datetime.fromisoformat(main["busiest"][0]["local"])
    assert f"{first.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" == "09:00"
    assert (main["over"], main["advice"], main["last_7_days"]) == ([], None, None)
    assert seen["not_counted"] == {"no_account": 0, "unknown_programme": 0}


def test_every_key_of_the_json_is_documented(following: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the reference, between back-ticks."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "forecast.md").read_text()
    shown = command._facts(forecast(), {"main": "telegram"}, "Europe/Berlin", 14)

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for each in value.values() for key in keys(each)}
        return {key for each in value for key in keys(each)} if isinstance(value, list) else set()

    assert {key for key in keys(shown) if f"`{key}`" not in page} == set()


def test_it_leaves_the_database_as_it_was(following: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a row, not a journal line."""
    before = in_store(following, lambda unit: unit.all(sa.select(tables.journal)))

    told(following, capsys)

    assert in_store(following, lambda unit: unit.all(sa.select(tables.journal))) == before
    assert in_store(following, lambda unit: unit.all(sa.select(tables.occurrences))) == []


def test_what_cannot_be_counted_is_told(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A programme whose file is gone."""
    in_store(studio, lambda unit: join(unit, programme="every-nine"))

    _, out, _ = told(studio, capsys)

    assert "Not counted: 1 enrolment in programmes that are not in the library." in out


@pytest.mark.parametrize("days", ["0", "-1", "367", "many"])
def test_a_number_of_days_that_cannot_be_is_a_slip(studio: Path, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage: exit code 2."""
    assert told(studio, capsys, "--days", days)[0] == 2


def flood(day: int = 0, **other) -> Flood:
    """2,400 at nine."""
    whole = {"at": NINE + timedelta(days=day), "prompts": 2400, "begins": 0, "minutes": 2,
             "programmes": {"first-week": 2000, "evenings": 400}, "shortest": timedelta(hours=2)}  # fmt: skip
    return Flood(**{**whole, **other})


def forecast(*floods: Flood, took: Delays | None = None) -> Forecast:
    """Of one account."""
    days = {NINE.date() + timedelta(days=n): 2400 for n in range(2)}
    took = took or Delays(1204, *(timedelta(seconds=n) for n in (2, 9, 41, 63)), spread=12)
    outlook = Outlook("main", 30.0, 1440, days, [(NINE, 2400)], floods or [flood()], took)
    return Forecast(NINE - timedelta(hours=1), NINE + timedelta(days=2), [outlook], 2400, 0, 0)


def lines(seen: Forecast) -> str:
    return "\n".join(command._lines(seen, {"main": "telegram"}, "Europe/Berlin", 2))


def test_a_flood_is_told_with_what_to_do() -> None:
    """When, how many, on what, how long it takes, of which programmes, and how it would be quicker."""
    text = lines(forecast())

    assert (
        "Mon 30 Nov 09:00: 2,400 due on main, which carries 1,440 a minute: spread over 2 minutes. "
        "Of these: first-week 2,000, evenings 400."
    ) in text
    assert "To be quicker: let some programmes begin at other times, or use `between`." in text
    assert "second bot" not in text
    assert (
        "Last 7 days: 1,204 prompts, half of them within 2 s of their time, 99 of 100 within 41 s, the longest 63 s. "
        "12 of them were spread."
    ) in text


def test_the_same_time_every_day_is_told_once() -> None:
    """With the worst of its days, and how many more there are."""
    text = lines(forecast(flood(), flood(1, prompts=3000, minutes=3), flood(2)))

    assert "Tue 1 Dec 09:00 (and at this time on 2 more days): 3,000 due on main" in text
    assert text.count("due on main") == 1


def test_beyond_twenty_minutes_another_account_is_advised() -> None:
    """For then no other hour helps enough; and what may not wait so long is named."""
    text = lines(forecast(flood(prompts=100_000, minutes=70, shortest=timedelta(minutes=30))))

    assert "a second bot account helps most" in text
    assert "Some may wait no longer than 30 min (`if_late: up_to`)" in text


def test_many_times_of_day_are_cut_short() -> None:
    """Six on the screen, all of them in the JSON."""
    many = [flood(at=NINE + timedelta(hours=n)) for n in range(9)]

    assert "And 3 more times of day; `--format json` lists them all." in lines(forecast(*many))
    assert len(command._facts(forecast(*many), {"main": "telegram"}, "UTC", 2)["accounts"][0]["over"]) == 9


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 s"),
        (0.2, "1 s"),
        (41, "41 s"),
        (119, "119 s"),
        (600, "10 min"),
        (7200, "2 h 0 min"),
        (9000, "2 h 30 min"),
    ],
)
def test_lengths_are_short(seconds: float, words: str) -> None:
    """As somebody says them."""
    assert command._length(timedelta(seconds=seconds)) == words
