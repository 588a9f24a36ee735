// Opens the page: words, theme, panes, clock, dock; then follows the world.

import { ClockBar } from "./clock.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { openLibrary } from "./library.js";
import { avatar } from "./message.js";
import { Pane } from "./pane.js";
import { Room } from "./room.js";
import { Dock } from "./dock.js";
import { applyTexts, loadTexts, t, tOf } from "./texts.js";
import { startTheme } from "./theme.js";
import { Tour } from "./tour.js";

const NARROW = "(max-width: 47.4875em)"; // one pane at a time (css/base.css)
const SHEET = "(max-width: 73.7375em)";

class App {
  constructor() {
    this.room = new Room();
    this.panes = {};
    this.shown = null; // on a phone, the pane that is to be seen
  }

  open() {
    applyTexts(document);
    for (const node of document.querySelectorAll("[data-icon]")) node.prepend(icon(node.dataset.icon));
    startTheme(document.getElementById("theme"));
    document.getElementById("library-open").addEventListener("click", () => openLibrary(this.room));
    document.getElementById("line-again").addEventListener("click", () => this.room.stream.again());
    this.clock = new ClockBar(this.room, document.getElementById("clock"));
    this.tour = new Tour(this.room, this);
    this.dock = new Dock(this, this.tour, document.getElementById("dock"));
    this.room.addEventListener("world", () => this.update());
    this.room.addEventListener("line", () => this.showLine());
    matchMedia(NARROW).addEventListener("change", () => this.arrange());
    this.room.open();
    addEventListener("beforeunload", (event) => {
      if (document.querySelector(".library .waiting")) event.preventDefault();
    });
  }

  build() {
    const box = document.getElementById("panes");
    for (const given of this.room.world.panes) {
      const pane = new Pane(this.room, given, { panes: this.panes, bringUp: (id) => this.bringUp(id) });
      this.panes[given.id] = pane;
      box.append(pane.node);
    }
    this.shown = this.room.world.panes[1]?.id ?? this.room.world.panes[0].id;
    const tabs = document.getElementById("tabs");
    fill(
      tabs,
      this.room.world.panes.map((given) =>
        h(
          "button",
          { type: "button", class: "tab", data: { pane: given.id }, onclick: () => this.bringUp(given.id) },
          avatar(given.name, "person"),
          h("span", { class: "tab-name" }, given.name),
          h("span", { class: "tab-where" }, tOf("platform_name", given.platform)),
          h("span", { class: "count", hidden: true }),
        ),
      ),
    );
    this.arrange();
    document.body.classList.remove("opening");
  }

  update() {
    if (Object.keys(this.panes).length === 0) this.build();
    for (const pane of Object.values(this.panes)) pane.update();
    this.clock.update();
    this.dock.update();
    for (const tab of document.querySelectorAll(".tab")) {
      const count = tab.querySelector(".count");
      const waiting = this.panes[tab.dataset.pane].waiting;
      count.hidden = waiting === 0;
      fill(count, String(waiting), h("span", { class: "sr" }, ` ${t("pane.new_messages")}`));
    }
  }

  /** The dock is a sheet over the lower edge. */
  get sheet() {
    return matchMedia(SHEET).matches;
  }

  get narrow() {
    return matchMedia(NARROW).matches;
  }

  /** On a phone this pane alone; elsewhere all four are there already. */
  bringUp(id) {
    this.shown = id;
    this.arrange();
    if (this.room.world) this.update();
    this.tour.point(this.tour.openTask);
    if (!this.narrow) this.panes[id].node.scrollIntoView({ block: "nearest" });
  }

  /** Light up the pane in which the tour is at work; null: none. */
  spotlight(id) {
    for (const [each, pane] of Object.entries(this.panes)) pane.node.classList.toggle("spot", each === id);
    if (id !== null && id !== this.shown) this.bringUp(id);
  }

  arrange() {
    for (const [id, pane] of Object.entries(this.panes)) pane.node.classList.toggle("away", this.narrow && id !== this.shown);
    for (const tab of document.querySelectorAll(".tab")) {
      if (tab.dataset.pane === this.shown) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }

  showLine() {
    const { line } = this.room;
    const box = document.getElementById("line");
    box.hidden = line === "open";
    box.className = `line ${line}`;
    box.querySelector("p").textContent = tOf("line", line);
    document.getElementById("line-again").hidden = line !== "closed";
  }
}

await loadTexts();
const app = new App();
app.open();
