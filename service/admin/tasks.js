/** The register of tasks for a clerk: what is overdue, what contradicts, what is done, wrong or wrongly read. */

import { get, one as safe, send, url } from "./api.js";
import { button, h, select, tell } from "./dom.js";
import { ask, asked } from "./dialogs.js";
import { inText, pages } from "./document.js";
import { paged } from "./listing.js";
import { counted, DAY_HINT, dayInput, filters, isoDay, pairs, row } from "./task_parts.js";

const PART = 50;

export async function tasks(place, session, stops, given = {}) {
  const summary = h("p", { class: "about" });
  const files = h("div", { class: "actions" });
  const form = filters(() => load(), { clerk: true, given });
  const comparing = h("div");

  async function read(after) {
    const found = await get("tasks", { ...form.conditions(), limit: PART, after });
    const documents = new Map(found.documents.map((one) => [one.id, one]));
    summary.textContent = counted(found);
    const items = found.tasks.map((task) => ({ task, document: documents.get(task.document_id) }));
    return { items, following: found.following, total: found.total };
  }

  const draw = ({ task, document }) => row(task, document, actions(task, document, load));
  const list = paged(read, draw, { none: "Không có nhiệm vụ nào đúng điều kiện.", label: "Nhiệm vụ" });

  async function load() {
    comparing.replaceChildren();
    const query = form.conditions();
    files.replaceChildren(
      h("a", { href: url("tasks.xlsx", query), download: "nhiem-vu.xlsx" }, "Tải XLSX"),
      h("a", { href: url("tasks.ics", query), download: "nhiem-vu.ics" }, "Tải lịch (ICS)"), compare);
    try {
      await list.load();
    } catch (problem) {
      tell(problem.message, true);
    }
  }

  const compare = button("Kế hoạch mâu thuẫn về thời hạn", async () => {
    const found = await get("tasks/conflicts", form.conditions());
    comparing.replaceChildren(h("h2", {}, `Cần đối chiếu (${found.conflicts.length})`),
      found.conflicts.length ? pairs(found, (task, document) => actions(task, document, load))
        : h("p", {}, "Không có cặp nhiệm vụ nào có thời hạn khác nhau."));
  });
  place.append(form.element, summary, files, comparing, list.element);
  await load();
}

function actions(task, document, load) {
  const decide = (name, act, said, kind = "") => button(name, async () => {
    const fields = { note: asked("Căn cứ hoặc ghi chú (được lưu lại)", h("input", { type: "text", maxlength: "2000" })) };
    const given = await ask(name, task.task, { yes: name, danger: kind === "danger", fields });
    if (!given) return;
    await send("POST", `tasks/${safe(task.id)}/${act}`, given);
    tell(said);
    await load();
  }, kind);
  return [
    button(document.page_count ? "Xem trang gốc" : "Xem trong văn bản", () => look(task, document)),
    task.state === "open" && decide("Đã xong", "done", "Đã ghi nhận nhiệm vụ đã xong.", "primary"),
    task.state === "done" && decide("Chưa xong", "reopen", "Đã ghi nhận nhiệm vụ chưa xong."),
    task.state !== "rejected" && button("Sửa", () => correct(task, load)),
    task.state === "rejected" ? decide("Nhận lại", "accept", "Đã nhận lại dòng này.")
      : decide("Bác dòng này", "reject", "Đã bác dòng này.", "danger"),
  ];
}

async function look(task, document) {
  if (document.page_count && task.page) await pages(document, task.page, task.passage_id);
  else await inText(document, { id: task.passage_id });
}

async function correct(task, load) {
  const keep = { keep: "Giữ nguyên", set: "Đặt ngày sau đây", none: "Không có ngày hết hạn" };
  const leads = h("input", { type: "text", maxlength: "1000", value: task.leads.join("; ") });
  const deadline = h("input", { type: "text", maxlength: "2000", value: task.deadline ?? "" });
  const which = select(Object.entries(keep), "keep");
  const due = dayInput(task.due ?? "");
  due.addEventListener("change", () => { if (due.value) which.value = "set"; });
  const fields = {
    leads: asked("Cơ quan chủ trì", leads, "Nhiều cơ quan cách nhau bằng dấu chấm phẩy."),
    deadline: asked("Thời hạn", deadline, "Như in trong văn bản."), which: asked("Ngày hết hạn", which),
    due: asked("Ngày", due, DAY_HINT), note: asked("Căn cứ (được lưu lại)", h("input", { type: "text", maxlength: "2000" })),
  };
  const check = () => (which.value === "set" && !isoDay(due.value) ? "Ngày hết hạn: hãy viết như 30/6/2026." : "");
  const given = await ask("Sửa theo bản gốc", task.task, { yes: "Sửa", fields, check });
  if (!given) return;
  const named = given.leads.split(";").map((name) => name.trim()).filter(Boolean);
  const body = { note: given.note };
  if (named.join("; ") !== task.leads.join("; ")) body.leads = named;
  if (given.deadline !== (task.deadline ?? "")) body.deadline = given.deadline || null;
  if (given.which !== "keep") body.due = given.which === "set" ? isoDay(given.due) : null;
  await send("POST", `tasks/${safe(task.id)}/correct`, body);
  tell("Đã sửa; văn bản đọc lại vẫn giữ.");
  await load();
}
