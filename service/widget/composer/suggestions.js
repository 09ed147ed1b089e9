/** Documents offered while typing, above the box; chosen with the arrow keys, with Tab, or by a click. */

import { announceIn, h, press, span } from "../parts/dom.js";

const TYPING_MS = 150;
const SUGGESTED = 4; // one line each
const SHORTEST = 2, LONGEST = 300; // a pasted text is not being completed

export class Suggestions {
  #typing = null;
  #completing = null;

  constructor(service, root, composer) {
    this.service = service;
    this.root = root;
    this.composer = composer;
    this.element = h("ul", { class: "suggested", "aria-label": "Văn bản gợi ý", onkeydown: (event) => this.key(event) });
  }

  /** Offers completions after a pause in typing; an older reply is void. */
  typed() {
    this.#cancel();
    this.#typing = setTimeout(() => this.#complete(this.composer.input.value), TYPING_MS);
  }

  async #complete(typed) {
    if (typed.trim().length < SHORTEST || typed.length > LONGEST) {
      this.#offer([]);
      return;
    }
    this.#completing = new AbortController();
    try {
      const path = this.service.url(`suggest?limit=${SUGGESTED}&q=${encodeURIComponent(typed)}`);
      this.#offer((await this.service.json(path, { signal: this.#completing.signal })).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") this.#offer([]); // completion is a help, its failure no event
    }
  }

  #offer(found) {
    const before = this.element.childElementCount;
    this.element.replaceChildren(...found.map(({ document: item, question }) => h("li", {},
      press(() => this.composer.fill(question), item.name, span("resolved", item.subject ? ` – ${item.subject}` : "")))));
    if (found.length && found.length !== before) {
      announceIn(this.root, `Có ${found.length} văn bản gợi ý; nhấn mũi tên lên để chọn.`);
    }
  }

  /** True where a key was for the suggestions: up and down go through them, Escape closes them. */
  key(event) {
    const buttons = [...this.element.querySelectorAll("button")];
    const { input } = this.composer;
    const at = buttons.indexOf(this.element.getRootNode().activeElement);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!buttons.length || event.shiftKey || (event.key !== "Escape" && !step)) return false;
    if (at < 0 && event.key === "ArrowDown" && input.selectionEnd < input.value.length) return false; // goes through the text
    if (at < 0 && event.key === "ArrowUp" && input.value.slice(0, input.selectionStart).includes("\n")) return false;
    event.preventDefault();
    event.stopPropagation(); // Escape must not close the bubble too
    if (event.key === "Escape") {
      this.stop();
      input.focus();
      return true;
    }
    const to = at < 0 && step < 0 ? buttons.length - 1 : at + step;
    (buttons[to] ?? input).focus();
    return true;
  }

  #cancel() {
    clearTimeout(this.#typing);
    this.#completing?.abort();
  }

  stop() {
    this.#cancel();
    this.element.replaceChildren();
  }
}
