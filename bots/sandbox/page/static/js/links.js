// Links inside messages: invitations are opened as one of the people; nothing leads out of the practice room.

import { h } from "./dom.js";
import { ask, attempt, openDialog } from "./dialogs.js";
import { readLink } from "./rich.js";
import { t } from "./texts.js";

/** Follow a link found in a message. panes: {id: {jump(place, message)}} to go to messages of this room. */
export async function followLink(room, url, panes) {
  const link = readLink(url, room.world.links?.telegram_bot);
  if (link?.start !== undefined) {
    await openAs(room, "telegram", (pane) => room.act(pane.id, privateOf(pane), "start", { payload: link.start }), panes);
  } else if (link?.invite !== undefined) {
    await openAs(room, "discord", (pane) => room.act(pane.id, privateOf(pane), "accept_invite", { code: link.invite }), panes);
  } else if (link?.message !== undefined && Object.values(panes).some((pane) => pane.jump(link.place, link.message))) {
    // gone there
  } else {
    openDialog({
      title: t("link.outside"),
      className: "small",
      build: (close) => [
        h("p", {}, t("link.outside_why")),
        h("p", { class: "address", dir: "ltr" }, url),
        h("div", { class: "ends" }, h("button", { type: "button", class: "primary", onclick: () => close() }, t("dialog.close"))),
      ],
    });
  }
}

async function openAs(room, platform, deed, panes) {
  const fitting = room.world.panes.filter((pane) => pane.platform === platform && pane.role === "client");
  const chosen = await ask({
    title: t("link.open_as"),
    words: t("link.open_why"),
    answers: fitting.map((pane) => ({ label: pane.name, value: pane.id })),
  });
  if (!chosen) return;
  const pane = room.pane(chosen);
  if (await attempt(() => deed(pane))) panes[chosen]?.bringUp();
}

/** The id of a person's private chat with the bot; "" before there is one. */
export function privateOf(pane) {
  return pane.places.find((place) => place.kind === "private")?.id ?? pane.places[0]?.id ?? "";
}
