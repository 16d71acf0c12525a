/** One chat connection: hello, resume, backoff, bye, silence. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { ChatSocket } from "../../web/js/lib/chat-socket.js";

class FakeWebSocket {
  readyState = 1;
  sent = [];
  closed = false;
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

function line(options = {}) {
  const sockets = [];
  const statuses = [];
  const frames = [];
  const chat = new ChatSocket({
    url: "ws://shop/chat",
    room: "kiln",
    token: async () => `tok${sockets.length}`,
    resume: () => null,
    random: () => 0,
    now: () => Date.now(),
    onFrame: (frame) => frames.push(frame),
    onStatus: (status) => statuses.push(status.phase),
    connect: () => {
      const socket = new FakeWebSocket();
      sockets.push(socket);
      return socket;
    },
    ...options,
  });
  return { chat, sockets, statuses, frames };
}

test.beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] }));
test.afterEach(() => mock.timers.reset());

test("says hello with a fresh token and the place to go on from", async () => {
  const { chat, sockets } = line({ resume: () => ({ ep: "k", off: 4 }) });
  await chat.open();
  sockets[0].onopen();
  assert.deepEqual(sockets[0].sent, [{ t: "hello", v: 1, tok: "tok0", room: "kiln", resume: { ep: "k", off: 4 } }]);
});

test("sends nothing before the welcome, and what was not acknowledged right after it", async () => {
  const { chat, sockets, statuses } = line({ unsent: () => [{ t: "chat.send", id: "1", x: "hi" }] });
  await chat.open();
  assert.equal(chat.send({ t: "heart", n: 1 }), false);
  sockets[0].say({ t: "welcome" });
  assert.deepEqual(sockets[0].sent, [{ t: "chat.send", id: "1", x: "hi" }]);
  assert.deepEqual(statuses, ["connecting", "open"]);
  chat.close();
});

test("comes back after a broken connection, later each time", async () => {
  const { chat, sockets } = line();
  await chat.open();
  sockets[0].onclose({ code: 1006 });
  assert.equal(chat.status.phase, "waiting");
  assert.equal(chat.status.retry_at_ms, 250);
  mock.timers.tick(250);
  await settle();
  sockets[1].onclose({ code: 1006 });
  assert.equal(chat.status.retry_at_ms, 250 + 500);
  chat.close();
});

test("comes back when the server asks, at the time it asks for", async () => {
  const { chat, sockets } = line();
  await chat.open();
  sockets[0].say({ t: "welcome" });
  sockets[0].say({ t: "bye", reconnect_ms: 2000 });
  assert.equal(sockets[0].closed, true);
  mock.timers.tick(1999);
  await settle();
  assert.equal(sockets.length, 1);
  mock.timers.tick(1);
  await settle();
  assert.equal(sockets.length, 2);
  chat.close();
});

test("stays away when the room is closed for good", async () => {
  const { chat, sockets } = line();
  await chat.open();
  sockets[0].say({ t: "welcome" });
  sockets[0].say({ t: "bye", reconnect_ms: null });
  mock.timers.tick(60_000);
  await settle();
  assert.equal(sockets.length, 1);
  assert.equal(chat.status.phase, "closed");
});

test("starts anew at once on resync", async () => {
  const { chat, sockets } = line();
  await chat.open();
  sockets[0].say({ t: "welcome" });
  sockets[0].say({ t: "resync" });
  await settle();
  assert.equal(sockets.length, 2);
  chat.close();
});

test("tries again when no token can be had", async () => {
  const { chat, sockets } = line({
    token: async () => {
      throw Object.assign(new Error("no"), { code: "network" });
    },
  });
  await chat.open();
  assert.equal(sockets.length, 0);
  assert.equal(chat.status.phase, "waiting");
  assert.equal(chat.status.code, "network");
  chat.close();
});

test("stays away when the origin is refused", async () => {
  const { chat, sockets } = line();
  await chat.open();
  sockets[0].onclose({ code: 4003 });
  assert.equal(chat.status.phase, "refused");
});

test("gives a silent line up and opens another", async () => {
  const { chat, sockets } = line();
  await chat.open();
  sockets[0].say({ t: "welcome" });
  mock.timers.tick(20_000);
  assert.deepEqual(sockets[0].sent, [{ t: "ping" }]);
  mock.timers.tick(40_000);
  await settle();
  assert.equal(sockets.length, 2);
  chat.close();
});
