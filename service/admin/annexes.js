/** A whole file as an annex of another document: the main text chosen, the annex named, and all of it taken back. */

import { get, one as safe, send } from "./api.js";
import { chooser } from "./chooser.js";
import { button, field, h, moment } from "./dom.js";

const HINT = "Gõ số, trích yếu hoặc tên tệp để tìm trong kho, rồi chọn.";

/** The part of a document's dialog; `changed` is called after each act. */
export async function annexes(found, changed) {
  const place = h("div", { class: "section" });
  const act = async (path, body) => {
    draw(await send("POST", `documents/${safe(found.id)}/annex${path}`, body));
    changed();
  };

  function draw(known) {
    place.replaceChildren(known.annex ? standing(known.annex) : form(), known.annexes.length
      ? h("div", {}, h("h4", {}, "Phụ lục ở tệp khác"), h("ul", { class: "plain-list", "data-annexes": "" },
        known.annexes.map((one) => h("li", {}, one.name)))) : "");
  }

  function standing(one) {
    return h("div", { "data-annex": "" },
      h("p", {}, `“${one.name}” của ${one.main ? one.main.name : "một văn bản mà tài khoản này không được thấy"}.`),
      h("p", { class: "about" }, "Số, ngày, loại, cơ quan ban hành và hiệu lực theo văn bản chính; liên kết cũ tới các đoạn của tệp này vẫn mở được."),
      h("p", { class: "about" }, `${one.who}, ${moment(one.at)}${one.note ? `: ${one.note}` : ""}`),
      h("div", { class: "actions" }, button("Hoàn tác", () => act("/undo", {}))));
  }

  function form() {
    const main = chooser(found.id, null, { label: "Văn bản chính", hint: HINT, unchosen: "Chưa chọn văn bản chính." });
    const name = h("input", { type: "text", maxlength: "200", autocomplete: "off" });
    const note = h("input", { type: "text", maxlength: "2000", autocomplete: "off" });
    const wrong = h("p", { class: "error", role: "alert", hidden: true });
    const save = async () => {
      const { target_id: id } = main.value();
      wrong.hidden = Boolean(id);
      wrong.textContent = "Hãy chọn văn bản chính trong danh sách tìm được.";
      if (!id) return;
      try {
        await act("", { main: id, name: name.value.trim(), note: note.value.trim() });
      } catch (problem) {
        wrong.textContent = problem.message;
        wrong.hidden = false;
      }
    };
    return h("div", { class: "actform" },
      h("p", {}, "Khi tệp này chỉ là phụ lục, biểu mẫu hay quy chế kèm theo của một văn bản ở tệp khác."), main.element,
      field("Tên phụ lục trong trích dẫn", name, "Ví dụ: Phụ lục II, Quy chế; bỏ trống là “Phụ lục”."), field("Căn cứ (được lưu lại)", note), wrong,
      h("div", { class: "actions" }, button("Đặt làm phụ lục", save, "primary")));
  }
  draw(await get(`library/documents/${safe(found.id)}/annexes`));
  return place;
}
