/** The HTML shells: they obey the content policy, and everything that they name exists. */
import assert from "node:assert/strict";
import { access, readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { withPreloads } from "../../web/tools/preloads.mjs";

const web = new URL("../../web/", import.meta.url);
const names = (await readdir(new URL("pages/", web))).filter((name) => name.endsWith(".html"));
const shells = await Promise.all(
  names.map(async (name) => ({ name, html: await readFile(new URL(`pages/${name}`, web), "utf8") })),
);

for (const { name, html } of shells) {
  test(`${name} has no inline script, style or handler`, () => {
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/i);
  });

  test(`${name} names only files that exist`, async () => {
    const paths = [...html.matchAll(/(?:href|src)="\/static\/([^"]+)"/g)].map((match) => match[1]);
    assert.ok(paths.length);
    await Promise.all(paths.map((path) => access(new URL(path, web))));
  });

  test(`${name} preloads what its page imports: if not, run node web/tools/preloads.mjs`, async () => {
    assert.equal(await withPreloads(html), html);
  });

  test(`${name} says its language, fits a phone, and sets the theme before the first paint`, () => {
    assert.match(html, /<html lang="en" data-theme="dark"/);
    assert.match(html, /name="viewport"\s+content="width=device-width, initial-scale=1/);
    assert.ok(html.indexOf("/static/js/boot.js") < html.indexOf('rel="stylesheet"'));
  });
}

test("every page can be installed but the one that stands in for the network", () => {
  const without = shells.filter(({ html }) => !html.includes("/static/manifest.webmanifest")).map(({ name }) => name);
  assert.deepEqual(without, ["offline.html"]);
});

test("components never write style attributes, which the policy would refuse", async () => {
  const files = (await readdir(new URL("js/", web), { recursive: true })).filter((file) => file.endsWith(".js"));
  for (const file of files) {
    const code = await readFile(new URL(`js/${file}`, web), "utf8");
    assert.doesNotMatch(code, /<\w[^>]*\sstyle=|styleMap|unsafeHTML|innerHTML/, file);
  }
});
