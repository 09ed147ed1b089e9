/** The register of tasks on the chat page: who does what by when, over all documents, each row with its marked page. */

import { h } from "../parts/dom.js";
import { counted, filters, pairs, row } from "../../admin/task_parts.js";

const PART = 50;
const STYLES = `
:host { background: var(--_ground); overflow-y: auto }
.register { max-width: 62rem; margin-inline: auto; padding: 1rem; display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr) }
.register > header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center }
.register h1 { flex: 1 1 auto; font-size: 1.25em; line-height: 1.5 }
.register h1:focus { outline: none }
.filters { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr)); align-items: start;
padding: .75rem 1rem; background: var(--_surface); border: var(--_edge); border-radius: var(--_radius) }
.filters label { display: block; font-size: .875em; font-weight: 600 }
.filters input, .filters select { width: 100%; min-width: 0; min-height: 2.25rem; padding: .25rem .5rem; font: inherit; color: inherit;
background: var(--_surface); border: var(--_box) }
.filters .hint { margin: 0 }
.filters .error { grid-column: 1 / -1; color: var(--_bad) }
.register h2 { font-size: 1.125em }
.register button.primary { padding-inline: 1.125rem }
.card.task { display: grid; gap: .375rem; grid-template-columns: minmax(0, 1fr) }
.card.task :is(h2, h3) { font-size: 1em; overflow-wrap: anywhere }
.badge.good { color: var(--_good); background: var(--_good-soft) }
.badge.warn { color: var(--_warn); background: var(--_warn-soft) }
.badge.info { color: var(--_info); background: var(--_info-soft) }
.badge.bad { color: var(--_bad); background: var(--_bad-soft) }
.facts { display: grid; gap: .125rem; font-size: .9375em }
.facts > div { display: grid; grid-template-columns: minmax(0, 9rem) minmax(0, 1fr); gap: 0 .75rem }
.facts dt { color: var(--_muted) }
.facts dd { overflow-wrap: anywhere }
.pairs, .sides { display: grid; gap: .75rem; grid-template-columns: minmax(0, 1fr) }
.pair { display: grid; gap: .5rem }
@media (min-width: 44rem) { .sides { grid-template-columns: repeat(2, minmax(0, 1fr)) } }
@media (max-width: 44rem) { .register { padding: .75rem } .facts > div { grid-template-columns: minmax(0, 1fr) } }
@media print { .filters, .register > header button, .actions { display: none } :host { position: static; overflow: visible } }
`;

/** The element of the page; `rest` is what stands behind its name in the address, `leave` goes back to the questions. */
export function page(host, rest, leave) {
  if (!customElements.get("hvb-tasks")) customElements.define("hvb-tasks", Register);
  const made = document.createElement("hvb-tasks");
  made.prepare(host, rest, leave);
  return made;
}

class Register extends HTMLElement {
  #host = null;
  #rest = "";
  #generation = 0;

  prepare(host, rest, leave) {
    this.#host = host;
    this.#rest = rest;
    this.setAttribute("mode", "page");
    this.lang = "vi";
    const own = new CSSStyleSheet();
    own.replaceSync(STYLES);
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, own];
    this.title_ = h("h1", { tabindex: "-1" }, "Ai làm gì, hạn nào");
    this.status = h("p", { role: "status" });
    this.list = h("ul", { class: "cards", "aria-label": "Nhiệm vụ" });
    this.more = h("div", { class: "actions" });
    this.files = h("div", { class: "actions" });
    this.compared = h("div");
    const given = Object.fromEntries(new URLSearchParams(rest.startsWith("?") ? rest.slice(1) : ""));
    this.form = filters(() => this.load(), { given });
    this.shadowRoot.append(h("section", { class: "register", "aria-label": "Việc được giao" },
      h("header", {}, this.title_, h("button", { onclick: leave }, "Về trang hỏi đáp")),
      this.form.element, this.files, this.status, this.compared, this.list, this.more));
  }

  /** Called once the page stands in the document. */
  async begin() {
    this.title_.focus();
    const id = /^\/(t[0-9a-f]{15})$/.exec(this.#rest)?.[1];
    await (id ? this.showOne(id) : this.load());
  }

  async showOne(id) {
    await this.#reading(async () => {
      const said = await this.#host.service.json(this.#host.service.url(`tasks/${id}`));
      this.status.textContent = `Nhiệm vụ nêu tại ${said.task.citation}.`;
      this.list.append(this.#card(said.task, said.document));
      this.files.replaceChildren(h("button", { onclick: () => this.load() }, "Xem tất cả nhiệm vụ"));
    });
  }

  async load() {
    this.#generation += 1;
    this.list.replaceChildren();
    this.compared.replaceChildren();
    const query = new URLSearchParams(this.form.conditions());
    history.replaceState(null, "", `#nhiem-vu${query.size ? `?${query}` : ""}`);
    const { service } = this.#host;
    this.files.replaceChildren(
      service.saving(service.url(`tasks.xlsx?${query}`), "nhiem-vu.xlsx", "Tải XLSX"),
      service.saving(service.url(`tasks.ics?${query}`), "nhiem-vu.ics", "Tải lịch (ICS)"),
      h("button", { onclick: () => this.compare() }, "Kế hoạch mâu thuẫn về thời hạn"));
    await this.#part(null);
  }

  async #part(after) {
    const mine = this.#generation;
    this.more.replaceChildren();
    await this.#reading(async () => {
      const query = new URLSearchParams({ ...this.form.conditions(), limit: PART, ...(after ? { after } : {}) });
      const said = await this.#host.service.json(this.#host.service.url(`tasks?${query}`));
      if (mine !== this.#generation) return; // the filters were changed meanwhile
      const documents = new Map(said.documents.map((one) => [one.id, one]));
      const before = this.list.childElementCount;
      this.list.append(...said.tasks.map((task) => this.#card(task, documents.get(task.document_id))));
      this.status.textContent = counted(said);
      if (said.following) {
        this.more.append(h("button", { onclick: () => this.#part(said.following) },
          `Xem thêm (đang hiện ${this.list.childElementCount} / ${said.total})`));
      }
      if (after) this.list.children[before]?.querySelector("button")?.focus();
    });
  }

  async compare() {
    await this.#reading(async () => {
      const query = new URLSearchParams(this.form.conditions());
      const said = await this.#host.service.json(this.#host.service.url(`tasks/conflicts?${query}`));
      const none = "Không có cặp nhiệm vụ nào có thời hạn khác nhau.";
      this.compared.replaceChildren(h("h2", { tabindex: "-1" }, `Cần đối chiếu (${said.conflicts.length})`),
        said.conflicts.length ? pairs(said, (task, document_) => this.#open(task, document_)) : h("p", {}, none));
      this.compared.firstElementChild.focus();
    });
  }

  #card(task, document_) {
    return row(task, document_, this.#open(task, document_));
  }

  /** The button that opens a row's page, with the passage marked. */
  #open(task, document_) {
    const paged = document_.page_count > 0 && task.page_url;
    return h("button", { onclick: () => this.#reading(async () => {
      const { passage, notices } = await this.#host.service.get(task.view_url);
      this.#host.openSource({ ...passage, notices });
    }) }, paged ? "Xem trang gốc" : "Xem trong văn bản", h("span", { class: "hidden" }, ` của ${task.citation}`));
  }

  /** Reads something; what goes wrong is said. */
  async #reading(act) {
    try {
      await act();
    } catch (problem) {
      this.status.replaceChildren(h("span", { class: "notice" }, problem.message));
    }
  }
}
