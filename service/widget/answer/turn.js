/** A question and its answer on the page: waiting, arriving, answered, stopped, failed. */

import { announceIn, busy, div, h, p, press, section, span, unseen } from "../parts/dom.js";
import { documentBadges, documentLine } from "../parts/documents.js";
import { icon } from "../parts/icons.js";
import { later } from "../parts/later.js";
import { STATUS, TEXT } from "../parts/words.js";
import { noticesByDocument, warningsOfAll } from "../sources/grouping.js";
import { sourcesOf } from "../sources/sources.js";
import { feedbackOn } from "./feedback.js";
import { offerNext } from "./next.js";
import { lead, leadOf, statement, statementsOf } from "./statements.js";
import { toolsOf } from "./tools.js";
import { understoodOf } from "./understood.js";

const SLOW_AFTER_MS = 4000;
const LONG_QUESTION = 600;

export class Turn {
  constructor(widget, question, documentId, ignore) {
    this.widget = widget;
    this.ignore = ignore;
    this.documentId = documentId;
    this.question = question;
    this.body = h("div");
    this.element = h("article", { class: "turn" }, this.asked(), this.body);
  }

  asked() {
    const long = this.question.length > LONG_QUESTION;
    const shown = long ? `${this.question.slice(0, LONG_QUESTION)}… (${this.question.length} ký tự)` : this.question;
    this.understood = h("div");
    return div("asked", h(this.widget.heading(1), { class: "text" }, unseen("Câu hỏi: "), shown), this.understood);
  }

  show(attributes, ...children) {
    clearTimeout(this.timer);
    this.body.replaceChildren(h("div", { class: "answer", ...attributes }, children));
  }

  waiting(stop) {
    const slow = h("span");
    this.show({ class: "answer busy" }, span("dots", "Đang tra cứu"), slow, press(stop, icon("stop"), "Dừng"));
    this.timer = setTimeout(() => { slow.textContent = "Mạng hoặc dịch vụ đang chậm, vẫn tiếp tục chờ…"; }, SLOW_AFTER_MS);
  }

  stopped() {
    this.show({}, h("p", {}, "Đã dừng tra cứu."), this.again());
  }

  failed(error) {
    const label = { offline: "Mất kết nối", not_registered: "Trang chưa đăng ký" }[error.code] ?? "Chưa trả lời được";
    this.show({ "data-code": error.code }, div("badges", span("badge error", label)),
      p("message text", error.message), this.again());
  }

  again() {
    return div("actions",
      press(() => this.widget.ask(this.question), icon("repeat"), "Hỏi lại"),
      h("button", { class: "plain", onclick: () => this.widget.fill(this.question) }, icon("edit"), "Sửa câu hỏi"));
  }

  arriving(name, part) {
    if (name === "statement") this.given.append(statement(this.widget, this.answer, part));
    if (name !== "sources") return;
    this.answer = { ...part, statements: [] };
    this.given = h("ol", { class: "statements" });
    this.show({ class: "answer arriving" }, busy("Đang trích câu trả lời"), this.given, sourcesOf(this.widget, this.answer, true));
  }

  answered(answer, since = [], mayJudge = true) {
    this.answer = answer;
    const { status, statements, sources, notices } = answer;
    this.understood.replaceChildren(...understoodOf(this, answer));
    const warnings = [...notices.filter((notice) => notice !== TEXT.disclaimer), ...warningsOfAll(sources, statements)];
    const told = noticesByDocument(warnings, answer.candidates.map(({ name }) => name));
    const first = leadOf(answer);
    this.show({ "data-status": status },
      div("badges", span(`badge ${status}`, STATUS[status] ?? status)),
      since.map((reason) => p("notice text", reason)),
      first && lead(this.widget, first),
      p("message text", answer.message || (status === "none" ? TEXT.notFound : "")),
      told.map((notice) => p("notice text", notice)),
      this.quoted({ ...answer, led: first && statements.length === 1 }),
      this.listed(), this.candidates(),
      sourcesOf(this.widget, answer, !["none", "refused"].includes(status), warnings),
      toolsOf(this), mayJudge && status !== "talk" && feedbackOn(this.widget, answer.id), this.next(),
      p("foot", TEXT.disclaimer));
  }

  /** The quotes; folded where they only repeat the openings of the documents that are listed below. */
  quoted(answer) {
    const { listing, statements, sources } = answer;
    const quotes = statementsOf(this.widget, answer);
    const repeats = listing && statements.length > 1 && statements.every(({ source }) => sources[source].kind === "mo_dau");
    return repeats ? h("details", { class: "further" }, h("summary", {}, `Nguyên văn phần đầu của ${statements.length} văn bản`), quotes) : quotes;
  }

  /** An answer given before, with what has happened to its evidence since. */
  kept({ answer, touched, feedback, own }) {
    this.answered(answer, touched.map(({ reason }) => reason), own && !feedback);
  }

  next() {
    if (!this.answer.statements.length) return null;
    const place = div("next");
    offerNext(this, place);
    return place;
  }

  listed() {
    const { listing, intent } = this.answer;
    const name = listing ? "lists" : ["summary", "comparison"].includes(intent) && "overviews";
    if (!name) return null;
    const place = section("candidates");
    later(() => import(`./${name}.js`), ({ fill }) => fill(place, this, { h, documentBadges, documentLine, announceIn }));
    return place;
  }

  candidates() {
    const { candidates, listing, status } = this.answer;
    if (!candidates.length || listing) return null;
    const heading = status === "ambiguous" ? "Chọn văn bản" : "Văn bản liên quan";
    return section("candidates", h(this.widget.heading(2), {}, heading),
      h("ul", { class: "cards" }, candidates.map((item) => h("li", { class: "card" },
        p("name text", item.name),
        p("about text", documentLine(item)),
        div("badges", documentBadges(item)),
        div("actions",
          press(() => this.widget.ask(this.question, item.id), icon("chat"), "Hỏi trong văn bản này", unseen(` ${item.name}`)),
          h("button", { class: "plain", onclick: () => this.widget.openDocument(item) }, icon("document"), "Xem văn bản",
            unseen(` ${item.name}`)))))));
  }

  /** What a screen reader says of the answer. */
  summary() {
    const { status, message, statements, sources } = this.answer;
    const first = statements[0];
    const lead = first ? (first.shown ? `${first.slot ?? ""} ${first.shown}` : first.quote) : "";
    return `${STATUS[status] ?? status}. ${message} ${lead} ${sources.length ? `${sources.length} nguồn trích dẫn.` : ""}`;
  }
}
