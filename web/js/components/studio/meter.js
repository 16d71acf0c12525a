/** How loud a microphone is, measured ten times a second. */

const METER_MS = 100;
const PEAK_HOLD_MS = 1_500;
export const SILENCE_DB = -60;

export class Meter {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  #source = null;
  /** @type {AnalyserNode | null} */
  #analyser = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #held = { db: SILENCE_DB, atMs: 0 };

  /**
   * @param {(level: {db: number, heldDb: number, measured: boolean}) => void} tell
   *   `heldDb`: the loudest of the last moments, for words that do not flicker.
   */
  constructor(tell) {
    this.tell = tell;
  }

  /** @param {MediaStream} stream */
  listen(stream) {
    this.#source?.disconnect();
    if (!stream.getAudioTracks().length) return;
    this.#context ??= new AudioContext();
    this.#wake();
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: 2048 });
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(this.#analyser);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#measure(), METER_MS);
  }

  /** Browsers start the clock only after a gesture; until then nothing is measured. */
  #wake() {
    const resume = () => void this.#context?.resume().catch(() => {});
    resume();
    for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, resume, { once: true });
  }

  stop() {
    clearInterval(this.#timer);
    void this.#context?.close();
    this.#context = null;
    this.#analyser = null;
  }

  #measure() {
    if (!this.#analyser || this.#context?.state !== "running") return;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const db = peak > 0 ? Math.max(SILENCE_DB, 20 * Math.log10(peak)) : SILENCE_DB;
    const now = performance.now();
    if (db >= this.#held.db || now - this.#held.atMs > PEAK_HOLD_MS) this.#held = { db, atMs: now };
    this.tell({ db: Math.round(db), heldDb: Math.round(this.#held.db), measured: true });
  }
}
