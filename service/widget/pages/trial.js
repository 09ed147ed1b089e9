/** The page to try the embedded widget: its attributes, styles and methods, the widget itself, the code, the events heard. */

import { copyButton } from "../parts/copying.js";
import { h, liveRegion } from "../parts/dom.js";
import { snippet } from "./snippet.js";

const STYLES = `
main.wide { max-width: 60rem }
main.wide form { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)) }
main.wide select { width: 100%; min-height: 2.75rem; padding: .5rem; font: inherit }
main.wide input[type="checkbox"] { width: 1.25rem; min-height: 1.25rem; margin-inline-end: .5rem; vertical-align: -.2em }
main.wide h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem }
main.wide pre { overflow-x: auto; padding: .75rem; border: 1px solid; white-space: pre-wrap; overflow-wrap: anywhere }
main.wide .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
main.wide svg.icon { width: 1.125em; height: 1.125em; fill: none; stroke: currentColor; stroke-width: 1.75; vertical-align: -.2em; margin-inline-end: .375rem }
main.wide .methods button { margin: .25rem .5rem 0 0 }
main.wide :is(dt, li, code) { overflow-wrap: anywhere }
main.wide dd { margin: 0 0 .375rem 1rem }
@media (max-width: 30rem) { main.wide { margin: 0; padding: 1rem } }
`;
const TYPING_MS = 300;
const DETAIL_CHARS = 120;

/** The attributes that can be tried: name, label, choices, an example of what may be written, or false for a switch. */
const FIELDS = [
  ["mode", "Kiểu khung (mode)", ["inline", "bubble"]],
  ["theme", "Giao diện (theme)", ["light", "dark", "auto"]],
  ["heading", "Tên khung (heading)", "Hỏi Văn Bản"],
  ["examples", "Câu gợi ý (examples), cách nhau bằng |", "Kế hoạch 516 do ai chủ trì?|Hạn báo cáo là khi nào?"],
  ["unit", "Tên đơn vị (unit)", ""],
  ["emblem", "Địa chỉ biểu trưng (emblem)", ""],
  ["accent", "Màu nhấn (accent), dạng #rrggbb", ""],
  ["site", "Mã trang đã đăng ký (site)", ""],
  ["open", "Bong bóng mở sẵn (open)", false],
];
/** Properties of style that a host page may set on the element. */
const PROPERTIES = [
  ["--hvb-height", "Chiều cao khung (--hvb-height)", "ví dụ 30rem"],
  ["--hvb-font-size", "Cỡ chữ (--hvb-font-size)", "ví dụ 1.125rem"],
  ["--hvb-radius", "Bo góc (--hvb-radius)", "ví dụ 0"],
];
const METHODS = [
  ["show()", (widget) => widget.show()],
  ["hide()", (widget) => widget.hide()],
  ["newConversation()", (widget) => widget.newConversation()],
  ["ask(\"Kế hoạch 516 do ai chủ trì?\")", (widget) => widget.ask("Kế hoạch 516 do ai chủ trì?")],
];
/** Each event, and what its detail holds. */
const EVENTS = {
  ready: "khung đã sẵn sàng",
  ask: "sắp gửi câu hỏi: question; preventDefault() thì không gửi",
  answer: "có câu trả lời: answer, như API trả về",
  error: "không trả lời được: code, status, message",
  source: "người đọc mở một nguồn: document_id, passage_id, citation",
  feedback: "người đọc nhận xét: answer_id, useful; reason, document khi chưa được",
  open: "bong bóng được mở",
  close: "bong bóng được thu nhỏ",
};

function control([name, label, preset]) {
  if (preset === false) return h("div", {}, h("label", {}, h("input", { type: "checkbox", name, value: "true" }), label));
  const made = Array.isArray(preset) ? h("select", { id: name, name }, preset.map((value) => h("option", { value }, value)))
    : h("input", { id: name, name, value: preset, autocomplete: "off" });
  return h("div", {}, h("label", { for: name }, label), made);
}

function property([name, label, placeholder]) {
  return h("div", {}, h("label", { for: name }, label), h("input", { id: name, name, placeholder, autocomplete: "off" }));
}

/** What the form holds: `[attributes, styles]`. */
function read(form) {
  const given = Object.fromEntries(new FormData(form));
  const styles = Object.fromEntries(PROPERTIES.map(([name]) => [name, given[name]]));
  const values = Object.fromEntries(FIELDS.map(([name, , preset]) => [name, preset === false ? given[name] === "true" : given[name]]));
  return [values, styles];
}

function begin(place) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets = [sheet];
  let typing = null;
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(() => show(), TYPING_MS);
  };
  const form = h("form", { oninput: later, onsubmit: (event) => { event.preventDefault(); show(); } },
    FIELDS.map(control), PROPERTIES.map(property));
  const code = h("pre", { tabindex: "0", "aria-label": "Mã để chép" });
  const copying = h("p");
  const stage = h("div");
  const heard = h("ol", { "aria-label": "Sự kiện đã nhận" });
  const show = () => {
    const [values, styles] = read(form);
    const { site: _, ...shown } = values; // here the page is the service's own, and needs no token
    const text = snippet(location.origin, values, styles);
    if (text === code.textContent) return; // the widget stays as it is
    code.textContent = text;
    copying.replaceChildren(copyButton(code.textContent, place, "", "Sao chép mã"));
    const widget = h("hoi-van-ban", Object.fromEntries(Object.entries(shown).filter(([, value]) => value)));
    for (const [name, value] of Object.entries(styles)) if (value) widget.style.setProperty(name, value);
    stage.replaceChildren(widget);
  };
  for (const name of Object.keys(EVENTS)) {
    addEventListener(`hoivanban:${name}`, ({ detail }) => {
      heard.prepend(h("li", {}, `hoivanban:${name} ${JSON.stringify(detail).slice(0, DETAIL_CHARS)}`));
    });
  }
  const methods = METHODS.map(([label, call]) => h("button", { onclick: () => call(stage.firstElementChild) }, h("code", {}, label)));
  place.append(form, h("h2", {}, "Mã để chép"), code, copying, h("h2", {}, "Khung"), stage,
    h("h2", {}, "Gọi từ trang"), h("div", { class: "methods" }, methods),
    h("h2", {}, "Sự kiện"), h("p", {}, "Trang nghe bằng ", h("code", {}, "addEventListener(\"hoivanban:answer\", (event) => ... event.detail ...)"), "."),
    h("dl", {}, Object.entries(EVENTS).map(([name, meaning]) => [h("dt", {}, h("code", {}, `hoivanban:${name}`)), h("dd", {}, meaning)])),
    h("h3", {}, "Đã nhận"), heard, liveRegion());
  show();
}

const place = document.getElementById("trial");
if (place) begin(place);
