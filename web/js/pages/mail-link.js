/** Where the links of mails lead: asks once more, for programs open links before people do. */
import { html } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import "../components/page-foot.js";
import { problemNote } from "../components/problem-page.js";
import "../components/site-header.js";
import { t } from "../i18n/interests.js";
import { problemOf } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";

/** @typedef {"asking" | "busy" | "done" | "broken"} Phase */

class MailLinkPage extends LightElement {
  #what = /** @type {"stop" | "yes"} */ (location.pathname.startsWith("/mail/yes/") ? "yes" : "stop");
  #phase = signal(/** @type {Phase} */ ("asking"));
  #problem = signal("");

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t(`link.${this.#what}.title`));
  }

  render() {
    const what = this.#what;
    const phase = this.#phase.value;
    const home = html`<a class="btn line" href="/">${t("link.home")}</a>`;
    if (phase === "done") return emptyState({ title: t(`link.${what}.done`), why: t(`link.${what}.doneWhy`), next: home });
    if (phase === "broken") return emptyState({ title: t("link.broken"), why: t("link.brokenWhy"), next: home });
    const next = html`${this.#problem.value ? problemNote(this.#problem.value) : ""}
      <button class="btn primary tall" aria-busy=${phase === "busy"} @click=${this.#answer}>${t(`link.${what}.do`)}</button>`;
    return emptyState({ title: t(`link.${what}.title`), why: t(`link.${what}.why`), next });
  }

  #answer = async () => {
    if (this.#phase.value === "busy") return;
    this.#phase.value = "busy";
    this.#problem.value = "";
    try {
      const answer = await fetch(location.pathname, { method: "POST", signal: AbortSignal.timeout(10_000) });
      if (!answer.ok && answer.status !== 410) throw await problemOf(answer);
      this.#phase.value = answer.ok ? "done" : "broken";
    } catch (error) {
      this.#problem.value = problemText(error);
      this.#phase.value = "asking";
    }
  };
}
customElements.define("mail-link-page", MailLinkPage);
