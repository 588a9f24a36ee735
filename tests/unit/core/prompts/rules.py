"""The rule ids that the library's check can give, read off the code; and the examples of the page that explains them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).parents[4]
PROMPTS = HOUSE / "core" / "prompts"
PAGE = HOUSE / "docs" / "reference" / "library-rules.md"
OTHERS = ("consent.py", "consent_check.py")  # `vignette consent check` has rules of its own

# Which argument of a call is the rule: by the name of what is called.
_ARGUMENT = {
    "fault": 1, "spotted": 3, "Fault": 3, "note": 2, "PydanticCustomError": 0, "TemplateFault": 2, "_fault": 2, "_only": 1,
    "_refused": 1, "_note": 0,
}  # fmt: skip
_KEBAB = re.compile(r"[a-z]+(?:-[a-z]+)*")


def rules_in_code() -> dict[str, set[str]]:
    """Each rule id, and the files that give it."""
    found: dict[str, set[str]] = {}
    for path in sorted(PROMPTS.glob("*.py")):
        if path.name not in OTHERS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for rule in _rules(tree):
                found.setdefault(rule, set()).add(path.name)
    return found


def _rules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = _ARGUMENT.get(name)
            # `*place` stands for a line and a column
            given = [inner for arg in node.args for inner in ([arg, arg] if isinstance(arg, ast.Starred) else [arg])]
            if place is not None and place < len(given):
                yield from _constants(given[place])
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            first = node.value.elts[0]  # (rule, message)
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and _KEBAB.fullmatch(first.value):
                yield first.value
        elif isinstance(node, ast.Assign | ast.AnnAssign):  # a rule that has a name, and rules by kind
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(each, ast.Name) and each.id in ("_FORBIDDEN_RULE", "_RULES") for each in targets):
                yield from _constants(node.value)


def _constants(node: ast.AST | None) -> Iterator[str]:
    for inner in ast.walk(node) if node is not None else ():
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and _KEBAB.fullmatch(inner.value):
            yield inner.value


@dataclass
class Example:
    """Files of one example: name -> (kind of block, what stands in it)."""

    files: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def write(self, folder: Path) -> None:
        """Put them into a folder, as the page says."""
        for name, (kind, words) in self.files.items():
            path = folder / name
            path.unlink(missing_ok=True)
            if kind == "link":
                path.symlink_to(words.strip())
            else:
                path.write_bytes(_bytes(words) if kind == "bytes" else words.encode())


@dataclass
class Entry:
    """One rule of the page. said: what the check prints of the wrong example, line by line; alone: and nothing else."""

    name: str
    why: str = ""
    wrong: Example = field(default_factory=Example)
    right: Example = field(default_factory=Example)
    said: str = ""
    alone: bool = True


@dataclass
class Page:
    """The page: what stands beside every example, the three forms, the rules."""

    beside: Example = field(default_factory=Example)
    printed: Example = field(default_factory=Example)
    forms: dict[str, str] = field(default_factory=dict[str, str])
    entries: list[Entry] = field(default_factory=list[Entry])


def read_page(text: str | None = None) -> Page:
    """Take the page apart."""
    page = Page()
    section, into = "", Example()
    lines = iter((text if text is not None else PAGE.read_text(encoding="utf-8")).splitlines())
    for line in lines:
        if line.startswith("## "):
            section = line[3:]
            into = {"How to read the examples": page.beside, "Three forms": page.printed}.get(section, Example())
        elif line.startswith("### "):
            page.entries.append(Entry(line[4:].strip("`")))
        elif line in ("Wrong:", "Right:"):
            into = page.entries[-1].wrong if line == "Wrong:" else page.entries[-1].right
        elif line.startswith("```"):
            kind, name = line[3:].split(" ", maxsplit=1) if " " in line else (line[3:], "")
            block: list[str] = []
            for inner in lines:
                if inner == "```":
                    break
                block.append(inner)
            if kind == "said":
                page.entries[-1].said, page.entries[-1].alone = "\n".join(block), not name
            elif kind == "form":
                page.forms[name] = "\n".join(block)
            else:
                assert kind in ("yaml", "text", "link", "bytes"), line
                into.files[name] = (kind, "\n".join(block) + ("" if kind == "bytes" else "\n"))
        elif line and page.entries and not page.entries[-1].why:
            page.entries[-1].why = line
    return page


def _bytes(notation: str) -> bytes:
    """Pieces, one a line, some of them many times."""
    told = b""
    for line in notation.split("\n"):
        times = re.fullmatch(r"(.*) × ([\d,]+)", line)
        piece, count = (times[1], int(times[2].replace(",", ""))) if times else (line, 1)
        told += piece.encode("latin-1").decode("unicode_escape").encode("latin-1") * count
    return told
