/** What stands where no question was asked yet: what may be asked, and what the library holds. */

import { announceIn, append, div, h, p, press, span } from "./parts/dom.js";
import { TEXT } from "./parts/words.js";
import { ServiceError } from "./state/service.js";

/** Fills the chat's place of welcome; `isDue()` is false once a question was asked meanwhile. */
export async function welcome(chat, { asked, isDue }) {
  const { host, service, welcome: place } = chat;
  const given = (host.getAttribute("examples") ?? "").split("|").map((item) => item.trim()).filter(Boolean);
  const offering = (label, texts) => texts.length > 0 && div("examples", h("p", {}, label),
    texts.map((text) => press(() => host.ask(text), text)));
  place.replaceChildren();
  append(place, [h(chat.heading(1), {}, "Tra cứu kế hoạch, chỉ thị và văn bản của cơ quan"),
    h("p", {}, "Mỗi câu trả lời là nguyên văn trích từ văn bản, kèm vị trí chính xác và trang gốc để đối chiếu."),
    offering("Câu vừa hỏi:", asked)]);
  let offer;
  try {
    offer = await service.json(service.url("examples"));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    place.append(p("notice", error.message));
    return;
  }
  if (!isDue()) return;
  append(place, [
    offer.has_samples && p("notice", TEXT.sample),
    offering("Câu hỏi gợi ý:", given.length ? given : offer.questions),
    !service.tokens && library(chat, offer.documents), // a site may ask, not read the list
  ]);
}

function library(chat, total) {
  if (!total) return p("notice", "Kho văn bản chưa có văn bản nào.");
  const list = h("ul");
  const open = async () => {
    if (list.hasChildNodes()) return;
    const { documents } = await chat.service.documents();
    append(list, [documents.map((item) => h("li", {},
      h("button", { class: "plain", onclick: () => chat.openDocument(item) }, item.name),
      span("resolved", ` ${item.subject ?? ""}`))),
    total > documents.length && h("li", { class: "resolved" }, `và ${total - documents.length} văn bản khác`)]);
  };
  return h("details", { class: "library", ontoggle: () => open().catch((error) => announceIn(chat.shadowRoot, error.message)) },
    h("summary", {}, `Kho hiện có ${total} văn bản`), list);
}
