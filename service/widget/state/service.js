/** The service behind the page: addresses, proof of who asks, errors as sentences. */

import { announceIn, h } from "../parts/dom.js";
import { TEXT } from "../parts/words.js";
import { visitor } from "./visitor.js";

const LISTED_DOCUMENTS = 100;
const TOKEN_MS = 540000; // a token is good for ten minutes

export class ServiceError extends Error {
  constructor(message, { status = 0, code = "offline" } = {}) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export class Service {
  #csrf = null; // promise of what a logged-in page sends with changes
  #token = null; // promise of the site's token
  #renewAt = 0;
  account = false; // whether somebody is signed in on this page, who must not become a guest unnoticed

  constructor(base, host) {
    this.base = base.endsWith("/") ? base : `${base}/`;
    this.host = host;
  }

  /** True in a page of another site: what the service's own pages have as a cookie is sent along. */
  get foreign() {
    return new URL(this.base).origin !== location.origin;
  }

  get tokens() {
    return Boolean(this.host.token || this.host.getAttribute("site"));
  }

  url(path) {
    return new URL(`api/v1/${path}`, this.base).href;
  }

  #bearer() {
    if (Date.now() > this.#renewAt) {
      this.#renewAt = Date.now() + TOKEN_MS;
      this.#token = this.host.token ? Promise.resolve(this.host.token()) : this.#mint();
      this.#token.catch(() => { this.#renewAt = 0; });
    }
    return this.#token;
  }

  async #mint() {
    const body = JSON.stringify({ site: this.host.getAttribute("site") });
    const response = await fetch(this.url("widget/token"), { method: "POST", headers: { "content-type": "application/json" }, body });
    const said = await response.json();
    if (!response.ok) throw new ServiceError(said.detail, said);
    return said.token;
  }

  /** The site's token; or, on the service's own pages, what a logged-in reader sends with changes. */
  async #proof(changes) {
    if (this.tokens) return { authorization: `Bearer ${await this.#bearer()}`, ...visitor() };
    if (this.foreign) return visitor();
    if (!changes) return {};
    this.#csrf ??= fetch(this.url("session"), { headers: { accept: "application/json" } })
      .then(async (response) => (response.ok ? (await response.json()).csrf : "")).catch(() => "");
    const csrf = await this.#csrf;
    if (!csrf && this.account) {
      this.#csrf = null;
      throw new ServiceError(TEXT.signedOut, { status: 401, code: "unauthorized" });
    }
    return csrf ? { "x-csrf-token": csrf } : {};
  }

  async fetch(path, options = {}, again = true) {
    let response;
    try {
      const proof = await this.#proof(!["GET", "HEAD"].includes(options.method ?? "GET"));
      response = await fetch(path, { ...options, headers: { accept: "application/json", ...proof, ...options.headers } });
    } catch (error) {
      if (error.name === "AbortError" || error instanceof ServiceError) throw error;
      throw await this.#unreached();
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    if (again && (body?.code === "csrf" || (body?.code === "unauthorized" && this.tokens))) {
      this.#csrf = null;
      this.#renewAt = 0;
      return this.fetch(path, options, false);
    }
    if (response.status === 401 && !this.tokens && !this.foreign) throw new ServiceError(TEXT.signedOut, { status: 401, code: "unauthorized" });
    const fallback = response.status === 503 ? TEXT.unavailable : TEXT.broken;
    throw new ServiceError(body?.detail ?? body?.title ?? `${fallback} (mã ${response.status})`, {
      status: response.status,
      code: body?.code ?? "unexpected",
    });
  }

  /** Why nothing came back: no network, no service, or a page that the service does not know. */
  async #unreached() {
    if (navigator.onLine === false) return new ServiceError(TEXT.noNetwork);
    if (!this.foreign) return new ServiceError(TEXT.offline);
    // Browsers hide the reason of a refusal from the page; what every page may read tells it from a service that is down.
    const open = await fetch(this.url("appearance")).then((response) => response.ok, () => false);
    return open ? new ServiceError(TEXT.notRegistered.replace("{origin}", location.origin), { code: "not_registered" })
      : new ServiceError(TEXT.offline);
  }

  async json(path, options = {}) {
    const response = await this.fetch(path, options);
    return response.json().catch((error) => { throw error.name === "AbortError" ? error : new ServiceError(TEXT.broken, { code: "unexpected" }); });
  }

  send(path, body, options = {}) {
    const headers = { "content-type": "application/json", ...options.headers };
    return this.fetch(this.url(path), { ...options, method: "POST", headers, body: JSON.stringify(body) });
  }

  documents() {
    return this.json(this.url(`documents?limit=${LISTED_DOCUMENTS}`));
  }

  /** An address that the service gave, as seen from the host page. */
  resolve(given) {
    const url = new URL(given, this.base);
    return url.protocol.startsWith("http") ? url.href : this.base;
  }

  get(given) {
    return this.json(this.resolve(given));
  }

  /** What a picture or link of the page may show: where tokens are needed, the file itself. */
  async file(address) {
    return this.tokens ? URL.createObjectURL(await (await this.fetch(address)).blob()) : address;
  }

  /** What saves a file: a link, or a button that fetches it with the token first. */
  saving(address, name, ...label) {
    if (!this.tokens && !this.foreign) return h("a", { class: "button", href: address, download: name }, label);
    const fetched = async () => URL.createObjectURL(await (await this.fetch(address)).blob());
    return h("button", { onclick: ({ target }) => fetched().then((href) => h("a", { href, download: name }).click(),
      (error) => announceIn(target.getRootNode(), error.message)) }, label);
  }

  page(id, number, passage) {
    const query = passage == null ? "" : `?passage=${passage}`;
    return this.url(`documents/${id}/pages/${number}.png${query}`);
  }
}
