/** The person behind what is chosen: what to do, what they said, what was done; below it, what is in force and the log. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { t } from "../../i18n/desk.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock, time } from "../../lib/format.js";
import { entryOf, historyOf, inForce, notesOn } from "../../models/desk.js";
import { icon } from "../icon.js";
import { DeskPart, logWords, ruleWords } from "./part.js";

const HISTORY = 30;
const LOG = 40;

class DeskPerson extends DeskPart {
  render() {
    const person = this.desk.person.value;
    return html`${person ? this.#person(person) : html`<p class="t2 muted">${t("empty.person")}</p>`}
      <h3 class="t2 muted med">${t("person.measures")}</h3>
      ${this.#measures()}
      <div class="row">
        <h3 class="t2 muted med">${t("person.log")}</h3>
        <button class="btn small quiet push" @click=${() => this.desk.undo()}>
          ${icon("undo-2", "sm")}${t("do.undo")} <kbd class="key">U</kbd>
        </button>
      </div>
      ${this.#log()}`;
  }

  /** @param {import("../../models/desk.js").Person} person */
  #person({ person_id, name }) {
    const { desk } = this;
    const { audit } = desk.state.value;
    const history = historyOf(person_id, desk.talk.value.lines, audit).slice(0, HISTORY);
    return html`<div class="row person-head">
        <span class="avatar" aria-hidden="true">${[...name][0] ?? "?"}</span>
        <h2 class="t4 clip">${name}</h2>
      </div>
      <div class="grid2">
        ${this.#action(t("do.mute10"), "M", () => desk.muteShort())}
        ${this.#action(t("do.muteLong"), "⇧M", () => desk.ask("mute"))} ${this.#action(t("do.purge"), "X", () => desk.purge())}
        ${this.#action(t("do.mutePurge"), "⇧X", () => desk.muteShort(true))}
        ${this.#action(t("do.warn"), "W", () => desk.ask("warn"))} ${this.#action(t("do.note"), "T", () => desk.ask("note"))}
        ${this.#action(t("do.shadow"), "G", () => desk.ask("shadow"))}
        ${this.#action(t("do.ban"), "B", () => desk.ask("ban"), "danger")}
      </div>
      ${notesOn(person_id, audit).map((note) => html`<div class="note">${icon("sticky-note", "sm")}<span>${note.actor.name}: ${note.reason}</span></div>`)}
      ${history.length ? html`<h3 class="t2 muted med">${t("person.history")}</h3>` : nothing}
      <ol class="tl">
        ${history.map((item) => html`<li><time>${time(item.at_ms)}</time>${item.line ? this.#said(item.line) : html`<span class=${item.entry?.action === "warn" ? "warn" : ""}>${item.entry ? logWords(item.entry) : nothing}</span>`}</li>`)}
      </ol>`;
  }

  /** @param {import("../../models/chat-lines.js").MessageLine} line */
  #said(line) {
    return line.status === "hidden"
      ? html`<s class="faint" dir="auto">${this.desk.textOf(line)}</s>`
      : html`<span dir="auto">${line.text}</span>`;
  }

  /** @param {string} words @param {string} key @param {() => void} act @param {string} [look] */
  #action(words, key, act, look = "") {
    return html`<button class="btn small ${look}" @click=${act}>${words} <kbd class="key">${key}</kbd></button>`;
  }

  #measures() {
    const { audit, measures } = this.desk.state.value;
    const active = inForce(measures, this.desk.nowMs.value);
    if (!active.length) return html`<p class="t2 muted">${t("person.measures.none")}</p>`;
    return html`<ul>
      ${repeat(
        active,
        ({ measure }) => `${measure.person.person_id} ${measure.kind}`,
        ({ measure, left_ms, share }) => {
          const entry = entryOf(audit, measure);
          const left = left_ms === null ? t("person.noEnd") : t("case.left", { time: clock(left_ms) });
          return html`<li class="meas">
            <span class="ring" aria-hidden="true" ${cssVars({ "--v": Math.round(share * 100) })}></span>
            <span class="clip"
              ><b class="med">${measure.person.name}</b> <span class="t2 muted"
                >${[t(`measure.${measure.kind}`), ruleWords(measure.reason)].filter(Boolean).join(", ")}</span
              ><br /><span class="t2 num" role="timer">${left}</span></span
            >
            ${entry ? html`<button class="btn small quiet" aria-label=${t("do.undoName", { name: measure.person.name })} @click=${() => this.desk.undo(entry.id)}>${icon("undo-2", "sm")}${t("do.undo")}</button>` : nothing}
          </li>`;
        },
      )}
    </ul>`;
  }

  #log() {
    const { audit } = this.desk.state.value;
    if (!audit.length) return html`<p class="t2 muted">${t("person.log.none")}</p>`;
    return html`<ol class="tl">
      ${repeat(
        audit.slice(0, LOG),
        (entry) => entry.id,
        (entry) => html`<li><time>${time(entry.at_ms)}</time><span>${logWords(entry)}</span></li>`,
      )}
    </ol>`;
  }
}
customElements.define("desk-person", DeskPerson);
