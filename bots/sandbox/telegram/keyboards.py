"""Buttons under a message: what the platform takes and what it refuses."""

from __future__ import annotations

from typing import Any

from bots.sandbox.telegram.params import Params
from bots.sandbox.telegram.refusals import bad

Json = dict[str, Any]

CALLBACK_DATA_LIMIT = 64  # bytes (SPEC InlineKeyboardButton.callback_data)
BUTTONS_LIMIT = 100  # buttons of one message; more are refused by the platform's servers
_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_OTHER_MARKUP = ("keyboard", "remove_keyboard", "force_reply")


def inline_keyboard(params: Params, *, only_inline: bool = False) -> list[list[Json]]:
    """The rows of `reply_markup`'s inline keyboard, empty where there is none. Raises Refusal 400.

    only_inline: edits take no other kind of markup.
    """
    markup = params.object("reply_markup")
    if not markup:
        return []
    if "inline_keyboard" not in markup:
        if only_inline or not any(name in markup for name in _OTHER_MARKUP):
            raise bad("can't parse inline keyboard: inline keyboard expected")
        return []
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad('can\'t parse inline keyboard: field "inline_keyboard" must be of type Array')
    kept: list[list[Json]] = []
    for row in rows:
        if not isinstance(row, list):
            raise bad("can't parse inline keyboard: expected an Array of InlineKeyboardButton")
        buttons = [_button(button) for button in row]
        if buttons:
            kept.append(buttons)
    if sum(len(row) for row in kept) > BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    return kept


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: can't find field \"text\"")
    if not text.strip():
        raise bad("can't parse inline keyboard button: inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT):
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not (isinstance(url, str) and url.startswith(("http://", "https://", "tg://"))):
        raise bad("BUTTON_URL_INVALID")
    return dict(button)
