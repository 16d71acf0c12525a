/** A labelled input of a long form: as typed, with its hint or what is wrong under it. */
import { html, live, nothing } from "../../../vendor/lit.js";
import { icon } from "../icon.js";

/**
 * @param {object} field
 * @param {string} field.id
 * @param {string} field.label
 * @param {string} field.value
 * @param {(value: string) => void} field.onInput
 * @param {string} [field.wrong]
 * @param {string} [field.hint]
 * @param {string} [field.before]  A currency before the sum.
 * @param {"text" | "decimal" | "numeric"} [field.inputmode]
 * @param {number} [field.maxlength]
 * @param {string} [field.placeholder]
 * @param {boolean} [field.hiddenLabel]  The head of a table says it already.
 * @param {() => void} [field.onLeave]
 * @param {number} [field.rows]  More than one makes it a text of several lines.
 */
export function typedField(field) {
  const { id, label, wrong = "", hint = "", hiddenLabel = false, before = "" } = field;
  const about = wrong || hint ? `${id}-about` : nothing;
  return html`<div class="labelled ${hiddenLabel ? "is-bare" : ""}">
    <label for=${id} class=${hiddenLabel ? "cell-label" : ""}>${label}</label>
    <span class="field ${wrong ? "is-wrong" : ""}"
      >${before ? html`<span class="muted" aria-hidden="true">${before}</span>` : nothing}${control(field, about)}</span
    >
    ${
      wrong
        ? html`<p id=${about} class="wrong">${icon("octagon-alert", "xs")}<span>${wrong}</span></p>`
        : hint
          ? html`<p id=${about} class="hint">${hint}</p>`
          : nothing
    }
  </div>`;
}

/**
 * @param {Parameters<typeof typedField>[0]} field
 * @param {string | typeof nothing} about
 */
function control(field, about) {
  const { id, value, onInput, wrong = "", maxlength = 200, placeholder = "", inputmode = "text", rows = 1 } = field;
  const write = (/** @type {Event} */ event) => onInput(/** @type {HTMLInputElement} */ (event.target).value);
  if (rows > 1)
    return html`<textarea
      id=${id}
      rows=${rows}
      maxlength=${maxlength}
      aria-describedby=${about}
      .value=${live(value)}
      @input=${write}
    ></textarea>`;
  return html`<input
    id=${id}
    autocomplete="off"
    inputmode=${inputmode}
    maxlength=${maxlength}
    placeholder=${placeholder || nothing}
    aria-invalid=${wrong ? "true" : "false"}
    aria-describedby=${about}
    .value=${live(value)}
    @input=${write}
    @change=${field.onLeave ?? nothing}
  />`;
}
