"""Buttons and the other message components: what Discord lets through (components/reference)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bots.sandbox.discord.refusals import Complaints

ROW, BUTTON, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = (
    1, 2, 4, 9, 10, 11, 12, 13, 14, 17, 18,
)  # fmt: skip
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK_STYLE = 5
ROWS = 5
BUTTONS_PER_ROW = 5
LABEL_LENGTH = 80
CUSTOM_ID_LENGTH = 100
V2_COMPONENTS = 40
V2_TEXT = 4000
TITLE_LENGTH = 45


@dataclass(slots=True)
class _Tally:
    """What must hold over the whole message."""

    complaints: Complaints
    v2: bool
    custom_ids: set[str] = field(default_factory=set[str])
    count: int = 0
    text: int = 0


def check(components: Any, complaints: Complaints, *, v2: bool) -> list[dict[str, Any]]:
    """Note every fault of a message's `components`; return them as a list (empty where there are none)."""
    if components is None:
        return []
    if not isinstance(components, list):
        complaints.add("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
    tally = _Tally(complaints, v2)
    if not v2 and len(components) > ROWS:
        complaints.bad_length("components", len(components), low=1, high=ROWS)
    allowed = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER} if v2 else {ROW}
    for number, component in enumerate(components):
        _check_one(component, f"components.{number}", allowed, tally)
    if v2 and tally.count > V2_COMPONENTS:
        complaints.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Must be {V2_COMPONENTS} or fewer")
    if tally.text > V2_TEXT:
        complaints.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Must be {V2_TEXT} or fewer")
    return components


def _check_one(component: Any, path: str, allowed: set[int], tally: _Tally) -> None:
    complaints = tally.complaints
    if not isinstance(component, dict):
        complaints.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    kind = component.get("type")
    if kind not in allowed:
        names = ", ".join(str(number) for number in sorted(allowed))
        complaints.add(f"{path}.type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({names}).')
        return
    tally.count += 1
    if kind == ROW:
        _check_row(component, path, tally)
    elif kind == BUTTON:
        _check_button(component, path, tally)
    elif kind in SELECTS:
        _check_custom_id(component, path, tally)
    elif kind == TEXT:
        content = component.get("content")
        if not isinstance(content, str) or not content:
            complaints.required(f"{path}.content")
        else:
            tally.text += len(content)
    elif kind in (CONTAINER, SECTION):
        inner = {ROW, TEXT, SECTION, GALLERY, SEPARATOR, FILE} if kind == CONTAINER else {TEXT}
        children = component.get("components")
        for number, child in enumerate(children if isinstance(children, list) else []):
            _check_one(child, f"{path}.components.{number}", inner, tally)
        if kind == SECTION:
            complaints.bad_length(f"{path}.components", _size(children), low=1, high=3)
            _check_one(component.get("accessory"), f"{path}.accessory", {BUTTON, THUMBNAIL}, tally)


def _check_row(row: dict[str, Any], path: str, tally: _Tally) -> None:
    children = row.get("components")
    tally.complaints.bad_length(f"{path}.components", _size(children), low=1, high=BUTTONS_PER_ROW)
    listed: list[Any] = children if isinstance(children, list) else []
    for number, child in enumerate(listed):
        _check_one(child, f"{path}.components.{number}", {BUTTON, *SELECTS}, tally)
    kinds = [child.get("type") for child in listed if isinstance(child, dict)]
    if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
        tally.complaints.add(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The component exceeds the width")


def _check_button(button: dict[str, Any], path: str, tally: _Tally) -> None:
    complaints = tally.complaints
    label, style = button.get("label"), button.get("style")
    if label is not None:
        complaints.too_long(f"{path}.label", str(label), limit=LABEL_LENGTH)
    if not label and not button.get("emoji"):
        complaints.add(path, "BUTTON_COMPONENT_INVALID_LABEL", "A button must have a label or an emoji")
    if style not in (1, 2, 3, 4, LINK_STYLE):
        complaints.add(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    elif style == LINK_STYLE:
        if button.get("custom_id") is not None:
            complaints.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A link has no custom id")
        if not str(button.get("url") or "").startswith(("http://", "https://", "discord://")):
            complaints.add(f"{path}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif button.get("url") is not None:
        complaints.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "Only a link has a URL")
    else:
        _check_custom_id(button, path, tally)


def _check_custom_id(component: dict[str, Any], path: str, tally: _Tally) -> None:
    custom_id = component.get("custom_id")
    if not isinstance(custom_id, str):
        tally.complaints.required(f"{path}.custom_id")
        return
    tally.complaints.bad_length(f"{path}.custom_id", len(custom_id), low=1, high=CUSTOM_ID_LENGTH)
    if custom_id in tally.custom_ids:
        tally.complaints.add(
            f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
        )
    tally.custom_ids.add(custom_id)


def check_modal(data: Any) -> None:
    """Raise Refusal 50035 unless `data` is a modal: title <= 45, custom id <= 100, 1-5 rows or labels."""
    complaints = Complaints()
    modal: dict[str, Any] = data if isinstance(data, dict) else {}
    title, custom_id, rows = modal.get("title"), modal.get("custom_id"), modal.get("components")
    complaints.bad_length("data.title", len(title) if isinstance(title, str) else 0, low=1, high=TITLE_LENGTH)
    length = len(custom_id) if isinstance(custom_id, str) else 0
    complaints.bad_length("data.custom_id", length, low=1, high=CUSTOM_ID_LENGTH)
    complaints.bad_length("data.components", _size(rows), low=1, high=ROWS)
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        if not isinstance(row, dict) or row.get("type") not in (ROW, LABEL, TEXT):
            complaints.add(f"data.components.{number}.type", "UNION_TYPE_CHOICES", "Must be one of (1, 10, 18).")
    complaints.refuse()


def inputs_of(modal: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The fields of a modal, each with the label people read."""
    found: list[tuple[str, dict[str, Any]]] = []
    for row in modal.get("components", []):
        if row.get("type") == LABEL:
            found.append((str(row.get("label", "")), row.get("component", {})))
        elif row.get("type") == ROW:
            found += [(str(inner.get("label", "")), inner) for inner in row.get("components", [])]
    return found


def buttons_of(components: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of buttons people see, wherever they sit."""
    rows: list[list[dict[str, Any]]] = []
    for component in components:
        children = component.get("components", [])
        if component.get("type") == ROW:
            buttons = [child for child in children if child.get("type") == BUTTON]
            rows += [buttons] if buttons else []
        elif component.get("type") == CONTAINER:
            rows += buttons_of(children)
        elif component.get("type") == SECTION and component.get("accessory", {}).get("type") == BUTTON:
            rows.append([component["accessory"]])
    return rows


def text_of(components: list[dict[str, Any]]) -> list[str]:
    """The text displays of a components-v2 message, in reading order."""
    found: list[str] = []
    for component in components:
        if component.get("type") == TEXT:
            found.append(str(component.get("content", "")))
        found += text_of(component.get("components", []))
    return found


def _size(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0
