/** The controls of a replay: one tap to begin, the line of time with its chapters, and the list of these. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/replay.js";
import { cssVars } from "../../lib/css-vars.js";
import { showUrl } from "../../lib/address.js";
import { clock, languageName } from "../../lib/format.js";
import { keyMeaning } from "../../models/replay.js";
import { icon } from "../icon.js";
import { shareShow } from "./share.js";
import { WatchPart } from "./watch-part.js";
import "./replay-chapters.js";

/** Where keys mean something of their own. */
const OWN_KEYS = "input, textarea, select, button, a, [role=tab], dialog";
/** The line of time has arrow keys of its own, which would move it by a second. */
const ARROWS = ["ArrowLeft", "ArrowRight"];

class ReplayStage extends WatchPart {
  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.#key);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#key);
  }

  render() {
    const replay = this.room.replay.value;
    if (!replay) return nothing;
    return html`${this.#start(replay)} ${replay.caption.value ? html`<p class="replay-caption" lang=${replay.language.value ?? nothing} dir="auto"><span>${replay.caption.value}</span></p>` : nothing}
      <section class="replay-bar" aria-label=${t("replay.label")}>
        <p class="sr" id="replay-keys">${t("replay.keys")}</p>
        ${this.#line(replay)}
        <div class="row replay-row">
          ${this.#playButton(replay)}
          <span class="num t2 replay-time" aria-hidden="true"
            >${clock(Math.floor(replay.at.value) * 1000)} / ${clock(replay.replay.seconds * 1000)}</span
          >
          <span class="t2 clip grow replay-title" aria-hidden="true">${replay.chapter.value?.title ?? ""}</span>
          ${button("chevron-left", t("replay.back"), () => replay.toChapter(-1), "only-desk")}
          ${button("chevron-right", t("replay.next"), () => replay.toChapter(1), "only-desk")}
          <button class="icon-btn num t2" aria-label=${t("replay.speed", { rate: replay.rate.value })} @click=${() => replay.nextRate()}>
            ${replay.rate.value}×
          </button>
          ${button(replay.muted.value ? "volume-x" : "volume-2", replay.muted.value ? t("replay.unmute") : t("replay.mute"), () => replay.toggleSound(), "only-desk")}
          ${replay.captions.length ? this.#captionsButton(replay) : nothing}
          ${button("link", t("replay.share"), () => void this.#share(replay))}
          ${replay.chapters.length ? this.#chaptersButton(replay) : nothing}
        </div>
      </section>`;
  }

  /** @param {import("./replay-room.js").ReplayRoom} replay */
  #start(replay) {
    if (replay.failed.value)
      return html`<div class="replay-start" role="alert">
        <b class="t4">${t("replay.failed")}</b><span class="t2">${t("replay.failed.why")}</span>
        <button class="btn" @click=${() => void replay.load().then(() => replay.play())}>${icon("rotate-ccw")}${t("action.retry")}</button>
      </div>`;
    if (replay.waiting.value && replay.playing.value) return html`<div class="replay-start"><span class="spin" aria-hidden="true"></span></div>`;
    if (replay.playing.value || (replay.begun.value && !replay.ended.value)) return nothing;
    const words = replay.ended.value
      ? t("replay.again")
      : replay.isClip
        ? t("replay.watchClip", { time: clock(replay.replay.seconds * 1000) })
      : replay.begin > 0
        ? t("replay.from", { time: clock(replay.begin * 1000) })
        : t("replay.watch", { time: clock(replay.replay.seconds * 1000) });
    return html`<div class="replay-start">
      ${replay.isClip ? html`<h2 class="t5">${replay.replay.title}</h2>` : nothing}
      <button class="replay-go glass" @click=${() => replay.play()}>${icon(replay.ended.value ? "rotate-ccw" : "play", "lg")}<span>${words}</span></button>
      ${replay.isClip ? this.#whole() : nothing}
    </div>`;
  }

  #whole() {
    const show = this.room.show.value;
    const words = show?.replay_seconds ? t("replay.whole", { time: clock(show.replay_seconds * 1000) }) : t("replay.toShow");
    return show ? html`<a class="btn small glass" href=${showUrl(show.id)}>${words}</a>` : nothing;
  }

  /** @param {import("./replay-room.js").ReplayRoom} replay */
  #line(replay) {
    const { seconds } = replay.replay;
    const [time, length, title] = [clock(Math.floor(replay.at.value) * 1000), clock(seconds * 1000), replay.chapter.value?.title];
    return html`<div class="replay-line" ${cssVars({ "--done": replay.at.value / seconds })}>
      ${replay.chapters.map(({ at_seconds }) => html`<i aria-hidden="true" ${cssVars({ "--at": at_seconds / seconds })}></i>`)}
      <input
        type="range"
        min="0"
        max=${Math.ceil(seconds)}
        step="1"
        aria-label=${t("replay.seek")}
        aria-describedby="replay-keys"
        aria-valuetext=${title ? t("replay.atIn", { time, length, title }) : t("replay.at", { time, length })}
        .value=${String(Math.floor(replay.at.value))}
        @input=${(/** @type {InputEvent} */ event) => replay.seek(Number(/** @type {HTMLInputElement} */ (event.target).value))}
      />
    </div>`;
  }

  /** @param {import("./replay-room.js").ReplayRoom} replay */
  #playButton(replay) {
    if (replay.ended.value) return button("rotate-ccw", t("replay.again"), () => replay.play());
    return replay.playing.value
      ? button("pause", t("replay.pause"), () => replay.toggle())
      : button("play", t("replay.play"), () => replay.toggle());
  }

  /** @param {import("./replay-room.js").ReplayRoom} replay */
  #chaptersButton(replay) {
    const { sheet } = this.room;
    const open = sheet.value === "chapters";
    return html`<button
      class="icon-btn only-phone"
      aria-label=${t("replay.openChapters", { n: replay.chapters.length })}
      aria-expanded=${open}
      @click=${() => (sheet.value = open ? "none" : "chapters")}
    >
      ${icon("layout-list")}
    </button>`;
  }

  /** @param {import("./replay-room.js").ReplayRoom} replay */
  #captionsButton(replay) {
    const language = replay.language.value;
    const words = language ? t("replay.captionsIn", { language: languageName(language) }) : t("replay.captions");
    return html`<button class="icon-btn captions-btn" aria-label=${words} aria-pressed=${language !== null} @click=${() => replay.nextLanguage()}>
      ${icon("captions")}${language ? html`<span class="count" aria-hidden="true">${language}</span>` : nothing}
    </button>`;
  }

  /** @param {import("./replay-room.js").ReplayRoom} replay */
  async #share(replay) {
    const show = this.room.show.peek();
    if (show) await shareShow(show, replay.at.peek(), replay.isClip ? location.pathname : undefined);
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    const replay = this.room.replay.peek();
    if (!replay || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    const onLine = target?.matches(".replay-line input") && (ARROWS.includes(event.key) || event.key === " ");
    if (!onLine && target?.closest(OWN_KEYS)) return;
    const meaning = keyMeaning(event.key);
    if (!meaning) return;
    event.preventDefault();
    if (meaning.type === "toggle") replay.toggle();
    else if (meaning.type === "mute") replay.toggleSound();
    else if (meaning.type === "captions") replay.nextLanguage();
    else if (meaning.type === "chapter") replay.toChapter(meaning.direction);
    else replay.seek(replay.at.peek() + meaning.seconds);
  };
}
customElements.define("replay-stage", ReplayStage);

/** @param {import("../icon.js").IconName} name @param {string} words @param {() => void} press @param {string} [where] */
const button = (name, words, press, where = "") =>
  html`<button class="icon-btn ${where}" aria-label=${words} @click=${press}>${icon(name)}</button>`;
