/** Random ids without crypto.randomUUID. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { newId } from "../../web/js/lib/new-id.js";

test("an id is a version 4 UUID and never the same twice", () => {
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newId(), newId());
});
