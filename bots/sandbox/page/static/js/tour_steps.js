// The seven steps: what each is made of, how it shows in the world that a part was done, and how the page plays it.

import { drawnHere } from "./draw.js";
import { base64 } from "./bytes.js";
import { api } from "./net.js";
import { labelsOf, newestOfBot } from "./room.js";
import { pattern, t } from "./texts.js";
import { nextChange, nightWords, shiftDate, wall } from "./time.js";
import { Stuck } from "./tour_deeds.js";
import * as look from "./tour_look.js";

const { CLIENT, THERAPIST } = look;
const MOST_SCREENS = 40;
const MOST_PROMPTS = 12;
const FILE = "writing/small-things.yaml";
const PROGRAMME = "first-week";

/** The part of a message that changes when it goes on. */
const face = (message) => JSON.stringify([message?.id, message?.text, message ? labelsOf(message) : []]);

/** Go through the screens: on with the first button; where several could be right, one after the other until it goes on. */
async function readScreens(deeds) {
  const tried = new Map();
  for (let screen = 0; screen < MOST_SCREENS; screen += 1) {
    const { world } = deeds.room;
    if (look.joined(world) || look.phraseChoice(world)) return;
    const message = newestOfBot(look.paneIn(world, CLIENT), (each) => labelsOf(each).length > 0);
    const labels = message ? labelsOf(message).filter((label) => !pattern("not_on").test(label)) : [];
    if (labels.length === 0) {
      await deeds.wait((now) => look.phraseChoice(now) || look.joined(now) || face(newestOfBot(look.paneIn(now, CLIENT), (each) => labelsOf(each).length > 0)) !== face(message));
      continue;
    }
    const key = labels.join("|");
    const before = tried.get(key) ?? [];
    const label = labels.find((each) => !before.includes(each)) ?? labels[0];
    tried.set(key, [...before, label]);
    await deeds.press(CLIENT, message, label);
    await deeds.wait((now) => look.phraseChoice(now) || look.joined(now) || face(newestOfBot(look.paneIn(now, CLIENT), (each) => labelsOf(each).length > 0)) !== face(message));
  }
}

/** Put the clock to the next prompt until `found(world)`; what comes on the way is declined, unless kept. */
async function promptsUntil(deeds, found, { decline = false } = {}) {
  for (let turn = 0; turn < MOST_PROMPTS && !found(deeds.room.world); turn += 1) {
    const before = look.prompts(deeds.room.world).length;
    const more = await deeds.room.until((world) => world.clock.next_prompt, { within: 8000, signal: deeds.signal });
    if (!more) throw new Stuck(deeds.room.world.clock.following ? t("tour.no_more") : "");
    deeds.tell("tell.next_prompt");
    deeds.show(CLIENT);
    await deeds.clock({ to: "next" });
    const come = await deeds.room.until((world) => look.prompts(world).length > before || found(world), { within: 6000, signal: deeds.signal });
    await deeds.pause(1);
    if (!come || !decline || found(deeds.room.world)) continue;
    const message = look.prompts(deeds.room.world).at(-1);
    const label = labelsOf(message).find((each) => pattern("not_today").test(each));
    if (label) {
      deeds.tell("tell.not_today");
      const said = look.saidTo(deeds.room.world, CLIENT).length;
      await deeds.press(CLIENT, message, label);
      await deeds.room.until((world) => look.saidTo(world, CLIENT).length > said, { within: 4000, signal: deeds.signal });
      await deeds.pause(0.5);
    }
  }
  await deeds.wait(found);
}

/** The day on which the programme begins: two days before the clocks change, or today where that is over. */
function firstDay(world) {
  const { now, zone } = world.clock;
  const today = wall(now, zone).date;
  const change = nextChange(zone, Date.parse(now));
  const wanted = change === null ? today : shiftDate(wall(change, zone).date, -2);
  return wanted > today ? wanted : "today";
}

/** Start with an invitation; where its answer is no way in (it was used before), Ada writes a fresh one. */
async function openInvitation(deeds) {
  for (let turn = 0; turn < 2; turn += 1) {
    const { code, message } = await deeds.wait(look.invitation);
    await deeds.point(THERAPIST, message);
    await deeds.act(CLIENT, "private", "start", { payload: code });
    if (await deeds.room.until(look.inDialogue, { within: 6000, signal: deeds.signal })) return;
    if (turn > 0) return;
    await deeds.command(THERAPIST, t("say.invite"));
    await deeds.wait((world) => look.invitation(world)?.code !== code);
  }
}

const once = (memory, name, value) => {
  if (memory[name] === undefined) memory[name] = value;
  return memory[name];
};

export const STEPS = [
  {
    id: "join",
    tasks: [
      {
        id: "invite",
        where: { pane: THERAPIST, part: "composer" },
        live: true,
        done: (world) => look.joined(world) || look.inDialogue(world) || look.invitation(world) !== null,
        play: async (deeds) => {
          await deeds.wait((world) => world.service.state === "running" && look.deskOf(look.paneIn(world, THERAPIST)) && world.service.news.length > 0, 60_000);
          await deeds.command(THERAPIST, t("say.invite"));
        },
      },
      {
        id: "open",
        where: { pane: THERAPIST, part: "feed" },
        live: true,
        done: (world) => look.joined(world) || look.inDialogue(world),
        play: openInvitation,
      },
      {
        id: "read",
        where: { pane: CLIENT, part: "feed" },
        live: true,
        done: (world) => look.joined(world) || look.phraseChoice(world) !== null,
        play: readScreens,
      },
      {
        id: "tap",
        where: { pane: THERAPIST, part: "feed" },
        done: look.joined,
        play: async (deeds) => {
          const { message, label } = look.phraseChoice(deeds.room.world);
          await deeds.press(THERAPIST, message, label);
        },
      },
    ],
  },
  {
    id: "draw",
    tasks: [
      {
        id: "enrol",
        where: { pane: THERAPIST, part: "composer" },
        done: (world) => look.enrolled(world) || look.prompts(world).length > 0,
        play: async (deeds) => {
          const thread = await deeds.wait(look.threadOfClient);
          await deeds.say(THERAPIST, thread.id, `/enrol ${PROGRAMME} ${firstDay(deeds.room.world)}`);
        },
      },
      {
        id: "prompt",
        where: { clock: true },
        done: (world) => look.drawingPrompt(world) !== null,
        play: (deeds) => promptsUntil(deeds, look.drawingPrompt, { decline: true }),
      },
      {
        id: "picture",
        where: { pane: CLIENT, part: "composer" },
        done: (world) => look.picture(world) !== null,
        play: async (deeds) => {
          const prompt = look.drawingPrompt(deeds.room.world);
          const data = await base64(await drawnHere());
          await deeds.act(CLIENT, prompt.place, "photo", { data, caption: t("say.caption"), reply_to: prompt.id });
        },
      },
      {
        id: "done",
        where: { pane: CLIENT, part: "composer" },
        done: (world) => look.heardAfter(world, CLIENT, "kept", look.picture(world)),
        play: async (deeds) => {
          await allowPictures(deeds);
          await deeds.say(CLIENT, "private", t("say.done"));
        },
      },
      {
        id: "card",
        where: { pane: THERAPIST, part: "feed" },
        done: (world) => look.picture(world) !== null && look.pictureOfBot(world) !== null,
        play: async (deeds) => {
          deeds.show(THERAPIST);
          await allowPictures(deeds);
        },
      },
    ],
  },
  {
    id: "answer",
    needs: ["join", "draw"],
    tasks: [
      {
        id: "witness",
        where: { pane: THERAPIST, part: "feed" },
        done: (world) => look.heard(world, CLIENT, "witnessed") !== null,
        play: async (deeds) => {
          const card = await deeds.wait(look.card);
          await deeds.press(THERAPIST, card, labelsOf(card).find((label) => pattern("witness").test(label)));
        },
      },
      {
        id: "reply",
        where: { pane: THERAPIST, part: "feed" },
        done: (world) => look.answersArrived(world).length > 0,
        play: async (deeds) => {
          const thread = look.threadOfClient(deeds.room.world);
          const bearer = thread.messages.filter((message) => message.by === "bot" && pattern("card").test(message.text)).at(-1) ?? look.pictureOfBot(deeds.room.world);
          await deeds.say(THERAPIST, thread.id, t("say.answer"), { reply_to: bearer.id });
        },
      },
      { id: "arrives", where: { pane: CLIENT, part: "feed" }, done: (world) => look.answersArrived(world).length > 0, play: async (deeds) => deeds.show(CLIENT) },
    ],
  },
  {
    id: "night",
    needs: ["join", "draw"],
    tasks: [
      {
        id: "through",
        where: { clock: true },
        done: (world) => look.acrossTheChange(world) !== null,
        play: (deeds) => promptsUntil(deeds, look.acrossTheChange),
      },
    ],
    facts: look.acrossTheChange,
    told: (world) => {
      const change = look.changeAhead(world);
      if (change === null) return {};
      return { why: change.longer ? "night_longer" : "night", values: { date: nightWords(change.at, world.clock.zone) } };
    },
  },
  {
    id: "crash",
    needs: ["join", "draw"],
    news: true,
    /** What was broken before does not count: both faults are to be set from here on. */
    enter: (memory) => {
      for (const name of ["twice", "lives", "said"]) delete memory[name];
      memory.breaks = true;
    },
    tasks: [
      {
        id: "set",
        where: { dock: "switchboard" },
        done: (world, memory) => {
          if (!memory.breaks) return false;
          if (world.faults.some((fault) => fault.kind === "duplicate" && fault.platform === "telegram")) memory.twice = true;
          if (world.faults.some((fault) => fault.kind === "kill_mid_flight")) once(memory, "lives", world.service.lives);
          const set = memory.twice === true && memory.lives !== undefined;
          if (set) once(memory, "said", look.saidBy(world, CLIENT).length);
          return set;
        },
        play: async (deeds) => {
          await deeds.wait((world) => world.service.state === "running", 60_000);
          deeds.dock("switchboard");
          await deeds.pause(1);
          await deeds.fault({ platform: "telegram", kind: "duplicate", times: 1 });
          await deeds.pause(1);
          await deeds.service("kill_mid_flight");
        },
      },
      {
        id: "write",
        where: { pane: CLIENT, part: "composer" },
        done: (world, memory) => memory.said !== undefined && look.saidBy(world, CLIENT).length > memory.said,
        play: async (deeds) => {
          const prompt = look.prompts(deeds.room.world).at(-1);
          await deeds.say(CLIENT, "private", t("say.crash"), prompt ? { reply_to: prompt.id } : {});
        },
      },
      {
        id: "once",
        where: { dock: "switchboard" },
        done: (world, memory) => {
          if (memory.said === undefined || world.service.state !== "running" || world.service.lives <= memory.lives) return false;
          const words = look.saidBy(world, CLIENT)[memory.said]?.text;
          return words ? look.timesTold(world, words) === 1 : false;
        },
        play: async (deeds) => {
          deeds.tell("tell.crash");
          deeds.dock("switchboard");
          await deeds.wait((world) => look.timesTold(world, t("say.crash")) > 0 && world.service.state === "running", 60_000);
          deeds.show(THERAPIST);
        },
      },
    ],
  },
  {
    id: "stop",
    needs: ["join"],
    tasks: [
      {
        id: "say",
        where: { pane: CLIENT, part: "composer" },
        done: (world) => look.heard(world, CLIENT, "halted") !== null,
        play: (deeds) => deeds.say(CLIENT, "private", t("say.stop")),
      },
      {
        id: "rest",
        where: { pane: CLIENT, part: "feed" },
        done: (world) => look.heard(world, CLIENT, "resting") !== null,
        play: async (deeds) => {
          const message = look.heard(deeds.room.world, CLIENT, "halted");
          await deeds.press(CLIENT, message, labelsOf(message).find((label) => pattern("rest").test(label)) ?? labelsOf(message)[0]);
        },
      },
      {
        id: "back",
        where: { pane: CLIENT, part: "composer" },
        done: (world) => look.heard(world, CLIENT, "back") !== null,
        play: (deeds) => deeds.say(CLIENT, "private", t("say.back")),
      },
    ],
  },
  {
    id: "library",
    needs: ["join", "draw"],
    tasks: [
      {
        id: "edit",
        where: { library: true },
        done: (world, memory) => {
          const { revision, faults } = world.library;
          if (revision === "") return false;
          once(memory, "revision", revision);
          const changed = revision !== memory.revision && faults.length === 0;
          if (changed) once(memory, "prompts", look.prompts(world).length);
          return changed;
        },
        play: editLibrary,
      },
      {
        id: "next",
        where: { clock: true },
        done: bearsTheNewWords,
        play: (deeds, memory) => promptsUntil(deeds, (world) => bearsTheNewWords(world, memory)),
      },
    ],
  },
];

/** A picture may be shown only when its maker agreed: where that is asked, Mira says yes. */
async function allowPictures(deeds) {
  const sent = look.picture(deeds.room.world);
  const asks = (world) => newestOfBot(look.paneIn(world, CLIENT), (message) => message.at >= sent.at && !pattern("prompt").test(message.text) && labelsOf(message).length > 0);
  const found = await deeds.room.until((world) => asks(world) ?? look.pictureOfBot(world), { within: 10_000, signal: deeds.signal });
  const question = asks(deeds.room.world);
  if (!found || !question) return;
  deeds.tell("tell.may_be_seen");
  await deeds.press(CLIENT, question, labelsOf(question)[0]);
}

/** Has a prompt come since the edit? Where the page made it, one with the page's words; what a hand wrote nobody knows. */
function bearsTheNewWords(world, memory) {
  if (memory.prompts === undefined) return false;
  const come = look.prompts(world).slice(memory.prompts);
  return memory.edited ? come.some((message) => message.text.includes(t("say.words_after"))) : come.length > 0;
}

async function editLibrary(deeds, memory) {
  const { files } = await api.libraryFiles();
  const path = files.find((file) => file.path.endsWith(FILE))?.path ?? files[0].path;
  const { text } = await api.libraryFile(path);
  const changed = text.replaceAll(t("say.words_before"), t("say.words_after"));
  memory.edited = changed !== text;
  deeds.tell("tell.library");
  await deeds.edit(path, memory.edited ? changed : `${text.trimEnd()}\n# ${t("say.words_after")}\n`);
  await deeds.wait((world) => world.library.revision !== memory.revision, 30_000);
}
