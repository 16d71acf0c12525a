/** A message's words in parts: links that are safe to tap, names of people who are meant, and plain text. */

/** @typedef {{ kind: "text", text: string }} TextPart */
/** @typedef {{ kind: "link", text: string, href: string, host: string, rest: string }} LinkPart */
/** @typedef {{ kind: "name", text: string, id: string }} NamePart */
/** @typedef {TextPart | LinkPart | NamePart} Part */

/** A link begins with its scheme or with www; whatever closes a sentence or a bracket after it is no part of it. */
const LINK = /(?:https?:\/\/|www\.)[^\s<>"'`]+/giu;
const AFTER = /[.,;:!?)\]}»”’]+$/u;
const LONGEST_REST = 24;

/**
 * @param {string} text
 * @param {readonly { person_id: string, name: string }[]} [named]  whom the server says the message means
 * @returns {Part[]}
 */
export function partsOf(text, named = []) {
  /** @type {Part[]} */
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const written = match[0].replace(AFTER, "");
    const link = safeLink(written);
    if (!link) continue;
    parts.push(...withNames(text.slice(at, match.index), named), link);
    at = match.index + written.length;
  }
  return [...parts, ...withNames(text.slice(at), named)].filter((part) => part.text);
}

/**
 * A link with the host that it really leads to (internationalised names as the xn-- that they are), or null.
 * @param {string} written
 * @returns {LinkPart | null}
 */
export function safeLink(written) {
  let url;
  try {
    url = new URL(/^www\./iu.test(written) ? `https://${written}` : written);
  } catch {
    return null;
  }
  const known = url.protocol === "http:" || url.protocol === "https:";
  // Names before an @ are there to deceive: "https://shop.example@evil.example".
  if (!known || url.username || url.password || !url.hostname.includes(".")) return null;
  const rest = `${url.pathname === "/" ? "" : url.pathname}${url.search}`;
  return {
    kind: "link",
    text: written,
    href: url.href,
    host: url.host.replace(/^www\./u, ""),
    rest: rest.length > LONGEST_REST ? `${rest.slice(0, LONGEST_REST)}…` : rest,
  };
}

/** @param {string} text @param {readonly { person_id: string, name: string }[]} named @returns {Part[]} */
function withNames(text, named) {
  /** @type {Part[]} */
  const parts = [];
  const byLength = [...named].sort((a, b) => b.name.length - a.name.length);
  const small = text.toLowerCase();
  let from = 0;
  for (let at = small.indexOf("@"); at >= 0; at = small.indexOf("@", at + 1)) {
    if (at < from) continue;
    const person = byLength.find(({ name }) => small.startsWith(name.toLowerCase(), at + 1));
    if (!person) continue;
    const end = at + 1 + person.name.length;
    parts.push({ kind: "text", text: text.slice(from, at) }, { kind: "name", text: text.slice(at, end), id: person.person_id });
    from = end;
  }
  return [...parts, { kind: "text", text: text.slice(from) }];
}
