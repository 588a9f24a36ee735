"""How the page looks and reads: everybody's eyes, ears and screens. On a still room, where each kind of message lies."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import PHONE, WIDE, Visit, process, visit
from tests.page.still_room import HEBREW, HOSTILE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def to(page: Page, name: str) -> None:
    """On a phone, go to somebody's screen."""
    if page.locator("#tabs").is_visible():
        page.locator(f'.tab[data-pane="{name}"]').click()


def windows(guest: Visit) -> list[tuple[str, str]]:
    """Every window of the page: its name, and whose composer or which button opens it."""
    return [
        ("drawing", "#pane-mira [aria-label='Draw']"),
        ("sound", "#pane-mira [aria-label='Record a sound']"),
        ("date", "#clock [aria-haspopup='dialog']"),
        ("library", "#library-open"),
        ("picture", "#pane-mira .picture"),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(browser: Browser, still_room: str, size: tuple[int, int], scheme: str) -> None:
    with visit(browser, still_room, size=size, scheme=scheme) as guest:
        page = guest.page
        for name in ("mira", "ada", "noor", "ben") if size == PHONE else ("mira",):
            to(page, name)
            guest.accessible(f"{name}, {scheme}")
        to(page, "mira")
        for what, opener in windows(guest):
            page.locator(opener).first.click()
            expect(page.locator("dialog[open]")).to_be_visible()
            guest.accessible(what)
            guest.fits(what)
            page.keyboard.press("Escape")
            expect(page.locator("dialog")).to_have_count(0)
        page.locator("#pane-mira .pane-head .square").click()
        guest.accessible("menu")
        page.keyboard.press("Escape")
        if size == PHONE:
            page.locator(".fold").click()
        page.locator("#dock-tab-switchboard").click()
        guest.accessible("switchboard")


def test_nothing_scrolls_sideways_at_any_width(browser: Browser, still_room: str) -> None:
    for width in (320, 360, 768, 1024, 1440):
        with visit(browser, still_room, size=(width, 800)) as guest:
            for name in ("mira", "ada", "noor", "ben"):
                to(guest.page, name)
                guest.fits(f"{name} at {width}")
            if guest.page.locator(".fold").is_visible():
                guest.page.locator(".fold").click()
                guest.fits(f"the tour at {width}")


@pytest.mark.parametrize("size", [(1280, 720), (375, 700), (320, 568)], ids=["wide", "phone", "small"])
def test_with_letters_twice_as_large_everything_can_be_reached(
    browser: Browser, still_room: str, size: tuple[int, int]
) -> None:
    with visit(browser, still_room, size=size) as guest:
        page = guest.page
        page.evaluate("document.documentElement.style.fontSize = '187.5%'")
        guest.fits("large letters")
        assert page.locator("#pane-ada .feed").evaluate("(node) => node.clientHeight") > 60
        for within in ("#pane-ada .composer", ".dock-head", ".top .clock-moves"):
            page.locator(within).scroll_into_view_if_needed()
            expect(page.locator(within)).to_be_in_viewport()
            for button in page.locator(f"{within} button:visible").all():
                box = button.bounding_box()
                assert box is not None
                assert box["x"] >= 0, within
                assert box["x"] + box["width"] <= size[0], within
        guest.accessible("large letters")


def test_on_a_small_phone_the_open_tour_leaves_the_tabs_alone(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room, size=(320, 568)) as guest:
        page = guest.page
        top = page.locator(".top").bounding_box()
        assert top is not None
        assert top["height"] < 568 / 4
        page.locator(".fold").click()
        tabs, dock = page.locator("#tabs").bounding_box(), page.locator("#dock").bounding_box()
        assert tabs is not None
        assert dock is not None
        assert dock["y"] + dock["height"] <= tabs["y"] + 1
        assert tabs["y"] + tabs["height"] <= 568
        page.locator('.tab[data-pane="ben"]').click()
        expect(page.locator("#pane-ben")).not_to_have_class("away")


def test_the_switch_of_light_and_dark_is_kept(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        page = guest.page
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        page.get_by_role("button", name="Switch to dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_what_people_write_is_only_ever_words(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        text = guest.page.locator("#pane-mira .text", has_text="not bold")
        expect(text).to_have_text(HOSTILE)
        expect(text.locator("img, b")).to_have_count(0)


def test_right_to_left_words_run_right_to_left(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        text = guest.page.locator("#pane-mira .text", has_text=HEBREW)
        assert text.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
        other = guest.page.locator("#pane-mira .text", has_text="The tram waited")
        assert other.first.evaluate("(node) => getComputedStyle(node).direction") == "ltr"


def test_each_platform_can_be_told_by_its_name_and_its_look(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        for name, platform in (("mira", "Telegram"), ("ada", "Discord"), ("noor", "Discord"), ("ben", "Telegram")):
            expect(guest.page.locator(f"#pane-{name} .who")).to_contain_text(f"{platform} (stand-in)")
        expect(guest.page.locator("#pane-mira .bubble .ticks").first).to_be_visible()
        expect(guest.page.locator("#pane-ada .row .avatar").first).to_be_visible()
        expect(guest.page.locator(".top")).to_contain_text("nothing leaves it")


def test_albums_voices_edits_and_silence_are_shown(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        mira = guest.page.locator("#pane-mira")
        expect(mira.locator(".album-3 img")).to_have_count(3)
        expect(mira.locator(".voice .voice-time")).to_have_text("0:02")
        expect(mira.locator(".edited").first).to_have_text("edited")
        expect(mira.get_by_title("Sent without a sound")).to_have_count(1)
        expect(mira.locator(".quote").first).to_be_visible()
        ada = guest.page.locator("#pane-ada")
        expect(ada.locator(".msg", has_text="still arriving").locator(".dots")).to_have_count(1)


def test_a_voice_can_be_played_and_paused(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        guest.page.get_by_role("button", name="Play: Voice message").first.click()
        guest.page.get_by_role("button", name="Pause: Voice message").first.click()
        expect(guest.page.get_by_role("button", name="Pause: Voice message")).to_have_count(0)


def test_a_picture_opens_large_and_closes_on_escape(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        picture = guest.page.locator("#pane-mira .picture").first
        picture.click()
        expect(guest.page.locator("dialog.zoom img")).to_be_visible()
        guest.page.keyboard.press("Escape")
        expect(guest.page.locator("dialog")).to_have_count(0)
        expect(picture).to_be_focused()


def test_only_the_pane_in_use_is_read_aloud(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        live = guest.page.locator('.feed[aria-live="polite"]')
        expect(live).to_have_count(0)
        guest.page.get_by_label("Write as Noor").focus()
        expect(live).to_have_count(1)
        expect(live).to_have_attribute("aria-label", "Messages on Noor's screen")


def test_a_link_that_leads_out_is_shown_and_not_followed(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        page = guest.page
        field = page.get_by_label("Write as Noor")
        field.fill("see https://example.org/page")
        field.press("Enter")
        page.get_by_role("button", name="https://example.org/page").click()
        expect(page.get_by_role("dialog")).to_contain_text("nothing outside this computer")
        page.get_by_role("dialog").get_by_role("button", name="Close").last.click()


def test_an_unsaved_file_is_not_lost_by_a_slip(browser: Browser, still_room: str) -> None:
    with visit(browser, still_room) as guest:
        page = guest.page
        page.get_by_role("button", name="Library", exact=True).click()
        area = page.get_by_label("The file's text (YAML)")
        before = area.input_value()
        area.fill(before.replace("modality: writing", "modality: wrting"))
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Go on writing").click()
        expect(area).to_be_visible()
        page.get_by_role("button", name="Save").click()
        fault = page.get_by_role("button", name="small-things.yaml:3:1")
        fault.click()
        assert area.evaluate("(node) => node.value.slice(node.selectionStart, node.selectionEnd)") == "modality: wrting"
        expect(page.locator(".lines .wrong")).to_have_text("3")
        area.fill(before)
        page.get_by_role("button", name="Save").click()
        expect(fault).to_have_count(0)


def test_the_page_says_when_the_room_is_closed(browser: Browser) -> None:
    with process("tests.page.still_room") as (address, room):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label("Write as Noor")).to_be_visible()
        expect(page.locator("#line")).to_be_hidden()
        room.terminate()
        room.wait(20)
        expect(page.locator("#line")).to_contain_text("The practice room is closed", timeout=15_000)
        page.get_by_label("Write as Noor").fill("is anybody there")
        page.get_by_label("Write as Noor").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("does not answer")
        expect(page.get_by_label("Write as Noor")).to_have_value("is anybody there")
        context.close()
