/** The places from which documents are fetched: how each stands, and a round of one now. */

import { get, send } from "./api.js";
import { badge, button, facts, h, moment, tell } from "./dom.js";

const KINDS = { imap: "Hộp thư", s3: "Kho đối tượng S3", webdav: "WebDAV", folder: "Thư mục gói tin", feed: "Dịch vụ khác" };

/** A part of the page; it stays hidden where no source is set, or the reader may not see the whole library. */
export function sources() {
  const list = h("div");
  const element = h("section", { class: "part", hidden: true }, h("h2", {}, "Nguồn văn bản"), list);
  async function load() {
    try {
      const found = (await get("sources")).sources;
      list.replaceChildren(...found.map((one) => card(one, load)));
      element.hidden = found.length === 0;
    } catch (problem) {
      element.hidden = problem.status === 403;
      list.replaceChildren(h("p", { class: "error" }, problem.message));
    }
  }
  return { element, load };
}

function card(one, load) {
  const now = button("Lấy ngay", async () => {
    await send("POST", `sources/${encodeURIComponent(one.name)}/follow`);
    tell(`Đã yêu cầu lấy văn bản từ nguồn ${one.name}; xem lại sau ít phút.`);
    await load();
  });
  const problems = Object.entries(one.problems);
  return h("article", { class: "card", "aria-label": `Nguồn ${one.name}` },
    h("h3", {}, one.name),
    h("div", { class: "badges" }, badge(KINDS[one.kind] ?? one.kind, "info"),
      one.error ? badge("Lỗi", "bad") : one.succeeded_at ? badge("Đang theo dõi", "good") : badge("Chưa lấy lần nào", "warn"),
      problems.length > 0 && badge(`${problems.length} tệp chưa lấy được`, "warn")),
    one.error && h("p", { class: "error" }, one.error),
    facts([["Địa chỉ", one.address], ["Nhãn truy cập", one.access], ["Số tệp", one.files],
      ["Mới ở lần gần nhất", one.fetched], ["Lấy gần nhất", one.tried_at ? moment(one.tried_at) : "chưa"],
      ["Thành công gần nhất", one.succeeded_at ? moment(one.succeeded_at) : "chưa"],
      ["Lần sau", one.next_at ? moment(one.next_at) : "ngay khi được"],
      ["Tệp bị xóa ở nguồn", one.withdraws ? "thôi được trả lời" : "vẫn được giữ"]]),
    problems.length > 0 && h("ul", {}, ...problems.map(([name, why]) => h("li", {}, `${name}: ${why}`))),
    h("div", { class: "actions" }, now));
}
