/** Links, names and commands in what people write; answers, the note and reactions in what comes in. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Chat } from "../../web/js/models/chat.js";
import { begunName, commandsFor, namesFor, peopleIn, withName } from "../../web/js/models/completing.js";
import { partsOf, safeLink } from "../../web/js/models/message-words.js";

const ANN = { id: "a", name: "Ann", role: "viewer", buyer: false };
const HOST = { id: "h", name: "Hanna", role: "host", buyer: false };

function room(role = "viewer", change = {}) {
  let id = 0;
  const chat = new Chat({ now: () => 500, newId: () => `c${++id}` });
  const news = [];
  chat.subscribe((_, told) => news.push(...told));
  const you = { id: "me", name: "June", role, muted: null };
  const limits = { text: 200, heart_ms: 500 };
  chat.receive({ t: "welcome", ep: "e", off: 0, you, snapshot: {}, history: [], viewers: 1, limits, server_ms: 1, ...change });
  return { chat, news };
}

const said = (o, x, from, more = {}) => ({ t: "chat", o, ts: o, id: `s${o}`, from, x, ...more });

test("a link shows the host that it leads to, and what closes the sentence is no part of it", () => {
  const parts = partsOf("look (https://shop.example/jugs/blue?x=1), or www.clay.example!");
  assert.deepEqual(
    parts.filter(({ kind }) => kind === "link").map(({ href, host, rest }) => [href, host, rest]),
    [
      ["https://shop.example/jugs/blue?x=1", "shop.example", "/jugs/blue?x=1"],
      ["https://www.clay.example/", "clay.example", ""],
    ],
  );
  assert.equal(parts.map(({ text }) => text).join(""), "look (https://shop.example/jugs/blue?x=1), or www.clay.example!");
});

for (const written of [
  "javascript:alert(1)",
  "https://bank.example@evil.example/",
  "http://localhost/admin",
  "data:text/html,hi",
  "https://",
]) {
  test(`${written} is no link`, () => assert.equal(safeLink(written), null));
}

test("a host in other letters is shown as what it is", () => {
  assert.equal(safeLink("https://аpple.example/")?.host, "xn--pple-43d.example");
});

test("a name is found where the server says that somebody is meant, the longest first", () => {
  const named = [
    { person_id: "a", name: "Ann" },
    { person_id: "l", name: "Ann Lee" },
  ];
  const parts = partsOf("@ann lee and @Ann, not @bob", named);
  assert.deepEqual(
    parts.map(({ kind, text }) => [kind, text]),
    [
      ["name", "@ann lee"],
      ["text", " and "],
      ["name", "@Ann"],
      ["text", ", not @bob"],
    ],
  );
});

test("a begun name is completed from those who spoke, the latest first", () => {
  const { chat } = room();
  chat.receive([said(1, "hi", ANN), said(2, "hello", HOST), said(3, "me", { ...ANN, id: "an2", name: "Anatol" })]);
  const people = peopleIn(chat.state.lines, "me");
  assert.deepEqual(people.map(({ name }) => name), ["Anatol", "Hanna", "Ann"]);
  const text = "so @an what?";
  const begun = begunName(text, 6);
  assert.deepEqual(begun, { from: 3, begun: "an" });
  assert.deepEqual(namesFor(people, "an").map(({ name }) => name), ["Anatol", "Ann"]);
  assert.deepEqual(withName(text, 6, begun, "Anatol"), { text: "so @Anatol what?", caret: 11 });
  assert.equal(begunName("mail me@an", 10), null);
});

test("commands are offered while their name is begun, and the one whose arguments are written", () => {
  assert.deepEqual(commandsFor("/un"), ["unmute", "unban", "unpin", "unique", "unshadow"]);
  assert.deepEqual(commandsFor("/mute Ann 10m"), ["mute"]);
  assert.deepEqual(commandsFor("//mute"), []);
  assert.ok(commandsFor("/").length > 20);
});

test("an answer goes out with the message that it answers, and stays one when it is sent again", () => {
  const { chat } = room();
  chat.receive([said(1, "is it heavy?", ANN)]);
  const frame = chat.say("no", { re: { off: 1, id: "a", name: "Ann" }, at: ["a"] });
  assert.deepEqual(frame, { t: "chat.send", id: "c1", x: "no", re: 1, at: ["a"] });
  assert.deepEqual(chat.unsent(), [frame]);
  assert.equal(chat.state.lines.at(-1).re.name, "Ann");
  assert.equal(chat.quotedText(1), "is it heavy?");
  chat.receive([{ t: "hidden", o: 2, ts: 2, off: 1, by: "Mod", reason: "" }]);
  assert.equal(chat.quotedText(1), "");
});

test("an answer to a message from before finds its words in the welcome", () => {
  const { chat } = room("viewer", { off: 90, quoted: [said(3, "is it heavy?", ANN)] });
  assert.equal(chat.quotedText(3), "is it heavy?");
  chat.receive([{ t: "purged", o: 91, ts: 2, by: "Mod", reason: "", person: "a" }]);
  assert.equal(chat.quotedText(3), "");
});

test("the note goes with the message that was pinned", () => {
  const { chat, news } = room();
  const author = { person_id: "a", name: "Ann" };
  chat.receive([said(1, "free shipping", ANN), { t: "notice", o: 2, ts: 2, id: "n", d: { x: "free shipping", author, off: 1 } }]);
  assert.equal(chat.state.snapshot.notice.x, "free shipping");
  chat.receive([{ t: "purged", o: 3, ts: 3, by: "Mod", reason: "", offs: [1] }]);
  assert.equal(chat.state.snapshot.notice, null);
  assert.ok(news.some(({ type }) => type === "notice"));
});

test("a command of the staff is no line, and its answer is told", () => {
  const { chat, news } = room("moderator");
  const frame = chat.say("/slow 30");
  assert.equal(frame.x, "/slow 30");
  assert.equal(chat.state.lines.length, 0);
  chat.receive({ t: "ack", id: frame.id, text: "what there is" });
  assert.deepEqual(news.at(-1), { type: "answered", text: "what there is" });
  const viewer = room().chat;
  viewer.say("/slow 30");
  assert.equal(viewer.state.lines.length, 1);
});

test("other reactions are told with their kinds", () => {
  const { chat, news } = room();
  chat.receive([{ t: "reactions", n: { clap: 3 }, total: { clap: 9 } }]);
  assert.deepEqual(news.at(-1), { type: "reactions", n: { clap: 3 } });
});

test("links of viewers can be tapped where the room allows it, those of the staff always", () => {
  const { chat } = room();
  assert.equal(chat.mayTap(ANN), false);
  assert.equal(chat.mayTap(HOST), true);
  chat.receive([{ t: "modes", o: 1, ts: 1, id: "m", d: { viewer_links: true } }]);
  assert.equal(chat.mayTap(ANN), true);
});
