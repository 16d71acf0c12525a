/** Everything behind the cockpit of one show, put together: the parts draw from here and act through here. */
import { computed, effect, signal } from "../../../vendor/signals-core.js";
import { unseenIn } from "../../models/studio-chat.js";
import { narrowSignal } from "./narrow.js";
import { Broadcast } from "./broadcast.js";
import { Camera } from "./camera.js";
import { Room } from "./room.js";
import { ShowDesk } from "./show-desk.js";
import { Till } from "./till.js";

/** @typedef {"lineup" | "chat" | "questions" | "sales" | "mod"} Tab */
/** @typedef {import("../../models/chat.js").ChatNews} ChatNews */
/** @typedef {import("../../models/chat-lines.js").MessageLine} MessageLine */
/** @typedef {{kind: "mute" | "hide", line: MessageLine}} Measure   What a moderator is about to do. */

export class Studio {
  camera = new Camera();
  narrow = narrowSignal();
  tab = signal(/** @type {Tab} */ ("lineup"));
  /** Which of chat and moderation stands above the sales on a desk. */
  side = signal(/** @type {"chat" | "questions" | "mod"} */ ("chat"));
  measure = signal(/** @type {Measure | null} */ (null));
  safeAreas = signal(false);
  /** Most people who watched at once while this page was open. */
  peak = signal(0);
  /** Offset of the last message that was in sight. */
  #seenOff = signal(0);

  /** @param {Api.Show} show */
  constructor(show) {
    this.role = show.you.role;
    this.desk = new ShowDesk(show, () =>
      this.broadcast.publishing.value ? Math.round(this.room.serverNow() - this.camera.pictureAgeMs()) : null,
    );
    this.till = new Till(show.id);
    this.room = new Room(show.id, (news) => this.#hear(news));
    this.broadcast = new Broadcast({ desk: this.desk, camera: this.camera, serverNow: () => this.room.serverNow() });
    this.watching = computed(() => this.room.state.value.viewers ?? this.broadcast.viewers.value ?? show.viewers);
    this.chatInSight = computed(() => (this.narrow.value ? this.tab.value === "chat" : this.side.value === "chat"));
    /** Messages that came while the chat was out of sight. */
    this.unseen = computed(() => unseenIn(this.room.state.value.lines, this.#seenOff.value));
    effect(() => {
      if (this.chatInSight.value) this.#seenOff.value = this.room.state.value.off;
    });
  }

  open() {
    this.room.open();
    if (this.role !== "host") return;
    this.till.open();
    this.broadcast.watch();
    void this.#openCameraIfAllowed();
  }

  /** Ends the show for everybody. Throws what the server refused. */
  async end() {
    await this.desk.end();
    this.broadcast.end();
    this.till.close();
  }

  /** Who once said "always" sees the preview at once; others are asked when they press the button. */
  async #openCameraIfAllowed() {
    if (await this.camera.allowed()) await this.broadcast.openCamera();
  }

  /** @param {readonly ChatNews[]} news */
  #hear(news) {
    this.peak.value = Math.max(this.peak.value, this.watching.value);
    // What was written before this page was opened is no news.
    if (this.#seenOff.value === 0) this.#seenOff.value = this.room.state.value.off;
    for (const item of news) {
      if (item.type === "pin" || item.type === "stock" || item.type === "price" || item.type === "show")
        this.desk.hear(item.type, item.data);
      if (item.type === "sold" || item.type === "stock") this.till.hear();
      // What happened while we were away is not in the snapshot: the show itself says it all.
      if (item.type === "welcome") void this.desk.refresh();
    }
  }
}
