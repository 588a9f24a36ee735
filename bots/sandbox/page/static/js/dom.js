// Makes elements. The only door to the page: data becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = new Set(["svg", "path", "circle", "rect", "line", "ellipse"]);
const AS_PROPERTY = new Set(["value", "checked", "disabled", "hidden", "selected", "multiple", "readOnly", "srcObject"]);

/** An element. props: class, data (dataset), onEVENT listeners, properties and attributes; null and false are left out. */
export function h(tag, props = {}, ...children) {
  const node = SHAPES.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.setAttribute("class", value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (AS_PROPERTY.has(key)) node[key] = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** Take everything out of an element and put these in. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** Where the keyboard can go inside an element, in order. */
export function focusable(root) {
  return [...root.querySelectorAll("button, a[href], input, textarea, select, [tabindex]")].filter(
    (node) => !node.disabled && node.offsetParent !== null,
  );
}

/** True while the visitor asked their system for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// One rise of the number per call: ids for labels.
let numbered = 0;
export function freshId(word) {
  numbered += 1;
  return `${word}-${numbered}`;
}
