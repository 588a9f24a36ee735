// What the tour can tell from the screens alone: invitations, prompts, cards. The bots' wording is looked up by pattern.

import { readLink } from "./rich.js";
import { labelsOf, messagesOf, newestOfBot } from "./room.js";
import { pattern } from "./texts.js";
import { nextChange, offsetMinutes, wall } from "./time.js";

export const CLIENT = "mira";
export const THERAPIST = "ada";
const ALIAS = /\p{Lu}\p{L}+-\d{1,3}/u;
const LINKS = /\bhttps?:\/\/\S+/gu;
const COMMAND = /^\/invite\b\s*(\S*)/iu;
const HOUR_MS = 3_600_000;
const INVITATION_LASTS_MS = 72 * HOUR_MS;
const LONG_AGO_MS = 7 * 24 * HOUR_MS;

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

/** The code in an invitation; "" where a message is none. */
function codeIn(message, bot) {
  const urls = [...(message.text.match(LINKS) ?? []), ...message.spans.map((span) => span.url ?? "")];
  for (const url of urls) {
    const link = readLink(url.replace(/[.,;:]+$/u, ""), bot);
    if (link?.start) return link.start;
  }
  return "";
}

/** The client's invitations in the therapist's room, newest first: {code, alias, message}. An answer follows its command. */
function invitations(world) {
  const name = paneIn(world, CLIENT).name.toLowerCase();
  const found = [];
  for (const place of paneIn(world, THERAPIST).places) {
    const asked = []; // names of commands that have no answer yet
    for (const message of place.messages.filter((each) => each.at)) {
      const command = COMMAND.exec(message.text);
      if (command) asked.push(command[1].toLowerCase());
      else if (message.by === "bot") {
        const code = codeIn(message, world.links?.telegram_bot);
        if (asked.shift() === name && code) found.push({ code, alias: ALIAS.exec(message.text)?.[0] ?? "", message: { ...message, place: place.id } });
      }
    }
  }
  return found.reverse().sort((one, other) => Date.parse(other.message.at) - Date.parse(one.message.at));
}

/** The newest invitation of the client that is still good; null: none. */
export function invitation(world) {
  const now = Date.parse(world.clock.now);
  return invitations(world).find(({ message }) => Date.parse(message.at) + INVITATION_LASTS_MS > now) ?? null;
}

/** Is the client being asked something that leads in? Words to a stranger, or to an old code, are no dialogue. */
export function inDialogue(world) {
  return saidTo(world, CLIENT, (message) => labelsOf(message).some((label) => !pattern("not_on").test(label))).length > 0;
}

/** The client's thread in the therapist's room; null before there is one. */
export function threadOfClient(world) {
  const threads = paneIn(world, THERAPIST).places.filter((place) => place.kind === "thread" && ALIAS.test(place.title));
  const aliases = invitations(world).map((each) => each.alias);
  const theirs = aliases.map((alias) => threads.find((place) => place.title.includes(alias))).find(Boolean);
  return theirs ?? (aliases.length === 0 ? threads.at(-1) : null) ?? null;
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
  if (heard(world, CLIENT, "joined") !== null) return true;
  const aliases = invitations(world).map((each) => each.alias);
  return saidTo(world, THERAPIST, (message) => pattern("joined").test(message.text) && aliases.some((alias) => message.text.includes(alias))).length > 0;
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

/** The change of the clocks that the tour goes through: {at, longer (a day of 25 hours)}; null: the zone has none. */
export function changeAhead(world) {
  const { zone } = world.clock;
  const now = Date.parse(world.clock.now);
  const pair = acrossTheChange(world);
  const first = prompts(world)[0];
  const begun = pair?.[0] ?? Date.parse(first?.at ?? world.clock.now);
  let at = nextChange(zone, begun);
  if (!pair && at !== null && at < now - LONG_AGO_MS) at = nextChange(zone, now);
  if (at === null) return null;
  return { at, longer: offsetMinutes(at + HOUR_MS, zone) < offsetMinutes(at - HOUR_MS, zone) };
}

/** How often the bot wrote these words in the therapist's room. */
export function timesTold(world, words) {
  return saidTo(world, THERAPIST, (message) => message.text.includes(words)).length;
}
