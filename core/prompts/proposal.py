"""A therapist's own prompt as a file for the library, for its admin to read and finish. Pure (SPEC 3.7)."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from core.domain.own import Content, Modality
from core.prompts.faults import plain_line
from core.prompts.library import LONGEST_NAME

_NAME = "{{ client.name }}"
_OPENERS = re.compile(r"\{[{%#]")
_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40
_KEEPS_APART = 6  # digits of the row's id: two of one title have two files
_SHORTEST_PART = 3  # letters: a "de" or "al" stands everywhere
_LAST = re.compile(r"(?<![^\W_])([^\W_][\w'’.-]+)…$")
_PLACEHOLDERS = re.compile("…{2,}")
_PLACEHOLDER = "…"  # for a name in a title, where nothing is filled in


@dataclass(frozen=True, slots=True)
class Offered:
    """What is handed over, and what stands beside it in comments. name: of its client, which is taken out of the words."""

    row: str
    content: Content
    modality: Modality
    intensity: int
    minutes: int
    language: str
    name: str
    therapist: str
    source: str | None
    revision: str
    day: date


def file_name(what: Offered) -> str:
    """Of its file."""
    return f"{_slug(what)}.yaml"


def as_yaml(what: Offered) -> str:
    """Its file: a document that the checker takes, with what is still to be done in comments."""
    entry = CommentedMap()
    entry["kind"] = "prompt"
    entry["id"] = f"proposed/{_slug(what)}"
    entry["modality"] = what.modality
    entry["intensity"] = what.intensity
    entry["minutes"] = what.minutes
    content = what.content
    for key, values in (("expects", content.expects), ("avoid_when", content.avoid_when), ("needs", content.needs)):
        if values:
            entry[key] = list(values)
    if content.max_per_week is not None:
        entry["max_per_week"] = content.max_per_week
    asks = {name: scale for name, scale in (("before", content.before), ("after", content.after)) if scale is not None}
    if asks:
        entry["check_in"] = asks
    words = CommentedMap()
    words["title"] = DoubleQuotedScalarString(_title(content.title, what.name))
    words["body"] = _block(_template(content.body, what.name))
    if content.aftercare:
        words["aftercare"] = _block(_template(content.aftercare, what.name))
    entry["text"] = CommentedMap({what.language: words})
    entry.yaml_set_start_comment(_head(what))
    entry.yaml_set_comment_before_after_key(
        "text", before="evidence: why this may help, with its source, in a line\n" + "source: Own wording."
    )
    return _dumped(entry)


def _head(what: Offered) -> str:
    made = "written" if what.source is None else f"adapted from {what.source} (revision {what.revision})"
    return (
        f"Offered by {plain_line(what.therapist)} on {what.day.isoformat()}, {made}.\n"
        "It was meant for one person. Read every word for anything private before you publish it: their name\n"
        "is taken out, its words too where they stand alone; no nickname is, and nothing else."
    )


def _dumped(entry: CommentedMap) -> str:
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(entry, out)
    return out.getvalue()


def _slug(what: Offered) -> str:
    title = _title(what.content.title, what.name)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _SLUG.sub("-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    return f"{words or 'prompt'}-{what.row[:_KEEPS_APART]}"


def _title(title: str, name: str) -> str:
    """One line, without a name and without what looks like a placeholder: in a title nothing is filled in."""
    pieces = _apart(_broken_off(_clean(title), name), name)
    words = "".join(_PLACEHOLDER if is_name else piece for piece, is_name in pieces)
    words = _PLACEHOLDERS.sub(_PLACEHOLDER, words.replace("{", "(").replace("}", ")"))
    return " ".join(words.split()) or _PLACEHOLDER


def _broken_off(title: str, name: str) -> str:
    """Without the beginning of a name at its end: one without a title is called by its first words, which can break off there."""
    last = _LAST.search(title)
    told = "" if last is None else last[1].casefold()
    if last is None or not any(part.casefold().startswith(told) for part in _plainly(name).split()):
        return title
    return title[: last.start()] + _PLACEHOLDER


def _template(text: str, name: str) -> str:
    """The words as the library writes them: the name by its placeholder, braces that were typed as themselves."""
    pieces = (_NAME if is_name else _OPENERS.sub(_as_typed, piece) for piece, is_name in _apart(_clean(text), name))
    return "".join(pieces)


def _as_typed(found: re.Match[str]) -> str:
    return f"{{{{ '{found[0]}' }}}}"


def _apart(text: str, name: str) -> list[tuple[str, bool]]:
    """The pieces of a text, and of each whether it is the name: whole and in any case, or one of its words as it is written.

    A genitive's "s" may stand behind it, a blank be a line's end, and the whole be as short as a prompt has filled it in.
    """
    wanted = _plainly(name)
    words = wanted.split()
    if not words:
        return [(text, False)]
    wholes = {wanted, wanted[:LONGEST_NAME].strip()}
    whole = "|".join(r"\s+".join(map(re.escape, each.split())) for each in sorted(wholes, key=len, reverse=True))
    parts = {form for word in words if len(word) >= _SHORTEST_PART for form in (word, word.upper(), word.title())}
    either = "|".join([f"(?i:{whole})", *map(re.escape, sorted(parts, key=len, reverse=True))])
    pattern = re.compile(rf"(?<![^\W_])({either})(?=s?(?![^\W_]))")
    return [(piece, number % 2 == 1) for number, piece in enumerate(pattern.split(text)) if piece]


def _plainly(name: str) -> str:
    """A name as `_clean` leaves it in a text."""
    return " ".join(_clean(" ".join(name.split())).split())


def _clean(text: str) -> str:
    """Composed, and without what the checker takes for hostile: control characters, and those that turn the direction of what
    follows.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(plain_line(line).replace("\ufffd", "").rstrip() for line in lines).strip()


def _block(text: str) -> LiteralScalarString:
    return LiteralScalarString(text + "\n")
