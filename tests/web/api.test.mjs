/** The API client: what it sends, and what a failure becomes. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { api, ApiError } from "../../web/js/lib/api.js";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** @param {(url: string, init: RequestInit) => Promise<Response>} answer */
function serve(answer) {
  const calls = [];
  globalThis.fetch = (url, init) => {
    calls.push({ url, ...init });
    return answer(url, init);
  };
  return calls;
}

const problem =
  (status, body, headers = {}) =>
  async () =>
    new Response(JSON.stringify(body), { status, headers });

test("a body goes out as JSON under /api/v1", async () => {
  const calls = serve(async () => Response.json({ id: "o1" }, { status: 201 }));
  assert.deepEqual(await api.post("/orders", { lines: [] }), { id: "o1" });
  const [call] = calls;
  assert.equal(call.url, "/api/v1/orders");
  assert.equal(call.method, "POST");
  assert.equal(call.body, '{"lines":[]}');
  assert.equal(call.headers.get("content-type"), "application/json");
});

test("a call without a body claims no content type", async () => {
  const calls = serve(async () => Response.json({}));
  await api.get("/me");
  assert.equal(calls[0].body, null);
  assert.equal(calls[0].headers.get("content-type"), null);
});

test("an empty answer is null", async () => {
  serve(async () => new Response(null, { status: 204 }));
  assert.equal(await api.delete("/sessions/current"), null);
});

test("a problem keeps its code, sentence, extra members and waiting time", async () => {
  const body = {
    type: "about:blank",
    title: "Declined",
    status: 402,
    code: "card_declined",
    detail: "The bank declined.",
    left_ms: 5,
  };
  serve(problem(402, body, { "retry-after": "7" }));
  await assert.rejects(api.post("/orders/o1/pay", {}), (error) => {
    assert.ok(error instanceof ApiError);
    const { status, code, detail, extra, retryAfter } = error;
    assert.deepEqual(
      { status, code, detail, extra, retryAfter },
      {
        status: 402,
        code: "card_declined",
        detail: "The bank declined.",
        extra: { left_ms: 5 },
        retryAfter: 7,
      },
    );
    return true;
  });
});

test("an error page that is not JSON is still an ApiError", async () => {
  serve(async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await assert.rejects(api.get("/me"), { name: "ApiError", status: 502, code: "unexpected" });
});

test("no answer at all is told as offline", async () => {
  serve(async () => {
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(api.get("/me"), { name: "ApiError", status: 0, code: "offline" });
});

test("a slow answer is told as a timeout", async () => {
  serve(
    (_url, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const keepAlive = setTimeout(() => undefined, 1000);
  await assert.rejects(api.get("/me", { timeoutMs: 1 }), { name: "ApiError", status: 0, code: "timeout" });
  clearTimeout(keepAlive);
});

test("a call that its caller gave up ends with that abort", async () => {
  serve(
    (_url, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const giveUp = new AbortController();
  const call = api.get("/me", { signal: giveUp.signal });
  giveUp.abort();
  await assert.rejects(call, { name: "AbortError" });
});
