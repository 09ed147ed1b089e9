/** Elements of the management page: those that all pages share, and what its forms and messages need besides. */

import { append, h } from "../widget/parts/dom.js";
import { date, localDay } from "../widget/parts/text.js";

export { h } from "../widget/parts/dom.js";
export { visible } from "../widget/parts/text.js";

/** Puts one child or a list of children into an element. */
export function fill(element, children) {
  return append(element, [children]);
}

/** A number as it is written here: 5.000. */
export const number = (value) => value.toLocaleString("vi-VN");

let last = 0;
export function newId() {
  last += 1;
  return `n${last}`;
}

/** A day as documents print it; of a moment (UTC) the reader's own day. */
export function day(iso) {
  return date(iso?.length > 10 ? localDay(iso) : iso);
}

/** A moment (UTC) as the reader's own day and time. */
export function moment(iso) {
  if (!iso) return "";
  const time = new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `${day(iso)} ${time}`;
}

export function size(bytes) {
  const units = ["byte", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toLocaleString("vi-VN", { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}

export function badge(text, kind = "") {
  return h("span", { class: `badge ${kind}` }, text);
}

/** Terms and what is said of each; those without anything are left out. */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { class: "facts" }, shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** A labelled field of a form. `control` is an input, select or textarea. */
export function field(label, control, hint = "") {
  control.id ||= newId();
  const hintId = hint ? newId() : null;
  if (hintId) control.setAttribute("aria-describedby", hintId);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control,
    hint && h("p", { class: "hint", id: hintId }, hint));
}

export function select(options, chosen = "") {
  return h("select", {}, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

/** Says something to everybody, also to those who do not see it: what was done, or what went wrong. */
export function tell(text, failed = false) {
  const place = document.getElementById(failed ? "alert" : "status");
  for (const id of ["alert", "status"]) document.getElementById(id).replaceChildren();
  place.replaceChildren(h("p", { class: failed ? "error" : "done" }, text));
}

/** Runs what a button asks for; what goes wrong is told, and the button is dead meanwhile. */
export async function working(button, act) {
  if (button.getAttribute("aria-disabled") === "true") return null;
  button.setAttribute("aria-disabled", "true");
  try {
    return await act();
  } catch (problem) {
    tell(problem.message, true);
    return null;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

export function button(text, act, kind = "") {
  const made = h("button", { class: kind, onclick: () => working(made, () => act(made)) }, text);
  return made;
}
