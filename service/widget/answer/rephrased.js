/**
 * What a language model of the house made of the quotes, under the quoted answer that stands already. Asked for only
 * where the service has one; a slow or absent one leaves the answer as it is.
 */

import { h } from "../parts/dom.js";

/** From now on a button under every answer. */
export function begin(host) {
  host.addEventListener("hoivanban:answer", ({ detail }) => offer(host, detail.answer));
}

/** A button under the answer that was given last. */
function offer(host, answer) {
  const shown = [...host.shadowRoot.querySelectorAll(".answer")].at(-1);
  if (!shown || !answer.statements.length) return;
  const place = h("div", { class: "rephrased", role: "status" });
  const ask = h("button", { class: "plain" }, "Diễn đạt gọn lại");
  ask.addEventListener("click", async () => {
    ask.disabled = true;
    place.replaceChildren(h("p", { class: "hint" }, "Đang chờ mô hình ngôn ngữ; câu trích ở trên đã đủ để dùng."));
    const found = await host.service.json(host.service.url(`answers/${answer.id}/rephrase`), { method: "POST" })
      .catch(() => ({ sentences: [], note: "Chưa diễn đạt lại được; hãy dùng câu trích nguyên văn ở trên." }));
    place.replaceChildren(...told(found, answer));
    ask.remove();
  });
  shown.append(h("div", { class: "actions" }, ask), place);
}

function told({ sentences, note }, answer) {
  if (!sentences.length) return [h("p", { class: "hint" }, note)];
  return [
    h("p", { class: "hint" }, "Do mô hình ngôn ngữ rút gọn, từng câu đã đối chiếu với câu trích; khi viết công văn hãy dùng câu trích nguyên văn."),
    h("ul", {}, sentences.map(({ text, source, rephrased }) =>
      h("li", { class: "text" }, `${text} (${rephrased ? "rút gọn" : "nguyên văn"}, ${answer.sources[source].citation})`))),
  ];
}
