// The library's files in a plain editor; the service watches the folder, and what is wrong stands below with its place.

import { fill, freshId, h } from "./dom.js";
import { ask, attempt, notice, openDialog } from "./dialogs.js";
import { api } from "./net.js";
import { t } from "./texts.js";

const PLACE = /^(?:.*\/)?([^/:]+\.ya?ml):(\d+)(?::(\d+))?:?\s*(.*)$/u;

/** Open the library; path: a file to begin with. Returns {close, show(text)} once the file is there; null when refused. */
export async function openLibrary(room, path = null) {
  const listed = await attempt(() => api.libraryFiles());
  if (!listed) return null;
  if (listed.files.length === 0) {
    notice(t("library.none"), "fault");
    return null;
  }
  const editor = new Editor(room, listed.files);
  await editor.load(path ?? listed.files[0].path);
  editor.open();
  return editor;
}

class Editor {
  constructor(room, files) {
    this.room = room;
    this.files = files;
    this.saved = "";
    const [pick, area] = [freshId("file"), freshId("yaml")];
    this.pick = h(
      "select",
      { id: pick, onchange: () => this.change() },
      files.map((file) => h("option", { value: file.path }, file.title ? `${file.title} (${file.path})` : file.path)),
    );
    this.area = h("textarea", {
      id: area,
      class: "yaml",
      spellcheck: "false",
      autocomplete: "off",
      wrap: "off",
      oninput: () => this.number(),
      onscroll: () => (this.lines.scrollTop = this.area.scrollTop),
      onkeydown: (event) => this.key(event),
    });
    this.lines = h("div", { class: "lines", "aria-hidden": "true" });
    this.faults = h("div", { class: "library-faults", role: "status" });
    this.button = h("button", { type: "button", class: "primary", onclick: () => this.save() }, t("library.save"));
    this.body = [
      h("p", { class: "lead" }, t("library.lead")),
      h("div", { class: "field" }, h("label", { for: pick }, t("library.file")), this.pick),
      h("label", { for: area, class: "sr" }, t("library.text")),
      h("div", { class: "editor" }, this.lines, this.area),
      this.faults,
      h("div", { class: "ends" }, this.button, h("button", { type: "button", class: "plain", onclick: () => this.mayClose() && this.close() }, t("dialog.close"))),
    ];
  }

  open() {
    this.look = () => this.showFaults();
    this.room.addEventListener("world", this.look);
    const { close } = openDialog({
      title: t("library.title"),
      className: "library",
      mayClose: () => this.mayClose(),
      onClose: () => this.room.removeEventListener("world", this.look),
      build: () => this.body,
    });
    this.close = close;
    this.showFaults();
  }

  get changed() {
    return this.area.value !== this.saved;
  }

  /** Unsaved words are not thrown away by a slip: the first try asks, the answer decides. */
  mayClose() {
    if (!this.changed) return true;
    this.askAboutUnsaved().then((go) => {
      if (go) {
        this.saved = this.area.value;
        this.close();
      }
    });
    return false;
  }

  askAboutUnsaved() {
    return ask({
      title: t("library.unsaved"),
      words: t("library.unsaved_why"),
      answers: [
        { label: t("library.keep_editing"), value: false },
        { label: t("library.throw_away"), value: true },
      ],
    });
  }

  async change() {
    const wanted = this.pick.value;
    if (this.changed && !(await this.askAboutUnsaved())) {
      this.pick.value = this.path;
      return;
    }
    await this.load(wanted);
  }

  async load(path) {
    const file = await attempt(() => api.libraryFile(path));
    if (!file) {
      this.pick.value = this.path ?? this.pick.value;
      return;
    }
    this.path = path;
    this.pick.value = path;
    this.saved = file.text;
    this.show(file.text);
    this.area.scrollTop = 0;
    this.showFaults();
  }

  /** Put a text into the editor without saving it. */
  show(text) {
    this.area.value = text;
    this.number();
  }

  /** Go to the first line that differs from what is saved, and mark it. */
  markChanged() {
    const before = this.saved.split("\n");
    const now = this.area.value.split("\n");
    const changed = now.map((line, at) => (line === before[at] ? -1 : at)).filter((at) => at >= 0);
    for (const at of changed) this.lines.children[at]?.classList.add("changed");
    if (changed.length > 0) this.area.scrollTop = Math.max(0, (changed[0] - 4) * Number.parseFloat(getComputedStyle(this.area).lineHeight));
  }

  number() {
    const count = this.area.value.split("\n").length;
    if (this.lines.childElementCount !== count) {
      fill(this.lines, Array.from({ length: count }, (_, at) => h("span", {}, String(at + 1))));
      this.markLines();
    }
    this.button.classList.toggle("waiting", this.changed);
  }

  /** Tab belongs to the page, not to the text; Control and S save. */
  key(event) {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.save();
    }
  }

  async save() {
    const text = this.area.value;
    if (!(await attempt(() => api.saveLibrary(this.path, text)))) return false;
    this.saved = text;
    this.number();
    notice(t("library.saved", { file: this.path }));
    return true;
  }

  mine() {
    return this.room.world.library.faults.map((fault) => ({ fault, found: PLACE.exec(fault) }));
  }

  showFaults() {
    const faults = this.mine();
    const made = JSON.stringify([faults, this.path]);
    if (made === this.made) return;
    this.made = made;
    fill(
      this.faults,
      faults.length === 0
        ? h("p", { class: "hint" }, t("library.clean"))
        : [h("p", {}, t("library.faults", { count: faults.length })), h("ul", {}, faults.map((each) => this.faultLine(each)))],
    );
    this.markLines();
  }

  faultLine({ fault, found }) {
    if (!found) return h("li", { dir: "auto" }, fault);
    const [, file, line] = found;
    return h("li", {}, h("button", { type: "button", class: "link", dir: "auto", onclick: () => this.goTo(file, Number(line)) }, fault));
  }

  async goTo(file, line) {
    const path = this.files.find((each) => each.path === file || each.path.endsWith(`/${file}`))?.path;
    if (path && path !== this.path) {
      this.pick.value = path;
      await this.change();
    }
    const start = this.area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (this.area.value.split("\n")[line - 1] ?? "").length);
    this.area.scrollTop = Math.max(0, (line - 5) * Number.parseFloat(getComputedStyle(this.area).lineHeight));
  }

  markLines() {
    const name = (this.path ?? "").split("/").at(-1);
    const wrong = new Set(this.mine().filter(({ found }) => found?.[1] === name).map(({ found }) => Number(found[2])));
    [...this.lines.children].forEach((child, at) => child.classList.toggle("wrong", wrong.has(at + 1)));
  }
}
