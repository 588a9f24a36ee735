"""practice.yaml means what its comments say, and every fault of it is told at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.fields import Promise, Span
from config.settings import Settings, load_settings
from core.domain.address import Platform
from core.domain.errors import SettingsFault

EXAMPLE = """\
practice: {name: Riverside Studio, country: DE, languages: [en, de]}   # country: whose safety resources
database: sqlite:///data/vignette.db          # or postgresql+psycopg://...
library: library
accounts:
  main: {platform: telegram, api: "https://api.telegram.org"}
  den: {platform: discord, door: null, rooms: null}
discord: {rest: "https://discord.com/api/v10", gateway: "wss://gateway.discord.gg"}
hours: {answer_within: 1 working day, working: {mon-fri: "09:00-17:00"}}
notify: {admin: main}
retention: {replies: 365d, media: 180d, alerts: 365d}
"""


def load(folder: Path, text: str, **environ: str) -> Settings:
    """Settings of a practice.yaml that holds `text`."""
    (folder / "practice.yaml").write_text(text, encoding="utf-8")
    return load_settings(folder, environ)


def faults(folder: Path, text: str | bytes, **environ: str) -> list[str]:
    """The faults of a practice.yaml that holds `text`."""
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "practice.yaml").write_bytes(raw)
    with pytest.raises(SettingsFault) as caught:
        load_settings(folder, environ)
    return caught.value.faults


def test_example_means_what_it_says(tmp_path: Path) -> None:
    """Every key of the example is accepted, and paths count from the practice folder."""
    settings = load(tmp_path, EXAMPLE)

    assert settings.practice.name == "Riverside Studio"
    assert settings.practice.country == "DE"
    assert settings.practice.languages == ("en", "de")
    assert settings.practice.zone == "UTC"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/vignette.db"
    assert settings.data_dir == tmp_path / "data"
    assert settings.library == tmp_path / "library"
    assert settings.accounts["main"].platform is Platform.TELEGRAM
    assert settings.accounts["main"].api == "https://api.telegram.org"
    assert settings.accounts["den"].platform is Platform.DISCORD
    assert (settings.accounts["den"].door, settings.accounts["den"].rooms) == (None, None)
    assert settings.discord.gateway == "wss://gateway.discord.gg"
    assert settings.hours.promise == Promise(1, "day", working=True)
    assert settings.hours.week == {day: (Span(9 * 60, 17 * 60),) for day in range(5)}
    assert settings.notify.admin == "main"
    assert settings.retention.media == timedelta(days=180)


def test_little_is_enough(tmp_path: Path) -> None:
    """Only the practice itself must be written; an empty section counts as left out."""
    settings = load(tmp_path, "practice: {name: A, country: at, languages: [de], zone: Europe/Vienna}\ndiscord:\n")

    assert settings.practice.country == "AT"
    assert settings.practice.zone == "Europe/Vienna"
    assert settings.discord.rest == "https://discord.com/api/v10"
    assert dict(settings.accounts) == {}


def test_country_of_norway_stays_a_word(tmp_path: Path) -> None:
    """YAML 1.2: NO is Norway, not a no; a server id keeps all its digits."""
    text = "practice: {name: A, country: NO, languages: [no]}\naccounts: {den: {platform: discord, door: 1234567890123456789}}"

    settings = load(tmp_path, text)

    assert settings.practice.country == "NO"
    assert settings.practice.languages == ("no",)
    assert settings.accounts["den"].door == "1234567890123456789"


def test_postgres_takes_one_setting(tmp_path: Path) -> None:
    """The server's address is taken as it is; files then lie in the practice's data folder."""
    url = "postgresql+psycopg://ada:hunter22@localhost/vignette"

    settings = load(tmp_path, EXAMPLE.replace("sqlite:///data/vignette.db", url))

    assert settings.database_url == url
    assert settings.data_dir == tmp_path / "data"
    assert "hunter22" in settings.secrets()
    assert "hunter22" not in repr(settings)


def test_absolute_database_stays_where_it_is(tmp_path: Path) -> None:
    """Four slashes make an absolute path, and the sealed files lie beside it."""
    settings = load(tmp_path, EXAMPLE.replace("sqlite:///data/vignette.db", "sqlite:////srv/kept/v.db"))

    assert settings.database_url == "sqlite:////srv/kept/v.db"
    assert settings.data_dir == Path("/srv/kept")


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """One reading tells every fault with its line, near names included, also those between settings."""
    text = """\
practice:
  nam: Studio
  country: Germany
  languages: en
  zone: europe/berlin
database: mysql://x
acounts: {}
accounts:
  Main: {platform: telegramm}
  den: {platform: discord, api: "https://a.example", door: 55, rooms: 55}
hours: {answer_within: soon, working: {mon-fry: "09:00-17:00"}}
notify: {admin: mian}
retention: {replies: for ever}
accounts: {}
"""

    found = faults(tmp_path, text, VIGNETTE_ROOT_KEY="short")

    told = "\n".join(found)
    for part in (
        "practice.yaml:2: `practice.nam` is not a key here; did you mean `name`?",
        "practice.yaml:1: `practice.name` is missing",
        "practice.yaml:3: `practice.country` must be the two letters",
        "practice.yaml:4: `practice.languages` must be a list",
        "practice.yaml:5: `practice.zone` must be a time zone like Europe/Berlin; did you mean `Europe/Berlin`?",
        "practice.yaml:6: `database` names no engine",
        "practice.yaml:7: `acounts` is not a key here; did you mean `accounts`?",
        "practice.yaml:9: `accounts.Main` is not a name for an account",
        "practice.yaml:9: `accounts.Main.platform` must be telegram or discord; did you mean `telegram`?",
        "practice.yaml:10: `accounts.den.api` is for Telegram",
        "practice.yaml:10: `accounts.den` needs two servers",
        "practice.yaml:11: `hours.answer_within` must be a time like",
        "practice.yaml:11: `hours.working` has days written as `mon-fry`",
        "practice.yaml:12: `notify.admin` names no account; did you mean `Main`?",
        "practice.yaml:13: `retention.replies` must be a number of days",
        "practice.yaml:14: the key `accounts` stands twice (first in line 8)",
        "VIGNETTE_ROOT_KEY: the root key must be 32 bytes",
    ):
        assert part in told
    assert len(found) == 17


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (b"", "practice.yaml:1", "is empty"),
        (b"# only a comment\n", "practice.yaml:1", "is empty"),
        (b"- a\n", "practice.yaml:1", "must hold `key: value` lines"),
        (b"a: 1\n---\nb: 2\n", "practice.yaml:2", "one document"),
        (b"%YAML 1.1\n---\na: 1\n", "practice.yaml:1", "directives"),
        (b"\xff\xfea", "practice.yaml:1", "UTF-8"),
        (b"a: ok\nb: \xe9\n", "practice.yaml:2", "UTF-8"),
        (b"a: b\0c\n", "practice.yaml:1", "NUL"),
        ("practice: {name: a\u202eb}\n".encode(), "practice.yaml:1", "U+202E"),
        (b"a: &x 1\nb: *x\n", "practice.yaml:2", "aliases"),
        (b"practice: !!python/object:os.system {}\n", "practice.yaml:1", "tags"),
        (b"a: {b: 1\n", "practice.yaml:2", "begins in line 1"),
        (b"\ta: 1\n", "practice.yaml:1", "not YAML"),
        (b"? [a]\n: b\n", "practice.yaml:1", "a key must be one word"),
        (b"a: " + b"[" * 30 + b"]" * 30, "practice.yaml:1", "nested more than 20"),
        (b"a: " + b"[" * 4000 + b"]" * 4000, "practice.yaml:1", "nested more than 20"),
        (b"".join(b" " * depth + b"a:\n" for depth in range(30)), "practice.yaml:21", "nested more than 20"),
        (b"a: " + b"9" * 6000, "practice.yaml:1", "`a` is not a key"),
        (b"#" * 200_000, "practice.yaml:1", "over 100 kB"),
    ],
    ids=lambda value: repr(value)[:24] if isinstance(value, bytes) else None,
)
def test_whatever_the_bytes_the_fault_is_a_sentence(tmp_path: Path, text: bytes, place: str, words: str) -> None:
    """Hostile and broken files give named faults with a line, never another exception."""
    found = faults(tmp_path, text)

    assert any(fault.startswith(place) and words in fault for fault in found), found


def test_missing_file_names_both_ways_on(tmp_path: Path) -> None:
    """Without practice.yaml the admin learns how to make one and how to name another; nothing else is guessed at."""
    with pytest.raises(SettingsFault) as caught:
        load_settings(tmp_path / "nowhere", {})

    assert len(caught.value.faults) == 1
    assert "vignette init" in caught.value.faults[0]
    assert "--practice" in caught.value.faults[0]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("sqlite://", "names no engine"),
        ("sqlite:///:memory:", "must name a file"),
        ("sqlite:///", "must name a file"),
        ("postgres://u@h/d", "postgresql+psycopg://"),
        ("postgresql://u@h/d", "postgresql+psycopg://"),
        ("postgresql+psycopg://u@h:port/d", "cannot be read"),
    ],
)
def test_database_that_would_lose_everything_is_refused(tmp_path: Path, written: str, words: str) -> None:
    """No engine that forgets, and no address that another driver would take."""
    found = faults(tmp_path, EXAMPLE.replace("sqlite:///data/vignette.db", f'"{written}"'))

    assert len(found) == 1
    assert found[0].startswith("practice.yaml:2: `database`")
    assert words in found[0]


@pytest.mark.parametrize(
    ("working", "words"),
    [
        ('{mon-fri: "09:00-17:00", wed: "09:00-10:00"}', "names wed twice"),
        ('{mon: "17:00-09:00"}', "do not fit in a day"),
        ('{mon: "09:60-10:00"}', "do not fit in a day"),
        ('{mon: "9-17"}', "cannot be read"),
        ('{mon: ["09:00-12:00", "11:00-13:00"]}', "overlap"),
        ("{}", "must be days and hours"),
    ],
)
def test_working_hours_that_make_no_sense_are_refused(tmp_path: Path, working: str, words: str) -> None:
    """The promise made to clients rests on these hours, so they must be clear."""
    found = faults(tmp_path, EXAMPLE.replace('{mon-fri: "09:00-17:00"}', working))

    assert len(found) == 1
    assert words in found[0]


def test_week_may_wrap_and_a_day_may_pause(tmp_path: Path) -> None:
    """sat-mon is three days; a list gives several spans; midnight is 24:00."""
    text = EXAMPLE.replace('{mon-fri: "09:00-17:00"}', '{sat-mon: ["13:00-24:00", "8:30-12:00"]}')

    week = load(tmp_path, text).hours.week

    assert week == {day: (Span(510, 720), Span(780, 1440)) for day in (0, 5, 6)}


def test_readiness_is_asked_apart_from_loading(tmp_path: Path) -> None:
    """A practice without accounts, key or library loads; `run` would name each of them."""
    settings = load(tmp_path, "practice: {name: A, country: DE, languages: [en]}")

    missing = settings.ready_to_run()

    assert [
        word for word in ("root key", "no account", "library folder") if any(word in fault for fault in missing)
    ] == [
        "root key",
        "no account",
        "library folder",
    ]
    assert settings.ready_to_open() == missing[:1]
