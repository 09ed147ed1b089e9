/** The clerk's queue: what matters most first, one document at a time, answered with the keyboard or the mouse. */

import { VALIDITY_NAMES } from "../widget/parts/validity.js";
import { get, one as safe, send } from "./api.js";
import { badge, button, day, field, h, moment, number, select, tell } from "./dom.js";
import { ask, asked, labelChoice, labelName } from "./dialogs.js";
import { fieldsEditor } from "./desk_fields.js";
import { duplicateCard } from "./duplicates.js";
import { details, evidence, pages } from "./document.js";
import { DAY_HINT, dayInput, isoDay } from "./task_parts.js";

/** Documents of one reading; the rest come up as these are decided. */
const MOST = 100;
const KINDS = [["", "Mọi việc"], ["head", "Số, ngày, cơ quan, loại"], ["approval", "Chờ duyệt"], ["relation", "Quan hệ"], ["status", "Hiệu lực"], ["duplicate", "Văn bản trùng"]];
/** What a clerk may say of a document in the queue: that it is not known is no decision. */
const CODES = VALIDITY_NAMES.filter(([code]) => code !== "unknown");

/** The keys of the queue and what they do. */
const KEY_NAMES = [
  [["j", "k"], "văn bản sau, trước"], [["e"], "vào ô cần sửa; Enter lưu, Esc ra"], [["1–9"], "chọn giá trị gợi ý"],
  [["d"], "đã đối chiếu, đúng"], [["c", "b"], "xác nhận, bác quan hệ"], [["y", "n"], "duyệt, không duyệt"], [["t"], "đặt tình trạng"],
  [["g"], "tới nút gộp"], [["h"], "hai văn bản khác nhau"], [["v"], "xem văn bản"],
];

const note = () => asked("Ghi chú (được lưu lại)", h("input", { type: "text", maxlength: "2000" }));

export async function review(place, session, stops, given = {}) {
  document.getElementById("noi-dung").classList.add("wide");
  stops.push(() => document.getElementById("noi-dung").classList.remove("wide"));
  const kind = select(KINDS, given.kind);
  const count = h("p", { class: "count", role: "status" });
  const list = h("ol", { class: "queue", "aria-label": "Văn bản cần xem" });
  const panel = h("section", { class: "card", "aria-label": "Văn bản đang xem", tabindex: "-1" });
  let waiting = [];
  let at = 0;
  let editor = null;

  /** Reads the queue; stays with the document at hand while something of it is still to be decided. */
  async function load(keep = null) {
    let found;
    try {
      found = await get("review/queue", { limit: MOST, kind: kind.value });
    } catch (problem) {
      tell(problem.message, true);
      return;
    }
    waiting = found.documents;
    count.textContent = found.total ? `${number(found.total)} văn bản cần xem.` : "Không có việc nào chờ.";
    const kept = waiting.findIndex((one) => one.document_id === keep);
    list.replaceChildren(...waiting.map(entry));
    await show(kept >= 0 ? kept : Math.min(at, Math.max(waiting.length - 1, 0)));
  }
  const about = { session, load: () => load(waiting[at]?.document_id) };

  function entry(one, index) {
    return h("li", {}, h("button", { class: "plain", onclick: () => show(index, true) }, one.name,
      h("span", { class: "about" }, ` ${one.file_name}`)),
    h("p", { class: "about" }, [one.reasons.join("; "), one.asked ? `được hỏi ${number(one.asked)} lần` : ""].filter(Boolean).join(" · ")));
  }

  async function show(index, moved = false) {
    at = index;
    for (const [number, item] of [...list.children].entries()) {
      if (number === at) item.querySelector("button").setAttribute("aria-current", "true");
      else item.querySelector("button").removeAttribute("aria-current");
    }
    list.children[at]?.scrollIntoView({ block: "nearest" });
    const one = waiting[at];
    panel.hidden = !one;
    editor = null;
    if (!one) return;
    if (one.kinds.includes("head")) {
      const asksFor = new Set(["number", "issued_date", "issuer", ...one.doubts.map((doubt) => doubt.field)]);
      editor = fieldsEditor(one.document_id, { only: [...asksFor], changed: () => load(one.document_id) });
    }
    panel.replaceChildren(h("h2", {}, one.name), h("p", { class: "about" }, `Tệp: ${one.file_name}`),
      h("p", {}, one.reasons.join("; ")), h("ul", { class: "cards" }, [
        one.held_back && heldBack(one.held_back, about), editor && compared(one),
        ...one.relations.map((edge) => relation(edge, about)), one.status && status(one.status, about),
        one.duplicates.length > 0 && duplicateCard(one, (id) => look(id, about), () => load(one.document_id))].filter(Boolean)),
      h("div", { class: "actions" }, look(one.document_id, about), button("Bỏ qua, xem sau", () => step(1))));
    if (moved) panel.focus();
    try {
      await editor?.load();
    } catch (problem) {
      tell(problem.message, true);
    }
  }

  /** The head beside its page, and the word that all of it is right. */
  function compared(one) {
    return h("li", { class: "card", "data-head": "" }, editor.element, h("div", { class: "actions" },
      button("Đã đối chiếu, đúng", () => right(one), "primary"),
      button("Xem trang đầu", async () => {
        const { document: found } = await get(`library/documents/${safe(one.document_id)}`);
        if (found.page_count) await pages(found, 1);
        else await details(one.document_id, session, about.load);
      })));
  }

  async function right(one) {
    await send("POST", `documents/${safe(one.document_id)}/review/metadata`, {});
    tell(`Đã xác nhận “${one.file_name}”.`);
    await load();
  }

  function step(by) {
    const to = Math.min(Math.max(at + by, 0), waiting.length - 1);
    return to === at ? null : show(to, true);
  }

  /** The keys of the queue; they do nothing while a field is typed in or a dialog is open. */
  const press = (text) => [...panel.querySelectorAll("button")].find((one) => one.textContent === text)?.click();
  const KEYS = {
    j: () => step(1), k: () => step(-1), e: () => editor?.focus(), d: () => press("Đã đối chiếu, đúng"),
    c: () => press("Xác nhận"), b: () => press("Bác"), y: () => press("Duyệt"), n: () => press("Không duyệt"),
    t: () => press("Đặt tình trạng"), v: () => press("Xem văn bản"), h: () => press("Hai văn bản khác nhau"),
    g: () => [...panel.querySelectorAll("button")].find((one) => one.textContent.startsWith("Gộp, giữ"))?.focus(),
  };
  const onkey = (event) => {
    if (event.key === "Escape" && panel.contains(event.target)) panel.focus();
    const typed = event.target.closest?.("input, select, textarea, dialog");
    if (typed || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const act = /^[1-9]$/.test(event.key) ? () => editor?.candidate(Number(event.key)) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", onkey);
  stops.push(() => document.removeEventListener("keydown", onkey));
  kind.addEventListener("change", () => load());
  place.append(h("div", { class: "filters" }, field("Loại việc", kind)), count,
    h("details", { class: "keys" }, h("summary", {}, "Phím tắt"), h("dl", {}, KEY_NAMES.map(([keys, does]) =>
      h("div", {}, h("dt", {}, keys.map((key) => [h("kbd", {}, key), " "])), h("dd", {}, does))))),
    h("div", { class: "desk" }, h("div", { class: "queuebox", tabindex: "0", role: "region", "aria-label": "Hàng đợi" }, list), panel));
  await load();
}

async function decide(path, body, said, about) {
  await send("POST", path, body);
  tell(said);
  await about.load();
}

function look(id, about) {
  return button("Xem văn bản", () => details(id, about.session, about.load));
}

function heldBack(one, about) {
  const path = `documents/${safe(one.document_id)}/review/access`;
  return h("li", { class: "card" }, h("h3", {}, one.file_name),
    h("div", { class: "badges" }, badge("Chờ duyệt", "warn"), badge(`Khi duyệt: ${labelName(one.access)}`, "info")),
    one.warnings.map((line) => h("p", { class: "text" }, line)),
    h("p", { class: "about" }, `Nạp lúc ${moment(one.added_at)}`),
    h("div", { class: "actions" }, look(one.document_id, about),
      button("Duyệt", async () => {
        const fields = { access: labelChoice(about.session, one.access), note: note() };
        const given = await ask("Duyệt văn bản", `Sau khi duyệt, “${one.file_name}” được dùng để trả lời.`,
          { yes: "Duyệt", fields });
        if (given) await decide(path, { decision: "accept", ...given }, `Đã duyệt “${one.file_name}”.`, about);
      }, "primary"),
      button("Không duyệt", async () => {
        const given = await ask("Không duyệt văn bản", `“${one.file_name}” sẽ bị rút; tệp vẫn được giữ để tra cứu lại.`,
          { yes: "Không duyệt", danger: true, fields: { note: note() } });
        if (given) await decide(path, { decision: "reject", ...given }, `Không duyệt “${one.file_name}”.`, about);
      }, "danger")));
}

function relation(one, about) {
  const said = `${one.source} ${one.label} ${one.target_label ? `${one.target_label} ` : ""}${one.target}`;
  const judge = (decision, title, yes, danger) => async () => {
    const given = await ask(title, said, { yes, danger, fields: { note: note() } });
    if (given) await decide(`relations/${one.id}/review`, { decision, ...given }, `${yes}: ${said}.`, about);
  };
  return h("li", { class: "card" }, h("h3", {}, said),
    h("blockquote", { class: "text" }, one.evidence),
    h("p", { class: "about" }, [one.place, one.effective && `từ ngày ${day(one.effective)}`,
      one.until && `đến ngày ${day(one.until)}`].filter(Boolean).join(" · ")),
    h("div", { class: "actions" },
      button("Xem câu trên trang", () => evidence(one.source_id, one.evidence, about.session, about.load)),
      button("Xác nhận", judge("accept", "Xác nhận quan hệ", "Xác nhận", false), "primary"),
      button("Bác", judge("reject", "Bác quan hệ", "Bác", true), "danger")));
}

function status(one, about) {
  return h("li", { class: "card" }, h("h3", {}, one.file_name), h("p", { class: "text" }, one.reason),
    h("div", { class: "actions" }, look(one.document_id, about),
      button("Đặt tình trạng", async () => {
        const since = dayInput();
        const fields = { code: asked("Tình trạng", select(CODES)),
          since: asked("Từ ngày", since, `${DAY_HINT}; bỏ trống là mọi ngày.`), note: note() };
        const check = () => (isoDay(since.value) === null ? "Từ ngày: hãy viết như 30/6/2026." : "");
        const given = await ask("Đặt tình trạng hiệu lực", one.file_name, { yes: "Đặt tình trạng", fields, check });
        if (!given) return;
        const path = `documents/${safe(one.document_id)}/review/status`;
        await decide(path, { ...given, since: isoDay(given.since) || null }, `Đã đặt tình trạng của “${one.file_name}”.`, about);
      }, "primary")));
}
