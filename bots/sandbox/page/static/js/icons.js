// Small drawings of our own, all on a 24 x 24 sheet, drawn with one pen.

import { h } from "./dom.js";

const LINES = {
  send: "M4 12 20 4l-5 16-4-7-7-1z",
  clip: "M19 11.5 12 18.5a4.5 4.5 0 0 1-6.4-6.4l7.4-7.4a3 3 0 0 1 4.3 4.3L10 16.3a1.5 1.5 0 0 1-2.1-2.100L14 8",
  pen: "M4 20l1-4L16 5l3 3L8 19l-4 1zM14 7l3 3",
  mic: "M12 4a2.5 2.5 0 0 1 2.5 2.500v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6.5 11.500a5.5 5.5 0 0 0 11 0M12 17v3M9 20h6",
  smile: "M12 4a8 8 0 1 0 .01 0M9 10v.5M15 10v.5M8.5 14a4.5 4.5 0 0 0 7 0",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  check: "M4 12.500l5 5L20 6.5",
  checks: "M2 13l4.5 4.500L15 8M10 16l1.5 1.500L21 8",
  clock: "M12 4a8 8 0 1 0 .01 0M12 8v4.500l3 2",
  quiet: "M6 17h12l-1.5-2.500V11a4.5 4.5 0 0 0-9 0v3.500L6 17zM10.5 20h3M4 4l16 16",
  pin: "M9 4h6l-1 6 3 3H7l3-3-1-6zM12 13v7",
  reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 6",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  plus: "M12 5v14M5 12h14",
  book: "M5 5h6a2 2 0 0 1 1 1 2 2 0 0 1 1-1h6v13h-6a2 2 0 0 0-1 1 2 2 0 0 0-1-1H5zM12 6v13",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  sun: "M12 8a4 4 0 1 0 .01 0M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M19 14a8 8 0 0 1-9-9.500A8 8 0 1 0 19 14z",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13",
  undo: "M8 6 4 10l4 4M4 10h9a6 6 0 0 1 0 12",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  door: "M6 21V4h9v17M4 21h16M12 12v1",
  list: "M4 6h3M10 6h10M4 12h3M10 12h10M4 18h3M10 18h10",
  route: "M6 19a2 2 0 1 0 .01 0M18 5a2 2 0 1 0 .01 0M8 19h7a3.5 3.5 0 0 0 0-7H9a3.5 3.5 0 0 1 0-7h6",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  eye: "M12 8a4 4 0 1 0 .01 0M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z",
};

/** A drawing by its name; screen readers pass it by. */
export function icon(name, extra = "") {
  return h(
    "svg",
    { class: `icon ${extra}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    h("path", { d: LINES[name] }),
  );
}
