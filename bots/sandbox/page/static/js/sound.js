// A voice note: recorded, taken from a file, or made here; heard back before it goes out.

import { fill, h } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { icon } from "./icons.js";
import { bells, samplesOf, SAMPLE_RATE, soundFile } from "./ogg.js";
import { t } from "./texts.js";
import { lengthWords } from "./time.js";

const LONGEST_S = 120;

/** {blob, seconds} of samples. */
async function finished(samples) {
  return { blob: await soundFile(samples), seconds: Math.max(1, Math.round(samples.length / SAMPLE_RATE)) };
}

/** The short sound made here. */
export function madeHere() {
  return finished(bells());
}

/** Open the recorder. send({blob, seconds}) -> truthy when it went out. */
export function openSound({ send }) {
  let made = null;
  let recorder = null;
  let timer = 0;
  const told = h("p", { class: "told", role: "status" }, t("sound.how"));
  const heard = h("audio", { controls: true, hidden: true, "aria-label": t("sound.listen") });
  const sendButton = h("button", { type: "button", class: "primary", disabled: true }, t("dialog.send"));
  const file = h("input", { type: "file", accept: "audio/*", hidden: true, tabindex: "-1", "aria-hidden": "true" });
  const record = h("button", { type: "button", class: "plain big" });

  const show = (recording) => {
    fill(record, icon(recording ? "pause" : "mic"), t(recording ? "sound.stop" : "sound.record"));
    record.classList.toggle("on", recording);
  };
  const take = async (making) => {
    told.textContent = t("sound.working");
    try {
      made = await making();
    } catch {
      told.textContent = t("sound.unreadable");
      return;
    }
    URL.revokeObjectURL(heard.src);
    heard.src = URL.createObjectURL(made.blob);
    heard.hidden = false;
    sendButton.disabled = false;
    told.textContent = t("sound.ready", { length: lengthWords(made.seconds) });
    sendButton.focus();
  };
  const stop = () => {
    clearInterval(timer);
    if (recorder?.state === "recording") recorder.stop();
  };
  const start = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      told.textContent = t("sound.no_microphone");
      return;
    }
    const pieces = [];
    const began = performance.now();
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      show(false);
      take(async () => finished(await samplesOf(new Blob(pieces, { type: recorder.mimeType }))));
    });
    recorder.start();
    show(true);
    timer = setInterval(() => {
      const passed = (performance.now() - began) / 1000;
      told.textContent = t("sound.recording", { length: lengthWords(passed) });
      if (passed > LONGEST_S) stop();
    }, 250);
  };

  record.addEventListener("click", () => (recorder?.state === "recording" ? stop() : start()));
  file.addEventListener("change", () => file.files[0] && take(async () => finished(await samplesOf(file.files[0]))));
  const canRecord = Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder === "function";
  show(false);

  openDialog({
    title: t("sound.title"),
    className: "small",
    onClose: () => {
      stop();
      URL.revokeObjectURL(heard.src);
    },
    build: (close) => {
      sendButton.addEventListener("click", async () => {
        if (made && (await send(made))) close();
      });
      return [
        told,
        h(
          "div",
          { class: "choices" },
          canRecord ? record : null,
          h("button", { type: "button", class: "plain big", onclick: () => file.click() }, icon("clip"), t("sound.upload")),
          h("button", { type: "button", class: "plain big", onclick: () => take(madeHere) }, icon("play"), t("sound.made_here")),
        ),
        file,
        heard,
        h("div", { class: "ends" }, sendButton, h("button", { type: "button", class: "plain", onclick: () => close() }, t("dialog.cancel"))),
      ];
    },
  });
}
