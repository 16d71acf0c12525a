/** A labelled field with its hint or its error tied to it. */
import { html, nothing } from "../../vendor/lit.js";
import { icon } from "./icon.js";

/**
 * @param {object} field
 * @param {string} field.name also its id in the page
 * @param {string} field.label
 * @param {string} [field.type]
 * @param {string} [field.value]
 * @param {string} [field.hint]
 * @param {string} [field.error]
 * @param {string} [field.autocomplete]
 * @param {string} [field.inputmode]
 * @param {boolean} [field.required]
 * @param {number} [field.maxlength]
 * @param {(event: Event) => void} [field.oninput]
 */
export function formField({
  name,
  label,
  type = "text",
  value = "",
  hint = "",
  error = "",
  autocomplete = "off",
  inputmode = "",
  required = true,
  maxlength = 200,
  oninput,
}) {
  const under = error
    ? html`<p class="wrong" id="${name}-under">${icon("octagon-alert", "xs")}<span>${error}</span></p>`
    : hint
      ? html`<p class="hint" id="${name}-under">${hint}</p>`
      : nothing;
  return html`<div class="labelled">
    <label for=${name}>${label}</label>
    <span class="field ${error ? "is-wrong" : ""}"
      ><input
        id=${name}
        name=${name}
        type=${type}
        .value=${value}
        autocomplete=${autocomplete}
        inputmode=${inputmode || nothing}
        maxlength=${maxlength}
        ?required=${required}
        aria-invalid=${error ? "true" : "false"}
        aria-describedby=${under === nothing ? nothing : `${name}-under`}
        @input=${oninput ?? nothing}
    /></span>
    ${under}
  </div>`;
}
