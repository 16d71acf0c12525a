/** A calendar file (RFC 5545) for one show. */

/** Nobody knows how long a show will be; an hour keeps the evening free. */
const LENGTH_MS = 3_600_000;
/** RFC 5545, section 3.1: lines of at most 75 octets; we count characters of at most 3 octets each. */
const FOLD = 24;

/**
 * @param {{ id: string, title: string, description: string, starts_ms: number }} show
 * @param {string} url  the show's page
 * @param {number} nowMs
 * @returns {string}
 */
export function calendarFile(show, url, nowMs) {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Showfloor//Show//EN",
    "BEGIN:VEVENT",
    `UID:${show.id}@${new URL(url).host}`,
    `DTSTAMP:${stamp(nowMs)}`,
    `DTSTART:${stamp(show.starts_ms)}`,
    `DTEND:${stamp(show.starts_ms + LENGTH_MS)}`,
    `SUMMARY:${escaped(show.title)}`,
    `DESCRIPTION:${escaped(show.description)}`,
    `URL:${url}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(show.title)}`,
    "TRIGGER:-PT10M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  return lines.map(folded).join("\r\n");
}

/** 20261128T180000Z. @param {number} ms */
const stamp = (ms) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");

/** @param {string} text */
const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

/** @param {string} line */
function folded(line) {
  const characters = [...line];
  if (characters.length <= FOLD * 3 && /^[\x20-\x7e]*$/.test(line)) return line;
  const pieces = [];
  for (let at = 0; at < characters.length; at += FOLD) pieces.push(characters.slice(at, at + FOLD).join(""));
  return pieces.join("\r\n ");
}
