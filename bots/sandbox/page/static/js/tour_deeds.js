// How the tour acts: visibly, at a pace one can follow, and only by what a visitor could do as well.

import { calm } from "./dom.js";
import { openLibrary } from "./library.js";
import { api } from "./net.js";
import { t } from "./texts.js";
import { deskOf } from "./tour_look.js";

const BEAT_MS = 750;
const LETTER_MS = 14;
const WAIT_MS = 25_000;

/** It did not come to what was waited for; the message, where there is one, says why. */
export class Stuck extends Error {}

/** The pace from the page's address: ?pace=0 plays without pauses (tests), 2 at half the speed. */
function pace() {
  const given = Number.parseFloat(new URLSearchParams(location.search).get("pace"));
  return Number.isFinite(given) ? Math.max(0, given) : 1;
}

export class Deeds {
  /** say(words): the line that tells what is being done. */
  constructor(room, app, { signal, say }) {
    this.room = room;
    this.app = app;
    this.signal = signal;
    this.say_ = say;
    this.pace = pace();
  }

  check() {
    if (this.signal.aborted) throw new DOMException("stopped", "AbortError");
  }

  /** Some beats of nothing. */
  async pause(beats = 1) {
    this.check();
    await new Promise((resolve) => setTimeout(resolve, beats * BEAT_MS * this.pace));
    this.check();
  }

  /** Wait for something in the world; Stuck when it does not come. */
  async wait(predicate, within = WAIT_MS) {
    const found = await this.room.until(predicate, { within, signal: this.signal });
    if (!found) throw new Stuck();
    return found;
  }

  tell(key, values) {
    this.say_(t(key, values));
  }

  show(pane) {
    this.app.spotlight(pane);
  }

  dock(name) {
    this.app.dock.choose(name, { open: !this.app.sheet });
  }

  async act(pane, place, verb, more) {
    this.check();
    this.show(pane);
    await this.pause(0.6);
    const answer = await this.room.act(pane, place, verb, more);
    await this.pause(0.6);
    return answer;
  }

  /** Write, letter by letter where there is time for it. */
  async say(pane, place, text, more = {}) {
    this.check();
    this.show(pane);
    const shown = this.app.panes[pane];
    shown.goTo(place);
    this.say_(t("tell.writes", { name: shown.data.name, text: text.split("\n")[0] }));
    if (this.pace > 0 && !calm()) await this.type(shown.composer, text);
    await this.room.act(pane, place, "write", { text, ...more });
    await this.pause(0.6);
  }

  /** Letter by letter into somebody's field; what the visitor had begun to write there comes back. */
  async type(composer, text) {
    const { field } = composer;
    const draft = field.value;
    try {
      for (let at = 1; at <= text.length; at += 1) {
        field.value = text.slice(0, at);
        await new Promise((resolve) => setTimeout(resolve, LETTER_MS * this.pace));
        this.check();
      }
      await this.pause(0.5);
    } finally {
      field.value = draft;
      composer.grow();
    }
  }

  /** Write in a therapist's room, outside every client's thread; a post is opened where there is none. */
  async command(pane, text) {
    const data = this.room.pane(pane);
    const desk = deskOf(data);
    if (desk) return this.say(pane, desk.id, text);
    const forum = data.places.find((place) => place.kind === "forum");
    return this.act(pane, forum?.id ?? "", "post", { title: t("say.desk"), text });
  }

  /** Show where a message stands. */
  async point(pane, message) {
    this.show(pane);
    const shown = this.app.panes[pane];
    shown.goTo(message.place);
    shown.feed.find(message.id)?.classList.add("lit");
    await this.pause(1.2);
    shown.feed.find(message.id)?.classList.remove("lit");
  }

  /** Press a button of a message. */
  async press(pane, message, label) {
    this.check();
    this.show(pane);
    const shown = this.app.panes[pane];
    shown.goTo(message.place);
    this.say_(t("tell.presses", { name: shown.data.name, label }));
    const key = [...(shown.feed.find(message.id)?.querySelectorAll(".key") ?? [])].find((each) => each.textContent === label);
    key?.classList.add("pressed");
    await this.pause(1.3);
    await this.room.act(pane, message.place, "press", { message: message.id, label });
    key?.classList.remove("pressed");
    await this.pause(0.3);
  }

  async clock(move) {
    this.check();
    await api.clock(move);
    await this.pause(1);
  }

  async fault(fault) {
    this.check();
    await api.fault(fault);
  }

  async service(what) {
    this.check();
    await api.service(what);
    await this.pause(0.6);
  }

  /** Change a file of the library before the visitor's eyes. */
  async edit(path, text) {
    this.check();
    if (this.pace === 0) {
      await api.saveLibrary(path, text);
      return;
    }
    const editor = await openLibrary(this.room, path);
    if (!editor) throw new Stuck();
    try {
      await this.pause(1.5);
      editor.show(text);
      editor.markChanged();
      await this.pause(2.5);
      await editor.save();
      await this.pause(1);
    } finally {
      editor.saved = editor.area.value;
      editor.close();
    }
  }
}
