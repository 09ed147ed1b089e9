/** Light or dark: as the system has it, or as the reader chose. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { kept } from "./storage.js";

const KEY = "hoivanban.theme";
const CHOICES = ["auto", "light", "dark"];
const NAMES = { auto: "Theo máy", light: "Sáng", dark: "Tối" };
/** The cookie of the choice on the pages of the service itself: those to sign in hold no script. */
const COOKIE = "hvb_theme";
const DARK = "(prefers-color-scheme: dark)";

/** The theme that holds now: what was chosen, else what is `preset`. */
export function resolved(chosen, preset, systemIsDark) {
  const wanted = CHOICES.includes(chosen) ? chosen : preset;
  return wanted === "dark" || (wanted === "auto" && systemIsDark) ? "dark" : "light";
}

/** Keeps `data-theme` of an element right; returns the button that changes the choice. */
export function themed(element, preset = "auto") {
  const system = matchMedia(DARK);
  let chosen = kept((storage) => storage.getItem(KEY));
  const label = h("span", { class: "label" });
  const button = h("button", { class: "plain theme", onclick: () => {
    chosen = CHOICES[(CHOICES.indexOf(now()) + 1) % CHOICES.length];
    kept((storage) => storage.setItem(KEY, chosen));
    show();
  } }, icon("theme"), label);
  const now = () => (CHOICES.includes(chosen) ? chosen : preset);
  const show = () => {
    element.dataset.theme = resolved(chosen, preset, system.matches);
    tellService(chosen);
    label.textContent = `Giao diện: ${NAMES[now()].toLowerCase()}`;
  };
  system.addEventListener("change", show);
  show();
  return button;
}

/** Tells the service of a choice. The page of another site that shows the chat gets no cookie. */
function tellService(chosen) {
  if (!CHOICES.includes(chosen) || new URL(import.meta.url).origin !== location.origin) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${chosen}; path=/; max-age=31536000; samesite=lax${secure}`;
}
