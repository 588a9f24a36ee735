"""Secrets come from files and variables, belong to one user, and are never shown."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from core.domain.errors import SettingsFault

YAML = """\
practice: {name: A, country: DE, languages: [en]}
accounts:
  main: {platform: telegram}
  den-2: {platform: discord}
"""
KEY = bytes(range(32))
TOKEN = "123456789:AAcanaryTOKENcanaryTOKENcanaryTOKEN12"


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """A practice folder with two accounts and no secret."""
    (tmp_path / "practice.yaml").write_text(YAML)
    (tmp_path / "library").mkdir()
    (tmp_path / "keys").mkdir()
    return tmp_path


def put(path: Path, text: str, mode: int = 0o600) -> Path:
    """A file with a mode."""
    path.write_text(text)
    path.chmod(mode)
    return path


def faults(practice: Path, **environ: str) -> list[str]:
    """The faults of a folder and an environment."""
    with pytest.raises(SettingsFault) as caught:
        load_settings(practice, environ)
    assert TOKEN not in str(caught.value)
    return caught.value.faults


def token_of(settings: Settings, account: str) -> str | None:
    """The bare token."""
    token = settings.accounts[account].token
    return token.get_secret_value() if token else None


@pytest.mark.parametrize(
    "spelt",
    [
        base64.b64encode(KEY).decode(),
        base64.urlsafe_b64encode(KEY).decode().rstrip("="),
        KEY.hex(),
        KEY.hex().upper(),
    ],
    ids=["base64", "urlsafe", "hex", "HEX"],
)
def test_root_key_is_read_in_each_spelling(practice: Path, spelt: str) -> None:
    """Base64 of either alphabet or hex, with a line's end behind it."""
    put(practice / "elsewhere.key", f"{spelt}\n")

    settings = load_settings(practice, {"VIGNETTE_ROOT_KEY_FILE": "elsewhere.key"})

    assert settings.root_key == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666])
def test_key_that_others_may_read_is_refused_with_the_mend(practice: Path, mode: int) -> None:
    """The fault holds the command to run."""
    file = put(practice / "keys" / "root.key", KEY.hex(), mode)

    found = faults(practice)

    assert len(found) == 1
    assert f"chmod 600 {file}" in found[0]


def test_files_in_keys_are_found_without_a_word(practice: Path) -> None:
    """What `init` writes works without any variable."""
    put(practice / "keys" / "root.key", KEY.hex())
    put(practice / "keys" / "main.token", f"{TOKEN}\n", 0o400)
    put(practice / "keys" / "den-2.token", "another.token.entirely")

    settings = load_settings(practice, {})

    assert settings.root_key == KEY
    assert token_of(settings, "main") == TOKEN
    assert token_of(settings, "den-2") == "another.token.entirely"
    assert settings.ready_to_run() == []


def test_variable_wins_over_the_file(practice: Path) -> None:
    """The nearer word counts; an empty variable counts as none; `-` in a name is `_` in a variable."""
    put(practice / "keys" / "main.token", "from.file")
    put(practice / "keys" / "den-2.token", "from.file.too")

    settings = load_settings(
        practice, {"VIGNETTE_ACCOUNTS__DEN_2__TOKEN": TOKEN, "VIGNETTE_ACCOUNTS__MAIN__TOKEN": " "}
    )

    assert token_of(settings, "main") == "from.file"
    assert token_of(settings, "den-2") == TOKEN


def test_file_may_be_named_in_practice_yaml(practice: Path) -> None:
    """A path is no secret; it counts from the practice folder."""
    (practice / "practice.yaml").write_text(
        YAML.replace("telegram}", "telegram, token_file: my/t}") + "root_key_file: my/k\n"
    )
    (practice / "my").mkdir()
    put(practice / "my" / "t", TOKEN)
    put(practice / "my" / "k", KEY.hex())

    settings = load_settings(practice, {})

    assert token_of(settings, "main") == TOKEN
    assert settings.root_key == KEY


def test_no_secret_shows_in_any_description(practice: Path) -> None:
    """repr and str of everything stay silent, while the log is told what to hide."""
    put(practice / "keys" / "root.key", KEY.hex())
    settings = load_settings(practice, {"VIGNETTE_ACCOUNTS__MAIN__TOKEN": TOKEN})

    told = f"{settings!r} {settings} {settings.accounts['main']!r} {settings.accounts['main'].token!r}"

    assert TOKEN not in told
    assert KEY.hex() not in told
    assert repr(KEY) not in told
    assert TOKEN in settings.secrets()
    assert KEY.hex() in settings.secrets()
    assert any(secret in base64.b64encode(KEY).decode() for secret in settings.secrets())


def test_secret_in_practice_yaml_is_refused_without_repeating_it(practice: Path) -> None:
    """That file is copied and mailed; the fault says where the secret belongs."""
    (practice / "practice.yaml").write_text(
        YAML.replace("telegram}", f'telegram, token: "{TOKEN}"}}') + f"root_key: {KEY.hex()}\n"
    )

    found = faults(practice)

    assert any("practice.yaml:3: a token does not belong in this file" in fault for fault in found)
    assert any("practice.yaml:5: the root key does not belong in this file" in fault for fault in found)
    assert KEY.hex() not in "".join(found)


@pytest.mark.parametrize(
    "secret", [TOKEN, "a" * 300, base64.b64encode(b"\xfb\xff" * 16).decode()], ids=["token", "long", "key"]
)
def test_secret_given_as_its_own_file_is_not_repeated(practice: Path, secret: str) -> None:
    """The easiest slip, a token where its file's path belongs, must not print the token."""
    found = faults(practice, VIGNETTE_ACCOUNTS__MAIN__TOKEN_FILE=secret)

    assert len(found) == 1
    assert "a secret itself goes without _FILE" in found[0]
    assert secret not in found[0]


def test_files_that_hold_no_secret_are_named(practice: Path) -> None:
    """A missing file, a folder, an empty and a binary one each get their sentence, all at once."""
    put(practice / "empty", " \n")
    (practice / "binary").write_bytes(b"\xff\xfe\x00")
    (practice / "binary").chmod(0o600)
    os.mkfifo(practice / "pipe", 0o600)

    found = faults(
        practice,
        VIGNETTE_ROOT_KEY_FILE="none.key",
        VIGNETTE_DATABASE_FILE="empty",
        VIGNETTE_ACCOUNTS__MAIN__TOKEN_FILE="binary",
        VIGNETTE_ACCOUNTS__DEN_2__TOKEN_FILE="pipe",
    )

    assert [fault.partition(":")[0] for fault in found] == [
        "VIGNETTE_ACCOUNTS__DEN_2__TOKEN_FILE",
        "VIGNETTE_ACCOUNTS__MAIN__TOKEN_FILE",
        "VIGNETTE_DATABASE_FILE",
        "VIGNETTE_ROOT_KEY_FILE",
    ]
    assert "is not a file" in found[0]
    assert "not text" in found[1]
    assert "is empty" in found[2]
    assert "cannot be read" in found[3]


def test_misspelt_variables_are_named(practice: Path) -> None:
    """A variable that was surely meant is a fault; one that a container platform may have made only warns."""
    found = faults(
        practice,
        VIGNETTE_ACCOUNTS__MIAN__TOKEN="x",
        VIGNETTE_ACCOUNTS__MAIN__TOKN="x",
        VIGNETTE_PRACTICE__NAMEE="x",
        VIGNETTE_ROOT_KEY=KEY.hex(),
        VIGNETTE_ROOT_KEY_FILE="keys/root.key",
    )

    assert found[0].startswith("VIGNETTE_ACCOUNTS__MAIN__TOKN: ")
    assert "did you mean `main`?" in found[1]
    assert "did you mean VIGNETTE_PRACTICE__NAME?" in found[2]
    assert any(fault.startswith("VIGNETTE_ROOT_KEY_FILE: ") for fault in found[3:])
    settings = load_settings(practice, {"VIGNETTE_PORT": "tcp://10.0.0.1", "VIGNETTE_PRACTICE": "."})
    assert len(settings.warnings) == 1
    assert settings.warnings[0].startswith("VIGNETTE_PORT: ")


def test_two_accounts_cannot_share_a_bot(practice: Path) -> None:
    """One token has one listener; two accounts with it would take each other's messages."""
    found = faults(practice, VIGNETTE_ACCOUNTS__MAIN__TOKEN=TOKEN, VIGNETTE_ACCOUNTS__DEN_2__TOKEN=TOKEN)

    assert len(found) == 1
    assert found[0].startswith("VIGNETTE_ACCOUNTS__DEN_2__TOKEN: ")
    assert "same token as `main`" in found[0]
