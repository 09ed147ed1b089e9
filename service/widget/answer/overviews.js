/**
 * A summary as one page, two documents side by side: what the answer quotes, in the order of its aspects. Loaded when an
 * answer is one of the two. `parts` are the widget's own makers of elements.
 */

const FIRST_ROWS = 40;
const KINDS = { changed: "Khác", added: "Thêm", gone: "Bớt" };
const STYLES = `
.overview { display: grid; gap: .875rem; grid-template-columns: minmax(0, 1fr) }
.overview :is(h3, h4) { font-size: 1em; margin-bottom: .25rem }
.overview ul { display: grid; gap: .5rem }
.overview li { padding-inline-start: .75rem; border-inline-start: 3px solid var(--_line); overflow-wrap: anywhere }
.overview button.cite { margin-inline-start: .375rem }
.overview .notice { margin-top: .375rem; font-size: .875em }
.compared { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .9375em }
.compared caption { text-align: start; font-weight: 650; padding-block: .5rem .25rem }
.compared :is(th, td) { border: var(--_edge); padding: .375rem .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere }
.compared thead th { background: var(--_ground) }
.compared tbody th { width: 26%; font-weight: 600 }
.compared .kind { display: block; font-weight: 400; color: var(--_muted) }
@media (max-width: 44rem) {
.compared thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.compared, .compared caption, .compared tbody, .compared tr, .compared :is(th, td) { display: block; width: 100% }
.compared tbody th { background: var(--_ground); width: 100% }
.compared tr { margin-bottom: .75rem }
.compared td[data-side]::before { content: attr(data-side); display: block; font-size: .875em; color: var(--_muted) }
}
`;

/** Shows an answer as a page; the place is taken away where there is none to show. */
export function fill(place, turn, parts) {
  styled(turn.widget.shadowRoot);
  const said = new Set();
  for (const notice of notices(turn)) {
    if (said.has(notice.textContent)) notice.remove();
    said.add(notice.textContent);
  }
  place.className = "overview";
  const show = turn.answer.intent === "summary" ? summary : comparison;
  show(place, turn, parts);
}

function notices(turn) {
  return [...turn.body.querySelectorAll(":scope > .answer > .notice")];
}

function styled(root) {
  if (root.querySelector("[data-overviews]")) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const mark = document.createElement("span");
  mark.hidden = true;
  mark.dataset.overviews = "";
  root.append(mark);
}

/** The lines under their aspects, in place of the plain list; what was left out stands behind its aspect. */
function summary(place, turn, { h }) {
  const { answer, widget, body } = turn;
  if (answer.status !== "complete" || !answer.statements.length) return place.remove();
  for (const [title, lines] of grouped(answer.statements)) {
    const note = notices(turn).find((item) => item.textContent.startsWith(`${title}: `));
    place.append(h("section", {}, h(widget.heading(2), {}, title),
      h("ul", {}, lines.map((line) => summaryLine(line, turn, h))), note));
  }
  const id = answer.sources[0].document.id;
  place.append(files("Bản một trang:", `documents/${id}/summary`, "tom-tat", widget, h));
  replaceList(place, body);
  folded(turn, h);
}

/** Links to an overview as files. */
function files(label, path, name, widget, h, ...others) {
  const save = (form) => widget.service.saving(
    widget.service.url(`${path}?format=${form}`), `${name}.${form}`, `Tải ${form.toUpperCase()}`);
  return h("div", { class: "actions" }, others, h("span", {}, label), save("docx"), save("pdf"));
}

function summaryLine(line, turn, h) {
  const source = turn.answer.sources[line.source];
  return h("li", { class: "text" }, line.body && [h("strong", {}, line.body), ": "], `“${line.quote}”`,
    h("button", { class: "cite", onclick: () => turn.widget.openSource(source) }, place(source)));
}

function grouped(statements) {
  const groups = new Map();
  for (const item of statements) groups.set(item.slot, [...(groups.get(item.slot) ?? []), item]);
  return groups;
}

/** All differences as tables, one an aspect, in place of the first few. */
async function comparison(place, turn, { h, announceIn }) {
  const { answer, widget, body } = turn;
  const [left, right] = answer.candidates;
  if (answer.status !== "complete" || !right) return place.remove();
  place.append(h("p", { class: "about" }, "Đang lập bảng so sánh…"));
  const path = `documents/${left.id}/comparison/${right.id}`;
  let found;
  try {
    found = await widget.service.json(widget.service.url(path));
  } catch (error) {
    place.replaceChildren(h("p", { class: "notice" }, error.message)); // the quotes above stay
    return null;
  }
  const rows = found.differences;
  const shown = h("div", { class: "overview" });
  const more = h("button", { onclick: () => draw(rows.length) }, `Xem cả ${rows.length} điểm khác`);
  const draw = (most) => {
    const chosen = new Set([...rows].sort((one, other) => rank(one) - rank(other)).slice(0, most));
    shown.replaceChildren(...tables(rows.filter((row) => chosen.has(row)), found, turn, h));
    more.hidden = most >= rows.length;
    announceIn(widget.shadowRoot, `${Math.min(most, rows.length)} trong ${rows.length} điểm khác.`);
  };
  draw(FIRST_ROWS);
  place.replaceChildren(shown, files("Cả bảng so sánh:", path, "so-sanh", widget, h, more));
  if (rows.length) replaceList(place, body);
  notices(turn).filter((notice) => /^Còn \d+ điểm khác/.test(notice.textContent)).forEach((notice) => notice.remove());
  folded(turn, h);
  return null;
}

/** What is shown first: changed figures and days, then bodies, what one document alone says, other words, bases. */
function rank({ kind, aspect, values }) {
  const has = (...kinds) => values.some((value) => kinds.includes(value.kind));
  if (aspect === "basis") return 4;
  if (has("figure", "day")) return 0;
  if (has("body")) return 1;
  return kind === "changed" ? 3 : 2;
}

function tables(rows, found, turn, h) {
  const titles = [...new Set(rows.map(({ title }) => title))];
  return titles.map((title) => h("table", { class: "compared" },
    h("caption", {}, title),
    h("thead", {}, h("tr", {}, ["Nội dung", found.left.name, found.right.name].map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.filter((row) => row.title === title).map((row) => h("tr", {},
      h("th", { scope: "row", class: "text" }, row.label, h("span", { class: "kind" }, KINDS[row.kind])),
      cell(row, "left", found, turn, h), cell(row, "right", found, turn, h))))));
}

function cell(row, side, found, turn, h) {
  const quote = row[side];
  const name = found[side].name;
  if (!quote) return h("td", { "data-side": name }, h("span", { class: "about" }, "Không có"));
  const open = async () => {
    try {
      const { passage, notices } = await turn.widget.service.get(quote.view_url);
      turn.widget.openSource({ ...passage, notices });
    } catch (error) {
      turn.body.querySelector(".overview").prepend(h("p", { class: "notice", role: "alert" }, error.message));
    }
  };
  return h("td", { class: "text", "data-side": name }, "“", marked(quote.quote, row.values.map((value) => value[side]), h), "” ",
    h("button", { class: "cite", onclick: open }, place(quote)));
}

/** The quote with the values that differ marked, each where it first stands. */
function marked(text, values, h) {
  const nodes = [];
  let done = 0;
  for (const value of values) {
    const at = value ? text.indexOf(value, done) : -1;
    if (at < 0) continue;
    nodes.push(text.slice(done, at), h("mark", {}, value));
    done = at + value.length;
  }
  return [...nodes, text.slice(done)];
}

function place(item) {
  const pages = [...new Set([item.page_from, item.page_to])].filter(Boolean).join("–");
  return pages ? `${item.label}, trang ${pages}` : item.label;
}

/** Puts the page where the plain list of quotes stood. */
function replaceList(place_, body) {
  const list = body.querySelector(":scope > .answer > .statements");
  if (!list) return;
  const rest = list.nextElementSibling?.matches("details") ? list.nextElementSibling : null;
  list.replaceWith(place_);
  rest?.remove();
}

/** The sources, folded: each line names its place already. */
function folded(turn, h) {
  const sources = turn.body.querySelector(":scope > .answer > .sources");
  if (!sources) return;
  const heading = sources.querySelector(":scope > :is(h3, h4)");
  const details = h("details", {}, h("summary", {}, heading?.textContent ?? "Nguồn trích dẫn"));
  heading?.classList.add("hidden");
  sources.replaceWith(details);
  details.append(sources);
}
