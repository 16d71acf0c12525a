/** The notice of what is not real here: that no money moves and, in a rehearsal, that the people are simulated. */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { me } from "../lib/session.js";
import { icon } from "./icon.js";

export const sandboxNotice = () =>
  me.value?.sandbox
    ? html`<span class="demo">${icon("info", "xs")}<span>${t(me.value.rehearsing ? "site.rehearsing" : "site.sandbox")}</span></span>`
    : nothing;
