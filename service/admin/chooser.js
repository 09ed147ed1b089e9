/** A document chosen from the library while its number, subject or file name is typed. */

import { get } from "./api.js";
import { button, day, field, fill, h } from "./dom.js";

const PAUSE = 250;
const MOST = 8;
const HINT = "Gõ số, trích yếu hoặc tên tệp để tìm trong kho; không có thì ghi đủ như Quyết định số 12/2020/QĐ-UBND.";
const UNCHOSEN = "Chưa chọn trong kho: quan hệ được ghi theo số, ký hiệu đã gõ.";

/** The other document: found in the library while typing, or named by its number where the library lacks it. */
export function chooser(own, before = null, { label = "Văn bản kia", hint = HINT, unchosen = UNCHOSEN } = {}) {
  const typed = h("input", { type: "search", maxlength: "200", autocomplete: "off", value: before?.target ?? "" });
  const list = h("ul", { class: "plain-list choices", "aria-label": "Văn bản tìm thấy" });
  const said = h("p", { class: "about", role: "status" });
  let chosen = before?.target_id ? { id: before.target_id, name: before.target } : null;
  let timer = 0;
  let asked = 0;
  const tell = () => {
    said.textContent = chosen ? `Đã chọn: ${chosen.name}.` : typed.value.trim() ? unchosen : "";
  };
  async function find() {
    asked += 1;
    const mine = asked;
    const text = typed.value.trim();
    const page = text ? await get("library/table", { text, limit: MOST }) : { rows: [] };
    if (mine !== asked) return;
    list.replaceChildren();
    fill(list, page.rows.filter((one) => one.id !== own).map((one) => h("li", {}, button(name(one), () => {
      chosen = { id: one.id, name: name(one) };
      list.replaceChildren();
      tell();
      typed.focus();
    }, "candidate"))));
    tell();
  }
  typed.addEventListener("input", () => {
    chosen = null;
    clearTimeout(timer);
    timer = setTimeout(() => find().catch((problem) => { said.textContent = problem.message; }), PAUSE);
  });
  tell();
  const element = h("div", { class: "chooser-box" }, field(label, typed, hint), list, said);
  return { element, value: () => (chosen ? { target_id: chosen.id } : { target: typed.value.trim() }) };
}

/** A row of the table by name. */
function name(one) {
  return [one.type_name, one.number ? `số ${one.number}` : one.file_name, one.issued_date && `ngày ${day(one.issued_date)}`,
    one.subject].filter(Boolean).join(" ");
}
