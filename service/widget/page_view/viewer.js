/** The view of a document: the picture of a page or the text, its outline, the cited passage marked. */

import { excerpt } from "../answer/letter.js";
import { copyButton } from "../parts/copying.js";
import { alarm, announceIn, busy, div, focused, h, liveRegion, p, press, span, unseen } from "../parts/dom.js";
import { documentBadges, documentLine, isPaged } from "../parts/documents.js";
import { TEXT } from "../parts/words.js";
import { ServiceError } from "../state/service.js";

const PART = 60;
const NARROW = "(max-width: 44rem)"; // the same width as in the styles below
const ZOOMS = [100, 150, 200];

export class Viewer {
  constructor(service, root) {
    this.service = service;
    this.root = root;
    this.dialog = h("dialog", { lang: "vi", "aria-labelledby": "viewer-title" });
    this.dialog.addEventListener("close", () => this.#closed());
    root.append(this.dialog);
  }

  /**
   * Emptied. The browser itself has given the focus back when the dialog closed; this event comes later, and takes the
   * focus from nobody who has it by then.
   */
  #closed() {
    if (this.dialog.open) return; // opened again meanwhile
    this.dialog.replaceChildren();
    if (focused() === document.body) this.opener?.focus();
    this.opener = null;
  }

  open(document_, passage = null) {
    this.opener = focused();
    this.document = document_;
    this.passage = passage;
    this.number = passage?.page_from ?? 1;
    this.paged = isPaged(document_);
    this.build();
    this.dialog.showModal();
    this.loadOutline();
    if (passage) this.tellNotices();
    if (this.paged) this.turnTo(this.number);
    else if (passage) this.find(passage.id);
    else this.loadText(0);
  }

  /** What must be said of the passage: it comes with a source of an answer, and is asked for elsewhere. */
  async tellNotices() {
    const { passage } = this;
    const show = (lines) => {
      this.notices.replaceChildren(...lines.map((line) => p("text", line)));
      this.notices.hidden = lines.length === 0;
    };
    const asked = () => this.service.json(this.service.url(`documents/${this.document.id}/passages/${passage.id}`));
    try {
      const notices = passage.notices ?? (await asked()).notices;
      if (this.passage !== passage) return;
      this.told = notices;
      show(notices);
      this.copying.removeAttribute("aria-disabled");
    } catch (error) {
      if (this.passage === passage) show([error.message]);
    }
  }

  /** Copies the passage with its citation and with what must be said of it; before that is known it waits. */
  copier() {
    const { passage } = this;
    this.copying = copyButton(() => excerpt({ ...passage, notices: this.told }), this.dialog, "", "Sao chép đoạn kèm trích dẫn");
    this.copying.setAttribute("aria-disabled", "true");
    return this.copying;
  }

  build() {
    // Focusable and named: on a small screen it stands over the passage, and may scroll.
    this.notices = h("div", { class: "notice", hidden: true, tabindex: "0", role: "region", "aria-label": "Lưu ý về đoạn trích" });
    this.told = null;
    const about = this.passage ? this.document.subject : documentLine(this.document);
    const close = press(() => this.dialog.close(), "Đóng");
    const header = h("header", {},
      h("div", {},
        h("h2", { id: "viewer-title" }, this.passage?.citation ?? this.document.name),
        about && p("about", about),
        div("badges", documentBadges(this.document))),
      close);
    const folded = matchMedia(NARROW).matches;
    this.outline = h("details", { open: !folded }, h("summary", {}, "Mục lục"));
    const nav = h("nav", { class: "outline", "aria-label": "Mục lục văn bản", tabindex: "0" }, this.outline);
    this.sheet = h("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Nội dung văn bản" });
    const live = liveRegion();
    const viewer = div("viewer", header, this.tools(), nav, this.sheet, this.notices, live);
    this.dialog.replaceChildren(viewer);
  }

  tools() {
    const download = this.service.saving(this.service.resolve(this.document.file_url), this.document.file_name, "Tải tệp gốc");
    const copyIt = this.passage && this.copier();
    if (!this.paged) return div("tools actions", copyIt, download);
    this.previous = press(() => this.turnTo(this.number - 1), "‹ Trang trước");
    this.next = press(() => this.turnTo(this.number + 1), "Trang sau ›");
    this.where = span("where");
    const zoom = h("select", { onchange: () => { this.sheet.className = `sheet zoom${zoom.value}`; } },
      ZOOMS.map((value) => h("option", { value }, `${value} %`)));
    const back = this.passage && press(() => this.turnTo(this.passage.page_from), "Về đoạn trích");
    return div("tools actions", this.previous, this.where, this.next, back,
      h("label", {}, "Cỡ trang", zoom), copyIt, download);
  }

  turnTo(wanted) {
    const last = this.document.page_count;
    const number = Math.min(Math.max(1, wanted ?? 1), last);
    if (number === this.number && this.sheet.hasChildNodes()) return;
    this.number = number;
    // A disabled button would drop the focus; aria-disabled keeps it.
    this.previous.setAttribute("aria-disabled", String(number === 1));
    this.next.setAttribute("aria-disabled", String(number === last));
    this.where.textContent = `Trang ${number} / ${last}`;
    announceIn(this.dialog, `Trang ${number} trên ${last}`);
    const { passage } = this;
    const here = passage && number >= passage.page_from && number <= (passage.page_to ?? passage.page_from);
    const missing = () => image.replaceWith(alarm(TEXT.noPicture));
    const shown = () => {
      URL.revokeObjectURL(image.src);
      if (here) this.showMarked(place);
    };
    const image = h("img", {
      onerror: missing,
      onload: shown,
      crossorigin: "anonymous", // the service shows its pages to allowed origins only
      alt: `Ảnh trang ${number} của ${this.document.name}.${here ? ` Phần được đánh dấu: ${passage.text}` : ""}`,
    });
    const place = span("place");
    const waiting = busy("Đang mở trang");
    image.addEventListener("load", () => waiting.remove());
    const figure = h("figure", {}, div("picture", waiting, image, place));
    if (here) {
      figure.append(h("figcaption", { class: "excerpt" },
        h("h3", {}, `Đoạn được đánh dấu${passage.label ? ` – ${passage.label}` : ""}`),
        p("text", passage.text)));
    }
    this.service.file(this.service.page(this.document.id, number, here ? passage.id : null))
      .then((address) => { image.src = address; }, missing);
    this.sheet.replaceChildren(figure);
    this.sheet.scrollTop = 0;
    this.markOutline();
  }

  /** Brings the first marked line into view: the picture is taller than the window. */
  showMarked(place) {
    const box = (this.passage.boxes ?? []).find((item) => item.page === this.number);
    if (!box) return;
    place.style.top = `${box.y0 * 100}%`; // set by script, which a strict policy allows; an attribute would not be
    this.bring(place);
  }

  /** Scrolls the sheet, or the whole viewer on a small screen. scrollIntoView would move the dialog too. */
  bring(target) {
    const frame = this.sheet.scrollHeight > this.sheet.clientHeight ? this.sheet : this.sheet.parentElement;
    frame.scrollTop += target.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 4;
  }

  async loadText(offset, target = null) {
    this.sheet.replaceChildren(busy("Đang mở văn bản"));
    try {
      const view = await this.service.json(this.service.url(
        `documents/${this.document.id}/passages?offset=${offset}&limit=${PART}`));
      const turn = (to, label) => press(() => this.loadText(to), label);
      this.sheet.replaceChildren(h("div", { class: "flow" },
        offset > 0 && turn(Math.max(0, offset - PART), "‹ Phần trước"),
        view.passages.flatMap((item) => [...item.headings.map((line) => h("h3", { class: "text" }, line)),
          h("p", { class: "text", "data-id": item.id }, item.id === this.passage?.id ? h("mark", {}, item.text) : item.text)]),
        view.following !== null && turn(offset + PART, "Phần sau ›"),
        view.total === 0 && TEXT.noText));
      this.sheet.scrollTop = 0;
      this.scrollTo(target);
    } catch (error) {
      this.sheet.replaceChildren(alarm(error.message));
    }
  }

  async loadOutline() {
    let nodes = [];
    try {
      nodes = (await this.service.get(this.document.outline_url)).nodes;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
    if (!nodes.length) {
      this.outline.append(p("about", "Không có mục lục cho văn bản này."));
      return;
    }
    const top = h("ul");
    const items = new Map();
    for (const node of nodes) {
      const item = h("li", {}, this.outlineEntry(node));
      const parent = items.get(node.parent);
      (parent ? parent.querySelector(":scope > ul") ?? parent.appendChild(h("ul")) : top).append(item);
      items.set(node.id, item);
    }
    this.outline.append(top);
    this.markOutline();
  }

  outlineEntry(node) {
    const title = span("title", [node.label || node.number, node.title].filter(Boolean).join(". "));
    const place = node.page ? unseen(`, trang ${node.page}`) : null;
    const go = this.paged && node.page ? () => this.turnTo(node.page) : () => this.find(node.first_passage);
    return h("button", { "data-page": node.page, "data-label": node.label, onclick: go }, title, place);
  }

  async find(id) {
    if (id === null || this.paged || this.scrollTo(id)) return;
    try {
      const view = await this.service.json(this.service.url(`documents/${this.document.id}/passages/${id}`));
      const { ordinal } = view.context.find((item) => item.id === id);
      await this.loadText(Math.max(0, ordinal - 3), id);
    } catch (error) {
      announceIn(this.dialog, error.message);
    }
  }

  scrollTo(id) {
    const target = this.sheet.querySelector(`[data-id="${Number(id ?? -1)}"]`);
    if (target) this.bring(target);
    return Boolean(target);
  }

  /** Shows where the reader is: the passage's own unit on its page, else the page's first. */
  markOutline() {
    const entries = [...this.outline.querySelectorAll("button")];
    entries.forEach((entry) => entry.removeAttribute("aria-current"));
    const onPassage = this.passage && (!this.paged || this.number === this.passage.page_from);
    const own = onPassage ? entries.find((entry) => entry.dataset.label === this.passage.label) : null;
    const current = own ?? entries.findLast((entry) => Number(entry.dataset.page) <= this.number);
    if (!current) return;
    current.setAttribute("aria-current", "true");
    const nav = this.outline.parentElement;
    nav.scrollTop = Math.max(0, current.offsetTop - nav.offsetTop - 80);
  }
}
