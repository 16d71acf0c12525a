/** The choice of how the picture comes (at once or steadily) and of how sharp it is. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/way.js";
import { choices, layerFor, megabytesAnHour, shortSide } from "../../models/quality.js";
import { WAY_CHOICES } from "../../models/way.js";
import { icon } from "../icon.js";

/** @typedef {import("../../models/quality.js").Layer} Layer */

/** @param {import("./picture.js").Picture} picture @param {import("./quality.js").Quality} quality */
export function wayMenu(picture, quality) {
  const { current, choice } = picture.way.value;
  return html`<button class="icon-btn glass" popovertarget="way-menu" aria-label=${t("way.open")}>
      ${icon("sliders-horizontal")}
    </button>
    <div id="way-menu" class="menu" popover @beforetoggle=${(/** @type {ToggleEvent} */ event) => event.newState === "open" && quality.refresh()}>
      ${current === "webrtc" ? sizes(quality) : nothing}
      <fieldset>
        <legend class="t2 muted">${t("way.legend")}</legend>
        ${WAY_CHOICES.map((each) => item("way", each, each === choice, t(`way.${each}`), t(`way.${each}.why`), () => picture.choose(each)))}
      </fieldset>
      ${current === "hls" ? html`<p class="t1 muted" role="status">${t("way.behind")}</p>` : nothing}
    </div>`;
}

/** How sharp: nothing to choose where the seller sends but one size. @param {import("./quality.js").Quality} quality */
function sizes(quality) {
  const layers = quality.layers.value;
  const all = choices(layers);
  const smallest = all.at(-1);
  if (!layers || !smallest) return nothing;
  const choice = quality.choice.value;
  const chosen = choice === "auto" ? undefined : layerFor(choice, layers);
  const now = all.find(({ id }) => id === layers.sent);
  return html`<fieldset>
    <legend class="t2 muted">${t("size.legend")}</legend>
    ${item("size", "auto", !chosen, t("size.auto"), now ? t("size.now", { size: sizeName(now) }) : t("size.none"), () => quality.choose("auto"))}
    ${all.map((layer) => item("size", layer.id, layer === chosen, sizeName(layer), use(layer, layer === smallest), () => quality.choose(shortSide(layer))))}
  </fieldset>`;
}

/** @param {Layer} layer */
const sizeName = (layer) => `${shortSide(layer)}p`;

/** @param {Layer} layer @param {boolean} least */
const use = (layer, least) => t(least ? "size.least" : "size.use", { n: megabytesAnHour(layer) });

/** @param {string} group @param {string} value @param {boolean} on @param {string} what @param {string} why @param {() => void} choose */
const item = (group, value, on, what, why, choose) =>
  html`<label class="item"
    ><input type="radio" name=${group} value=${value} .checked=${on} @change=${choose} /><span
      >${what}<br /><span class="t1 muted">${why}</span></span
    ></label
  >`;
