/** What a person sees of a chat room: offsets, own messages, refusals, hiding, sales. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Chat } from "../../web/js/models/chat.js";

const JUNE = { id: "g1", name: "June", role: "viewer", buyer: false };
const ANNA = { id: "a1", name: "Anna", role: "host", buyer: false };

/** @param {object} [change] */
function welcome(change) {
  return {
    t: "welcome",
    ep: "k3f",
    off: 0,
    you: { id: "g1", name: "June", role: "viewer", muted: null },
    snapshot: {},
    history: [],
    viewers: 3,
    limits: { text: 200, heart_ms: 500 },
    server_ms: 1_000,
    ...change,
  };
}

function said(o, x, from = ANNA, id = `s${o}`) {
  return { t: "chat", o, ts: 1_000 + o, id, from, x };
}

function room() {
  let id = 0;
  const chat = new Chat({ now: () => 500, newId: () => `c${++id}` });
  const news = [];
  chat.subscribe((_, told) => news.push(...told));
  chat.receive(welcome());
  return { chat, news };
}

const texts = (chat) => chat.state.lines.map((line) => (line.kind === "sold" ? `sold ${line.quantity}` : line.text));

test("a welcome gives the person, the viewers and the server's clock", () => {
  const { chat } = room();
  assert.equal(chat.state.you.name, "June");
  assert.equal(chat.state.viewers, 3);
  assert.equal(chat.serverNow(), 1_000);
  assert.deepEqual(chat.resume(), { ep: "k3f", off: 0 });
});

test("a batch is taken in order and an event that comes twice is taken once", () => {
  const { chat } = room();
  chat.receive([said(1, "one"), said(2, "two")]);
  chat.receive([said(2, "two"), said(3, "three")]);
  assert.deepEqual(texts(chat), ["one", "two", "three"]);
  assert.equal(chat.state.off, 3);
});

test("a hole in the offsets is told and nothing after it is shown", () => {
  const { chat, news } = room();
  chat.receive([said(1, "one"), said(3, "three")]);
  assert.deepEqual(texts(chat), ["one"]);
  assert.equal(news.at(-1).type, "gap");
  assert.deepEqual(chat.resume(), { ep: "k3f", off: 1 });
});

test("a resumed connection appends what was missed", () => {
  const { chat } = room();
  chat.receive([said(1, "one")]);
  chat.receive(welcome({ off: 3, resumed: true, history: [said(2, "two"), said(3, "three")] }));
  assert.deepEqual(texts(chat), ["one", "two", "three"]);
});

test("a new epoch starts the river anew and keeps what is not sent yet", () => {
  const { chat } = room();
  chat.receive([said(1, "one")]);
  chat.say("mine");
  chat.receive(welcome({ ep: "new", off: 7, history: [said(7, "seven")] }));
  assert.deepEqual(texts(chat), ["seven", "mine"]);
  assert.deepEqual(chat.unsent(), [{ t: "chat.send", id: "c1", x: "mine" }]);
});

test("an own message is shown at once and settles when the room gives it a place", () => {
  const { chat } = room();
  const frame = chat.say("  hello  ");
  assert.deepEqual(frame, { t: "chat.send", id: "c1", x: "hello" });
  assert.equal(chat.state.lines[0].status, "sending");
  chat.receive([said(1, "before"), said(2, "hello", JUNE, "c1")]);
  chat.receive({ t: "ack", id: "c1", off: 2 });
  assert.deepEqual(texts(chat), ["before", "hello"]);
  assert.equal(chat.state.lines[1].status, "sent");
  assert.equal(chat.state.lines[1].key, "c1");
});

test("an own message is not doubled when the room names it by its own id, whichever comes first", () => {
  const { chat } = room();
  chat.say("a");
  chat.receive([said(1, "a", JUNE, "server-id")]);
  chat.receive({ t: "ack", id: "c1", off: 1 });
  chat.say("b");
  chat.receive({ t: "ack", id: "c2", off: 2 });
  chat.receive([said(2, "b", JUNE, "server-id-2")]);
  assert.deepEqual(texts(chat), ["a", "b"]);
});

test("nothing is sent for an empty message", () => {
  const { chat } = room();
  assert.equal(chat.say("   "), null);
});

test("a refused message keeps its text, its reason and the time left, and can be tried again", () => {
  const { chat } = room();
  chat.say("buy my links");
  chat.receive({ t: "nack", id: "c1", code: "muted", text: "You are muted: advertising.", until_ms: 61_000 });
  const line = chat.state.lines[0];
  assert.equal(line.status, "refused");
  assert.equal(line.refusal.until_ms, 61_000);
  assert.deepEqual(chat.again("c1"), { t: "chat.send", id: "c1", x: "buy my links" });
  assert.equal(chat.state.lines[0].status, "sending");
});

test("a refused message can be taken back into the composer", () => {
  const { chat } = room();
  chat.say("too fast");
  chat.receive({ t: "nack", id: "c1", code: "too_fast", text: "Wait 3 s.", retry_ms: 3_000 });
  assert.equal(chat.state.lines[0].refusal.retry_at_ms, 4_000);
  assert.equal(chat.withdraw("c1"), "too fast");
  assert.deepEqual(chat.state.lines, []);
});

test("a mute holds until its time by the server's clock", () => {
  const { chat } = room();
  chat.receive({ t: "muted", until_ms: 2_000, reason: "advertising", by: "Timo" });
  assert.deepEqual(chat.mutedNow(), { until_ms: 2_000, reason: "advertising", banned: false });
  chat.receive({ t: "unmuted" });
  assert.equal(chat.mutedNow(), null);
  chat.receive({ t: "muted", until_ms: 900, reason: "advertising", by: "Timo" });
  assert.equal(chat.mutedNow(), null);
});

test("a mute without a time holds until it is taken back", () => {
  const { chat } = room();
  chat.receive({ t: "muted", reason: "scam", by: "Timo" });
  assert.deepEqual(chat.mutedNow(), { until_ms: null, reason: "scam", banned: false });
});

test("an offset whose message is gone is passed over", () => {
  const { chat, news } = room();
  chat.receive([said(1, "one"), { t: "gone", o: 2, ts: 1 }, said(3, "three")]);
  assert.deepEqual(texts(chat), ["one", "three"]);
  assert.equal(
    news.some((item) => item.type === "gap"),
    false,
  );
});

test("when the server could not resume, the river starts anew", () => {
  const { chat } = room();
  chat.receive([said(1, "one")]);
  chat.receive(welcome({ resumed: false, off: 9, history: [said(9, "nine")] }));
  assert.deepEqual(texts(chat), ["nine"]);
});

test("a hidden message loses its text", () => {
  const { chat } = room();
  chat.receive([said(1, "spam"), { t: "hidden", o: 2, ts: 1, off: 1, by: "Timo", reason: "advertising" }]);
  assert.deepEqual(texts(chat), [""]);
  assert.deepEqual(chat.state.lines[0].hidden, { by: "Timo", reason: "advertising" });
});

test("sales of one thing within a second are one line without a name", () => {
  const { chat } = room();
  const sold = (o, ts, name) => ({ t: "sold", o, ts, d: { product_id: "p", title: "Jug", quantity: 1, name } });
  chat.receive([sold(1, 1_000, "Vera"), sold(2, 1_400, "Ilya"), sold(3, 5_000, "Noor")]);
  assert.deepEqual(texts(chat), ["sold 2", "sold 1"]);
  assert.equal(chat.state.lines[0].name, null);
  assert.equal(chat.state.lines[1].name, "Noor");
});

test("pins, stock and the show's state are kept as the latest of their kind and told", () => {
  const { chat, news } = room();
  chat.receive([
    { t: "pin", o: 1, ts: 1, d: { product: { id: "p" }, pinned_ms: 1 } },
    { t: "stock", o: 2, ts: 1, d: { product_id: "p", variant_id: "v", total: 5, available: 4, held: 1 } },
    { t: "show", o: 3, ts: 1, d: { status: "ended", next: null } },
  ]);
  assert.equal(chat.state.snapshot.pin.product.id, "p");
  assert.equal(chat.state.snapshot["stock:v"].available, 4);
  assert.deepEqual(
    news.slice(-3).map((item) => item.type),
    ["pin", "stock", "show"],
  );
});

test("unknown kinds are passed over", () => {
  const { chat } = room();
  chat.receive([{ t: "poll", o: 1, ts: 1, d: {} }, said(2, "two")]);
  chat.receive({ t: "something" });
  assert.deepEqual(texts(chat), ["two"]);
});

test("the river is bounded", () => {
  const chat = new Chat({ now: () => 0, newId: () => "x", keep: 3 });
  chat.receive(welcome({ off: 0 }));
  chat.receive([1, 2, 3, 4, 5].map((o) => said(o, String(o))));
  assert.deepEqual(texts(chat), ["3", "4", "5"]);
});

test("moderators see each measure once, the newest first", () => {
  const { chat } = room();
  const done = (id) => ({ t: "mod.done", entry: { id, action: "mute" } });
  chat.receive([done("1"), done("2"), done("1")]);
  assert.deepEqual(
    chat.state.audit.map((entry) => entry.id),
    ["1", "2"],
  );
  assert.deepEqual(chat.request("mod.mute", { person: "g9", seconds: 600, reason: "advertising" }), {
    t: "mod.mute",
    id: "c1",
    person: "g9",
    seconds: 600,
    reason: "advertising",
  });
});

test("a purge takes all words of a person before it, and a restoration brings them back in place", () => {
  const { chat } = room();
  const kit = { ...JUNE, id: "k1", name: "Kit" };
  chat.receive([said(1, "junk", kit), said(2, "hello"), said(3, "more junk", kit)]);
  chat.receive([{ t: "purged", o: 4, ts: 2_000, by: "Timo", reason: "flood", person: "k1" }]);
  chat.receive([said(5, "sorry", kit)]);
  assert.deepEqual(texts(chat), ["", "hello", "", "sorry"]);
  chat.receive([{ t: "restored", o: 6, ts: 2_100, by: "Timo", messages: [said(1, "junk", kit), said(3, "more junk", kit)] }]);
  assert.deepEqual(texts(chat), ["junk", "hello", "more junk", "sorry"]);
  chat.receive([{ t: "purged", o: 7, ts: 2_200, by: "Timo", reason: "", offs: [3] }]);
  assert.deepEqual(texts(chat), ["junk", "hello", "", "sorry"]);
});

test("what grew too old is gone without a trace", () => {
  const { chat } = room();
  chat.receive([said(1, "old"), said(2, "new")]);
  chat.receive([{ t: "purged", o: 3, ts: 2_000, by: "", reason: "", offs: [1], erased: true }]);
  assert.deepEqual(texts(chat), ["new"]);
});

test("a ban is told before a mute, and its end leaves the mute", () => {
  const { chat } = room();
  chat.receive({ t: "muted", until_ms: 2_000, reason: "flood", by: "Timo" });
  chat.receive({ t: "banned", reason: "scam", by: "Timo" });
  assert.deepEqual(chat.mutedNow(), { until_ms: null, reason: "scam", banned: true });
  chat.receive({ t: "unbanned" });
  assert.equal(chat.mutedNow().banned, false);
});

test("a server that lost the others says so, until it has found them again", () => {
  const { chat } = room();
  chat.receive(welcome({ ep: "alone", degraded: true }));
  assert.equal(chat.state.degraded, true);
  chat.receive(welcome({ ep: "together" }));
  assert.equal(chat.state.degraded, false);
});
