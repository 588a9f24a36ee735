// A small sheet of paper: a pen for the pointer, stamps and a drawing made here for the keyboard.

import { h } from "./dom.js";
import { pictureOf } from "./bytes.js";
import { openDialog } from "./dialogs.js";
import { icon } from "./icons.js";
import { t, tOf } from "./texts.js";

const WIDE = 480;
const HIGH = 320;
const PAPER = "#fbf7ee";
const COLOURS = { ink: "#2b2d33", brick: "#a34a36", leaf: "#3e7a52", sea: "#2f6f9f", honey: "#c98a1b", plum: "#7a4b86" };
const WIDTHS = { thin: 3, middle: 7, thick: 14 };

// Each stamp draws around (0, 0) within about 60 pixels.
const STAMPS = {
  house(pen) {
    pen.strokeRect(-28, -10, 56, 40);
    line(pen, [-34, -8], [0, -38], [34, -8]);
    pen.strokeRect(-8, 8, 16, 22);
  },
  tree(pen) {
    line(pen, [0, 34], [0, -4]);
    ring(pen, 0, -18, 24);
    line(pen, [0, 12], [14, 0]);
  },
  sun(pen) {
    ring(pen, 0, 0, 16);
    for (let at = 0; at < 8; at += 1) {
      const [x, y] = [Math.cos((at * Math.PI) / 4), Math.sin((at * Math.PI) / 4)];
      line(pen, [x * 22, y * 22], [x * 34, y * 34]);
    }
  },
  wave(pen) {
    for (const low of [-12, 4, 20]) {
      pen.beginPath();
      for (let x = -38; x <= 38; x += 2) pen.lineTo(x, low + 6 * Math.sin(x / 8));
      pen.stroke();
    }
  },
  tram(pen) {
    pen.strokeRect(-36, -20, 72, 36);
    for (const x of [-28, -8, 12]) pen.strokeRect(x, -12, 15, 13);
    ring(pen, -18, 22, 6);
    ring(pen, 18, 22, 6);
    line(pen, [0, -20], [-8, -34], [10, -34]);
  },
  path(pen) {
    pen.beginPath();
    pen.moveTo(-36, 30);
    pen.bezierCurveTo(-10, 26, -24, -6, 2, -6);
    pen.bezierCurveTo(26, -6, 14, -30, 36, -34);
    pen.stroke();
  },
};

function line(pen, ...points) {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.stroke();
}

function ring(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}

/** Draw a list of strokes and stamps on a canvas, oldest first. */
export function paint(canvas, marks) {
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, WIDE, HIGH);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const mark of marks) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.strokeStyle = COLOURS[mark.colour];
    pen.lineWidth = mark.stamp ? 4 : mark.width;
    if (mark.stamp) {
      pen.translate(mark.x, mark.y);
      pen.scale(mark.size, mark.size);
      STAMPS[mark.stamp](pen);
    } else if (mark.points.length === 1) line(pen, mark.points[0], mark.points[0]);
    else line(pen, ...mark.points);
  }
}

/** A calm enough place, a little different each time. */
export function madeHere(chance = Math.random) {
  const sway = (size) => (chance() - 0.5) * size;
  return [
    { stamp: "sun", colour: "honey", x: 380 + sway(60), y: 70 + sway(20), size: 1.2 },
    { stamp: "wave", colour: "sea", x: 110 + sway(40), y: 250 + sway(10), size: 2 },
    { stamp: "house", colour: "brick", x: 250 + sway(60), y: 170 + sway(10), size: 1.7 },
    { stamp: "tree", colour: "leaf", x: 390 + sway(30), y: 190 + sway(10), size: 1.8 },
    { stamp: "path", colour: "ink", x: 270 + sway(20), y: 262, size: 1.2 },
  ];
}

/** That drawing as a picture, for whoever has no canvas open. */
export function drawnHere() {
  const canvas = h("canvas", { width: WIDE, height: HIGH });
  paint(canvas, madeHere());
  return pictureOf(canvas);
}

/** Open the sheet. send(blob, caption) -> truthy when it went out. */
export function openDraw({ send }) {
  const marks = [];
  let colour = "ink";
  let width = WIDTHS.middle;
  let stamped = 0;
  const canvas = h("canvas", { class: "sheet", width: WIDE, height: HIGH, role: "img", "aria-label": t("draw.sheet") });
  const told = h("p", { class: "sr", role: "status" });
  const caption = h("input", { type: "text", class: "wide", dir: "auto", maxlength: 200, "aria-label": t("draw.caption"), placeholder: t("draw.caption") });

  const redraw = (words) => {
    paint(canvas, marks);
    if (words) told.textContent = words;
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDE) / box.width, ((event.clientY - box.top) * HIGH) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    marks.push({ colour, width, points: [at(event)] });
    redraw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) marks.at(-1).points.push(at(each));
    redraw();
  });

  const stamp = (name) => {
    marks.push({ stamp: name, colour, x: 80 + ((stamped * 110) % 340), y: 90 + (Math.floor(stamped / 3) % 2) * 130, size: 1.3 });
    stamped += 1;
    redraw(t("draw.stamped", { what: tOf("stamp", name) }));
  };
  const colours = Object.keys(COLOURS).map((name) => {
    const swatch = h("span", { class: "swatch" });
    swatch.style.background = COLOURS[name];
    return h(
      "label",
      { class: "colour", title: tOf("colour", name) },
      h("input", { type: "radio", name: "colour", value: name, checked: name === colour, onchange: () => (colour = name), "aria-label": tOf("colour", name) }),
      swatch,
    );
  });
  const widths = Object.keys(WIDTHS).map((name) =>
    h(
      "label",
      { class: "colour" },
      h("input", { type: "radio", name: "width", checked: WIDTHS[name] === width, onchange: () => (width = WIDTHS[name]), "aria-label": tOf("width", name) }),
      h("span", { class: `nib ${name}` }),
    ),
  );
  const small = (name, words, act) => h("button", { type: "button", class: "plain", onclick: act }, name ? icon(name) : null, words);

  openDialog({
    title: t("draw.title"),
    className: "draw",
    build: (close) => [
      canvas,
      told,
      h(
        "div",
        { class: "draw-tools" },
        h("fieldset", {}, h("legend", { class: "sr" }, t("draw.colours")), colours),
        h("fieldset", {}, h("legend", { class: "sr" }, t("draw.widths")), widths),
        small("undo", t("draw.undo"), () => {
          marks.pop();
          redraw(t("draw.undone"));
        }),
        small("trash", t("draw.clear"), () => {
          marks.length = 0;
          redraw(t("draw.cleared"));
        }),
      ),
      h(
        "div",
        { class: "draw-tools stamps", role: "group", "aria-label": t("draw.stamps") },
        Object.keys(STAMPS).map((name) => small(null, tOf("stamp", name), () => stamp(name))),
        small("pen", t("draw.for_me"), () => {
          marks.push(...madeHere());
          redraw(t("draw.made"));
        }),
      ),
      caption,
      h(
        "div",
        { class: "ends" },
        h(
          "button",
          {
            type: "button",
            class: "primary",
            onclick: async () => {
              if (marks.length === 0) {
                told.classList.remove("sr");
                told.textContent = t("draw.empty");
                return;
              }
              if (await send(await pictureOf(canvas), caption.value.trim())) close();
            },
          },
          t("dialog.send"),
        ),
        h("button", { type: "button", class: "plain", onclick: () => close() }, t("dialog.cancel")),
      ),
    ],
  });
  redraw();
}
