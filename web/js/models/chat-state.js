/** The shape of what is known about a chat room, and of the news that come from it. */

/** @typedef {import("./chat-lines.js").Line} Line */
/** @typedef {import("./chat-lines.js").You} You */
/** @typedef {import("./chat-lines.js").Refusal} Refusal */
/** @typedef {import("./chat-lines.js").AuditEntry} AuditEntry */
/** @typedef {import("./questions.js").Question} Question */

/**
 * @typedef {object} ChatState
 * @property {boolean} welcomed  the room has answered at least once
 * @property {string | null} ep  epoch of the room's offsets
 * @property {number} off  the last offset seen
 * @property {You | null} you
 * @property {Record<string, any>} snapshot  the latest of each kind: pin, show, stock of variants under `stock:{variant_id}`, prices of products under `price:{product_id}`
 * @property {number | null} viewers  null: not known
 * @property {{ text: number, heart_ms: number }} limits
 * @property {number} skew_ms  the server's clock minus ours
 * @property {readonly Line[]} lines  oldest first, at most `keep`
 * @property {readonly AuditEntry[]} audit  newest first, moderators only
 * @property {import("./questions.js").Questions} questions
 * @property {ReadonlySet<string>} voted  the questions that this person asks too
 * @property {import("./polls.js").Polls} polls
 * @property {ReadonlyMap<string, number>} chosen  what this person is for in each poll
 * @property {boolean} degraded  the server has lost the others that serve this room
 * @property {{ by: string, reason: string, until_ms: number | null } | null} verdict  the last mute we were told about
 */

/**
 * @typedef {object} Modes
 * @property {number} slow_seconds
 * @property {number | null} followers_minutes
 * @property {boolean} buyers_only
 * @property {number} account_minutes
 * @property {"allow" | "hold" | "drop"} links
 * @property {boolean} viewer_links  links of viewers can be tapped
 * @property {boolean} emoji_only
 * @property {boolean} unique
 * @property {boolean} review
 * @property {string} guidelines
 * @property {number | null} panic_until_ms
 */

/**
 * What happened, for those who must act on it rather than draw it.
 * @typedef {{ type: "hearts", n: number } | { type: "reactions", n: Record<string, number> } | { type: "answered", text: string }
 *   | { type: "pin" | "stock" | "price" | "sold" | "show" | "notice" | "poll", data: any, live: boolean }
 *   | { type: "welcome" } | { type: "muted" } | { type: "unmuted" } | { type: "warned", reason: string, by: string }
 *   | { type: "modes" } | { type: "appeal", accepted: boolean, reason: string } | { type: "moderated", entry: AuditEntry }
 *   | { type: "refused", id: string, refusal: Refusal }
 *   | { type: "questions", questions: readonly Question[], live: boolean }
 *   | { type: "gap" } | { type: "resync" } | { type: "bye", reconnect_ms: number | null }} ChatNews
 */

/** Nothing is known yet. @returns {ChatState} */
export function emptyState() {
  return {
    welcomed: false,
    ep: null,
    off: 0,
    you: null,
    snapshot: {},
    viewers: null,
    limits: { text: 200, heart_ms: 500 },
    skew_ms: 0,
    lines: [],
    audit: [],
    questions: new Map(),
    voted: new Set(),
    polls: new Map(),
    chosen: new Map(),
    degraded: false,
    verdict: null,
  };
}
