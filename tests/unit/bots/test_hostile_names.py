"""Whatever a client calls themselves, a prompt stays the prompt: nothing is dressed, nobody is pinged, on either platform."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageEntityType

from bots.discord.capabilities import DISCORD
from bots.discord.text import render
from bots.telegram.capabilities import TELEGRAM
from bots.telegram.text import entities
from core.delivery.fit import split
from core.domain.message import Text, bold
from core.prompts.library import LONGEST_NAME, inserted, load_library, render_prompt
from core.prompts.template import Values
from tests.unit.bots.discord.test_text import read

SMALL = Path(__file__).parents[2] / "small_library"
SENTINEL = "Qxqxq"  # stands in no prompt

NASTY = [
    "@everyone", "@here", "@EVERYONE", "@all", "@channel", "<@123456789012345678>", "<@!1>", "<@&123456789012345678>", "<#123456789012345678>", "<t:1700000000:R>",
    "<a:x:1>", "<:x:1>", "</stop:1>", "<id:guide>", "@some_body", "@BotFather", "t.me/joinchat/x", "https://t.me/x?start=y", "tg://user?id=1", "discord.gg/x", "https://discord.gg/x",
    "/stop", "/start x", "!stop", "# big", "-# small", "> quote", ">>> all", "- one", "1. one", "* one", "**b**", "__u__", "_i_", "~~s~~", "||s||", "`c`", "```\nx\n```",
    "[a](https://example.org)", "<b>b</b>", "<a href='tg://user?id=1'>x</a>", "&lt;b&gt;", "&amp;", "{{ client.name }}", "{% if x %}", "{# x #}", "{{ 7*7 }}", "\\", "\\*", "a\nb", "a\r\n/stop",
    "\u202eabc", "\u2066a", "\u2069", "\u200f", "\ufeff", "\x00", "\x1b[31m", "\ud800", "מירה", "مريم", "m\u0301" * 40, "👩‍👩‍👧‍👦" * 12, "x" * 300, "", " ", "Robert'); DROP TABLE",
]  # fmt: skip
names = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from([*NASTY, " ", "\n", "a"]), max_size=4).map("".join),
    st.text(max_size=70),
)


def bare(words: str) -> str:
    """Addresses without backslashes. Inside of one they are shown; better ugly than looking like a ping or a mark."""
    return re.sub(r"https?://\S+", lambda address: address[0].replace("\\", ""), words)


def on_discord(words: str) -> tuple[str, list[str]]:
    """What is seen there, and what is read as markup."""
    seen, used = read(render(Text(words)))
    return bare(seen), used


@pytest.fixture(scope="module", name="say")
def _say():
    library, faults = load_library(SMALL)
    assert library is not None, faults
    named = [name for name, prompt in library.prompts.items() if "client.name" in str(prompt.text["en"].body)]
    assert len(named) >= 2

    def say(name: str, at: int) -> str:
        values = Values(client_name=name, therapist_name="Ada", weekday="Monday", part_of_day="evening")
        return render_prompt(library, named[at % len(named)], language="en", values=values).body

    return say


@given(name=names, at=st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_a_name_changes_nothing_but_where_it_stands(say, name: str, at: int) -> None:
    """The text around it is the same for everybody; the name is one line, short, closed in itself."""
    put_in = inserted(name, "en")

    assert say(name, at) == say(SENTINEL, at).replace(SENTINEL, put_in).strip()
    assert "\n" not in put_in
    assert len(put_in.strip("\u2068\u2069")) <= LONGEST_NAME
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in put_in)
    assert (put_in.count("\u2068"), put_in.count("\u2069")) in ((0, 0), (1, 1))


@given(name=names, at=st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_on_discord_it_is_read_as_it_was_written(say, name: str, at: int) -> None:
    """Discord's own rules find no mention, no mark, no link with another face, no command, no time stamp."""
    words = say(name, at)

    assert on_discord(words) == (bare(words), [])


@given(name=names, at=st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_on_telegram_it_is_plain_characters(say, name: str, at: int) -> None:
    """No entity comes of it; in a group every "@name" Telegram would ping lies inside of code."""
    words = say(name, at)

    plain, alone = entities(Text(words), hush_mentions=False)
    same, hushed = entities(Text(words), hush_mentions=True)

    assert plain == same == words
    assert alone == []
    assert {each.type for each in hushed} <= {MessageEntityType.CODE}
    wide = [at for at, character in enumerate(words) for _ in character.encode("utf-16-le")[::2]]  # unit -> character
    dressed = {wide[unit] for each in hushed for unit in range(each.offset, each.offset + each.length)}
    # A name there begins with a letter and has four to thirty-two.
    for mention in re.finditer(r"(?<![A-Za-z0-9_])@[A-Za-z][A-Za-z0-9_]{3,31}", words):
        assert set(range(*mention.span())) <= dressed


@given(name=names, at=st.integers(0, 9), platform=st.sampled_from([TELEGRAM, DISCORD]), limit=st.integers(40, 200))
@settings(max_examples=200, deadline=None)
def test_in_parts_nothing_is_lost_and_nothing_gets_through(say, name: str, at: int, platform, limit: int) -> None:
    """Cut anywhere, also inside the name: the parts are the text, and no part is read otherwise than it was written."""
    text = bold("Title") + "\n" + say(name, at)

    parts = split(text, limit, platform)

    rest = text.plain
    for part in parts:
        where = rest.index(part.plain)
        assert rest[:where].strip() == ""  # white space alone may be left out between two parts
        rest = rest[where + len(part.plain) :]
        assert on_discord(part.plain) == (bare(part.plain), [])
    assert rest.strip() == ""
