"""Writing a new practice folder: nothing before everything is known, the key first, and never over something."""

from __future__ import annotations

import base64
import os
import shutil
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from shlex import quote
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from config.keyfiles import ROOT_KEY_BYTES
from config.settings import FILE_NAME, KEY_FOLDER, ROOT_KEY_FILE
from core.domain.errors import Refused
from core.ports.entropy import Entropy
from core.prompts.schema import SCHEMA_FILE, json_schema_text

_OWNER_ONLY_FOLDER = 0o700
_OWNER_ONLY_FILE = 0o600
_RENAMED = {"env.example": ".env.example", "gitignore": ".gitignore"}  # without the dot they would act in our own tree


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new practice is told, already checked."""

    name: str
    country: str
    languages: tuple[str, ...]
    zone: str
    telegram_token: str | None = field(default=None, repr=False)
    discord_token: str | None = field(default=None, repr=False)
    telegram_api: str | None = None
    discord_rest: str | None = None
    discord_gateway: str | None = None

    @property
    def tokens(self) -> dict[str, str]:
        """Account name to token, for those that are known."""
        pairs = (("main", self.telegram_token), ("den", self.discord_token))
        return {account: token for account, token in pairs if token}


def refuse_unless_empty(folder: Path) -> None:
    """Raises Refused when `folder` is a file or holds anything at all."""
    if folder.is_dir():
        if any(folder.iterdir()):
            raise Refused(f"{folder} is not empty, and nothing in it was touched; give the name of a new folder")
    elif os.path.lexists(folder):
        raise Refused(f"{folder} is not a folder, and it was not touched; give the name of a new one")


def make_practice(folder: Path, answers: Answers, *, entropy: Entropy) -> None:
    """Write the folder. Raises Refused as `refuse_unless_empty` does, OSError where the disk will not have it."""
    refuse_unless_empty(folder)
    starter = Path(str(files("config") / "starter"))
    folder.mkdir(parents=True, exist_ok=True)
    for private in (KEY_FOLDER, "data"):
        (folder / private).mkdir(mode=_OWNER_ONLY_FOLDER)
    _write_secret(folder / ROOT_KEY_FILE, base64.b64encode(entropy.token(ROOT_KEY_BYTES)).decode("ascii"))
    for account, token in answers.tokens.items():
        _write_secret(folder / KEY_FOLDER / f"{account}.token", token)
    for source in sorted(starter.iterdir()):
        if source.is_dir() and not source.name.startswith(("_", ".")):
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        elif source.name in _RENAMED:
            shutil.copyfile(source, folder / _RENAMED[source.name])
    (folder / "library").mkdir(exist_ok=True)
    schema = folder / "library" / SCHEMA_FILE
    if not schema.exists():
        schema.write_text(json_schema_text(), encoding="utf-8")
    _write_settings(starter / FILE_NAME, folder / FILE_NAME, answers)


def next_steps(folder: Path, answers: Answers, *, country_given: bool) -> str:
    """What there is now and what to do next, for the admin to read."""
    here = quote(str(folder))
    steps: list[str] = []
    if not country_given:
        steps.append(
            f"Look at `country: {answers.country}` in {FILE_NAME}: it decides whose emergency numbers are shown."
        )
    if not answers.tokens:
        steps.append(
            f"Put each bot's token into a file of its own, {KEY_FOLDER}/main.token (Telegram, from @BotFather) and "
            f"{KEY_FOLDER}/den.token (Discord, from the developer portal), mode 0600. Only one of the two platforms? "
            f"Take the other account out of {FILE_NAME}."
        )
    therapist = f"NAME --zone {answers.zone} --language {answers.languages[0]}"
    steps += [
        f"See what is still missing:  vignette doctor --practice {here}",
        f"Add yourself:  vignette therapist add {therapist} --practice {here}",
        f"Start:  vignette run --practice {here}",
    ]
    lines = [
        f"{folder} is ready: {FILE_NAME}, library/, consent/, keys/, data/.",
        "",
        f"Keep a copy of {ROOT_KEY_FILE} in a safe place, apart from the data. Everything clients make is sealed with it:",
        "without this one file nothing can ever be read again, by anybody; with it, everything can.",
        "",
        *(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        "",
        "What clients get is library/, yours to change and add to: docs/writing-prompts.md leads to a first prompt. Look first:",
        f"   vignette library preview writing/small-things --practice {here}",
        "",
        "Vignette is not a crisis service. Have your use of it reviewed by a licensed clinician before the first client.",
    ]
    return "\n".join(lines)


def _write_secret(path: Path, secret: str) -> None:
    """A file only its owner can read from its first moment on, on the disk before this returns."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY_FILE)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    parent = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def _write_settings(template: Path, target: Path, answers: Answers) -> None:
    """The starter's practice.yaml with the answers put in; its comments stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    with template.open(encoding="utf-8") as file:
        settings: Any = yaml.load(file)
    practice = settings["practice"]
    practice["name"] = DoubleQuotedScalarString(answers.name)
    practice["country"] = DoubleQuotedScalarString(answers.country)
    practice["zone"] = answers.zone
    practice["languages"][:] = [DoubleQuotedScalarString(tag) for tag in answers.languages]
    accounts = settings["accounts"]
    for account in [name for name in accounts if answers.tokens and name not in answers.tokens]:
        del accounts[account]
    if settings["notify"]["admin"] not in accounts:
        settings["notify"]["admin"] = next(iter(accounts))
    if answers.telegram_api and "main" in accounts:
        accounts["main"]["api"] = DoubleQuotedScalarString(answers.telegram_api)
    for key, address in (("rest", answers.discord_rest), ("gateway", answers.discord_gateway)):
        if address:
            settings["discord"][key] = DoubleQuotedScalarString(address)
    with target.open("x", encoding="utf-8") as file:
        yaml.dump(settings, file)
