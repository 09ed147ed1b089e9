/** The documents: list with filters; each opens with its details and what may be done with it. */

import { get, url } from "./api.js";
import { badges } from "./badges.js";
import { details } from "./document.js";
import { button, day, field, h, select, tell } from "./dom.js";
import { labelName } from "./dialogs.js";
import { paged } from "./listing.js";

export async function documents(place, session) {
  const text = h("input", { type: "search", maxlength: "200" });
  const type = h("input", { type: "text", maxlength: "20", placeholder: "" });
  const year = h("input", { type: "text", inputmode: "numeric", maxlength: "4" });
  const state = select([["all", "Tất cả"], ["active", "Đang trả lời"], ["withdrawn", "Đã rút"]], "all");
  const seen = [...new Set(["cong_khai", ...session.labels])].filter((one) => !one.startsWith("cho_duyet"));
  const access = select([["", "Tất cả"], ...seen.map((one) => [one, labelName(one)]), ["cho_duyet", "Chờ duyệt"]]);

  async function read(after) {
    const found = await get("library/documents", {
      text: text.value.trim(), types: type.value.trim().toUpperCase(), year: year.value.trim(), state: state.value,
      access: access.value, limit: 30, after,
    });
    return { items: found.documents, following: found.following, total: found.total };
  }

  const list = paged(read, (one) => card(one, session, load), { none: "Không có văn bản nào.", label: "Văn bản" });
  async function load() {
    try {
      await list.load();
    } catch (problem) {
      tell(problem.message, true);
    }
  }
  const form = h("form", { role: "search", class: "filters", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    load();
  } },
  field("Tìm trong số, trích yếu, cơ quan", text), field("Loại (KH, QĐ…)", type), field("Năm ban hành", year),
  field("Trạng thái", state), field("Ai được thấy", access),
  h("div", { class: "actions" }, submit("Lọc")));
  for (const control of [state, access]) control.addEventListener("change", load);
  place.append(form, list.element);
  await load();
}

export function submit(text) {
  const made = h("button", { class: "primary" }, text);
  made.type = "submit";
  return made;
}

function card(one, session, load) {
  const { document: found } = one;
  const about = [found.issuer, day(found.issued_date), `${found.passage_count} đoạn`].filter(Boolean).join(" · ");
  return h("li", { class: "card" },
    h("h2", {}, found.name),
    h("p", { class: "text" }, found.subject ?? ""),
    h("p", { class: "about" }, about),
    h("p", { class: "about" }, `Tệp: ${found.file_name}`),
    badges(one),
    h("div", { class: "actions" },
      button("Chi tiết", () => details(found.id, session, load)),
      h("a", { href: url(`library/documents/${found.id}/file`), download: found.file_name }, "Tệp gốc")));
}
