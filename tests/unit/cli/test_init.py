"""`vignette init` makes a practice that loads, keeps its secrets apart, and never touches what is there."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import stat
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from bots.cli.app import call
from bots.cli.chance import MachineEntropy
from bots.cli.newpractice import Answers, make_practice
from config.settings import load_settings
from core.domain.address import Platform

ROOT = Path(__file__).parents[3]
TOKEN = "123456789:AAcanaryTOKENcanaryTOKENcanaryTOKEN12"


def init(folder: Path, *flags: str) -> int:
    """The exit code of `vignette init`."""
    return call(["init", str(folder), *flags], entropy=MachineEntropy())


def mode(path: Path) -> int:
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


class Counting:
    """Entropy that counts."""

    def token(self, size: int) -> bytes:
        """0, 1, 2, ..."""
        return bytes(range(size))

    def id(self) -> str:
        """Always the same."""
        return "0" * 32


def test_without_a_terminal_the_defaults_make_a_practice_that_loads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No question, no flag: a folder in which only tokens are missing, and words on what to do next."""
    folder = tmp_path / "deep" / "studio"

    code = init(folder)

    told = capsys.readouterr().out
    settings = load_settings(folder, {})
    assert code == 0
    assert settings.ready_to_open() == []
    assert [fault.partition(";")[0] for fault in settings.ready_to_run()] == [
        "the account `main` has no token",
        "the account `den` has no token",
    ]
    for word in (
        "keys/root.key",
        "can ever be read again",
        "vignette doctor",
        "country: DE",
        "not a crisis service",
        "writing-prompts.md",
    ):
        assert word in told


def test_flags_are_what_stands_in_the_file(tmp_path: Path) -> None:
    """Every flag comes back through load_settings, quotes, colons and letters of any script included."""
    (tmp_path / "tg").write_text(f"{TOKEN}\n")
    folder = tmp_path / "studio"
    name = 'Studio: "Ufer" #1, استوديو'

    code = init(
        folder, "--name", name, "--country", "no", "--language", "no,en", "--language", "ar",
        "--zone", "Europe/Oslo", "--telegram-token-file", str(tmp_path / "tg"), "--telegram-api", "http://127.0.0.1:8081/",
        "--discord-gateway", "ws://127.0.0.1:9/gw",
    )  # fmt: skip

    settings = load_settings(folder, {})
    token = settings.accounts["main"].token
    assert code == 0
    assert settings.practice.name == name
    assert settings.practice.country == "NO"
    assert settings.practice.languages == ("no", "en", "ar")
    assert settings.practice.zone == "Europe/Oslo"
    assert {account: each.platform for account, each in settings.accounts.items()} == {"main": Platform.TELEGRAM}
    assert settings.accounts["main"].api == "http://127.0.0.1:8081"
    assert settings.discord.gateway == "ws://127.0.0.1:9/gw"
    assert token is not None
    assert token.get_secret_value() == TOKEN
    assert settings.ready_to_run() == []


def become_terminal() -> None:
    """Make the pseudo-terminal on stdin the new session's own, so that a hidden question is asked there."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def read_until(terminal: int, ends: tuple[bytes, ...]) -> bytes:
    """What is written on a terminal up to a question, or to its end."""
    seen = b""
    while not seen.rstrip().endswith(ends):
        ready, _, _ = select.select([terminal], [], [], 20)
        assert ready, seen
        try:
            seen += os.read(terminal, 1000)
        except OSError:  # the other end is closed
            break
    return seen


def test_on_a_terminal_it_asks_again_until_it_understands(tmp_path: Path) -> None:
    """The wizard says what is wrong with an answer and asks once more; a token is typed unseen; Enter takes the default."""
    ours, theirs = pty.openpty()
    folder = tmp_path / "studio"
    wizard = subprocess.Popen(
        [sys.executable, "-m", "bots", "init", str(folder)],
        cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=become_terminal,
    )  # fmt: skip
    os.close(theirs)

    try:
        seen = b""
        for answer in ("Ada's room", "Germany", "de", "en, de", "Europe/Berlin", TOKEN, ""):
            seen += read_until(ours, (b"]:", b"later):"))
            while seen.rstrip().endswith(b"later):") and termios.tcgetattr(ours)[3] & termios.ECHO:
                time.sleep(0.01)  # what is typed before the terminal stops showing it would be thrown away
            os.write(ours, f"{answer}\n".encode())
        seen += read_until(ours, (b"first client.",))
        code = wizard.wait(20)
    finally:
        wizard.kill()
        wizard.wait()
        os.close(ours)

    settings = load_settings(folder, {})
    assert code == 0
    assert settings.practice.name == "Ada's room"
    assert settings.practice.country == "DE"
    assert settings.practice.languages == ("en", "de")
    assert list(settings.accounts) == ["main"]
    assert b"must be the two letters" in seen
    assert TOKEN.encode() not in seen


def test_discord_alone_gets_the_admin_too(tmp_path: Path) -> None:
    """Where only one account is left, faults are told there."""
    (tmp_path / "dc").write_text("token.of.discord")

    init(tmp_path / "studio", "--discord-token-file", str(tmp_path / "dc"))

    settings = load_settings(tmp_path / "studio", {})
    assert list(settings.accounts) == ["den"]
    assert settings.notify.admin == "den"


def test_secrets_lie_apart_and_closed(tmp_path: Path) -> None:
    """Keys and data are the owner's alone, no secret stands in any other file, and git is told to pass them by."""
    (tmp_path / "tg").write_text(TOKEN)
    folder = tmp_path / "studio"

    init(folder, "--telegram-token-file", str(tmp_path / "tg"))

    assert {path.relative_to(folder).as_posix(): mode(path) for path in [folder / "keys", folder / "data"]} == {
        "keys": 0o700,
        "data": 0o700,
    }
    assert {path.name: mode(path) for path in (folder / "keys").iterdir()} == {"root.key": 0o600, "main.token": 0o600}
    root_key = (folder / "keys" / "root.key").read_text().strip()
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "keys":
            assert TOKEN not in path.read_text()
            assert root_key not in path.read_text()
    assert {"/keys/", "/data/", ".env"} <= set((folder / ".gitignore").read_text().split())
    assert "VIGNETTE_ROOT_KEY_FILE" in (folder / ".env.example").read_text()


def test_root_key_is_what_the_entropy_gave(tmp_path: Path) -> None:
    """32 bytes from the port, and two practices never share one."""
    answers = Answers(name="A", country="DE", languages=("en",), zone="UTC")
    make_practice(tmp_path / "a", answers, entropy=Counting())
    init(tmp_path / "b")
    init(tmp_path / "c")

    keys = [load_settings(tmp_path / name, {}).root_key for name in "abc"]

    assert keys[0] == bytes(range(32))
    assert len(set(keys)) == 3


@pytest.mark.parametrize("there", ["file in it", "hidden file in it", "a file", "a broken link"])
def test_what_is_there_is_not_touched(tmp_path: Path, there: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with anything in it, or something that is no folder, is refused before a byte is written."""
    folder = tmp_path / "studio"
    if there.endswith("in it"):
        folder.mkdir()
        (folder / (".env" if "hidden" in there else "practice.yaml")).write_text("mine")
    elif there == "a file":
        folder.write_text("mine")
    else:
        folder.symlink_to(tmp_path / "nowhere")
    before = sorted(str(path) for path in tmp_path.rglob("*"))

    code = init(folder)

    assert code == 1
    assert "touched" in capsys.readouterr().err
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_empty_folder_is_taken(tmp_path: Path) -> None:
    """A folder made beforehand, such as a mounted volume, will do."""
    code = init(tmp_path)

    assert code == 0
    assert (tmp_path / "practice.yaml").is_file()


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (["--country", "Germany"], "--country"),
        (["--zone", "Europe/Berln"], "Europe/Berlin"),
        (["--language", "english"], "--language"),
        (["--language", "en", "--language", "EN"], "twice"),
        (["--name", "a\u202eb"], "invisible"),
        (["--telegram-token-file", "none-of-that-name"], "cannot be read"),
        (["--telegram-api", "ftp://x"], "--telegram-api"),
    ],
)
def test_bad_flag_leaves_no_folder_behind(
    tmp_path: Path, flags: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything is checked before anything is written."""
    code = init(tmp_path / "studio", *flags)

    assert code == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "studio").exists()


def test_starter_is_copied_whole(tmp_path: Path) -> None:
    """Every folder of the starter comes along, the library even where it is empty."""
    import config.settings

    starter = Path(config.settings.__file__).parent / "starter"
    shown = [path for path in starter.rglob("*") if path.is_file() and path.parent != starter and path.suffix != ".pyc"]

    init(tmp_path / "studio")

    assert (tmp_path / "studio" / "library").is_dir()
    for path in shown:
        assert (tmp_path / "studio" / path.relative_to(starter)).read_bytes() == path.read_bytes()
