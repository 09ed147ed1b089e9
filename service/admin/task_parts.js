/** The parts of the register of tasks that the chat page and the management page show alike: filters, rows, pairs. */

import { badge, day, facts, field, h, moment, number, select } from "./dom.js";

const STATES = [
  ["current", "Còn hiệu lực"], ["open", "Chưa xong"], ["overdue", "Quá hạn"], ["done", "Đã xong"],
  ["ended", "Của văn bản đã bị thay thế, bãi bỏ"],
];
const CLERK_STATES = [["rejected", "Đã bác"], ["all", "Tất cả"]];
const ROLES = [["", "Cả hai"], ["lead", "Chủ trì"], ["coordinate", "Phối hợp"]];
const SHARED = [["", "Không kể"], ["true", "Kể cả"]];
const ORDERS = [["due", "Ngày hết hạn"], ["document", "Văn bản"], ["lead", "Cơ quan chủ trì"]];
export const DAY_HINT = "Như 09/3/2023";
const DAYS = ["due_from", "due_to", "day"];
const SHOWN = { open: ["Chưa xong", "info"], done: ["Đã xong", "good"], rejected: ["Đã bác", "bad"] };

/**
 * The filters of the register. `onask` is called when they are to be applied; `given` are their first values by name.
 * Gives {element, conditions}: `conditions()` are those that are set, as the interface takes them.
 */
export function filters(onask, { clerk = false, given = {} } = {}) {
  const text = (name, most = 200) => h("input", { type: "text", maxlength: String(most), value: given[name] ?? "" });
  const date = (name) => dayInput(given[name]);
  const controls = {
    body: text("body"), role: select(ROLES, given.role ?? ""),
    shared: select(SHARED, given.shared ?? ""), document: text("document"), text: text("text"),
    year: text("year", 4), due_from: date("due_from"), due_to: date("due_to"),
    state: select(clerk ? [...STATES, ...CLERK_STATES] : STATES, given.state ?? "current"),
    day: date("day"), order: select(ORDERS, given.order ?? "due"),
  };
  const names = {
    body: "Cơ quan", role: "Vai trò", shared: "Việc giao chung", document: "Văn bản (số, trích yếu)", text: "Từ trong nhiệm vụ", year: "Năm",
    due_from: "Hết hạn từ ngày", due_to: "Hết hạn đến ngày", state: "Tình trạng", day: "Xét quá hạn tại ngày", order: "Xếp theo",
  };
  const apply = h("button", { class: "primary" }, "Lọc");
  apply.type = "submit";
  const wrong = h("p", { class: "error", role: "alert", hidden: true });
  const fields = Object.entries(controls).map(([name, control]) => field(names[name], control, DAYS.includes(name) ? DAY_HINT : ""));
  const form = h("form", { role: "search", class: "filters", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    const name = DAYS.find((one) => isoDay(controls[one].value) === null);
    wrong.hidden = !name;
    wrong.textContent = name ? `${names[name]}: hãy viết như 30/6/2026.` : "";
    if (name) controls[name].focus();
    else onask();
  } }, fields, wrong, h("div", { class: "actions" }, apply));
  const narrow = matchMedia("(max-width: 44rem)").matches;
  const element = h("details", { open: !narrow }, h("summary", {}, "Điều kiện lọc"), form);
  for (const name of ["role", "shared", "state", "order"]) controls[name].addEventListener("change", () => form.requestSubmit());
  const value = (name) => (DAYS.includes(name) ? isoDay(controls[name].value) : controls[name].value.trim());
  const conditions = () => Object.fromEntries(Object.keys(controls).map((name) => [name, value(name)]).filter(([, one]) => one));
  return { element, conditions };
}

/** An input for a day, typed as documents print it: a browser's own would show it in the order of its language. */
export function dayInput(iso = "") {
  return h("input", { type: "text", inputmode: "numeric", maxlength: "10", autocomplete: "off", value: day(iso) });
}

/** A day typed as documents print it, in ISO's form; empty for none, null for what is no day. */
export function isoDay(typed) {
  if (!typed.trim()) return "";
  const [, dd, mm, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed.trim()) ?? [];
  const iso = `${year}-${mm?.padStart(2, "0")}-${dd?.padStart(2, "0")}`;
  const read = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(iso) ? iso : null;
}

/** How many rows there are, in words. */
export function counted(page) {
  if (!page.total) return "Không có nhiệm vụ nào đúng điều kiện.";
  const late = page.overdue_total ? `; ${number(page.overdue_total)} quá hạn tại ngày ${day(page.day)}` : "";
  return `${number(page.total)} nhiệm vụ trong ${number(page.document_total)} văn bản${late}.`;
}

/** One row as a card; `actions` are its buttons and links. */
export function row(task, document_, actions, level = "h2") {
  const [state, colour] = task.overdue ? ["Quá hạn", "bad"] : SHOWN[task.state];
  const due = task.due ? `Hạn ${day(task.due)}` : task.recurring ? `Định kỳ: ${task.recurring}` : "Chưa rõ ngày hết hạn";
  const read = task.as_read;
  return h("li", { class: "card task", "data-task": task.id },
    h(level, {}, task.leads.join("; ") || "Chưa rõ cơ quan chủ trì"),
    h("div", { class: "badges" }, badge(due), badge(state, colour),
      document_.is_sample && badge("Văn bản mẫu", "warn"), document_.is_draft && badge("Dự thảo", "warn"),
      document_.validity && badge(document_.validity.label)),
    h("p", { class: "text" }, task.task),
    facts([["Phối hợp", task.coordinating.join("; ")], ["Thời hạn như in", task.deadline], ["Về ngày hết hạn", task.due_rule],
      ["Sản phẩm", task.product], ["Nơi nêu", task.citation],
      ["Văn bản ghi", read && [read.leads.join("; "), read.deadline, read.due && `hạn ${day(read.due)}`].filter(Boolean).join(" · ")],
      ["Quyết định", task.who && `${task.who}, ${moment(task.at)}${task.note ? `: ${task.note}` : ""}`]]),
    task.notices.length > 0 && h("details", {}, h("summary", {}, `Lưu ý (${task.notices.length})`),
      task.notices.map((notice) => h("p", { class: "notice" }, notice))),
    h("div", { class: "actions" }, actions));
}

/** Pairs of rows that give one task different days, side by side. `actions(task, document)` gives a row's buttons. */
export function pairs(said, actions, level = "h3") {
  const tasks = new Map(said.tasks.map((task) => [task.id, task]));
  const documents = new Map(said.documents.map((one) => [one.id, one]));
  const shown = (id) => {
    const task = tasks.get(id);
    return row(task, documents.get(task.document_id), actions(task, documents.get(task.document_id)), level);
  };
  return h("ul", { class: "pairs", "aria-label": "Nhiệm vụ cần đối chiếu" }, said.conflicts.map((pair) =>
    h("li", { class: "pair" }, h("p", { class: "notice" }, `Cần đối chiếu: ${pair.reason}`),
      h("ul", { class: "sides" }, shown(pair.first), shown(pair.second)))));
}
