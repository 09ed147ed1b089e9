/** What an answer states: the value first and large, then the quote with the answering words marked, and its place. */

import { div, h, marked, p, section, span } from "../parts/dom.js";
import { isPaged } from "../parts/documents.js";
import { icon } from "../parts/icons.js";
import { placeName } from "../sources/sources.js";
import { slotName } from "./letter.js";

const FIRST = 4, FIRST_OF_PART = 2; // shown at once; the others open

/** The value that answers, where there is one only: `{item, source}`; null where several or none do. */
export function leadOf({ statements, sources, parts = [] }) {
  const [first] = statements;
  const same = statements.every((item) => item.shown === first.shown && slotName(item) === slotName(first));
  return first?.slot && first.shown && same && parts.length < 2 ? { item: first, source: sources[first.source] } : null;
}

/** The lead of an answer: what was asked for, its value and unit, its place and document. */
export function lead(widget, { item, source }) {
  return div("lead",
    p("label", slotName(item)),
    p("value text", item.shown),
    p("from", cite(widget, source, item), " ", source.document.name));
}

/** The statements of an answer, under the questions that they answer where several were asked. */
export function statementsOf(widget, answer) {
  const { statements, parts = [] } = answer;
  if (!statements.length) return null;
  if (parts.length < 2) return list(widget, answer, "Nội dung trả lời", statements, FIRST);
  return parts.map((part, place) => {
    const own = statements.filter((item) => item.part === place);
    return own.length > 0 && section("part", h(widget.heading(2), {}, part), list(widget, answer, part, own, FIRST_OF_PART));
  });
}

function list(widget, answer, label, items, most) {
  const rest = items.slice(most);
  return [h("ol", { class: "statements", "aria-label": label }, items.slice(0, most).map((item) => statement(widget, answer, item))),
    rest.length > 0 && h("details", { class: "further" }, h("summary", {}, `Xem thêm ${rest.length} đoạn`),
      h("ol", { class: "statements" }, rest.map((item) => statement(widget, answer, item))))];
}

/** One statement: also as it arrives, before the answer is whole. */
export function statement(widget, answer, item) {
  const source = answer.sources[item.source];
  const led = answer.led && [row(source, item), quote(source, item)]; // value and place stand above
  return h("li", {}, led || [value(item), source && row(source, item), quote(source, item), source && cite(widget, source, item)]);
}

/** The place of a statement, which opens the marked page. */
function cite(widget, source, item) {
  return h("button", { class: "cite", onclick: () => widget.openSource(source) },
    icon(isPaged(source.document) ? "page" : "document"), `[${item.source + 1}] ${placeName(source)}`);
}

function value(item) {
  if (!item.slot) return null;
  if (!item.shown) return p("slot text", `${slotName(item)}: `);
  return p("slot text", span("label", `${slotName(item)}: `), h("strong", { class: "value" }, item.shown));
}

/** The row of a table as a table, its answering cell marked; null where the passage is none. */
function row({ cells }, item) {
  if (cells.length < 2) return null;
  const answers = (cell) => item.value !== null && cell.trim() === item.value.trim();
  return div("scrolls", h("table", { class: "cells" },
    h("tbody", {}, cells.map(([name, cell]) => h("tr", answers(cell) ? { class: "answering" } : {},
      h("th", { scope: "row", class: "text" }, name),
      h("td", { class: "text" }, answers(cell) ? h("mark", {}, cell) : cell))))));
}

/** The quote word for word; under a table it repeats the row, and is folded. */
function quote(source, item) {
  const words = h("blockquote", {}, p("text", "“", marked(item.quote, [item.sentence ?? item.value]), "”"));
  const isRow = source && source.cells.length > 1 && item.quote === source.text;
  return isRow ? h("details", { class: "verbatim" }, h("summary", {}, "Nguyên văn của dòng này"), words) : words;
}
