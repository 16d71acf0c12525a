/** The floor: what is live, what is coming, what was. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { beam, emptyState } from "../components/empty-state.js";
import { problemPage } from "../components/problem-page.js";
import { floorSkeleton, tableOf } from "../components/shop/floor-parts.js";
import { showPoster } from "../components/shop/show-poster.js";
import { calendarButton, upcomingRow } from "../components/shop/upcoming-row.js";
import { t } from "../i18n/shop.js";
import { showUrl } from "../lib/address.js";
import { api } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { Resource } from "../lib/resource.js";
import { me } from "../lib/session.js";
import { floorOf } from "../models/floor.js";
import "../components/page-foot.js";
import "../components/site-header.js";

const REFRESH_MS = 20_000;
const UPCOMING_FIRST = 6;
const DETAILED = 6;
/** Live shows in the head of the page; the others have a row of their own. */
const IN_HEAD = 3;

/** @param {Api.ShowCard} show */
const isLate = (show) => show.starts_ms <= Date.now();

/** When somebody will be live, in a sentence. @param {number} startsMs */
function nextShow(startsMs) {
  const when = moment(startsMs);
  if (startsMs <= Date.now()) return t("home.darkLate", { when });
  const today = new Date(startsMs).toDateString() === new Date().toDateString();
  return t(today ? "home.darkToday" : "home.darkNext", { when });
}

/** Two or four posters fill the row on a desk. @param {Api.ShowCard[]} past */
const pastRow = (past) => past.slice(0, past.length >= 4 ? 4 : 2);

class HomePage extends LightElement {
  #shows = new Resource(async () => /** @type {Api.List<Api.ShowCard>} */ (await api.get("/shows?limit=100")).items);
  /** Line-ups of the shows that show them, by show id. */
  #details = signal(/** @type {ReadonlyMap<string, Api.Show>} */ (new Map()));
  #allUpcoming = signal(false);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage("");
    void this.#shows.load().then(() => this.#loadDetails());
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #refresh() {
    if (document.hidden) return;
    await this.#shows.refresh();
    await this.#loadDetails();
  }

  /**
   * What is on the table is a decoration: a show whose line-up does not come is shown without it. The first live show is
   * asked for each time, because its pin moves.
   */
  async #loadDetails() {
    const { live, upcoming } = floorOf(this.#shows.value ?? []);
    const known = this.#details.value;
    const wanted = [...live.slice(0, 1), ...upcoming.filter((show) => !known.has(show.id))].slice(0, DETAILED);
    const answers = await Promise.allSettled(wanted.map((show) => api.get(`/shows/${show.id}`)));
    const found = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [/** @type {Api.Show} */ (answer.value)] : [],
    );
    if (found.length)
      this.#details.value = new Map([...known, ...found.map((show) => /** @type {const} */ ([show.id, show]))]);
  }

  render() {
    const state = this.#shows.state.value;
    if (state.phase === "loading") return floorSkeleton();
    if (state.phase === "failed") return problemPage(state.error, () => this.#shows.load(), this.#nothingYet());
    const { live, upcoming, past } = floorOf(state.value);
    // With nobody live the next show already fills the head of the page.
    const later = live.length ? upcoming : upcoming.slice(1);
    if (!state.value.length) return emptyState(this.#nothingYet());
    return html`<h1 class="sr">${t("home.title")}</h1>
      ${live.length ? this.#onAir(live) : this.#dark(upcoming)}
      <div class="cols ${later.length && past.length ? "" : "single"}">
        ${later.length ? this.#comingUp(later) : nothing} ${past.length ? this.#pastShows(past) : nothing}
      </div>`;
  }

  #nothingYet() {
    const account = me.value?.account;
    const next = account?.seller_id
      ? html`<a class="btn primary" href="/studio">${t("home.goLive")}</a>`
      : html`<a class="btn primary" href="/signup">${t("nav.sell")}</a
          ><a class="btn quiet" href="/signin">${t("nav.signIn")}</a>`;
    return { title: t("home.dark"), why: t("home.darkNothing"), next };
  }

  /** @param {Api.ShowCard[]} live */
  #onAir(live) {
    const [first, ...others] = live.slice(0, IN_HEAD);
    if (!first) return nothing;
    const details = this.#details.value.get(first.id);
    const beside = others.length
      ? html`<div class="strip">${others.map((show) => showPoster(show))}</div>`
      : tableOf(details, t("home.onTheTable"));
    return html`<section class="lead n${others.length + 1}" aria-label=${t("home.liveNow")}>
        ${showPoster(first, { feature: true, details })} ${beside}
      </section>
      ${live.length > IN_HEAD ? this.#alsoLive(live.slice(IN_HEAD)) : nothing}`;
  }

  /** @param {Api.ShowCard[]} live */
  #alsoLive(live) {
    return html`<section>
      <div class="h"><h2 class="t5">${t("home.alsoLive")}</h2></div>
      <div class="strip four">${live.map((show) => showPoster(show))}</div>
    </section>`;
  }

  /** Nobody is live: when it goes on, and what will be shown. @param {Api.ShowCard[]} upcoming */
  #dark([next]) {
    if (!next) return html`<div>${emptyState({ title: t("home.dark"), why: t("home.darkPast") })}</div>`;
    const details = this.#details.value.get(next.id);
    const wait = html`<a class="btn primary" href=${showUrl(next.id)}>${t("home.wait")}</a>`;
    return html`<section class="dark" aria-label=${t("home.dark")}>
        ${beam}
        <div class="grow">
          <h2 class="t5">${t("home.dark")}</h2>
          <p class="muted">${nextShow(next.starts_ms)}</p>
        </div>
        ${isLate(next) ? wait : calendarButton(next, "primary")}
      </section>
      <div class="lead n1">
        ${showPoster(next, { feature: true, details })} ${tableOf(details, t("home.willBeShown"))}
      </div>`;
  }

  /** @param {Api.ShowCard[]} upcoming */
  #comingUp(upcoming) {
    const all = this.#allUpcoming.value || upcoming.length <= UPCOMING_FIRST;
    const rest = html`<button class="link bare" @click=${() => (this.#allUpcoming.value = true)}>
      ${t("home.all", { n: upcoming.length })}
    </button>`;
    return html`<section id="coming-up">
      <div class="h">
        <h2 class="t5">${t("home.comingUp")}</h2>
        ${all ? nothing : rest}
      </div>
      <ul>
        ${(all ? upcoming : upcoming.slice(0, UPCOMING_FIRST)).map((show) => upcomingRow(show, this.#details.value.get(show.id)))}
      </ul>
    </section>`;
  }

  /** @param {Api.ShowCard[]} past */
  #pastShows(past) {
    return html`<section>
      <div class="h"><h2 class="t5">${t("home.past")}</h2></div>
      <div class="strip past">${pastRow(past).map((show) => showPoster(show))}</div>
    </section>`;
  }
}
customElements.define("home-page", HomePage);
