/** What may be done with the chosen documents of the table at once. */

import { url } from "./api.js";
import { button, fill, h } from "./dom.js";

/** Gives {element, draw}: `draw(total)` shows how many are chosen and what may be done with them. */
export function bulk({ chosen, conditions, clear, everything }) {
  const element = h("div", { class: "actions bulk" });
  const file = (format, name) => h("a", { href: url("library/table/export", { ...conditions(), format }), download: true }, name);

  function draw(total) {
    const some = chosen.size > 0;
    element.replaceChildren();
    fill(element, [
      h("span", { role: "status" }, some ? `Đã chọn ${chosen.size.toLocaleString("vi-VN")}.` : ""),
      total > chosen.size && button(`Chọn cả ${total.toLocaleString("vi-VN")} văn bản đúng điều kiện`, everything),
      some && button("Bỏ chọn", clear),
      total > 0 && file("xlsx", "Xuất danh sách (XLSX)"), total > 0 && file("csv", "Xuất danh sách (CSV)"),
    ]);
  }
  return { element, draw };
}
