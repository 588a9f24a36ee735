// Windows over the page (real dialogs: the browser keeps the focus inside and closes them on Escape), and short notices.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { Gone } from "./net.js";
import { t } from "./texts.js";

const NOTICE_MS = 7000;

/**
 * Open a window. build(close) gives its content; onClose(value) is told how it ended (undefined: dismissed).
 * mayClose(): false keeps it open (unsaved work). Returns {node, close}.
 */
export function openDialog({ title, className = "", build, onClose, mayClose }) {
  const heading = freshId("dialog");
  const opener = document.activeElement;
  let result;
  const close = (value) => {
    result = value;
    node.close();
  };
  const node = h(
    "dialog",
    { class: `window ${className}`, "aria-labelledby": heading },
    h(
      "div",
      { class: "window-head" },
      h("h2", { id: heading }, title),
      h("button", { type: "button", class: "plain square", "aria-label": t("dialog.close"), onclick: () => (mayClose?.() ?? true) && close() }, icon("close")),
    ),
    h("div", { class: "window-body" }, build(close)),
  );
  node.addEventListener("cancel", (event) => {
    if (event.target === node && !(mayClose?.() ?? true)) event.preventDefault();
  });
  node.addEventListener("close", (event) => {
    if (event.target !== node) return;
    node.remove();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    onClose?.(result);
  });
  node.addEventListener("mousedown", (event) => {
    if (event.target === node && !mayClose) close();
  });
  document.body.append(node);
  node.showModal();
  (node.querySelector("[autofocus]") ?? node.querySelector(".window-body button, .window-body input, .window-body textarea"))?.focus();
  return { node, close };
}

/** A question with a few answers; the chosen value, or undefined. */
export function ask({ title, words, answers }) {
  return new Promise((resolve) => {
    openDialog({
      title,
      className: "small",
      onClose: resolve,
      build: (close) => [
        words ? h("p", {}, words) : null,
        h(
          "div",
          { class: "choices" },
          answers.map((answer, at) =>
            h("button", { type: "button", class: at === 0 ? "primary" : "plain", onclick: () => close(answer.value) }, answer.label),
          ),
        ),
      ],
    });
  });
}

/** Look at a picture at its full size. */
export function zoom(url, words) {
  openDialog({
    title: words,
    className: "zoom",
    build: () => h("img", { src: url, alt: words }),
  });
}

/** Where notices stand: what is outside an open window is dimmed and cannot be reached, so there they stand inside. */
function noticeBox() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (!dialog) return document.getElementById("notices");
  if (!dialog.querySelector(":scope > .notices")) dialog.append(h("div", { class: "notices" }));
  return dialog.querySelector(":scope > .notices");
}

/** Say something for a few seconds; kind: "fault" (spoken at once) or "note". */
export function notice(words, kind = "note") {
  const box = noticeBox();
  if ([...box.children].some((child) => child.dataset.words === words)) return;
  const node = h(
    "div",
    { class: `notice ${kind}`, role: kind === "fault" ? "alert" : "status", data: { words } },
    h("p", { dir: "auto" }, words),
    h("button", { type: "button", class: "plain square", "aria-label": t("dialog.close"), onclick: () => node.remove() }, icon("close")),
  );
  box.append(node);
  setTimeout(() => node.remove(), NOTICE_MS);
}

/** Do something with the server; what it refuses is said in its own plain words. Returns the answer, or null. */
export async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    notice(error instanceof Gone ? t("line.gone") : error.message, "fault");
    return null;
  }
}
