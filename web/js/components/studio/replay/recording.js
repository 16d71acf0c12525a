/** The recording of a show as its seller holds it: what there is, what is shown of it, its captions, its clips. */
import { computed, signal } from "../../../../vendor/signals-core.js";
import { t } from "../../../i18n/studio-replay.js";
import { api } from "../../../lib/api.js";
import { problemText } from "../../../lib/problems.js";
import { toast } from "../../toast-line.js";

export class RecordingDesk {
  state = signal(/** @type {Api.RecordingView | null} */ (null));
  clips = signal(/** @type {Api.Clip[]} */ ([]));
  problem = signal("");
  /** What is being done now. */
  busy = signal(/** @type {string | null} */ (null));
  /** How long the replay is as it is shown. */
  shownSeconds = computed(() => (this.state.value ? this.state.value.end_seconds - this.state.value.begin_seconds : 0));

  /** @param {Api.Show} show */
  constructor(show) {
    this.show = show;
    this.path = `/shows/${encodeURIComponent(show.id)}`;
  }

  async load() {
    await this.act("load", async () => {
      this.state.value = await api.get(`${this.path}/recording`);
      if (this.state.value?.recording) this.clips.value = (await api.get(`${this.path}/clips`)).items;
    });
  }

  /** @param {{ hidden?: boolean, begin_seconds?: number, end_seconds?: number }} change */
  change(change) {
    return this.act("change", async () => (this.state.value = await api.patch(`${this.path}/recording`, change)));
  }

  remove() {
    return this.act("delete", async () => {
      await api.delete(`${this.path}/recording`);
      this.state.value = await api.get(`${this.path}/recording`);
      this.clips.value = [];
      toast(t("rec.deleted"));
    });
  }

  /** @param {string} language @param {File} file */
  addCaptions(language, file) {
    return this.act("captions", async () => this.#takeLanguages(await api.putFile(`${this.path}/recording/captions/${language}`, file, "text/vtt")));
  }

  /** @param {string} language */
  removeCaptions(language) {
    return this.act("captions", async () => this.#takeLanguages(await api.delete(`${this.path}/recording/captions/${language}`)));
  }

  /** @param {{ title: string, begin_seconds: number, end_seconds: number, product_id: string | null }} draft */
  makeClip(draft) {
    return this.act("clip", async () => (this.clips.value = [await api.post(`${this.path}/clips`, draft), ...this.clips.value]));
  }

  /** @param {Api.Clip} clip */
  deleteClip(clip) {
    return this.act("clip", async () => {
      await api.delete(`${this.path}/clips/${clip.id}`);
      this.clips.value = this.clips.value.filter(({ id }) => id !== clip.id);
    });
  }

  /** The address of a moment's picture, on the clock of the whole recording. @param {number} seconds */
  stillUrl(seconds) {
    return `/api/v1${this.path}/recording/still?at_seconds=${Math.max(0, Math.round(seconds))}`;
  }

  /**
   * @param {string} what @param {() => Promise<unknown>} run
   * @returns {Promise<boolean>} whether it was done
   */
  async act(what, run) {
    if (this.busy.peek()) return false;
    this.busy.value = what;
    this.problem.value = "";
    try {
      await run();
      return true;
    } catch (error) {
      this.problem.value = problemText(error, {
        trim_invalid: t("problem.trim_invalid"),
        clip_invalid: t("problem.clip_invalid"),
        too_many_clips: t("problem.too_many_clips"),
        too_many_captions: t("problem.too_many_captions"),
        captions_invalid: t("problem.captions_invalid", { reason: error instanceof Error ? error.message : "" }),
      });
      return false;
    } finally {
      this.busy.value = null;
    }
  }

  /** @param {{ items: string[] }} languages */
  #takeLanguages({ items }) {
    if (this.state.value) this.state.value = { ...this.state.value, captions: items };
  }
}
