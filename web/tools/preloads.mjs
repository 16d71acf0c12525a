/** Writes into each shell of web/pages the <link rel="modulepreload"> of every module that its page imports, so that a browser asks for all of them at once. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const web = new URL("../", import.meta.url);
const LINK = /^ *<link rel="modulepreload" href="[^"]*" \/>\n/gm;
const PAGE_MODULE = / *<script type="module" src="\/static\/([^"]+)"><\/script>/;
// Static imports and re-exports; dynamic ones load words, which boot.js asks for.
const IMPORT = /^\s*(?:import|export)\b[^"';]*?["'](\.[^"']+)["'];/gm;

/**
 * The modules that one imports, directly or not, in the order in which they are met.
 * @param {string} path under web/
 * @param {Set<string>} [met]
 */
export async function importedBy(path, met = new Set()) {
  const code = await readFile(new URL(path, web), "utf8");
  for (const [, target] of code.matchAll(IMPORT)) {
    const next = new URL(/** @type {string} */ (target), new URL(path, web)).href.slice(web.href.length);
    if (met.has(next)) continue;
    met.add(next);
    await importedBy(next, met);
  }
  return met;
}

/** A shell with the links that its page needs now. @param {string} html */
export async function withPreloads(html) {
  const bare = html.replace(LINK, "");
  const found = PAGE_MODULE.exec(bare);
  if (!found?.[1]) return bare;
  const links = [...(await importedBy(found[1]))].map((path) => `    <link rel="modulepreload" href="/static/${path}" />\n`);
  return bare.slice(0, found.index) + links.join("") + bare.slice(found.index);
}

/** The shells of web/pages. */
export const shells = async () =>
  (await readdir(new URL("pages/", web))).filter((name) => name.endsWith(".html")).map((name) => new URL(`pages/${name}`, web));

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const shell of await shells()) await writeFile(shell, await withPreloads(await readFile(shell, "utf8")));
}
