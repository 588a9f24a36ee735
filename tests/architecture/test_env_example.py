"""The environment's example file, the variables that are read, and the shape of practice.yaml agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from config.environment import ACCOUNT_KEYS, FOLDER_VARIABLE, PLAIN, SECRET
from config.faults import Loc
from config.settings import load_settings
from config.written import Account, Written

STARTER = Path(__file__).parents[2] / "config" / "starter"
ONLY_IN_THE_FILE = {("hours", "working"), ("root_key_file",)}  # a table of days; a path that has its own variable


def example() -> dict[str, str]:
    """Every variable of the example with its value."""
    text = (STARTER / "env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#(VIGNETTE_[A-Z0-9_]+)=(.*)$", text, re.MULTILINE))


def written(model: type[BaseModel], above: Loc = ()) -> Iterator[Loc]:
    """Every single value of practice.yaml, accounts apart."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from written(field.annotation, (*above, name))
        elif name != "accounts":
            yield (*above, name)


def test_every_setting_has_its_variable() -> None:
    """A key added to practice.yaml cannot be forgotten in the environment, nor the other way round."""
    assert set(PLAIN.values()) == set(written(Written)) - ONLY_IN_THE_FILE
    assert set(ACCOUNT_KEYS) == set(Account.model_fields) - {"token_file"}


def test_example_names_every_variable_and_no_other() -> None:
    """Each variable that is read stands in the example, secrets also in their file kind."""
    files = {f"{name}_FILE" for name, loc in PLAIN.items() if loc in SECRET}
    accounts = {f"VIGNETTE_ACCOUNTS__MAIN__{key.upper()}" for key in ("platform", "api", "token", "token_file")}
    accounts |= {f"VIGNETTE_ACCOUNTS__DEN__{key.upper()}" for key in ("door", "rooms")}

    assert set(example()) == {FOLDER_VARIABLE, *PLAIN, *files, *accounts}


def test_example_values_are_taken(tmp_path: Path) -> None:
    """Whoever uncomments a line gets what it says."""
    (tmp_path / "practice.yaml").write_text((STARTER / "practice.yaml").read_text(encoding="utf-8"))
    environ = {name: value for name, value in example().items() if not name.endswith("_FILE")}

    settings = load_settings(tmp_path, environ)

    assert settings.warnings == ()
    assert settings.practice.languages == ("en", "de")
    assert settings.database_url == environ["VIGNETTE_DATABASE"]
    assert settings.library == tmp_path / environ["VIGNETTE_LIBRARY"]
