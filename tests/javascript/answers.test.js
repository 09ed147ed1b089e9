/** Answers: sources by document with each warning once, and what is copied into a letter. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { excerpt, letter } from "../widget/answer/letter.js";
import { leadOf } from "../widget/answer/statements.js";
import { grouped, noticesByDocument, warningsOfAll } from "../widget/sources/grouping.js";

const source = (id, formal, ...notices) => ({ document: { id }, formal, notices });
const SOURCES = [source("a", "A1", "Lưu ý: cũ", "bản quét"), source("b", "B1"), source("a", "A2", "Lưu ý: cũ"), source("c", "C1")];
const STATEMENTS = [{ source: 0, quote: "q", slot: "Hạn", about: "Sở", shown: "1/5" }, { source: 2, quote: "r" }, { source: 1, quote: "s" }];
const flat = (groups) => groups.map(({ document, places, notices }) => [document.id, places.map(({ index }) => index), notices.map(({ text, index }) => [text, index])]);

test("sources stand by document, a warning of all its places once, another with its place", () => {
  const { cited, others } = grouped(SOURCES, STATEMENTS);
  assert.deepEqual(flat(cited), [["a", [0, 2], [["Lưu ý: cũ", null], ["bản quét", 0]]], ["b", [1], []]]);
  assert.deepEqual(flat(others), [["c", [3], []]]);
  assert.deepEqual(flat(grouped(SOURCES, []).cited).map(([id]) => id), ["a", "b", "c"]);
});

test("what holds of every document quoted is said before it is read", () => {
  assert.deepEqual(warningsOfAll(SOURCES, STATEMENTS), []);
  assert.deepEqual(warningsOfAll(SOURCES, STATEMENTS.slice(0, 2)), ["Lưu ý: cũ"]);
});

test("a warning of several documents is said once, with their names", () => {
  const names = ["Quyết định số 1", "Quyết định số 12"];
  const told = ["Quyết định số 1: bản mẫu.", "Quyết định số 12: bản mẫu.", "Quyết định số 12: dự thảo.", "bản mẫu.", "Căn cứ: còn 2 điểm."];
  assert.deepEqual(noticesByDocument(told, names), ["Các văn bản này: bản mẫu.", "Quyết định số 12: dự thảo.", "Căn cứ: còn 2 điểm."]);
  assert.deepEqual(noticesByDocument(["Quyết định số 1: cũ.", "cũ."], names), ["cũ."]);
  assert.deepEqual(noticesByDocument(["a", "b"], []), ["a", "b"]);
});

test("a letter holds the quotes with their citations and every warning once", () => {
  const made = letter({ sources: SOURCES, statements: STATEMENTS.slice(0, 2), notices: ["Lưu ý: cũ", "Tra cứu."] });
  assert.equal(made, "Hạn (Sở): 1/5\n“q” (A1).\n\n“r” (A2).\n\nLưu ý: cũ\n\nbản quét\n\nTra cứu.");
});

test("a passage is copied with its citation and its warnings, never without", () => {
  const passage = { text: "a) Chủ trì;\n", formal: "điểm a Mục IV Kế hoạch số 1", notices: ["Văn bản mẫu.", "Đã hết thời gian thực hiện."] };
  assert.equal(excerpt(passage), "“a) Chủ trì;” (điểm a Mục IV Kế hoạch số 1).\n\nVăn bản mẫu.\n\nĐã hết thời gian thực hiện.");
  assert.equal(excerpt({ ...passage, notices: [] }), "“a) Chủ trì;” (điểm a Mục IV Kế hoạch số 1).");
  assert.throws(() => excerpt({ ...passage, notices: null }), "before its warnings are known nothing is copied");
});

test("one value is put first; two different ones, or several questions, are not", () => {
  const same = [{ slot: "Hạn", shown: "1/5", source: 0 }, { slot: "Hạn", shown: "1/5", source: 1 }];
  assert.equal(leadOf({ statements: same, sources: SOURCES }).item.shown, "1/5");
  assert.equal(leadOf({ statements: [same[0], { ...same[1], shown: "2/5" }], sources: SOURCES }), null);
  assert.equal(leadOf({ statements: same, sources: SOURCES, parts: ["a?", "b?"] }), null);
  assert.equal(leadOf({ statements: [], sources: [] }), null);
});
