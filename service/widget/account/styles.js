/** The look of the account's parts, which stand on the chat page and on the management page alike. */

import { BASE } from "../styles/base.js";
import { TOKENS } from "../styles/tokens.js";

const ACCOUNT = `
:host { position: relative; display: inline-block; font-size: 1rem }
.who { display: block; max-width: min(16rem, 100%); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.guest { display: inline-flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; color: var(--_muted) }
.menu {
position: absolute; z-index: 9; inset-inline-end: 0; top: calc(100% + .25rem); width: min(22rem, calc(100vw - 2rem)); padding: 1rem;
background: var(--_surface); border: var(--_edge); border-radius: var(--_radius); box-shadow: 0 .5rem 1.5rem rgb(15 25 40 / .25);
}
.menu dl { margin-bottom: .75rem; overflow-wrap: anywhere }
.menu dt { color: var(--_muted) }
.menu dd { margin-bottom: .5rem }
.actions { display: flex; flex-wrap: wrap; gap: .5rem }
dialog { max-width: min(28rem, calc(100vw - 2rem)); padding: 1.25rem; color: var(--_ink); background: var(--_surface) }
dialog::backdrop { background: rgb(15 25 40 / .6) }
dialog h2 { margin-bottom: .5rem; font-size: 1.125rem }
dialog p { margin-bottom: 1rem }
button.primary { background: var(--_accent-fill); border-color: var(--_accent-fill); color: var(--_on-accent) }
@media (max-width: 40rem) { .menu { position: fixed; inset-inline: 1rem; top: auto; width: auto } }
@media print { :host { display: none } }
`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(TOKENS + BASE + ACCOUNT);

/** An element with a root of its own in this look, light or dark as `themed` is. */
export function shaded(...children) {
  const element = document.createElement("div");
  const root = element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(...children);
  return element;
}

/** Keeps the element's theme that of `themed`. */
export function follow(element, themed) {
  const copy = () => { element.dataset.theme = themed.dataset.theme ?? "light"; };
  new MutationObserver(copy).observe(themed, { attributeFilter: ["data-theme"] });
  copy();
  return element;
}
