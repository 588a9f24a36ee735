// The practice's clock, which the visitor may put forward; the service follows at once.

import { fill, freshId, h } from "./dom.js";
import { attempt, notice, openDialog } from "./dialogs.js";
import { icon } from "./icons.js";
import { api } from "./net.js";
import { t } from "./texts.js";
import { city, dayWords, hourWords, instantOf, momentWords, wall } from "./time.js";

const HOUR_S = 3600;
const TICK_MS = 5000;
const GIVE_UP_MS = 60_000;

/** What the clock's second line says: where it is going, or what comes next. */
function ahead({ moving, next_prompt: next, following, zone }) {
  if (moving) return t("clock.moving", { when: momentWords(moving.to, zone), count: moving.prompts });
  if (next) return t("clock.next_prompt", { when: momentWords(next, zone) });
  return t(following ? "clock.no_more" : "clock.no_prompt");
}

/** Put it forward; what was met on the way is said. */
async function go(move) {
  const answer = await attempt(() => api.clock(move));
  if (answer?.met) notice(answer.met);
  return answer;
}

export class ClockBar {
  constructor(room, node) {
    this.room = room;
    setInterval(() => room.world && this.update(), TICK_MS);
    this.now = h("p", { class: "now" });
    this.next = h("p", { class: "next" });
    const move = (words, body) => h("button", { type: "button", class: "plain", onclick: () => go(body()) }, words);
    this.nextButton = move(t("clock.next"), () => ({ to: "next" }));
    fill(
      node,
      icon("clock"),
      h("div", { class: "clock-words" }, this.now, this.next),
      h(
        "div",
        { class: "clock-moves", role: "group", "aria-label": t("clock.move") },
        this.nextButton,
        move(t("clock.hour"), () => ({ by: HOUR_S })),
        move(t("clock.day"), () => ({ by: 24 * HOUR_S })),
        h("button", { type: "button", class: "plain", "aria-haspopup": "dialog", onclick: () => this.toDate() }, t("clock.date")),
      ),
    );
  }

  update() {
    const { panes } = this.room.world;
    const clock = { ...this.room.world.clock, now: this.room.now };
    const others = [...new Set(panes.map((pane) => pane.zone).filter((zone) => zone && zone !== clock.zone))];
    const made = JSON.stringify([momentWords(clock.now, clock.zone), ahead(clock), others]);
    if (made === this.made) return;
    this.made = made;
    fill(
      this.now,
      h("span", { class: "sr" }, t("clock.now")),
      h("span", {}, dayWords(clock.now, clock.zone)),
      h("strong", {}, hourWords(clock.now, clock.zone)),
      h("span", { class: "hint" }, city(clock.zone)),
      others.map((zone) => h("span", { class: "hint" }, t("clock.elsewhere", { city: city(zone), time: hourWords(clock.now, zone) }))),
    );
    this.next.textContent = ahead(clock);
    this.nextButton.disabled = !clock.next_prompt;
  }

  toDate() {
    const { clock } = this.room.world;
    const id = freshId("date");
    const here = wall(this.room.now + HOUR_S * 1000, clock.zone);
    const input = h("input", { id, type: "datetime-local", required: true, value: `${here.date}T${here.time}` });
    openDialog({
      title: t("clock.date_title"),
      className: "small",
      build: (close) =>
        h(
          "form",
          {
            onsubmit: async (event) => {
              event.preventDefault();
              const [date, time] = input.value.split("T");
              const to = new Date(instantOf(date, time, clock.zone)).toISOString();
              const gone = go({ to });
              const began = this.room.until((world) => world.clock.moving, { within: GIVE_UP_MS });
              if (await Promise.race([gone, began])) close(); // a long way is watched without the window
            },
          },
          h("div", { class: "field" }, h("label", { for: id }, t("clock.date_label", { city: city(clock.zone) })), input),
          h("p", { class: "hint" }, t("clock.forward")),
          h("div", { class: "ends" }, h("button", { type: "submit", class: "primary" }, t("clock.go")), h("button", { type: "button", class: "plain", onclick: () => close() }, t("dialog.cancel"))),
        ),
    });
  }
}
