/** The table of documents: filtered, sorted, chosen from, a screen of a hundred rows at a time. */

import { get, mayWrite } from "./api.js";
import { button, field, fill, h, newId, number, tell } from "./dom.js";
import { COLUMNS, controls, missing, offered } from "./desk_columns.js";
import { DAY_HINT, isoDay } from "./task_parts.js";
import { bulk } from "./desk_bulk.js";
import { LIMIT, query, withOrder } from "./table_query.js";
import { TEXT } from "../widget/parts/words.js";

/** Rows that fill any screen: they are drawn at once, the others when these are seen. */
const SEEN_FIRST = 30;
/** A pause in typing after which the table follows. */
const PAUSE = 200;
const DAYS = ["issued_from", "issued_to", "added_from", "added_to"];

/** What was asked for last: whoever comes back to the table finds it as it was left. */
let kept = {};

/** A document's dialog, whose modules are read when the table stands on screen. */
async function details(...given) {
  let module;
  try {
    module = await import("./document.js");
  } catch {
    tell(TEXT.notLoaded, true);
    return;
  }
  await module.details(...given).catch((problem) => tell(problem.message, true));
}

export async function documents(place, session, stops, asked = {}) {
  const { open, ...conditions } = asked;
  if (Object.keys(conditions).length) kept = conditions;
  document.getElementById("noi-dung").classList.add("wide");
  stops.push(() => document.getElementById("noi-dung").classList.remove("wide"));
  const given = withOrder(kept);
  const chosen = new Set();
  const chooses = mayWrite(session); // all that is done with many at once takes the scope "write"
  let page = 1;
  let pages = 1;
  let total = 0;
  let rows = [];
  let generation = 0;

  const text = h("input", { type: "search", maxlength: "200", name: "text", value: given.text ?? "", autocomplete: "off" });
  const count = h("p", { class: "count", role: "status" });
  const body = h("tbody");
  const heads = h("tr");
  const all = h("input", { type: "checkbox", "aria-label": "Chọn mọi dòng của trang này", onchange: () => {
    for (const row of rows) mark(row.id, all.checked);
  } });
  const table = h("table", { "data-table": "", "data-drawn": "0" }, h("caption", { class: "unseen" }, "Văn bản của kho"),
    h("thead", {}, heads), body);
  const pager = h("nav", { class: "pager", "aria-label": "Các trang của bảng" });
  const acts = bulk({ session, chosen, conditions: () => query(given), load: () => load(), clear: () => choose([]), everything });

  async function load() {
    generation += 1;
    const mine = generation;
    try {
      const found = await get("library/table", query(given, page));
      if (mine !== generation) return;
      ({ rows, total, page, pages } = found);
      draw();
    } catch (problem) {
      if (mine === generation) tell(problem.message, true);
    }
  }

  function draw() {
    const from = (page - 1) * LIMIT + 1;
    count.textContent = total ? `${number(total)} văn bản; đang hiện ${number(from)}–${number(from + rows.length - 1)}.`
      : "Không có văn bản nào đúng điều kiện.";
    heads.replaceChildren();
    fill(heads, [chooses && h("th", { scope: "col", class: "tickbox" }, all), [{ sort: "number", name: "Số, ký hiệu" }, ...COLUMNS].map(heading)]);
    body.replaceChildren(...rows.slice(0, SEEN_FIRST).map(line));
    turn();
    reflect();
    table.dataset.drawn = String(Number(table.dataset.drawn) + 1);
    if (rows.length > SEEN_FIRST) drawRest(generation);
  }

  /** The rows below the screen, a frame later: half of the time until rows are seen went to them. */
  function drawRest(mine) {
    requestAnimationFrame(() => setTimeout(() => {
      if (mine !== generation) return;
      body.append(...rows.slice(SEEN_FIRST).map((row, index) => line(row, SEEN_FIRST + index)));
      reflect();
    }));
  }

  function heading(column) {
    const sorted = column.sort && column.sort === given.sort;
    const order = sorted ? (given.descending ? "descending" : "ascending") : null;
    const mark = sorted ? (given.descending ? " ▼" : " ▲") : "";
    return h("th", { scope: "col", "aria-sort": order, class: `${kind(column)} w-${column.sort ?? "validity"}` }, column.sort
      ? h("button", { class: "sort", "data-sort": column.sort, onclick: () => {
        given.descending = sorted ? !given.descending : ["issued_date", "added_at", "doubt"].includes(column.sort);
        given.sort = column.sort;
        renew().then(() => heads.querySelector(`[data-sort=${column.sort}]`)?.focus());
      } }, column.name, h("span", { "aria-hidden": "true" }, mark)) : column.name);
  }

  function line(row, index) {
    const name = row.number ?? row.file_name;
    const tick = h("input", { type: "checkbox", "aria-label": `Chọn ${name}`, tabindex: index ? "-1" : "0", onchange: () => mark(row.id, tick.checked) });
    const opener = h("button", { class: "plain name", tabindex: index ? "-1" : "0", onclick: () => show(index) },
      row.number ?? missing(row, "number"));
    if (!row.number) opener.setAttribute("aria-label", `Chưa rõ số, tệp ${row.file_name}`);
    return h("tr", { "data-id": row.id }, chooses && h("td", { class: "tickbox" }, tick), h("th", { scope: "row" }, opener),
      COLUMNS.map((column) => h("td", { "data-name": column.name, class: kind(column) }, column.cell(row))));
  }

  function show(index) {
    details(rows[index].id, session, () => load(), { rows: rows.map((row) => row.id), at: index });
  }

  function turn() {
    const go = (number) => {
      page = Math.min(Math.max(number, 1), pages);
      return load();
    };
    const step = (label, number, name) => h("button", { "data-page": name, "aria-disabled": number < 1 || number > pages ? "true" : null,
      onclick: () => (number < 1 || number > pages ? null : go(number).then(() => pager.querySelector(`[data-page=${name}]`)?.focus())) }, label);
    const at = h("input", { type: "text", inputmode: "numeric", maxlength: "7", value: String(page), "aria-label": "Đến trang" });
    at.addEventListener("change", () => go(Number.parseInt(at.value, 10) || 1));
    pager.replaceChildren(step("Trang trước", page - 1, "before"), h("span", { class: "where" }, "Trang ", at, ` / ${pages}`),
      step("Trang sau", page + 1, "next"));
    pager.hidden = pages < 2;
  }

  function mark(id, on) {
    if (!chooses) return;
    if (on) chosen.add(id);
    else chosen.delete(id);
    reflect();
  }

  function choose(ids) {
    chosen.clear();
    for (const id of ids) chosen.add(id);
    reflect();
  }

  async function everything() {
    choose((await get("library/table/ids", query(given))).ids);
  }

  /** Shows what is chosen: a choice outlives the screen on which it was made. */
  function reflect() {
    for (const row of body.rows) {
      const on = chosen.has(row.dataset.id);
      row.classList.toggle("chosen", on);
      if (chooses) row.querySelector("input").checked = on;
    }
    all.checked = rows.length > 0 && rows.every((row) => chosen.has(row.id));
    all.indeterminate = !all.checked && rows.some((row) => chosen.has(row.id));
    acts.draw(total);
  }

  function renew() {
    page = 1;
    kept = given;
    return load();
  }

  /** Moves over the rows: arrows, first and last, screens; chooses with the space bar, opens with Enter. */
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row) return;
    const lines = [...body.rows];
    const at = lines.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (event.shiftKey) mark(row.dataset.id, true);
      const next = lines[Math.min(Math.max(to, 0), lines.length - 1)];
      focus(next);
      if (event.shiftKey) mark(next.dataset.id, true);
    } else if (event.key === " " && event.target.tagName === "BUTTON") {
      event.preventDefault();
      mark(row.dataset.id, !chosen.has(row.dataset.id));
    } else if (chooses && event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      for (const one of rows) chosen.add(one.id);
      reflect();
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      const wanted = page + (event.key === "PageDown" ? 1 : -1);
      if (wanted < 1 || wanted > pages) return;
      page = wanted;
      load().then(() => focus(body.rows[0]));
    }
  });

  function focus(row) {
    for (const one of body.querySelectorAll("[tabindex='0']")) one.tabIndex = -1;
    for (const one of row.querySelectorAll("input, button.name")) one.tabIndex = 0;
    row.querySelector("button.name").focus();
  }

  const wrong = h("p", { class: "error", role: "alert", hidden: true });
  const more = h("div", { class: "filters" }, "Đang đọc các giá trị để lọc…");
  const form = h("form", { role: "search", class: "searching", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    apply();
  } }, field("Tìm trong số, trích yếu, cơ quan, tên tệp", text), h("details", { open: Object.keys(kept).some((name) => !["text", "sort", "descending"].includes(name) && kept[name]) },
    h("summary", {}, "Điều kiện lọc"), more), wrong);
  let used = {};
  function apply() {
    const read = { text: text.value.trim() };
    for (const [name, [label, control]] of Object.entries(used)) {
      const day = DAYS.includes(name) ? isoDay(control.value) : null;
      const bad = DAYS.includes(name) && day === null;
      wrong.hidden = !bad;
      wrong.textContent = bad ? `${label}: hãy viết như 30/6/2026.` : "";
      if (bad) return control.focus();
      read[name] = DAYS.includes(name) ? day : control.value.trim();
    }
    Object.assign(given, read);
    return renew();
  }
  let typing = 0;
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(apply, PAUSE);
  });
  form.addEventListener("change", () => {
    clearTimeout(typing);
    apply();
  });
  stops.push(() => clearTimeout(typing));
  const hint = newId();
  place.append(form, h("div", { class: "above" }, count, acts.element),
    h("div", { class: "scroller", role: "region", "aria-label": "Bảng văn bản", "aria-describedby": hint, tabindex: "0" }, table), pager,
    h("p", { class: "hint keys", id: hint }, `Phím: mũi tên để đi giữa các dòng, Enter để mở, ${chooses ? "phím cách để chọn, Ctrl+A để chọn cả trang, " : ""}PageUp và PageDown để sang trang.`));
  await load();
  if (open) details(open, session, () => load());
  try {
    const known = await get("library/table/values");
    used = controls(session, known, given);
    more.replaceChildren(...Object.entries(used).map(([name, [label, control]]) => field(label, control, DAYS.includes(name) ? DAY_HINT : "")),
      h("div", { class: "actions" }, button("Bỏ mọi điều kiện", () => {
        for (const [, control] of Object.values(used)) control.value = "";
        text.value = "";
        return apply();
      })), ...offered(known));
    import("./document.js").catch(() => {}); // said to whoever opens a document
  } catch (problem) {
    more.replaceChildren(h("p", { class: "error" }, problem.message));
  }
}

/** Which screens leave the column out. */
function kind(column) {
  return column.extra ? "extra" : column.rare ? "rare" : "";
}
