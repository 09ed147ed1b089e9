/** The chat behind the element: its panel, the conversation on it, and what joins the box, the answers and the view. */

import { sideOf } from "./answer/side.js";
import { Turn } from "./answer/turn.js";
import { barOf, named, signedIn } from "./bar.js";
import { Composer } from "./composer/composer.js";
import { History } from "./history/history.js";
import { keeping } from "./history/keeping.js";
import { opened } from "./pages/permalinks.js";
import { announceIn, div, h, liveRegion } from "./parts/dom.js";
import { later } from "./parts/later.js";
import { stored } from "./parts/storage.js";
import { TEXT } from "./parts/words.js";
import { Service, ServiceError } from "./state/service.js";
import { askStreamed } from "./stream/asking.js";
import { ANSWER } from "./styles/answer.js";
import { BASE } from "./styles/base.js";
import { CHAT } from "./styles/chat.js";
import { HISTORY } from "./styles/history.js";
import { PAGE_VIEW } from "./styles/page_view.js";
import { TOKENS } from "./styles/tokens.js";
import { welcome } from "./welcome.js";

/** The service's address: the modules stand three folders below it. */
const HOME = new URL("../../../", import.meta.url).href;
const STORED_CONVERSATION = "hoivanban.conversation";
const WIDE = "(min-width: 70rem)"; // the history stands beside the chat from this width
const RECENT = 5; // questions of this page offered again; kept in the page's memory only
const PRESET = "#164a84"; // the accent where the settings name none
const QUESTION_CHARS = 2000; // until the service has said how many it takes

const sheet = new CSSStyleSheet();
sheet.replaceSync(TOKENS + BASE + CHAT + HISTORY + ANSWER + PAGE_VIEW);

export class Chat {
  #asked = []; // the questions of this page, newest first
  #turn = null;
  #stop = null;
  #viewer = null; // promise of the view of documents, once one is opened
  #conversation = null;
  #most = QUESTION_CHARS;

  constructor(host) {
    this.host = host;
    this.shadowRoot = host.shadowRoot;
    this.shadowRoot.adoptedStyleSheets = [...this.shadowRoot.adoptedStyleSheets, sheet];
    this.service = host.service = new Service(new URL(host.getAttribute("src") ?? HOME, document.baseURI).href, host);
    this.#conversation = stored((storage) => storage.getItem(STORED_CONVERSATION));
    this.#build();
    host.panel = this.panel;
    host.openSource = (source) => this.openSource(source);
    if (!host.bubble || host.hasAttribute("open")) this.#begin();
    if (!host.bubble) host.emit("ready", {});
  }

  /** Continues the host page's outline: the page at / has no heading of its own. */
  heading(depth) {
    return `h${(this.host.getAttribute("mode") === "page" ? 1 : 2) + depth}`;
  }

  emit(name, detail, cancelable = false) {
    return this.host.emit(name, detail, cancelable);
  }

  /** The id of the conversation that goes on; null where the next question begins one. */
  get conversation() {
    return this.#conversation;
  }

  #build() {
    const { host } = this;
    if (host.getAttribute("accent")) host.style.setProperty("--hvb-accent", host.getAttribute("accent"));
    this.welcome = div("welcome");
    this.turns = div("turns");
    this.kept = div("kept actions");
    this.log = h("div", { class: "log", tabindex: "0", role: "region", "aria-label": "Câu hỏi và trả lời" },
      div("column", this.welcome, this.turns, this.kept));
    this.composer = new Composer(this.service, this.shadowRoot, (question) => host.ask(question), () => this.#most);
    this.bar = barOf(this);
    this.history = new History(this);
    this.panel = h("section", {
      class: `panel ${host.getAttribute("mode") ?? ""}`, lang: "vi", role: host.bubble ? "dialog" : null, "aria-labelledby": "heading",
    }, this.bar, div("rooms", this.history.element, div("talk", this.log, this.composer.element)), liveRegion());
    this.shadowRoot.append(this.panel);
    if (!host.bubble) return;
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hide(); });
    this.#setOpen(host.hasAttribute("open"));
  }

  /** What is done once the chat is seen. A page that nobody asks on costs the service nothing but the script. */
  async #begin() {
    const isPage = this.host.getAttribute("mode") === "page";
    const read = (path) => this.service.json(this.service.url(path)).catch(() => null);
    const look = read("appearance").then((found) => found && this.#show(found));
    if (isPage) this.composer.focus();
    const isOpened = isPage && await opened(this);
    // After the page was loaded anew the conversation of this tab stands there again.
    const restored = isOpened || (this.#conversation && await this.openConversation(this.#conversation));
    if (!restored) this.#welcome();
    if (!isPage) return;
    if (matchMedia(WIDE).matches) this.toggleHistory(true);
    const [session] = await Promise.all([read("session"), look]);
    signedIn(this, session);
    later(() => import("./pages/pages.js"), ({ begin }) => begin(this.host, session));
    if (session?.rephrases) later(() => import("./answer/rephrased.js"), ({ begin }) => begin(this.host));
  }

  /** What the service says of its look and limits. */
  #show(found) {
    this.#most = found.question_chars;
    named(this, { unit: found.unit, emblem: found.emblem_url && this.service.resolve(found.emblem_url.slice(1)) });
    if (found.accent !== PRESET && !this.host.style.getPropertyValue("--hvb-accent")) {
      this.host.style.setProperty("--hvb-accent", found.accent);
    }
    this.composer.notice(found.ai_notice);
    if (found.voice) later(() => import("./composer/voice.js"), ({ offerVoice }) => offerVoice(this.composer));
  }

  /** Opens a conversation of one's own; false where it is not there any more. */
  async openConversation(id) {
    this.stop();
    let found;
    try {
      found = await this.service.json(this.service.url(`conversations/${id}`));
    } catch (error) {
      if (error.status === 404) this.forgotten(id);
      else announceIn(this.shadowRoot, error.message);
      return false;
    }
    this.showKept(found.answers, id);
    if (!matchMedia(WIDE).matches || this.host.getAttribute("mode") !== "page") this.toggleHistory(false);
    this.log.focus({ preventScroll: true });
    announceIn(this.shadowRoot, `Đã mở cuộc hỏi, ${found.answers.length} câu trả lời.`);
    return true;
  }

  /** Answers as they were given; `id` is the conversation that goes on after them, null for none. */
  showKept(answers, id, before = null) {
    this.welcome.replaceChildren(...(before ? [before] : []));
    const turns = answers.map((kept) => {
      const turn = new Turn(sideOf(this), kept.answer.question, null, []);
      turn.kept(kept);
      return turn;
    });
    this.turns.replaceChildren(...turns.map((turn) => turn.element));
    this.#turn = turns.at(-1) ?? null;
    this.#remember(id);
    if (this.#turn && turns.length > 1) this.#reveal(this.#turn, true); // a long way is not scrolled through
  }

  /** A conversation that was deleted, or is another person's. */
  forgotten(id) {
    if (id === this.#conversation) this.newConversation();
  }

  toggleHistory(open = this.history.element.hidden) {
    this.history.element.hidden = !open;
    this.panel.classList.toggle("with-history", open);
    this.historyButton.setAttribute("aria-expanded", String(open));
    if (open) this.history.load();
    else if (this.history.element.contains(this.shadowRoot.activeElement)) this.historyButton.focus();
  }

  #welcome() {
    return welcome(this, { asked: this.#asked, isDue: () => this.#turn === null });
  }

  /** A question asked; whether it may be was settled by the element. */
  async ask(question, documentId = null, { afresh = false, ignore = [] } = {}) {
    if (afresh) this.#remember(null);
    this.#asked = [question, ...this.#asked.filter((item) => item !== question)].slice(0, RECENT);
    this.#setOpen(true);
    this.stop();
    const stop = this.#stop = new AbortController();
    const turn = this.#turn = new Turn(sideOf(this), question, documentId, ignore);
    this.turns.append(turn.element);
    this.welcome.replaceChildren();
    turn.waiting(() => stop.abort());
    this.#reveal(turn);
    announceIn(this.shadowRoot, "Đang tra cứu.");
    try {
      const body = { question, filters: { ignore } };
      if (this.#conversation) body.conversation_id = this.#conversation;
      if (documentId) body.filters.document_ids = [documentId];
      const answer = await askStreamed(this.service, body, stop.signal, (name, part) => turn.arriving(name, part));
      this.#remember(answer.conversation_id);
      turn.answered(answer);
      announceIn(this.shadowRoot, turn.summary());
      if (!this.history.element.hidden) this.history.soon();
      if (answer.sources.length) this.viewer(); // a source will be opened: its view is there by then
      this.emit("answer", { answer });
      return answer;
    } catch (error) {
      this.#fail(turn, error);
      return null;
    } finally {
      this.#reveal(turn);
    }
  }

  #fail(turn, error) {
    if (error.name === "AbortError") return turn.stopped();
    let shown = error;
    if (!(error instanceof ServiceError)) {
      console.error(error);
      shown = new ServiceError(TEXT.broken, { code: "unexpected" });
    }
    turn.failed(shown);
    announceIn(this.shadowRoot, shown.message);
    return this.emit("error", { code: shown.code, status: shown.status, message: shown.message });
  }

  #reveal(turn, calm = matchMedia("(prefers-reduced-motion: reduce)").matches) {
    if (turn !== this.#turn) return;
    turn.element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  /** The view of documents, whose module is loaded with the first that is opened. */
  async viewer() {
    this.#viewer ??= import("./page_view/viewer.js").then(({ Viewer }) => new Viewer(this.service, this.shadowRoot));
    try {
      return await this.#viewer;
    } catch {
      this.#viewer = null; // tried again the next time
      this.composer.notice(TEXT.notLoaded);
      return null;
    }
  }

  /** A source opens where it is kept: here in the dialog, at another service in a page of its own. */
  openSource(source) {
    if (source.service) return window.open(source.service.page, "_blank", "noopener");
    return this.openDocument(source.document, source);
  }

  async openDocument(document_, source = null) {
    (await this.viewer())?.open(document_, source);
    const citation = source?.citation ?? document_.name;
    this.emit("source", { document_id: document_.id, passage_id: source?.id ?? null, citation });
  }

  newConversation() {
    this.stop();
    this.#turn = null;
    this.#remember(null);
    this.turns.replaceChildren();
    this.history.mark();
    this.#welcome();
    this.composer.focus();
  }

  show() {
    this.#setOpen(true);
    if (!this.#turn && !this.welcome.hasChildNodes()) this.#begin();
    this.composer.focus();
    this.emit("open", {});
  }

  hide() {
    this.#setOpen(false);
    this.host.launcher?.focus();
    this.emit("close", {});
  }

  stop() {
    this.#stop?.abort();
  }

  #setOpen(open) {
    if (!this.host.bubble) return;
    this.panel.hidden = !open;
    this.host.launcher.hidden = open;
    this.host.launcher.setAttribute("aria-expanded", String(open));
    this.host.toggleAttribute("open", open);
  }

  #keeping() {
    this.kept.replaceChildren(...(this.#conversation && this.#turn ? keeping(this) : []));
  }

  #remember(id) {
    this.#conversation = id ?? null;
    this.#keeping();
    stored((storage) => (id ? storage.setItem(STORED_CONVERSATION, id) : storage.removeItem(STORED_CONVERSATION)));
  }
}
