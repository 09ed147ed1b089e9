/** The page that describes the HTTP interface: what the service itself says of it, sorted, searched, and tried. */

import { h, liveRegion } from "../../parts/dom.js";
import { groups, isMeant } from "./contract.js";
import { details, withCode } from "./operation.js";
import { STYLES } from "./styles.js";

const TYPING_MS = 150;

function head(contract) {
  return [
    ...contract.info.description.trim().split(/\n\s*\n/).map((text) => h("p", {}, withCode(text.replaceAll("\n", " ")))),
    h("ul", {},
      h("li", {}, "Địa chỉ: ", h("code", {}, location.origin)),
      h("li", {}, "Xác thực: ", h("code", {}, "Authorization: Bearer hvb_..."), ". ", contract.components.securitySchemes["Khóa"].description),
      h("li", {}, h("a", { href: "api/v1/openapi.json", download: "hoivanban-openapi.json" }, "Bản mô tả cho máy (OpenAPI 3.1, JSON)"),
        "; Python: ", h("code", {}, "from hoivanban_client import Client")),
      h("li", {}, h("a", { href: "thu-nhung" }, "Thử khung hỏi đáp nhúng"), " · ", h("a", { href: "./" }, "Trang hỏi đáp"))),
  ];
}

/** One call as a line that opens; what is inside is drawn when it is first opened. */
function line(contract, operation) {
  const made = h("details", { id: operation.id, "data-method": operation.method },
    h("summary", {}, h("span", { class: `method ${operation.method.toLowerCase()}` }, operation.method), " ",
      h("code", {}, operation.path), " ", h("span", { class: "about" }, operation.summary)));
  made.addEventListener("toggle", () => {
    if (made.open && made.childElementCount === 1) made.append(details(contract, operation));
  });
  return made;
}

function section([tag, operations], contract, number) {
  const lines = operations.map((operation) => [operation, line(contract, operation)]);
  const heading = h("h2", { id: `nhom-${number}` }, tag);
  const element = h("section", { "aria-labelledby": heading.id }, heading, lines.map(([, made]) => made));
  return { element, tag, id: heading.id, show: (words) => {
    for (const [operation, made] of lines) made.hidden = !isMeant(operation, words);
    const count = lines.filter(([, made]) => !made.hidden).length;
    element.hidden = count === 0;
    return count;
  } };
}

/** Opens what the address names: /docs#get-/api/v1/documents. */
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.tagName !== "DETAILS") return;
  named.open = true;
  named.scrollIntoView();
}

async function begin(place) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets = [sheet];
  const response = await fetch("api/v1/openapi.json", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) {
    place.append(h("p", { class: "error", role: "alert" }, "Chưa tải được bản mô tả; dịch vụ có thể đang khởi động lại. Hãy tải lại trang."));
    return;
  }
  const contract = await response.json();
  const sections = groups(contract).map((group, number) => section(group, contract, number));
  const said = h("p", { class: "hint", role: "status" });
  const box = h("input", { id: "tim", type: "search", autocomplete: "off", placeholder: "ví dụ: tasks, văn bản, POST" });
  const show = () => {
    const count = sections.reduce((sum, one) => sum + one.show(box.value), 0);
    said.textContent = count ? `${count} địa chỉ` : "Không có địa chỉ nào có các chữ ấy; hãy bớt chữ.";
  };
  let typing = null;
  box.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(show, TYPING_MS);
  });
  place.append(...head(contract), h("label", { for: "tim" }, "Tìm địa chỉ"), box, said,
    h("nav", { "aria-label": "Các nhóm" }, h("ul", { class: "groups" }, sections.map(({ tag, id }) => h("li", {}, h("a", { href: `#${id}` }, tag))))),
    ...sections.map(({ element }) => element), liveRegion());
  document.getElementById("phien-ban").textContent = ` ${contract.info.version}`;
  show();
  openNamed();
  addEventListener("hashchange", openNamed);
}

const place = document.getElementById("reference");
if (place) begin(place);
