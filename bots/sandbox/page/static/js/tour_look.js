// What the tour can tell from the screens alone: invitations, prompts, cards. The bots' wording is looked up by pattern.

import { readLink } from "./rich.js";
import { labelsOf, messagesOf, newestOfBot } from "./room.js";
import { pattern } from "./texts.js";
import { offsetMinutes, wall } from "./time.js";

export const CLIENT = "mira";
export const THERAPIST = "ada";
const ALIAS = /\p{Lu}\p{L}+-\d{1,3}/u;
const LINKS = /\bhttps?:\/\/\S+/gu;

export function paneIn(world, id) {
  return world.panes.find((pane) => pane.id === id);
}

/** What the bot wrote to somebody, oldest first. */
export function saidTo(world, id, fits = () => true) {
  return messagesOf(paneIn(world, id), (message) => message.by === "bot" && fits(message));
}

/** What somebody wrote. */
export function saidBy(world, id, fits = () => true) {
  return messagesOf(paneIn(world, id), (message) => message.by === "me" && fits(message));
}

/** Has the bot said to somebody what this pattern finds? The newest such message, or null. */
export function heard(world, id, name) {
  return newestOfBot(paneIn(world, id), (message) => pattern(name).test(message.text));
}

/** The newest invitation in the therapist's room: {code, alias, message}; null: none. */
export function invitation(world) {
  for (const message of saidTo(world, THERAPIST).reverse()) {
    const urls = [...(message.text.match(LINKS) ?? []), ...message.spans.map((span) => span.url ?? "")];
    for (const url of urls) {
      const link = readLink(url.replace(/[.,;:]+$/u, ""), world.links?.telegram_bot);
      if (link?.start) return { code: link.start, alias: ALIAS.exec(message.text)?.[0] ?? "", message };
    }
  }
  return null;
}

/** The client's thread in the therapist's room; null before there is one. */
export function threadOfClient(world) {
  const threads = paneIn(world, THERAPIST).places.filter((place) => place.kind === "thread" && ALIAS.test(place.title));
  const alias = invitation(world)?.alias;
  return threads.find((place) => place.title.includes(alias)) ?? threads.at(-1) ?? null;
}

/** Where the therapist writes what belongs to no client; null where a post must be opened first. */
export function deskOf(pane) {
  return (
    pane.places.find((place) => place.kind === "thread" && place.can_write && !ALIAS.test(place.title)) ??
    pane.places.find((place) => place.kind === "general" && place.can_write) ??
    null
  );
}

/** The message with phrases in the therapist's room, and which of them the client's screen shows; null: not there. */
export function phraseChoice(world) {
  const shown = saidTo(world, CLIENT).slice(-4).map((message) => message.text.toLowerCase()).join("\n");
  for (const message of saidTo(world, THERAPIST).reverse()) {
    const labels = labelsOf(message);
    if (labels.length < 3) continue;
    const right = labels.filter((label) => label.trim().includes(" ") && shown.includes(label.trim().toLowerCase()));
    if (right.length === 1) return { message, label: right[0] };
  }
  return null;
}

export function joined(world) {
  return heard(world, CLIENT, "joined") !== null || heard(world, THERAPIST, "joined") !== null;
}

/** Does the client's thread say that they follow a programme? */
export function enrolled(world) {
  const thread = threadOfClient(world);
  return thread !== null && thread.messages.some((message) => message.by === "bot" && pattern("enrolled").test(message.text));
}

/** Prompts that the client has, oldest first. */
export function prompts(world) {
  return saidTo(world, CLIENT, (message) => pattern("prompt").test(message.text));
}

export function drawingPrompt(world) {
  return prompts(world).filter((message) => pattern("drawing").test(message.text)).at(-1) ?? null;
}

/** The picture that the client sent for the drawing prompt. */
export function picture(world) {
  const prompt = drawingPrompt(world);
  if (!prompt) return null;
  return saidBy(world, CLIENT, (message) => message.media.some((media) => media.kind === "photo") && message.at >= prompt.at).at(-1) ?? null;
}

/** Did the bot say it after this message? */
export function heardAfter(world, id, name, message) {
  return message !== null && saidTo(world, id, (each) => each.at >= message.at && pattern(name).test(each.text)).length > 0;
}

/** The therapist's newest card with a button to witness it. */
export function card(world, fits = () => true) {
  return newestOfBot(paneIn(world, THERAPIST), (message) => fits(message) && labelsOf(message).some((label) => pattern("witness").test(label)));
}

/** The picture as the therapist sees it. */
export function pictureOfBot(world) {
  return newestOfBot(paneIn(world, THERAPIST), (message) => message.media.some((media) => media.kind === "photo"));
}

/** The therapist's answers that have reached the client. */
export function answersArrived(world) {
  const arrived = saidTo(world, CLIENT).map((message) => message.text);
  return saidBy(world, THERAPIST, (message) => message.reply_to !== null && message.text !== "" && arrived.some((text) => text.includes(message.text)));
}

/** Two prompts with one wall time and two distances from UTC: [before, after]; null: not yet. */
export function acrossTheChange(world) {
  const { zone } = world.clock;
  const listed = prompts(world).map((message) => ({ at: Date.parse(message.at), time: wall(message.at, zone).time }));
  for (const later of [...listed].reverse()) {
    const earlier = listed.find((one) => one.time === later.time && offsetMinutes(one.at, zone) !== offsetMinutes(later.at, zone));
    if (earlier && earlier.at < later.at) return [earlier.at, later.at];
  }
  return null;
}

/** How often the bot wrote these words in the therapist's room. */
export function timesTold(world, words) {
  return saidTo(world, THERAPIST, (message) => message.text.includes(words)).length;
}
