// The places of a pane: topics, posts, channels and the private chat, as a list beside the messages.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./texts.js";

const SIGNS = { private: "send", general: "hash", thread: "hash", forum: "list", door: "door" };

export class Places {
  /** choose(id): the visitor wants to see a place. */
  constructor({ name, platform, choose }) {
    this.platform = platform;
    this.choose = choose;
    this.node = h("nav", { class: "places", "aria-label": t("pane.places", { name }) });
  }

  /** places: as the world has them; chosen: id; fresh(place) -> number of messages not seen yet. */
  show(places, { chosen, fresh, servers }) {
    const made = JSON.stringify([places.map((place) => [place.id, place.title, place.archived, fresh(place)]), chosen, servers]);
    if (made === this.made) return;
    this.made = made;
    this.node.hidden = places.length < 2 && servers.length === 0;
    const held = this.node.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    fill(
      this.node,
      servers.length > 0 ? h("p", { class: "server" }, servers.map((server) => server.name).join(" · ")) : null,
      places.map((place) => this.entry(place, chosen, fresh(place))),
    );
    if (held) this.node.querySelector(`[data-place="${CSS.escape(held)}"]`)?.focus();
  }

  entry(place, chosen, count) {
    const topic = place.kind === "thread" && this.platform === "telegram";
    const classes = ["place", place.kind, place.archived ? "archived" : "", count > 0 ? "fresh" : ""];
    return h(
      "button",
      {
        type: "button",
        class: classes.filter(Boolean).join(" "),
        data: { place: place.id },
        title: place.archived ? t("pane.archived") : null,
        "aria-current": place.id === chosen ? "true" : null,
        onclick: () => this.choose(place.id),
      },
      topic ? h("span", { class: "topic-sign", "aria-hidden": "true" }, [...place.title][0] ?? "") : icon(SIGNS[place.kind] ?? "hash"),
      h("span", { class: "place-title", dir: "auto" }, place.title),
      place.archived ? h("span", { class: "sr" }, t("pane.archived")) : null,
      count > 0 ? h("span", { class: "count" }, String(count), h("span", { class: "sr" }, ` ${t("pane.new_messages")}`)) : null,
    );
  }
}

/** What a forum shows in place of messages: its posts, and the way to a new one. */
export function forumView(places, { choose, post }) {
  const posts = places.filter((place) => place.kind === "thread");
  const title = h("input", { type: "text", dir: "auto", maxlength: 100, required: true, "aria-label": t("forum.title"), placeholder: t("forum.title") });
  const text = h("textarea", { rows: 2, dir: "auto", required: true, "aria-label": t("forum.text"), placeholder: t("forum.text") });
  return h(
    "div",
    { class: "forum-view" },
    h(
      "form",
      {
        class: "new-post",
        onsubmit: (event) => {
          event.preventDefault();
          post(title.value.trim(), text.value.trim());
        },
      },
      title,
      text,
      h("button", { type: "submit", class: "primary" }, t("forum.post")),
    ),
    posts.length === 0 ? h("p", { class: "empty" }, t("forum.empty")) : null,
    posts.map((place) =>
      h(
        "button",
        { type: "button", class: "post", onclick: () => choose(place.id) },
        h("strong", { dir: "auto" }, place.title),
        h("span", { dir: "auto" }, (place.messages.at(-1)?.text ?? "").split("\n")[0].slice(0, 90)),
        h("span", { class: "hint" }, t("forum.messages", { count: place.messages.length })),
      ),
    ),
  );
}
