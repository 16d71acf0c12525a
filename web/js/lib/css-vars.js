/** Lit directive that sets custom properties through the CSSOM, because the content policy forbids style attributes. */
import { Directive, directive, noChange } from "../../vendor/lit.js";

class CssVars extends Directive {
  /** @param {Record<string, string | number>} _values */
  render(_values) {
    return noChange;
  }

  /**
   * @override
   * @param {any} part an element part
   * @param {[Record<string, string | number>]} values
   */
  update(part, [values]) {
    for (const [name, value] of Object.entries(values)) part.element.style.setProperty(name, String(value));
    return noChange;
  }
}

/** Use on an element: `<span class="ticks" ${cssVars({ "--n": 24 })}></span>`. */
export const cssVars = directive(CssVars);
