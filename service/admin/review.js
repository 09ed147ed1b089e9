/** What waits for a clerk: documents held back, numbers and dates to compare, relations, statuses that are not known. */

import { get, one as safe, send } from "./api.js";
import { badge, button, day, h, moment, select, tell } from "./dom.js";
import { ask, asked, labelChoice, labelName } from "./dialogs.js";
import { details, evidence, pages } from "./document.js";

/** Of each part; the rest comes up as these are decided. */
const MOST = 100;
const CODES = [
  ["in_force", "Còn hiệu lực"], ["partly", "Hết hiệu lực một phần"], ["expired", "Hết hiệu lực"],
  ["future", "Chưa có hiệu lực"], ["suspended", "Ngưng hiệu lực"], ["suspended_part", "Ngưng hiệu lực một phần"],
  ["obsolete", "Không còn phù hợp"], ["period_over", "Đã hết thời gian thực hiện"],
];

const note = () => asked("Ghi chú (được lưu lại)", h("input", { type: "text", maxlength: "2000" }));

export async function review(place, session) {
  async function load() {
    let found;
    try {
      found = await get("review", { limit: MOST });
    } catch (problem) {
      tell(problem.message, true);
      return;
    }
    const about = { session, load };
    place.replaceChildren(
      part("Văn bản chờ duyệt", "Các danh sách có dữ liệu cá nhân chưa trả lời câu hỏi nào cho đến khi được duyệt.",
        found.held_back.map((one) => heldBack(one, about))),
      part("Số hiệu, ngày, cơ quan ban hành cần đối chiếu", "Đọc từ bản quét hoặc chưa chắc; hãy so với trang gốc, chọn hoặc ghi giá trị đúng.",
        found.uncertain.map((one) => uncertain(one, about))),
      part("Quan hệ làm đổi hiệu lực", "Mỗi quan hệ kèm câu làm căn cứ trong văn bản nguồn.",
        found.relations.map((one) => relation(one, about))),
      part("Tình trạng hiệu lực chưa xác định", "Đặt tình trạng theo hiểu biết của văn thư, thay cho tình trạng tính được.",
        found.statuses.map((one) => status(one, about))));
  }
  await load();
}

function part(title, hint, items) {
  const count = items.length >= MOST ? `từ ${MOST}` : items.length;
  return h("section", { class: "part" }, h("h2", {}, `${title} (${count})`), h("p", { class: "about" }, hint),
    items.length ? h("ul", { class: "cards" }, items) : h("p", {}, "Không có việc nào chờ."));
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

const FIELDS = [["number", "Số, ký hiệu"], ["issued_date", "Ngày ban hành"], ["issuer", "Cơ quan ban hành"]];
const OTHER = "+";

/** A candidate as it is offered: the value, how probable it is, and why. */
function candidate(one) {
  const shown = one.field === "issued_date" ? day(one.value) : one.value;
  const against = one.speaks_against.length ? `; nhưng ${one.speaks_against.join(", ")}` : "";
  return `${shown} (${Math.round(one.probability * 100)}%: ${one.speaks_for.join(", ") || "ít căn cứ"}${against})`;
}

/** Gives one field of the head the value that is on the original: one of the candidates, or what the clerk types. */
function giveValue(one, [name, label], about) {
  return button(`Đặt ${label.toLowerCase()}`, async () => {
    const offered = one.candidates.filter((each) => each.field === name);
    const choice = select([...offered.map((each) => [each.value, candidate(each)]), [OTHER, "Giá trị khác…"]]);
    const typed = h("input", { type: "text", maxlength: "300", autocomplete: "off" });
    const own = asked("Giá trị theo bản gốc", typed, name === "issued_date" ? "Dạng dd/mm/yyyy." : "Ghi như trong văn bản.");
    const toggle = () => { own.field.hidden = choice.value !== OTHER; };
    choice.addEventListener("change", toggle);
    toggle();
    const value = () => {
      if (choice.value !== OTHER) return choice.value;
      return name === "issued_date" ? iso(typed.value) ?? "" : typed.value.trim();
    };
    const check = () => (value() ? "" : `Hãy chọn hoặc ghi ${label.toLowerCase()}${name === "issued_date" ? " dạng dd/mm/yyyy" : ""}.`);
    const given = await ask(`Đặt ${label.toLowerCase()}`, one.file_name,
      { yes: "Đặt", fields: { choice: asked("Giá trị", choice), own, note: note() }, check });
    if (!given) return;
    const path = `documents/${safe(one.document_id)}/review/values`;
    await decide(path, { field: name, value: value(), note: given.note }, `Đã đặt ${label.toLowerCase()} của “${one.file_name}”.`, about);
  });
}

function uncertain(one, about) {
  const read = `Số ${one.number ?? "không đọc được"}, ngày ${day(one.issued_date) || "không đọc được"}, `
    + `cơ quan ${one.issuer ?? "chưa rõ"}`;
  const open = one.candidates.filter((each) => one[each.field] === null);
  const names = Object.fromEntries(FIELDS);
  return h("li", { class: "card" }, h("h3", {}, one.file_name), h("p", { class: "text" }, read),
    h("p", { class: "about" }, `Vì: ${one.reasons.join("; ")}`),
    open.length > 0 && h("ul", { class: "plain-list" }, open.map((each) => h("li", {}, `${names[each.field]} có thể là ${candidate(each)}`))),
    h("div", { class: "actions" }, FIELDS.map((field) => giveValue(one, field, about))),
    h("div", { class: "actions" },
      button("Xem trang đầu", async () => {
        const { document: found } = await get(`library/documents/${safe(one.document_id)}`);
        if (found.page_count) await pages(found, 1);
        else await details(one.document_id, about.session, about.load);
      }),
      button("Đã đối chiếu, đúng", async () => {
        const given = await ask("Xác nhận đã đối chiếu", `${read}: đúng với bản gốc?`,
          { yes: "Đúng với bản gốc", fields: { note: note() } });
        const path = `documents/${safe(one.document_id)}/review/metadata`;
        if (given) await decide(path, given, `Đã xác nhận số, ngày của “${one.file_name}”.`, about);
      }, "primary")));
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
        const since = h("input", { type: "text", inputmode: "numeric", maxlength: "10", autocomplete: "off" });
        const fields = { code: asked("Tình trạng", select(CODES)),
          since: asked("Từ ngày", since, "Dạng dd/mm/yyyy; bỏ trống là mọi ngày."), note: note() };
        const check = () => (since.value.trim() && !iso(since.value) ? "Ngày cần viết dạng dd/mm/yyyy." : "");
        const given = await ask("Đặt tình trạng hiệu lực", one.file_name, { yes: "Đặt tình trạng", fields, check });
        if (!given) return;
        const path = `documents/${safe(one.document_id)}/review/status`;
        await decide(path, { ...given, since: iso(given.since) }, `Đã đặt tình trạng của “${one.file_name}”.`, about);
      }, "primary")));
}

/** A day typed as dd/mm/yyyy, as the interface takes it; null when it is none. */
function iso(typed) {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(typed.trim());
  if (!found) return null;
  const [, dd, mm, year] = found;
  const written = `${year}-${mm.padStart(2, "0")}-${dd.padStart(2, "0")}`;
  return Number.isNaN(Date.parse(written)) ? null : written;
}
