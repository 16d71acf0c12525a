/** Draws web/icons.svg, one <symbol> an icon, from the lucide-static package and the list in js/lib/icon-names.js. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ICON_NAMES } from "../js/lib/icon-names.js";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../node_modules/lucide-static/icons", import.meta.url));

/** @param {string} name */
async function symbol(name) {
  const drawing = await readFile(`${folder}/${name}.svg`, "utf8");
  const inside = drawing.slice(drawing.indexOf(">", drawing.indexOf("<svg")) + 1, drawing.lastIndexOf("</svg>"));
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${inside.replace(/\s+/g, " ").replace(/ \/>/g, "/>").replace(/> </g, "><").trim()}</symbol>`;
}

const symbols = await Promise.all(ICON_NAMES.map(symbol));
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n<!-- lucide-static 1.62.0, ISC licence -->\n${symbols.join("\n")}\n</svg>\n`;
await writeFile(new URL("../icons.svg", import.meta.url), sprite);
