/** One line that leads to a show which is on right now. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { showUrl } from "../../lib/address.js";
import { icon } from "../icon.js";

/** @param {Api.ShowCard} show */
export const onAirRow = (show) =>
  html`<a class="on-air" href=${showUrl(show.id)}>
    <span class="badge live"><i class="dot" aria-hidden="true"></i>${t("live")}</span>
    <span class="grow clip2">${show.title}</span>${icon("chevron-right")}
  </a>`;
