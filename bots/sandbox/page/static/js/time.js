// Instants in words, in a zone; and the nights on which a zone's clocks change.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const parts = new Map();

function formatter(zone) {
  if (!parts.has(zone)) {
    parts.set(
      zone,
      new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
    );
  }
  return parts.get(zone);
}

/** {date: "2027-03-28", time: "19:30"} of an instant (ms or ISO text) on a zone's wall. */
export function wall(instant, zone) {
  const found = Object.fromEntries(formatter(zone).formatToParts(new Date(instant)).map((part) => [part.type, part.value]));
  return { date: `${found.year}-${found.month}-${found.day}`, time: `${found.hour}:${found.minute}`, second: found.second };
}

/** Minutes that a zone is ahead of UTC at an instant (ms). */
export function offsetMinutes(instant, zone) {
  const { date, time, second } = wall(instant, zone);
  return Math.round((Date.parse(`${date}T${time}:${second}Z`) - Math.floor(instant / 1000) * 1000) / 60_000);
}

/** The instant (ms) of a date and a wall time in a zone; in a gap an hour later, in a fold the first. */
export function instantOf(date, time, zone) {
  const naive = Date.parse(`${date}T${time}:00Z`);
  const before = naive - offsetMinutes(naive - DAY, zone) * 60_000;
  const after = naive - offsetMinutes(naive + DAY, zone) * 60_000;
  const fits = [before, after].filter((each) => each + offsetMinutes(each, zone) * 60_000 === naive);
  return fits.length > 0 ? Math.min(...fits) : before;
}

/** The next instant (ms) after `from` at which the zone's clocks change; null: none within 400 days. */
export function nextChange(zone, from) {
  const start = offsetMinutes(from, zone);
  for (let day = 1; day <= 400; day += 1) {
    if (offsetMinutes(from + day * DAY, zone) === start) continue;
    let early = from + (day - 1) * DAY;
    let late = from + day * DAY;
    while (late - early > 60_000) {
      const middle = Math.floor((early + late) / 2);
      if (offsetMinutes(middle, zone) === start) early = middle;
      else late = middle;
    }
    return Math.round(late / 60_000) * 60_000;
  }
  return null;
}

/** "19:30". */
export function hourWords(instant, zone) {
  return wall(instant, zone).time;
}

/** "Sat 27 Mar 2027". */
export function dayWords(instant, zone, style = "short") {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: style,
    day: "numeric",
    month: style,
    year: "numeric",
  })
    .format(new Date(instant))
    .replaceAll(",", "");
}

/** "28 March". */
export function nightWords(instant, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "long" }).format(new Date(instant));
}

/** "Sat 27 Mar 2027 19:30". */
export function momentWords(instant, zone) {
  return `${dayWords(instant, zone)} ${hourWords(instant, zone)}`;
}

/** "Berlin" of "Europe/Berlin". */
export function city(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

/** 3 min 5 s as "3:05". */
export function lengthWords(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The date so many days away from "2027-03-28". */
export function shiftDate(date, days) {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
