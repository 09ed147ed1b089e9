/** The box that a question is typed into: sending, completing, length. */

import { announceIn, div, h, span, unseen } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { Suggestions } from "./suggestions.js";

const SHOWN_FROM = 0.5; // the length is shown from this share of what is allowed

export class Composer {
  /** `ask(question)` is called with what was typed; `most()` gives how many characters a question may have. */
  constructor(service, root, ask, most) {
    this.root = root;
    this.ask = ask;
    this.most = most;
    this.input = h("textarea", { id: "question", rows: "1", "aria-describedby": "hint", autocomplete: "off", spellcheck: "false",
      placeholder: "Ví dụ: hạn báo cáo là khi nào?", enterkeyhint: "send", oninput: () => this.#changed(),
      onkeydown: (event) => this.#key(event) });
    this.suggestions = new Suggestions(service, root, this);
    this.length = h("span", { class: "length" });
    this.said = h("p", { class: "ai-notice hint" });
    this.more = div("more"); // further buttons: voice
    const send = h("button", { type: "submit", class: "primary" }, icon("send"), "Gửi", unseen(" câu hỏi"));
    this.element = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      div("column",
        this.suggestions.element,
        h("label", { for: "question" }, "Nội dung cần hỏi"),
        div("row", this.input, this.more, send),
        h("p", { class: "hint", id: "hint" },
          span("how", "Gõ có dấu hoặc không dấu. Enter để gửi, Shift+Enter để xuống dòng."), this.length),
        this.said));
  }

  /** The notice under the box; null for none. */
  notice(text) {
    this.said.textContent = text ?? "";
  }

  /** Writes into the box as if typed. */
  write(text) {
    this.input.value = text;
    this.#changed();
  }

  #key(event) {
    // Enter while an input method composes a letter (Telex, VNI) must neither send nor choose.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.suggestions.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  #changed() {
    this.suggestions.typed();
    this.#count();
  }

  /** How long the question is, once that may matter. */
  #count() {
    const { length } = this.input.value;
    const most = this.most();
    const over = length > most;
    this.length.textContent = length > most * SHOWN_FROM
      ? `${length.toLocaleString("vi-VN")} / ${most.toLocaleString("vi-VN")} ký tự${over ? " – quá dài, hãy rút gọn" : ""}` : "";
    this.length.classList.toggle("over", over);
  }

  submit() {
    const question = this.input.value.trim();
    if (!question) {
      announceIn(this.root, "Hãy nhập câu hỏi.");
      this.input.focus();
      return;
    }
    this.input.value = "";
    this.suggestions.stop();
    this.#count();
    this.ask(question);
  }

  fill(question) {
    this.input.value = question;
    this.suggestions.stop();
    this.#count();
    this.input.focus();
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }
}
