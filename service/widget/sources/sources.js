/** The sources of an answer: compact cards, one a document, its places as buttons that open the marked page. */

import { copyButton } from "../parts/copying.js";
import { div, h, marked, p, press, section, span, unseen } from "../parts/dom.js";
import { documentBadges, isPaged, pages } from "../parts/documents.js";
import { icon } from "../parts/icons.js";
import { grouped } from "./grouping.js";

/**
 * The section of sources; `found` is false where they are only near what was asked. What is `told` of all of them above
 * is not said again.
 */
export function sourcesOf(widget, { sources, statements }, found, told = []) {
  if (!sources.length) return null;
  const { cited, others } = grouped(sources, statements);
  const count = cited.reduce((sum, group) => sum + group.places.length, 0);
  const cards = (groups) => h("ol", { class: "cards" }, groups.map((group) => card(widget, group, statements, told)));
  const heading = found ? `Nguồn trích dẫn (${count})` : "Đoạn gần nhất trong kho, không phải câu trả lời";
  const rest = others.reduce((sum, group) => sum + group.places.length, 0);
  return section("sources", h(widget.heading(2), {}, heading), cards(cited),
    rest > 0 && h("details", { class: "further" }, h("summary", {}, `Đoạn liên quan khác (${rest})`), cards(others)));
}

/** The place of a source in a few words: its number in the answer, its label, its page. */
export function placeName(source) {
  const place = [source.label, pages(source)].filter(Boolean).join(", ") || source.document.name;
  return source.service ? `${place} · ${source.service.title}` : place;
}

function card(widget, { document: document_, service: elsewhere, places, notices: all }, statements, told) {
  const notices = all.filter(({ text }) => !told.includes(text));
  const { service } = widget;
  const scanned = places.map(({ source }) => source.confidence).filter((value) => value !== null);
  const opens = elsewhere ? `Mở trang của ${elsewhere.title}` : isPaged(document_) ? "Xem trang gốc" : "Xem trong văn bản";
  return h("li", { class: "card source" },
    p("name text", document_.name),
    document_.subject && p("about text", document_.subject),
    h("ul", { class: "places" }, places.map(({ source, index }) => h("li", {},
      h("button", { class: "cite", onclick: () => widget.openSource(source) },
        icon(isPaged(document_) ? "page" : "document"), unseen(`${opens}: `), `[${index + 1}] ${placeName(source)}`)))),
    div("badges", documentBadges(document_),
      scanned.length > 0 && span("badge", `Nhận dạng chữ ${Math.round(Math.min(...scanned) * 100)} %`)),
    notices.length > 0 && div("notice", notices.map(({ text, index }) => p("text", index === null ? text : `[${index + 1}] ${text}`))),
    h("details", { class: "originals" }, h("summary", {}, "Nguyên văn, trích dẫn, tệp gốc"),
      places.map((place) => original(widget, place, statements)),
      elsewhere ? null : div("actions",
        press(() => widget.openDocument(document_), icon("document"), "Mở văn bản", unseen(` ${document_.name}`)),
        service.saving(service.resolve(document_.file_url), document_.file_name, icon("down"), "Tải tệp gốc",
          unseen(` ${document_.name}`)))));
}

function original(widget, { source, index }, statements) {
  const quotes = statements.filter((item) => item.source === index).map((item) => item.quote);
  return div("text original",
    p("about", [`[${index + 1}] ${placeName(source)}`, ...source.headings].join(" › ")),
    marked(source.text, quotes),
    div("actions", copyButton([source.formal, ...source.notices].join("\n"), widget.shadowRoot, ` nguồn ${index + 1}`)));
}
