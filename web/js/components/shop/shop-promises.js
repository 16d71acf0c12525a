/** What buyers can rely on in a shop, and how to reach it: its policies to be opened, its contact. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { POLICIES } from "../../models/shop-form.js";
import { icon } from "../icon.js";
import { richText } from "../rich-text.js";

/** Where it stands on the seller's page. */
export const PROMISES = "promises";

/** Whether a shop says anything of it. @param {Api.ShopProfile} shop */
export const hasPromises = ({ contact, policies }) =>
  POLICIES.some((name) => policies[name]) || Object.values(contact).some(Boolean);

/** @param {Api.ShopProfile & { name: string }} shop */
export function shopPromises(shop) {
  if (!hasPromises(shop)) return nothing;
  const { contact, policies } = shop;
  const reachable = Object.values(contact).some(Boolean);
  return html`<section id=${PROMISES} class="promised" aria-labelledby="promised-title" tabindex="-1">
    <div class="h"><h2 class="t5" id="promised-title">${t("seller.promises")}</h2></div>
    ${POLICIES.map((name) =>
      policies[name]
        ? html`<details class="card">
            <summary class="med">${t(`seller.promise.${name}`)}${icon("chevron-down", "sm")}</summary>
            <div class="words">${richText(policies[name])}</div>
          </details>`
        : nothing,
    )}
    ${
      reachable
        ? html`<div class="card reach">
            <h3 class="t3 med">${t("seller.contact", { name: shop.name })}</h3>
            <ul>
              ${contact.email ? html`<li>${icon("mail", "sm")}<a class="link" href="mailto:${contact.email}">${contact.email}</a></li>` : nothing}
              ${contact.phone ? html`<li>${icon("message-circle", "sm")}<a class="link" href="tel:${contact.phone.replace(/[^\d+]/g, "")}">${contact.phone}</a></li>` : nothing}
              ${contact.address ? html`<li>${icon("map-pin", "sm")}<address>${contact.address}</address></li>` : nothing}
            </ul>
          </div>`
        : nothing
    }
  </section>`;
}
