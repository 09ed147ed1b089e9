/** The history at the side: one's own conversations, searched, opened, renamed, deleted. */

import { announceIn, div, h, p, press, span, unseen } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { dayName } from "../parts/text.js";

const PART = 30;
const TYPING_MS = 200, REST_MS = 500;

export class History {
  #typing = null;
  #generation = 0;

  /** `chat` opens a conversation and tells which one is open. */
  constructor(chat) {
    this.chat = chat;
    this.search = h("input", { type: "search", id: "history-search", placeholder: "Tìm trong lịch sử", autocomplete: "off",
      "aria-label": "Tìm trong lịch sử", maxlength: "200", oninput: () => this.soon(TYPING_MS) });
    this.list = h("ol", { class: "rows", "aria-label": "Các cuộc hỏi" });
    this.told = h("p", { class: "hint", role: "status" });
    this.more = div("actions");
    this.element = h("aside", { class: "history", "aria-label": "Lịch sử hỏi đáp", hidden: true,
      onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); chat.toggleHistory(false); } } },
    div("head", h(chat.heading(1), {}, "Lịch sử"),
      h("button", { class: "plain shut", onclick: () => chat.toggleHistory(false) }, icon("close"), unseen("Đóng lịch sử"))),
    this.search, this.told, this.list, this.more);
  }

  /** Reads the list anew after a moment: an answer is shown first. */
  soon(wait = REST_MS) {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.load(), wait);
  }

  /** Reads the list anew. */
  async load() {
    this.#generation += 1;
    await this.#part(null);
  }

  async #part(after) {
    const mine = this.#generation;
    const query = new URLSearchParams({ limit: PART, q: this.search.value.trim(), ...(after ? { after } : {}) });
    try {
      const found = await this.chat.service.json(this.chat.service.url(`history?${query}`));
      if (mine !== this.#generation) return; // searched anew meanwhile
      if (!after) this.list.replaceChildren();
      this.list.append(...this.#rows(found.conversations));
      this.told.textContent = this.#status(found);
      this.more.replaceChildren(...(found.following ? [press(() => this.#part(found.following), "Xem thêm")] : []));
      this.mark();
    } catch (error) {
      this.told.textContent = error.message;
    }
  }

  #status({ total, kept_days: days }) {
    if (days === 0) return "Dịch vụ này không lưu câu hỏi.";
    if (total === 0) return this.search.value.trim() ? "Không có cuộc hỏi nào như vậy." : "Chưa có cuộc hỏi nào.";
    return `${total} cuộc hỏi, lưu ${days} ngày.`;
  }

  /** The rows under the day when they were last used. */
  #rows(found) {
    const days = new Set([...this.list.querySelectorAll(".day")].map((item) => item.textContent));
    return found.flatMap((item) => {
      const day = dayName(item.last_at, new Date());
      const head = days.has(day) ? [] : [h("li", { class: "day" }, day)];
      days.add(day);
      return [...head, this.#row(item)];
    });
  }

  #row(item) {
    const row = h("li", { class: "row", "data-id": item.id });
    const named = unseen(` “${item.title}”`);
    row.append(
      h("button", { class: "plain open", title: item.title, onclick: () => this.chat.openConversation(item.id) },
        span("title", item.title), item.questions > 1 && span("hint", `${item.questions} câu hỏi`)),
      div("acts",
        h("button", { class: "plain", title: "Đổi tên", onclick: () => this.#rename(row, item) }, icon("edit"), unseen("Đổi tên"), named),
        h("button", { class: "plain", title: "Xóa", onclick: () => this.#ask(row, item) }, icon("trash"), unseen("Xóa"),
          named.cloneNode(true))));
    return row;
  }

  #rename(row, item) {
    const field = h("input", { type: "text", value: item.title, maxlength: "200", "aria-label": "Tên mới" });
    const back = () => { row.replaceWith(this.#row(item)); };
    const form = h("form", { onsubmit: async (event) => {
      event.preventDefault();
      const title = field.value.trim();
      if (!title) return;
      await this.#doing(async () => {
        await this.chat.service.send(`conversations/${item.id}/rename`, { title });
        item.title = title;
        announceIn(this.chat.shadowRoot, "Đã đổi tên.");
      });
      this.#replace(row, item);
    } }, field, div("actions", h("button", { type: "submit" }, "Lưu"), press(back, "Bỏ")));
    row.replaceChildren(form);
    field.select();
  }

  #replace(row, item) {
    const again = this.#row(item);
    row.replaceWith(again);
    again.querySelector("button").focus();
    this.mark();
  }

  /** Asks before a conversation is deleted for good. */
  #ask(row, item) {
    const yes = press(async () => {
      await this.#doing(async () => {
        await this.chat.service.fetch(this.chat.service.url(`conversations/${item.id}`), { method: "DELETE" });
        this.chat.forgotten(item.id);
        announceIn(this.chat.shadowRoot, "Đã xóa cuộc hỏi.");
      });
      await this.load();
      this.search.focus();
    }, icon("trash"), "Xóa");
    row.replaceChildren(p("text", `Xóa “${item.title}” cùng các câu trả lời?`), div("actions", yes, press(() => this.#replace(row, item), "Giữ lại")));
    yes.focus();
  }

  async #doing(act) {
    try {
      await act();
    } catch (error) {
      this.told.textContent = error.message;
      announceIn(this.chat.shadowRoot, error.message);
    }
  }

  /** Marks the conversation that is open. */
  mark() {
    for (const row of this.list.querySelectorAll("[data-id]")) {
      const open = row.querySelector(".open");
      if (row.dataset.id === this.chat.conversation) open?.setAttribute("aria-current", "true");
      else open?.removeAttribute("aria-current");
    }
  }
}
