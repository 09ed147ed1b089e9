/**
 * Further pages of the chat page, beside the question box: each is a module of its own, loaded when it is first opened.
 * An address with its name behind the hash opens it: `/#nhiem-vu`, `/#nhiem-vu/t3f9c0d5a7b1e246`.
 */

/** Name behind the hash -> title, module. A module exports `page(host, rest)`: the element of the page. */
const PAGES = { "nhiem-vu": ["Việc được giao", "./tasks.js"] };

const host = document.querySelector("hoi-van-ban");
const title = document.title;
let opened = null;
let opener = null;

/** The page that the address names, and what stands behind its name. */
function named() {
  const [, name, rest] = /^#([a-z-]+)(.*)$/.exec(location.hash) ?? [];
  return Object.hasOwn(PAGES, name ?? "") ? [name, rest] : [null, ""];
}

async function show() {
  const [name, rest] = named();
  opened?.remove();
  opened = null;
  host.panel.hidden = Boolean(name);
  document.title = name ? `${PAGES[name][0]} – ${title}` : title;
  if (!name) {
    opener?.focus();
    return;
  }
  const { page } = await import(PAGES[name][1]);
  if (named()[0] !== name) return; // left meanwhile
  opened = page(host, rest, () => { location.hash = ""; });
  host.parentElement.append(opened);
  opened.begin();
}

async function offer() {
  const session = await host.service.json(host.service.url("session")).catch(() => null);
  if (!session?.scopes.includes("read")) return; // the lists are not for whoever may only ask
  const bar = host.shadowRoot.querySelector(".bar");
  for (const [name, [label]] of Object.entries(PAGES)) {
    const button = document.createElement("button");
    button.className = "plain";
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      opener = button;
      location.hash = name;
    });
    bar.insertBefore(button, bar.querySelector("button"));
  }
}

await customElements.whenDefined("hoi-van-ban");
addEventListener("hashchange", show);
offer();
if (named()[0]) show();
