/** The page to try the embedded widget: its attributes as fields, the widget itself, the code to copy, the events heard. */

import { copyButton } from "../parts/copying.js";
import { h, liveRegion } from "../parts/dom.js";

const STYLES = `
main.wide { max-width: 60rem }
main.wide form { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)) }
main.wide select { width: 100%; min-height: 2.75rem; padding: .5rem; font: inherit }
main.wide h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem }
main.wide pre { overflow-x: auto; padding: .75rem; border: 1px solid; white-space: pre-wrap; overflow-wrap: anywhere }
main.wide .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
main.wide svg.icon { width: 1.125em; height: 1.125em; fill: none; stroke: currentColor; stroke-width: 1.75; vertical-align: -.2em; margin-inline-end: .375rem }
`;
const TYPING_MS = 300;
const EVENTS = ["ready", "ask", "answer", "error", "source", "feedback", "open", "close"];

/** The attributes that can be tried: name, label, choices or an example of what may be written. */
const FIELDS = [
  ["mode", "Kiểu khung (mode)", ["inline", "bubble"]],
  ["theme", "Giao diện (theme)", ["light", "dark", "auto"]],
  ["heading", "Tên khung (heading)", "Hỏi Văn Bản"],
  ["examples", "Câu gợi ý (examples), cách nhau bằng |", "Kế hoạch 516 do ai chủ trì?|Hạn báo cáo là khi nào?"],
  ["site", "Mã trang đã đăng ký (site)", ""],
];

/** The two lines for the host page; what is left at its preset is not written. */
export function snippet(origin, values) {
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const given = Object.entries(values).filter(([name, value]) => value && !(name === "mode" && value === "inline")
    && !(name === "theme" && value === "light"));
  const attributes = given.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  return `<script type="module" src="${origin}/widget.js"></script>\n<hoi-van-ban${attributes}></hoi-van-ban>`;
}

function begin(place) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets = [sheet];
  const controls = FIELDS.map(([name, label, preset]) => {
    const control = Array.isArray(preset) ? h("select", { id: name, name }, preset.map((value) => h("option", { value }, value)))
      : h("input", { id: name, name, value: preset, autocomplete: "off" });
    return h("div", {}, h("label", { for: name }, label), control);
  });
  let typing = null;
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(() => show(), TYPING_MS);
  };
  const form = h("form", { oninput: later, onsubmit: (event) => { event.preventDefault(); show(); } }, controls);
  const code = h("pre", { tabindex: "0", "aria-label": "Mã để chép" });
  const copying = h("p");
  const stage = h("div");
  const heard = h("ol", { "aria-label": "Sự kiện đã nhận" });
  const show = () => {
    const values = Object.fromEntries(new FormData(form));
    const { site, ...shown } = values; // here the page is the service's own, and needs no token
    const text = snippet(location.origin, { ...shown, site });
    if (text === code.textContent) return; // the widget stays as it is
    code.textContent = text;
    copying.replaceChildren(copyButton(code.textContent, place, "", "Sao chép mã"));
    stage.replaceChildren(h("hoi-van-ban", shown));
  };
  for (const name of EVENTS) {
    addEventListener(`hoivanban:${name}`, ({ detail }) => {
      heard.prepend(h("li", {}, `hoivanban:${name} ${JSON.stringify(detail).slice(0, 120)}`));
    });
  }
  place.append(form, h("h2", {}, "Mã để chép"), code, copying, h("h2", {}, "Khung"), stage, h("h2", {}, "Sự kiện"), heard, liveRegion());
  show();
}

const place = document.getElementById("trial");
if (place) begin(place);
