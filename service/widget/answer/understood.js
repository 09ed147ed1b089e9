/** What was made of the question: shown, so that it can be corrected or taken off. */

import { h, press, unseen } from "../parts/dom.js";
import { date } from "../parts/text.js";
import { READ } from "../parts/words.js";

/** What stands under the question: how it was read, the short forms, the conditions. */
export function understoodOf(turn, answer) {
  const { resolved_question: resolved, question, understood, status } = answer;
  if (status === "talk") return []; // a greeting is answered as it stands
  const shown = [];
  if (resolved && resolved !== question) {
    shown.push(h("p", { class: "resolved text" }, "Hiểu là: ", resolved, " ",
      h("button", { class: "plain", onclick: () => turn.widget.fill(resolved) }, "Sửa")));
  }
  const short = (understood?.expansions ?? []).filter(([from, to]) => from.length < to.length);
  if (short.length) {
    shown.push(h("p", { class: "resolved text" }, `Chữ viết tắt: ${short.map((pair) => pair.join(" – ")).join("; ")}`));
  }
  const conditions = chips(turn, answer);
  if (conditions.length) {
    shown.push(h("ul", { class: "chips", "aria-label": "Điều kiện đã hiểu từ câu hỏi" }, conditions.map(([label, again]) => h("li", {},
      press(again, `${label} ✕`, unseen(" (bỏ điều kiện này và hỏi lại)"))))));
  }
  return shown;
}

function chips(turn, answer) {
  const { widget, question, documentId, ignore } = turn;
  const { filters = {}, numbers = [], read = [], corrections = [] } = answer.understood ?? {};
  const shown = numbers.map((number) => [`Văn bản: ${number}`, () => widget.ask(without(question, number))]);
  if (documentId) shown.push(["Chỉ trong văn bản đã chọn", () => widget.ask(question)]);
  else if (answer.resolved_question !== question) {
    shown.push(["Theo câu hỏi trước", () => widget.ask(question, null, { afresh: true })]);
  }
  const drop = (kind) => () => widget.ask(question, documentId, { ignore: [...ignore, kind] });
  if (corrections.length) shown.push([`Đọc là: ${corrections.map((pair) => pair.join(" → ")).join(", ")}`, drop("corrections")]);
  const value = { ...filters, validity: "chưa hết", as_of: date(filters.as_of) };
  return [...shown, ...read.map((kind) => [`${READ[kind]}: ${[value[kind]].flat().join(", ")}`, drop(kind)])];
}

/** The question without a text, in whatever letters it was typed. */
function without(question, text) {
  const literal = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
  return question.replace(literal, " ").replace(/\s+/g, " ").trim();
}
