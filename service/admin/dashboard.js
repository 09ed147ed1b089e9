/** The dashboard: what is asked, what waits, what falls due, how the library stands. Each number opens its list. */

import { get } from "./api.js";
import { badge, button, day, h, moment, number, size, tell } from "./dom.js";
import { bar, columns, legend, lines, plot, table } from "./plots.js";

const DAYS = [[1, "Hôm nay"], [7, "7 ngày"], [30, "30 ngày"]];
const OUTCOMES = [["answered", "Đã trả lời"], ["unanswered", "Không tìm thấy"], ["others", "Từ chối, trao đổi"]];
const WAITING = [["approval", "Chờ duyệt"], ["head", "Nghi số, ngày, cơ quan, loại"], ["relation", "Quan hệ chưa xác nhận"],
  ["status", "Chưa rõ hiệu lực"], ["duplicate", "Có thể trùng"]];
const JOBS = [["receiving", "Đang nhận tệp"], ["queued", "Đang chờ"], ["running", "Đang chạy"], ["failed", "Hỏng"]];

/** The days chosen last: whoever comes back finds them. */
let chosen = 7;

/** The address of a section with its conditions. */
export function to(section, conditions = {}) {
  const set = Object.entries(conditions).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `#${section}${set.length ? `?${new URLSearchParams(set)}` : ""}`;
}

const link = (value, section, conditions) => h("a", { href: to(section, conditions) }, number(value));
const took = (value) => (value === null ? "–" : `${number(value)} ms`);

/** What is asked for first. */
export const first = () => ["dashboard", { days: chosen }];

export async function dashboard(place, session, stops) {
  const body = h("div", { class: "board" });
  const choices = h("div", { class: "days", role: "group", "aria-label": "Khoảng thời gian" });
  let drawing = [];
  stops.push(() => drawing.forEach((stop) => stop()));

  async function load() {
    let found;
    try {
      found = await get("dashboard", { days: chosen });
    } catch (problem) {
      tell(problem.message, true);
      return;
    }
    drawing.forEach((stop) => stop());
    drawing = [];
    choices.replaceChildren(...DAYS.map(([days, name]) => h("button", { "aria-pressed": String(days === chosen), onclick: () => {
      chosen = days;
      load().then(() => choices.querySelector("[aria-pressed=true]").focus());
    } }, name)));
    body.replaceChildren(...begun(found.library), ...warned(found.warnings), tiles(found), h("div", { class: "panels" },
      asked(found, drawing), speed(found, drawing), documentsAsked(found), kinds(found), unanswered(found),
      waiting(found), deadlines(found), library(found)));
  }
  place.append(h("div", { class: "above" }, choices, button("Đọc lại", load, "plain")), body);
  await load();
}

function panel(title, ...children) {
  return h("section", { class: "card" }, h("h2", {}, title), children);
}

/** What to do first where the library is empty. */
function begun({ documents: held, held_back: waits }) {
  return held + waits ? [] : [panel("Kho chưa có văn bản", h("p", {}, "Chưa có gì để hỏi: ", h("a", { href: to("tai-len") }, "tải văn bản lên"), "."))];
}

function warned(warnings) {
  return warnings.length ? [h("section", { class: "card" }, h("h2", {}, "Cần lưu ý"),
    h("ul", { class: "notices" }, warnings.map((text) => h("li", { class: "notice" }, text))),
    h("p", {}, h("a", { href: to("kho") }, "Mở “Tình trạng kho”")))] : [];
}

/** The numbers that count most, each as large as the others. */
function tiles({ questions: { whole, unhelpful, keep_days: kept }, waiting: stand, deadlines: due, library: held }) {
  const span = { list: "question-log", since: whole.since };
  const total = whole.answered + whole.unanswered + whole.others;
  const shown = [
    kept > 0 && ["Câu hỏi", total, "cau-hoi", span],
    kept > 0 && ["Không tìm thấy", whole.unanswered, "cau-hoi", { ...span, outcome: "unanswered" }],
    kept > 0 && ["Bị người hỏi chê", unhelpful, "cau-hoi", { list: "unanswered" }],
    ["Văn bản chờ văn thư", stand.documents, "duyet", {}],
    ["Nhiệm vụ quá hạn", due.overdue, "nhiem-vu", { state: "overdue" }],
    ["Văn bản đang trả lời", held.documents, "van-ban", { state: "active" }],
  ].filter(Boolean);
  return h("ul", { class: "tiles" }, shown.map(([name, value, section, conditions]) => h("li", {},
    h("a", { href: to(section, conditions) }, h("strong", {}, number(value)), h("span", {}, name)))));
}

/** A sentence where nothing was recorded; else null. */
function nothing({ keep_days: kept, whole }) {
  if (!kept) return "Dịch vụ không lưu câu hỏi (HOIVANBAN_KEEP_DAYS là 0) nên không có số liệu về câu hỏi.";
  return whole.answered + whole.unanswered + whole.others ? null : "Chưa có câu hỏi nào trong khoảng thời gian này.";
}

function asked({ questions, days }, stops) {
  const none = nothing(questions);
  const title = days === 1 ? "Câu hỏi theo giờ" : "Câu hỏi theo ngày";
  if (none) return panel(title, h("p", {}, none));
  const { parts, whole } = questions;
  const of = (part, outcome) => link(part[outcome], "cau-hoi", { list: "question-log", since: part.since, before: part.before, outcome });
  const busiest = parts.reduce((most, one) => (sum(one) > sum(most) ? one : most));
  const about = { title, description: `Nhiều nhất ${busiest.label}: ${sum(busiest)} câu. Trong cả khoảng thời gian: ` +
    `${OUTCOMES.map(([outcome, name]) => `${name.toLowerCase()} ${whole[outcome]}`).join(", ")}.` };
  const series = OUTCOMES.map(([outcome, name]) => ({ name, kind: outcome, values: parts.map((part) => part[outcome]) }));
  return panel(title, plot(about, (width) => columns(width, parts.map((part) => part.label), series, about),
    legend(OUTCOMES.map(([outcome, name]) => [outcome, [`${name}: `, of(whole, outcome)]])),
    ["Lúc", ...OUTCOMES.map(([, name]) => name)],
    parts.map((part) => [part.label, ...OUTCOMES.map(([outcome]) => of(part, outcome))]), stops));
}

const sum = (part) => part.answered + part.unanswered + part.others;

function speed({ questions }, stops) {
  const title = "Thời gian trả lời";
  const { parts, whole, timed } = questions;
  if (!timed) return panel(title, h("p", {}, nothing(questions) ?? "Các câu trả lời đã lưu chưa có số liệu thời gian."));
  const slower = (part) => part.p95_ms !== null && h("a", { href: to("cau-hoi", {
    list: "question-log", since: part.since, before: part.before, slower_ms: part.p95_ms }) }, took(part.p95_ms));
  const about = { title, description: `Tính bằng mili giây. Cả khoảng thời gian: một nửa số câu xong trong ${took(whole.p50_ms)}, ` +
    `95 % xong trong ${took(whole.p95_ms)}.` };
  const series = [["p50", "50 %", "p50_ms"], ["p95", "95 %", "p95_ms"]]
    .map(([kind, name, field]) => ({ name, kind, values: parts.map((part) => part[field]) }));
  return panel(title, plot(about, (width) => lines(width, parts.map((part) => part.label), series, about),
    legend([["p50", `50 % số câu trong ${took(whole.p50_ms)}`, "line"], ["p95", ["95 % số câu trong ", slower(whole)], "line"]]),
    ["Lúc", "50 % số câu trong", "95 % số câu trong"],
    parts.map((part) => [part.label, took(part.p50_ms), slower(part) || "–"]), stops));
}

/** Rows of names with their numbers and bars. */
function ranked(caption, heads, rows) {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return table(caption, [...heads, h("span", { class: "unseen" }, "So với nhiều nhất")],
    rows.map(([name, count, section, conditions]) => [name, link(count, section, conditions), bar(count / most)]));
}

function documentsAsked({ questions }) {
  const title = "Văn bản được hỏi nhiều";
  if (!questions.documents.length) return panel(title, h("p", {}, nothing(questions) ?? "Chưa có câu trả lời nào trích văn bản."));
  return panel(title, ranked(title, ["Văn bản", "Số câu"], questions.documents.map((one) => [
    h("a", { href: to("van-ban", { open: one.document_id }) }, one.name), one.count, "cau-hoi",
    { list: "question-log", since: questions.whole.since, document_id: one.document_id, name: one.name }])));
}

function kinds({ questions }) {
  const title = "Điều được hỏi nhiều";
  if (!questions.kinds.length) return panel(title, h("p", {}, nothing(questions) ?? "Các câu hỏi đã lưu chưa ghi điều được hỏi."));
  return panel(title, ranked(title, ["Điều được hỏi", "Số câu"], questions.kinds.map((one) => [one.label, one.count, "cau-hoi",
    { list: "question-log", since: questions.whole.since, intent: one.intent }])));
}

function unanswered({ questions }) {
  const more = h("p", {}, h("a", { href: to("cau-hoi", { list: "unanswered" }) }, "Mở mọi câu chưa trả lời được"));
  if (!questions.open.length) return panel("Chưa trả lời được", h("p", {}, "Không có câu nào trong khoảng thời gian này."), more);
  return panel("Chưa trả lời được", h("ul", { class: "rows" }, questions.open.map((one) => h("li", {}, h("span", { class: "text" }, one.question),
    h("span", { class: "about" }, ` ${moment(one.asked_at)}`)))), more);
}

function waiting({ waiting: stand, questions }) {
  return panel("Đang chờ", ranked("Văn bản chờ văn thư", ["Văn bản chờ văn thư", "Số văn bản"],
    WAITING.map(([kind, name]) => [name, stand[kind], "duyet", { kind }])),
  table("Việc của kho", ["Việc của kho", "Số việc"], JOBS.map(([state, name]) => [
    state === "failed" ? `${name} từ ${moment(questions.whole.since)}` : name, link(stand[`jobs_${state}`], "viec", { state })])));
}

function deadlines({ deadlines: due }) {
  const from = due.today;
  const numbers = [["Quá hạn", due.overdue, { state: "overdue" }],
    [`Từ nay đến ${day(due.week_to)}`, due.week, { state: "open", due_from: from, due_to: due.week_to }],
    [`Từ nay đến ${day(due.month_to)}`, due.month, { state: "open", due_from: from, due_to: due.month_to }]];
  return panel("Thời hạn sắp đến", ranked("Nhiệm vụ theo thời hạn", ["Hết hạn", "Số nhiệm vụ"],
    numbers.map(([name, count, conditions]) => [name, count, "nhiem-vu", conditions])),
  due.next.length ? h("ul", { class: "rows" }, due.next.map((one) => h("li", {}, badge(day(one.due), "warn"), " ",
    h("span", { class: "text" }, one.task), h("span", { class: "about" }, ` ${[one.leads.join("; "), one.document].filter(Boolean).join(" · ")}`))))
    : h("p", {}, "Không có nhiệm vụ nào hết hạn trong 30 ngày tới."));
}

/** A moment and how many days ago it was. */
function since(iso) {
  if (!iso) return "chưa lần nào";
  const days = Math.floor((Date.now() - Date.parse(iso)) / 86_400_000);
  return `${moment(iso)}${days > 0 ? ` (${days} ngày trước)` : ""}`;
}

function library({ library: held }) {
  const rows = [
    ["Chỉ mục", held.lag ? `chậm ${number(held.lag)} thay đổi` : "theo kịp kho"],
    ["Đoạn đang trả lời", number(held.passages)],
    ["Véc-tơ nghĩa", held.deep === null ? "không dùng" : `${number(held.deep)} đoạn đã có`],
    ["Đĩa còn trống", `${size(held.disk_free)} / ${size(held.disk_total)}`],
    ["Sao lưu gần nhất", since(held.last_backup)],
    ["Kiểm tra gần nhất", since(held.last_check?.at)],
    ["Chờ duyệt", link(held.held_back, "van-ban", { state: "held_back" })],
    ["Đã rút", link(held.withdrawn, "van-ban", { state: "withdrawn" })],
  ];
  return panel("Tình trạng kho", table("Tình trạng kho", ["Mục", "Hiện nay"], rows),
    h("p", {}, h("a", { href: to("kho") }, "Mở “Tình trạng kho”")));
}
