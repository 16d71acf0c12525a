/** The theme and language switch: a button with a small panel, usable in any bar. */
import { html } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { LANGUAGES, language, switchLanguage } from "../lib/i18n.js";
import { chooseTheme, chosenTheme, THEMES } from "../lib/theme.js";
import { icon } from "./icon.js";

/** @param {string} name  @param {string} value  @param {boolean} on  @param {string} words  @param {() => void} choose  @param {string} [lang] */
const choice = (name, value, on, words, choose, lang = language) =>
  html`<label class="item"
    ><input type="radio" name=${name} value=${value} .checked=${on} @change=${choose} /><span lang=${lang}
      >${words}</span
    ></label
  >`;

/** @param {string} [id] unique on the page */
export const settingsMenu = (id = "settings-menu") =>
  html`<button class="icon-btn" popovertarget=${id} aria-label=${t("settings.open")}>${icon("languages")}</button>
    <div id=${id} class="menu" popover>
      <fieldset>
        <legend class="t2 muted">${t("settings.language")}</legend>
        ${LANGUAGES.map((tag) => choice(`${id}-language`, tag, tag === language, t(`settings.language.${tag}`), () => switchLanguage(tag), tag))}
      </fieldset>
      <fieldset>
        <legend class="t2 muted">${t("settings.theme")}</legend>
        ${THEMES.map((theme) => choice(`${id}-theme`, theme, theme === chosenTheme(), t(`settings.theme.${theme}`), () => chooseTheme(theme)))}
      </fieldset>
    </div>`;
