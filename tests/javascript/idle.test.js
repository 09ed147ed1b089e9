/** When an idle session is warned of: a minute before its end, unless its person works on without asking the service. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { due, WARNED_SECONDS } from "../widget/account/due.js";

test("a session that has time left is looked at again just within its last minute", () => {
  assert.deepEqual(due(900, false), { act: "wait", seconds: 900 - WARNED_SECONDS + 1 });
  assert.deepEqual(due(61, true), { act: "wait", seconds: 2 });
});

test("who was away is warned, who typed meanwhile stays", () => {
  assert.deepEqual(due(60, false), { act: "warn", seconds: 60 });
  assert.deepEqual(due(60, true), { act: "stay", seconds: 60 });
  assert.equal(due(0, false).act, "warn");
});
