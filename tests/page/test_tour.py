"""The tour, on the real demo: the visitor begins by hand, the page plays the rest, the service is killed in the middle."""

from __future__ import annotations

import io
import os
import re
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import PHONE, ROOT, Visit, process, visit

pytestmark = [pytest.mark.slow, pytest.mark.timeout(230)]

STEPS = 7
PICTURES = ROOT / "docs" / "pictures"
_LARGEST = 250_000  # bytes of one picture
_STEP_S = 80.0


def take_picture(guest: Visit, name: str) -> None:
    """For README and docs, when asked for."""
    if os.environ.get("VIGNETTE_PICTURES") != "1":
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    shot = Image.open(io.BytesIO(guest.page.screenshot(animations="disabled"))).convert("RGB")
    path = PICTURES / f"{name}.png"
    # A palette keeps it small; this way of choosing it keeps the rare colours, which others melt into grey.
    shot.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < _LARGEST


def parts(page: Page) -> list[bool]:
    """Which parts of the step shown are ticked off."""
    return page.locator(".tasks li").evaluate_all("(all) => all.map((each) => each.classList.contains('done'))")


def play(page: Page) -> None:
    """Let the page play what is left of the step that is shown, and wait for its end."""
    page.get_by_role("button", name="Play this step").click()
    end = time.monotonic() + _STEP_S
    while time.monotonic() < end and not all(parts(page)):
        assert "got stuck" not in page.locator(".tour-line").inner_text()
        page.wait_for_timeout(200)
    assert all(parts(page)), page.locator(".tour-main").inner_text()
    expect(page.get_by_role("button", name="Stop playing")).to_be_hidden()


def begin_by_hand(page: Page) -> None:
    """Ada's invitation and Mira's coming in, as a visitor would do it; the hints say where."""
    expect(page.locator("#pane-ada .place", has_text="Desk")).to_be_visible(timeout=60_000)
    expect(page.locator("#pane-ada .text", has_text="/invite")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="I'll do it myself").click()
    expect(page.locator("#pane-ada .composer")).to_have_class("composer pointed")
    page.locator("#pane-mira").get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#pane-mira .text", has_text="This is a private service")).to_be_visible()
    field = page.get_by_label("Write as Ada")
    field.fill("/invite Noor en Europe/Berlin")
    field.press("Enter")
    expect(page.locator("#pane-ada .text", has_text="It works once")).to_be_visible()
    expect(page.locator(".tasks li.done")).to_have_count(0)
    field.fill("/invite Mira en Europe/Berlin")
    field.press("Enter")
    expect(page.locator(".tasks li.done")).to_have_count(1)
    page.locator("#pane-ada").get_by_role("button", name="t.me/practice_room_bot").last.click()
    page.get_by_role("button", name="Mira", exact=True).click()
    expect(page.locator(".tasks li.done")).to_have_count(2)
    expect(page.locator("#pane-mira .key").first).to_be_visible()


def read_in(page: Page, name: str) -> str:
    """Everything on somebody's screen."""
    return page.locator(f"#pane-{name} .feed").inner_text()


def test_the_tour_is_begun_by_hand_and_played_to_its_end_with_a_crash_in_the_middle(browser: Browser) -> None:
    with process("bots", "demo", "--port", "0") as (address, _), visit(browser, address, query="?pace=0") as guest:
        page = guest.page
        begin_by_hand(page)
        for number in range(1, STEPS + 1):
            expect(page.locator(".sheet-tour .hint").first).to_have_text(f"Step {number} of {STEPS}")
            play(page)
            after_step(guest, number)
            if number < STEPS:
                page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".dot.done")).to_have_count(STEPS)
        expect(page.locator(".tour-line")).to_contain_text("That was the whole loop")
        guest.accessible("after the tour")
        guest.fits("after the tour")
        the_other_pair_meets(guest)
        look_around(browser, guest)


def after_step(guest: Visit, number: int) -> None:
    """What must be on the screens after a step, told by what people see."""
    page = guest.page
    match number:
        case 1:
            assert "joined" in read_in(page, "ada")
        case 2:
            expect(page.locator("#pane-ada .picture img")).to_be_visible()
            page.locator("#pane-mira .picture").scroll_into_view_if_needed()
            take_picture(guest, "tour-card")
        case 3:
            assert "has spent time with this" in read_in(page, "mira")
            assert "two ways out" in read_in(page, "mira")
        case 4:
            # In one look: the page draws the table anew whenever something happens.
            rows = page.evaluate(
                "[...document.querySelectorAll('.facts tbody tr')].map((row) => [...row.cells].map((one) => one.textContent))"
            )
            (_, before, utc_before), (_, after, utc_after) = rows
            assert before.split()[-1] == after.split()[-1], "the wall shows the same hour"
            assert int(utc_before[:2]) == int(utc_after[:2]) + 1, "UTC is an hour earlier"
            expect(page.locator(".why")).to_contain_text("on 28 March, a day has 23 hours")
            assert "One prompt was skipped (quiet hours)." in (page.locator(".news").text_content() or "")
            take_picture(guest, "tour-night")
        case 5:
            assert read_in(page, "ada").count("The kettle sang") == 1
            assert read_in(page, "mira").count("The kettle sang") == 1
            expect(page.locator(".facts li", has_text="killed").first).to_be_visible()
            page.locator("#dock-tab-switchboard").click()
            expect(page.locator(".service-state")).to_contain_text("Running, started for the 2nd time")
            page.locator("#dock-tab-tour").click()
        case 6:
            assert "Everything has stopped" in read_in(page, "mira")
        case _:
            assert "Three small sounds" in read_in(page, "mira")


def the_other_pair_meets(guest: Visit) -> None:
    """Noor comes in by Discord's door; the screen follows to where it goes on. Ben's commands, Ada's with suggestions."""
    page = guest.page
    field = page.get_by_label("Write as Ben")
    field.fill("/invite Noor en Europe/Lisbon")
    field.press("Enter")
    page.locator("#pane-ben").get_by_role("button", name="discord.gg/").click(timeout=20_000)
    page.get_by_role("button", name="Noor", exact=True).click()
    page.locator("#pane-noor").get_by_role("button", name="Begin privately").click(timeout=20_000)
    expect(page.locator("#pane-noor .place[aria-current]")).to_contain_text("practice-room", timeout=20_000)
    expect(page.locator("#pane-noor .text").last).to_contain_text("Noor")
    field = page.get_by_label("Write as Ada")
    field.press_sequentially("/enr")
    field.press("Enter")
    form = page.get_by_role("textbox", name="programme (needed)")
    expect(page.get_by_role("option", name="first-week")).to_be_visible()
    form.press_sequentially("first")  # of eight programmes
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="programme (needed)")).to_have_value(re.compile("^first-week"))
    guest.accessible("a command's form")
    page.keyboard.press("Escape")


def look_around(browser: Browser, guest: Visit) -> None:
    """After a reload the tour stands where it stood; the room in the dark, and for a second visitor on a phone."""
    page = guest.page
    page.reload()
    expect(page.locator(".dot.done")).to_have_count(STEPS)
    expect(page.locator("#pane-noor .key").first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        page.wait_for_timeout(300)
        take_picture(guest, f"page-{scheme}")
    with visit(browser, guest.address, size=PHONE) as other:
        other.page.locator('.tab[data-pane="mira"]').click()
        expect(other.page.locator("#pane-mira .msg").last).to_be_in_viewport()
        other.fits("phone")
        other.accessible("phone")
        take_picture(other, "page-phone")


def test_pictures_in_the_docs_are_small() -> None:
    for path in Path(PICTURES).glob("*.png"):
        assert path.stat().st_size < _LARGEST, path.name
