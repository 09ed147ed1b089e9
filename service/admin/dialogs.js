/** Dialogs: the browser keeps the focus inside, Escape closes, and the focus goes back to where it came from. */

import { field, fill, h, newId, select } from "./dom.js";

/** Opens a dialog with a heading; `content` are its parts. Gives {dialog, closed}: a promise of its `returnValue`. */
export function open(title, content, { wide = false } = {}) {
  const id = newId();
  const opener = document.activeElement;
  const dialog = h("dialog", { "aria-labelledby": id, class: wide ? "wide" : "" },
    h("div", { class: "head" }, h("h2", { id, tabindex: "-1" }, title),
      h("button", { class: "plain", onclick: () => dialog.close("") }, "Đóng")),
    h("div", { class: "body" }));
  fill(dialog.querySelector(".body"), content);
  document.body.append(dialog);
  const closed = new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      // The browser itself has given the focus back to the opener. This event comes later: whoever has moved on by
      // then stays there. Only where the opener is gone (the list was drawn anew) is the focus nowhere.
      if (document.activeElement === document.body || dialog.contains(document.activeElement)) {
        const place = opener?.isConnected && opener !== document.body ? opener : document.getElementById("noi-dung");
        place.focus();
      }
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
  dialog.showModal();
  dialog.querySelector("h2").focus();
  return { dialog, closed };
}

/** Asks before something is done. Gives the values of `fields` (name -> control), or null when it is not wanted. */
export async function ask(title, text, { yes = "Đồng ý", danger = false, fields = {}, check = () => "" } = {}) {
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const controls = Object.values(fields);
  const form = h("form", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    const wrong = check();
    problem.hidden = !wrong;
    problem.textContent = wrong;
    if (!wrong) opened.dialog.close("yes");
  } },
  [text].flat().map((line) => h("p", { class: "text" }, line)), controls.map((control) => control.field), problem,
  h("div", { class: "actions" },
    h("button", { onclick: () => opened.dialog.close("") }, "Thôi"), submit(yes, danger ? "danger" : "primary")));
  const opened = open(title, form);
  if ((await opened.closed) !== "yes") return null;
  return Object.fromEntries(Object.entries(fields).map(([name, control]) => [name, control.value()]));
}

function submit(text, kind) {
  const button = h("button", { class: kind }, text);
  button.type = "submit";
  return button;
}

/** A field for {@link ask}. */
export function asked(label, control, hint = "") {
  return { field: field(label, control, hint), value: () => control.value.trim(), control };
}

const KNOWN = { cong_khai: "Công khai", noi_bo: "Nội bộ", tat_ca: "Mọi nhãn" };

export function labelName(label) {
  return KNOWN[label] ?? `Nhóm ${label.replace(/^nhom:/, "")}`;
}

/** Which access label: those that the session may see; this machine's own user may also name a new group. */
export function labelChoice(session, chosen = "cong_khai") {
  const labels = [...new Set(["cong_khai", ...session.labels, chosen])].filter((one) => !one.startsWith("cho_duyet"));
  const fresh = session.kind === "local";
  const given = new Set(labels);
  if (fresh) given.add("noi_bo");
  const choice = select([...[...given].map((one) => [one, labelName(one)]), ...(fresh ? [["+", "Nhóm khác…"]] : [])], chosen);
  const name = h("input", { type: "text", maxlength: "60" });
  const named = field("Tên nhóm", name, "Chữ, số, dấu chấm, gạch ngang, gạch dưới; ví dụ thanh-tra.");
  named.hidden = true;
  choice.addEventListener("change", () => { named.hidden = choice.value !== "+"; });
  return {
    field: h("div", {}, field("Ai được thấy", choice), named),
    value: () => (choice.value === "+" ? `nhom:${name.value.trim()}` : choice.value),
    control: choice,
  };
}
