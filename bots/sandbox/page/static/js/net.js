// The way to the practice room's server: acts, clock, faults, library, and the stream that tells of changes.

/** The server understood and said no; the message is in plain words. */
export class Refused extends Error {}
/** Nobody answered. */
export class Gone extends Error {}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: method === "GET" ? {} : { "Content-Type": "application/json", "X-Vignette": "page" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Gone(path);
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error ?? `${answer.status}`);
  return said;
}

export const api = {
  world: () => call("GET", "api/world"),
  act: (pane, place, verb, more = {}) => call("POST", "api/act", { pane, place, verb, ...more }),
  clock: (move) => call("POST", "api/clock", move),
  fault: (fault) => call("POST", "api/faults", fault),
  clearFaults: () => call("DELETE", "api/faults"),
  service: (what, more = {}) => call("POST", "api/service", { do: what, ...more }),
  libraryFiles: () => call("GET", "api/library"),
  libraryFile: (path) => call("GET", `api/library/file?path=${encodeURIComponent(path)}`),
  saveLibrary: (path, text) => call("PUT", "api/library/file", { path, text }),
};

/**
 * Follow the world: onWorld(world) at once and after each change; onLine("open" | "waiting" | "closed").
 * A broken stream is opened again after a pause that grows; after the third failure in a row the room counts as closed.
 */
export function follow({ onWorld, onLine }) {
  let stream = null;
  let failures = 0;
  let fetching = false;
  let again = false;
  let timer = 0;

  async function fetchWorld() {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    try {
      do {
        again = false;
        onWorld(await api.world());
      } while (again);
    } catch (error) {
      if (!(error instanceof Gone || error instanceof Refused)) throw error;
    } finally {
      fetching = false;
    }
  }

  function open() {
    clearTimeout(timer);
    stream?.close();
    stream = new EventSource("api/events");
    stream.addEventListener("open", () => {
      failures = 0;
      onLine("open");
      fetchWorld();
    });
    stream.addEventListener("world", fetchWorld);
    stream.addEventListener("error", () => {
      stream.close();
      failures += 1;
      onLine(failures > 2 ? "closed" : "waiting");
      timer = setTimeout(open, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures));
    });
  }

  open();
  addEventListener("pagehide", () => stream?.close());
  return { again: open, refresh: fetchWorld };
}
