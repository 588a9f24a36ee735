"""The consent document at work: filled in for one person, archived, and shown again exactly as it was (CN-02)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.domain.practice import PracticeFacts
from core.prompts.consent import Agreement, ConsentDocument, Consents, fill, read_canonical, shortened
from core.prompts.library import inserted
from core.prompts.template import Values
from core.safety.dialogue import Ask, Kind, Outline, Step
from core.store import consents, therapists
from core.store.clients import Client
from core.store.consents import Agreed, Document
from core.store.unit import Unit
from core.texts.calendar import promised

MEDIA = "media"  # SPEC 8.2 (c)
SCREENING = "screening"  # (b)


def identity(said: ConsentDocument) -> Document:
    """What a consent row says of its document."""
    return Document(said.id, str(said.version), said.language, said.sha256)


def archive(unit: Unit, said: ConsentDocument) -> None:
    """Keep the document, so that what was shown can be shown again whatever becomes of the file."""
    body, day = said.canonical, said.effective_from
    consents.archive(unit, identity(said), body, material=said.material, effective_from=day)


def archive_all(unit: Unit, all_of_them: Consents) -> None:
    """The same for every document of the practice."""
    for said in all_of_them.documents:
        archive(unit, said)


def archived(unit: Unit, sha256: str) -> ConsentDocument:
    """A document as it was when it was shown. Raises LookupError."""
    return read_canonical(consents.archived(unit, sha256))


def for_newcomer(all_of_them: Consents, language: str, today: date) -> ConsentDocument | None:
    """What somebody of this language is shown. None: nothing; they are not shown another language (CN-06)."""
    return all_of_them.in_force(language, today)


def material_since(all_of_them: Consents, version: int, said: ConsentDocument) -> date | None:
    """From when on the first material version after `version` holds, up to this document; None: none of them is."""
    newer = [d for d in all_of_them.documents if d.language == said.language and version < d.version <= said.version]
    return min((each.effective_from for each in newer if each.material), default=None)


def outline(said: ConsentDocument, *, renews: bool) -> Outline:
    """What deciding needs of a document."""
    asks = tuple(Ask(len(each.answers), list(each.answers).index(each.right)) for each in said.questions)
    purposes = tuple(each.purpose for each in said.agreements)
    return Outline(len(said.screens), asks, purposes, renews=renews and said.changed is not None)


def filled(practice: PracticeFacts, client: Client, therapist: str, language: str) -> dict[str, str]:
    """What stands in the gaps of the document for one person: names no longer than there is room for."""
    return {
        "client_name": inserted(shortened(client.name), language),
        "client_address": "familiar",
        "client_gender": "neutral",
        "therapist_name": inserted(shortened(therapist), language),
        "practice_name": inserted(shortened(practice.name), language),
        "practice_promise": promised(practice.promise, language),
    }


def values(gaps: Mapping[str, str]) -> Values:
    """The same as a template wants it."""
    return Values(
        client_name=gaps.get("client_name", ""),
        client_address="formal" if gaps.get("client_address") == "formal" else "familiar",
        client_gender="she"
        if gaps.get("client_gender") == "she"
        else "he"
        if gaps.get("client_gender") == "he"
        else "neutral",
        therapist_name=gaps.get("therapist_name", ""),
        practice_name=gaps.get("practice_name", ""),
        practice_promise=gaps.get("practice_promise", ""),
    )


def words_at(said: ConsentDocument, step: Step, gaps: Mapping[str, str]) -> str:
    """What a step says."""
    match step.kind:
        case Kind.CHANGED:
            text = said.changed or ""
        case Kind.SCREEN:
            text = said.screens[step.number].say
        case Kind.QUESTION:
            text = said.questions[step.number].ask
        case Kind.AGREEMENT:
            text = said.agreements[step.number].ask
    return fill(text, values(gaps))


def words_changed(unit: Unit, practice: PracticeFacts, client: Client, said: ConsentDocument) -> str:
    """What is different in this version, for one person."""
    therapist = therapists.therapist(unit, client.therapist).name
    return fill(said.changed or "", values(filled(practice, client, therapist, said.language)))


def words_behind(said: ConsentDocument, step: Step, gaps: Mapping[str, str]) -> str:
    """What stands behind a screen, or explains a question in another way. "" at other steps."""
    match step.kind:
        case Kind.SCREEN:
            return fill(said.screens[step.number].more, values(gaps))
        case Kind.QUESTION:
            return fill(said.questions[step.number].explain, values(gaps))
        case _:
            return ""


def asked_later(said: ConsentDocument, purpose: str, gaps: Mapping[str, str]) -> tuple[str, Agreement] | None:
    """What is asked when a purpose is first needed, filled in. None where the document does not ask for it."""
    found = said.later_on(purpose)
    return None if found is None else (fill(found.ask, values(gaps)), found)


def shown(unit: Unit, consent: str) -> list[str]:
    """Every text of the dialogue behind a consent, word for word as it was shown: a screen and what stands behind it, a
    question and its explanation, the agreements, and what is asked later. Raises LookupError.
    """
    agreed: Agreed = consents.consent(unit, consent)
    said, gaps = archived(unit, agreed.document.sha256), agreed.filled
    told: list[str] = []
    for step in outline(said, renews=True).steps:
        told += [words for words in (words_at(said, step, gaps), words_behind(said, step, gaps)) if words]
    told += [fill(each.ask, values(gaps)) for each in said.later]
    return told
