/**
 * Further pages of the chat page, beside the question box: each is a module of its own, loaded when it is first opened.
 * An address with its name behind the hash opens it: `/#nhiem-vu`, `/#nhiem-vu/t3f9c0d5a7b1e246`.
 */

import { alarm, h, span } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { TEXT } from "../parts/words.js";

/** Name behind the hash -> title, icon, module. A module exports `page(host, rest)`: the element of the page. */
const PAGES = { "nhiem-vu": ["Việc được giao", "tasks", "../tasks/register.js"] };

/** Puts the pages' buttons into the bar for whoever may read lists, and follows the address. */
export function begin(host, session) {
  const pages = new Pages(host);
  addEventListener("hashchange", () => pages.show());
  if (session?.scopes.includes("read")) pages.offer(); // the lists are not for whoever may only ask
  if (named()[0]) pages.show();
}

/** The page that the address names, and what stands behind its name. */
function named() {
  const [, name, rest] = /^#([a-z-]+)(.*)$/.exec(location.hash) ?? [];
  return Object.hasOwn(PAGES, name ?? "") ? [name, rest] : [null, ""];
}

class Pages {
  #opened = null;
  #opener = null;
  #told = null;

  constructor(host) {
    this.host = host;
    this.title = document.title;
  }

  async show() {
    const [name, rest] = named();
    this.#told?.remove();
    this.#opened?.remove();
    this.#opened = null;
    this.host.panel.hidden = Boolean(name);
    document.title = name ? `${PAGES[name][0]} – ${this.title}` : this.title;
    if (!name) {
      this.#opener?.focus();
      return;
    }
    const module = await import(PAGES[name][2]).catch(() => null);
    if (named()[0] !== name) return; // left meanwhile
    if (!module) return this.#fail();
    this.#opened = module.page(this.host, rest, () => { location.hash = ""; });
    this.host.parentElement.append(this.#opened);
    this.#opened.begin();
  }

  /** The question box comes back, with what happened: a page whose module cannot be read leaves no empty screen. */
  #fail() {
    history.replaceState(history.state, "", location.pathname + location.search);
    this.show();
    this.#told = alarm(TEXT.notLoaded);
    this.host.panel.querySelector(".bar").after(this.#told);
  }

  offer() {
    const bar = this.host.shadowRoot.querySelector(".bar");
    for (const [name, [label, image]] of Object.entries(PAGES)) {
      const button = h("button", { class: "plain", onclick: () => {
        this.#opener = button;
        location.hash = name;
      } }, icon(image), span("label", label));
      bar.insertBefore(button, bar.querySelector("button"));
    }
  }
}
