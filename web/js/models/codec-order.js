/** The order in which the studio offers video codecs: first those that LL-HLS and the recording can hold without re-encoding. */

const ORDER = ["video/h264", "video/vp9", "video/av1", "video/vp8"];

/**
 * @template {{ mimeType: string, sdpFmtpLine?: string }} T
 * @param {readonly T[]} codecs  as the browser lists them; retransmission and such come last, in their order
 * @returns {T[]}
 */
export function inOrder(codecs) {
  const place = (/** @type {T} */ { mimeType, sdpFmtpLine = "" }) => {
    const rank = ORDER.indexOf(mimeType.toLowerCase());
    // H264 without fragmentation cannot carry a keyframe in packets that fit.
    const unfit = rank === 0 && !sdpFmtpLine.includes("packetization-mode=1") ? 0.5 : 0;
    return rank < 0 ? ORDER.length : rank + unfit;
  };
  return codecs.map((codec, index) => ({ codec, index })).sort((a, b) => place(a.codec) - place(b.codec) || a.index - b.index).map(({ codec }) => codec);
}
