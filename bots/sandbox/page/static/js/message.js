// One message (or an album of several) as its platform draws it.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { mediaNodes } from "./media.js";
import { rich } from "./rich.js";
import { pattern, t, tOf } from "./texts.js";
import { hourWords } from "./time.js";

const PREVIEW = 90;

/** Messages in the order in which they are drawn: what belongs to one album becomes one item with several pictures. */
export function itemsOf(messages) {
  const items = [];
  for (const message of messages) {
    const last = items.at(-1);
    if (message.album && last?.album === message.album && last.author === message.author) {
      last.ids.push(message.id);
      last.media = [...last.media, ...message.media];
      last.text = last.text || message.text;
      last.spans = last.text === message.text ? message.spans : last.spans;
      last.buttons = last.buttons.length > 0 ? last.buttons : message.buttons;
      last.edited ||= message.edited;
    } else {
      items.push({ ...message, ids: [message.id] });
    }
  }
  return items;
}

/**
 * The element of an item. look: {platform, zone, me, first (of a row by one author), quoted (item or null), kindOfPlace}.
 * on: {press(label), link(url), command(text), zoom(url, words), more(anchor), jump(id), react(emoji), loaded()}.
 */
export function messageNode(item, look, on) {
  const telegram = look.platform === "telegram";
  if (item.by === "service") {
    return h("article", { class: "note-line", tabindex: "-1", data: { id: item.id } }, h("span", { dir: "auto" }, item.text));
  }
  const mine = item.by === "me";
  const classes = ["msg", mine ? "mine" : "theirs", look.first ? "first" : "next", item.withdrawn ? "withdrawn" : ""];
  const hour = hourWords(item.at, look.zone);
  const author = mine ? t("message.you", { name: look.me }) : item.author;
  const body = [
    item.only_me ? h("p", { class: "only-me" }, icon("eye"), t("message.only_me")) : null,
    telegram && look.quoted ? quote(look.quoted, on) : null,
    telegram && look.first && !mine && look.kindOfPlace !== "private" ? h("p", { class: "author", dir: "auto" }, item.author) : null,
    ...mediaNodes(item.media, { author: item.author, onZoom: on.zoom, onLoad: on.loaded }),
    words(item, telegram, on),
  ];
  const said = body.at(-1);
  if (said) said.id = freshId("said");
  const article = h(
    "article",
    { class: classes.filter(Boolean).join(" "), tabindex: "-1", "aria-label": `${author}, ${hour}`, "aria-describedby": said?.id, data: { id: item.id, by: item.by } },
    !telegram && look.quoted ? quote(look.quoted, on) : null,
    telegram ? bubble(body, item, hour, mine) : row(body, item, hour, look),
    item.buttons.length > 0 ? keyboard(item, on) : null,
    item.reactions.length > 0 ? reactions(item, on) : null,
    h("button", { type: "button", class: "msg-more", "aria-label": t("message.more", { author, hour }), "aria-haspopup": "menu", onclick: (event) => on.more(event.currentTarget) }, icon("more")),
  );
  return article;
}

function words(item, telegram, on) {
  if (item.thinking) return h("p", { class: "text thinking" }, t("message.thinking", { author: item.author }), dots());
  if (item.withdrawn) return h("p", { class: "text gone" }, item.text || t("message.withdrawn"));
  if (!item.text) return null;
  const arriving = item.by === "bot" && pattern("still_arriving").test(item.text);
  return h(
    "p",
    { class: "text", dir: "auto" },
    rich(item.text, item.spans, { onLink: on.link, onCommand: telegram ? on.command : undefined }),
    arriving ? dots() : null,
  );
}

function dots() {
  return h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

function marks(item) {
  return [
    item.pinned ? h("span", { class: "mark", title: t("message.pinned") }, icon("pin"), h("span", { class: "sr" }, t("message.pinned"))) : null,
    item.silent ? h("span", { class: "mark", title: t("message.silent") }, icon("quiet"), h("span", { class: "sr" }, t("message.silent"))) : null,
    item.edited ? h("span", { class: "mark edited" }, t("message.edited")) : null,
  ];
}

function bubble(body, item, hour, mine) {
  const waiting = item.waiting === true;
  return h(
    "div",
    { class: "bubble" },
    body,
    h(
      "p",
      { class: "meta" },
      marks(item),
      h("time", { datetime: item.at }, hour),
      mine ? h("span", { class: "ticks" }, icon(waiting ? "clock" : "checks"), h("span", { class: "sr" }, t(waiting ? "message.waiting" : "message.delivered"))) : null,
    ),
  );
}

function row(body, item, hour, look) {
  return h(
    "div",
    { class: "row" },
    look.first ? avatar(item.author, item.by) : h("span", { class: "gutter", "aria-hidden": "true" }, hour),
    h(
      "div",
      { class: "row-body" },
      look.first
        ? h(
            "p",
            { class: "author" },
            h("span", { dir: "auto" }, item.author),
            item.by === "bot" ? h("span", { class: "badge" }, t("message.bot")) : null,
            h("time", { datetime: item.at }, hour),
            marks(item),
          )
        : null,
      body,
      look.first ? null : h("p", { class: "meta" }, marks(item)),
      item.waiting ? h("p", { class: "meta" }, icon("clock"), t("message.waiting")) : null,
    ),
  );
}

/** A round sign with the first letter of a name; the bot's is an oval in a frame. */
export function avatar(name, by) {
  if (by === "bot") {
    return h(
      "span",
      { class: "avatar bot", "aria-hidden": "true" },
      h("svg", { viewBox: "0 0 24 24", class: "icon" }, h("ellipse", { cx: 12, cy: 12, rx: 6, ry: 8 }), h("ellipse", { cx: 12, cy: 12, rx: 2.5, ry: 4 })),
    );
  }
  const tone = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 5;
  return h("span", { class: `avatar tone-${tone}`, "aria-hidden": "true" }, [...name][0] ?? "");
}

function quote(quoted, on) {
  const what = quoted.text || (quoted.media.length > 0 ? tOf("media_kind", quoted.media[0].kind) : t("message.gone"));
  const short = what.length > PREVIEW ? `${what.slice(0, PREVIEW)}…` : what;
  return h(
    "button",
    { type: "button", class: "quote", onclick: () => on.jump(quoted.id) },
    h("span", { class: "sr" }, t("message.answers")),
    h("span", { class: "quote-author" }, quoted.author),
    h("span", { class: "quote-text", dir: "auto" }, short.split("\n")[0]),
  );
}

function keyboard(item, on) {
  return h(
    "div",
    { class: "keys", role: "group", "aria-label": t("message.buttons") },
    item.buttons.map((line) =>
      h(
        "div",
        { class: "key-row" },
        line.map((button) =>
          h(
            "button",
            {
              type: "button",
              class: `key ${button.style ?? ""} ${button.kind}`,
              dir: "auto",
              disabled: button.disabled === true,
              onclick: (event) => (button.kind === "link" ? on.link(button.url) : on.press(button.label, event.currentTarget)),
            },
            button.label,
          ),
        ),
      ),
    ),
  );
}

function reactions(item, on) {
  return h(
    "div",
    { class: "reactions" },
    item.reactions.map((reaction) =>
      h(
        "button",
        { type: "button", class: reaction.mine ? "reaction mine" : "reaction", "aria-pressed": String(reaction.mine), "aria-label": t("message.reaction", { emoji: reaction.emoji, count: reaction.count }), onclick: () => on.react(reaction.emoji) },
        `${reaction.emoji} ${reaction.count}`,
      ),
    ),
  );
}
