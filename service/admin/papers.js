/** The papers of one file: where each begins, beside the page; cut, joined, made an annex, and taken back. */

import { get, mayWrite, one as safe, send, url } from "./api.js";
import { watch } from "./desk_bulk.js";
import { button, field, h, moment, select } from "./dom.js";

const KINDS = [["start", "từ đây là văn bản khác (tách)"], ["joined", "vẫn là văn bản trước (gộp)"], ["annex", "là phụ lục của văn bản trước"]];
const DONE = { start: "tách văn bản", joined: "gộp với văn bản trước", annex: "là phụ lục của văn bản trước" };

/** The part of a document's dialog; each act reads the file again and is followed to its end. */
export async function papers(found, session, changed) {
  const place = h("div", { class: "section" });
  const writes = mayWrite(session);
  const act = async (path, body) => {
    const job = await send("POST", `documents/${safe(found.id)}/papers${path}`, body);
    await watch(job, `Đọc lại “${found.name}”`, session);
    changed();
    await draw();
  };

  async function draw() {
    const known = await get(`library/documents/${safe(found.id)}/papers`);
    place.replaceChildren(
      h("ol", { class: "plain-list", "data-papers": "" }, known.papers.map((one, at) => h("li", {}, one.name,
        one.page && h("span", { class: "about" }, ` – từ trang ${one.page}`), writes && at > 0 && one.page > 1 && h("div", { class: "actions" },
          button("Gộp với văn bản trước", () => act("", { kind: "joined", page: one.page })),
          button("Là phụ lục của văn bản trước", () => act("", { kind: "annex", page: one.page })))))),
      writes ? form(known, act) : h("p", { class: "about" }, "Tách, gộp là đọc lại tệp, cần quyền write; tài khoản này chỉ có quyền review."),
      known.cuts.length ? h("div", {}, h("h4", {}, "Văn thư đã đặt"), h("ul", { class: "plain-list", "data-cuts": "" }, known.cuts.map((one) =>
        h("li", {}, [one.page ? `Trang ${one.page}` : "", one.opening && `dòng “${one.opening}”`].filter(Boolean).join(", "), `: ${DONE[one.kind]}`,
          one.name && ` “${one.name}”`, h("p", { class: "about" }, `${one.who}, ${moment(one.at)}${one.note ? `: ${one.note}` : ""}`),
          writes && h("div", { class: "actions" }, button("Hoàn tác", () => act("/undo", { mark: one.mark }))))))) : "");
  }

  function form(known, run) {
    const paged = known.page_count > 1;
    const kind = select(KINDS);
    const page = h("input", { type: "text", inputmode: "numeric", maxlength: "6", autocomplete: "off", value: paged ? "2" : "" });
    const opening = h("input", { type: "text", maxlength: "300", autocomplete: "off" });
    const name = h("input", { type: "text", maxlength: "200", autocomplete: "off" });
    const note = h("input", { type: "text", maxlength: "2000", autocomplete: "off" });
    const wrong = h("p", { class: "error", role: "alert", hidden: true });
    const named = field("Tên phụ lục", name, "Ví dụ: Phụ lục II; chỉ cần khi phụ lục không có tiêu đề.");
    named.hidden = true;
    kind.addEventListener("change", () => { named.hidden = kind.value !== "annex"; });
    const picture = h("img", { class: "page", alt: "" });
    const sheet = h("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Ảnh trang được chọn", hidden: true }, picture);
    const look = () => {
      const at = Number.parseInt(page.value, 10);
      // A picture that went would move the button away from under the pointer that left this field.
      if (!(at >= 1 && at <= known.page_count)) return;
      sheet.hidden = false;
      picture.alt = `Trang ${at} của ${found.name}`;
      picture.src = url(`library/documents/${safe(found.id)}/pages/${at}.png`);
    };
    page.addEventListener("change", look);
    const save = async () => {
      const body = { kind: kind.value, opening: opening.value.trim(), name: kind.value === "annex" ? name.value.trim() : "", note: note.value.trim(),
        page: known.page_count ? Number.parseInt(page.value, 10) || null : null };
      try {
        wrong.hidden = true;
        await run("", body);
      } catch (problem) {
        wrong.textContent = problem.message;
        wrong.hidden = false;
      }
    };
    const element = h("details", { class: "adder" }, h("summary", {}, "Đặt chỗ tách, gộp"), h("div", { class: "actform" },
      known.page_count > 0 && field("Trang", page, `Từ 1 tới ${known.page_count}.`),
      field("Dòng mở đầu", opening, known.page_count ? "Chỉ cần khi chỗ ấy ở giữa trang: chép những chữ đầu của dòng." : "Tệp không chia trang: chép những chữ đầu của dòng."),
      field("Ở đó", kind), named, field("Ghi chú (được lưu lại)", note), wrong,
      h("div", { class: "actions" }, button("Lưu và đọc lại tệp", save, "primary"))), sheet);
    element.addEventListener("toggle", () => element.open && paged && look());
    return element;
  }
  await draw();
  return place;
}
