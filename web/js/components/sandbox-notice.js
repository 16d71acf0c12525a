/** The notice that no money moves, wherever it is true. */
import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { me } from "../lib/session.js";
import { icon } from "./icon.js";

export const sandboxNotice = () =>
  me.value?.sandbox ? html`<span class="demo">${icon("info", "xs")}<span>${t("site.sandbox")}</span></span>` : nothing;
