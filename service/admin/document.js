/** One document in a dialog: what is known of it and from where, its versions, outline, relations, pages; its keeping. */

import { get, mayWrite, one as safe, send, sendTo, url } from "./api.js";
import { watch } from "./desk_bulk.js";
import { button, facts, h, moment, newId, tell } from "./dom.js";
import { ask, asked, labelChoice, open } from "./dialogs.js";
import { annexes } from "./annexes.js";
import { badges } from "./badges.js";
import { fieldsEditor } from "./desk_fields.js";
import { duplicates } from "./duplicates.js";
import { papers } from "./papers.js";
import { standing } from "./relations.js";

const KINDS = { qppl: "Quy phạm pháp luật", hanh_chinh: "Hành chính", dang: "Văn bản của Đảng" };

/** Shows a document; `changed` is called after something was done with it, `among` are those beside it in a list. */
export async function details(id, session, changed, among = null) {
  const held = await get(`library/documents/${safe(id)}`);
  const { document: found } = held;
  const editor = fieldsEditor(id, { changed: () => changed() });
  const close = () => shown.dialog.close("");
  const shown = open(found.name, [
    badges(held), actions(held, session, close, changed), among && neighbours(among, session, changed, close),
    part("Thông tin văn bản", editor.element), known(found),
    found.warnings.length > 0 && part("Lưu ý khi đọc tệp", h("ul", { class: "plain-list" },
      found.warnings.map((line) => h("li", {}, line)))),
    part(`Phiên bản (${held.versions.length})`, h("ul", { class: "plain-list" }, held.versions.map((version) =>
      h("li", {}, `Phiên bản ${version.version}: ${version.file_name}, nạp ${moment(version.added_at)}, `
        + `${version.page_count ? `${version.page_count} trang, ` : ""}${version.passage_count} đoạn`)))),
    held.state === "active" && later("Bố cục", () => outline(found)),
    held.state === "active" && later("Hiệu lực và quan hệ với văn bản khác", () => standing(found, changed)),
    later("Văn bản trong tệp: tách, gộp, phụ lục", () => papers(found, session, changed)),
    later("Cả tệp là phụ lục của văn bản khác", () => annexes(found, changed)),
    later("Văn bản trùng, tệp khác", () => duplicates(found, changed)),
    later("Ai đã sửa, lúc nào", () => history(found)),
  ], { wide: true });
  try {
    await editor.load();
  } catch (problem) {
    editor.element.replaceChildren(h("p", { class: "error", role: "alert" }, problem.message));
  }
  await shown.closed;
}

/** Steps to the documents before and after this one in the list from which it was opened. */
function neighbours({ rows, at }, session, changed, close) {
  const go = (to) => async () => {
    close();
    await details(rows[to], session, changed, { rows, at: to });
  };
  return h("div", { class: "actions" }, at > 0 && button("Văn bản trước", go(at - 1)),
    at + 1 < rows.length && button("Văn bản sau", go(at + 1)),
    h("span", { class: "about" }, `Dòng ${at + 1} / ${rows.length} của trang này`));
}

function known(found) {
  return facts([["Nhóm", KINDS[found.legal_class]], ["Hiệu lực", found.validity?.reason],
    ["Tệp", found.file_name], ["Số trang", found.page_count || null], ["Nạp lúc", moment(found.added_at)],
    ["Mã", found.id]]);
}

function part(title, content) {
  return h("section", {}, h("h3", {}, title), content);
}

/** A part that is read when it is opened. */
function later(title, read) {
  const place = h("div", {}, "Đang đọc…");
  const element = h("details", {}, h("summary", {}, title), place);
  element.addEventListener("toggle", async () => {
    if (!element.open || element.dataset.read) return;
    element.dataset.read = "yes";
    try {
      place.replaceChildren(await read());
    } catch (problem) {
      delete element.dataset.read;
      place.replaceChildren(h("p", { class: "error", role: "alert" }, problem.message));
    }
  });
  return element;
}

async function outline(found) {
  const { nodes } = await get(`documents/${safe(found.id)}/outline`);
  if (!nodes.length) return h("p", {}, "Văn bản không chia phần.");
  const lists = new Map([[null, h("ul", { class: "tree" })]]);
  for (const node of nodes) {
    const page = node.page ? ` – trang ${node.page}` : "";
    const item = h("li", {}, `${node.label}${node.title ? `: ${node.title}` : ""}${page}`);
    const parent = lists.get(node.parent) ?? lists.get(null);
    if (!parent.isConnected && parent.owner) parent.owner.append(parent);
    parent.append(item);
    const inner = h("ul");
    inner.owner = item;
    lists.set(node.id, inner);
  }
  for (const list of lists.values()) if (list.owner && list.childElementCount) list.owner.append(list);
  return lists.get(null);
}

const MARKS = { accept: "xác nhận", reject: "bác", undone: "hoàn tác", merged: "gộp", different: "hai văn bản khác nhau", start: "tách", joined: "gộp", annex: "là phụ lục",
  annexed: "cả tệp là phụ lục của văn bản khác" };
const SUBJECTS = {
  edge: "Quan hệ", status: "Hiệu lực", access: "Duyệt", metadata: "Đầu văn bản", papers: "Văn bản trong tệp", merged: "Gộp văn bản",
};
const FIELDS = {
  number: "Số, ký hiệu", issued_date: "Ngày ban hành", type: "Loại", issuer: "Cơ quan ban hành", subject: "Trích yếu", signer: "Người ký",
  period_from: "Thời kỳ từ", period_to: "Thời kỳ đến", effective_date: "Ngày có hiệu lực",
};

/** What clerks decided on the document, the last first. */
async function history(found) {
  const { reviews } = await get(`documents/${safe(found.id)}/review`);
  if (!reviews.length) return h("p", {}, "Chưa ai sửa văn bản này.");
  const about = (one) => (one.field ? `${FIELDS[one.field]}: ${one.value || "(không có)"}` : `${SUBJECTS[one.subject]}: ${MARKS[one.decision] ?? one.decision}`);
  return h("ul", { class: "plain-list" }, reviews.reverse().map((one) =>
    h("li", {}, `${moment(one.at)}, ${one.who}: ${about(one)}${one.note ? ` – ${one.note}` : ""}`)));
}

function actions(held, session, close, changed) {
  const { document: found } = held;
  const place = `documents/${safe(found.id)}`;
  const done = (text) => {
    close();
    tell(text);
    changed();
  };
  const withdraw = button("Rút văn bản", async () => {
    const reason = asked("Lý do (được lưu lại)", h("input", { type: "text", maxlength: "500" }));
    const given = await ask("Rút văn bản", `“${found.name}” sẽ thôi được dùng để trả lời ngay lập tức. Văn bản vẫn được `
      + "giữ và có thể cho trả lời trở lại.", { yes: "Rút văn bản", danger: true, fields: { reason } });
    if (!given) return;
    await send("POST", `${place}/withdraw`, given);
    done(`Đã rút “${found.name}”.`);
  }, "danger");
  const restore = button("Cho trả lời lại", async () => {
    const yes = await ask("Cho trả lời trở lại", `“${found.name}” sẽ được dùng để trả lời trở lại.`);
    if (!yes) return;
    await send("POST", `${place}/restore`);
    done(`“${found.name}” trả lời trở lại.`);
  }, "primary");
  const relabel = button("Đổi người được thấy", async () => {
    const access = labelChoice(session, held.access);
    const given = await ask("Đổi người được thấy", `Ai được thấy “${found.name}”, cả trong câu trả lời?`,
      { yes: "Đổi", fields: { access } });
    if (!given || given.access === held.access) return;
    const said = await send("PUT", `${place}/access`, given);
    done(`“${found.name}”: ${said.label}.`);
  });
  const again = (ocr) => button(ocr ? "Đọc lại bằng nhận dạng" : "Đọc lại", async () => {
    const job = await send("POST", "documents/reread", { ids: [found.id], ocr });
    close();
    await watch(job, `Đọc lại “${found.name}”`, session);
    changed();
  });
  const input = h("input", { type: "file", id: newId() });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    try {
      const job = await sendTo(`${place}/replace`, [{ file, name: file.name }]);
      close();
      await watch(job, `Thay tệp của “${found.name}”`, session);
      changed();
    } catch (problem) {
      close();
      tell(problem.message, true);
    }
  });
  return h("div", { class: "actions" },
    found.page_count > 0 && button("Xem trang", () => pages(found, 1)),
    h("a", { href: url(`library/documents/${safe(found.id)}/file`), download: found.file_name }, "Tải tệp gốc"),
    mayWrite(session) && [again(false), found.page_count > 0 && again(true),
      h("div", { class: "chooser" }, input, h("label", { for: input.id, class: "button" }, "Thay tệp")),
      held.state === "active" && relabel,
      held.state === "withdrawn" ? restore : withdraw]);
}

/** The pages of a document as pictures, from `number` on; `passage` is marked on its page. */
export async function pages(found, number, passage = null) {
  let at = number;
  const picture = h("img", { class: "page" });
  const where = h("p", { class: "where", role: "status" });
  const go = (step) => {
    at = Math.min(Math.max(at + step, 1), found.page_count);
    const query = at === number && passage !== null ? { passage } : {};
    picture.alt = `Trang ${at} của ${found.name}`;
    picture.src = url(`library/documents/${safe(found.id)}/pages/${at}.png`, query);
    where.textContent = `Trang ${at} / ${found.page_count}`;
  };
  picture.addEventListener("error", () => { where.textContent = `Không hiển thị được trang ${at}.`; });
  go(0);
  await open(`Trang gốc: ${found.name}`, [
    h("div", { class: "actions" }, button("Trang trước", () => go(-1)), where, button("Trang sau", () => go(1))),
    h("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Ảnh trang" }, picture),
  ], { wide: true }).closed;
}

/** Shows where a sentence stands: marked on its page, or in the course of a text that has no pages. */
export async function evidence(id, sentence, session, changed) {
  const { document: found } = await get(`library/documents/${safe(id)}`);
  const passage = await holding(id, sentence);
  if (found.page_count) await pages(found, passage?.page_from ?? 1, passage?.id ?? null);
  else if (passage) await inText(found, passage);
  else await details(id, session, changed);
}

/** The first passage that holds a sentence; null where there is none. */
async function holding(id, sentence) {
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const wanted = plain(sentence).slice(0, 80);
  let after = null;
  do {
    const part = await get(`documents/${safe(id)}/passages`, { limit: 500, after });
    const passage = part.passages.find((one) => plain(one.text).includes(wanted));
    if (passage) return passage;
    after = part.following;
  } while (after);
  return null;
}

/** Shows a passage marked in the course of a text that has no pages. */
export async function inText(found, passage) {
  const { context } = await get(`documents/${safe(found.id)}/passages/${passage.id}`);
  await open(`Trong văn bản: ${found.name}`, context.map((one) =>
    h("p", { class: "text" }, one.marked ? h("mark", {}, one.text) : one.text)), { wide: true }).closed;
}
