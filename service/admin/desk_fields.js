/** The fields of a document, each corrected in place beside the strip of the page that holds it. */

import { get, one as safe, send, url } from "./api.js";
import { badge, button, day, fill, h, moment, newId } from "./dom.js";
import { DAY_HINT } from "./task_parts.js";

/** Where a field was read; other words are shown as they are. */
export const SOURCES = {
  text_layer: "lớp chữ của tệp", ocr: "nhận dạng từ ảnh quét", handwriting: "nhận dạng chữ viết tay",
  docx: "tệp Word", office: "tệp văn phòng", html: "trang web", text: "tệp chữ", xlsx: "bảng tính",
  signature: "phần ký", file_name: "tên tệp", body: "nội dung văn bản", portal: "thuộc tính trên cổng",
  envelope: "gói gửi văn bản", clerk: "văn thư đặt",
};
const DAYS = ["issued_date", "period_from", "period_to", "effective_date"];

/** A value as people write it. */
function shown(field, value) {
  return DAYS.includes(field) ? day(value) : value ?? "";
}

/** A candidate's reasons in words. */
function because(one) {
  const against = one.speaks_against.length ? `; nhưng ${one.speaks_against.join(", ")}` : "";
  return `${Math.round(one.probability * 100)}%: ${one.speaks_for.join(", ") || "ít căn cứ"}${against}`;
}

/**
 * The editor of a document's fields. `only` are the fields shown (all by default); `changed` is told after each act.
 * Gives {element, load, candidate, focus}: `candidate(n)` takes the n-th candidate on show.
 */
export function fieldsEditor(id, { changed = () => {}, only = null, picture = true } = {}) {
  const rows = h("div", { class: "fields" });
  const said = h("p", { class: "done", role: "status", hidden: true });
  const strip = h("img", { alt: "" });
  const caption = h("figcaption", { class: "about" });
  const beside = h("figure", { class: "strip", hidden: true }, caption, h("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Phần trang gốc" }, strip));
  const element = h("div", { class: "editor" }, h("div", {}, said, rows), beside);
  let offered = [];

  function look(one) {
    if (!picture || one.page === null || strip.dataset.field === one.field) return;
    strip.dataset.field = one.field;
    caption.textContent = `Trang gốc, phần có: ${one.label}`;
    strip.alt = `Phần trang gốc có mục ${one.label}`;
    strip.src = url(`library/documents/${safe(id)}/fields/${one.field}.png`);
    beside.hidden = false;
  }
  strip.addEventListener("error", () => { beside.hidden = true; });

  async function act(one, method, path, body, text) {
    const found = await send(method, path, body);
    draw(found);
    said.hidden = false;
    said.textContent = text;
    rows.querySelector(`[data-field=${one.field}] input`)?.focus();
    changed(found);
  }

  function save(one, value, note = "") {
    return act(one, "PATCH", `documents/${safe(id)}`, { field: one.field, value: value || null, note },
      `Đã lưu ${one.label.toLowerCase()}; trích dẫn dùng giá trị này từ bây giờ.`);
  }

  function row(one) {
    const name = newId();
    const about = newId();
    const input = h("input", { type: "text", maxlength: "2000", id: name, autocomplete: "off", "aria-describedby": about,
      value: shown(one.field, one.value), inputmode: DAYS.includes(one.field) ? "numeric" : null });
    const problem = h("p", { class: "error", role: "alert", hidden: true });
    const run = async (promise) => {
      problem.hidden = true;
      try {
        await promise();
      } catch (failure) {
        problem.textContent = failure.message;
        problem.hidden = false;
        input.setAttribute("aria-invalid", "true");
      }
    };
    const store = () => run(() => save(one, input.value.trim()));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      store();
    });
    const candidates = one.candidates.filter((each) => each.value !== one.value);
    const choices = candidates.map((each) => {
      offered.push(() => run(() => save(one, each.value)));
      return h("li", {}, button(`${offered.length}. ${shown(one.field, each.value)}`, offered.at(-1), "candidate"), " ",
        h("span", { class: "about" }, because(each)));
    });
    const origin = one.who ? `${one.who} đặt ${moment(one.at)}${one.note ? `: ${one.note}` : ""}; tệp ghi ${shown(one.field, one.read) || "không rõ"}.`
      : one.source ? `Từ ${SOURCES[one.source] ?? one.source}.` : "";
    return h("div", { class: "fieldrow", "data-field": one.field, onfocusin: () => look(one) },
      h("label", { for: name }, one.label), one.doubt && badge(one.doubt, "warn"),
      h("div", { class: "value" }, input, button("Lưu", store),
        one.who && button("Hoàn tác", () => run(() => act(one, "POST", `documents/${safe(id)}/undo`, { field: one.field }, `Đã trả lại ${one.label.toLowerCase()} trước đó.`)))),
      problem, h("p", { class: "about", id: about }, origin, DAYS.includes(one.field) ? ` ${DAY_HINT}.` : ""),
      choices.length > 0 && h("ul", { class: "plain-list candidates", "aria-label": `Giá trị có thể đúng của ${one.label}` }, choices));
  }

  function draw(found) {
    offered = [];
    const wanted = found.fields.filter((one) => !only || only.includes(one.field));
    rows.replaceChildren();
    fill(rows, wanted.map(row));
    const first = wanted.find((one) => one.doubt) ?? wanted[0];
    if (first && beside.hidden) look(first);
  }

  async function load() {
    const found = await get(`library/documents/${safe(id)}/fields`);
    draw(found);
    return found;
  }
  return {
    element, load, candidate: (number) => offered[number - 1]?.(),
    focus: () => (rows.querySelector(".fieldrow:has(.badge) input") ?? rows.querySelector("input"))?.focus(),
  };
}
