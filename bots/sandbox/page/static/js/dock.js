// What stands beside the panes: the tour and the switchboard, one at a time; on a phone a sheet that can be pulled up.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { Switchboard } from "./switchboard.js";
import { t, tOf } from "./texts.js";

const SHEETS = ["tour", "switchboard"];

export class Dock {
  constructor(app, tour, node) {
    this.node = node;
    this.tour = tour;
    this.tabs = {};
    this.sheets = {};
    for (const name of SHEETS) {
      this.tabs[name] = h("button", { type: "button", role: "tab", id: `dock-tab-${name}`, "aria-controls": `dock-${name}`, onclick: () => this.choose(name) }, icon(name === "tour" ? "route" : "plug"), tOf("dock", name));
      this.sheets[name] = h("div", { class: `sheet sheet-${name}`, role: "tabpanel", id: `dock-${name}`, "aria-labelledby": `dock-tab-${name}` });
    }
    this.fold = h("button", { type: "button", class: "plain square fold", "aria-expanded": "true", "aria-controls": "dock-sheets", onclick: () => this.setOpen(!this.open) });
    const list = h("div", { class: "dock-tabs", role: "tablist", "aria-label": t("dock.label"), onkeydown: (event) => this.key(event) }, Object.values(this.tabs));
    this.brief = h("div", { class: "dock-brief" });
    this.body = h("div", { class: "dock-body", id: "dock-sheets" }, Object.values(this.sheets));
    fill(node, h("div", { class: "dock-head" }, list, this.brief, this.fold), this.body);
    this.switchboard = new Switchboard(app.room, this.sheets.switchboard);
    tour.mount(this.sheets.tour, this);
    this.choose("tour", { open: false });
    this.setOpen(!app.sheet);
  }

  choose(name, { open = true } = {}) {
    this.chosen = name;
    for (const each of SHEETS) {
      this.sheets[each].hidden = each !== name;
      this.tabs[each].setAttribute("aria-selected", String(each === name));
      this.tabs[each].tabIndex = each === name ? 0 : -1;
    }
    if (open) this.setOpen(true);
  }

  setOpen(open) {
    this.open = open;
    this.node.classList.toggle("folded", !open);
    this.fold.setAttribute("aria-expanded", String(open));
    this.fold.setAttribute("aria-label", t(open ? "dock.fold" : "dock.unfold"));
    fill(this.fold, icon(open ? "down" : "up"));
    if (this.tour.dock) this.tour.point(this.tour.openTask);
  }

  key(event) {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    this.choose(SHEETS.find((name) => name !== this.chosen));
    this.tabs[this.chosen].focus();
  }

  update() {
    this.switchboard.update();
    this.tour.update();
  }
}
