// The tour beside the panes: seven steps that the page can play by itself, and the visitor can take over at any moment.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { Gone } from "./net.js";
import { t, tOf } from "./texts.js";
import { dayWords, hourWords } from "./time.js";
import { Deeds, Stuck } from "./tour_deeds.js";
import { paneIn, THERAPIST } from "./tour_look.js";
import { STEPS } from "./tour_steps.js";

const NEWS = 4; // of the switchboard's lines, under the step that breaks something

export class Tour {
  constructor(room, app) {
    this.room = room;
    this.app = app;
    this.at = 0;
    this.done = new Set(); // "step.task"
    this.memory = {};
    this.playing = null; // AbortController
    this.byHand = false;
    this.trouble = "";
  }

  get step() {
    return STEPS[this.at];
  }

  isDone(step) {
    return step.tasks.every((task) => this.done.has(`${step.id}.${task.id}`));
  }

  mount(node, dock) {
    this.dock = dock;
    this.count = h("p", { class: "hint" });
    this.dots = h("ol", { class: "steps", "aria-label": t("tour.steps") });
    this.title = h("h3", { tabindex: "-1" });
    this.why = h("p", { class: "why" });
    this.tasks = h("ol", { class: "tasks" });
    this.facts = h("div", { class: "facts" });
    this.line = h("p", { class: "tour-line", role: "status" });
    const button = (key, act, kind = "plain") => h("button", { type: "button", class: kind, onclick: act }, t(key));
    this.buttons = {
      play: button("tour.play", () => this.play(false), "primary"),
      stop: button("tour.stop", () => this.halt(), "primary"),
      hand: button("tour.by_hand", () => this.takeOver()),
      back: button("tour.back", () => this.go(this.at - 1)),
      next: button("tour.next", () => this.go(this.at + 1)),
      all: button("tour.play_all", () => this.play(true)),
    };
    const { play, stop, hand, back, next, all } = this.buttons;
    fill(
      node,
      h("div", { class: "tour-head" }, this.dots, this.count),
      h("div", { class: "tour-main" }, this.title, this.why, this.tasks, this.facts, this.line),
      h("div", { class: "tour-do" }, play, stop, hand),
      h("div", { class: "tour-ends" }, back, next, all),
    );
    this.briefTitle = h("span", {});
    this.briefButton = h("button", { type: "button", class: "primary", onclick: () => this.briefAct() });
    fill(dock.brief, this.briefTitle, this.briefButton);
    this.draw();
  }

  // --- looking -----------------------------------------------------------------------------------------------------
  update() {
    const { world } = this.room;
    if (!this.roomKey) this.restore(world);
    for (const step of STEPS) {
      for (const task of step.tasks) {
        const key = `${step.id}.${task.id}`;
        const known = this.done.has(key);
        if (known && !task.live) continue; // what was done stays done
        if (task.done(world, this.memory)) this.done.add(key);
        else this.done.delete(key);
      }
    }
    const made = JSON.stringify([[...this.done], world.service.state, this.step.told?.(world)]);
    if (made !== this.made) this.draw();
    else this.drawFacts(this.step);
    this.made = made;
    this.keep();
  }

  /** What was done stands on the screens; what only the visitor saw is kept for a reload of the page in the same room. */
  restore(world) {
    this.roomKey = `tour ${paneIn(world, THERAPIST).places[0]?.id}`;
    try {
      const { at, done, memory } = JSON.parse(sessionStorage.getItem(this.roomKey)) ?? { at: this.at, done: [], memory: this.memory };
      this.at = at;
      this.done = new Set(done);
      this.memory = memory;
    } catch {
      // a browser that keeps nothing
    }
    this.draw();
  }

  keep() {
    const kept = JSON.stringify({ at: this.at, done: [...this.done], memory: this.memory });
    if (kept === this.kept) return;
    this.kept = kept;
    try {
      sessionStorage.setItem(this.roomKey, kept);
    } catch {
      // then a reload begins anew
    }
  }

  draw() {
    const { step } = this;
    const finished = this.isDone(step);
    this.count.textContent = t("tour.count", { number: this.at + 1, count: STEPS.length });
    if (this.dots.childElementCount === 0) {
      fill(this.dots, STEPS.map((each, at) => h("li", {}, h("button", { type: "button", onclick: () => this.go(at) }))));
    }
    [...this.dots.children].forEach((item, at) => {
      const dot = item.firstChild;
      const ready = this.isDone(STEPS[at]);
      dot.className = ready ? "dot done" : "dot";
      fill(dot, ready ? icon("check") : String(at + 1));
      dot.setAttribute("aria-label", t(ready ? "tour.dot_done" : "tour.dot", { number: at + 1, title: tOf("step", STEPS[at].id) }));
      if (at === this.at) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
    });
    this.title.textContent = tOf("step", step.id);
    const told = (this.room.world && step.told?.(this.room.world)) ?? {};
    this.why.textContent = tOf("why", told.why ?? step.id, told.values);
    const open = this.openTask;
    fill(
      this.tasks,
      step.tasks.map((task) => {
        const ready = this.done.has(`${step.id}.${task.id}`);
        const now = task === open && (this.byHand || this.playing);
        return h(
          "li",
          { class: [ready ? "done" : "", now ? "now" : ""].join(" ") },
          h("span", { class: "tick" }, ready ? icon("check") : null),
          h("span", {}, this.wordsOf(step, task), ready ? h("span", { class: "sr" }, ` (${t("tour.done")})`) : null),
        );
      }),
    );
    this.drawFacts(step);
    const { play, stop, hand, back, next, all } = this.buttons;
    play.hidden = Boolean(this.playing) || finished;
    stop.hidden = !this.playing;
    hand.hidden = Boolean(this.playing) || finished;
    hand.setAttribute("aria-pressed", String(this.byHand));
    back.disabled = this.at === 0;
    next.disabled = this.at === STEPS.length - 1;
    const onward = finished && !this.playing && !next.disabled;
    next.className = onward ? "primary" : "plain";
    all.hidden = Boolean(this.playing) || STEPS.every((each) => this.isDone(each));
    if (!this.playing) this.line.textContent = this.trouble || this.hint(finished);
    this.drawBrief(finished, open);
    this.point(open);
  }

  /** What is left of the tour while it is folded: who does it by hand reads what to do; who is done goes on. */
  drawBrief(finished, open) {
    const last = this.at === STEPS.length - 1;
    const instructs = this.byHand && !this.playing && open;
    this.briefTitle.className = instructs ? "instructs" : "";
    this.briefTitle.textContent = instructs ? this.wordsOf(this.step, open) : `${this.at + 1}/${STEPS.length} ${tOf("step", this.step.id)}`;
    this.briefButton.textContent = t(this.playing ? "tour.stop_short" : finished ? "tour.next" : "tour.play_short");
    this.briefAct = () => (this.playing ? this.halt() : finished ? this.go(this.at + 1) : this.play(false));
    this.briefButton.hidden = Boolean(instructs) || (finished && last && !this.playing);
  }

  get openTask() {
    return this.step.tasks.find((task) => !this.done.has(`${this.step.id}.${task.id}`));
  }

  wordsOf(step, task) {
    return tOf("task", `${step.id}.${task.id}`, (this.room.world && step.told?.(this.room.world)?.values) ?? {});
  }

  hint(finished) {
    if (finished) return t(this.at === STEPS.length - 1 ? "tour.end" : "tour.step_done");
    if (this.room.world?.service.state === "starting") return t("tour.starting");
    return this.byHand ? t("tour.hint") : "";
  }

  drawFacts(step) {
    if (step.news && this.room.world) {
      const told = this.room.world.service.news.filter((piece) => piece.kind === "fault" || piece.kind === "service").slice(-NEWS);
      const done = this.done.has(`${step.id}.${step.tasks[0].id}`);
      fill(this.facts, done ? [h("h4", {}, t("switch.news")), h("ul", {}, told.map((piece) => h("li", {}, piece.text)))] : null);
      return;
    }
    const pair = this.room.world && step.facts ? step.facts(this.room.world) : null;
    const { zone } = this.room.world?.clock ?? {};
    fill(
      this.facts,
      pair
        ? h(
            "table",
            {},
            h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("facts.prompt")), h("th", { scope: "col" }, t("facts.local")), h("th", { scope: "col" }, t("facts.utc")))),
            h(
              "tbody",
              {},
              pair.map((at, row) =>
                h("tr", {}, h("th", { scope: "row" }, t(row === 0 ? "facts.before" : "facts.after")), h("td", {}, `${dayWords(at, zone).replace(/ \d{4}$/u, "")} ${hourWords(at, zone)}`), h("td", {}, hourWords(at, "UTC"))),
              ),
            ),
          )
        : null,
    );
  }

  /** While the visitor does it alone, the place where to go on is marked. */
  point(open) {
    for (const node of document.querySelectorAll(".pointed")) node.classList.remove("pointed");
    if (!this.byHand || this.playing || !open) return;
    this.targetOf(open.where)?.classList.add("pointed");
  }

  targetOf(where) {
    if (where.clock) return document.querySelector("#clock .clock-moves button");
    if (where.library) return document.getElementById("library-open");
    if (where.dock) return this.dock.open ? document.getElementById(`dock-tab-${where.dock}`) : this.dock.fold;
    if (this.app.narrow && this.app.shown !== where.pane) return document.querySelector(`.tab[data-pane="${where.pane}"]`);
    const pane = this.app.panes[where.pane];
    return where.part === "composer" ? pane?.composer.node : pane?.feed.node;
  }

  // --- going on ----------------------------------------------------------------------------------------------------
  go(to) {
    if (to < 0 || to >= STEPS.length) return;
    if (this.playing) this.halt();
    this.move(to);
    this.title.focus({ preventScroll: true });
  }

  move(to) {
    this.at = to;
    this.trouble = "";
    this.line.textContent = "";
    if (!this.isDone(this.step)) this.step.enter?.(this.memory);
    if (this.room.world) this.update();
    this.draw();
    this.dock.body.scrollTop = 0;
  }

  takeOver() {
    this.byHand = !this.byHand;
    const open = this.openTask;
    if (this.byHand && open?.where.pane) this.app.bringUp(open.where.pane);
    if (this.byHand && this.app.sheet) this.dock.setOpen(false);
    this.draw();
  }

  halt() {
    this.playing?.abort();
  }

  async play(all) {
    if (this.playing || !this.room.world) return;
    this.playing = new AbortController();
    this.byHand = false;
    this.trouble = "";
    if (this.app.sheet) this.dock.setOpen(false);
    this.draw();
    const deeds = new Deeds(this.room, this.app, {
      signal: this.playing.signal,
      say: (words) => {
        this.line.textContent = words;
        this.briefTitle.textContent = words;
      },
    });
    try {
      for (;;) {
        for (const id of this.step.needs ?? []) await this.playStep(STEPS.find((step) => step.id === id), deeds);
        await this.playStep(this.step, deeds);
        if (!all || this.at === STEPS.length - 1) break;
        await deeds.pause(2);
        this.dock.choose("tour", { open: !this.app.sheet });
        this.move(this.at + 1);
        await deeds.pause(2);
      }
    } catch (error) {
      if (error instanceof Stuck) this.trouble = error.message || t("tour.stuck");
      else if (error instanceof Gone) this.trouble = t("line.gone");
      else if (error.name !== "AbortError") this.trouble = t("tour.refused", { words: error.message });
    } finally {
      this.playing = null;
      this.app.spotlight(null);
      this.dock.choose("tour", { open: !this.app.sheet });
      this.draw();
    }
  }

  /** Play what is not done yet of a step, part after part. */
  async playStep(step, deeds) {
    for (const task of step.tasks) {
      const key = `${step.id}.${task.id}`;
      if (this.done.has(key)) continue;
      this.line.textContent = this.wordsOf(step, task);
      await task.play(deeds, this.memory);
      await deeds.wait(() => this.done.has(key));
      await deeds.pause(0.8);
    }
  }
}
