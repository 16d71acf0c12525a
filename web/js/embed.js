/* <showfloor-show show="kiln-opening">: a live show in any page. One script, no dependencies; the show itself runs in a sandboxed frame. */
(() => {
  if (customElements.get("showfloor-show")) return;
  const HERE = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin;
  const STYLE = `
    :host { display: block; position: relative; width: 100%; max-width: 420px; aspect-ratio: 9 / 16; contain: layout; }
    iframe { width: 100%; height: 100%; border: 0; border-radius: var(--showfloor-radius, 16px); background: #0c0b09; display: block; }`;
  /** What the frame tells; each becomes an event of the element, such as "showfloor:live". */
  const NEWS = new Set(["ready", "live", "interrupted", "ended", "pinned", "purchased"]);
  const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";

  /**
   * Attributes: show (its id), src (another shop's address), theme (dark, light, system), lang (en, ru).
   * Events, all bubbling: showfloor:ready, :live, :interrupted, :ended, :pinned, :purchased, with what happened in `detail`.
   */
  class ShowfloorShow extends HTMLElement {
    static observedAttributes = ["show", "src", "theme", "lang"];
    #frame = document.createElement("iframe");

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      // Not a <style>: that the host's content policy would refuse.
      root.adoptedStyleSheets = [sheet];
      this.#frame.allow = "autoplay; fullscreen; picture-in-picture";
      this.#frame.loading = "lazy";
      this.#frame.setAttribute("sandbox", SANDBOX);
      this.#frame.part.add("frame");
      root.append(this.#frame);
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      this.#open();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#open();
    }

    /** Sound on or off; a browser may want the viewer's own tap first. @param {boolean} on */
    sound(on) {
      this.#frame.contentWindow?.postMessage({ showfloor: 1, type: "sound", on }, this.#origin());
    }

    #origin() {
      return new URL(this.getAttribute("src") ?? HERE, HERE).origin;
    }

    #open() {
      const show = this.getAttribute("show");
      if (!show) return this.#frame.removeAttribute("src");
      const url = new URL(`/embed/${encodeURIComponent(show)}`, this.#origin());
      for (const name of ["theme", "lang"]) {
        const value = this.getAttribute(name);
        if (value) url.searchParams.set(name, value);
      }
      url.searchParams.set("host", location.origin);
      this.#frame.title = this.getAttribute("label") ?? "Showfloor";
      if (this.#frame.src !== url.href) this.#frame.src = url.href;
    }

    /** Only the own frame, and only its own origin, is believed. */
    #hear = (/** @type {MessageEvent} */ event) => {
      if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin()) return;
      const { showfloor, type, ...detail } = event.data ?? {};
      if (showfloor !== 1 || !NEWS.has(type)) return;
      if (type === "ready" && typeof detail.title === "string") this.#frame.title = detail.title;
      this.dispatchEvent(new CustomEvent(`showfloor:${type}`, { detail, bubbles: true, composed: true }));
    };
  }
  customElements.define("showfloor-show", ShowfloorShow);
})();
