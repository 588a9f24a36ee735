"""What the environment says: every variable by name, secrets also as files, and what is misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from config.faults import Fault, Loc, nearest
from config.keyfiles import SecretError, read_named_file

PREFIX = "VIGNETTE_"
FOLDER_VARIABLE = "VIGNETTE_PRACTICE"  # read by the command, not a setting
PLAIN: Mapping[str, Loc] = {
    "VIGNETTE_DATABASE": ("database",),
    "VIGNETTE_LIBRARY": ("library",),
    "VIGNETTE_CONSENT": ("consent",),
    "VIGNETTE_PRACTICE__NAME": ("practice", "name"),
    "VIGNETTE_PRACTICE__COUNTRY": ("practice", "country"),
    "VIGNETTE_PRACTICE__LANGUAGES": ("practice", "languages"),
    "VIGNETTE_PRACTICE__ZONE": ("practice", "zone"),
    "VIGNETTE_DISCORD__REST": ("discord", "rest"),
    "VIGNETTE_DISCORD__GATEWAY": ("discord", "gateway"),
    "VIGNETTE_HOURS__ANSWER_WITHIN": ("hours", "answer_within"),
    "VIGNETTE_NOTIFY__ADMIN": ("notify", "admin"),
    "VIGNETTE_RETENTION__REPLIES": ("retention", "replies"),
    "VIGNETTE_RETENTION__MEDIA": ("retention", "media"),
    "VIGNETTE_RETENTION__ALERTS": ("retention", "alerts"),
    "VIGNETTE_ROOT_KEY": ("root_key",),
}
SECRET = frozenset({("root_key",), ("database",)})  # these also come as a file: ..._FILE
ACCOUNT_KEYS = ("platform", "api", "door", "rooms", "token")  # after VIGNETTE_ACCOUNTS__<NAME>__; token also as a file

_ACCOUNTS = "VIGNETTE_ACCOUNTS__"


@dataclass(slots=True)
class Environment:
    """values: laid over the file's. places: which variable said it. warnings: variables nobody knows."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    places: dict[Loc, str] = field(default_factory=dict[Loc, str])
    faults: list[Fault] = field(default_factory=list[Fault])
    warnings: list[str] = field(default_factory=list[str])

    def put(self, loc: Loc, value: Any, *, said_by: str) -> None:
        """Remember one value; a second one for the same setting is a fault."""
        if loc in self.places:
            self.faults.append(Fault(said_by, f"says the same as {self.places[loc]}; keep one of the two"))
            return
        self.places[loc] = said_by
        inner = self.values
        for step in loc[:-1]:
            inner = inner.setdefault(str(step), {})
        inner[str(loc[-1])] = value


def variable_of(account: str) -> str:
    """The beginning of an account's variables: `VIGNETTE_ACCOUNTS__MAIN__`. A shell knows no `-` in names."""
    return f"{_ACCOUNTS}{account.upper().replace('-', '_')}__"


def read_environment(environ: Mapping[str, str], *, folder: Path, accounts: Iterable[str]) -> Environment:
    """Read every VIGNETTE_ variable. `accounts`: the names in practice.yaml. Relative files count from `folder`.

    An empty variable counts as unset. A variable with `__` that means nothing is a fault, for it was surely meant;
    other unknown ones only warn: container platforms invent names such as VIGNETTE_PORT by themselves.
    """
    found = Environment()
    known = tuple(accounts)
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name == FOLDER_VARIABLE or not environ[name].strip():
            continue
        loc, from_file = _meaning(name, environ, known, found)
        if loc is None:
            continue
        value: Any = environ[name].strip()
        if from_file:
            try:
                value = read_named_file(folder, value)
            except SecretError as error:
                found.faults.append(Fault(name, str(error)))
                found.places.setdefault(loc, name)
                continue
        elif loc == ("practice", "languages"):
            value = [tag.strip(" \"'") for tag in value.strip("[]").split(",")]
        found.put(loc, value, said_by=name)
    return found


def _meaning(
    name: str, environ: Mapping[str, str], accounts: tuple[str, ...], found: Environment
) -> tuple[Loc | None, bool]:
    if name in PLAIN:
        return PLAIN[name], False
    stem = name.removesuffix("_FILE")
    if stem in PLAIN and PLAIN[stem] in SECRET:
        return PLAIN[stem], True
    if name.startswith(_ACCOUNTS):
        return _account_meaning(name, environ, accounts, found)
    names = [*PLAIN, *(f"{plain}_FILE" for plain, loc in PLAIN.items() if loc in SECRET)]
    close = get_close_matches(name, names, n=1, cutoff=0.8)
    hint = f"did you mean {close[0]}?" if close else ".env.example lists those there are"
    if "__" in name:
        found.faults.append(Fault(name, f"is not a setting; {hint}"))
    else:
        found.warnings.append(f"{name}: is not a setting and has no effect; {hint}")
    return None, False


def _account_meaning(
    name: str, environ: Mapping[str, str], accounts: tuple[str, ...], found: Environment
) -> tuple[Loc | None, bool]:
    segment, _, key = name.removeprefix(_ACCOUNTS).rpartition("__")
    from_file = key == "TOKEN_FILE"
    key = "token" if from_file else key.lower()
    if not segment or key not in ACCOUNT_KEYS:
        known = [f"{word.upper()}" for word in (*ACCOUNT_KEYS, "token_file")]
        found.faults.append(
            Fault(name, f"does not end in the name of an account's setting; {nearest(key.upper(), known)}")
        )
        return None, False
    matching = [account for account in accounts if variable_of(account) == f"{_ACCOUNTS}{segment}__"]
    if len(matching) > 1:
        found.faults.append(Fault(name, f"could mean {' or '.join(matching)}; rename one of these accounts"))
        return None, False
    if not matching and not environ.get(f"{_ACCOUNTS}{segment}__PLATFORM", "").strip():
        question = nearest(segment.lower(), accounts)
        found.faults.append(Fault(name, f"names an account that practice.yaml does not have; {question}"))
        return None, False
    return ("accounts", matching[0] if matching else segment.lower(), key), from_file
