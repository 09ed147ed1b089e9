/** Validity and relations of a document: set, added, corrected, confirmed, set aside, and taken back. */

import { VALIDITY_NAMES } from "../widget/parts/validity.js";
import { get, one as safe, send } from "./api.js";
import { chooser } from "./chooser.js";
import { badge, button, day, field, fill, h, select } from "./dom.js";
import { DAY_HINT, dayInput, isoDay } from "./task_parts.js";

const TYPES = [
  ["replaces", "thay thế"], ["amends", "sửa đổi, bổ sung"], ["repeals", "bãi bỏ"], ["repeals_part", "bãi bỏ một phần"],
  ["corrects", "đính chính"], ["suspends", "ngưng hiệu lực"], ["extends", "kéo dài thời hạn"], ["recalls", "thu hồi"],
  ["based_on", "căn cứ"], ["implements", "thực hiện, hướng dẫn"], ["refers_to", "dẫn chiếu"], ["consolidates", "hợp nhất"],
];

/** The status and the relations of a document; `changed` is called after each act. */
export async function standing(found, changed) {
  const place = h("div", { class: "section" });
  const id = safe(found.id);
  const done = async (path, body = {}) => {
    await send("POST", path, body);
    changed();
    await draw();
  };

  async function draw() {
    const [{ outgoing, incoming }, validity, { reviews }] = await Promise.all(
      [get(`documents/${id}/relations`), get(`documents/${id}/validity`), get(`documents/${id}/review`)]);
    const status = select(VALIDITY_NAMES, validity.code);
    const since = dayInput();
    const wrong = h("p", { class: "error", role: "alert", hidden: true });
    const set = () => {
      const on = isoDay(since.value);
      wrong.hidden = on !== null;
      wrong.textContent = "Từ ngày: hãy viết như 30/6/2026.";
      return on === null ? null : done(`documents/${id}/review/status`, { code: status.value, since: on || null });
    };
    const given = reviews.some((one) => one.subject === "status");
    const own = outgoing.map((one) => row(one, found, done, draw, changed));
    const others = incoming.map((one) => row(one, null, done, draw, changed));
    place.replaceChildren();
    fill(place, [h("p", {}, `${validity.label}. ${validity.reason ?? ""}`,
      validity.confirmed_by && ` (${validity.confirmed_by} đặt)`),
    h("div", { class: "value" }, field("Tình trạng", status), field("Từ ngày", since, DAY_HINT), button("Đặt tình trạng", set),
      given && validity.confirmed_by && button("Hoàn tác", () => done(`documents/${id}/review/undo`))), wrong,
    adder(found, null, draw, changed),
    h("ul", { class: "plain-list", "data-relations": "" }, own, others),
    !own.length && !others.length && h("p", {}, "Không có quan hệ nào được nêu.")]);
  }
  await draw();
  return place;
}

/** One relation; `source` is the document that states it, where that is the one at hand: only there it is corrected. */
function row(one, source, done, draw, changed) {
  const about = [one.target_label && `phần: ${one.target_label}`, one.effective && `từ ngày ${day(one.effective)}`,
    one.until && `đến ngày ${day(one.until)}`, !one.target_id && source && "văn bản kia chưa có trong kho"].filter(Boolean);
  return h("li", { "data-relation": one.id }, `${one.source} ${one.label} ${one.target}`, " ",
    one.by_clerk && badge("văn thư ghi", "info"), " ",
    one.review && badge(one.review === "accept" ? "đã xác nhận" : "đã bác", one.review === "accept" ? "good" : "bad"),
    about.length > 0 && h("p", { class: "about" }, about.join(" · ")),
    one.evidence && h("blockquote", { class: "text" }, one.evidence), h("div", { class: "actions" },
      one.review !== "accept" && button("Xác nhận", () => done(`relations/${one.id}/review`, { decision: "accept" })),
      one.review !== "reject" && button("Bác", () => done(`relations/${one.id}/review`, { decision: "reject" }), "danger"),
      one.review && button("Hoàn tác", () => done(`relations/${one.id}/review/undo`))),
    source && one.review !== "reject" && adder(source, one, draw, changed));
}

/** The form of a new relation, or of one that stands in place of `before`; opened when it is wanted. */
function adder(source, before, draw, changed) {
  const inside = h("div");
  const element = h("details", { class: "adder" }, h("summary", {}, before ? "Sửa quan hệ này" : "Thêm quan hệ"), inside);
  element.addEventListener("toggle", () => {
    if (element.open && !inside.childElementCount) inside.append(form(source, before, draw, changed));
  });
  return element;
}

function form(source, before, draw, changed) {
  const type = select(TYPES, before?.type ?? "replaces");
  const part = h("input", { type: "text", maxlength: "200", autocomplete: "off", value: before?.target_label ?? "" });
  const since = dayInput(before?.effective ?? "");
  const until = dayInput(before?.until ?? "");
  const note = h("input", { type: "text", maxlength: "2000", autocomplete: "off" });
  const other = chooser(source.id, before);
  const wrong = h("p", { class: "error", role: "alert", hidden: true });
  const say = (text) => {
    wrong.hidden = !text;
    wrong.textContent = text;
  };
  const save = async () => {
    const [effective, last] = [isoDay(since.value), isoDay(until.value)];
    if (effective === null || last === null) return say("Ngày: hãy viết như 30/6/2026.");
    say("");
    try {
      await send("POST", `documents/${safe(source.id)}/relations`, { type: type.value, ...other.value(), place: part.value.trim(),
        effective: effective || null, until: last || null, note: note.value.trim(), instead_of: before?.id ?? null });
    } catch (problem) {
      return say(problem.message);
    }
    changed();
    return draw();
  };
  return h("div", { class: "actform" }, field("Văn bản này", type), other.element,
    field("Phần của văn bản kia", part, "Ví dụ: khoản 2 Điều 5; bỏ trống là cả văn bản."),
    field("Từ ngày", since, `${DAY_HINT}; bỏ trống là ngày văn bản này có hiệu lực.`), field("Đến ngày", until, `${DAY_HINT}; chỉ khi ngưng hiệu lực, gia hạn.`),
    field("Căn cứ (được lưu lại)", note), wrong, h("div", { class: "actions" }, button(before ? "Lưu quan hệ đã sửa" : "Ghi quan hệ", save, "primary")));
}
