"""`vignette init`: a practice folder to begin with, asked for on a terminal or given as flags."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bots.cli.chance import MachineEntropy

T = TypeVar("T")
DEFAULT_NAME = "Our practice"
DEFAULT_COUNTRY = "DE"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The new folder; it must be empty or not be there yet.")
    ],
    name: Annotated[str | None, typer.Option(help="What people call the practice.")] = None,
    country: Annotated[
        str | None, typer.Option(metavar="XX", help="Two letters, like DE: whose emergency numbers are shown.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Like en; give it again for more, the first is the base.")
    ] = None,
    zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Like Europe/Berlin.")] = None,
    telegram_token_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Holds the token from @BotFather; it is copied to keys/main.token."),
    ] = None,
    discord_token_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Holds the bot's token; it is copied to keys/den.token.")
    ] = None,
    telegram_api: Annotated[str | None, typer.Option(metavar="URL", help="Another Bot-API-compatible server.")] = None,
    discord_rest: Annotated[str | None, typer.Option(metavar="URL", help="Another Discord REST address.")] = None,
    discord_gateway: Annotated[str | None, typer.Option(metavar="URL", help="Another Discord gateway address.")] = None,
) -> None:
    """Make a practice folder: settings, a library to begin with, and the root key.

    On a terminal it asks for what no flag says; elsewhere it takes the defaults. A folder that already holds something is
    left untouched. Tokens are read from files only, so that they stay out of the shell's history.

    Example: vignette init studio --name "Riverside Studio" --country DE --language en --language de --zone Europe/Berlin
    """
    from bots.cli.newpractice import Answers, make_practice, next_steps, refuse_unless_empty
    from config import fields

    refuse_unless_empty(folder)
    asking = sys.stdin.isatty() and sys.stderr.isatty()

    def answer(flag: str, given: Any, check: Callable[[Any], T], question: str, default: str) -> T:
        if given is not None or not asking:
            return _checked(flag, given if given is not None else default, check)
        return _asked(question, default, check)

    answers = Answers(
        name=answer("--name", name, fields.check_name, "What do people call the practice?", DEFAULT_NAME),
        country=answer(
            "--country",
            country,
            fields.check_country,
            "Which country's emergency numbers? Two letters",
            DEFAULT_COUNTRY,
        ),
        languages=answer("--language", language or None, _languages, "Languages, the base first (like en, de)", "en"),
        zone=answer("--zone", zone, fields.check_zone, "Time zone", "UTC"),
        telegram_token=_token("--telegram-token-file", telegram_token_file, "Telegram", asking=asking),
        discord_token=_token("--discord-token-file", discord_token_file, "Discord", asking=asking),
        telegram_api=telegram_api and _checked("--telegram-api", telegram_api, fields.check_api),
        discord_rest=discord_rest and _checked("--discord-rest", discord_rest, fields.check_rest),
        discord_gateway=discord_gateway and _checked("--discord-gateway", discord_gateway, fields.check_gateway),
    )
    make_practice(folder, answers, entropy=MachineEntropy())
    print(next_steps(folder, answers, country_given=country is not None or asking))


def _checked(flag: str, value: Any, check: Callable[[Any], T]) -> T:
    try:
        return check(value)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=flag) from None


def _asked(question: str, default: str, check: Callable[[Any], T], *, hidden: bool = False) -> T:
    while True:
        words = typer.prompt(question, default=default, hide_input=hidden, show_default=not hidden, err=True)
        try:
            return check(words)
        except ValueError as error:
            print(f"That {error}.", file=sys.stderr)


def _languages(value: Any) -> tuple[str, ...]:
    from config.fields import check_language, check_languages

    words = [value] if isinstance(value, str) else value
    tags = [tag.strip() for word in words for tag in word.split(",") if tag.strip()]
    return tuple(check_language(tag) for tag in check_languages(tags))


def _token(flag: str, file: Path | None, platform: str, *, asking: bool) -> str | None:
    """The token from `file`, or typed in unseen on a terminal; None where there is none yet."""
    from config.fields import check_secret
    from config.keyfiles import SecretError, read_secret_file

    if file is not None:
        try:
            return _checked(flag, read_secret_file(file, private=False), check_secret)
        except SecretError as error:
            raise typer.BadParameter(str(error), param_hint=flag) from None
    if not asking:
        return None
    question = f"Token of the {platform} bot (it stays unseen; press Enter to add it later)"
    return _asked(question, "", lambda words: check_secret(words) if words else None, hidden=True)
