/** The base of the watch page's parts: each is given the room that they share. */
import { LightElement } from "../../lib/light-element.js";

export class WatchPart extends LightElement {
  /** @type {import("../../../vendor/lit.js").PropertyDeclarations} */
  static properties = { room: { attribute: false } };

  constructor() {
    super();
    /** Given by the page before the first render. */
    this.room = /** @type {import("./watch-room.js").WatchRoom} */ (/** @type {unknown} */ (undefined));
  }
}
