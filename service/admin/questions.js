/** What people asked without getting an answer, and what they said of answers. */

import { get, url } from "./api.js";
import { badge, button, day, field, h, moment, select, tell } from "./dom.js";
import { paged } from "./listing.js";

const STATUSES = {
  complete: ["đã trả lời", "good"], partial: ["trả lời một phần", "warn"], none: ["không tìm thấy", "bad"],
  ambiguous: ["cần chọn văn bản", "info"], refused: ["từ chối", "bad"], talk: ["trao đổi", "info"],
};
const REASONS = {
  wrong_document: "sai văn bản", wrong_passage: "sai đoạn", incomplete: "còn thiếu", outdated: "văn bản đã cũ",
  not_answered: "không trả lời đúng câu hỏi", other: "lý do khác",
};

export async function questions(place) {
  const which = select([["unanswered", "Chưa trả lời được hoặc bị chê"], ["feedback", "Đã được nhận xét"],
    ["touched-answers", "Văn bản được trích đã thay đổi"]]);
  const status = select([["", "Tất cả"], ...Object.entries(STATUSES).map(([code, [text]]) => [code, text])]);
  const text = h("input", { type: "search", maxlength: "200" });

  /** Narrowed here: the lists of the interface know no filters. A page without a match is passed over. */
  async function read(after) {
    const words = plain(text.value).split(" ");
    let cursor = after;
    for (;;) {
      const found = await get(which.value, { limit: 50, after: cursor });
      const items = (found.questions ?? found.answers).filter((one) =>
        (!status.value || !one.status || one.status === status.value) && words.every((word) => plain(one.question).includes(word)));
      if (items.length || !found.following) return { items, following: found.following };
      cursor = found.following;
    }
  }
  const list = paged(read, card, { none: "Không có câu hỏi nào.", label: "Câu hỏi" });
  async function load() {
    try {
      await list.load();
    } catch (problem) {
      tell(problem.message, true);
    }
  }
  for (const control of [which, status, text]) control.addEventListener("change", load);
  place.append(
    h("div", { class: "filters" }, field("Danh sách", which), field("Kết quả", status), field("Có chữ", text),
      h("div", { class: "actions" }, button("Đọc lại danh sách", load),
        h("a", { class: "button", href: url("evaluation/questions"), download: "cau-hoi.jsonl" },
          "Xuất bộ câu hỏi để đo chất lượng"))),
    list.element);
  await load();
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
}

function card(one) {
  if (one.reason) return touched(one);
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
