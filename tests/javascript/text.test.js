/** Text as it is shown: dates, marked parts, signs that would turn a line around, days as one speaks of them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { day, visible as adminVisible } from "../admin/dom.js";
import { resolved } from "../widget/parts/theme.js";
import { date, dayName, pieces, visible } from "../widget/parts/text.js";

test("dates are as documents print them", () => {
  assert.deepEqual(["2023-03-09", "2023-01-10", "2023-12-31T08:00:00", null].map(date), ["09/3/2023", "10/01/2023", "31/12/2023", ""]);
});

test("the desk writes days as the chat does; of a moment the reader's own day", () => {
  const night = new Date(2023, 2, 9, 0, 30).toISOString();
  assert.deepEqual(["2023-03-09", night, "", null].map(day), ["09/3/2023", "09/3/2023", "", ""]);
});

test("a text is cut where it answers, each part once and in order", () => {
  const cut = (...given) => pieces(...given).map(({ text, marked }) => (marked ? `[${text}]` : text)).join("");
  const cases = [["a b c", ["b"]], ["a b c", ["b c", "c"]], ["abc", ["abc"]], ["abc", [null, "x"]], ["", ["a"]]];
  assert.deepEqual(cases.map(([text, parts]) => cut(text, parts)), ["a [b] c", "a [b c]", "[abc]", "abc", ""]);
});

test("signs that turn a line around are shown by name, in the chat and in the management page", () => {
  assert.equal(visible("a\u202Eb"), "a[U+202E]b");
  assert.equal(adminVisible, visible);
});

test("a day is called today, yesterday, or by its date", () => {
  const now = new Date(2024, 2, 1, 0, 30);
  const said = [new Date(2024, 2, 1), new Date(2024, 1, 29, 23, 59), new Date(2024, 1, 28)].map((then) => dayName(then.toISOString(), now));
  assert.deepEqual(said, ["Hôm nay", "Hôm qua", "28/02/2024"]);
});

test("light or dark: what was chosen goes before the preset, and auto follows the system", () => {
  const cases = [["dark", "light", false], [null, "light", true], [null, "auto", true], ["auto", "light", true], ["auto", "dark", false], ["?", "auto", false]];
  assert.deepEqual(cases.map((given) => resolved(...given)), ["dark", "light", "dark", "dark", "light", "light"]);
});
