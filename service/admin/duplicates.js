/** Documents that may be one: side by side, merged so that one of them answers, or found to be two; taken back here. */

import { get, one as safe, send, url } from "./api.js";
import { badge, button, fill, h, tell } from "./dom.js";
import { ask, asked } from "./dialogs.js";

/** What is known of a document's doubles, with what may be done; `changed` is called after each act. */
export async function duplicates(found, changed) {
  const place = h("div", { class: "section" });
  const done = async (path, body, said) => {
    await send("POST", path, body);
    tell(said);
    changed();
    await draw();
  };

  async function draw() {
    const known = await get(`library/documents/${safe(found.id)}/duplicates`);
    const none = !known.merged_into && !known.files.length && !known.candidates.length && !known.different.length;
    place.replaceChildren();
    fill(place, [
      known.merged_into && h("div", {}, h("p", {}, `Văn bản này đã gộp vào “${known.merged_into.name}”, văn bản ấy trả lời thay.`),
        h("div", { class: "actions" }, button("Hoàn tác việc gộp", () =>
          done(`documents/${safe(found.id)}/merge/undo`, {}, `“${found.name}” lại tự trả lời.`)))),
      list("Tệp khác của văn bản này", known.files, (one) => [
        h("a", { href: url(`library/documents/${safe(one.document_id)}/file`), download: one.file_name }, "Tải tệp"),
        button("Hoàn tác việc gộp", () => done(`documents/${safe(one.document_id)}/merge/undo`, {}, `“${one.name}” lại tự trả lời.`))]),
      list("Có thể trùng", known.candidates, (one) => acts(found, one, done)),
      list("Đã xác định là văn bản khác", known.different, (one) => [button("Hoàn tác", () =>
        done(`documents/${safe(found.id)}/duplicates`, { other: one.document_id, decision: "undo" }, "Đã bỏ quyết định."))]),
      none ? h("p", {}, "Không thấy văn bản nào giống văn bản này.") : "",
    ]);
  }
  await draw();
  return place;
}

function list(title, documents, buttons) {
  if (!documents.length) return "";
  return h("div", {}, h("h4", {}, title), h("ul", { class: "plain-list" }, documents.map((one) =>
    h("li", { "data-duplicate": one.document_id }, described(one), h("div", { class: "actions" }, buttons(one))))));
}

function described(one) {
  const why = { number: "cùng số, cơ quan, ngày", text: "chữ gần như nhau" }[one.reason];
  const alike = one.likeness ? `giống ${Math.round(one.likeness * 100)}%` : "";
  return [one.name, " ", h("span", { class: "about" }, [one.file_name, one.is_scan ? "bản quét" : "tệp có chữ",
    one.page_count ? `${one.page_count} trang` : "", one.access_label, why, alike].filter(Boolean).join(" · "))];
}

/** What may be done with a document and another one that may be the same; `done(path, body, said)` does it. */
export function acts(found, one, done) {
  const merge = (from, into) => async () => {
    const note = asked("Ghi chú (được lưu lại)", h("input", { type: "text", maxlength: "2000" }));
    const given = await ask("Gộp văn bản", [`“${into.name}” (${into.file_name}) trả lời; tệp “${from.file_name}” vẫn được giữ `
      + "nhưng thôi trả lời.", "Có thể hoàn tác."], { yes: "Gộp", fields: { note } });
    if (given) await done(`documents/${safe(from.document_id)}/merge`, { into: into.document_id, ...given }, `Đã gộp vào “${into.name}”.`);
  };
  const own = { document_id: found.id, name: found.name, file_name: found.file_name };
  return [
    button(`Gộp, giữ ${found.file_name}`, merge(one, own)), button(`Gộp, giữ ${one.file_name}`, merge(own, one)),
    button("Hai văn bản khác nhau", () => done(`documents/${safe(found.id)}/duplicates`,
      { other: one.document_id, decision: "different" }, "Đã ghi: hai văn bản khác nhau."))];
}

/** A card of the queue for a document that may be one with others. */
export function duplicateCard(waiting, look, load) {
  const found = { id: waiting.document_id, name: waiting.name, file_name: waiting.file_name };
  const done = async (path, body, said) => {
    await send("POST", path, body);
    tell(said);
    await load();
  };
  return h("li", { class: "card", "data-pair": "" }, h("h3", {}, "Có thể trùng"), h("ul", { class: "plain-list" },
    waiting.duplicates.map((one) => h("li", { "data-duplicate": one.document_id }, described(one), " ", badge("cần quyết định", "warn"),
      h("div", { class: "actions" }, acts(found, one, done), look(one.document_id))))));
}
