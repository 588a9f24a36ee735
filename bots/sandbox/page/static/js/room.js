// What the page knows of the practice room: the newest world, who listens, and waiting until something is so.

import { api, follow } from "./net.js";

export class Room extends EventTarget {
  constructor() {
    super();
    this.world = null;
    this.line = "waiting";
    this.ahead = 0; // ms from this computer's clock to the practice's
  }

  /** Begin to follow. Events: "world" after each change, "line" when the connection's state changes. */
  open() {
    this.stream = follow({
      onWorld: (world) => {
        if (this.world && world.version < this.world.version && world.service.lives >= this.world.service.lives) return;
        this.world = world;
        this.ahead = Date.parse(world.clock.now) - Date.now();
        this.dispatchEvent(new Event("world"));
      },
      onLine: (line) => {
        if (line === this.line) return;
        this.line = line;
        this.dispatchEvent(new Event("line"));
      },
    });
  }

  /** The practice's clock (ms), which runs on between two looks. */
  get now() {
    return Date.now() + this.ahead;
  }

  pane(id) {
    return this.world?.panes.find((pane) => pane.id === id) ?? null;
  }

  act(pane, place, verb, more) {
    return api.act(pane, place, verb, more);
  }

  /** Wait until predicate(world) gives something; that is returned. null after `within` ms. Rejects when aborted. */
  until(predicate, { within = 20_000, signal } = {}) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.removeEventListener("world", look);
        signal?.removeEventListener("abort", cancel);
        settle(value);
      };
      const look = () => {
        const found = this.world && predicate(this.world);
        if (found) finish(resolve, found);
      };
      const cancel = () => finish(reject, new DOMException("stopped", "AbortError"));
      const timer = setTimeout(() => finish(resolve, null), within);
      this.addEventListener("world", look);
      signal?.addEventListener("abort", cancel);
      if (signal?.aborted) cancel();
      else look();
    });
  }
}

/** Every message of a pane with the place it stands in, oldest first. */
export function messagesOf(pane, fits = () => true) {
  return (pane?.places ?? [])
    .flatMap((place) => place.messages.filter((message) => message.at).map((message) => ({ ...message, place: place.id, kind: place.kind })))
    .filter(fits)
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** The newest message of the bot in a pane that fits; null: none. */
export function newestOfBot(pane, fits = () => true) {
  return messagesOf(pane, (message) => message.by === "bot" && fits(message)).at(-1) ?? null;
}

/** The labels of a message's buttons that can be pressed, in reading order. */
export function labelsOf(message) {
  return message.buttons.flat().filter((button) => button.kind === "press").map((button) => button.label);
}
