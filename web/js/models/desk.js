/** The moderators' desk, worked out from the frames of docs/moderation.md (no DOM, no socket). */

/** @typedef {import("./chat-lines.js").AuditEntry} AuditEntry */
/** @typedef {import("./chat-lines.js").Line} Line */
/** @typedef {import("./chat-lines.js").MessageLine} MessageLine */
/** @typedef {{ person_id: string, name: string }} Person */
/** @typedef {{ kind: "held", id: string, message_id: string, from: { id: string, name: string }, x: string, rule: string, found: string, at_ms: number, until_ms: number, state: string }} Held */
/** @typedef {{ kind: "report", id: string, off: number, person: Person, x: string, by: Person, reason: string, at_ms: number, state: string }} Report */
/** @typedef {{ kind: "appeal", id: string, person: Person, measure: "mute" | "ban", measure_ms: number, reason: string, by: Person, x: string, evidence: string[], at_ms: number, state: string }} Appeal */
/** @typedef {Held | Report | Appeal} Case */
/** @typedef {{ person: Person, kind: "mute" | "ban" | "shadow", until_ms: number | null, reason: string, by: Person, at_ms: number }} Measure */
/** @typedef {{ policy: Record<string, any>, panic_until_ms: number | null }} Regime */

/**
 * @typedef {object} DeskState
 * @property {readonly Case[]} cases  the oldest first
 * @property {readonly AuditEntry[]} audit  the newest first
 * @property {readonly Measure[]} measures  the newest first
 * @property {Regime} regime
 * @property {{ newcomers: number, on: boolean }} raid
 */

const KEEP_AUDIT = 200;

/** @returns {DeskState} */
export function emptyDesk() {
  const regime = { policy: {}, panic_until_ms: null };
  return { cases: [], audit: [], measures: [], regime, raid: { newcomers: 0, on: false } };
}

/**
 * The desk after one frame; others than the desk's own leave it as it is.
 * @param {DeskState} desk @param {any} frame
 * @returns {DeskState}
 */
export function withFrame(desk, frame) {
  switch (frame?.t) {
    case "mod.desk": {
      const { cases, audit, measures, regime, newcomers } = frame;
      return { cases, audit, measures, regime, raid: { newcomers, on: false } };
    }
    case "mod.case":
      return { ...desk, cases: withCase(desk.cases, frame.case) };
    case "mod.regime":
      return { ...desk, regime: frame.regime };
    case "mod.raid":
      return { ...desk, raid: { newcomers: frame.newcomers, on: frame.on } };
    case "mod.done":
      return withEntry(desk, frame.entry);
    default:
      return desk;
  }
}

/** @param {readonly Case[]} cases @param {Case} changed @returns {readonly Case[]} */
function withCase(cases, changed) {
  const others = cases.filter((each) => each.id !== changed.id);
  return changed.state === "open" ? [...others, changed] : others;
}

/** @param {DeskState} desk @param {AuditEntry & { reverse: any }} entry @returns {DeskState} */
function withEntry(desk, entry) {
  if (desk.audit.some((each) => each.id === entry.id)) return desk;
  const undone = entry.undoes === null ? undefined : desk.audit.find((each) => each.id === entry.undoes);
  const measures = measuresAfter(desk.measures, entry, /** @type {any} */ (undone));
  return { ...desk, audit: [entry, ...desk.audit].slice(0, KEEP_AUDIT), measures };
}

const KINDS = /** @type {const} */ ({ mute: "mute", ban: "ban", shadow: "shadow" });
const ENDS = /** @type {const} */ ({ unmute: "mute", unban: "ban", unshadow: "shadow" });

/** @param {readonly Measure[]} measures @param {any} entry @param {any} undone @returns {readonly Measure[]} */
function measuresAfter(measures, entry, undone) {
  const without = (/** @type {string} */ kind) =>
    measures.filter((each) => each.kind !== kind || each.person.person_id !== entry.target.person_id);
  if (entry.action in KINDS) {
    const { target: person, actor: by, until_ms, reason, at_ms } = entry;
    return [{ person, kind: entry.action, until_ms, reason, by, at_ms }, ...without(entry.action)];
  }
  if (entry.action in ENDS) return without(ENDS[/** @type {keyof typeof ENDS} */ (entry.action)]);
  if (entry.action === "grant" && entry.reverse?.measure) return without(entry.reverse.measure.kind);
  if (entry.action !== "undo" || !undone?.reverse) return measures;
  const { measure, lift } = undone.reverse;
  if (measure) return [measure, ...without(measure.kind)];
  return lift ? without(lift.kind) : measures;
}

/**
 * Measures that hold, with what is left of each (`share` 0 to 1; 1 when it has no end).
 * @param {readonly Measure[]} measures @param {number} nowMs
 */
export function inForce(measures, nowMs) {
  return measures
    .filter(({ until_ms }) => until_ms === null || until_ms > nowMs)
    .map((measure) => {
      const { until_ms, at_ms } = measure;
      const left_ms = until_ms === null ? null : until_ms - nowMs;
      const share = left_ms === null || until_ms === null ? 1 : Math.min(1, left_ms / Math.max(1, until_ms - at_ms));
      return { measure, left_ms, share };
    });
}

/** The newest action of a person or a moderator that can be undone and was not. @param {readonly AuditEntry[]} audit */
export function undoable(audit) {
  const undone = new Set(audit.map((entry) => entry.undoes));
  return audit.find((entry) => entry.reverse !== null && entry.action !== "undo" && !undone.has(entry.id)) ?? null;
}

/** The entry behind a measure, to undo it by. @param {readonly AuditEntry[]} audit @param {Measure} measure */
export function entryOf(audit, { person, kind, at_ms }) {
  return audit.find(
    (entry) => entry.action === kind && entry.at_ms === at_ms && entry.target.person_id === person.person_id,
  );
}

/** Whom a case is about. @param {Case} one @returns {Person} */
export function personOf(one) {
  return one.kind === "held" ? { person_id: one.from.id, name: one.from.name } : one.person;
}

/**
 * Reports of the same message as one, with how many there are.
 * @param {readonly Case[]} cases
 * @returns {{ report: Report, count: number }[]}
 */
export function groupedReports(cases) {
  /** @type {Map<number, { report: Report, count: number }>} */
  const groups = new Map();
  for (const one of cases) {
    if (one.kind !== "report") continue;
    const known = groups.get(one.off);
    if (known) known.count += 1;
    else groups.set(one.off, { report: one, count: 1 });
  }
  return [...groups.values()];
}

/**
 * What is known about a person, the newest first: words, and what was done about them.
 * @param {string} personId @param {readonly Line[]} lines @param {readonly AuditEntry[]} audit
 */
export function historyOf(personId, lines, audit) {
  const said = lines
    .filter((line) => line.kind === "message" && line.from.id === personId && line.off !== null)
    .map((line) => ({ at_ms: line.ts, line: /** @type {MessageLine} */ (line), entry: null }));
  const undone = new Set(audit.map((entry) => entry.undoes));
  const done = audit
    .filter((entry) => entry.target.person_id === personId && entry.action !== "note")
    .map((entry) => ({ at_ms: entry.at_ms, line: null, entry, undone: undone.has(entry.id) }));
  return [...said, ...done].sort((a, b) => b.at_ms - a.at_ms);
}

/** Notes on a person that were not withdrawn. @param {string} personId @param {readonly AuditEntry[]} audit */
export function notesOn(personId, audit) {
  const undone = new Set(audit.map((entry) => entry.undoes));
  return audit.filter((entry) => entry.action === "note" && entry.target.person_id === personId && !undone.has(entry.id));
}

/**
 * A text cut where a rule found something, to be marked.
 * @param {string} text @param {string} found
 * @returns {[string, string, string]}
 */
export function markedParts(text, found) {
  const at = found ? text.toLowerCase().indexOf(found.toLowerCase()) : -1;
  if (at < 0) return [text, "", ""];
  return [text.slice(0, at), text.slice(at, at + found.length), text.slice(at + found.length)];
}
