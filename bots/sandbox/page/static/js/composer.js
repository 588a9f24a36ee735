// Where a person writes: words, pictures, drawings, sounds, commands; and above it what is answered or changed.

import { fill, freshId, h } from "./dom.js";
import { base64 } from "./bytes.js";
import { openDraw } from "./draw.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { Choices, commandForm, commandsLike } from "./slash.js";
import { openSound } from "./sound.js";
import { t, tOf } from "./texts.js";

const TALLEST = 140; // pixels

export class Composer {
  /** act(verb, more) -> answer or null; platform; who: the person's name. */
  constructor({ platform, who, act }) {
    this.platform = platform;
    this.who = who;
    this.act = act;
    this.drafts = new Map(); // place -> text
    this.place = null;
    this.commands = [];
    this.answering = null;
    this.changing = null;
    this.node = h("div", { class: "composer" });
    this.build();
  }

  build() {
    const id = freshId("write");
    this.field = h("textarea", {
      id,
      rows: 1,
      dir: "auto",
      autocomplete: "off",
      "aria-label": t("composer.label", { name: this.who }),
      placeholder: t("composer.placeholder", { name: this.who }),
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.list.hide(),
    });
    this.list = new Choices(this.field, t("composer.commands"));
    this.files = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true", onchange: () => this.attach() });
    this.above = h("div", { class: "above", hidden: true });
    const tool = (name, words, act) => h("button", { type: "button", class: "tool", "aria-label": words, title: words, onclick: act }, icon(name));
    this.menuButton = this.platform === "telegram" ? tool("menu", t("composer.menu"), () => this.showMenu()) : null;
    this.menuButton?.addEventListener("pointerdown", (event) => event.preventDefault());
    this.form = h(
      "form",
      {
        class: "write",
        onsubmit: (event) => {
          event.preventDefault();
          this.send();
        },
      },
      this.menuButton,
      tool(this.platform === "telegram" ? "clip" : "plus", t("composer.attach"), (event) => this.offer(event.currentTarget)),
      this.field,
      tool("pen", t("composer.draw"), () => this.draw()),
      tool("mic", t("composer.sound"), () => this.sound()),
      h("button", { type: "submit", class: "tool send", "aria-label": t("composer.send"), title: t("composer.send") }, icon("send")),
      this.files,
    );
    this.normal = [this.list.node, this.above, this.form];
    fill(this.node, this.normal);
  }

  /** The place now shown, what can be said there, and the commands known. */
  show({ place, commands, notice }) {
    this.commands = commands;
    if (this.menuButton) this.menuButton.hidden = commands.length === 0;
    if (this.place !== place.id) {
      if (this.place !== null) this.drafts.set(this.place, this.field.value);
      this.place = place.id;
      this.field.value = this.drafts.get(place.id) ?? "";
      this.leave();
      this.list.hide();
      this.grow();
    }
    const key = notice ? notice.key : "write";
    if (this.state === key) return;
    this.state = key;
    fill(this.node, notice ? notice.node : this.normal);
  }

  typed() {
    this.grow();
    const text = this.field.value;
    if (/^\/\w*$/u.test(text) && this.commands.length > 0) {
      this.list.show(this.commandsLike(text));
    } else this.list.hide();
  }

  showMenu() {
    this.field.focus();
    if (this.list.open) this.list.hide();
    else this.list.show(this.commandsLike("/"));
  }

  /** On Telegram a command goes out as soon as it is chosen; Tab only writes it down, as its app does. */
  commandsLike(typed) {
    const complete = (command) => {
      this.list.hide();
      this.field.value = `/${command.name} `;
      this.grow();
    };
    return commandsLike(this.commands, typed, (command) => this.choose(command), this.platform === "telegram" ? complete : null);
  }

  choose(command) {
    this.list.hide();
    this.field.value = "";
    this.grow();
    if (this.platform === "telegram") {
      this.act("write", { text: `/${command.name}` });
      return;
    }
    if (command.options.length === 0) {
      this.act("command", { name: command.name, options: {} });
      return;
    }
    const back = () => {
      fill(this.node, this.normal);
      this.field.focus();
    };
    fill(
      this.node,
      commandForm(command, {
        ask: async (option, value) => (await this.act("autocomplete", { name: command.name, option, value }))?.choices ?? [],
        send: async (options) => {
          if (await this.act("command", { name: command.name, options })) back();
        },
        cancel: back,
      }),
    );
  }

  grow() {
    this.field.style.height = "";
    if (this.field.value !== "") this.field.style.height = `${Math.min(TALLEST, this.field.scrollHeight)}px`;
  }

  key(event) {
    if (this.list.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.answering || this.changing)) {
      event.stopPropagation();
      this.leave(true);
    }
  }

  // --- what is said ------------------------------------------------------------------------------------------------
  async send() {
    const text = this.field.value.trim();
    if (text === "") {
      this.field.focus();
      return;
    }
    const before = this.field.value;
    const changing = this.changing;
    const more = changing ? { message: changing.id, text } : { text, ...this.quoting() };
    this.field.value = "";
    this.grow();
    const done = await this.act(changing ? "edit" : "write", more);
    if (done) this.leave();
    else if (this.field.value === "") {
      this.field.value = before;
      this.grow();
    }
  }

  quoting() {
    return this.answering ? { reply_to: this.answering.id } : {};
  }

  answer(message) {
    this.leave();
    this.answering = message;
    this.head(t("composer.answering", { author: message.author }), message.text);
    this.field.focus();
  }

  change(message) {
    this.leave();
    this.changing = message;
    this.head(t("composer.changing"), message.text);
    this.field.value = message.text;
    this.grow();
    this.field.focus();
  }

  head(title, text) {
    this.above.hidden = false;
    fill(
      this.above,
      h("p", {}, h("strong", {}, title), h("span", { dir: "auto" }, text.split("\n")[0])),
      h("button", { type: "button", class: "plain square", "aria-label": t("dialog.cancel"), onclick: () => this.leave(true) }, icon("close")),
    );
  }

  /** Answer nothing and change nothing; empty: what stood there to be changed goes too. */
  leave(empty = false) {
    if (empty && this.changing) this.field.value = "";
    this.answering = null;
    this.changing = null;
    this.above.hidden = true;
    this.grow();
  }

  /** What there is beside words: files of one's own, and some ready things of each kind that the platform's app has. */
  offer(anchor) {
    const ready = (name, verb, more) => ({ label: tOf("attach", name), act: () => this.act(verb, more) });
    const items = [
      { label: t("composer.file"), icon: this.platform === "telegram" ? "clip" : "plus", act: () => this.files.click() },
      ready("sticker", "sticker", { emoji: "🦔" }),
      ready("poll", "poll", { question: t("thing.question"), options: [t("thing.option_1"), t("thing.option_2")] }),
    ];
    if (this.platform === "telegram") {
      items.push(
        ready("place", "place", { latitude: 52.52, longitude: 13.405, title: t("thing.place"), address: t("thing.address") }),
        ready("contact", "contact", { name: t("thing.contact"), phone: "+49 30 123456" }),
      );
    }
    openMenu(anchor, items, t("composer.attach"));
  }

  async attach() {
    const files = [...this.files.files];
    this.files.value = "";
    if (files.length === 0) return;
    const caption = this.field.value.trim();
    const pictures = files.filter((file) => /^image\/(jpeg|png|webp)$/u.test(file.type));
    const rest = files.filter((file) => !pictures.includes(file));
    let first = true;
    const words = () => {
      const said = first && caption ? { caption } : {};
      first = false;
      return said;
    };
    const quoting = this.quoting();
    const done = [];
    if (pictures.length > 1) {
      const items = await Promise.all(pictures.slice(0, 10).map(async (file) => ({ data: await base64(file) })));
      done.push(await this.act("album", { items, ...words(), ...quoting }));
    } else if (pictures.length === 1) done.push(await this.act("photo", { data: await base64(pictures[0]), ...words(), ...quoting }));
    for (const file of rest) {
      done.push(await this.act("file", { data: await base64(file), name: file.name, mime: file.type || "application/octet-stream", ...words(), ...quoting }));
    }
    if (done.every(Boolean)) this.sent();
  }

  draw() {
    openDraw({
      send: async (blob, caption) => {
        const more = { data: await base64(blob), ...(caption ? { caption } : {}), ...this.quoting() };
        const done = await this.act("photo", more);
        if (done) this.leave();
        return done;
      },
    });
  }

  sound() {
    openSound({
      send: async ({ blob, seconds }) => {
        const done = await this.act("voice", { data: await base64(blob), mime: blob.type, duration_s: seconds, ...this.quoting() });
        if (done) this.leave();
        return done;
      },
    });
  }

  sent() {
    this.field.value = "";
    this.leave();
  }
}
