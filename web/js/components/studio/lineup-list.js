/** The line-up: in its order, which changes by drag, by keys and by menu. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { problemText } from "../../lib/problems.js";
import { move } from "../../models/studio-lineup.js";
import { icon } from "../icon.js";
import { openFlash } from "./flash-dialog.js";
import { openProducts } from "./products-dialog.js";
import { lineupRow } from "./lineup-row.js";
import { RowMenu } from "./row-menu.js";
import { StudioPart } from "./part.js";

/** A finger that moves less than this has tapped. */
const TAP_PX = 6;

/** @typedef {{id: string, from: number, to: number, by: "pointer" | "keys"}} Lift   A product in the air: where it was, where it is held. */

class LineupList extends StudioPart {
  #lift = signal(/** @type {Lift | null} */ (null));
  #said = signal("");
  #menu = new RowMenu();

  render() {
    const { desk } = this.studio;
    const rows = desk.rows.value;
    const place = rows.findIndex((row) => row.pinned) + 1;
    return html`<div class="lineup-head row">
        <h2 class="t4">
          ${t("lineup.title")}
          <span class="muted num">${place ? `${place}/${rows.length}` : rows.length || nothing}</span>
        </h2>
        <span class="push t2 muted lineup-keys"><kbd class="key">P</kbd> ${t("keys.pinNext")} <kbd class="key">F</kbd> ${t("keys.flash")}</span>
        <button class="btn small quiet" @click=${() => openProducts()}>
          ${icon("pencil", "sm")}${t("lineup.edit")}
        </button>
      </div>
      ${
        desk.problem.value
          ? html`<p class="note bad" role="alert">
              ${icon("octagon-alert", "sm")}<span
                >${t("lineup.problem", { why: problemText(desk.problem.value) })}</span
              >
            </p>`
          : nothing
      }
      ${rows.length ? this.#list() : this.#empty()}
      <p class="sr" role="status">${this.#said.value}</p>`;
  }

  #list() {
    const { desk, broadcast, room } = this.studio;
    const lift = this.#lift.value;
    const rows = lift ? move(desk.rows.value, lift.from, lift.to) : desk.rows.value;
    // Without a picture the light is on getting it back, not on the next pin.
    const live = broadcast.live.value && broadcast.phase.value !== "outside_lost";
    return html`<ul class="lineup" ?data-lifting=${lift}>
      ${repeat(
        rows,
        (row) => row.product.id,
        (row, index) =>
          lineupRow(
            { ...row, number: index + 1 },
            {
              lifted: lift?.id === row.product.id,
              live,
              pinning: desk.pinning.value === row.product.id,
              nowMs: room.nowMs.value,
            },
            this.#actions,
          ),
      )}
    </ul>`;
  }

  #empty() {
    return html`<div class="note">
      ${icon("package")}<span
        ><b class="med">${t("lineup.empty")}</b><br /><span class="muted">${t("lineup.empty.why")}</span></span
      >
    </div>`;
  }

  /** @type {import("./lineup-row.js").RowActions} */
  #actions = {
    grab: (event, id) => this.#grab(event, id),
    key: (event, id) => this.#key(event, id),
    menu: (event, id) => this.#openMenu(/** @type {HTMLElement} */ (event.currentTarget), id),
    pin: (id) => this.#pin(id),
  };

  /** @param {string} id */
  #pin(id) {
    void this.studio.desk.pin(id);
    const row = this.studio.desk.rows.value.find((each) => each.product.id === id);
    this.#said.value = t("pinned.told", { name: row?.product.title ?? "" });
  }

  /** @param {string} id */
  #indexOf(id) {
    return this.studio.desk.rows.value.findIndex((row) => row.product.id === id);
  }

  /**
   * @param {PointerEvent} event
   * @param {string} id
   */
  #grab(event, id) {
    if (event.button !== 0) return;
    event.preventDefault();
    const from = this.#indexOf(id);
    const grip = /** @type {HTMLElement} */ (event.currentTarget);
    let moved = false;
    this.#lift.value = { id, from, to: from, by: "pointer" };
    const over = (/** @type {PointerEvent} */ at) => {
      moved ||= Math.abs(at.clientY - event.clientY) > TAP_PX;
      this.#dragOver(at.clientY);
    };
    const done = new AbortController();
    // Listened to on the window: the row itself moves in the document while it is dragged.
    window.addEventListener("pointermove", over, { signal: done.signal });
    for (const end of ["pointerup", "pointercancel"]) {
      const finish = () => {
        done.abort();
        this.#drop(end === "pointerup");
        // On a phone the grip is the menu as well: there is no room for both.
        if (!moved && end === "pointerup" && this.studio.narrow.value) this.#openMenu(grip, id);
      };
      window.addEventListener(end, finish, { signal: done.signal, once: true });
    }
  }

  /** @param {number} y */
  #dragOver(y) {
    const lift = this.#lift.value;
    if (!lift) return;
    const others = [...this.querySelectorAll(".lineup-row:not(.is-lifted)")].map((row) => row.getBoundingClientRect());
    const to = others.filter((box) => box.top + box.height / 2 < y).length;
    if (to !== lift.to) this.#lift.value = { ...lift, to };
  }

  /** @param {boolean} keep */
  #drop(keep) {
    const lift = this.#lift.value;
    this.#lift.value = null;
    if (lift && keep && lift.to !== lift.from) this.studio.desk.reorder(lift.from, lift.to);
  }

  /**
   * Space lifts and puts down, arrows move, Escape puts back.
   * @param {KeyboardEvent} event
   * @param {string} id
   */
  #key(event, id) {
    const lift = this.#lift.value;
    if (event.key === " ") {
      event.preventDefault();
      if (lift) this.#putDown(lift);
      else this.#pickUp(id);
    } else if (lift && event.key === "Escape") {
      this.#drop(false);
      this.#say("lineup.putBack", lift);
    } else if (lift && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.#carry(lift, event.key === "ArrowUp" ? -1 : 1);
    }
  }

  /** @param {string} id */
  #pickUp(id) {
    const from = this.#indexOf(id);
    const lift = { id, from, to: from, by: /** @type {const} */ ("keys") };
    this.#lift.value = lift;
    this.#say("lineup.lifted", lift);
  }

  /** @param {Lift} lift */
  #putDown(lift) {
    this.#say("lineup.dropped", lift);
    this.#drop(true);
    this.#keepFocus(lift.id);
  }

  /**
   * @param {Lift} lift
   * @param {number} step
   */
  #carry(lift, step) {
    const to = Math.max(0, Math.min(this.studio.desk.rows.value.length - 1, lift.to + step));
    this.#lift.value = { ...lift, to };
    this.#say("lineup.moved", { ...lift, to });
    this.#keepFocus(lift.id);
  }

  /** The row moved in the document, which takes the focus away from its grip. @param {string} id */
  #keepFocus(id) {
    void this.updateComplete.then(() => {
      const grip = this.querySelector(`.lineup-row[data-id="${CSS.escape(id)}"] .grip`);
      if (grip instanceof HTMLElement) grip.focus();
    });
  }

  /**
   * @param {"lineup.lifted" | "lineup.moved" | "lineup.dropped" | "lineup.putBack"} key
   * @param {Lift} lift
   */
  #say(key, { id, to }) {
    const rows = this.studio.desk.rows.value;
    const name = rows.find((row) => row.product.id === id)?.product.title ?? "";
    this.#said.value = t(key, { name, place: to + 1, total: rows.length });
  }

  /**
   * @param {HTMLElement} button
   * @param {string} id
   */
  #openMenu(button, id) {
    const from = this.#indexOf(id);
    const last = this.studio.desk.rows.value.length - 1;
    const to = (/** @type {number} */ place) => () => {
      this.studio.desk.reorder(from, place);
      this.#say("lineup.dropped", { id, from, to: place, by: "keys" });
    };
    const product = this.studio.desk.rows.value[from]?.product;
    const flash = product?.flash ? t("flash.stop") : t("flash.start");
    const flashAct = () => {
      if (product?.flash) void this.studio.desk.stopFlash(id);
      else if (product) openFlash(this.studio, product);
    };
    this.#menu.open(button, [
      { icon: "zap", words: flash, act: flashAct },
      { icon: "chevron-up", words: t("lineup.up"), act: to(from - 1), off: from === 0 },
      { icon: "chevron-down", words: t("lineup.down"), act: to(from + 1), off: from === last },
      { icon: "arrow-up", words: t("lineup.first"), act: to(0), off: from === 0 },
      { icon: "arrow-right", words: t("lineup.last"), act: to(last), off: from === last },
    ]);
  }
}
customElements.define("studio-lineup", LineupList);
