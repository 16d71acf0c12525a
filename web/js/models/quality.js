/** Decides which size of the picture a player asks the server for: by its choice, by what shows, by how large that is (no DOM). */

/**
 * One size of the picture, as WHEP's layer extension tells it.
 * @typedef {{ id: string, bitrate: number, width: number | null, height: number | null }} Layer
 */
/** @typedef {{ active: Layer[], inactive: Layer[], sent: string | null, chosen: string | null, paused: boolean }} Layers */
/** What is asked for; empty: whatever the path carries. @typedef {{ encodingId?: string, maxHeight?: number }} Wish */
/** "auto", or pixels of the shorter side: other sellers name their layers otherwise. @typedef {"auto" | number} QualityChoice */

/** Sharper than this a phone's screen shows, and nobody sees it in a moving picture. */
const FINEST_RATIO = 2;
/** Players grow and shrink by a few pixels; that is no reason to ask anew. */
const STEP = 90;
const HOUR_S = 3600;

/**
 * How many pixels of the picture's shorter side are seen.
 * @param {{ width: number, height: number, ratio: number, cover: boolean }} box  in CSS pixels; `cover`: the picture is cropped to it
 * @param {{ width: number, height: number }} picture  its proportions
 */
export function neededPixels({ width, height, ratio, cover }, picture) {
  if (!picture.width || !picture.height) return Infinity;
  const scales = [width / picture.width, height / picture.height];
  const scale = cover ? Math.max(...scales) : Math.min(...scales);
  return Math.min(picture.width, picture.height) * scale * Math.min(ratio, FINEST_RATIO);
}

/**
 * What to ask for.
 * @param {{ shown: boolean, needed: number, largest: number, choice: QualityChoice, layers: Layers | null }} now
 *   `shown`: the picture is on a screen; `largest`: the largest shorter side that has come so far
 * @returns {Wish}
 */
export function wishFor({ shown, needed, largest, choice, layers }) {
  if (!shown) return { maxHeight: 1 };
  const chosen = choice === "auto" ? undefined : layerFor(choice, layers);
  if (chosen) return { encodingId: chosen.id };
  const limit = Math.ceil(needed / STEP) * STEP;
  return limit < largest ? { maxHeight: Math.max(STEP, limit) } : {};
}

/** @param {Wish} one @param {Wish} other */
export const isSame = (one, other) => one.encodingId === other.encodingId && one.maxHeight === other.maxHeight;

/** Pixels of a layer's shorter side. @param {Layer} layer */
export const shortSide = ({ width, height }) => Math.min(width ?? 0, height ?? 0);

/** The layers to choose among, the sharpest first; none where there is no choice. @param {Layers | null} layers */
export function choices(layers) {
  const known = [...(layers?.active ?? []), ...(layers?.inactive ?? [])].filter((layer) => shortSide(layer) > 0);
  const sorted = known.sort((one, other) => shortSide(other) - shortSide(one));
  return sorted.length > 1 ? sorted : [];
}

/** The sharpest layer up to a size; the least sharp one where all are larger. @param {number} size @param {Layers | null} layers */
export function layerFor(size, layers) {
  const found = choices(layers);
  return found.find((layer) => shortSide(layer) <= size) ?? found.at(-1);
}

/** Megabytes that an hour of a layer takes, to two digits. @param {Layer} layer */
export const megabytesAnHour = ({ bitrate }) => Number(((bitrate * HOUR_S) / 8 / 1e6).toPrecision(2));

/** What the server says of the picture: there is but one. @param {Record<string, Layers>} told @returns {Layers | null} */
export const layersOf = (told) => Object.values(told)[0] ?? null;
