/** What addresses of the pages name, and the lines for a host page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressed } from "../widget/pages/permalinks.js";
import { snippet } from "../widget/pages/snippet.js";

const named = (address) => addressed(new URL(address, "https://hoi.example"));

test("an answer and a place of a document are named by their addresses, also below a proxy's path", () => {
  assert.deepEqual(named("/a/a_1?ma=x%2By"), { kind: "answer", id: "a_1", code: "x+y" });
  assert.deepEqual(named("/hoi/van-ban/d_1#doan-7"), { kind: "document", id: "d_1", passage: 7, page: null });
  assert.deepEqual(named("/van-ban/d_1?trang=3"), { kind: "document", id: "d_1", passage: null, page: 3 });
  for (const other of ["/", "/a/", "/van-ban/", "/b/a_1", "/a/<x>"]) assert.equal(named(other), null, other);
});

test("the lines for a host page hold what differs from the presets, and nothing that breaks out of them", () => {
  const lines = '<script type="module" src="https://hoi.example/widget.js"></script>\n<hoi-van-ban';
  const made = (...given) => snippet("https://hoi.example", ...given);
  assert.equal(made({ mode: "inline", theme: "light", heading: "", open: false }), `${lines}></hoi-van-ban>`);
  assert.equal(made({ mode: "bubble", heading: 'Hỏi "<xã>" & huyện', open: true }),
    `${lines} mode="bubble" heading="Hỏi &quot;&lt;xã>&quot; &amp; huyện" open></hoi-van-ban>`);
  assert.equal(made({}, { "--hvb-height": "30rem", "--hvb-radius": "", "--hvb-font-size": "1rem }</style><b>" }),
    `<style>hoi-van-ban { --hvb-height: 30rem; --hvb-font-size: 1rem }/style>b> }</style>\n${lines}></hoi-van-ban>`);
});
