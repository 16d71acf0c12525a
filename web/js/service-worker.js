/**
 * Stands in for the server while it cannot be reached, with one page that says so. Everything else always comes from
 * the server: a show, a price or a stock that was kept is a wrong one.
 */

/** @typedef {Event & { waitUntil(done: Promise<unknown>): void }} Lifecycle */
/** @typedef {Event & { request: Request, respondWith(answer: Promise<Response>): void }} Fetch */
/** @typedef {{ skipWaiting(): Promise<void>, clients: { claim(): Promise<void> } }} Global */

const worker = /** @type {EventTarget & Global} */ (/** @type {unknown} */ (self));
const KEPT = "offline";
const PAGE = "/offline";
/** What the page needs, as its own HTML names it. */
const NEEDED = /(?:href|src)="(\/static\/[^"]+)"/g;
const OF_PAGE = /^\/static\/(?:sheets\/offline\/|js\/boot\.js$|art\/mark\.svg$)/;

worker.addEventListener("install", (event) => /** @type {Lifecycle} */ (event).waitUntil(keep()));
worker.addEventListener("activate", (event) => /** @type {Lifecycle} */ (event).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const asked = /** @type {Fetch} */ (event);
  const { mode, url } = asked.request;
  if (mode === "navigate") asked.respondWith(fetch(asked.request).catch(() => kept(PAGE)));
  else if (OF_PAGE.test(new URL(url).pathname)) asked.respondWith(fetch(asked.request).catch(() => kept(url)));
});

async function keep() {
  const answer = await fetch(PAGE, { cache: "reload" });
  const html = await answer.clone().text();
  const cache = await caches.open(KEPT);
  await cache.put(PAGE, answer);
  await cache.addAll(new Set([...html.matchAll(NEEDED)].map((found) => String(found[1]))));
  await worker.skipWaiting();
}

/** @param {string} url */
async function kept(url) {
  return (await (await caches.open(KEPT)).match(url)) ?? Response.error();
}
