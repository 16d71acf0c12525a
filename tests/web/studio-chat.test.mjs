/** What the studio counts in the chat. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { unseenIn } from "../../web/js/models/studio-chat.js";

test("only later messages of other people are unseen", () => {
  const lines = [
    { kind: "message", off: 4, own: false },
    { kind: "message", off: 5, own: true },
    { kind: "sold", off: 6 },
    { kind: "message", off: 7, own: false },
    { kind: "message", off: null, own: true },
  ];
  assert.equal(unseenIn(lines, 4), 1);
  assert.equal(unseenIn(lines, 0), 2);
});
