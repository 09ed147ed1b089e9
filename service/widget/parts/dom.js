/** Elements. Whatever comes from a document, a user or the service becomes a text node, never markup. */

import { pieces, visible } from "./text.js";

/** An element. Strings become text nodes, on* attributes listeners; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = tag; // not "submit", its default
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : visible(value));
  }
  append(element, children);
  return element;
}

const tagged = (tag) => (name, ...children) => h(tag, { class: name }, ...children);
export const [p, div, span, section] = ["p", "div", "span", "section"].map(tagged);
export const press = (onclick, ...children) => h("button", { onclick }, ...children);

export function append(element, children) {
  for (const child of children.flat(9)) {
    if (child == null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return element;
}

export function unseen(text) {
  return span("hidden", text);
}

export function busy(text) {
  return p("busy", span("dots", text));
}

export function alarm(text) {
  return h("p", { class: "notice", role: "alert" }, text);
}

export function liveRegion() {
  return h("p", { class: "hidden", role: "status", "aria-live": "polite", "data-live": true });
}

/** Tells a screen reader; emptied first, so that the same sentence is said twice. */
export function announceIn(root, text) {
  const region = root.querySelector("[data-live]");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = visible(text); });
}

/** A text with the parts that answer marked. */
export function marked(text, parts) {
  return pieces(text, parts).map((piece) => (piece.marked ? h("mark", {}, piece.text) : piece.text));
}

/** The element that has the focus, inside whatever shadow roots; the body where none has. */
export function focused() {
  let found = document.activeElement ?? document.body;
  while (found.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found;
}
