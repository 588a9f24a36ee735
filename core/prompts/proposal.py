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

_NAME = "{{ client.name }}"
_OPENERS = re.compile(r"\{[{%#]")
_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40
_KEEPS_APART = 6  # digits of the row's id: two of one title have two files
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
        "is taken out where it stands alone, and nothing else."
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
    words = "".join(_PLACEHOLDER if is_name else piece for piece, is_name in _apart(title, name))
    return " ".join(_clean(words).replace("{", "(").replace("}", ")").split()) or _PLACEHOLDER


def _template(text: str, name: str) -> str:
    """The words as the library writes them: the name by its placeholder, braces that were typed as themselves."""
    pieces = (_NAME if is_name else _OPENERS.sub(_as_typed, piece) for piece, is_name in _apart(_clean(text), name))
    return "".join(pieces)


def _as_typed(found: re.Match[str]) -> str:
    return f"{{{{ '{found[0]}' }}}}"


def _apart(text: str, name: str) -> list[tuple[str, bool]]:
    """The pieces of a text, and of each whether it is the name, standing alone and in any case."""
    wanted = " ".join(name.split())
    if not wanted:
        return [(text, False)]
    pattern = re.compile(rf"(?<!\w)({re.escape(wanted)})(?!\w)", re.IGNORECASE)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pattern.split(text)) if piece]


def _clean(text: str) -> str:
    """Without what the checker takes for hostile: control characters, and those that turn the direction of what follows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(plain_line(line).replace("\ufffd", "").rstrip() for line in lines).strip()


def _block(text: str) -> LiteralScalarString:
    return LiteralScalarString(text + "\n")
