// A message's words: styles, links and line breaks as elements; spans count in UTF-16 units, as JavaScript does.

import { h } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strike: "s",
  strikethrough: "s",
  code: "code",
  pre: "code",
  quote: "q",
  blockquote: "q",
  heading: "strong",
  small: "small",
};
const LINK = /\bhttps?:\/\/[^\s<>"')\]]+|\bt\.me\/[^\s<>"')\]]+|\bdiscord\.gg\/[\w-]+/gu;
const COMMAND = /(?<![\w/:.])\/[a-z_]{2,32}\b(?!\/)/gu;

/**
 * Nodes for `text`. spans: [{start, length, style}]; onLink(url) is called when a link is chosen;
 * onCommand("/sos"), where given, makes the commands in the text touchable, as Telegram does.
 */
export function rich(text, spans, { onLink, onCommand } = {}) {
  const marks = spans
    .filter((span) => span.style !== "command")
    .map((span) => ({ from: span.start, to: span.start + span.length, style: span.style, url: span.url }));
  const linked = (at) => marks.some((mark) => (mark.url || mark.style === "command") && mark.from <= at && at < mark.to);
  for (const found of text.matchAll(LINK)) {
    if (linked(found.index)) continue;
    const end = found.index + found[0].replace(/[.,;:!?]+$/u, "").length;
    marks.push({ from: found.index, to: end, style: "link", url: text.slice(found.index, end) });
  }
  if (onCommand) {
    for (const found of text.matchAll(COMMAND)) {
      if (!linked(found.index)) marks.push({ from: found.index, to: found.index + found[0].length, style: "command" });
    }
  }
  const edges = new Set([0, text.length]);
  for (const mark of marks) {
    edges.add(Math.max(0, Math.min(text.length, mark.from)));
    edges.add(Math.max(0, Math.min(text.length, mark.to)));
  }
  const cuts = [...edges].sort((one, other) => one - other);
  const nodes = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [from, to] = [cuts[at], cuts[at + 1]];
    const here = marks.filter((mark) => mark.from <= from && to <= mark.to);
    let node = text.slice(from, to);
    for (const mark of here) node = dress(node, mark, { onLink, onCommand });
    nodes.push(node);
  }
  return nodes;
}

function dress(inner, mark, { onLink, onCommand }) {
  if (mark.url) {
    return h("button", { type: "button", class: "link", onclick: () => onLink?.(mark.url) }, inner);
  }
  if (mark.style === "command") {
    const words = typeof inner === "string" ? inner : inner.textContent;
    return h("button", { type: "button", class: "link", onclick: () => onCommand(words) }, inner);
  }
  if (mark.style === "spoiler") return h("span", { class: "spoiler", tabindex: "0" }, inner);
  return h(TAGS[mark.style] ?? "span", mark.style === "pre" ? { class: "pre" } : {}, inner);
}

/** {start: payload} of a Telegram deep link to this bot, {invite: code} of a Discord server invite, {message: id} of a link to a message, else null. */
export function readLink(url, bot) {
  const start = /^(?:https?:\/\/)?t\.me\/([\w]+)\?start=([\w-]{0,64})$/u.exec(url);
  if (start && (!bot || start[1].toLowerCase() === bot.toLowerCase())) return { start: start[2] };
  const invite = /^(?:https?:\/\/)?(?:discord\.gg|discord(?:app)?\.com\/invite)\/([\w-]+)\/?$/u.exec(url);
  if (invite) return { invite: invite[1] };
  const inside = /^https?:\/\/(?:t\.me\/c|discord(?:app)?\.com\/channels)\/(?:[\w@]+\/)*?(\d+)(?:\/(\d+))?$/u.exec(url);
  if (inside) return { place: inside[1], message: inside[2] ?? inside[1] };
  return null;
}
