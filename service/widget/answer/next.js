/** Questions that may be asked next of the document quoted, each of which the library answers. */

import { div, p, press } from "../parts/dom.js";

const REST_MS = 1500; // whoever asks again at once is not kept waiting for this

/** Fills the place once a reader has come to it and stays: what nobody reads costs the service nothing. */
export function offerNext(turn, place) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    setTimeout(() => { if (place.isConnected) fill(turn, place); }, REST_MS);
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
