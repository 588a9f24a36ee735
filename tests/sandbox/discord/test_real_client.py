"""The real discord.py through every call the bots make, each call and answer held against Discord's description."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import discord
import pytest

from tests.sandbox.discord.conftest import Practice, listening
from tests.sandbox.discord.spec import faults_in_answer, faults_in_call, needs_spec


@pytest.fixture(autouse=True)
def _described(practice: Practice) -> Iterator[None]:
    """After each test: nothing was asked or answered that Discord's own description does not know."""
    needs_spec()
    practice.standin.limits = True
    yield
    assert practice.standin.calls
    assert [fault for call in practice.standin.calls for fault in faults_in_call(call) + faults_in_answer(call)] == []


def buttons(*labels: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for label in labels:
        view.add_item(discord.ui.Button(label=label, custom_id=f"rp:{label}"))
    return view


async def test_direct_messages_go_both_ways(practice: Practice):
    """A person's message reaches on_message with its file; the bot's answer is seen by the person, escapes gone."""
    standin = practice.standin
    async with listening(practice) as ears:
        written = standin.dm(practice.client, practice.token, "I drew this", files=[("sea.png", b"png", "image/png")])
        await standin.wait_for(lambda: ears.of("message"))
        [message] = ears.of("message")
        place = ears.client.get_partial_messageable(message.channel.id)
        await place.send("**Thank you**, \\*Ana\\*.", reference=message, mention_author=False, silent=True)

        assert (str(message.id), message.content, message.guild) == (written, "I drew this", None)
        assert await message.attachments[0].read() == b"png"
        answer = standin.seen(standin.dm_channel(practice.client, practice.token), person=practice.client)[-1]
        assert (answer.by, answer.text, answer.reply_to) == ("bot", "Thank you, *Ana*.", written)
        assert (answer.silent, answer.pinged) == (True, ())
        assert standin.received() == [written]


async def test_a_voice_message_is_recognised(practice: Practice):
    """What a person records arrives as a voice message with its length and waveform."""
    async with listening(practice) as ears:
        practice.standin.dm(practice.client, practice.token, voice=True, duration=3.5)
        await practice.standin.wait_for(lambda: ears.of("message"))
        [message] = ears.of("message")

        assert message.flags.voice
        assert message.attachments[0].is_voice_message()
        assert message.attachments[0].duration == 3.5


async def test_a_forum_post_holds_cards_with_files_and_buttons(practice: Practice):
    """A post is opened, a card with a picture goes in, is edited, and the therapist's words come back."""
    standin = practice.standin
    async with listening(practice) as ears:
        forum = ears.client.get_channel(int(practice.forum))
        opened = await forum.create_thread(name="Heron-12", content="Heron-12 begins here.")
        card = await opened.thread.send(
            "A new reply", file=discord.File(io.BytesIO(b"jpg"), "work.jpg"), view=buttons("Witnessed"), nonce="card-1"
        )
        await card.edit(content="A new reply, done")
        thread = str(opened.thread.id)
        standin.write(practice.therapist, thread, "Lovely", reply_to=str(card.id))
        await standin.wait_for(lambda: [m for m in ears.of("message") if m.content == "Lovely"])

        assert standin.threads(practice.forum) == {thread: "Heron-12"}
        assert opened.thread.id == opened.message.id
        shown = standin.seen(thread, person=practice.therapist)
        assert [s.text for s in shown] == ["Heron-12 begins here.", "A new reply, done", "Lovely"]
        assert (shown[1].media, shown[1].file_name, shown[1].edited) == ("photo", "work.jpg", True)
        assert shown[1].buttons == [["Witnessed"]]
        own = [m for m in ears.of("message") if m.id == card.id]
        assert own[0].nonce == "card-1"


async def test_a_press_is_deferred_and_the_original_edited(practice: Practice):
    """Type 6, then PATCH @original: the person sees the new words on the same message, and no second one."""
    standin = practice.standin
    async with listening(practice) as ears:
        place = ears.client.get_partial_messageable(int(await practice.dm()))
        await place.send("Ready?", view=buttons("Yes", "Not today"))
        [prompt] = standin.seen(str(place.id))
        press = standin.press(practice.client, str(place.id), prompt.message, "Not")
        await standin.wait_for(lambda: ears.of("interaction"))
        [interaction] = ears.of("interaction")
        state = [standin.interactions[press]]
        await interaction.response.defer()
        state.append(standin.interactions[press])
        await interaction.edit_original_response(content="Rest well.", view=None)
        state.append(standin.interactions[press])

        assert state == ["pending", "deferred", "answered"]
        assert interaction.data["custom_id"] == "rp:Not today"
        assert (interaction.user.id, str(interaction.locale)) == (int(practice.client), "de")
        [after] = standin.seen(str(place.id))
        assert (after.message, after.text, after.buttons) == (prompt.message, "Rest well.", [])


async def test_a_modal_comes_back_filled_in(practice: Practice):
    """Type 9 opens a form; what the person writes arrives as a modal submit with the message it belongs to."""

    class Words(discord.ui.Modal, title="Your words"):
        words = discord.ui.TextInput(label="Words", custom_id="words", style=discord.TextStyle.paragraph)

    standin = practice.standin
    async with listening(practice) as ears:
        thread = await practice.post()
        place = ears.client.get_partial_messageable(int(thread))
        card = await place.send("A card", view=buttons("Answer"))
        press = standin.press(practice.therapist, thread, str(card.id), "Answer")
        await standin.wait_for(lambda: ears.of("interaction"))
        await ears.of("interaction")[0].response.send_modal(Words(custom_id="fb:1"))
        filled = standin.submit_modal(practice.therapist, press, {"Words": "I see you"})
        await standin.wait_for(lambda: len(ears.of("interaction")) == 2)
        submitted = ears.of("interaction")[1]
        await submitted.response.send_message("Kept.", ephemeral=True)

        assert submitted.type is discord.InteractionType.modal_submit
        assert submitted.data["custom_id"] == "fb:1"
        assert str(submitted.data["components"]).count("I see you") == 1
        assert submitted.message.id == card.id
        assert standin.interactions[filled] == "answered"
        assert [s.text for s in standin.seen(thread, person=practice.therapist)][-1] == "Kept."
        assert [s.text for s in standin.seen(thread)][-1] == "A card"


async def test_a_synced_command_can_be_used(practice: Practice):
    """CommandTree.sync is one PUT; the person's use of it reaches the callback, whose thinking answer fills in."""
    standin = practice.standin
    async with listening(practice) as ears:
        tree = discord.app_commands.CommandTree(ears.client)

        @tree.command(name="today", description="What is for today")
        async def today(interaction: discord.Interaction, note: str) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.followup.send(f"Nothing, {note}")
            await interaction.followup.send("And tomorrow neither", ephemeral=True)

        await tree.sync()
        channel = await practice.dm()
        used = standin.command(practice.client, channel, practice.token, "today", {"note": "dear"})
        await standin.wait_for(lambda: len(standin.seen(channel, person=practice.client)) == 2)

        assert [s.text for s in standin.seen(channel, person=practice.client)] == [
            "Nothing, dear",
            "And tomorrow neither",
        ]
        assert standin.seen(channel) == []
        assert standin.interactions[used] == "answered"


async def test_history_and_threads_are_read_back(practice: Practice):
    """history(limit=None) pages through everything; active and archived posts are listed; a fetch renews links."""
    standin = practice.standin
    async with listening(practice) as ears:
        channel = await practice.dm()
        sent = [standin.dm(practice.client, practice.token, f"line {n}") for n in range(130)]
        place = ears.client.get_partial_messageable(int(channel))
        read = [str(message.id) async for message in place.history(limit=None, after=discord.Object(1))]
        open_post, old_post = await practice.post("Heron-12"), await practice.post("Wren-7")
        standin.archive_thread(old_post)
        guild = ears.client.get_guild(int(practice.guild))
        forum = guild.get_channel(int(practice.forum))

        assert read == sent
        assert [str(thread.id) for thread in await guild.active_threads()] == [open_post]
        assert [str(thread.id) async for thread in forum.archived_threads()] == [old_post]
        again = await place.fetch_message(int(sent[0]))
        assert again.content == "line 0"


async def test_edits_deletions_previews_and_reactions_are_heard(practice: Practice):
    """Raw events carry what changed; a link preview is an update without an edit."""
    standin = practice.standin
    async with listening(practice) as ears:
        first = standin.write(practice.therapist, practice.channel, "one")
        standin.edit(practice.therapist, practice.channel, first, "two")
        standin.edit(practice.therapist, practice.channel, first, "three")
        second = standin.write(practice.therapist, practice.channel, "https://example.org")
        standin.unfurl(practice.channel, second)
        standin.react(practice.client, practice.channel, first, "👍")
        standin.delete(practice.therapist, practice.channel, first)
        await standin.wait_for(lambda: ears.of("raw_message_delete"))
        await practice.call("GET", "/gateway/bot")

        edits = [event.data for event in ears.of("raw_message_edit")]
        assert [edit["content"] for edit in edits] == ["two", "three", "https://example.org"]
        assert edits[0]["edited_timestamp"] < edits[1]["edited_timestamp"]
        assert edits[2]["edited_timestamp"] is None
        assert str(ears.of("raw_message_delete")[0].message_id) == first
        assert ears.of("raw_reaction_add")[0].emoji.name == "👍"


async def test_a_thread_unarchived_and_edited_by_its_owner(practice: Practice):
    """thread.edit(archived=False) wakes a post so that its card can be edited."""
    standin = practice.standin
    async with listening(practice) as ears:
        thread = await practice.post()
        card = (await practice.send(thread, "card")).body["id"]
        standin.archive_thread(thread)
        found = await ears.client.fetch_channel(int(thread))
        archived = found.archived
        await found.edit(archived=False)
        await found.get_partial_message(int(card)).edit(content="card, done")
        await asyncio.sleep(0)

        assert archived
        assert not standin.archived(thread)
        assert standin.seen(thread)[-1].text == "card, done"
