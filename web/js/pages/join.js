/** Where an invitation's link leads: whose team it is, who one is, and joining; who has no account comes back here with one. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import "../components/page-foot.js";
import { problemNote, problemPage } from "../components/problem-page.js";
import "../components/site-header.js";
import { t } from "../i18n/team.js";
import { api, ApiError } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { loadMe, me } from "../lib/session.js";
import { dropSecret, takeSecret } from "../models/invitation.js";

/** @typedef {"loading" | "failed" | "asking" | "busy" | "done" | "already" | "broken"} Phase */

const NEXT = "?next=/join";

class JoinPage extends LightElement {
  #phase = signal(/** @type {Phase} */ ("loading"));
  #invited = signal(/** @type {Api.Invited | null} */ (null));
  #problem = signal(/** @type {unknown} */ (null));
  #secret = "";

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("join.title"));
    this.#take();
    addEventListener("hashchange", this.#take);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#take);
  }

  #take = () => {
    const { secret, kept } = takeSecret(location.hash, sessionStorage);
    // Neither a glance over the shoulder nor a bookmark is to give it away.
    if (kept && location.hash.length > 1) history.replaceState(null, "", location.pathname);
    if (secret && secret === this.#secret) return;
    this.#secret = secret;
    void this.#look();
  };

  #look = async () => {
    if (!this.#secret) {
      this.#phase.value = "broken";
      return;
    }
    this.#phase.value = "loading";
    try {
      const [invited] = await Promise.all([api.post("/team-invitations/look", { token: this.#secret }), loadMe()]);
      this.#invited.value = invited;
      this.#phase.value = "asking";
    } catch (error) {
      this.#fail(error, "failed");
    }
  };

  #accept = async () => {
    if (this.#phase.value === "busy") return;
    this.#phase.value = "busy";
    this.#problem.value = null;
    try {
      await api.post("/team-invitations/accept", { token: this.#secret });
      dropSecret(sessionStorage);
      this.#phase.value = "done";
    } catch (error) {
      this.#fail(error, "asking");
    }
  };

  /** @param {unknown} error  @param {Phase} otherwise */
  #fail(error, otherwise) {
    const code = error instanceof ApiError ? error.code : "";
    this.#problem.value = error;
    this.#phase.value = code === "in_team_already" ? "already" : code === "invitation_invalid" ? "broken" : otherwise;
    if (code === "invitation_invalid") dropSecret(sessionStorage);
  }

  #another = async () => {
    try {
      await api.delete("/sessions/current");
      location.assign(`/signin${NEXT}`);
    } catch (error) {
      this.#problem.value = error;
    }
  };

  render() {
    const phase = this.#phase.value;
    const shop = this.#invited.value?.seller_name ?? "";
    const home = html`<a class="btn line" href="/">${t("join.home")}</a>`;
    const studio = html`<a class="btn primary tall" href="/studio">${t("join.studio")}</a>`;
    if (phase === "loading")
      return html`<div class="join" aria-busy="true"><span class="sk join-sk"></span><span class="sk join-sk"></span></div>`;
    if (phase === "failed")
      return problemPage(this.#problem.value, this.#look, { title: t("join.title"), why: "", next: nothing });
    if (phase === "broken") return emptyState({ title: t("join.broken"), why: t("join.brokenWhy"), next: home });
    if (phase === "already") return emptyState({ title: t("join.already"), why: t("join.alreadyWhy"), next: studio });
    if (phase === "done")
      return html`<div role="status">
        ${emptyState({ title: t("join.done", { shop }), why: t("join.doneWhy"), next: studio })}
      </div>`;
    return emptyState({ title: t("join.to", { shop }), why: t("join.why"), next: this.#ways(shop, phase === "busy") });
  }

  /** @param {string} shop  @param {boolean} busy */
  #ways(shop, busy) {
    const account = me.value?.account;
    const problem = this.#problem.value ? problemNote(problemText(this.#problem.value)) : nothing;
    const seen = t("join.seen", { shop });
    if (!account)
      return html`${problem}
        <div class="join">
          <a class="btn primary tall" href="/signin${NEXT}">${icon("log-in", "sm")}${t("join.signIn")}</a>
          <a class="btn line tall" href="/signup${NEXT}">${icon("user-plus", "sm")}${t("join.signUp")}</a>
          <p class="t2 muted">${seen}</p>
        </div>`;
    return html`${problem}
      <div class="join">
        <button class="btn primary tall" aria-busy=${busy ? "true" : "false"} @click=${this.#accept}>
          ${busy ? html`<span class="spin" aria-hidden="true"></span>${t("join.doing")}` : t("join.do")}
        </button>
        <p class="t2 muted">${t("join.as", { name: account.name, email: account.email })} ${seen}</p>
        <button class="btn quiet" @click=${this.#another}>${t("join.other")}</button>
      </div>`;
  }
}
customElements.define("join-page", JoinPage);
