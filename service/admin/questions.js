/** What people asked without getting an answer, what they said of answers, and the log of all questions. */

import { REASONS } from "../widget/parts/words.js";
import { get, url } from "./api.js";
import { to } from "./dashboard.js";
import { badge, button, day, field, h, moment, select, tell } from "./dom.js";
import { paged } from "./listing.js";

const STATUSES = {
  complete: ["đã trả lời", "good"], partial: ["trả lời một phần", "warn"], none: ["không tìm thấy", "bad"],
  ambiguous: ["cần chọn văn bản", "info"], refused: ["từ chối", "bad"], talk: ["trao đổi", "info"],
};

/** The log of all questions: the interface filters it, the other lists are narrowed here. */
const LOG = "question-log";

export async function questions(place, session, stops, given = {}) {
  const { list: first = "unanswered", outcome = "", ...conditions } = given;
  const which = select([["unanswered", "Chưa trả lời được hoặc bị chê"], ["feedback", "Đã được nhận xét"],
    ["touched-answers", "Văn bản được trích đã thay đổi"], [LOG, "Mọi câu hỏi"]], first);
  const narrowed = h("p", { class: "notice", hidden: true });
  const kind = select([["", "Tất cả"], ["answered", "Đã trả lời"], ["unanswered", "Không tìm thấy"], ["others", "Từ chối, trao đổi"]], outcome);
  const status = select([["", "Tất cả"], ...Object.entries(STATUSES).map(([code, [text]]) => [code, text])]);
  const text = h("input", { type: "search", maxlength: "200" });

  /** Narrowed here: the lists of the interface know no filters. A page without a match is passed over. */
  async function read(after) {
    const words = plain(text.value).split(" ").filter(Boolean);
    const logged = which.value === LOG;
    const asked = logged ? { ...conditions, name: null, outcome: kind.value } : {};
    let cursor = after;
    for (;;) {
      const found = await get(which.value, { ...asked, limit: 50, after: cursor });
      const items = (found.questions ?? found.answers).filter((one) => (logged || !status.value || !one.status || one.status === status.value)
        && words.every((word) => plain(one.question ?? "").includes(word)));
      if (items.length || !found.following) return { items, following: found.following };
      cursor = found.following;
    }
  }
  const list = paged(read, card, { none: "Không có câu hỏi nào.", label: "Câu hỏi" });
  async function load() {
    const logged = which.value === LOG;
    whole.hidden = logged;
    outcomes.hidden = !logged;
    narrowed.hidden = !logged || !Object.keys(conditions).length;
    try {
      await list.load();
    } catch (problem) {
      tell(problem.message, true);
    }
  }
  const whole = field("Kết quả", status);
  const outcomes = field("Kết quả", kind);
  narrowed.append(...describe(conditions), " ", h("a", { href: to("cau-hoi", { list: LOG }) }, "Xem mọi câu hỏi"));
  for (const control of [which, status, kind, text]) control.addEventListener("change", load);
  place.append(
    h("div", { class: "filters" }, field("Danh sách", which), whole, outcomes, field("Có chữ", text),
      h("div", { class: "actions" }, button("Đọc lại danh sách", load),
        h("a", { class: "button", href: url("evaluation/questions"), download: "cau-hoi.jsonl" },
          "Xuất bộ câu hỏi để đo chất lượng"))),
    narrowed, list.element);
  await load();
}

/** The conditions that came with the address, in words. */
function describe({ since, before, document_id: id, name, slower_ms: slower, intent }) {
  const parts = [since && `hỏi từ ${moment(since)}`, before && `trước ${moment(before)}`, id && `trích ${name || "một văn bản"}`,
    slower && `mất từ ${slower} ms`, intent && "về một điều được hỏi"].filter(Boolean);
  return parts.length ? [`Chỉ các câu ${parts.join(", ")}.`] : [];
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
}

/** A question of the log; the words of others' answered questions are not shown. */
function entry(one) {
  const [said, colour] = STATUSES[one.status] ?? [one.status, ""];
  const title = one.question ?? (one.label ? `Câu hỏi về: ${one.label.toLowerCase()}` : "Câu hỏi đã được trả lời");
  return h("li", { class: "card" }, h("h2", { class: "text" }, title),
    h("div", { class: "badges" }, badge(said, colour), one.question && one.label && badge(one.label)),
    one.documents.length > 0 && h("p", {}, "Trích: ", one.documents.map((document, index) =>
      [index ? "; " : "", h("a", { href: to("van-ban", { open: document.document_id }) }, document.name)])),
    h("p", { class: "about" }, `Hỏi lúc ${moment(one.asked_at)}`, one.took_ms !== null && `, trả lời trong ${one.took_ms.toLocaleString("vi-VN")} ms`,
      one.question === null && "; lời câu hỏi của người khác chỉ hiện khi cần xem lại"));
}

function card(one) {
  if (one.reason) return touched(one);
  if (one.documents) return entry(one);
  const [said, kind] = STATUSES[one.status] ?? [one.status, ""];
  const { feedback } = one;
  return h("li", { class: "card" }, h("h2", { class: "text" }, one.question),
    h("div", { class: "badges" }, badge(said, kind),
      feedback && badge(feedback.useful ? "người hỏi thấy có ích" : "người hỏi chưa hài lòng", feedback.useful ? "good" : "bad"),
      feedback?.reason && badge(REASONS[feedback.reason] ?? feedback.reason)),
    feedback?.comment && h("blockquote", { class: "text" }, feedback.comment),
    feedback?.document && h("p", { class: "about" }, `Văn bản đúng theo người hỏi: ${feedback.document}`),
    feedback?.document_id && h("p", { class: "about" }, `Mã văn bản đúng: ${feedback.document_id}`),
    h("p", { class: "about" }, `Hỏi lúc ${moment(one.asked_at)}`,
      feedback && `, nhận xét ngày ${day(feedback.at)}`));
}

/** An answer to look at again: what has happened to the document that it quotes. */
function touched(one) {
  return h("li", { class: "card" }, h("h2", { class: "text" }, one.question),
    h("p", { class: "text" }, one.reason),
    h("p", { class: "about" }, `Hỏi lúc ${moment(one.asked_at)}, phát hiện lúc ${moment(one.at)}`));
}
