"""A browser, and a practice room for it: a still one with every kind of message, or the real demo."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = (1440, 900), (360, 740)
AXE_RULES = "axe.run(document, {resultTypes: ['violations'], rules: {'region': {enabled: false}}})"
_START_S = 60


def _missing(what: str) -> None:
    """Without it nothing can be shown: a loud skip, in CI a failure."""
    words = f"{what} is missing: apt-get install chromium; npm ci --prefix tests/page --ignore-scripts"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium. Not for the whole session: while playwright runs, no test with a loop of its own can."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        _missing("chromium")
    if not AXE.is_file():
        _missing("axe-core")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@contextmanager
def process(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a room as a process of its own. Gives the address that it prints; ends it afterwards."""
    room = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert room.stdout is not None
        printed: list[str] = []
        for line in room.stdout:
            printed.append(line)
            found = next((word for word in line.split() if word.startswith("http://")), None)
            if found:
                yield found, room
                return
        raise AssertionError(f"no address was printed: {printed}")
    finally:
        room.send_signal(signal.SIGTERM)
        try:
            room.wait(20)
        except subprocess.TimeoutExpired:
            room.kill()
            room.wait()
        if room.stdout is not None:
            room.stdout.close()


@pytest.fixture(scope="module")
def still_room() -> Iterator[str]:
    """The address of a room without a service, furnished with messages of every kind."""
    with process("tests.page.still_room") as (address, _):
        yield address


@dataclass
class Visit:
    """A page, and what went wrong on it."""

    page: Page
    address: str
    trouble: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> Visit:
        """Come in, and wait until the panes are there."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)
        self.page.goto(self.address + query)
        expect(self.page.locator(".pane:not(.away)").first).to_be_visible()
        return self

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.address):
            self.trouble.append(f"asked elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page itself went on, e.g. a player that was taken away
            self.trouble.append(f"failed: {request.url} {request.failure}")

    def pane(self, name: str) -> object:
        """Somebody's screen."""
        return self.page.locator(f"#pane-{name}")

    def accessible(self, where: str) -> None:
        """Nothing that axe finds. where: for the message."""
        # By the debugger's door: the page's policy rightly lets no script in.
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found = self.page.evaluate(AXE_RULES)["violations"]
        told = [
            f"{each['id']}: {each['help']}: {node['target']} {node.get('failureSummary', '')}"
            for each in found
            for node in each["nodes"][:4]
        ]
        assert told == [], f"{where}:\n" + "\n".join(told)

    def fits(self, where: str) -> None:
        """Nothing scrolls sideways."""
        width, seen = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= seen, where
        wide = self.page.evaluate(
            "[...document.querySelectorAll('.feed, .places, .dock-body, .window-body, .composer, .top')]"
            ".filter((n) => n.offsetParent && n.scrollWidth > n.clientWidth + 1).map((n) => n.className)"
        )
        assert wide == [], where


@contextmanager
def visit(
    browser: Browser, address: str, *, size: tuple[int, int] = WIDE, scheme: str = "light", query: str = ""
) -> Iterator[Visit]:
    """A visitor with a fresh browser; at the end nothing may have gone wrong on the page."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    try:
        guest = Visit(context.new_page(), address).open(query)
        yield guest
        assert guest.trouble == []
    finally:
        context.close()
