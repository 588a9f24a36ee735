// Pictures, albums, voices, films and files inside a message.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { lengthWords } from "./time.js";
import { t } from "./texts.js";

const BARS = 36;
let playing = null; // one sound at a time on the whole page

/** Everything a message carries. onZoom(url, words): a picture was chosen. */
export function mediaNodes(media, { author, onZoom, onLoad }) {
  const pictures = media.filter((each) => each.kind === "photo" || each.kind === "sticker");
  const others = media.filter((each) => !pictures.includes(each));
  const nodes = [];
  if (pictures.length > 0) nodes.push(album(pictures, { author, onZoom, onLoad }));
  for (const each of others) {
    if (each.kind === "voice" || each.kind === "audio") nodes.push(voice(each));
    else if (each.kind === "video") nodes.push(film(each));
    else nodes.push(file(each));
  }
  return nodes;
}

function album(pictures, { author, onZoom, onLoad }) {
  const many = pictures.length > 1;
  return h(
    "div",
    { class: `album album-${Math.min(pictures.length, 4)}`, role: many ? "group" : null, "aria-label": many ? t("media.album", { count: pictures.length }) : null },
    pictures.map((picture, index) => {
      const words = many
        ? t("media.picture_of", { number: index + 1, count: pictures.length, author })
        : t("media.picture", { author });
      const image = h("img", { src: picture.url, alt: words, decoding: "async", onload: onLoad });
      image.addEventListener("error", () => image.closest("button")?.classList.add("broken"));
      return h("button", { type: "button", class: "picture", onclick: () => onZoom(picture.url, words), "aria-label": t("media.zoom", { what: words }) }, image);
    }),
  );
}

function film(video) {
  return h("video", { class: "film", src: video.url, controls: true, preload: "metadata", "aria-label": t("media.video", { name: video.name || "" }) });
}

function file(given) {
  return h(
    "a",
    { class: "file", href: given.url, download: given.name || "file" },
    icon("file"),
    h("span", { class: "file-name", dir: "auto" }, given.name || t("media.file")),
    h("span", { class: "file-size" }, sizeWords(given.size)),
  );
}

/** 34603008 as "33.0 MB". */
export function sizeWords(bytes) {
  if (!bytes) return "";
  if (bytes < 1000) return t("media.size_b", { size: bytes });
  if (bytes < 1_000_000) return t("media.size_kb", { size: Math.round(bytes / 1000) });
  return t("media.size_mb", { size: (bytes / 1_000_000).toFixed(1) });
}

function bars(waveform, seed) {
  if (waveform?.length > 0) {
    return Array.from({ length: BARS }, (_, at) => waveform[Math.floor((at * waveform.length) / BARS)]);
  }
  let state = 7;
  for (const letter of seed) state = (state * 31 + letter.codePointAt(0)) % 9973;
  return Array.from({ length: BARS }, (_, at) => {
    state = (state * 137 + 29) % 9973;
    return 0.25 + 0.65 * Math.abs(Math.sin(at * 0.55 + state / 1500));
  });
}

function voice(given) {
  const audio = h("audio", { src: given.url, preload: "metadata" });
  const drawn = bars(given.waveform, given.url).map((height) => {
    const bar = h("i", {});
    bar.style.height = `${Math.round(15 + 85 * Math.max(0, Math.min(1, height)))}%`;
    return bar;
  });
  const told = h("span", { class: "voice-time" }, lengthWords(given.duration_s));
  const name = given.kind === "voice" ? t("media.voice") : given.name || t("media.sound");
  const labelId = freshId("voice");
  const button = h("button", { type: "button", class: "voice-play", "aria-label": t("media.play", { what: name }) }, icon("play", "solid"));
  const length = () => (Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : given.duration_s || 0);
  const seek = h("input", { type: "range", class: "voice-seek", min: 0, max: 100, step: 1, value: 0, "aria-labelledby": labelId });

  const show = () => {
    const share = length() > 0 ? audio.currentTime / length() : 0;
    drawn.forEach((bar, at) => bar.classList.toggle("played", at / BARS < share));
    seek.value = String(Math.round(share * 100));
    const now = audio.currentTime > 0 && !audio.ended ? audio.currentTime : length();
    told.textContent = lengthWords(now);
    seek.setAttribute("aria-valuetext", `${lengthWords(audio.currentTime)} / ${lengthWords(length())}`);
  };
  const mark = (on) => {
    button.replaceChildren(icon(on ? "pause" : "play", on ? "" : "solid"));
    button.setAttribute("aria-label", t(on ? "media.pause" : "media.play", { what: name }));
  };
  button.addEventListener("click", () => {
    if (!audio.paused) {
      audio.pause();
      return;
    }
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    audio.play().catch(() => {
      told.textContent = t("media.unplayable");
    });
  });
  seek.addEventListener("input", () => {
    if (length() > 0) audio.currentTime = (Number(seek.value) / 100) * length();
    show();
  });
  audio.addEventListener("play", () => mark(true));
  audio.addEventListener("pause", () => mark(false));
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    show();
  });
  for (const event of ["timeupdate", "loadedmetadata", "durationchange"]) audio.addEventListener(event, show);
  show();
  return h(
    "div",
    { class: "voice" },
    button,
    h("div", { class: "voice-line" }, h("div", { class: "voice-bars", "aria-hidden": "true" }, drawn), seek),
    h("span", { class: "voice-name", id: labelId }, name),
    told,
    audio,
  );
}
