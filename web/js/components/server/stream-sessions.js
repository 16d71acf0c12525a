/** Everybody who sends or watches a stream by WebRTC, one by one, as the server counts them. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/server.js";
import { api } from "../../lib/api.js";
import { moment } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { problemNote } from "../problem-page.js";

const LOOK_MS = 5_000;
/** More lines than that nobody reads. */
const SHOWN = 50;

class StreamSessions extends LightElement {
  static properties = { show: { type: String } };

  #found = signal(/** @type {Api.StreamStatistics | null} */ (null));
  #broken = signal(/** @type {unknown} */ (null));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  constructor() {
    super();
    this.show = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#look();
    this.#timer = setInterval(() => void (document.hidden || this.#look()), LOOK_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #look() {
    try {
      this.#found.value = await api.get(`/shows/${encodeURIComponent(this.show)}/statistics`);
      this.#broken.value = null;
    } catch (error) {
      this.#broken.value = error;
    }
  }

  render() {
    const found = this.#found.value;
    if (!found) return this.#broken.value ? problemNote(problemText(this.#broken.value)) : html`<div class="sk sessions-sk" aria-busy="true"></div>`;
    const { publisher, viewers } = found;
    return html`<ul class="sessions t2">
      ${publisher ? line(t("server.sender"), publisher.since_ms, publisher.rtt_ms, publisher.tracks.map(({ codec, rid, bitrate_bps }) => `${rid ? `${rid}: ` : ""}${codec} ${Math.round(bitrate_bps / 1000)} kbit/s`).join(", "), null) : nothing}
      ${viewers.slice(0, SHOWN).map((viewer) => watching(viewer))}
      ${viewers.length > SHOWN ? html`<li class="muted">${t("server.more", { n: viewers.length - SHOWN })}</li>` : nothing}
      ${viewers.length ? nothing : html`<li class="muted">${t("server.noViewers")}</li>`}
    </ul>`;
  }
}
customElements.define("stream-sessions", StreamSessions);

/** @param {Api.ViewerStatistics} viewer */
function watching({ cname, connected, since_ms, rtt_ms, tracks }) {
  const picture = tracks.find(({ kind }) => kind === "video") ?? tracks[0];
  const state = !connected ? t("server.phase.connecting") : picture ? t(`server.phase.${picture.phase}`) : t("server.phase.idle");
  const layer = picture ? `${picture.codec}${picture.rid ? ` ${picture.rid}` : ""}` : "";
  return line(t("server.viewer", { name: cname.slice(0, 8) }), since_ms, rtt_ms, [state, layer].filter(Boolean).join(", "), picture?.loss_ratio ?? null);
}

/** @param {string} name @param {number} sinceMs @param {number | null} rttMs @param {string} what @param {number | null} loss */
const line = (name, sinceMs, rttMs, what, loss) =>
  html`<li class="num">
    <span class="med">${name}</span>
    <span class="grow">${what}</span>
    <span class="muted"
      >${t("server.session.since", { when: moment(sinceMs) })}${rttMs === null ? nothing : html` · ${t("server.session.trip", { ms: Math.round(rttMs) })}`}${loss === null ? nothing : html` · ${t("server.session.loss", { percent: Math.round(loss * 100) })}`}</span
    >
  </li>`;
