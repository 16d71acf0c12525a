/** Which file of a picture a page asks for: uploaded ones are there in several widths, drawings in one. */

/** The candidates of an <img srcset>, undefined when there is only one file. @param {Api.Image} image */
export const srcset = ({ sizes }) =>
  sizes && sizes.length > 1 ? sizes.map(({ url, width }) => `${url} ${width}w`).join(", ") : undefined;

/** The smallest file, for a thumbnail. @param {Api.Image | undefined} image */
export const thumbUrl = (image) => image?.sizes?.[0]?.url ?? image?.url ?? "/static/art/mark.svg";
