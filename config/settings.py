"""A practice's settings: practice.yaml, the environment and the secrets' files, checked together, once."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from config.database import password_in, resolve_database, sqlite_file
from config.document import Document, read_document
from config.environment import Environment, read_environment, variable_of
from config.faults import Fault, Loc
from config.keyfiles import SecretError, parse_root_key, read_named_file, read_secret_file
from config.written import (
    Account,
    Discord,
    Hours,
    Notify,
    Practice,
    Retention,
    Written,
    faults_between,
    faults_of_shape,
)
from core.domain.errors import SettingsFault

FILE_NAME = "practice.yaml"
STARTER = Path(__file__).parent / "starter"  # what `init` copies
CONSENT_FOLDER = "consent"
KEY_FOLDER = "keys"
ROOT_KEY_FILE = "keys/root.key"  # what is used where nothing else is said; `init` writes it


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this process. Paths are absolute; no secret shows in the repr.

    warnings: sentences worth showing at start, none of them a reason to stop.
    """

    folder: Path
    practice: Practice
    database_url: str = field(repr=False)
    library: Path
    consent: Path
    accounts: Mapping[str, Account]
    discord: Discord
    hours: Hours
    notify: Notify
    retention: Retention
    root_key: bytes | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def data_dir(self) -> Path:
        """Where sealed files and backups lie: beside the SQLite file, else `data` in the practice folder."""
        file = sqlite_file(self.database_url)
        return file.parent if file else self.folder / "data"

    def secrets(self) -> list[str]:
        """Every secret word, in each spelling it may show up in: what the log has to hide."""
        words = [token.get_secret_value() for account in self.accounts.values() if (token := account.token)]
        if self.root_key is not None:
            padded = (base64.b64encode(self.root_key), base64.urlsafe_b64encode(self.root_key))
            words += [self.root_key.hex(), self.root_key.hex().upper(), *(each.decode().rstrip("=") for each in padded)]
        password = password_in(self.database_url)
        return [*words, password] if password else words

    def ready_to_open(self) -> list[str]:
        """What is missing before the store can be opened; empty when nothing is."""
        if self.root_key is None:
            sentence = (
                f"there is no root key: neither VIGNETTE_ROOT_KEY_FILE nor {self.folder / ROOT_KEY_FILE}; "
                "`vignette init` makes one, and a practice with data needs its own one back"
            )
            return [sentence]
        return []

    def ready_to_run(self) -> list[str]:
        """What is missing before `vignette run` can do its work; empty when nothing is."""
        faults = self.ready_to_open()
        if not self.accounts:
            faults.append(
                f"{FILE_NAME} has no account yet; add one under `accounts:`, like main: {{platform: telegram}}"
            )
        for name, account in self.accounts.items():
            if account.token is None:
                faults.append(
                    f"the account `{name}` has no token; put it into {self.folder / KEY_FOLDER / name}.token "
                    f"(mode 0600), or set {variable_of(name)}TOKEN_FILE"
                )
        if not self.library.is_dir():
            faults.append(f"the library folder {self.library} is not there; `library:` in {FILE_NAME} names it")
        if not self.consent.is_dir():
            faults.append(f"the consent folder {self.consent} is not there; `consent:` in {FILE_NAME} names it")
        return faults


def _consent_folder(folder: Path, written: str | None) -> Path:
    """The folder that is named; else the practice's own, and the starter's documents where it has none."""
    own = folder / (written or CONSENT_FOLDER)
    return own.absolute() if written or own.is_dir() else STARTER / CONSENT_FOLDER


def load_settings(practice: Path, environ: Mapping[str, str]) -> Settings:
    """Read and check everything. Raises SettingsFault with every fault at once, each with its place and its mend.

    A variable wins over the file, and a secret given in any way over the file in `keys/`. Relative paths, also those
    in variables, count from the practice folder.
    """
    folder = practice.absolute()
    document = read_document(folder / FILE_NAME)
    faults = list(document.faults)
    values = document.values
    _refuse_secrets(values, document, faults)
    environment = read_environment(environ, folder=folder, accounts=_accounts_in(values))
    faults += environment.faults
    merged = _laid_over(values, environment.values)
    _fetch_key_files(merged, folder, document, environment, faults)
    written = _checked(merged, document, environment, faults) if document.values or not document.faults else None
    root_key = _root_key(merged, document, environment, faults)
    database_url = _database_url(merged, folder, document, environment, faults)
    if faults or written is None:
        raise SettingsFault([str(fault) for fault in faults])
    return Settings(
        folder=folder,
        practice=written.practice,
        database_url=database_url,
        library=(folder / written.library).absolute(),
        consent=_consent_folder(folder, written.consent),
        accounts=written.accounts,
        discord=written.discord,
        hours=written.hours,
        notify=written.notify,
        retention=written.retention,
        root_key=root_key,
        warnings=tuple(environment.warnings),
    )


def _accounts_in(values: Mapping[str, Any]) -> list[str]:
    accounts = values.get("accounts")
    return [str(name) for name in cast("dict[str, Any]", accounts)] if isinstance(accounts, dict) else []


def _refuse_secrets(values: dict[str, Any], document: Document, faults: list[Fault]) -> None:
    """A secret in practice.yaml is refused: that file is copied, mailed and kept under version control."""
    if values.pop("root_key", None) is not None:
        sentence = f"the root key does not belong in this file; put it into {ROOT_KEY_FILE}, mode 0600"
        faults.append(Fault(document.place(("root_key",)), sentence))
    for name in _accounts_in(values):
        account = values["accounts"][name]
        if isinstance(account, dict) and cast("dict[str, Any]", account).pop("token", None) is not None:
            sentence = (
                f"a token does not belong in this file; put it into {KEY_FOLDER}/{name}.token, mode 0600, "
                "and have the platform make a new one, for this one has been written down"
            )
            faults.append(Fault(document.place(("accounts", name, "token")), sentence))


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` wins, section by section; an empty section (`discord:`) counts as left out."""
    merged = {key: value for key, value in below.items() if value is not None or key == "practice"}
    for key, value in above.items():
        inner = merged.get(key)
        if isinstance(value, dict):
            if inner is None or isinstance(inner, dict):
                merged[key] = _laid_over(cast("dict[str, Any]", inner or {}), cast("dict[str, Any]", value))
        else:
            merged[key] = value
    return merged


def _place(loc: Loc, document: Document, environment: Environment) -> str:
    return environment.places.get(loc) or document.place(loc)


def _fetch_key_files(
    merged: dict[str, Any], folder: Path, document: Document, environment: Environment, faults: list[Fault]
) -> None:
    """Fill in the secrets that no variable gave, from the file that is named, else from the one in `keys/`."""

    def fetch(owner: dict[str, Any], key: str, loc: Loc, usual: Path) -> None:
        named = owner.get(f"{key}_file")
        if (*loc, key) in environment.places or (not named and not os.path.lexists(usual)):
            return
        try:
            owner[key] = read_named_file(folder, named) if isinstance(named, str) else read_secret_file(usual)
        except SecretError as error:
            place = document.place((*loc, f"{key}_file")) if named else str(usual.relative_to(folder))
            faults.append(Fault(place, str(error)))

    fetch(merged, "root_key", (), folder / ROOT_KEY_FILE)
    for name in _accounts_in(merged):
        account = merged["accounts"][name]
        if isinstance(account, dict):
            usual = folder / KEY_FOLDER / f"{name}.token"
            fetch(cast("dict[str, Any]", account), "token", ("accounts", name), usual)


def _checked(
    merged: Mapping[str, Any], document: Document, environment: Environment, faults: list[Fault]
) -> Written | None:
    written: Written | None = None
    found = list(faults_between(merged))
    try:
        written = Written.model_validate(merged)
    except ValidationError as error:
        found = [*faults_of_shape(error), *found]
    placed = [Fault(_place(loc, document, environment), sentence) for loc, sentence in found]
    faults += sorted(placed, key=lambda fault: _line(fault.place))
    return written


def _line(place: str) -> int:
    _, _, line = place.rpartition(":")
    return int(line) if line.isdecimal() else 0


def _root_key(
    merged: Mapping[str, Any], document: Document, environment: Environment, faults: list[Fault]
) -> bytes | None:
    text = merged.get("root_key")
    if not isinstance(text, str):
        return None
    try:
        return parse_root_key(text)
    except SecretError as error:
        named = "root_key_file" in merged
        place = environment.places.get(("root_key",))
        faults.append(Fault(place or (document.place(("root_key_file",)) if named else ROOT_KEY_FILE), str(error)))
        return None


def _database_url(
    merged: Mapping[str, Any], folder: Path, document: Document, environment: Environment, faults: list[Fault]
) -> str:
    written = merged.get("database", Written.model_fields["database"].default)
    if not isinstance(written, str):
        return ""  # its shape is already a fault
    try:
        return resolve_database(written, folder)
    except ValueError as error:
        faults.append(Fault(_place(("database",), document, environment), f"`database` {error}"))
        return ""
