// One person at one screen: head, places, messages, composer.

import { fill, h } from "./dom.js";
import { attempt, notice, zoom } from "./dialogs.js";
import { Composer } from "./composer.js";
import { Feed } from "./feed.js";
import { icon } from "./icons.js";
import { followLink } from "./links.js";
import { openMenu } from "./menu.js";
import { avatar } from "./message.js";
import { openModal } from "./modal.js";
import { forumView, Places } from "./places.js";
import { t, tOf } from "./texts.js";

const LEADS_MS = 8000; // after a press the screen follows where its answer comes
const FACES = ["👍", "❤️", "🙏", "😊", "😢"];

export class Pane {
  /** panes: all panes by id; bringUp(id): make this pane visible where only one is. */
  constructor(room, given, { panes, bringUp }) {
    this.room = room;
    this.id = given.id;
    this.panes = panes;
    this.bringUp = () => bringUp(this.id);
    this.chosen = null;
    this.seen = new Map(); // place -> id of the newest message that was on the screen
    this.newest = new Map(); // place -> id of its newest message at the last look
    this.modal = null;
    this.looked = false;
    this.pressedAt = -LEADS_MS;
    this.build(given);
  }

  get data() {
    return this.room.pane(this.id);
  }

  get place() {
    return this.data.places.find((place) => place.id === this.chosen) ?? null;
  }

  build(given) {
    const act = (verb, more) => this.act(verb, more);
    this.feed = new Feed({
      platform: given.platform,
      name: given.name,
      on: {
        press: (item, label, button) => this.press(item, label, button),
        link: (url) => followLink(this.room, url, this.panes),
        command: (text) => this.act("write", { text }),
        zoom,
        more: (item, anchor) => this.messageMenu(item, anchor),
        react: (item, emoji) => this.act("react", { message: item.id, emoji }),
      },
    });
    this.places = new Places({ name: given.name, platform: given.platform, choose: (id) => this.goTo(id) });
    this.composer = new Composer({ platform: given.platform, who: given.name, act });
    this.chips = h("p", { class: "chips" });
    const menu = h("button", { type: "button", class: "plain square", "aria-haspopup": "menu", "aria-label": t("pane.menu", { name: given.name }), onclick: () => this.personMenu(menu) }, icon("more"));
    this.title = h("p", { class: "place-head", dir: "auto" });
    this.node = h(
      "section",
      {
        class: `pane ${given.platform} ${given.role}`,
        id: `pane-${given.id}`,
        "aria-label": t("pane.label", { name: given.name, role: tOf("role", given.role), platform: tOf("platform", given.platform) }),
        tabindex: "-1",
        onfocusin: () => this.feed.listen(true),
        onfocusout: (event) => this.feed.listen(this.node.contains(event.relatedTarget)),
      },
      h(
        "header",
        { class: "pane-head" },
        avatar(given.name, "person"),
        h("div", { class: "who" }, h("h2", {}, t(given.role === "therapist" ? "pane.room_of" : "pane.client", { name: given.name })), h("p", {}, `${tOf("role", given.role)} · ${tOf("platform", given.platform)}`)),
        this.chips,
        menu,
      ),
      h("div", { class: "pane-body" }, this.places.node, h("div", { class: "chat" }, this.title, this.feed.node, this.composer.node)),
    );
  }

  // --- keeping in step ---------------------------------------------------------------------------------------------
  update() {
    const data = this.data;
    if (!this.looked) for (const each of data.places) this.seen.set(each.id, each.messages.at(-1)?.id); // was there before
    this.looked = true;
    this.follow(data);
    const place = this.place;
    if (place && this.visible) this.seen.set(place.id, place.messages.at(-1)?.id);
    this.places.show(data.places, { chosen: this.chosen, fresh: (each) => this.fresh(each), servers: data.servers ?? [] });
    this.showChips(data);
    this.showPlace(data, place);
    this.showModal(data);
    this.showToasts(data.toasts ?? []);
  }

  /** What popped up over a chat after a press; only what came since the page was opened. */
  showToasts(toasts) {
    const newest = Math.max(0, ...toasts.map((toast) => toast.n));
    if (this.toasted !== undefined) {
      for (const toast of toasts) if (toast.n > this.toasted) notice(t("pane.toast", { name: this.data.name, words: toast.text }));
    }
    this.toasted = Math.max(this.toasted ?? 0, newest);
  }

  get visible() {
    return this.node.offsetParent !== null;
  }

  /** Where something new came, the screen goes there, unless the visitor is busy in this pane. */
  follow(data) {
    const here = this.node.contains(document.activeElement) && document.activeElement !== this.node;
    const busy = here && performance.now() - this.pressedAt > LEADS_MS; // a press may lead to another place
    let target = data.places.some((place) => place.id === this.chosen) ? this.chosen : null;
    let at = "";
    for (const place of data.places) {
      const last = place.messages.at(-1);
      if (!last) continue;
      if (this.newest.get(place.id) !== last.id) {
        this.newest.set(place.id, last.id);
        if ((!busy || target === null) && (last.at ?? "9") >= at) {
          at = last.at ?? "9";
          target = place.id;
        }
      }
    }
    const first = data.role === "client" ? ["private"] : ["general", "forum"];
    const fallback = data.places.find((place) => first.includes(place.kind)) ?? data.places[0];
    this.chosen = target ?? fallback?.id ?? null;
  }

  fresh(place) {
    if (!this.seen.has(place.id) && place.messages.length === 0) return 0;
    const last = this.seen.get(place.id);
    const from = place.messages.findIndex((message) => message.id === last);
    return place.messages.slice(from + 1).filter((message) => message.by === "bot" || message.by === "other").length;
  }

  /** Messages not seen yet in the whole pane. */
  get waiting() {
    return this.data.places.reduce((sum, place) => sum + this.fresh(place), 0);
  }

  showChips(data) {
    const chips = [
      data.online ? null : t("chip.offline"),
      data.blocked ? t("chip.blocked") : null,
      data.dms_closed ? t("chip.dms_closed") : null,
    ].filter(Boolean);
    fill(this.chips, chips.map((words) => h("span", { class: "chip" }, words)));
  }

  showPlace(data, place) {
    const key = data.role === "client" ? `${data.platform}_client` : `${data.platform}_room`;
    const empty = h("p", { class: "empty" }, tOf("empty", key, { name: data.name }));
    this.title.hidden = !place || data.places.length < 2;
    this.title.textContent = place?.title ?? "";
    if (!place) {
      this.feed.clear(empty);
      this.composer.show({ place: { id: "" }, commands: [], notice: this.closedNotice(data, null) });
      return;
    }
    if (place.kind === "forum") {
      const made = JSON.stringify(data.places.map((each) => [each.id, each.title, each.messages.length]));
      if (this.forumMade !== made || this.feed.place !== null) {
        this.forumMade = made;
        this.feed.clear(forumView(data.places, { choose: (id) => this.goTo(id), post: (title, text) => this.post(title, text) }));
      }
    } else {
      this.forumMade = null;
      this.feed.show(place, { zone: data.zone ?? this.room.world.clock.zone, now: this.room.world.clock.now, me: data.name, empty });
    }
    this.composer.show({ place, commands: data.commands ?? [], notice: this.closedNotice(data, place) });
  }

  /** Where nothing can be written, what stands there instead. */
  closedNotice(data, place) {
    const one = (key, verb, more = {}) => ({
      key: `${key} ${data.name}`,
      node: h(
        "div",
        { class: "closed" },
        h("p", {}, tOf("closed", key, { name: data.name })),
        verb ? h("button", { type: "button", class: "primary wide", onclick: () => this.act(verb, more) }, tOf("closed_do", key)) : null,
      ),
    });
    if (data.platform === "telegram" && data.role === "client" && data.blocked) return one("blocked", "block", { on: false });
    if (data.platform === "telegram" && (place ? place.kind === "private" && !place.can_write : !data.started)) return one("not_started", "start");
    if (data.platform === "discord" && data.role === "client" && !data.started) return one("no_server", "join_server");
    if (place?.kind === "forum") return one("forum");
    if (place?.kind === "door" && !place.can_write) return one("door");
    if (!place || !place.can_write) return one("silent");
    return null;
  }

  showModal(data) {
    const wanted = data.modal?.interaction ?? null;
    if (wanted === (this.modal?.id ?? null)) return;
    const before = this.modal;
    this.modal = null;
    before?.close();
    if (!wanted || this.dismissed === wanted) return;
    const { close } = openModal(data.modal, data.name, {
      submit: (values) => this.act("modal", { interaction: wanted, values }),
      onClose: (sent) => {
        if (this.modal?.id !== wanted) return;
        this.modal = null;
        this.dismissed = wanted;
        if (!sent) this.act("close_modal", { interaction: wanted });
      },
    });
    this.modal = { id: wanted, close };
  }

  // --- going about -------------------------------------------------------------------------------------------------
  goTo(id) {
    this.chosen = id;
    this.update();
    if (this.place?.kind !== "forum") this.feed.toEnd();
  }

  /** Show a message of this pane; false: it is not here. */
  jump(place, message) {
    const found =
      this.data.places.find((each) => each.id === place && (each.messages.some((one) => one.id === message) || message === place)) ??
      this.data.places.find((each) => each.messages.some((one) => one.id === message)) ??
      this.data.places.find((each) => each.id === place || each.id === message);
    if (!found) return false;
    this.bringUp();
    this.goTo(found.id);
    this.feed.jump(message);
    return true;
  }

  // --- acting ------------------------------------------------------------------------------------------------------
  act(verb, more) {
    return attempt(() => this.room.act(this.id, this.chosen ?? "", verb, more));
  }

  async press(item, label, button) {
    button.setAttribute("aria-busy", "true");
    this.pressedAt = performance.now();
    await this.act("press", { message: item.id, label });
    button.removeAttribute("aria-busy");
  }

  async post(title, text) {
    const answer = await this.act("post", { title, text });
    if (answer?.place) {
      await this.room.until(() => this.data.places.some((place) => place.id === answer.place), { within: 2000 });
      this.goTo(answer.place);
    }
  }

  messageMenu(item, anchor) {
    const canWrite = this.place?.can_write;
    const items = [];
    if (canWrite && !item.only_me) {
      items.push({ row: FACES.map((face) => ({ label: face, name: t("message.react_with", { emoji: face }), act: () => this.act("react", { message: item.id, emoji: face }) })) });
      items.push({ label: t("message.reply"), icon: "reply", act: () => this.composer.answer(item) });
    }
    if (item.by === "me" && item.text) items.push({ label: t("message.change"), icon: "pen", act: () => this.composer.change(item) });
    if (item.by === "me") {
      items.push({ label: t("message.delete"), icon: "trash", danger: true, act: () => item.ids.forEach((id) => this.act("delete", { message: id })) });
    }
    if (items.length === 0) items.push({ label: t("message.nothing"), act: () => {} });
    openMenu(anchor, items, t("message.menu"));
  }

  personMenu(anchor) {
    const data = this.data;
    const place = this.place;
    const items = [{ label: t("person.offline"), on: !data.online, act: () => this.act("offline", { on: data.online }) }];
    if (data.role === "client" && data.platform === "telegram") {
      items.push({ label: t("person.block"), on: data.blocked, act: () => this.act("block", { on: !data.blocked }) });
    }
    if (data.role === "client" && data.platform === "discord") {
      items.push({ label: t("person.close_dms"), on: data.dms_closed, act: () => this.act("close_dms", { on: !data.dms_closed }) });
      items.push(
        data.started
          ? { label: t("person.leave_server"), icon: "door", danger: true, act: () => this.act("leave_server") }
          : { label: t("person.join_server"), icon: "door", act: () => this.act("join_server") },
      );
    }
    if (data.role === "therapist" && place?.kind === "thread") {
      if (data.platform === "discord") items.push({ label: t("person.archive"), icon: "list", act: () => this.act("archive_thread") });
      items.push({ label: t("person.delete_thread", { title: place.title }), icon: "trash", danger: true, act: () => this.act("delete_thread") });
    }
    openMenu(anchor, items, t("pane.menu", { name: data.name }));
  }
}
