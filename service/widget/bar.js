/** The bar above the chat: the unit's emblem and name, what is opened from there, who is signed in. */

import { div, h, press, span } from "./parts/dom.js";
import { icon } from "./parts/icons.js";
import { later } from "./parts/later.js";
import { themed } from "./parts/theme.js";

/** The bar's element; `host.emblem`, `unit`, `theme` are attributes, or come with the service's appearance. */
export function barOf(chat) {
  const { host } = chat;
  const theme = themed(host, host.getAttribute("theme") ?? (host.getAttribute("mode") === "page" ? "auto" : "light"));
  chat.historyButton = h("button", { class: "plain", "aria-expanded": "false", onclick: () => chat.toggleHistory() },
    icon("history"), span("label", "Lịch sử"));
  chat.brand = div("brand", h(chat.heading(0), { id: "heading" }, host.label));
  named(chat, { unit: host.getAttribute("unit"), emblem: host.getAttribute("emblem") });
  return div("bar", chat.brand,
    h("button", { class: "plain", onclick: () => chat.newConversation() }, icon("add"), span("label", "Cuộc hỏi mới")),
    chat.historyButton, theme,
    host.bubble && press(() => chat.hide(), icon("close"), span("label", "Thu nhỏ")));
}

/** Shows the unit's emblem and name in the bar, once they are known. */
export function named(chat, { unit, emblem }) {
  if (emblem && !chat.brand.querySelector("img")) chat.brand.prepend(h("img", { src: emblem, alt: "", class: "emblem" }));
  if (unit && !chat.brand.querySelector(".unit")) chat.brand.append(span("unit", unit));
}

/** Who is signed in, with the ways out, or the way in; nothing where nobody needs an account. */
export function signedIn(chat, session) {
  const { base } = chat.service;
  chat.service.account = ["session", "oidc"].includes(session?.kind);
  later(() => import("./account/account.js"),
    ({ account }) => account(session, base, chat.host, (menu) => chat.bar.append(menu)));
}
