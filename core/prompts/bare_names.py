"""Texts of words and bare names, which most are: their syntax tree without the engine's parser, which takes ten times as long."""

from __future__ import annotations

import re

from jinja2 import nodes

_NOT_BARE = ("{%", "{#", "{{{", "\r")
# Words that mean something to the engine are not names; "_" at the beginning is left to it too.
_BARE_NAME = re.compile(
    r"\{\{ *(?!(?:not|and|or|if|else|in|is|true|false|none|True|False|None)\b)([A-Za-z]\w*)(?:\.([A-Za-z]\w*))? *\}\}",
    re.ASCII,
)


def simple_tree(template: str) -> nodes.Template | None:
    """The syntax tree of words and bare names ({{ client.name }}), as the engine makes it; None where there is more."""
    if any(each in template for each in _NOT_BARE) or template.count("{{") != len(_BARE_NAME.findall(template)):
        return None
    text = template.removesuffix("\n")
    parts: list[nodes.Expr] = []
    line, at = 1, 0
    for found in _BARE_NAME.finditer(text):
        if found.start() > at:
            parts.append(nodes.TemplateData(text[at : found.start()], lineno=line))
        line += text.count("\n", at, found.start())
        name: nodes.Expr = nodes.Name(found[1], "load", lineno=line)
        parts.append(name if found[2] is None else nodes.Getattr(name, found[2], "load", lineno=line))
        at = found.end()
    if at < len(text):
        parts.append(nodes.TemplateData(text[at:], lineno=line))
    return nodes.Template([nodes.Output(parts, lineno=1)], lineno=1)
