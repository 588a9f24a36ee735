// Faults at the visitor's word, and what the service did about them.

import { fill, freshId, h } from "./dom.js";
import { attempt } from "./dialogs.js";
import { api } from "./net.js";
import { t, tOf } from "./texts.js";
import { momentWords } from "./time.js";

const KINDS = ["429", "outage", "drop_before", "drop_after", "hang", "duplicate"];
const FEW = 5; // lines of news that are always shown
const PLATFORMS = ["telegram", "discord"];

/** 2 as "2nd". */
function nth(number) {
  return tOf("nth", new Intl.PluralRules(document.documentElement.lang, { type: "ordinal" }).select(number), { number });
}

export class Switchboard {
  constructor(room, node) {
    this.room = room;
    this.state = h("p", { class: "service-state" });
    this.start = h("button", { type: "button", class: "primary", hidden: true, onclick: () => attempt(() => api.service("start")) }, t("service.start"));
    this.waiting = h("div", { class: "waiting" });
    this.news = h("ol", { class: "news", "aria-label": t("switch.news"), "aria-live": "polite" });
    this.all = false;
    this.more = h("button", { type: "button", class: "plain", onclick: () => this.showAll(!this.all) });
    fill(
      node,
      h("p", { class: "lead" }, t("switch.lead")),
      h("h3", {}, t("switch.service")),
      this.state,
      h(
        "div",
        { class: "choices inline" },
        this.start,
        h("button", { type: "button", class: "plain", onclick: () => attempt(() => api.service("kill")) }, t("service.kill")),
        h("button", { type: "button", class: "plain", onclick: () => attempt(() => api.service("kill_mid_flight")) }, t("service.kill_mid_flight")),
      ),
      h("p", { class: "hint" }, t("service.why")),
      this.waiting,
      h("h3", {}, t("switch.faults")),
      KINDS.map((kind) => this.row(kind)),
      h("h3", {}, t("switch.news")),
      this.news,
      this.more,
    );
  }

  row(kind) {
    const id = freshId("fault");
    return h(
      "div",
      { class: "fault" },
      h("p", { id }, h("strong", {}, tOf("fault", kind)), " ", h("span", { class: "hint" }, tOf("fault_why", kind))),
      h(
        "div",
        { class: "fault-keys" },
        PLATFORMS.map((platform) =>
          h(
            "button",
            { type: "button", class: "plain", "aria-describedby": id, onclick: () => attempt(() => api.fault({ platform, kind, times: kind === "outage" ? 4 : 1, seconds: 3 })) },
            tOf("platform_name", platform),
          ),
        ),
      ),
    );
  }

  /** The newest few, or every line. */
  showAll(all) {
    this.all = all;
    [...this.news.children].forEach((line, at) => (line.hidden = !all && at >= FEW));
    this.more.hidden = this.news.childElementCount <= FEW;
    this.more.textContent = t(all ? "switch.fewer" : "switch.all", { count: this.news.childElementCount });
    this.more.setAttribute("aria-expanded", String(all));
  }

  update() {
    const { service, faults, clock } = this.room.world;
    const made = JSON.stringify([service, faults]);
    if (made === this.made) return;
    this.made = made;
    const state = tOf("service", service.state);
    this.state.textContent = service.lives > 1 ? t("service.state_again", { state, nth: nth(service.lives) }) : t("service.state", { state });
    this.state.dataset.state = service.state;
    this.start.hidden = !["stopped", "killed"].includes(service.state);
    fill(
      this.waiting,
      faults.length > 0
        ? [
            h("p", {}, t("switch.waiting")),
            h("ul", {}, faults.map((fault) => h("li", {}, t(fault.kind === "outage" ? "switch.waits_calls" : "switch.waits", { platform: tOf("platform_name", fault.platform), kind: tOf("fault", fault.kind), left: fault.left })))),
            h("button", { type: "button", class: "plain", onclick: () => attempt(() => api.clearFaults()) }, t("switch.clear")),
          ]
        : null,
    );
    const known = new Set([...this.news.children].map((child) => child.dataset.n));
    const now = new Set(service.news.map((piece) => String(piece.n)));
    for (const child of [...this.news.children]) if (!now.has(child.dataset.n)) child.remove();
    for (const piece of [...service.news].sort((one, other) => one.n - other.n)) {
      if (known.has(String(piece.n))) continue;
      this.news.prepend(
        h("li", { class: piece.kind, data: { n: piece.n } }, h("time", { datetime: piece.at }, momentWords(piece.at, clock.zone)), h("span", { dir: "auto" }, piece.text)),
      );
    }
    this.showAll(this.all);
    if (service.news.length === 0) fill(this.news, h("li", { class: "hint", data: { n: "none" } }, t("switch.quiet")));
  }
}
