"""The shape of practice.yaml: which keys there are, what they hold, and what stands in for those left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.faults import Loc, dotted, nearest
from config.fields import (
    AccountName,
    Api,
    Country,
    GatewayAddress,
    Languages,
    Name,
    OnPlatform,
    Period,
    Promise,
    PromiseText,
    Rest,
    ServerId,
    Span,
    Text,
    Token,
    Working,
    Zone,
    read_promise,
    read_working,
)
from core.domain.address import Platform

TELEGRAM_API = "https://api.telegram.org"
_STRICT = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Practice(BaseModel):
    """Whose house this is. country: chooses the safety resources. languages: the first is the base. zone: IANA."""

    model_config = _STRICT
    name: Name
    country: Country
    languages: Languages
    zone: Zone = "UTC"


class Account(BaseModel):
    """One bot. api: any Bot-API-compatible server (Telegram). door, rooms: Discord server ids; None: not chosen yet."""

    model_config = _STRICT
    platform: OnPlatform
    api: Api = TELEGRAM_API
    door: ServerId | None = None
    rooms: ServerId | None = None
    token_file: Text | None = None
    token: Token | None = Field(default=None, repr=False)


class Discord(BaseModel):
    """Discord's addresses, once for the whole process."""

    model_config = _STRICT
    rest: Rest = "https://discord.com/api/v10"
    gateway: GatewayAddress = "wss://gateway.discord.gg"


class Hours(BaseModel):
    """The promise shown to clients, as written; a therapist may set their own."""

    model_config = _STRICT
    answer_within: PromiseText = "1 working day"
    working: Working = {"mon-fri": "09:00-17:00"}

    @property
    def promise(self) -> Promise:
        """`answer_within`, understood."""
        return read_promise(self.answer_within)

    @property
    def week(self) -> Mapping[int, tuple[Span, ...]]:
        """`working`, understood: weekday (0 is Monday) to its spans in order."""
        return read_working(self.working)


class Notify(BaseModel):
    """admin: the account through which service faults reach the admin."""

    model_config = _STRICT
    admin: AccountName | None = None


class Retention(BaseModel):
    """How long each class of thing is kept."""

    model_config = _STRICT
    replies: Period = timedelta(days=365)
    media: Period = timedelta(days=180)
    alerts: Period = timedelta(days=365)


class Written(BaseSettings):
    """Everything a person can write, in the file or over the environment.

    Its only source is what config/settings.py hands over: the file with the environment laid over it, each value with
    its place. The library's own environment source would stop at the first bad variable; here all faults come at once.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=False)
    practice: Practice
    database: Text = "sqlite:///data/vignette.db"
    library: Text = "library"
    consent: Text | None = None
    accounts: dict[AccountName, Account] = {}
    discord: Discord = Discord()
    hours: Hours = Hours()
    notify: Notify = Notify()
    retention: Retention = Retention()
    root_key_file: Text | None = None
    root_key: Text | None = Field(default=None, repr=False)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed over."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


_SECTIONS: Mapping[str, type[BaseModel]] = {
    "practice": Practice,
    "discord": Discord,
    "hours": Hours,
    "notify": Notify,
    "retention": Retention,
}
_NEVER_IN_THE_FILE = {"token", "root_key"}
_EXAMPLES = {
    "practice": "practice: {name: Riverside Studio, country: DE, languages: [en]}",
    "practice.name": "name: Riverside Studio",
    "practice.country": "country: DE",
    "practice.languages": "languages: [en, de]",
    "platform": "platform: telegram",
}


def faults_of_shape(error: ValidationError) -> Iterator[tuple[Loc, str]]:
    """Each of pydantic's findings as a plain sentence, with the way to the value; never with the value itself."""
    for found in error.errors(include_input=False, include_url=False):
        loc: Loc = tuple(step for step in found["loc"] if step != "[key]")
        yield loc, _sentence(found["type"], loc, found["msg"])


def faults_between(values: Mapping[str, Any]) -> Iterator[tuple[Loc, str]]:
    """What single values cannot show: settings that contradict each other. Takes any shape, judges what it can."""
    accounts = {name: each for name, each in _mapping(values.get("accounts")).items() if isinstance(each, dict)}
    holders: dict[str, str] = {}
    for name, account in accounts.items():
        loc: Loc = ("accounts", name)
        platform = account.get("platform")
        if platform == Platform.DISCORD and account.get("api") is not None:
            yield (*loc, "api"), f"`{dotted((*loc, 'api'))}` is for Telegram; Discord's address is `discord.rest`"
        for key in ("door", "rooms"):
            if platform == Platform.TELEGRAM and account.get(key) is not None:
                yield (*loc, key), f"`{dotted((*loc, key))}` is a Discord server; a Telegram account has none"
        if account.get("door") is not None and str(account.get("door")) == str(account.get("rooms")):
            yield (*loc, "door"), f"`{dotted(loc)}` needs two servers: clients at the door must not see the rooms"
        token = account.get("token")
        if isinstance(token, str) and token:
            if token in holders:
                yield (*loc, "token"), f"`{name}` has the same token as `{holders[token]}`; one bot has one account"
            holders.setdefault(token, name)
    admin = _mapping(values.get("notify")).get("admin")
    if isinstance(admin, str) and admin not in _mapping(values.get("accounts")):
        yield ("notify", "admin"), f"`notify.admin` names no account; {nearest(admin, accounts)}"


def _mapping(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _sentence(kind: str, loc: Loc, message: str) -> str:
    name = f"`{dotted(loc)}`"
    if kind == "missing":
        example = _EXAMPLES.get(dotted(loc)) or _EXAMPLES.get(str(loc[-1]), "")
        return f"{name} is missing; write for instance: {example}"
    if kind == "extra_forbidden":
        return f"{name} is not a key here; {nearest(str(loc[-1]), _keys_beside(loc))}"
    if kind == "value_error":
        return f"{name} {message.removeprefix('Value error, ')}"
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return f"{name} must hold `key: value` lines of its own"
    return f"{name} cannot be used as it is written; compare it with the example that `vignette init` writes"


def _keys_beside(loc: Loc) -> set[str]:
    section = str(loc[0])
    model: type[BaseModel] = Written if len(loc) == 1 else Account if section == "accounts" else _SECTIONS[section]
    return set(model.model_fields) - _NEVER_IN_THE_FILE
