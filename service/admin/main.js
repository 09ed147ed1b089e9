/** The management page of Hỏi Văn Bản: sections by the address's fragment, each drawn anew when it is chosen. */

import { ahead, logout, mayWrite, Problem, who } from "./api.js";
import { named } from "./address.js";
import { button, fill, h, tell } from "./dom.js";
import { later } from "../widget/parts/later.js";
import { themed } from "../widget/parts/theme.js";
import { TEXT } from "../widget/parts/words.js";

/** Title of each section, and its part of a module, which is loaded when the section is opened. */
const SECTIONS = {
  "tong-quan": ["Tổng quan", "dashboard", () => import("./dashboard.js")],
  "van-ban": ["Văn bản", "documents", () => import("./documents.js")],
  "tai-len": ["Tải lên", "uploads", () => import("./uploads.js")],
  "viec": ["Việc của kho", "jobs", () => import("./jobs.js")],
  "duyet": ["Chờ duyệt", "review", () => import("./review.js")],
  "nhiem-vu": ["Nhiệm vụ", "tasks", () => import("./tasks.js")],
  "cau-hoi": ["Câu hỏi", "questions", () => import("./questions.js")],
  "khoa": ["Khóa truy cập", "keys", () => import("./grants.js")],
  "phien": ["Phiên đăng nhập", "sessions", () => import("./sessions.js")],
  "trang-nhung": ["Trang nhúng", "sites", () => import("./grants.js")],
  "kho": ["Tình trạng kho", "health", () => import("./health.js")],
};
/** The first that somebody sees: an administrator the dashboard, a clerk the table. */
const FIRST = ["tong-quan", "van-ban"];
/** Time after which a section that is slow to draw is waited for no longer. */
const PATIENCE = 1000;
/** Sections of administrators alone; the others are the clerk's desk (scope "review"). */
const FOR_ADMINS = ["tong-quan", "cau-hoi", "khoa", "phien", "trang-nhung", "kho"];
/** Sections of those who may bring files in. */
const FOR_WRITERS = ["tai-len", "viec"];

const may = (session, name) => session.scopes.includes("admin")
  || (!FOR_ADMINS.includes(name) && (mayWrite(session) || !FOR_WRITERS.includes(name)));

/** Ends what the section at hand follows (streams, timers). */
let leave = () => {};

/** The section that the address names; null where it names none, as a link to a place within the page. */
function section() {
  const [name, given] = named();
  return Object.hasOwn(SECTIONS, name) ? [name, given] : [null, {}];
}

function chosen(session) {
  const [name, given] = section();
  return name && may(session, name) ? [name, given] : [FIRST.find((one) => may(session, one)), {}];
}

function head(session) {
  const local = session.kind === "local";
  const links = Object.entries(SECTIONS).filter(([name]) => may(session, name)).map(([name, [title]]) =>
    h("li", {}, h("a", { href: `#${name}`, "data-section": name }, title)));
  fill(document.getElementById("head"), [
    h("div", { class: "bar" },
      h("p", { class: "title" }, "Quản trị Hỏi Văn Bản"),
      h("p", { class: "grow" }, local && "Chưa có khóa: chỉ máy này dùng được"),
      h("a", { href: "/" }, "Trang hỏi đáp"), h("a", { href: "/docs" }, "API"), themed(document.documentElement),
      h("span", { "data-account": "" }, ["session", "oidc"].includes(session.kind) && session.name)),
    h("nav", { "aria-label": "Các phần quản trị" }, h("ul", {}, links)),
  ]);
}

/** The menu of whoever is signed in, and the watch over an idle session: read when the section stands on screen. */
function signedIn(session) {
  later(() => import("../widget/account/account.js"), ({ account }) => account(session, `${location.origin}/`,
    document.documentElement, (menu) => document.querySelector("[data-account]").replaceChildren(menu)));
}

/** Marks the link of the section at hand; on a narrow screen the links are one row, which is moved to it. */
function bring(link) {
  link.setAttribute("aria-current", "page");
  if (matchMedia("(max-width: 60rem)").matches) link.closest("ul").scrollLeft = link.offsetLeft - link.offsetWidth / 2;
}

async function show(session, moved) {
  leave();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close("");
  const [name, given] = chosen(session);
  const [title, part, load] = SECTIONS[name];
  document.title = `${title} – Quản trị Hỏi Văn Bản`;
  for (const link of document.querySelectorAll("[data-section]")) {
    if (link.dataset.section === name) bring(link);
    else link.removeAttribute("aria-current");
  }
  const heading = h("h1", { tabindex: "-1" }, title);
  const place = h("div", { class: "section", "data-drawn": name });
  document.getElementById("noi-dung").replaceChildren(
    heading, h("div", { id: "alert", role: "alert" }), h("div", { id: "status", role: "status" }), place);
  if (moved) heading.focus();
  const stops = [];
  leave = () => { for (const stop of stops) stop(); };
  let draw;
  try {
    draw = (await load())[part];
  } catch {
    tell(TEXT.notLoaded, true);
    return;
  }
  if (!place.isConnected) return; // another section was chosen meanwhile
  try {
    await draw(place, session, stops, given);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (place.isConnected) tell(problem.message, true);
  }
}

/** Loads the section of the address, and asks for what it shows first, while it is still read who is there. */
async function prepare() {
  const [name] = section();
  const [, , load] = SECTIONS[name ?? FIRST[0]];
  const { first } = await load();
  if (first) ahead(...first());
}

async function begin() {
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("noi-dung").focus();
  });
  prepare().catch(() => {}); // what fails here is asked for again, and said then
  let session;
  try {
    session = await who();
  } catch (problem) {
    document.getElementById("noi-dung").replaceChildren(
      h("h1", {}, "Quản trị Hỏi Văn Bản"), h("p", { class: "error", role: "alert" }, problem.message));
    return;
  }
  if (!session.scopes.includes("review")) {
    document.title = "Không được phép – Quản trị Hỏi Văn Bản";
    document.getElementById("noi-dung").replaceChildren(
      h("h1", {}, "Không được phép"),
      h("p", { class: "error", role: "alert" },
        `Trang này dành cho văn thư (quyền review) và quản trị viên (quyền admin); “${session.name}” không có quyền đó. `
          + "Hãy đăng nhập bằng tài khoản khác, hoặc hỏi quản trị viên."),
      h("div", { class: "actions" }, button("Đăng xuất", logout, "primary"), h("a", { href: "/" }, "Trang hỏi đáp")));
    return;
  }
  head(session);
  addEventListener("hashchange", () => {
    if (section()[0]) show(session, true);
  });
  await Promise.race([show(session, false), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  signedIn(session);
}

begin();
