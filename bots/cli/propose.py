"""`vignette library propose`: what therapists offered to the library, as files for its admin to read and finish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bots.cli.practicestore import opened

if TYPE_CHECKING:
    from core.prompts.proposal import Offered
    from core.store.therapists import Therapist
    from core.store.unit import Unit

_LEAST_OF_ID = 4  # characters that are taken for the beginning of an id


def propose_command(
    ctx: typer.Context,
    therapist: Annotated[
        str | None, typer.Option("--therapist", metavar="NAME|ID", help="Of one of them; default: of all.")
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="ALIAS", help="Written for this client; default: for any.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the files go.")] = Path("proposed"),
    practice: Annotated[
        Path | None, typer.Option("--practice", help="Practice folder (or VIGNETTE_PRACTICE); default .")
    ] = None,
) -> None:
    """Write each prompt that a therapist offered as a YAML file. A file that is there already is left as it is.

    Example: vignette library propose --therapist Ada --out proposed --practice studio
    """
    from bots.cli.authoring import say
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.context import demand
    from core.prompts.proposal import as_yaml, file_name

    if practice is not None:
        ctx.obj = {**(ctx.obj or {}), "practice": practice}
    with opened(ctx) as (_, store):
        demand(Actor(Role.ADMIN), Act.READ_OFFERED, Thing())
        found = store.run_here(_offered, therapist, client)
    if not found:
        say("Nothing is offered. A therapist offers what they wrote and sent with /propose.", to_stderr=True)
        return
    out.mkdir(parents=True, exist_ok=True)
    for what in found:
        file = out / file_name(what)
        if file.exists():
            say(f"{file} is there already and stays as it is.", to_stderr=True)
            continue
        file.write_text(as_yaml(what), encoding="utf-8")
        say(str(file))
    say(
        "Read each for anything private before you publish it; then `vignette library check --library "
        f"{out}` says what is missing.",
        to_stderr=True,
    )


def _offered(unit: Unit, therapist: str | None, alias: str | None) -> list[Offered]:
    """Raises Refused."""
    from core.domain.errors import Refused
    from core.prompts.proposal import Offered
    from core.store import clients, own_prompts, therapists

    there = {each.id: each for each in therapists.list_therapists(unit)}
    wanted = None if therapist is None else _one(list(there.values()), therapist.strip())
    whose = None if alias is None else clients.client_by_alias(unit, alias.strip())
    if alias is not None and whose is None:
        raise Refused(f"There is no client “{alias[:60]}”; `vignette client list` shows who is there.")
    found: list[Offered] = []
    for own in own_prompts.offered(unit):
        if wanted not in (None, own.therapist) or (whose is not None and whose.id != own.client):
            continue
        assert own.offered_at is not None
        found.append(
            Offered(
                own.id,
                own.content,
                own.modality,
                own.intensity,
                own.minutes,
                own.language,
                clients.client(unit, own.client).name,
                there[own.therapist].name,
                own.source,
                own.revision,
                own.offered_at.date(),
            )
        )
    return found


def _one(there: list[Therapist], wanted: str) -> str:
    from core.domain.errors import Refused

    found = [each for each in there if each.name == wanted]
    found = found or [each for each in there if len(wanted) >= _LEAST_OF_ID and each.id.startswith(wanted.lower())]
    if len(found) != 1:
        how = "There is no therapist" if not found else "There are several called"
        raise Refused(f"{how} “{wanted[:60]}”; `vignette therapist list` shows who is there, with ids.")
    return found[0].id
