/** Plays a recording in a video element: hls.js where the browser has Media Source Extensions, else the browser itself. */

/**
 * What plays a recording, until it is closed.
 * @typedef {{ close: () => void }} OnDemandVideo
 */

/**
 * hls.js goes first: what browsers with both play by themselves differs at the gaps between takes.
 * @param {HTMLVideoElement} video
 * @param {string} url  the multivariant playlist
 * @param {number} begin  where to begin, seconds
 * @param {() => void} onFailed  it stopped coming
 * @returns {Promise<OnDemandVideo>}
 */
export async function playOnDemand(video, url, begin, onFailed) {
  video.srcObject = null;
  if (!("MediaSource" in window || "ManagedMediaSource" in window)) return playNatively(video, url, begin, onFailed);
  const { default: Hls } = await import("../../vendor/hls.js");
  if (!Hls.isSupported()) return playNatively(video, url, begin, onFailed);
  const hls = new Hls({ enableWorker: false, startPosition: begin, backBufferLength: 60, maxBufferLength: 20 });
  let recovered = false;
  hls.on(Hls.Events.ERROR, (_event, error) => {
    if (!error.fatal) return;
    // A decoder that tripped over one frame is helped once.
    if (error.type !== Hls.ErrorTypes.MEDIA_ERROR || recovered) return onFailed();
    recovered = true;
    hls.recoverMediaError();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return { close: () => hls.destroy() };
}

/** @param {HTMLVideoElement} video @param {string} url @param {number} begin @param {() => void} onFailed @returns {OnDemandVideo} */
function playNatively(video, url, begin, onFailed) {
  const failed = () => onFailed();
  const ready = () => (video.currentTime = begin);
  video.addEventListener("error", failed);
  video.addEventListener("loadedmetadata", ready, { once: true });
  video.preload = "auto";
  video.src = url;
  return {
    close: () => {
      video.removeEventListener("error", failed);
      video.removeEventListener("loadedmetadata", ready);
      video.removeAttribute("src");
      video.load();
    },
  };
}
