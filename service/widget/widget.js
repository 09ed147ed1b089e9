/**
 * <hoi-van-ban>: the element, its launcher, and what a host page may call. Works in <script src> and in
 * <script type="module" src>, and defines the element at once. The chat behind it is loaded when it is opened: a page that
 * nobody asks on costs this file alone. The modules' address bears their version: old and new ones are never mixed, and a
 * browser keeps them for good. Attributes, events, methods: docs/integration.md.
 */
(() => {
  const HEADING = "Hỏi Văn Bản";
  const NOT_LOADED = "Không tải được khung hỏi đáp: mất kết nối, hoặc dịch vụ vừa được nâng cấp. Hãy tải lại trang.";

  /** The look of the launcher; that of the chat comes with it. */
  const LAUNCHER = `
  :host { display: block; font-family: var(--hvb-font, "Segoe UI", "Noto Sans", Roboto, Arial, sans-serif); font-size: var(--hvb-font-size, 1rem) }
  :host([mode="bubble"]) { display: contents }
  :host([hidden]), .launcher[hidden] { display: none }
  .launcher {
  position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483000; min-height: 3rem; padding-inline: 1.25rem; cursor: pointer;
  font: inherit; font-weight: 600; color: #fff; background: var(--hvb-accent, #164a84); border: 1px solid transparent;
  border-radius: 1.5rem; box-shadow: 0 2px 10px rgb(20 40 70 / .3);
  }
  .launcher:hover { filter: brightness(1.15) }
  .launcher:focus-visible { outline: 3px solid var(--hvb-accent, #164a84); outline-offset: 2px }
  .unloaded { margin: .5rem; padding: .5rem .75rem; line-height: 1.6; color: #734600; background: #fff6e0; border-inline-start: 4px solid }
  :host([mode="bubble"]) .unloaded { position: fixed; inset: auto 1.25rem 5rem auto; max-width: 20rem; z-index: 2147483000 }
  @media (forced-colors: active) { .launcher { border: 2px solid } }
  @media print { .launcher { display: none } }
  `;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LAUNCHER);

  class HoiVanBan extends HTMLElement {
    #chat = null; // promise of the chat, once it is wanted

    constructor() {
      super();
      this.attachShadow({ mode: "open", delegatesFocus: false });
      this.shadowRoot.adoptedStyleSheets = [sheet];
    }

    get bubble() {
      return this.getAttribute("mode") === "bubble";
    }

    /** What the launcher and the panel are called. */
    get label() {
      return this.getAttribute("heading") ?? HEADING;
    }

    connectedCallback() {
      if (this.launcher || this.#chat) return;
      if (this.bubble) this.#launch();
      if (!this.bubble || this.hasAttribute("open")) this.#open();
      else this.emit("ready", {});
    }

    disconnectedCallback() {
      this.#chat?.then((chat) => chat.stop(), () => {});
    }

    #launch() {
      this.launcher = document.createElement("button");
      this.launcher.className = "launcher";
      this.launcher.type = "button";
      this.launcher.lang = "vi";
      this.launcher.textContent = this.label;
      this.launcher.setAttribute("aria-expanded", "false");
      this.launcher.addEventListener("click", () => this.show());
      this.shadowRoot.append(this.launcher);
    }

    /** The chat, loaded when it is first wanted; null where that fails: it is said, and tried again the next time. */
    #open() {
      this.shadowRoot.querySelector(".unloaded")?.remove();
      this.#chat ??= import("./modules/VERSION/widget/chat.js").then(({ Chat }) => new Chat(this));
      return this.#chat.catch((error) => {
        this.#chat = null;
        console.error(error);
        this.#failed();
        return null;
      });
    }

    #failed() {
      const told = document.createElement("p");
      told.className = "unloaded";
      told.lang = "vi";
      told.setAttribute("role", "alert");
      told.textContent = NOT_LOADED;
      this.shadowRoot.append(told);
      this.emit("error", { code: "not_loaded", status: 0, message: NOT_LOADED });
    }

    async ask(question, documentId = null, options = {}) {
      if (!this.emit("ask", { question }, true)) return null;
      return (await this.#open())?.ask(question, documentId, options) ?? null;
    }

    async newConversation() {
      (await this.#open())?.newConversation();
    }

    async show() {
      (await this.#open())?.show();
    }

    async hide() {
      (await this.#chat)?.hide();
    }

    emit(name, detail, cancelable = false) {
      return this.dispatchEvent(new CustomEvent(`hoivanban:${name}`, { detail, cancelable, bubbles: true, composed: true }));
    }
  }

  if (!customElements.get("hoi-van-ban")) customElements.define("hoi-van-ban", HoiVanBan);
})();
