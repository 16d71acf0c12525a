/** What moderators did: mutes in force with their time left and Undo, and the log with who and why. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock, time } from "../../lib/format.js";
import { icon } from "../icon.js";
import { unmute } from "./measure-dialog.js";
import { StudioPart } from "./part.js";

/** @typedef {import("../../models/studio-moderation.js").AuditEntry} AuditEntry */
/** @typedef {import("../../models/studio-moderation.js").ActiveMute} ActiveMute */

class ModerationPanel extends StudioPart {
  render() {
    const { mutes, audit, refused } = this.studio.room;
    return html`${refused.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${refused.value.text}</span></p>` : nothing}
      <p><a class="btn small" href="/studio/${this.studio.desk.show.value.id}/desk">${icon("shield", "sm")}${t("mod.desk")}</a></p>
      <h2 class="t2 muted med">
        ${t("mod.active")} ${mutes.value.length ? html`<span class="num">${mutes.value.length}</span>` : nothing}
      </h2>
      ${
        mutes.value.length
          ? html`<ul class="mutes">
              ${repeat(
                mutes.value,
                ({ entry }) => entry.id,
                (mute) => this.#mute(mute),
              )}
            </ul>`
          : html`<p class="t2 muted">${t("mod.active.none")}</p>`
      }
      <h2 class="t2 muted med">${t("mod.log")}</h2>
      ${
        audit.value.length
          ? html`<ol class="audit">
              ${repeat(audit.value, (entry) => entry.id, auditLine)}
            </ol>`
          : html`<p class="t2 muted">${t("mod.log.none")}</p>`
      }`;
  }

  /** @param {ActiveMute} mute */
  #mute({ entry, left_ms, share }) {
    const { name, person_id } = entry.target;
    return html`<li class="mute-row">
      <span class="ring" aria-hidden="true" ${cssVars({ "--v": Math.round(share * 100) })}></span>
      <span class="clip"
        ><b class="med">${name}</b> <span class="t2 muted">${entry.reason}</span><br /><span class="t2 num" role="timer"
          >${t("mod.left", { time: clock(left_ms) })}</span
        ></span
      >
      <button
        class="btn small quiet"
        aria-label=${t("mod.undoName", { name })}
        @click=${() => unmute(this.studio, person_id, name)}
      >
        ${icon("undo-2", "sm")}${t("mod.undo")}
      </button>
    </li>`;
  }
}
customElements.define("studio-moderation", ModerationPanel);

/** @param {AuditEntry} entry */
function auditLine(entry) {
  const names = {
    target: entry.target.name,
    actor: entry.actor.name,
    reason: entry.reason,
    message: entry.message ?? "",
  };
  return html`<li class="t2">
    <time class="num" datetime=${new Date(entry.at_ms).toISOString()}>${time(entry.at_ms)}</time>
    <span
      >${t(`mod.log.${entry.action}`, names)}${entry.message ? html`<br /><s class="faint" dir="auto">${entry.message}</s>` : nothing}</span
    >
  </li>`;
}
