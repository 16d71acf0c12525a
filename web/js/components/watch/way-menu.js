/** The choice of how the picture comes: by itself, as soon as possible, or steadily and a little later. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/way.js";
import { WAY_CHOICES } from "../../models/way.js";
import { icon } from "../icon.js";

/** @param {import("./picture.js").Picture} picture */
export function wayMenu(picture) {
  const { current, choice } = picture.way.value;
  return html`<button class="icon-btn glass" popovertarget="way-menu" aria-label=${t("way.open")}>
      ${icon("sliders-horizontal")}
    </button>
    <div id="way-menu" class="menu" popover>
      <fieldset>
        <legend class="t2 muted">${t("way.legend")}</legend>
        ${WAY_CHOICES.map((each) => item(each, each === choice, () => picture.choose(each)))}
      </fieldset>
      ${current === "hls" ? html`<p class="t1 muted" role="status">${t("way.behind")}</p>` : nothing}
    </div>`;
}

/** @param {import("../../models/way.js").WayChoice} choice @param {boolean} on @param {() => void} choose */
const item = (choice, on, choose) =>
  html`<label class="item"
    ><input type="radio" name="way" value=${choice} .checked=${on} @change=${choose} /><span
      >${t(`way.${choice}`)}<br /><span class="t1 muted">${t(`way.${choice}.why`)}</span></span
    ></label
  >`;
