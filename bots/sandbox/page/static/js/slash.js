// Commands: the list over the composer, and on Discord the options of the chosen one with what could be meant.

import { fill, freshId, h } from "./dom.js";
import { t } from "./texts.js";

const ASK_AFTER_MS = 160;

/** A list of choices over a field: arrows choose, Enter takes, Tab takes or only fills in, Escape closes. */
export class Choices {
  constructor(field, label) {
    this.field = field;
    this.id = freshId("choices");
    this.node = h("ul", { class: "choices-list", role: "listbox", id: this.id, "aria-label": label, hidden: true });
    this.items = [];
    this.at = 0;
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-autocomplete", "list");
  }

  get open() {
    return !this.node.hidden;
  }

  /** items: [{name, note, take, fill (where Tab does less than take)}]. */
  show(items) {
    this.items = items;
    this.at = 0;
    this.node.hidden = items.length === 0;
    fill(
      this.node,
      items.map((item, at) =>
        h(
          "li",
          {
            role: "option",
            id: `${this.id}-${at}`,
            onpointerdown: (event) => {
              event.preventDefault();
              item.take();
            },
          },
          h("strong", { dir: "auto" }, item.name),
          item.note ? h("span", { dir: "auto" }, item.note) : null,
        ),
      ),
    );
    this.mark();
  }

  hide() {
    this.show([]);
  }

  mark() {
    [...this.node.children].forEach((child, at) => {
      child.setAttribute("aria-selected", String(at === this.at));
      if (at === this.at) child.scrollIntoView({ block: "nearest" });
    });
    if (this.open) this.field.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** True: the key was for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      this.mark();
    } else if (event.key === "Tab") (this.items[this.at].fill ?? this.items[this.at].take)();
    else if (event.key === "Enter") this.items[this.at].take();
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

/** The commands whose names begin like this, as items. fill(command), where there is one: what Tab does. */
export function commandsLike(commands, typed, take, complete = null) {
  const start = typed.slice(1).toLowerCase();
  return commands
    .filter((command) => command.name.toLowerCase().startsWith(start))
    .map((command) => ({ name: `/${command.name}`, note: command.description, take: () => take(command), fill: complete && (() => complete(command)) }));
}

/**
 * The form of a Discord command: one field per option. ask(option, value) -> [{name, value}]; send(options); cancel().
 */
export function commandForm(command, { ask, send, cancel }) {
  const taken = new Map(); // option -> value behind a chosen name
  const fields = command.options.map((option) => field(option, taken, ask));
  const form = h(
    "form",
    {
      class: "command-form",
      "aria-label": t("command.form", { name: command.name }),
      onsubmit: (event) => {
        event.preventDefault();
        const options = {};
        for (const { option, input } of fields) {
          const value = read(option, input, taken);
          if (value !== null) options[option.name] = value;
        }
        send(options);
      },
      onkeydown: (event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          cancel();
        }
      },
    },
    h("p", { class: "command-name" }, h("strong", {}, `/${command.name}`), " ", h("span", {}, command.description)),
    fields.map(({ node }) => node),
    h(
      "div",
      { class: "command-ends" },
      h("button", { type: "submit", class: "primary" }, t("command.send")),
      h("button", { type: "button", class: "plain", onclick: cancel }, t("dialog.cancel")),
    ),
  );
  requestAnimationFrame(() => (fields[0]?.input ?? form.querySelector("button")).focus());
  return form;
}

function read(option, input, taken) {
  if (option.type === "boolean") return input.checked || option.required ? input.checked : null;
  const typed = input.value.trim();
  if (typed === "") return null;
  const value = taken.get(option.name)?.name === typed ? taken.get(option.name).value : typed;
  return option.type === "integer" ? Number.parseInt(value, 10) : value;
}

function field(option, taken, ask) {
  const id = freshId("option");
  const label = [option.name, option.required ? h("span", { class: "needed" }, ` ${t("command.needed")}`) : null];
  if (option.type === "boolean") {
    const input = h("input", { type: "checkbox", id });
    return { option, input, node: h("div", { class: "option check" }, input, h("label", { for: id }, label, h("span", { class: "hint" }, option.description))) };
  }
  if (option.choices?.length > 0) {
    const input = h(
      "select",
      { id, required: option.required },
      option.required ? null : h("option", { value: "" }, "–"),
      option.choices.map((choice) => h("option", { value: choice.value }, choice.name)),
    );
    return { option, input, node: h("div", { class: "option" }, h("label", { for: id }, label), input) };
  }
  const input = h("input", {
    id,
    type: "text",
    inputmode: option.type === "integer" ? "numeric" : null,
    autocomplete: "off",
    dir: "auto",
    required: option.required,
    placeholder: option.description,
  });
  const list = new Choices(input, t("command.suggestions", { option: option.name }));
  if (option.autocomplete) {
    let timer = 0;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const found = await ask(option.name, input.value);
        if (document.activeElement !== input) return;
        list.show(
          found.map((choice) => ({
            name: choice.name,
            note: "",
            take: () => {
              taken.set(option.name, choice);
              input.value = choice.name;
              list.hide();
            },
          })),
        );
      }, ASK_AFTER_MS);
    };
    input.addEventListener("input", look);
    input.addEventListener("focus", look);
    input.addEventListener("blur", () => list.hide());
    input.addEventListener("keydown", (event) => list.key(event));
  }
  return { option, input, node: h("div", { class: "option" }, h("label", { for: id }, label), h("div", { class: "option-field" }, input, list.node)) };
}
