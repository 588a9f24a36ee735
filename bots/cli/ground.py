"""What a practice stands on, read at once: settings, library, numbers; so that every fault of them shows together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bots import runner
from config.document import read_document
from config.numbers import Numbers, read_numbers
from config.settings import FILE_NAME, Settings, load_settings
from core.domain.errors import LibraryFault, SettingsFault, StoreFault
from core.prompts.consent import Consents
from core.prompts.consent_check import load_consents
from core.prompts.faults import Fault, Severity
from core.prompts.fields import read_tag
from core.prompts.library import Library, load_library

_LIBRARY = "library"
_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Ground:
    """What could be read, and every fault with its place and its mend. Where the settings cannot be used, library and
    numbers are judged by what can be made out of practice.yaml all the same.

    library: what the folder holds. in_force: what the practice goes by, whatever the folder holds; None before the first
    start. in_force_fault: why what is in force cannot be read, "" where it can.
    """

    settings: Settings | None
    library: Library | None
    numbers: Numbers | None
    settings_faults: tuple[str, ...]
    library_faults: tuple[str, ...]
    numbers_faults: tuple[str, ...]
    library_warnings: int = 0
    consents: Consents | None = None
    consent_faults: tuple[str, ...] = ()
    consent_warnings: tuple[str, ...] = ()
    discord_usable: bool = True  # its addresses can be used
    in_force: Library | None = None
    in_force_fault: str = ""

    @property
    def faults(self) -> list[str]:
        """All of them: none, or the practice must not start. A folder that is not in force is no reason not to."""
        library = () if self.in_force is not None else self.library_faults
        kept = (self.in_force_fault,) if self.in_force_fault else ()
        return [*self.settings_faults, *library, *kept, *self.numbers_faults, *self.consent_faults]

    @property
    def differs(self) -> str:
        """That the folder is not what is in force, and what to do about it; "" where it is, or nothing is in force yet."""
        now = self.in_force
        if now is None or (self.library is not None and self.library.revision == now.revision):
            return ""
        if self.library is None:
            number = len(self.library_faults)
            wrong = f"{number} {'error' if number == 1 else 'errors'}"
            return f"the library folder has {wrong}; revision {now.revision} stays in force (vignette library check)"
        return (
            f"the library folder differs from revision {now.revision}, which is in force: `vignette library diff` shows how, "
            "`vignette library publish` puts it in force"
        )


def lay_ground(folder: Path, environ: Mapping[str, str]) -> Ground:
    """Read everything that `vignette run` needs before the database. Sets Discord's addresses for this process."""
    settings: Settings | None = None
    faults: list[str] = []
    addresses = True
    try:
        settings = load_settings(folder, environ)
    except SettingsFault as error:
        faults = list(error.faults)
        if not (folder / FILE_NAME).is_file():
            return Ground(None, None, None, tuple(faults), (), ())
        library, language, country = _made_out(folder, environ)
    else:
        library, language = settings.library, settings.practice.languages[0]
        country = settings.practice.country
        own = ("the library folder", "the consent folder")  # each has a check of its own
        faults = [fault for fault in settings.ready_to_run() if not fault.startswith(own)]
        try:
            runner.point_at(rest=settings.discord.rest, gateway=settings.discord.gateway)
        except SettingsFault as error:
            addresses = False
            faults += error.faults
    loaded, library_faults, warnings = _read_library(library, language, folder)
    numbers, numbers_faults = _read_numbers(folder, country)
    documents, consent_faults, consent_warnings = (None, (), ()) if settings is None else _read_consents(settings)
    in_force, in_force_fault = (None, "") if settings is None else _read_in_force(settings)
    return Ground(
        settings,
        loaded,
        numbers,
        tuple(faults),
        library_faults,
        numbers_faults,
        warnings,
        documents,
        consent_faults,
        consent_warnings,
        discord_usable=addresses,
        in_force=in_force,
        in_force_fault=in_force_fault,
    )


def library_counts(library: Library) -> str:
    """`3 prompts, 1 programme, revision 90cace4fbd49aadc`."""
    prompts, programmes = len(library.prompts), len(library.programmes)
    told = f"{prompts} {'prompt' if prompts == 1 else 'prompts'}"
    told += f", {programmes} {'programme' if programmes == 1 else 'programmes'}"
    return f"{told}, revision {library.revision}"


def _read_library(folder: Path, language: str, practice: Path) -> tuple[Library | None, tuple[str, ...], int]:
    if not folder.is_dir():
        return None, (f"the library folder {folder} is not there; `library:` in {FILE_NAME} names it",), 0
    loaded, found = load_library(folder, fallback=language)
    wrong = [fault for fault in found if fault.severity is Severity.ERROR]
    try:
        shown = folder.relative_to(practice.absolute())
    except ValueError:
        shown = folder
    return loaded, tuple(_line(shown, fault) for fault in wrong), len(found) - len(wrong)


def _read_in_force(settings: Settings) -> tuple[Library | None, str]:
    try:
        return runner.library_in_force(settings), ""
    except LibraryFault as fault:
        return None, str(fault)
    except StoreFault:  # whoever opens the database says so, with what to do
        return None, ""


def _read_consents(settings: Settings) -> tuple[Consents | None, tuple[str, ...], tuple[str, ...]]:
    folder = settings.consent
    if not folder.is_dir():
        return None, (f"the consent folder {folder} is not there; `consent:` in {FILE_NAME} names it",), ()
    loaded, found, _ = load_consents(folder, languages=settings.practice.languages)
    try:
        shown = folder.relative_to(settings.folder)
    except ValueError:
        shown = folder
    wrong = tuple(_line(shown, fault) for fault in found if fault.severity is Severity.ERROR)
    return loaded, wrong, tuple(fault.message for fault in found if fault.severity is not Severity.ERROR)


def _line(folder: Path, fault: Fault) -> str:
    mend = f"; did you mean {fault.suggestion}?" if fault.suggestion else ""
    place = f"{(folder / fault.path).as_posix()}:{fault.line}:{fault.column}"
    return f"{place}: {fault.severity}: {fault.message}{mend} [{fault.rule}]"


def _read_numbers(folder: Path, country: str) -> tuple[Numbers | None, tuple[str, ...]]:
    try:
        return read_numbers(folder, country), ()
    except SettingsFault as error:
        return None, tuple(error.faults)


def _made_out(folder: Path, environ: Mapping[str, str]) -> tuple[Path, str, str]:
    """Library folder, base language and country, as far as broken settings tell them."""
    values = read_document(folder / FILE_NAME).values
    practice: Any = values.get("practice")
    practice = practice if isinstance(practice, dict) else {}
    library = environ.get("VIGNETTE_LIBRARY") or values.get("library")
    languages = practice.get("languages")
    first = languages[0] if isinstance(languages, list) and languages else None
    country = practice.get("country")
    return (
        (folder / (library if isinstance(library, str) and "\0" not in library else _LIBRARY)).absolute(),
        first if isinstance(first, str) and _is_tag(first) else _LANGUAGE,
        country if isinstance(country, str) else "",
    )


def _is_tag(word: str) -> bool:
    try:
        read_tag(word)
    except ValueError:
        return False
    return True
