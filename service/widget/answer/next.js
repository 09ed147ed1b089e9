/** Questions that may be asked next of the document quoted, each of which the library answers. */

import { div, p, press } from "../parts/dom.js";

/** Fills the place once a reader has come to it: what nobody reaches costs the service nothing. */
export function offerNext(turn, place) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    fill(turn, place);
  });
  seen.observe(place);
}

async function fill({ widget, answer }, place) {
  const found = await widget.service.json(widget.service.url(`answers/${answer.id}/next`)).catch(() => null); // a help only
  if (!found?.questions.length) {
    place.remove();
    return;
  }
  place.append(p("label", "Hỏi tiếp:"), div("actions", found.questions.map((question) => press(() => widget.ask(question), question))));
}
