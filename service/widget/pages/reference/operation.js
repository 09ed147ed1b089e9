/** One call of the interface on the page: its fields, its answers, the command, and the form to try it. */

import { copyButton } from "../../parts/copying.js";
import { h } from "../../parts/dom.js";
import { addressOf, bodyOf, canBeTried, commandOf, exampleOf, fieldsOf, formOf, kindOf, neededBody } from "./contract.js";

const WHERE = { path: "trong địa chỉ", query: "sau dấu ?", header: "tiêu đề", cookie: "cookie" };
/** So much of an answer is shown. */
const SHOWN_CHARS = 20_000;

/** A text with what stands in backticks as code. */
export function withCode(text) {
  return text.split("`").map((part, at) => (at % 2 ? h("code", {}, part) : part));
}

export function details(contract, operation) {
  const body = bodyOf(operation) ?? formOf(operation);
  return h("div", { class: "inside" },
    operation.description && h("p", {}, withCode(operation.description)),
    part("Tham số", (operation.parameters ?? []).map((given) => ({ name: given.name, kind: `${kindOf(contract, given.schema)}; ${WHERE[given.in]}`,
      required: given.required, meaning: given.description ?? "", preset: given.schema?.default }))),
    body && part(bodyOf(operation) ? "Nội dung gửi lên (JSON)" : "Nội dung gửi lên (biểu mẫu)", fieldsOf(contract, body)),
    command(contract, operation),
    canBeTried(operation) && trial(contract, operation),
    answers(contract, operation));
}

function part(title, rows) {
  return rows.length > 0 && [h("h3", {}, title), list(rows, "bắt buộc")];
}

/** Fields with their kind and meaning; `always` is said of those that are required. */
function list(rows, always) {
  return h("dl", { class: "fields" }, rows.map((row) => h("div", {},
    h("dt", {}, h("code", {}, row.name), " ", h("span", { class: "kind" }, row.kind), row.required && h("strong", {}, ` ${always}`)),
    h("dd", {}, withCode(row.meaning), row.preset != null && String(row.preset) !== "" && ` Mặc định: ${JSON.stringify(row.preset)}.`))));
}

function command(contract, operation) {
  const text = commandOf(contract, operation, location.origin);
  const place = h("div", {}, h("h3", {}, "Lệnh mẫu"), h("pre", { tabindex: "0", "aria-label": `Lệnh mẫu ${operation.method} ${operation.path}` }, text));
  place.append(h("p", {}, copyButton(text, place, "", "Sao chép lệnh")));
  return place;
}

function answers(contract, operation) {
  return [h("h3", {}, "Trả về"), h("dl", { class: "fields" }, Object.entries(operation.responses ?? {}).map(([status, response]) => h("div", {},
    h("dt", {}, h("code", {}, status), " ", h("span", { class: "kind" }, Object.keys(response.content ?? {}).join(", "))),
    h("dd", {}, withCode(response.description ?? ""), status < 300 && inside(contract, response))))) ];
}

/** The fields of an answer and an example, both folded: the largest have a hundred. */
function inside(contract, response) {
  const schema = response.content?.["application/json"]?.schema;
  const rows = schema ? fieldsOf(contract, schema) : [];
  return rows.length > 0 && [folded(`Các trường (${rows.length})`, () => list(rows, "luôn có")),
    folded("Ví dụ", () => h("pre", { tabindex: "0", "aria-label": "Ví dụ" }, JSON.stringify(exampleOf(contract, schema), null, 2)))];
}

function folded(title, draw) {
  const made = h("details", { class: "folded" }, h("summary", {}, title));
  made.addEventListener("toggle", () => {
    if (made.open && made.childElementCount === 1) made.append(...[draw()].flat(2));
  });
  return made;
}

/** A form that sends the call as the person who is signed in; only what reads is offered. */
function trial(contract, operation) {
  const prefix = `thu-${operation.id}-`;
  const fields = (operation.parameters ?? []).filter(({ in: where }) => where === "path" || where === "query").map((given) => {
    const shown = exampleOf(contract, given.schema ?? {});
    return h("div", {}, h("label", { for: prefix + given.name }, given.name),
      h("input", { id: prefix + given.name, name: given.name, autocomplete: "off", required: given.required, placeholder: shown == null ? "" : String(shown) }));
  });
  const body = bodyOf(operation);
  const area = body && h("textarea", { id: `${prefix}body`, rows: "4", spellcheck: "false" });
  if (area) area.value = JSON.stringify(neededBody(contract, body), null, 2);
  const output = h("div", { "aria-live": "polite" });
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    output.replaceChildren(h("p", { class: "hint" }, "Đang gọi…"));
    output.replaceChildren(...(await called(addressOf(operation, Object.fromEntries(new FormData(form))), operation.method, area?.value)));
  } }, fields, area && h("div", { class: "wide" }, h("label", { for: area.id }, "Nội dung gửi lên"), area), h("div", { class: "wide" }, h("button", { type: "submit" }, "Gọi thử")));
  return folded("Thử ngay", () => [form, output]);
}

async function called(address, method, body) {
  try {
    const begun = performance.now();
    const response = await fetch(`.${address}`, { method, body, headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json", ...(await token()) }) } });
    const text = await response.text();
    return [h("p", {}, h("strong", {}, String(response.status)), ` sau ${Math.round(performance.now() - begun)} ms`),
      h("pre", { tabindex: "0", "aria-label": "Kết quả" }, readable(text).slice(0, SHOWN_CHARS) || "(trống)")];
  } catch {
    return [h("p", { class: "error", role: "alert" }, "Không gọi được dịch vụ; hãy kiểm tra mạng rồi thử lại.")];
  }
}

/** What a session must show with whatever is no GET. */
async function token() {
  const response = await fetch("./api/v1/session");
  const { csrf } = response.ok ? await response.json() : {};
  return csrf ? { "X-CSRF-Token": csrf } : {};
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
