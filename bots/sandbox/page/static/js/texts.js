// Every word on the page comes from texts/<language>.json through t(); patterns there find the bots' words.

let words = {};

/** Fetch the catalogue. Raises when it is not there: without words there is no page. */
export async function loadTexts(language = "en") {
  const answer = await fetch(`texts/${language}.json`);
  if (!answer.ok) throw new Error(`texts/${language}.json: ${answer.status}`);
  words = await answer.json();
  document.documentElement.lang = language;
}

/** The words of a key, with {values} put in. */
export function t(key, values = {}) {
  const pattern = words[key];
  if (pattern === undefined) {
    console.error(`no words for ${key}`);
    return key;
  }
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The words of a family's member, for keys that are put together ("fault" + "429"); the member itself where there are none. */
export function tOf(family, name, values = {}) {
  return words[`${family}.${name}`] === undefined ? String(name) : t(`${family}.${name}`, values);
}

/** What to look for in the bots' own words, as the catalogue has it under "pattern.". */
export function pattern(name) {
  return new RegExp(t(`pattern.${name}`), "iu");
}

/** Put words into markup that waits for them: data-t (text), data-t-label (name for screen readers), data-t-title. */
export function applyTexts(root) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of root.querySelectorAll("[data-t-title]")) node.title = t(node.dataset.tTitle);
}
