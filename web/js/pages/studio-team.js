/** The team of a shop: who moderates, a link for somebody new shown once, open invitations, and letting somebody go. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { closeDialog, dialog, showDialog } from "../components/studio/dialogs.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/team.js";
import { api } from "../lib/api.js";
import { copyText } from "../lib/clipboard.js";
import { date, moment } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import "../components/page-foot.js";
import "../components/site-header.js";
import "../components/studio/chat-retention.js";

/** @typedef {{ members: Api.TeamMember[], invitations: Api.TeamInvitation[] }} Team */

const PATH = "/studio/team";
const REMOVE = "remove-dialog";

class StudioTeamPage extends LightElement {
  #team = signal(/** @type {Team | null} */ (null));
  #noSeller = signal(false);
  #broken = signal(/** @type {unknown} */ (null));
  #busy = signal(false);
  #problem = signal("");
  /** Shown once; nothing keeps it. */
  #fresh = signal(/** @type {{ invitation: Api.TeamInvitation, link: string } | null} */ (null));
  #leaving = signal(/** @type {Api.TeamMember | null} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("team.title"));
    void this.#load();
  }

  #load = async () => {
    this.#broken.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id !== null) this.#team.value = await api.get(PATH);
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#broken.value = error;
    }
  };

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#broken.value) return failed(this.#broken.value, this.#load);
    const team = this.#team.value;
    return html`${studioSections("team")}
      <header class="row team-head">
        <h1 class="t6" tabindex="-1">${t("team.title")}</h1>
        ${team?.members.length || team?.invitations.length ? this.#inviter("push") : nothing}
      </header>
      <p class="muted team-why">${t("team.why")}</p>
      ${this.#problem.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${this.#problem.value}</span></p>` : nothing}
      ${this.#link()}
      ${team === null ? html`<div class="sk team-sk" aria-busy="true"></div>` : html`${this.#people(team)}<chat-retention></chat-retention>`} ${this.#sure()}`;
  }

  /** @param {string} place */
  #inviter(place) {
    const lit = this.#fresh.value ? "" : "primary";
    const busy = this.#busy.value;
    return html`<button class="btn ${lit} ${place}" aria-busy=${busy ? "true" : "false"} @click=${this.#invite}>
      ${icon("user-plus", "sm")}${t("team.invite")}
    </button>`;
  }

  /** @param {Team} team */
  #people({ members, invitations }) {
    if (!members.length && !invitations.length)
      return html`<section class="card team-card team-alone">
        <h2 class="t4">${t("team.alone.title")}</h2>
        <p class="muted">${t("team.alone.why")}</p>
        ${this.#inviter("")}
      </section>`;
    const people = html`<section class="card team-card">
      <h2 class="t4">${t("team.members", { n: members.length })}</h2>
      <ul class="team-rows">
        ${repeat(
          members,
          ({ account_id }) => account_id,
          (member) => this.#member(member),
        )}
      </ul>
    </section>`;
    const open = html`<section class="card team-card">
      <h2 class="t4">${t("team.open", { n: invitations.length })}</h2>
      <ul class="team-rows">
        ${repeat(
          invitations,
          ({ id }) => id,
          (invitation) => this.#invitation(invitation),
        )}
      </ul>
    </section>`;
    return html`${members.length ? people : nothing}${invitations.length ? open : nothing}`;
  }

  /** @param {Api.TeamMember} member */
  #member(member) {
    return html`<li class="row">
      ${icon("shield")}
      <span class="grow team-who"
        ><b class="med">${member.name}</b
        ><span class="t2 muted"
          >${member.email}, <span class="num team-since">${t("team.since", { date: date(member.since_ms) })}</span></span
        ></span
      >
      <button
        class="btn small quiet"
        aria-label=${t("team.removeOf", { name: member.name })}
        @click=${() => this.#askToRemove(member)}
      >
        ${t("team.remove")}
      </button>
    </li>`;
  }

  /** @param {Api.TeamInvitation} invitation */
  #invitation(invitation) {
    const { hint } = invitation;
    return html`<li class="row">
      ${icon("link")}
      <span class="grow team-who"
        ><span>${t("team.ends", { hint })}</span
        ><span class="t2 muted num">${t("team.until", { date: moment(invitation.expires_ms) })}</span></span
      >
      <button
        class="btn small quiet"
        aria-label=${t("team.callBackOf", { hint })}
        @click=${() => this.#callBack(invitation)}
      >
        ${t("team.callBack")}
      </button>
    </li>`;
  }

  #link() {
    const fresh = this.#fresh.value;
    if (!fresh) return nothing;
    const { link, invitation } = fresh;
    return html`<section class="card team-card team-link" role="status">
      <h2 class="t4">${t("team.link")}</h2>
      <code tabindex="0">${link}</code>
      <p class="t2 muted">${t("team.linkOnce", { date: moment(invitation.expires_ms) })}</p>
      <div class="row wrap">
        <button class="btn primary" @click=${() => this.#copy(link)}>${icon("copy", "sm")}${t("team.copy")}</button>
        ${"share" in navigator ? html`<button class="btn" @click=${() => share(link)}>${icon("share-2", "sm")}${t("team.share")}</button>` : nothing}
      </div>
    </section>`;
  }

  /** @param {string} link */
  async #copy(link) {
    toast((await copyText(link, this.querySelector(".team-link code"))) ? t("team.copied") : t("team.notCopied"));
  }

  #sure() {
    const member = this.#leaving.value;
    return dialog({
      id: REMOVE,
      title: t("team.sure", { name: member?.name ?? "" }),
      body: html`<p>${t("team.sureWhy")}</p>
        <footer class="row dialog-foot">
          <button class="btn" autofocus @click=${() => closeDialog(REMOVE)}>${t("team.keep")}</button>
          <button class="btn push end-for-good" @click=${() => member && this.#remove(member)}>${t("team.sureDo")}</button>
        </footer>`,
    });
  }

  /** @param {Api.TeamMember} member */
  #askToRemove(member) {
    this.#leaving.value = member;
    showDialog(REMOVE);
  }

  #invite = () =>
    this.#act(async () => {
      const made = await api.post(`${PATH}/invitations`);
      this.#fresh.value = made;
      this.#change((team) => ({ ...team, invitations: [made.invitation, ...team.invitations] }));
    });

  /** @param {Api.TeamInvitation} gone */
  #callBack = (gone) =>
    this.#act(async () => {
      await api.delete(`${PATH}/invitations/${gone.id}`);
      if (this.#fresh.value?.invitation.id === gone.id) this.#fresh.value = null;
      this.#change((team) => ({ ...team, invitations: team.invitations.filter(({ id }) => id !== gone.id) }));
      toast(t("team.calledBack"));
      this.#toTop();
    });

  /** @param {Api.TeamMember} gone */
  #remove = (gone) =>
    this.#act(async () => {
      closeDialog(REMOVE);
      await api.delete(`${PATH}/members/${gone.account_id}`);
      this.#change((team) => ({
        ...team,
        members: team.members.filter(({ account_id }) => account_id !== gone.account_id),
      }));
      toast(t("team.removed", { name: gone.name }));
      this.#toTop();
    });

  /** @param {(team: Team) => Team} to */
  #change(to) {
    if (this.#team.value) this.#team.value = to(this.#team.value);
  }

  /** The row that had the focus is gone. */
  #toTop() {
    /** @type {HTMLElement | null} */ (this.querySelector("h1"))?.focus();
  }

  /** @param {() => Promise<void>} work */
  async #act(work) {
    if (this.#busy.value) return;
    this.#busy.value = true;
    this.#problem.value = "";
    try {
      await work();
    } catch (error) {
      this.#problem.value = problemText(error, { team_full: t("team.full") });
    }
    this.#busy.value = false;
  }
}
customElements.define("studio-team-page", StudioTeamPage);

/** @param {string} url  Closing the sheet is no failure. */
const share = (url) => navigator.share({ text: t("team.shareWords"), url }).catch(() => undefined);
