/** Completes what is written beside it: a name after an @, and for the staff a command after a slash. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/talk.js";
import { LightElement } from "../../lib/light-element.js";
import { begunName, commandsFor, namesFor, peopleIn, withName } from "../../models/completing.js";
import { icon } from "../icon.js";

/** @typedef {{ words: string, about: string, take: () => void, role?: string }} Offer */

class CompleteLine extends LightElement {
  /** @type {import("../../../vendor/lit.js").PropertyDeclarations} */
  static properties = { talk: { attribute: false }, meant: { attribute: false } };

  #offers = signal(/** @type {Offer[]} */ ([]));
  #at = signal(0);
  /** @type {AbortController | undefined} */
  #left;

  constructor() {
    super();
    /** Tells how the chat stands. @type {() => import("../../models/chat-state.js").ChatState} */
    this.talk = /** @type {any} */ (undefined);
    /** Takes the ids of those whose names were chosen. @type {Map<string, string>} */
    this.meant = new Map();
  }

  get #input() {
    return this.parentElement?.querySelector("input") ?? null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#left = new AbortController();
    const where = this.parentElement;
    const options = { signal: this.#left.signal, capture: true };
    where?.addEventListener("input", () => this.#look(), { signal: this.#left.signal });
    where?.addEventListener("keydown", (event) => this.#key(event), options);
    where?.addEventListener("focusout", (event) => this.#leave(event), { signal: this.#left.signal });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#left?.abort();
  }

  render() {
    const offers = this.#offers.value;
    if (!offers.length) return nothing;
    return html`<ul class="offers" id="offers" role="listbox" aria-label=${t("complete.label")}>
      ${offers.map(
        (offer, at) => html`<li id="offer-${at}" role="option" aria-selected=${at === this.#at.value} class=${at === this.#at.value ? "on" : ""} @pointerdown=${(/** @type {Event} */ event) => this.#choose(event, offer)}>
          <b>${offer.words}</b>${offer.role && offer.role !== "viewer" ? icon("shield", "xs") : nothing}<span>${offer.about}</span>
        </li>`,
      )}
    </ul>`;
  }

  /** @override */
  updated() {
    const input = this.#input;
    if (!input) return;
    if (this.#offers.value.length) {
      input.setAttribute("aria-controls", "offers");
      input.setAttribute("aria-activedescendant", `offer-${this.#at.value}`);
    } else input.removeAttribute("aria-activedescendant");
    this.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }

  #look() {
    const input = this.#input;
    if (!input) return;
    const { value, selectionStart } = input;
    const caret = selectionStart ?? value.length;
    this.#at.value = 0;
    const { lines, you } = this.talk();
    const staff = you?.role === "moderator" || you?.role === "host";
    const commands = staff ? commandsFor(value) : [];
    const begun = begunName(value, caret);
    const names = begun ? namesFor(peopleIn(lines, you?.id), begun.begun) : [];
    if (begun && names.length)
      this.#offers.value = names.map((person) => ({
        words: person.name,
        about: "",
        role: person.role,
        take: () => {
          this.meant.set(person.name, person.id);
          this.#write(withName(value, caret, begun, person.name));
        },
      }));
    else
      this.#offers.value = commands.map((name) => ({
        words: t(`command.${name}`),
        about: t(`command.${name}.why`),
        take: () => {
          if (!value.includes(" ")) this.#write({ text: `/${name} `, caret: name.length + 2 });
        },
      }));
  }

  /** @param {{ text: string, caret: number }} written */
  #write({ text, caret }) {
    const input = this.#input;
    if (!input) return;
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    input.setSelectionRange(caret, caret);
  }

  /** @param {Event} event @param {Offer} offer */
  #choose(event, offer) {
    event.preventDefault(); // the field keeps the focus
    offer.take();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const offers = this.#offers.value;
    if (!offers.length || event.isComposing) return;
    const isCommand = this.#input?.value.startsWith("/") ?? false;
    const taken = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (taken) this.#at.value = (this.#at.value + taken + offers.length) % offers.length;
    else if (event.key === "Escape") this.#offers.value = [];
    else if (event.key === "Tab" || (event.key === "Enter" && !(isCommand && this.#isWhole()))) offers[this.#at.value]?.take();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A command whose name is written out is sent by Enter. */
  #isWhole() {
    const value = this.#input?.value ?? "";
    return value.includes(" ") || this.#offers.value.some((_, at) => at === 0 && commandsFor(value)[0] === value.slice(1));
  }

  /** @param {FocusEvent} event */
  #leave(event) {
    if (event.target === this.#input) this.#offers.value = [];
  }
}
customElements.define("complete-line", CompleteLine);
