/** The lines of a chat's river: how one is made, merged, hidden and changed (plain functions over plain lists). */

/** @typedef {"viewer" | "host" | "moderator"} Role */
/** @typedef {{ id: string, name: string, role: Role, buyer: boolean, first?: boolean, bot?: boolean }} Chatter */
/** The message that another one answers. @typedef {{ off: number, id: string, name: string }} Quoted */
/** `until_ms` null: until further notice. @typedef {{ until_ms: number | null, reason: string }} Muted */
/** @typedef {{ id: string, name: string, role: Role, muted: Muted | null, banned?: Muted | null }} You */
/** @typedef {"mute" | "unmute" | "ban" | "unban" | "shadow" | "unshadow" | "delete" | "purge" | "clear" | "pin" | "unpin" | "warn" | "note" | "undo"} PersonDeed */
/** @typedef {PersonDeed | "policy" | "panic" | "calm" | "hold" | "approve" | "refuse" | "uphold" | "dismiss" | "grant" | "deny"} Deed */
/**
 * @typedef {object} AuditEntry
 * @property {string} id
 * @property {number} at_ms
 * @property {{ person_id: string, name: string }} actor
 * @property {Deed} action
 * @property {{ person_id: string, name: string }} target
 * @property {string | null} message  the text that was hidden
 * @property {string} reason
 * @property {number | null} until_ms
 * @property {string | null} undoes  the entry that this one turned back
 * @property {object | null} reverse  null: cannot be undone
 */

/**
 * Why a message was not taken: `code` is stable, `text` is the server's sentence, `rule` the automatic rule if it was one, `reason` what a hook says.
 * @typedef {{ code: string, text: string, until_ms: number | null, retry_at_ms: number | null, rule?: string | null, reason?: string | null }} Refusal
 */

/**
 * One line of the river. A hidden message loses its text at once.
 * @typedef {object} MessageLine
 * @property {"message"} kind
 * @property {string} key  stable while the line lives
 * @property {number | null} off  the room's offset; null while it is on its way
 * @property {number} ts
 * @property {Chatter} from
 * @property {string} text
 * @property {boolean} own
 * @property {"sending" | "sent" | "held" | "refused" | "hidden"} status
 * @property {Refusal | null} refusal
 * @property {{ by: string, reason: string } | null} hidden
 * @property {Quoted | null} [re]  what it answers
 * @property {readonly { person_id: string, name: string }[]} [at]  whom it names
 * @property {boolean} [shadowed]  only its author and the staff read it
 */

/** @typedef {{ kind: "sold", key: string, off: number, ts: number, title: string, quantity: number, name: string | null, sales: number }} SoldLine */
/** @typedef {MessageLine | SoldLine} Line */

/** Sales of the same thing within this time are told as one line. */
const MERGE_SALES_MS = 1000;

/**
 * A message that has just been written here.
 * @param {string} key @param {string} text @param {You} you @param {number} ts @param {Quoted | null} [re]  what it answers
 * @returns {MessageLine}
 */
export function ownLine(key, text, you, ts, re = null) {
  const from = { id: you.id, name: you.name, role: you.role, buyer: false };
  return { kind: "message", key, off: null, ts, from, text, re, own: true, status: "sending", refusal: null, hidden: null };
}

/**
 * A message of the room. An own one takes the place of the line that was waiting for it.
 * @param {readonly Line[]} lines @param {any} event @param {boolean} own
 * @returns {Line[]}
 */
export function withMessage(lines, event, own) {
  const waiting = own ? lines.find((line) => line.key === event.id || line.off === event.o) : undefined;
  const rest = waiting ? lines.filter((line) => line !== waiting) : lines;
  return [
    ...rest,
    {
      kind: "message",
      key: waiting?.key ?? `o${event.o}`,
      off: event.o,
      ts: event.ts,
      from: event.from,
      text: event.x,
      re: event.re ?? null,
      at: event.at,
      own,
      status: "sent",
      refusal: null,
      hidden: null,
    },
  ];
}

/**
 * A sale; many of the same thing in one second become one line without a name.
 * @param {readonly Line[]} lines @param {any} event
 * @returns {Line[]}
 */
export function withSale(lines, event) {
  const { title, quantity, name } = event.d;
  const last = lines.at(-1);
  if (last?.kind === "sold" && last.title === title && event.ts - last.ts < MERGE_SALES_MS) {
    return [
      ...lines.slice(0, -1),
      { ...last, quantity: last.quantity + quantity, name: null, sales: last.sales + 1, off: event.o },
    ];
  }
  return [
    ...lines,
    { kind: "sold", key: `o${event.o}`, off: event.o, ts: event.ts, title, quantity, name: name ?? null, sales: 1 },
  ];
}

/**
 * A hidden message keeps its place and loses its text.
 * @param {readonly Line[]} lines @param {number} off @param {{ by: string, reason: string }} hidden
 * @returns {Line[]}
 */
export function withHidden(lines, off, hidden) {
  return lines.map((line) =>
    line.kind === "message" && line.off === off
      ? { ...line, status: /** @type {const} */ ("hidden"), text: "", hidden }
      : line,
  );
}

/**
 * Several messages lose their text: all that a person said before an offset, or those at some offsets.
 * @param {readonly Line[]} lines @param {{ o: number, by: string, reason: string, person?: string, offs?: number[], erased?: boolean }} event
 * @returns {Line[]}
 */
export function withPurged(lines, { o, by, reason, person, offs = [], erased = false }) {
  const goes = (/** @type {Line} */ line) =>
    line.kind === "message" && line.off !== null && isPurged({ o, person, offs }, line.off, line.from.id);
  // What grew too old is nobody's deed: it is gone as if it had scrolled away.
  if (erased && offs.length) return lines.filter((line) => !goes(line));
  return lines.map((line) =>
    goes(line)
      ? { .../** @type {MessageLine} */ (line), status: /** @type {const} */ ("hidden"), text: "", hidden: { by, reason } }
      : line,
  );
}

/** Does a purge take a message away? @param {{ o: number, person?: string, offs?: number[] }} event @param {number} off @param {string} writer */
export const isPurged = ({ o, person, offs = [] }, off, writer) => offs.includes(off) || (writer === person && off < o);

/**
 * Removed messages are back, each where it stood.
 * @param {readonly Line[]} lines @param {readonly any[]} messages @param {string | undefined} me
 * @returns {Line[]}
 */
export function withRestored(lines, messages, me) {
  const back = new Map(messages.map((event) => [event.o, event]));
  const standing = new Set(lines.map((line) => line.off));
  const first = lines.find((line) => line.off !== null)?.off ?? Infinity;
  const restored = lines.map((line) => {
    const event = line.off === null ? undefined : back.get(line.off);
    return event ? { ...(withMessage([], event, event.from.id === me)[0]), key: line.key } : line;
  });
  const missing = messages.filter((event) => !standing.has(event.o) && event.o > first);
  if (!missing.length) return /** @type {Line[]} */ (restored);
  const more = missing.flatMap((event) => withMessage([], event, event.from.id === me));
  return /** @type {Line[]} */ ([...restored, ...more].sort((a, b) => (a.off ?? Infinity) - (b.off ?? Infinity)));
}

/**
 * What a shadowed person said, for the staff: where it stands, if it is not there yet.
 * @param {readonly Line[]} lines @param {any} message @param {boolean} own
 * @returns {Line[]}
 */
export function withShadowed(lines, message, own) {
  if (lines.some((line) => line.off === message.o)) return [...lines];
  return withMessage(lines, message, own)
    .map((line) => (line.off === message.o ? { ...line, shadowed: true } : line))
    .sort((a, b) => (a.off ?? Infinity) - (b.off ?? Infinity));
}

/**
 * The server took a message: it waits for its place in the room's order, unless that has come already.
 * @param {readonly Line[]} lines @param {string} key @param {number | null} off
 * @returns {Line[]}
 */
export function withAck(lines, key, off) {
  const placed = off !== null && lines.some((line) => line.off === off && line.key !== key);
  if (placed) return lines.filter((line) => line.key !== key);
  return withChange(lines, key, off === null ? { status: "sent" } : { status: "sent", off });
}

/**
 * @param {readonly Line[]} lines @param {string} key @param {Partial<MessageLine>} change
 * @returns {Line[]}
 */
export function withChange(lines, key, change) {
  return lines.map((line) => (line.kind === "message" && line.key === key ? { ...line, ...change } : line));
}

/** The frame that sends a message. @param {string} id @param {string} x @param {Quoted | null} [re] @param {readonly string[]} [at] */
export function sendFrame(id, x, re, at) {
  return { t: /** @type {const} */ ("chat.send"), id, x, ...(re && { re: re.off }), ...(at?.length && { at }) };
}

/** What a nack says, at the server's time `nowMs`. @param {any} frame @param {number} nowMs @returns {Refusal} */
export const refusalOf = (frame, nowMs) => ({
  code: frame.code,
  text: frame.text,
  until_ms: frame.until_ms ?? null,
  retry_at_ms: typeof frame.retry_ms === "number" ? nowMs + frame.retry_ms : null,
  rule: frame.rule ?? null,
  reason: frame.reason ?? null,
});
