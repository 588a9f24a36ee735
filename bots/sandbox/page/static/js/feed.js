// The list of messages in a place: kept in step with the world, moved through with the arrow keys.

import { calm, fill, focusable, h } from "./dom.js";
import { itemsOf, messageNode } from "./message.js";
import { t } from "./texts.js";
import { dayWords, wall } from "./time.js";

const ROW_MS = 7 * 60_000; // what one author sends within this time stands under one head
const NEAR_END = 60; // pixels

export class Feed {
  /** on: what message.js asks for, each with the item's id first. */
  constructor({ platform, name, on }) {
    this.platform = platform;
    this.name = name;
    this.on = on;
    this.drawn = new Map(); // key -> {node, made}
    this.place = null;
    this.active = null;
    this.sticky = true; // stay at the end when something comes
    this.top = 0;
    this.node = h("div", {
      class: "feed",
      role: "log",
      "aria-live": "off",
      "aria-label": t("pane.messages", { name }),
      tabindex: "-1",
      onkeydown: (event) => this.move(event),
      onscroll: () => this.scrolled(),
      onfocusin: (event) => this.settle(event.target.closest("[data-id]")),
    });
    new ResizeObserver(() => this.sticky && this.toEnd()).observe(this.node);
  }

  /** Only who scrolls up leaves the end; that something grew below does not count. */
  scrolled() {
    const { clientHeight, scrollHeight, scrollTop } = this.node;
    if (clientHeight === 0) return; // a pane that is not to be seen
    const wentUp = scrollTop < this.top - 1;
    this.top = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.sticky = true;
    else if (wentUp) this.sticky = false;
  }

  /** Show a place's messages. empty: what to show where there are none. */
  show(place, { zone, now, me, empty }) {
    const fresh = this.place !== place.id;
    const atEnd = fresh || this.sticky;
    const held = this.heldFocus();
    if (fresh) {
      this.drawn.clear();
      this.active = null;
      this.place = place.id;
    }
    const items = itemsOf(place.messages.map((message) => (message.at ? message : { ...message, at: now })));
    const byId = new Map(items.flatMap((item) => item.ids.map((id) => [id, item])));
    const next = new Map();
    const nodes = [];
    let before = null;
    for (const item of items) {
      const day = wall(item.at, zone).date;
      if (!before || wall(before.at, zone).date !== day) nodes.push(this.day(next, day, item.at, zone));
      const first =
        !before || before.author !== item.author || before.by !== item.by || before.only_me !== item.only_me || item.reply_to !== null || wall(before.at, zone).date !== day || Date.parse(item.at) - Date.parse(before.at) > ROW_MS;
      const quoted = item.reply_to ? (byId.get(item.reply_to) ?? { id: item.reply_to, author: "", text: "", media: [] }) : null;
      const look = { platform: this.platform, zone, me, first, quoted, kindOfPlace: place.kind };
      const made = JSON.stringify([item, first, zone, quoted?.text]);
      const known = this.drawn.get(item.id);
      if (known?.made === made) next.set(item.id, known);
      else {
        const node = messageNode(item, look, this.hooks(item));
        if (!fresh && !known && !calm()) node.classList.add("arrived");
        next.set(item.id, { node, made });
      }
      nodes.push(next.get(item.id).node);
      before = item;
    }
    const same = this.drawn.size === next.size && [...next].every(([key, value]) => this.drawn.get(key) === value);
    this.drawn = next;
    if (!same || nodes.length === 0) this.put(nodes.length > 0 ? nodes : [empty]);
    this.rove();
    this.giveBack(held);
    if (atEnd) this.toEnd();
  }

  /** Only what changed is touched, so that a screen reader hears new messages and nothing twice. */
  put(nodes) {
    let at = this.node.firstChild;
    for (const node of nodes) {
      if (at === node) at = at.nextSibling;
      else this.node.insertBefore(node, at);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  day(next, day, at, zone) {
    const key = `day ${day}`;
    if (!this.drawn.has(key)) {
      const node = h("p", { class: "day" }, h("span", {}, dayWords(at, zone)));
      this.drawn.set(key, { node, made: key });
    }
    next.set(key, this.drawn.get(key));
    return next.get(key).node;
  }

  hooks(item) {
    return {
      press: (label, button) => this.on.press(item, label, button),
      link: (url) => this.on.link(url),
      command: (text) => this.on.command(text),
      zoom: (url, words) => this.on.zoom(url, words),
      more: (anchor) => this.on.more(item, anchor),
      jump: (id) => this.jump(id),
      react: (emoji) => this.on.react(item, emoji),
      loaded: () => {
        if (this.sticky) this.toEnd();
      },
    };
  }

  toEnd() {
    this.sticky = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Go to a message and light it up for a moment. */
  jump(id) {
    const found = this.find(id);
    if (!found) return false;
    this.sticky = false;
    found.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    found.focus({ preventScroll: true });
    found.classList.add("lit");
    setTimeout(() => found.classList.remove("lit"), 1800);
    return true;
  }

  // --- the keyboard: one message of the list can be reached with Tab; arrows go on from there ---------------------
  articles() {
    return [...this.node.querySelectorAll("[data-id]")];
  }

  find(id) {
    return this.articles().find((node) => node.dataset.id === id) ?? null;
  }

  rove() {
    const all = this.articles();
    if (all.length === 0) return;
    const chosen = all.find((node) => node.dataset.id === this.active) ?? all.at(-1);
    for (const node of all) {
      const on = node === chosen;
      node.tabIndex = on ? 0 : -1;
      for (const inner of node.querySelectorAll("button, a, input, video, .spoiler")) inner.tabIndex = on ? 0 : -1;
    }
  }

  settle(article) {
    if (!article || article.dataset.id === this.active) return;
    this.active = article.dataset.id;
    this.rove();
  }

  move(event) {
    if (event.target.matches("input")) return;
    const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    const here = event.target.closest("[data-id]");
    if (step === undefined || !here) return;
    const all = this.articles();
    const to = Math.max(0, Math.min(all.length - 1, all.indexOf(here) + step));
    event.preventDefault();
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }

  heldFocus() {
    const article = document.activeElement?.closest?.("[data-id]");
    if (!article || !this.node.contains(article)) return null;
    return { id: article.dataset.id, at: focusable(article).indexOf(document.activeElement) };
  }

  giveBack(held) {
    if (!held || this.node.contains(document.activeElement)) return;
    const article = this.articles().find((node) => node.dataset.id === held.id) ?? this.articles().at(-1);
    if (article) (focusable(article)[held.at] ?? article).focus({ preventScroll: true });
  }

  /** Speak of what comes only while the visitor is in this pane. */
  listen(on) {
    this.node.setAttribute("aria-live", on ? "polite" : "off");
  }

  /** Show something else than messages, from its beginning; drawn anew it stays where it was. */
  clear(node) {
    const top = this.place === null ? this.node.scrollTop : 0;
    this.drawn.clear();
    this.place = null;
    this.sticky = false;
    fill(this.node, node);
    this.node.scrollTop = top;
  }
}
