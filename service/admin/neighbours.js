/** Other services of this kind that are asked too: how each stood when it was last asked, and all of them tried now. */

import { get, send } from "./api.js";
import { badge, button, facts, h, moment, tell } from "./dom.js";

/** A part of the page; it stays hidden where no service is asked, or the reader may not see the whole library. */
export function neighbours() {
  const list = h("div");
  const tryAll = button("Hỏi thử ngay", async () => {
    show((await send("POST", "neighbours/try")).neighbours);
    tell("Đã hỏi thử các dịch vụ láng giềng.");
  });
  const element = h("section", { class: "part", hidden: true },
    h("h2", {}, "Dịch vụ láng giềng"), h("div", { class: "actions" }, tryAll), list);
  function show(found) {
    list.replaceChildren(...found.map(card));
    element.hidden = found.length === 0;
  }
  async function load() {
    try {
      show((await get("neighbours")).neighbours);
    } catch (problem) {
      element.hidden = problem.status === 403;
      list.replaceChildren(h("p", { class: "error" }, problem.message));
    }
  }
  return { element, load };
}

function card(one) {
  const healthy = one.state === "answered" || one.state === "nothing";
  return h("article", { class: "card", "aria-label": `Dịch vụ láng giềng ${one.title}` },
    h("h3", {}, one.title),
    h("div", { class: "badges" },
      one.state === null ? badge("Chưa hỏi lần nào", "info") : badge(capital(one.described), healthy ? "good" : "bad")),
    one.reason && h("p", { class: "error" }, `${capital(one.reason)}.`),
    facts([["Địa chỉ", one.address], ["Nhãn truy cập", one.access], ["Khóa", one.has_key ? "có" : "không"],
      ["Câu hỏi của người xem được văn bản nội bộ", one.internal_questions ? "được gửi" : "không gửi"],
      ["Hỏi gần nhất", one.asked_at ? moment(one.asked_at) : "chưa"],
      ["Trả lời được gần nhất", one.answered_at ? moment(one.answered_at) : "chưa"],
      ["Chờ ở lần gần nhất", one.asked_at ? `${Math.round(one.took_ms).toLocaleString("vi-VN")} ms` : "chưa"],
      ["Lỗi liền nhau", one.failures]]));
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
