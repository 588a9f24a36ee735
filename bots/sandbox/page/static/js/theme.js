// Light or dark: as the system says, until the visitor says otherwise on this computer.

import { fill } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./texts.js";

const KEY = "practice-room-theme";

export function startTheme(button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  let chosen = kept();

  const show = () => {
    const now = chosen ?? (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now;
    const words = t(now === "dark" ? "theme.to_light" : "theme.to_dark");
    button.setAttribute("aria-label", words);
    button.title = words;
    fill(button, icon(now === "dark" ? "sun" : "moon"));
  };
  button.addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // then for this visit only
    }
    show();
  });
  system.addEventListener("change", show);
  show();
}
