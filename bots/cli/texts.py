"""`vignette texts`: for translators. How far each language is, what is wrong in it, and English brought into its catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bots.cli.library import FOUND_FAULTS, USAGE, say, stop

if TYPE_CHECKING:
    from core.texts.sheets import Sheet


def texts(
    update: Annotated[
        bool,
        typer.Option("--update", help="Write English's new and changed sentences into the other catalogues first."),
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Where the catalogues lie; default: this installation's."),
    ] = None,
) -> None:
    """Tell what each catalogue says, lacks and has wrong. Exit 0 where all are whole and sound, 1 where one is not.

    A catalogue is a gettext file (.po) and opens in any editor for such files. After a change of English, --update puts
    the new sentence beside each translation and marks it as uncertain; it is said in English until somebody looks at it.

    Example: vignette texts --update
    """
    from core.texts import sheets
    from core.texts.catalogue import BASE, LANGUAGES, folder_of_catalogues

    place = folder or folder_of_catalogues()
    found = {language: _read(place / f"{language}.po") for language in LANGUAGES}
    english = found[BASE]
    if update:
        found = {each: sheet if each == BASE else sheets.brought_up(sheet, english) for each, sheet in found.items()}
        for language, sheet in found.items():
            _write(place / f"{language}.po", sheets.written(sheet))
    wrong = {language: list(sheets.faults(sheet, english)) for language, sheet in found.items()}
    for language, sheet in found.items():
        review = sheet.header(sheets.REVIEW)
        said = sum(bool(each.words) and not each.is_uncertain for each in sheet.entries)
        say(f"{language}  {said} of {len(english.entries)} sentences{f' · {review}' if review else ''}")
    for language, lines in wrong.items():
        for line in lines:
            say(f"{language}.po: {line}")
    raise typer.Exit(FOUND_FAULTS if any(wrong.values()) else 0)


def _read(file: Path) -> Sheet:
    from babel.messages.pofile import PoFileError

    from core.texts import sheets

    try:
        return sheets.read(file.read_text(encoding="utf-8"))
    except OSError:
        stop(f"There is no catalogue at {str(file)!r}; name their folder with --folder.", USAGE)
    except UnicodeDecodeError:
        stop(f"{file.name} is not written in UTF-8; save it anew in that encoding.", FOUND_FAULTS)
    except PoFileError as error:
        stop(f"{file.name}, line {error.lineno + 1}: this cannot be read as a catalogue.", FOUND_FAULTS)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError:
        stop(f"{str(file)!r} cannot be written; a copy of the folder can be, named with --folder.", FOUND_FAULTS)
