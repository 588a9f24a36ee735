"""What a visitor does with their hands: by keyboard alone, and with what each platform offers. On a still room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.page.conftest import PHONE, Visit, process, visit
from tests.page.still_room import drawing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def guest(browser: Browser, still_room: str) -> Iterator[Visit]:
    """A visitor at a wide screen."""
    with visit(browser, still_room) as guest:
        yield guest


def newest(guest: Visit, name: str) -> Locator:
    """The last message on somebody's screen."""
    return guest.page.locator(f"#pane-{name} .msg").last


def tab_until(guest: Visit, target: Locator, presses: int = 90) -> None:
    """Go there with the Tab key, as somebody without a mouse does."""
    for _ in range(presses):
        guest.page.keyboard.press("Tab")
        if target.evaluate("(node) => node === document.activeElement"):
            return
    raise AssertionError(f"not reached with Tab: {target}")


def menu(guest: Visit, message: Locator, entry: str) -> None:
    """Choose from what can be done with a message."""
    message.hover()
    message.locator(".msg-more").click()
    guest.page.get_by_role("menuitem", name=entry, exact=True).click()


def test_a_message_is_written_and_a_button_pressed_by_keyboard_alone(guest: Visit) -> None:
    page = guest.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    tab_until(guest, page.get_by_label("Write as Mira"))
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(newest(guest, "mira").locator(".text")).to_have_text("one\ntwo")
    expect(page.get_by_label("Write as Mira")).to_have_value("")
    # Back into the messages with Shift and Tab; arrows go through them; the buttons of the one that is reached follow.
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.closest('.msg') !== null"):
            break
    page.keyboard.press("Home")
    for _ in range(9):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.innerText.includes('Who reads it?')"):
            break
    tab_until(guest, page.locator("#pane-mira .key", has_text="Go on"), presses=4)
    page.keyboard.press("Enter")
    expect(page.locator(".notice.fault")).to_have_count(0)


def test_every_window_opens_and_closes_by_keyboard_and_gives_the_focus_back(guest: Visit) -> None:
    page = guest.page
    openers = [
        page.locator("#library-open"),
        page.get_by_role("button", name="To a date …"),
        page.locator("#pane-ada").get_by_role("button", name="Draw"),
        page.locator("#pane-ada").get_by_role("button", name="Record a sound"),
    ]
    for opener in openers:
        opener.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opener).to_be_focused()


def test_menus_are_walked_with_arrows(guest: Visit) -> None:
    page = guest.page
    opener = page.locator("#pane-mira .pane-head .square")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemcheckbox", name="Offline")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemcheckbox", name="Block the bot")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_drawing_needs_no_pointer(guest: Visit) -> None:
    page = guest.page
    page.locator("#pane-mira").get_by_role("button", name="Draw", exact=True).click()
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.get_by_text("The sheet is still empty.")).to_be_visible()
    page.get_by_role("button", name="House").press("Enter")
    page.get_by_role("radio", name="Sea").check()
    page.get_by_role("button", name="Draw something for me").press("Enter")
    page.get_by_role("button", name="Undo").press("Enter")
    page.get_by_label("Words with it, if you like").fill("my house")
    page.locator("dialog").get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(newest(guest, "mira").locator("img")).to_have_count(1)
    expect(newest(guest, "mira").locator(".text")).to_have_text("my house")


def test_a_drawing_with_the_pointer_leaves_ink(guest: Visit) -> None:
    page = guest.page
    page.locator("#pane-ada").get_by_role("button", name="Draw", exact=True).click()
    box = page.locator("canvas.sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 120, steps=5)
    page.mouse.up()
    dark = page.locator("canvas.sheet").evaluate(
        "(sheet) => { const d = sheet.getContext('2d').getImageData(0, 0, 480, 320).data; let n = 0;"
        " for (let i = 0; i < d.length; i += 4) if (d[i] < 100) n += 1; return n; }"
    )
    assert dark > 200
    page.get_by_role("button", name="Clear").click()
    page.keyboard.press("Escape")


def test_a_sound_is_made_without_a_microphone_and_is_what_phones_send(guest: Visit) -> None:
    page = guest.page
    before = page.locator("#pane-mira .voice").count()
    page.locator("#pane-mira").get_by_role("button", name="Record a sound").click()
    page.get_by_role("button", name="A short sound made here").click()
    expect(page.get_by_text("Ready, 0:03")).to_be_visible()
    page.locator("dialog").get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#pane-mira .voice")).to_have_count(before + 1)
    url = page.locator("#pane-mira .voice audio").last.get_attribute("src")
    first = page.evaluate("async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer()).slice(0, 4)]", url)
    assert bytes(first) == b"OggS"
    page.get_by_role("button", name="Play: Voice message").last.click()
    expect(page.get_by_role("button", name="Pause: Voice message")).to_have_count(1)


def test_pictures_and_files_are_attached(guest: Visit) -> None:
    page = guest.page
    noor = page.locator("#pane-noor")
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawing()}
    noor.locator("input[type=file]").set_input_files([picture, {**picture, "name": "b.jpg"}])  # type: ignore[list-item]
    expect(newest(guest, "noor").locator(".album-2 img")).to_have_count(2)
    noor.locator("input[type=file]").set_input_files({"name": "week.txt", "mimeType": "text/plain", "buffer": b"plan"})
    expect(newest(guest, "noor").locator(".file")).to_contain_text("week.txt")


@pytest.mark.parametrize(
    ("who", "label", "shown"),
    [
        ("mira", "A sticker", None),
        ("mira", "A place on the map", "Place: The bench by the river"),
        ("mira", "A contact", "Contact: Sam"),
        ("mira", "A poll", "Poll: Tea by the river"),
        ("noor", "A sticker", "Sticker: \N{HEDGEHOG}"),
        ("noor", "A poll", "Poll: Tea by the river"),
    ],
)
def test_more_than_words_and_files_can_be_sent(guest: Visit, who: str, label: str, shown: str | None) -> None:
    """From the menu of the paper clip, with one press."""
    pane = guest.page.locator(f"#pane-{who}")
    pane.get_by_role("button", name="Attach a picture, a file or something else").click()
    guest.page.get_by_role("menuitem", name=label, exact=True).click()
    if shown is None:
        expect(newest(guest, who).locator("img")).to_have_count(1)
    else:
        expect(newest(guest, who)).to_contain_text(shown)


def test_an_album_and_a_file_keep_what_they_answer(guest: Visit) -> None:
    page = guest.page
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawing()}
    attached = [
        [picture, {**picture, "name": "b.jpg"}],
        [{"name": "week.txt", "mimeType": "text/plain", "buffer": b"plan"}],
    ]
    for files in attached:
        menu(guest, page.locator("#pane-noor .msg", has_text="Three small things").first, "Answer")
        page.locator("#pane-noor input[type=file]").set_input_files(files)  # type: ignore[arg-type]
        expect(page.locator("#pane-noor .above")).to_be_hidden()
        expect(newest(guest, "noor").locator(".quote")).to_contain_text("Three small things")


def test_a_message_is_answered_changed_and_deleted(guest: Visit) -> None:
    page = guest.page
    field = page.get_by_label("Write as Noor")
    field.fill("first words")
    field.press("Enter")
    mine = page.locator("#pane-noor .msg", has_text="first words")
    menu(guest, mine, "Answer")
    expect(page.locator("#pane-noor .above")).to_contain_text("Answering Noor")
    field.fill("second words")
    field.press("Enter")
    expect(newest(guest, "noor").locator(".quote")).to_contain_text("first words")
    menu(guest, newest(guest, "noor"), "Change")
    expect(field).to_have_value("second words")
    field.fill("third words")
    field.press("Enter")
    expect(newest(guest, "noor")).to_contain_text("third words")
    expect(newest(guest, "noor").locator(".edited")).to_have_count(1)
    menu(guest, newest(guest, "noor"), "Delete")
    expect(page.locator("#pane-noor .msg", has_text="third words")).to_have_count(0)


def test_a_message_is_reacted_to(guest: Visit) -> None:
    message = guest.page.locator("#pane-noor .msg", has_text="Three small things").first
    message.hover()
    message.locator(".msg-more").click()
    guest.page.get_by_role("menuitem", name="React with 🙏").click()
    expect(message.locator(".reaction.mine")).to_have_text("🙏 1")


def test_slash_commands_open_with_their_options(guest: Visit) -> None:
    page = guest.page
    field = page.get_by_label("Write as Noor")
    field.press_sequentially("/se")
    expect(page.get_by_role("option", name="/settings")).to_be_visible()
    field.press("Enter")
    expect(page.get_by_role("textbox", name="language (needed)")).to_be_focused()
    page.get_by_role("textbox", name="language (needed)").fill("German")
    page.get_by_role("checkbox", name="quiet").check()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_telegrams_menu_lists_the_bots_commands(guest: Visit) -> None:
    page = guest.page
    page.locator("#pane-mira").get_by_role("button", name="Commands").click()
    page.get_by_role("option", name="/sos").click()
    expect(newest(guest, "mira")).to_contain_text("/sos")


def test_tab_writes_a_command_down_and_sends_nothing(guest: Visit) -> None:
    page = guest.page
    before = page.locator("#pane-mira .msg").count()
    field = page.get_by_label("Write as Mira")
    field.press_sequentially("/so")
    expect(page.get_by_role("option", name="/sos")).to_be_visible()
    field.press("Tab")
    expect(field).to_have_value("/sos ")
    expect(field).to_be_focused()
    expect(page.locator("#pane-mira .msg")).to_have_count(before)


def test_a_forum_opens_at_its_top(guest: Visit) -> None:
    page = guest.page
    page.locator("#pane-ada .place", has_text="Heron-12").click()
    page.set_viewport_size({"width": 1200, "height": 500})
    page.locator("#pane-ada .place", has_text="adas-room").click()
    expect(page.get_by_label("Title of a new post")).to_be_in_viewport()
    assert page.locator("#pane-ada .feed").evaluate("(node) => node.scrollTop") == 0


def test_that_something_was_edited_is_not_written_over_its_words(guest: Visit) -> None:
    page = guest.page
    field = page.get_by_label("Write as Noor")
    for words in (
        "one",
        "a second line by the same person, which is long enough to reach the right edge of the pane " * 2,
    ):
        field.fill(words)
        field.press("Enter")
    menu(guest, newest(guest, "noor"), "Change")
    field.press("End")
    field.press_sequentially("x")
    field.press("Enter")
    mark, text = newest(guest, "noor").locator(".edited"), newest(guest, "noor").locator(".text")
    expect(mark).to_be_visible()
    below, above = mark.bounding_box(), text.bounding_box()
    assert below is not None
    assert above is not None
    assert below["y"] >= above["y"] + above["height"] - 1


def test_a_form_is_filled_in_and_an_answer_for_one_alone_is_marked(browser: Browser) -> None:
    with process("tests.page.still_room") as (address, _), visit(browser, address) as guest:
        page = guest.page
        page.locator("#pane-noor").get_by_role("button", name="I need support").click()
        form = page.get_by_role("dialog", name="What would help?")
        expect(form).to_be_visible()
        guest.accessible("a form")
        form.get_by_label("A few words").fill("company")
        form.get_by_role("button", name="Submit").click()
        expect(form).to_have_count(0)
        expect(newest(guest, "noor").locator(".only-me")).to_contain_text("Only you can see this")


def test_what_is_done_offline_waits_and_goes_out_when_the_line_is_back(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room, size=PHONE) as guest:
        page = guest.page
        page.locator('.tab[data-pane="ben"]').click()
        page.locator("#pane-ben .pane-head .square").click()
        page.get_by_role("menuitemcheckbox", name="Offline").click()
        expect(page.locator("#pane-ben .chip")).to_have_text("offline")
        page.get_by_label("Write as Ben").fill("from the train")
        page.get_by_label("Write as Ben").press("Enter")
        expect(newest(guest, "ben").locator(".ticks")).to_contain_text("Waits for the line")
        page.locator("#pane-ben .pane-head .square").click()
        page.get_by_role("menuitemcheckbox", name="Offline").click()
        expect(newest(guest, "ben")).to_contain_text("from the train")
        expect(newest(guest, "ben").locator(".ticks")).to_contain_text("Delivered")


def test_a_blocked_bot_can_be_unblocked_where_one_would_write(guest: Visit) -> None:
    page = guest.page
    page.locator("#pane-mira .pane-head .square").click()
    page.get_by_role("menuitemcheckbox", name="Block the bot").click()
    page.get_by_role("button", name="Unblock").click()
    expect(page.get_by_label("Write as Mira")).to_be_visible()


def test_an_invitation_is_opened_as_somebody_who_could_follow_it(guest: Visit) -> None:
    page = guest.page
    page.locator("#pane-ada .place", has_text="Desk").click()
    page.locator("#pane-ada").get_by_role("button", name="https://t.me/practice_room_bot").click()
    expect(page.get_by_role("dialog", name="Open it as …")).to_be_visible()
    guest.accessible("open it as")
    page.get_by_role("button", name="Mira", exact=True).click()
    expect(newest(guest, "mira")).to_contain_text("/start RA3013D1HHR0C2W7")


def test_an_outage_says_how_many_calls_it_has_left(guest: Visit) -> None:
    page = guest.page
    page.locator("#dock-tab-switchboard").click()
    page.locator(".fault", has_text="Outage").get_by_role("button", name="Discord").click()
    expect(page.locator(".waiting li")).to_have_text("Discord: Outage, calls left: 4")
    page.get_by_role("button", name="Take them back").click()
    expect(page.locator(".waiting li")).to_have_count(0)


def test_what_is_refused_is_said_in_plain_words(guest: Visit) -> None:
    guest.page.locator("#dock-tab-switchboard").click()
    guest.page.get_by_role("button", name="Kill it", exact=True).click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Nothing runs in a still room.")
    # The browser itself notes each refused request on its console; that is the one line this page may leave there.
    guest.trouble = [line for line in guest.trouble if "400" not in line]


def test_a_refusal_stands_in_the_window_that_it_is_about(guest: Visit) -> None:
    page = guest.page
    page.get_by_role("button", name="To a date …").click()
    for date, words in (("2020-01-01T09:00", "This moment is past."), ("2030-01-01T09:00", "At most 400 days ahead.")):
        page.get_by_label("Date and time in Berlin").fill(date)
        page.get_by_role("button", name="Go there").click()
        refusal = page.get_by_role("dialog").get_by_role("alert").filter(has_text=words)
        expect(refusal).to_be_visible()
        guest.accessible("a refusal")
        refusal.get_by_role("button", name="Close").click()
        expect(refusal).to_have_count(0)
    page.keyboard.press("Escape")
    guest.trouble = [line for line in guest.trouble if "400" not in line]


def test_the_clock_goes_to_a_date_and_says_so(guest: Visit) -> None:
    page = guest.page
    page.get_by_role("button", name="To a date …").click()
    page.get_by_label("Date and time in Berlin").fill("2027-03-28T03:30")
    page.get_by_role("button", name="Go there").click()
    expect(page.locator(".clock .now")).to_contain_text("Sun 28 Mar 2027")
    expect(page.locator(".clock .now")).to_contain_text("03:3")
