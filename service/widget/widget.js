/**
 * <hoi-van-ban>: the question box of Hỏi Văn Bản, for any internal page. Attributes, events, methods: docs/integration.md.
 *
 * What comes from elsewhere becomes a text node, never markup. Only the conversation id is stored (sessionStorage). A
 * strict policy needs this origin in script-src, connect-src, img-src; with tokens also blob: in img-src.
 */

const STORED_CONVERSATION = "hoivanban.conversation";
const SLOW_AFTER_MS = 4000;
const LONG_QUESTION = 600;
const LISTED_DOCUMENTS = 100;
const RECONNECT_MS = [300, 1000, 3000, 5000, 8000]; // before a broken answer is fetched again: a restart fits
const TOKEN_MS = 540000; // a token is good for ten minutes
const TYPING_MS = 150;
const PART = 60;
const NARROW = "(max-width: 44rem)"; // the same width as in the styles below
const SUGGESTED = 4; // documents offered while typing: one line each, above the box
const FIRST = 4, FIRST_OF_PART = 2; // statements shown at once; the others open
const RECENT = 5; // questions of this page offered again; kept in the page's memory only
const ZOOMS = [100, 150, 200];
const HOME = new URL(".", import.meta.url).href;

const STATUS = {
  complete: "Có câu trả lời",
  partial: "Trả lời một phần",
  none: "Không tìm thấy",
  ambiguous: "Cần chọn văn bản",
  refused: "Không trả lời",
  talk: "Trao đổi",
};
const VALIDITY = {
  in_force: "complete", partly: "partial", suspended_part: "partial", future: "ambiguous",
  expired: "refused", suspended: "refused", obsolete: "refused", period_over: "refused",
};
/** Conditions read from a question's words. */
const READ = {
  types: "Loại", issuers: "Cơ quan ban hành", year: "Năm ban hành", period: "Năm áp dụng", territory: "Địa bàn",
  validity: "Hiệu lực", as_of: "Tại ngày",
};
const TEXT = {
  heading: "Hỏi Văn Bản",
  notFound: "Không tìm thấy nội dung này trong kho văn bản hiện có.",
  disclaimer: "Kết quả chỉ để tra cứu, không thay thế văn bản gốc do cơ quan có thẩm quyền ban hành.",
  offline: "Không kết nối được với dịch vụ Hỏi Văn Bản. Kiểm tra kết nối mạng rồi thử lại.",
  unavailable: "Dịch vụ đang khởi động hoặc quá tải. Vui lòng thử lại sau ít phút.",
  broken: "Dịch vụ trả lời không đúng định dạng. Vui lòng báo cho bộ phận kỹ thuật.",
  noPicture: "Không hiển thị được ảnh trang này. Có thể tải tệp gốc để đối chiếu.",
  noText: "Tệp này không có chữ đọc được; có thể tải tệp gốc để xem.",
  sample: "Kho đang có văn bản mẫu do dự án biên soạn để thử nghiệm; không dùng làm căn cứ.",
};

const REASONS = {
  wrong_document: "Sai văn bản",
  wrong_passage: "Đúng văn bản, sai đoạn",
  incomplete: "Còn thiếu",
  outdated: "Văn bản đã cũ",
  not_answered: "Không đúng điều tôi hỏi",
  other: "Lý do khác",
};

/** These could make a quote read backwards, so they are shown by name. */
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

function visible(value) {
  return String(value ?? "").replace(BIDI_CONTROLS, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase()}]`);
}

/** An element. Strings become text nodes, on* attributes listeners; null and false are left out. */
function h(tag, attributes = {}, ...children) {
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
const [p, div, span, section] = ["p", "div", "span", "section"].map(tagged);
const press = (onclick, ...children) => h("button", { onclick }, ...children);

function append(element, children) {
  for (const child of children.flat(9)) {
    if (child == null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return element;
}

function unseen(text) {
  return span("hidden", text);
}

function busy(text) {
  return p("busy", span("dots", text));
}

function alarm(text) {
  return h("p", { class: "notice", role: "alert" }, text);
}

function liveRegion() {
  return h("p", { class: "hidden", role: "status", "aria-live": "polite", "data-live": true });
}

function marked(text, parts, tag) {
  const found = [];
  for (const part of parts) {
    const at = part ? text.indexOf(part) : -1;
    if (at >= 0) found.push([at, at + part.length]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const nodes = [];
  let done = 0;
  for (const [start, end] of found) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    nodes.push(text.slice(done, from), h(tag, {}, text.slice(from, end)));
    done = end;
  }
  return [...nodes, text.slice(done)];
}

/** A date as documents print it: 09/3/2023, a zero before days under 10 and months 1 and 2. */
function date(iso) {
  const [year, month, day] = String(iso ?? "").slice(0, 10).split("-").map(Number);
  return day ? `${String(day).padStart(2, "0")}/${month < 3 ? `0${month}` : month}/${year}` : "";
}

class ServiceError extends Error {
  constructor(message, { status = 0, code = "offline" } = {}) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

class Service {
  #csrf = null; // promise of what a logged-in page sends with changes
  #token = null; // promise of the site's token
  #renewAt = 0;

  constructor(base, host) {
    this.base = base.endsWith("/") ? base : `${base}/`;
    this.host = host;
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
    if (this.tokens) return { authorization: `Bearer ${await this.#bearer()}` };
    if (!changes || new URL(this.base).origin !== location.origin) return {};
    this.#csrf ??= fetch(this.url("session"), { headers: { accept: "application/json" } })
      .then(async (response) => (response.ok ? (await response.json()).csrf : "")).catch(() => "");
    const csrf = await this.#csrf;
    return csrf ? { "x-csrf-token": csrf } : {};
  }

  async fetch(path, options = {}, again = true) {
    let response;
    try {
      const proof = await this.#proof(!["GET", "HEAD"].includes(options.method ?? "GET"));
      response = await fetch(path, { ...options, headers: { accept: "application/json", ...proof, ...options.headers } });
    } catch (error) {
      if (error.name === "AbortError" || error instanceof ServiceError) throw error;
      throw new ServiceError(TEXT.offline);
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    if (again && (body?.code === "csrf" || (body?.code === "unauthorized" && this.tokens))) {
      this.#csrf = null;
      this.#renewAt = 0;
      return this.fetch(path, options, false);
    }
    const fallback = response.status === 503 ? TEXT.unavailable : TEXT.broken;
    throw new ServiceError(body?.detail ?? body?.title ?? `${fallback} (mã ${response.status})`, {
      status: response.status,
      code: body?.code ?? "unexpected",
    });
  }

  async json(path, options = {}) {
    const response = await this.fetch(path, options);
    return response.json().catch((error) => { throw error.name === "AbortError" ? error : new ServiceError(TEXT.broken, { code: "unexpected" }); });
  }

  send(path, body, options = {}) {
    const headers = { "content-type": "application/json", ...options.headers };
    return this.fetch(this.url(path), { ...options, method: "POST", headers, body: JSON.stringify(body) });
  }

  /** Hands on the parts of the answer as they arrive. One that breaks off is fetched again, not asked again. */
  async ask(body, signal, onPart) {
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const headers = { accept: "text/event-stream, application/json", "idempotency-key": key };
    let begun = false;
    for (const wait of [...RECONNECT_MS, null]) {
      try {
        const response = await this.send("ask", body, { headers, signal });
        if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return await response.json();
        begun = true;
        for await (const [name, data] of events(response.body)) {
          if (name === "answer") return data;
          onPart(name, data);
        }
        throw new ServiceError(TEXT.offline);
      } catch (error) {
        if (error.name === "AbortError") throw error;
        const unread = error instanceof TypeError;
        const lost = unread || error.code === "offline" || error.status > 501; // a proxy says 502 to 504 meanwhile
        if (!lost || !begun || wait === null) throw unread ? new ServiceError(TEXT.offline) : error;
        await new Promise((resolve) => { setTimeout(resolve, wait); });
        signal.throwIfAborted();
      }
    }
    throw new ServiceError(TEXT.offline);
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
    if (!this.tokens) return h("a", { class: "button", href: address, download: name }, label);
    return h("button", { onclick: ({ target }) => this.file(address).then((href) => h("a", { href, download: name }).click(),
      (error) => announceIn(target.getRootNode(), error.message)) }, label);
  }

  page(id, number, passage) {
    const query = passage == null ? "" : `?passage=${passage}`;
    return this.url(`documents/${id}/pages/${number}.png${query}`);
  }
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      held += value;
      const blocks = held.split("\n\n");
      held = blocks.pop();
      for (const block of blocks) {
        const [, event, data] = block.match(/^event: (.*)\ndata: (.*)$/) ?? [];
        if (event) yield [event, JSON.parse(data)];
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // a body left half read is a request that never ends
  }
}

const STYLES = `
:host {
--_accent: var(--hvb-accent, #164a84);
--_accent-soft: var(--hvb-accent-soft, #eaf1f9);
--_ink: var(--hvb-ink, #1a2430);
--_muted: var(--hvb-muted, #4c5866);
--_line: var(--hvb-line, #d3dae2);
--_edge: 1px solid var(--_line);
--_box: 1px solid #6f7b89;
--_surface: var(--hvb-surface, #ffffff);
--_ground: var(--hvb-ground, #f4f6f9);
--_mark: var(--hvb-mark, #fff0b3);
--_radius: var(--hvb-radius, 6px);
display: block;
color: var(--_ink);
font-family: var(--hvb-font, "Segoe UI", "Noto Sans", Roboto, Arial, sans-serif);
font-size: var(--hvb-font-size, 1rem);
line-height: 1.6;
text-align: start;
}
:host([hidden]) { display: none }
*, *::before, *::after { box-sizing: border-box }
h1, h2, h3, h4, p, ul, ol, blockquote, figure, dl, dd { margin: 0; padding: 0 }
ul, ol { list-style: none }
h1, h2, h3, h4 { font-weight: 650 }
button, textarea, select { font: inherit; line-height: 1.5; color: inherit }
a { color: var(--_accent) }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; border-radius: 3px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.panel, button, textarea, input, select, fieldset, dialog, .original, .asked, .answer, .card, .excerpt { border-radius: var(--_radius) }
.panel, .answer, .card, .feedback fieldset, dialog, .sheet img, .excerpt, .flow, button { border: var(--_edge) }
.bar, .composer, .answer, .card, .badge, .outline, .excerpt, .flow, .tools, .viewer > header, select, textarea { background: var(--_surface) }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate }
.panel {
display: flex; flex-direction: column; min-height: 0; height: var(--hvb-height, 40rem);
background: var(--_ground); overflow: clip;
position: relative;
}
.bar {
display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; padding: .5rem 1rem;
border-bottom: var(--_edge);
}
.bar h1, .bar h2 { flex: 1 1 auto; line-height: 1.5; font-size: 1.0625em }
.log { flex: 1 1 auto; min-height: 0; overflow-y: auto; padding: 1.25rem 1rem; scroll-padding: 1rem; position: relative }
.column { max-width: 50rem; margin-inline: auto }
.turns { display: grid; gap: 2rem }
button {
min-height: 2rem; padding: .25rem .75rem; background: var(--_surface); color: var(--_accent); cursor: pointer; text-align: start;
}
button:hover { border-color: var(--_accent); background: var(--_accent-soft) }
button[aria-disabled="true"] { color: var(--_muted); cursor: default; background: var(--_ground); border-color: var(--_line) }
button.plain { border-color: transparent; background: none; text-decoration: underline; text-underline-offset: .2em }
button.plain:hover { border-color: var(--_accent) }
button.primary { background: var(--_accent); border-color: var(--_accent); color: #fff; font-weight: 600 }
button.primary:hover { filter: brightness(1.15) }
button.cite {
min-height: 1.75rem; padding: 0 .5rem; font-size: .875em; border-color: transparent; background: var(--_accent-soft);
}
.actions, .badges, .chips { display: flex; flex-wrap: wrap; gap: .375rem; align-items: center }
a.button { display: inline-flex; align-items: center; min-height: 2rem; padding: .25rem .5rem }
.composer { border-top: var(--_edge); padding: .75rem 1rem }
.composer .row { display: flex; gap: .5rem; align-items: end }
.composer label { display: block; font-size: .875em; font-weight: 600; margin-bottom: .25rem }
textarea {
flex: 1 1 auto; min-width: 0; resize: none; field-sizing: content; min-height: 2.75rem; max-height: 10rem;
padding: .5rem .75rem; border: var(--_box);
}
textarea:focus-visible { outline-offset: 0; border-radius: var(--_radius) }
textarea::placeholder { color: var(--_muted); opacity: 1 }
.composer button { min-height: 2.75rem; padding-inline: 1.125rem }
.suggested { display: grid; gap: .25rem; margin-bottom: .5rem }
.suggested:empty { display: none }
.suggested button { min-height: 2rem; padding: .125rem .625rem; width: 100% }
.hint { margin-top: .375rem; font-size: .8125em; color: var(--_muted) }
.welcome { display: grid; gap: 1rem; margin-bottom: 2rem }
.welcome > :is(h2, h3) { font-size: 1.25em; line-height: 1.5 }
.welcome .examples { display: grid; gap: .375rem; justify-items: start }
.welcome .examples button { white-space: normal }
.notice { padding: .5rem .75rem; border-inline-start: 4px solid #b07a10; background: #fff6e0; font-size: .9375em }
.card .notice { padding: .25rem .75rem; font-size: .875em }
.asked { padding: .625rem .875rem; margin-bottom: .875rem; background: var(--_accent-soft) }
.asked :is(h2, h3) { font-size: 1em; font-weight: 600 }
.resolved, .about { font-size: .875em; color: var(--_muted) }
.resolved button { min-height: 1.5rem; padding: 0 .375rem }
.answer { display: grid; gap: .875rem; padding: 1rem 1.125rem; }
.badge { padding: .0625rem .5rem; border: 1px solid currentColor; border-radius: 3px; font-size: .8125em; font-weight: 600;
color: var(--_muted) }
.badge.complete { color: #17592e; background: #edf7f0 }
.badge.partial, .badge.sample { color: #734600; background: #fff6e0 }
.badge.ambiguous { color: #164a84; background: #eaf1f9 }
.badge.refused, .badge.error { color: #8a1c14; background: #fdf0ee }
.message { font-weight: 500 }
.statements, .part { display: grid; gap: 1rem }
.part { gap: .375rem }
.slot { font-size: 1.0625em }
.slot strong { font-weight: 700 }
blockquote { margin-block: .25rem .375rem; padding: .125rem 0 .125rem .875rem; border-inline-start: 3px solid var(--_accent) }
mark { background: var(--_mark); color: inherit; padding-block: .1em; border-radius: 2px }
:is(.sources, .candidates, .part) > :is(h3, h4) { font-size: .9375em; margin-bottom: .5rem }
.cards { display: grid; gap: .625rem }
.card { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .125rem .75rem; padding: .75rem .875rem;
}
.candidates .card { display: block }
.card > .index { grid-row: span 9; min-width: 1.75rem; height: 1.75rem; padding-inline: .25rem; text-align: center; font-weight: 700;
font-size: .875em; line-height: 1.75rem; border-radius: 3px; color: var(--_accent); background: var(--_accent-soft) }
.card .name { font-weight: 600 }
.card .name, .about, .viewer h2, .chips button, .suggested button, .outline :is(button, span) { overflow-wrap: anywhere }
.card .name::first-letter, .viewer h2::first-letter { text-transform: uppercase }
.card .actions, .card .notice, .card .badges, .card details { margin-top: .375rem }
details > summary { cursor: pointer; color: var(--_accent); min-height: 1.75rem; width: fit-content }
.original { margin-top: .25rem; padding: .5rem .75rem; background: var(--_ground) }
.foot { font-size: .8125em; color: var(--_muted); border-top: var(--_edge); padding-top: .625rem }
.busy { color: var(--_muted); display: flex; flex-wrap: wrap; align-items: center; gap: .75rem }
.busy .dots::after { content: ""; display: inline-block; width: 1rem; height: 1rem; margin-inline-start: .5rem; vertical-align: -.15em;
border: 2px solid var(--_line); border-top-color: var(--_accent); border-radius: 50%; animation: turn 1s linear infinite }
@keyframes turn { to { rotate: 360deg } }
.chips { margin-top: .375rem }
.chips button { min-height: 1.625rem; padding: 0 .5rem; font-size: .875em; border-radius: .8125rem }
.feedback { display: grid; gap: .5rem; font-size: .9375em }
.feedback fieldset { display: grid; gap: .25rem; margin: 0; padding: .5rem .75rem; }
.feedback fieldset label { display: flex; gap: .5rem; align-items: center; min-height: 1.75rem }
.feedback input[type="text"] { width: 100%; min-height: 2rem; padding: .25rem .5rem; font: inherit; border: var(--_box) }
.kept { margin-top: 1rem; font-size: .875em; color: var(--_muted) }
.library ul { display: grid; gap: .125rem; margin-top: .375rem }
.library li button { min-height: 1.75rem }
.launcher, .panel.bubble { position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483000 }
.launcher { min-height: 3rem; padding-inline: 1.25rem;
border-radius: 1.5rem; box-shadow: 0 2px 10px rgb(20 40 70 / .3) }
:host([mode="page"]) { position: absolute; inset: 0 }
.panel.page { height: 100%; border: 0; border-radius: 0 }
.page .bar { padding-block: .75rem; border-top: 4px solid var(--_accent) }
.page .bar h1 { font-size: 1.25em }
:host([mode="bubble"]) { display: contents }
.panel.bubble { width: min(27rem, calc(100vw - 1rem)); height: min(44rem, calc(100dvh - 2rem)); box-shadow: 0 4px 24px rgb(20 40 70 / .3) }
.panel[hidden], .launcher[hidden] { display: none }
.turn, .card { position: relative }
dialog { position: fixed; width: min(76rem, calc(100vw - 1.5rem)); height: calc(100dvh - 1.5rem); max-width: none; max-height: none; padding: 0; margin: auto;
background: var(--_ground); color: var(--_ink); overflow: hidden }
dialog::backdrop { background: rgb(15 25 40 / .6) }
.viewer { display: grid; height: 100%; grid-template: auto auto minmax(0, 1fr) / minmax(13rem, 19rem) minmax(0, 1fr) }
.viewer > header { grid-column: 1 / -1; display: flex; gap: .75rem; align-items: start; padding: .75rem 1rem .5rem }
.viewer > header > div { flex: 1; min-width: 0 }
.viewer h2 { font-size: 1.0625em }
.viewer .tools { grid-column: 1 / -1; padding: .375rem 1rem .625rem; border-bottom: var(--_edge) }
.viewer .tools .where { min-width: 6rem; text-align: center; font-variant-numeric: tabular-nums }
.viewer .tools label { display: inline-flex; gap: .375rem; align-items: center; font-size: .9375em }
.viewer select { min-height: 2rem; border: var(--_box) }
.outline { overflow: auto; padding: .75rem; border-inline-end: var(--_edge); font-size: .9375em }
.outline summary { font-weight: 650; color: var(--_ink); margin-bottom: .375rem }
.outline button .title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
.outline li ul { padding-inline-start: .75rem; border-inline-start: var(--_edge); margin-inline-start: .5rem }
.outline button { display: block; width: 100%; min-height: 1.75rem; padding: .125rem .5rem; border-color: transparent; color: var(--_ink) }
.outline button[aria-current] { background: var(--_accent-soft); color: var(--_accent); font-weight: 600 }
.outline span { display: block; padding: .125rem .5rem }
.sheet { overflow: auto; padding: 1rem }
.sheet figure { width: 100%; max-width: 54rem; margin-inline: auto }
.sheet.zoom150 figure { width: 150%; max-width: none }
.sheet.zoom200 figure { width: 200%; max-width: none }
.picture { position: relative }
.place { position: absolute; inset-inline-start: 0; width: 1px; height: 1px }
.sheet img { display: block; min-height: 12rem; width: 100%; height: auto; background: #fff; }
.sheet figcaption { margin-top: .75rem }
.excerpt { padding: .75rem 1rem; }
.excerpt h3 { font-size: .875em }
.flow { max-width: 46rem; margin-inline: auto; padding: 1.25rem 1.5rem; }
.flow > * + * { margin-top: .75rem }
.flow h3 { font-size: 1em }
.flow h3::first-letter { text-transform: uppercase }
@media (max-width: 44rem) {
.viewer .tools { font-size: .9375em }
.viewer > header > div { padding-inline-end: 5rem }
.viewer > header > button { position: fixed; inset: .75rem .75rem auto auto; z-index: 1 }
.outline { border-inline-end: 0; border-bottom: var(--_edge); padding-block: .375rem }
.sheet { padding: .5rem }
dialog { width: 100vw; height: 100dvh; border: 0; border-radius: 0 }
.log { padding-inline: .75rem }
.answer { padding: .875rem .75rem }
}
@media (max-width: 44rem), (max-height: 30rem) {
.viewer { display: block; overflow-y: auto }
.hint { display: none }
}
@media (max-height: 30rem) {
:host([mode="page"]) { inset: 0 0 auto }
.panel, .panel.page { height: auto; overflow: visible }
.log { overflow: visible }
.panel.bubble { height: calc(100dvh - 1rem); overflow-y: auto }
}
@media (prefers-reduced-motion: reduce) { .busy .dots::after { animation: none } }
@media (forced-colors: active) { mark { outline: 1px solid } .primary { border: 2px solid } }
@media print {
:host([mode="page"]) { position: static }
.panel, .panel.page { height: auto; border: 0; overflow: visible; background: none }
.log { overflow: visible; padding: 0 }
.composer, .launcher, .welcome, .bar, .actions, .busy, .feedback, .chips { display: none }
button.cite { border: 0; padding: 0; background: none; color: inherit }
.answer, .card { border-color: #777; break-inside: avoid }
dialog[open] { position: static; height: auto }
details::details-content { content-visibility: visible; block-size: auto }
}
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLES);

/** Pages as cited: "trang 4" or "trang 4–5". */
function pages(item) {
  const shown = [...new Set([item.page_from, item.page_to])].filter(Boolean).join("–");
  return shown && `trang ${shown}`;
}

function documentBadges(document_) {
  return [
    document_.is_sample && span("badge sample", "Văn bản mẫu"),
    document_.is_draft && span("badge refused", "Dự thảo"),
    document_.validity && span(`badge ${VALIDITY[document_.validity.code] ?? ""}`, document_.validity.label),
    ["ocr", "mixed"].includes(document_.text_source) && span("badge", "Bản quét"),
  ].filter(Boolean);
}

/** Uses the page's storage; null where it is closed. */
function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

function isPaged(document_) {
  return document_.page_count > 0 && ["pdf", "image"].includes(document_.kind);
}

function documentLine(document_) {
  return [document_.issuer, date(document_.issued_date), document_.subject].filter(Boolean).join(" · ");
}

/** Copies also where the clipboard API is closed (plain http). */
async function copy(text, root) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Permission refused: the older way below still works after a click.
    }
  }
  const area = h("textarea", { class: "hidden", readonly: true, "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  root.append(area);
  const back = root.getRootNode().activeElement;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  back?.focus();
  return done;
}

/** `which` tells a screen reader whose button it is. */
function copyButton(text, root, which = "", name = "Sao chép trích dẫn") {
  const label = h("span", {}, name);
  const button = h("button", {}, label, unseen(which));
  button.addEventListener("click", async () => {
    const done = await copy(text, root);
    label.textContent = done ? "Đã sao chép" : "Không sao chép được";
    announceIn(root, done ? "Đã sao chép." : "Trình duyệt không cho sao chép.");
    setTimeout(() => { label.textContent = name; }, 2500);
  });
  return button;
}

/** Tells a screen reader; emptied first, so that the same sentence is said twice. */
function announceIn(root, text) {
  const region = root.querySelector("[data-live]");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = visible(text); });
}

class Viewer {
  constructor(service, root) {
    this.service = service;
    this.root = root;
    this.dialog = h("dialog", { lang: "vi", "aria-labelledby": "viewer-title" });
    this.dialog.addEventListener("close", () => { this.dialog.replaceChildren(); this.opener?.focus(); });
    root.append(this.dialog);
  }

  open(document_, passage = null) {
    this.opener = this.root.getRootNode().activeElement;
    this.document = document_;
    this.passage = passage;
    this.number = passage?.page_from ?? 1;
    this.paged = isPaged(document_);
    this.build();
    this.dialog.showModal();
    this.loadOutline();
    if (this.paged) this.turnTo(this.number);
    else if (passage) this.find(passage.id);
    else this.loadText(0);
  }

  build() {
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
    const viewer = div("viewer", header, this.tools(), nav, this.sheet, live);
    this.dialog.replaceChildren(viewer);
  }

  tools() {
    const download = this.service.saving(this.service.resolve(this.document.file_url), this.document.file_name, "Tải tệp gốc");
    const copyIt = this.passage && copyButton(this.passage.formal, this.dialog);
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
    const figure = h("figure", {}, div("picture", image, place));
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

class Turn {
  constructor(widget, question, documentId, ignore) {
    this.widget = widget;
    this.ignore = ignore;
    this.documentId = documentId;
    this.question = question;
    this.body = h("div");
    this.element = h("article", { class: "turn" }, this.asked(), this.body);
  }

  asked() {
    const long = this.question.length > LONG_QUESTION;
    const shown = long ? `${this.question.slice(0, LONG_QUESTION)}… (${this.question.length} ký tự)` : this.question;
    this.resolved = p("resolved text");
    return h("div", { class: "asked" },
      h(this.widget.heading(1), { class: "text" }, unseen("Câu hỏi: "), shown), this.resolved);
  }

  show(attributes, ...children) {
    clearTimeout(this.timer);
    this.body.replaceChildren(h("div", { class: "answer", ...attributes }, children));
  }

  waiting(stop) {
    const slow = h("span");
    this.show({ class: "answer busy" }, span("dots", "Đang tra cứu"), slow, press(stop, "Dừng"));
    this.timer = setTimeout(() => { slow.textContent = "Mạng hoặc dịch vụ đang chậm, vẫn tiếp tục chờ…"; }, SLOW_AFTER_MS);
  }

  stopped() {
    this.show({}, h("p", {}, "Đã dừng tra cứu."), this.again());
  }

  failed(error) {
    const label = error.code === "offline" ? "Mất kết nối" : "Chưa trả lời được";
    this.show({ "data-code": error.code }, div("badges", span("badge error", label)),
      p("message text", error.message), this.again());
  }

  again() {
    return h("div", { class: "actions" },
      press(() => this.widget.ask(this.question), "Hỏi lại"),
      h("button", { class: "plain", onclick: () => this.widget.fill(this.question) }, "Sửa câu hỏi"));
  }

  arriving(name, part) {
    if (name === "statement") this.given.append(this.statement(part));
    if (name !== "sources") return;
    this.answer = { ...part, statements: [] };
    this.given = h("ol", { class: "statements" });
    this.show({ class: "answer arriving" }, busy("Đang trích câu trả lời"), this.given, this.sources());
  }

  answered(answer) {
    this.answer = answer;
    this.showUnderstood();
    this.show({ "data-status": answer.status },
      div("badges", span(`badge ${answer.status}`, STATUS[answer.status] ?? answer.status)),
      p("message text", answer.message || (answer.status === "none" ? TEXT.notFound : "")),
      [...answer.notices.filter((notice) => notice !== TEXT.disclaimer), ...this.warnings()].map((notice) => p("notice text", notice)),
      this.statements(),
      answer.statements.length > 0 && h("div", { class: "actions" },
        copyButton(this.letter(), this.widget.shadowRoot, "", "Sao chép câu trả lời kèm trích dẫn")),
      this.listed(), this.candidates(), this.sources(), this.feedback(),
      p("foot", TEXT.disclaimer));
  }

  /** What is over or was changed, said before it is read. */
  warnings() {
    const { statements, sources } = this.answer;
    const told = statements.map(({ source }) => sources[source].notices);
    return (told[0] ?? []).filter((notice) => /^Lưu ý|đã hết thời gian/.test(notice) && told.every((all) => all.includes(notice)));
  }

  /** What was made of the question, so that it can be corrected. */
  showUnderstood() {
    const { resolved_question: resolved, question, understood } = this.answer;
    if (resolved && resolved !== question) {
      append(this.resolved, ["Hiểu là: ", resolved, " ",
        h("button", { class: "plain", onclick: () => this.widget.fill(resolved) }, "Sửa")]);
    }
    const short = (understood?.expansions ?? []).filter(([from, to]) => from.length < to.length);
    if (short.length) append(this.resolved, [resolved !== question && h("br"), `Chữ viết tắt: ${short.map((pair) => pair.join(" – ")).join("; ")}`]);
    const chips = this.chips(understood);
    if (!chips.length) return;
    this.resolved.after(h("ul", { class: "chips", "aria-label": "Điều kiện đã hiểu từ câu hỏi" }, chips.map(([label, again]) => h("li", {},
      press(again, `${label} ✕`, unseen(" (bỏ điều kiện này và hỏi lại)"))))));
  }

  chips(understood) {
    const { filters = {}, numbers = [], read = [], corrections = [] } = understood ?? {};
    const without = (pattern) => this.question.replace(pattern, " ").replace(/\s+/g, " ").trim();
    const literal = (text) => new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
    const chips = numbers.map((number) => [`Văn bản: ${number}`, () => this.widget.ask(without(literal(number)))]);
    if (this.documentId) chips.push(["Chỉ trong văn bản đã chọn", () => this.widget.ask(this.question)]);
    else if (this.answer.resolved_question !== this.question) {
      chips.push(["Theo câu hỏi trước", () => this.widget.ask(this.question, null, { afresh: true })]);
    }
    const drop = (kind) => () => this.widget.ask(this.question, this.documentId, { ignore: [...this.ignore, kind] });
    if (corrections.length) chips.push([`Đọc là: ${corrections.map((pair) => pair.join(" → ")).join(", ")}`, drop("corrections")]);
    const value = { ...filters, validity: "chưa hết", as_of: date(filters.as_of) };
    return [...chips, ...read.map((kind) => [`${READ[kind]}: ${[value[kind]].flat().join(", ")}`, drop(kind)])];
  }

  feedback() {
    const { id } = this.answer;
    const box = div("feedback");
    const say = async (verdict) => {
      let said = "Cảm ơn, nhận xét đã được ghi lại.";
      try {
        const kept = await this.widget.service.send(`answers/${id}/feedback`, verdict);
        await kept.text(); // left unread, the request would never end for the browser
        this.widget.emit("feedback", { answer_id: id, ...verdict });
      } catch (error) {
        said = error.message;
      }
      box.replaceChildren(h("p", { tabindex: "-1" }, said));
      box.firstChild.focus();
      announceIn(this.widget.shadowRoot, said);
    };
    const why = () => {
      const reasons = Object.entries(REASONS).map(([value, label], place) => h("label", {},
        h("input", { type: "radio", name: `reason-${id}`, value, checked: place === 0 }), label));
      const right = h("input", { type: "text", id: `right-${id}`, maxlength: "300", autocomplete: "off" });
      const form = h("form", { class: "feedback", onsubmit: (event) => {
        event.preventDefault();
        say({ useful: false, reason: form.querySelector(":checked").value, document: right.value });
      } }, h("fieldset", {}, h("legend", {}, "Câu trả lời chưa được vì"), reasons),
      h("label", { for: right.id }, "Văn bản đúng, nếu biết (số, ký hiệu hoặc tên)"), right,
      div("actions", h("button", { type: "submit" }, "Gửi nhận xét")));
      box.replaceChildren(form);
      form.querySelector("input").focus();
      form.scrollIntoView({ block: "nearest" });
    };
    append(box, [div("actions", h("span", {}, "Câu trả lời này có ích không?"),
      press(() => say({ useful: true }), "Có ích"),
      press(why, "Chưa được"))]);
    return box;
  }

  statements() {
    if (!this.answer.statements.length) return null;
    const { statements, parts = [] } = this.answer;
    const list = (label, items, most) => {
      const rest = items.slice(most);
      return [h("ol", { class: "statements", "aria-label": label }, items.slice(0, most).map((item) => this.statement(item))),
        rest.length > 0 && h("details", {}, h("summary", {}, `Xem thêm ${rest.length} đoạn`),
          h("ol", { class: "statements" }, rest.map((item) => this.statement(item))))];
    };
    if (parts.length < 2) return list("Nội dung trả lời", statements, FIRST);
    return parts.map((part, place) => {
      const own = statements.filter((item) => item.part === place);
      return own.length > 0 && section("part", h(this.widget.heading(2), {}, part), list(part, own, FIRST_OF_PART));
    });
  }

  /** The whole answer for a letter: quotes with formal citations, then all that must be said of them. */
  letter() {
    const { statements, sources, notices } = this.answer;
    const quotes = statements.map((item) => `${item.shown && item.slot ? `${this.slot(item)}: ${item.shown}\n` : ""}“${item.quote}” (${sources[item.source].formal}).`);
    return [...quotes, ...new Set([...statements.flatMap((item) => sources[item.source].notices), ...notices])].join("\n\n");
  }

  listed() {
    const { listing, intent } = this.answer;
    const name = listing ? "lists" : ["summary", "comparison"].includes(intent) && "overviews";
    if (!name) return null;
    const place = section("candidates");
    import(`./${name}.js`).then(({ fill }) => fill(place, this, { h, documentBadges, documentLine, announceIn }));
    return place;
  }

  slot(item) {
    return item.about ? `${item.slot} (${item.about})` : item.slot;
  }

  statement(item) {
    const source = this.answer.sources[item.source];
    const slot = item.slot && p("slot text", `${this.slot(item)}: `, item.shown ? h("strong", {}, item.shown) : null);
    return h("li", {}, slot,
      h("blockquote", {}, p("text", "“", marked(item.quote, [item.sentence], "mark"), "”")),
      source && h("button", { class: "cite", onclick: () => this.widget.openSource(source) },
        `[${item.source + 1}] ${[source.label, pages(source)].filter(Boolean).join(", ") || source.document.name}`));
  }

  candidates() {
    if (!this.answer.candidates.length || this.answer.listing) return null;
    const heading = this.answer.status === "ambiguous" ? "Chọn văn bản" : "Văn bản liên quan";
    return section("candidates", h(this.widget.heading(2), {}, heading),
      h("ul", { class: "cards" }, this.answer.candidates.map((item) => h("li", { class: "card" },
        p("name text", item.name),
        p("about text", documentLine(item)),
        div("badges", documentBadges(item)),
        h("div", { class: "actions" },
          press(() => this.widget.ask(this.question, item.id), "Hỏi trong văn bản này",
            unseen(` ${item.name}`)),
          h("button", { class: "plain", onclick: () => this.widget.openDocument(item) }, "Xem văn bản",
            unseen(` ${item.name}`)))))));
  }

  sources() {
    const { sources } = this.answer;
    if (!sources.length) return null;
    const found = !["none", "refused"].includes(this.answer.status);
    const quoted = new Set(this.answer.statements.map((item) => item.source));
    const cards = (items) => h("ol", { class: "cards" }, items.map((source) => this.source(source, sources.indexOf(source))));
    const first = sources.filter((_, index) => !quoted.size || quoted.has(index));
    const rest = sources.filter((source) => !first.includes(source));
    const heading = found ? `Nguồn trích dẫn (${first.length})` : "Đoạn gần nhất trong kho, không phải câu trả lời";
    return section("sources", h(this.widget.heading(2), {}, heading), cards(first),
      rest.length > 0 && h("details", {}, h("summary", {}, `Đoạn liên quan khác (${rest.length})`), cards(rest)));
  }

  source(source, index) {
    const quotes = this.answer.statements.filter((item) => item.source === index).map((item) => item.quote);
    const which = ` nguồn ${index + 1}`;
    const named = unseen(which);
    const { service, shadowRoot } = this.widget;
    const copyIt = copyButton([source.formal, ...source.notices].join("\n"), shadowRoot, which);
    return h("li", { class: "card" },
      span("index", String(index + 1)),
      p("name text", source.citation),
      source.document.subject && p("about text", source.document.subject),
      div("badges", documentBadges(source.document),
        source.confidence !== null && span("badge", `Nhận dạng chữ ${Math.round(source.confidence * 100)} %`)),
      source.notices.length ? div("notice", source.notices.map((notice) => p("text", notice))) : null,
      h("details", {}, h("summary", {}, "Nguyên văn đoạn trích"), this.original(source, quotes)),
      h("div", { class: "actions" },
        h("button", { onclick: () => this.widget.openSource(source) },
          isPaged(source.document) ? "Xem trang gốc" : "Xem trong văn bản", named),
        copyIt,
        service.saving(service.resolve(source.document.file_url), source.document.file_name, "Tải tệp gốc", named.cloneNode(true))));
  }

  original(source, quotes) {
    const headings = source.headings.length ? p("about", source.headings.join(" › ")) : null;
    return div("text original", headings, marked(source.text, quotes, "mark"));
  }

  summary() {
    const { status, message, statements, sources } = this.answer;
    const first = statements[0];
    const lead = first ? (first.shown ? `${first.slot ?? ""} ${first.shown}` : first.quote) : "";
    return `${STATUS[status] ?? status}. ${message} ${lead} ${sources.length ? `${sources.length} nguồn trích dẫn.` : ""}`;
  }
}

class HoiVanBan extends HTMLElement {
  #asked = []; // the questions of this page, newest first
  #typing = null;
  #completing = null;
  #turn = null;
  #stop = null;
  #conversation = null;

  constructor() {
    super();
    this.attachShadow({ mode: "open", delegatesFocus: false });
    this.shadowRoot.adoptedStyleSheets = [sheet];
  }

  get bubble() {
    return this.getAttribute("mode") === "bubble";
  }

  /** Continues the host page's outline: the page at / has no heading of its own. */
  heading(depth) {
    return `h${(this.getAttribute("mode") === "page" ? 1 : 2) + depth}`;
  }

  connectedCallback() {
    if (this.service) return;
    this.service = new Service(new URL(this.getAttribute("src") ?? HOME, document.baseURI).href, this);
    this.#conversation = stored((storage) => storage.getItem(STORED_CONVERSATION));
    this.#build();
    this.viewer = new Viewer(this.service, this.shadowRoot);
    if (!this.bubble || this.hasAttribute("open")) this.#welcome();
    this.emit("ready", {});
  }

  disconnectedCallback() {
    this.#stop?.abort();
  }

  #build() {
    const heading = this.getAttribute("heading") ?? TEXT.heading;
    this.welcome = div("welcome");
    this.turns = div("turns");
    this.kept = div("kept actions");
    this.log = h("div", { class: "log", tabindex: "0", role: "region", "aria-label": "Câu hỏi và trả lời" },
      div("column", this.welcome, this.turns, this.kept));
    this.live = liveRegion();
    this.panel = h("section", { class: `panel ${this.getAttribute("mode") ?? ""}`, lang: "vi", role: this.bubble ? "dialog" : null, "aria-labelledby": "heading" },
      div("bar", h(this.heading(0), { id: "heading" }, heading),
        h("button", { class: "plain", onclick: () => this.newConversation() }, "Cuộc hỏi mới"),
        this.bubble && press(() => this.hide(), "Thu nhỏ")),
      this.log, this.#composer(), this.live);
    this.shadowRoot.append(this.panel);
    if (!this.bubble) return;
    this.launcher = h("button", { class: "launcher primary", lang: "vi", "aria-expanded": "false", onclick: () => this.show() }, heading);
    this.shadowRoot.append(this.launcher);
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hide(); });
    this.#setOpen(this.hasAttribute("open"));
  }

  #composer() {
    this.input = h("textarea", { id: "question", rows: "1", "aria-describedby": "hint", autocomplete: "off", spellcheck: "false",
      placeholder: "Ví dụ: hạn báo cáo là khi nào?", enterkeyhint: "send", oninput: () => this.#suggest(),
      onkeydown: (event) => {
        // Enter while an input method composes a letter (Telex, VNI) must not send.
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        this.#submit();
      } });
    this.suggested = h("ul", { class: "suggested", "aria-label": "Văn bản gợi ý" });
    const send = h("button", { type: "submit", class: "primary" }, "Gửi", unseen(" câu hỏi"));
    return h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.#submit(); } },
      h("div", { class: "column" },
        this.suggested,
        h("label", { for: "question" }, "Nội dung cần hỏi"),
        div("row", this.input, send),
        h("p", { class: "hint", id: "hint" }, "Gõ có dấu hoặc không dấu. Enter để gửi, Shift+Enter để xuống dòng.")));
  }

  /** Offers completions after a pause in typing; an older reply is void. */
  #suggest() {
    this.#stopCompleting();
    this.#typing = setTimeout(async () => {
      const typed = this.input.value;
      if (typed.trim().length < 2 || typed.length > 300) return this.#offer([]);
      this.#completing = new AbortController();
      try {
        const path = this.service.url(`suggest?limit=${SUGGESTED}&q=${encodeURIComponent(typed)}`);
        this.#offer((await this.service.json(path, { signal: this.#completing.signal })).suggestions);
      } catch (error) {
        if (error.name !== "AbortError") this.#offer([]); // completion is a help, its failure no event
      }
    }, TYPING_MS);
  }

  #offer(found) {
    const before = this.suggested.childElementCount;
    this.suggested.replaceChildren(...found.map(({ document: item, question }) => h("li", {},
      press(() => this.fill(question), item.name,
        span("resolved", item.subject ? ` – ${item.subject}` : "")))));
    if (found.length && found.length !== before) {
      announceIn(this.shadowRoot, `Có ${found.length} văn bản gợi ý; nhấn Shift+Tab để chọn.`);
    }
  }

  #stopCompleting() {
    clearTimeout(this.#typing);
    this.#completing?.abort();
  }

  #stopTyping() {
    this.#stopCompleting();
    this.suggested.replaceChildren();
  }

  #submit() {
    const question = this.input.value.trim();
    if (!question) {
      announceIn(this.shadowRoot, "Hãy nhập câu hỏi.");
      this.input.focus();
      return;
    }
    this.input.value = "";
    this.#stopTyping();
    this.ask(question);
  }

  async ask(question, documentId = null, { afresh = false, ignore = [] } = {}) {
    if (!this.emit("ask", { question }, true)) return null;
    if (afresh) this.#remember(null);
    this.#asked = [question, ...this.#asked.filter((item) => item !== question)].slice(0, RECENT);
    this.#setOpen(true);
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    const turn = new Turn(this, question, documentId, ignore);
    this.#turn = turn;
    this.turns.append(turn.element);
    this.welcome.replaceChildren();
    turn.waiting(() => stop.abort());
    this.#reveal(turn);
    announceIn(this.shadowRoot, "Đang tra cứu.");
    try {
      const body = { question, filters: { ignore } };
      if (this.#conversation) body.conversation_id = this.#conversation;
      if (documentId) body.filters.document_ids = [documentId];
      const answer = await this.service.ask(body, stop.signal, (name, part) => turn.arriving(name, part));
      this.#remember(answer.conversation_id);
      turn.answered(answer);
      announceIn(this.shadowRoot, turn.summary());
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
    if (error.name === "AbortError") {
      turn.stopped();
      return;
    }
    let shown = error;
    if (!(error instanceof ServiceError)) {
      console.error(error);
      shown = new ServiceError(TEXT.broken, { code: "unexpected" });
    }
    turn.failed(shown);
    announceIn(this.shadowRoot, shown.message);
    this.emit("error", { code: shown.code, status: shown.status, message: shown.message });
  }

  #reveal(turn) {
    if (turn !== this.#turn) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    turn.element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  fill(question) {
    this.input.value = question;
    this.#stopTyping();
    this.input.focus();
  }

  openSource(source) {
    this.viewer.open(source.document, source);
    this.emit("source", { document_id: source.document.id, passage_id: source.id, citation: source.citation });
  }

  openDocument(document_) {
    this.viewer.open(document_);
    this.emit("source", { document_id: document_.id, passage_id: null, citation: document_.name });
  }

  newConversation() {
    this.#stop?.abort();
    this.#turn = null;
    this.#remember(null);
    this.turns.replaceChildren();
    this.#welcome();
    this.input.focus();
  }

  show() {
    this.#setOpen(true);
    // A host page that nobody asks on costs the service nothing but the script.
    if (!this.#turn && !this.welcome.hasChildNodes()) this.#welcome();
    this.input.focus();
    this.emit("open", {});
  }

  hide() {
    this.#setOpen(false);
    this.launcher?.focus();
    this.emit("close", {});
  }

  #setOpen(open) {
    if (!this.bubble) return;
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.toggleAttribute("open", open);
  }

  async #welcome() {
    const given = (this.getAttribute("examples") ?? "").split("|").map((item) => item.trim()).filter(Boolean);
    const welcome = this.welcome;
    welcome.replaceChildren();
    append(welcome, [h(this.heading(1), {}, "Tra cứu kế hoạch, chỉ thị và văn bản của cơ quan"),
      h("p", {}, "Mỗi câu trả lời là nguyên văn trích từ văn bản, kèm vị trí chính xác và trang gốc để đối chiếu."),
      this.#conversation && p("hint", "Đang tiếp tục cuộc hỏi trước; chọn “Cuộc hỏi mới” để bắt đầu lại.")]);
    const offering = (label, texts) => texts.length > 0 && div("examples", h("p", {}, label),
      texts.map((text) => press(() => this.ask(text), text)));
    append(welcome, [offering("Câu vừa hỏi:", this.#asked)]);
    let offer;
    try {
      offer = await this.service.json(this.service.url("examples"));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      welcome.append(p("notice", error.message));
      return;
    }
    if (this.#turn) return;
    append(welcome, [
      offer.has_samples && p("notice", TEXT.sample),
      offering("Câu hỏi gợi ý:", given.length ? given : offer.questions),
      !this.service.tokens && this.#library(offer.documents), // a site may ask, not read the list
    ]);
  }

  #library(total) {
    if (!total) return p("notice", "Kho văn bản chưa có văn bản nào.");
    const list = h("ul");
    const open = async () => {
      if (list.hasChildNodes()) return;
      const { documents } = await this.service.documents();
      append(list, [documents.map((item) => h("li", {},
        h("button", { class: "plain", onclick: () => this.openDocument(item) }, item.name),
        span("resolved", ` ${item.subject ?? ""}`))),
      total > documents.length && h("li", { class: "resolved" }, `và ${total - documents.length} văn bản khác`)]);
    };
    return h("details", { class: "library", ontoggle: () => open().catch((error) => announceIn(this.shadowRoot, error.message)) },
      h("summary", {}, `Kho hiện có ${total} văn bản`), list);
  }

  #keeping() {
    const address = this.service.url(`conversations/${this.#conversation}`);
    const save = (form, label) => this.service.saving(`${address}/export?format=${form}`, `hoi-van-ban.${form}`, label);
    const drop = h("button", { class: "plain", onclick: async () => {
      try {
        await this.service.fetch(address, { method: "DELETE" });
        this.newConversation();
        announceIn(this.shadowRoot, "Đã xóa cuộc hỏi khỏi hệ thống.");
      } catch (error) {
        announceIn(this.shadowRoot, error.message);
      }
    } }, "Xóa cuộc hỏi");
    this.kept.replaceChildren(...(this.#conversation && this.#turn
      ? [h("span", {}, "Cuộc hỏi này:"), save("docx", "Tải DOCX"), save("md", "Tải Markdown"), drop] : []));
  }

  #remember(id) {
    this.#conversation = id ?? null;
    this.#keeping();
    stored((storage) => (id ? storage.setItem(STORED_CONVERSATION, id) : storage.removeItem(STORED_CONVERSATION)));
  }

  emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`hoivanban:${name}`, { detail, cancelable, bubbles: true, composed: true }));
  }
}

if (!customElements.get("hoi-van-ban")) customElements.define("hoi-van-ban", HoiVanBan);
