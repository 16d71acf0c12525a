/** The server for whoever runs it: what needs them, what is on air and how it does, what passes through, what waits. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { liveBadge } from "../components/live-badge.js";
import { problemPage } from "../components/problem-page.js";
import "../components/server/stream-sessions.js";
import { t } from "../i18n/server.js";
import { showUrl } from "../lib/address.js";
import { api, ApiError } from "../lib/api.js";
import { cssVars } from "../lib/css-vars.js";
import { moment, time } from "../lib/format.js";
import { count, locale, plainSpaces } from "../lib/i18n.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { arriving, trafficOf, troublesOf, verdictOn } from "../models/server.js";
import "../components/page-foot.js";
import "../components/site-header.js";

const LOOK_MS = 5_000;

const megabits = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const gigabytes = new Intl.NumberFormat(locale, { style: "unit", unit: "gigabyte", maximumFractionDigits: 1 });

/** @param {number} bps */
const rate = (bps) => plainSpaces(megabits.format(bps / 1e6));
/** @param {number} octets */
const size = (octets) => plainSpaces(gigabytes.format(octets / 1e9));

class ServerPage extends LightElement {
  #state = signal(/** @type {Api.ServerState | null} */ (null));
  /** The look before, to count what passed in between. */
  #before = signal(/** @type {Api.ServerState | null} */ (null));
  #broken = signal(/** @type {unknown} */ (null));
  #open = signal(/** @type {string | null} */ (null));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("server.title"));
    void this.#look();
    this.#timer = setInterval(() => void (document.hidden || this.#look()), LOOK_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  #look = async () => {
    try {
      const state = await api.get("/server");
      this.#before.value = this.#state.peek();
      this.#state.value = state;
      this.#broken.value = null;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) location.replace("/signin?next=/server");
      this.#broken.value = error;
    }
  };

  render() {
    const [state, broken] = [this.#state.value, this.#broken.value];
    if (!state && broken)
      return problemPage(broken, this.#look, {
        title: t("server.operatorOnly"),
        why: t("server.operatorOnly.why"),
        next: html`<a class="btn line" href="/">${t("nav.shows")}</a>`,
      });
    if (!state)
      return html`<h1 class="t6">${t("server.title")}</h1>
        <div class="server-grid" aria-busy="true" aria-label=${t("state.loading")}><span class="card sk server-sk"></span><span class="card sk server-sk"></span></div>`;
    const troubles = troublesOf(state);
    return html`<header class="server-head">
        <div class="row wrap">
          <h1 class="t6">${t("server.title")}</h1>
          <span class="badge ${troubles.some(({ bad }) => bad) ? "bad" : troubles.length ? "warn" : "ok"}"
            >${troubles.length ? t("server.look", { n: troubles.length }) : t("server.well")}</span
          >
        </div>
        <p class="t2 muted">${t("server.since", { name: state.node.name, when: moment(state.node.opened_ms, state.now_ms) })}</p>
      </header>
      ${broken ? html`<p class="note bad" role="alert">${icon("wifi-off", "sm")}<span>${t("server.stale", { time: time(state.now_ms) })}</span></p>` : nothing}
      ${troubles.map((trouble) => html`<p class="note ${trouble.bad ? "bad" : "warn"}">${icon(trouble.bad ? "octagon-alert" : "triangle-alert", "sm")}<span>${troubleWords(trouble)}</span></p>`)}
      ${state.node.shared ? html`<p class="note">${icon("info", "sm")}<span>${t("server.shared")}</span></p>` : nothing}
      ${this.#onAir(state)}
      <div class="server-grid">
        ${this.#traffic(state)} ${waiting(state)} ${process(state)} ${people(state)} ${disk(state)}
      </div>`;
  }

  /** @param {Api.ServerState} state */
  #onAir({ on_air: airing, now_ms: nowMs }) {
    return html`<section class="server-air" aria-labelledby="on-air">
      <h2 class="t4" id="on-air">${t("server.onAir")}</h2>
      ${
        airing.length
          ? repeat(airing, ({ show }) => show.id, (each) => this.#stream(each, nowMs))
          : html`<div class="card server-part"><b class="med">${t("server.nothing")}</b><span class="t2 muted">${t("server.nothing.why")}</span></div>`
      }
    </section>`;
  }

  /** @param {Api.OnAir} airing @param {number} nowMs */
  #stream(airing, nowMs) {
    const { show, people: inRoom, health } = airing;
    const verdict = verdictOn(airing, nowMs);
    const open = this.#open.value === show.id;
    const tone = { good: "ok", starting: "", offline: "warn", struggling: "warn", lost: "bad" }[verdict.level];
    const video = health.video;
    return html`<article class="card server-part">
      <div class="row top server-show">
        ${show.poster_url ? html`<img src=${show.poster_url} alt="" width="48" height="60" />` : nothing}
        <div class="grow">
          <h3 class="t3 med"><a class="link" href=${showUrl(show.id)}>${show.title}</a></h3>
          <p class="t2 muted">${show.seller.name}</p>
        </div>
        ${liveBadge(show.status === "live" ? "live" : "interrupted")}
      </div>
      <p class="row wrap"><span class="badge ${tone}">${healthWords(verdict)}</span></p>
      <ul class="server-facts t2 num">
        <li>${t("server.here", { n: health.viewers })}</li>
        <li>${t("server.people", { n: inRoom })}</li>
        ${health.state === "offline" ? nothing : html`<li>${t("server.arrives", { rate: rate(arriving(health)) })}</li>`}
        ${video?.height ? html`<li>${t("server.layer", { height: String(Math.min(video.height, video.width ?? video.height)), fps: Math.round(video.fps ?? 0), codec: video.codec })}${health.layers.length ? html`, ${t("server.layers", { n: health.layers.length })}` : nothing}</li>` : nothing}
        ${health.rtt_ms === null ? nothing : html`<li>${t("server.trip", { ms: Math.round(health.rtt_ms) })}</li>`}
      </ul>
      <button
        class="btn small line"
        aria-expanded=${open}
        aria-label=${t("server.sessionsOf", { title: show.title })}
        @click=${() => (this.#open.value = open ? null : show.id)}
      >
        ${icon(open ? "chevron-up" : "chevron-down", "sm")}${t("server.sessions")}
      </button>
      ${open ? html`<stream-sessions show=${show.id}></stream-sessions>` : nothing}
    </article>`;
  }

  /** @param {Api.ServerState} state */
  #traffic(state) {
    const passing = trafficOf(this.#before.value, state);
    const { media, chat } = state;
    return part(t("server.traffic"), [
      passing && [t("server.traffic.in"), t("server.rate", { rate: rate(passing.in_bps) })],
      passing && [t("server.traffic.out"), t("server.rate", { rate: rate(passing.out_bps) })],
      passing && [t("server.traffic.dropped"), t("server.perSecond", { n: Math.round(passing.dropped) })],
      [t("server.traffic.streams"), count(media.streams)],
      [t("server.traffic.viewers"), t("server.traffic.viewersOf", { n: media.viewers, joining: media.joins_in_flight, most: state.most_viewers })],
      [t("server.traffic.chat"), t("server.of", { n: chat.connections, most: state.most_connections })],
      [t("server.traffic.rooms"), count(chat.rooms)],
    ]);
  }
}
customElements.define("server-page", ServerPage);

/**
 * A card of names and values; a row that is not known is left out.
 * @param {string} title
 * @param {([string, unknown] | null)[]} rows
 * @param {unknown} [more]
 */
function part(title, rows, more = nothing) {
  return html`<section class="card server-part">
    <h2 class="t4">${title}</h2>
    ${more}
    <dl class="num">
      ${rows.map((row) => (row ? html`<div><dt>${row[0]}</dt><dd>${row[1]}</dd></div>` : nothing))}
    </dl>
  </section>`;
}

/** @param {Api.ServerState} state */
const waiting = ({ waiting: { mails, webhooks, checkout }, storage }) =>
  part(t("server.waiting"), [
    [t("server.waiting.mails"), count(mails)],
    [t("server.waiting.webhooks"), count(webhooks)],
    [t("server.waiting.news"), count(checkout.news)],
    [t("server.waiting.payments"), count(checkout.payments)],
    storage.enabled ? [t("server.waiting.parts"), count(storage.waiting)] : null,
  ]);

/** @param {Api.ServerState} state */
function disk({ storage: { enabled, used_bytes: used, quota_bytes: quota, free_bytes: free, full, nearly_full: nearly } }) {
  if (!enabled) return part(t("server.disk"), [], html`<p class="t2 muted">${t("server.disk.off")}</p>`);
  const words = html`<p class="t2">${t("server.disk.used", { used: size(used), quota: size(quota) })}</p>
    <div class="server-bar ${full ? "bad" : nearly ? "warn" : ""}" aria-hidden="true" ${cssVars({ "--share": quota ? Math.min(1, used / quota) : 0 })}></div>
    <p class="t2 muted">${t("server.disk.free", { free: size(free) })}</p>`;
  return part(t("server.disk"), [], words);
}

/** @param {Api.ServerState} state */
const people = ({ accounts, sign_ins: signIns, mail }) =>
  part(t("server.people.title"), [
    [t("server.accounts"), count(accounts)],
    [t("server.signIns"), count(signIns)],
    [t("server.mails"), t("server.mailsValue", { sent: mail.sent, delayed: mail.delayed, givenUp: mail.given_up })],
  ]);

/** @param {Api.ServerState} state */
const process = ({ node, checks }) =>
  part(t("server.process"), [
    [t("server.version"), node.version],
    [t("server.drain"), node.draining ? t("server.drain.draining") : t("server.drain.open")],
    [t("server.checks"), Object.entries(checks).map(([name, passes]) => html`<span class="server-check">${icon(passes ? "check" : "x", "xs")}${t(passes ? "server.check" : "server.checkNot", { what: checkName(name) })}</span>`)],
    [t("server.database"), node.database],
    [t("server.python"), node.python],
    [t("server.udp"), String(node.udp_port)],
  ]);

/** @param {string} name */
const checkName = (name) => (name === "database" ? t("server.check.database") : name === "redis" ? "Redis" : name);

/** @param {import("../models/server.js").Trouble} trouble */
function troubleWords({ code, n = 0, what = "" }) {
  switch (code) {
    case "check":
      return t("server.trouble.check", { what: checkName(what) });
    case "database":
    case "draining":
    case "diskFull":
    case "diskNearly":
      return t(`server.trouble.${code}`);
    default:
      return t(`server.trouble.${code}`, { n });
  }
}

/** @param {import("../models/studio-health.js").Health} health */
function healthWords({ level, cause, loss_ratio, fps, jitter_ms, struggling }) {
  if (level !== "struggling" || !cause) return t(`server.health.${level === "struggling" ? "good" : level}`);
  switch (cause) {
    case "loss":
      return t("server.health.loss", { percent: Math.round(loss_ratio * 100) });
    case "frames":
      return t("server.health.frames", { fps: Math.round(fps ?? 0) });
    case "jitter":
      return t("server.health.jitter", { ms: Math.round(jitter_ms) });
    case "viewers":
      return t("server.health.viewers", { n: struggling });
    case "upload":
    case "computer":
      return ""; // Only the sender's own browser can tell.
    default:
      return t(`server.health.${cause}`);
  }
}
