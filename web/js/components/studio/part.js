/** The base of the cockpit's parts: each draws one region from the same studio. */
import { LightElement } from "../../lib/light-element.js";

export class StudioPart extends LightElement {
  static properties = { studio: { attribute: false } };

  constructor() {
    super();
    /** @type {import("./studio.js").Studio} */
    this.studio = /** @type {any} */ (undefined);
  }
}
