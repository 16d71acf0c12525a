/** Whom this person follows, of what they are to be reminded, and whether mails come. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/account.js";
import { sellerUrl, showUrl } from "../../lib/address.js";
import { api } from "../../lib/api.js";
import { weekdayTime } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { Resource } from "../../lib/resource.js";
import "../interests/follow-button.js";
import "../interests/remind-button.js";
import { problemNote } from "../problem-page.js";

class WatchedList extends LightElement {
  #watched = new Resource(async () => /** @type {Api.Watched} */ (await api.get("/me/watched")));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#watched.load();
  }

  render() {
    const state = this.#watched.state.value;
    return html`<section class="card form-card" aria-busy=${state.phase === "loading"}>
      <h2 class="t4">${t("watched.title")}</h2>
      ${state.phase === "failed" ? problemNote(problemText(state.error)) : nothing}
      ${state.phase === "loading" ? html`<span class="sk line"></span><span class="sk line short"></span>` : nothing}
      ${state.phase === "ready" ? this.#rows(state.value) : nothing}
    </section>`;
  }

  /** @param {Api.Watched} watched */
  #rows({ following, reminders }) {
    if (!following.length && !reminders.length) return html`<p class="muted">${t("watched.none")}</p>`;
    return html`<ul class="rows">
      ${following.map(
        ({ seller, mailing }) => html`<li class="row">
          <span class="grow what"
            ><a class="med clip" href=${sellerUrl(seller.id)}>${seller.name}</a><span class="t2 muted">${howMails(mailing)}</span></span
          ><follow-button seller=${seller.id} name=${seller.name} look="small"></follow-button>
        </li>`,
      )}
      ${reminders.map(
        ({ show }) => html`<li class="row">
          <span class="grow what"
            ><a class="med clip" href=${showUrl(show.id)}>${show.title}</a
            ><span class="t2 muted num">${t("watched.reminder", { time: weekdayTime(show.starts_ms) })}</span></span
          ><remind-button show=${show.id} name=${show.title} look="line"></remind-button>
        </li>`,
      )}
    </ul>`;
  }
}
customElements.define("watched-list", WatchedList);

/** @param {Api.Standing["mailing"]} mailing */
const howMails = (mailing) => (mailing === "on" ? t("watched.mails") : mailing === "asked" ? t("watched.asked") : t("watched.silent"));
