/** Tries WebRTC behind a picture that comes by another way: it counts only once a frame was decoded. */
import { WhepSession } from "./whep.js";

const PATIENCE_MS = 5_000;

/** @typedef {{ session: WhepSession, stream: MediaStream }} Found */

/**
 * @param {string} url  the WHEP endpoint @param {boolean} sound  whether it is to be sent from the start @param {import("./whep.js").WhepHandlers} handlers  for the session, once it is taken over
 * @returns {Promise<Found | null>} a session with a picture; null where there is none
 */
export async function probeWhep(url, sound, handlers) {
  const video = document.createElement("video");
  video.muted = true;
  /** @type {MediaStream | null} */
  let stream = null;
  const session = new WhepSession({
    ...handlers,
    onStream: (came) => {
      video.srcObject = stream = came;
      void video.play().catch(() => {});
    },
  });
  const seen = new Promise((resolve) => {
    setTimeout(() => resolve(false), PATIENCE_MS);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(() => resolve(true));
    else video.addEventListener("timeupdate", () => video.currentTime > 0 && resolve(true));
  });
  try {
    await session.open(url, sound);
    if ((await seen) && stream) return { session, stream };
  } catch {
    // Refused or unreachable: the other way goes on.
  } finally {
    video.srcObject = null;
  }
  session.close();
  return null;
}
