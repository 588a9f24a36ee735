// A small menu beside the button that opened it: arrow keys, Escape, a click elsewhere.

import { h } from "./dom.js";
import { icon } from "./icons.js";

let open = null;

/**
 * items: [{label, icon, act, on (checked: true or false), danger}] or {row: [{label, name, act}]} for a line of small ones.
 */
export function openMenu(anchor, items, label) {
  if (open?.anchor === anchor) {
    closeMenu();
    return;
  }
  closeMenu();
  const entry = (item, extra = "") =>
    h(
      "button",
      {
        type: "button",
        class: `menu-item ${item.danger ? "danger" : ""} ${extra}`,
        role: item.on === undefined ? "menuitem" : "menuitemcheckbox",
        "aria-checked": item.on === undefined ? null : String(item.on),
        "aria-label": item.name ?? null,
        tabindex: "-1",
        onclick: () => {
          closeMenu(true);
          item.act();
        },
      },
      item.icon ? icon(item.icon) : null,
      h("span", {}, item.label),
      item.on ? icon("check", "tail") : null,
    );
  const node = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label },
    items.map((item) => (item.row ? h("div", { class: "menu-row", role: "none" }, item.row.map((each) => entry(each, "tiny"))) : entry(item))),
  );
  (anchor.closest("dialog") ?? document.body).append(node);
  place(node, anchor);
  anchor.setAttribute("aria-expanded", "true");
  open = { node, anchor };
  const all = [...node.querySelectorAll("button")];
  all[0]?.focus();
  node.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key in steps) {
      event.preventDefault();
      all[(at + steps[event.key] + all.length) % all.length].focus();
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      all.at(event.key === "Home" ? 0 : -1).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      closeMenu(true);
    }
  });
}

function place(node, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const left = Math.max(8, Math.min(innerWidth - width - 8, at.right - width));
  const below = at.bottom + 4 + height < innerHeight;
  node.style.left = `${left}px`;
  node.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
}

/** Close what is open; back: the focus returns to its button. */
export function closeMenu(back = false) {
  if (!open) return;
  const { node, anchor } = open;
  open = null;
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (back && anchor.isConnected) anchor.focus({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.node.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
});
addEventListener("resize", () => closeMenu());
