/** What may be done with an answer: copied with its citations, given on as a link, printed. */

import { copy, copyButton } from "../parts/copying.js";
import { announceIn, div, h, press } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { letter } from "./letter.js";

export function toolsOf(turn) {
  const { widget, answer } = turn;
  if (!answer.statements.length) return null;
  return div("tools actions",
    copyButton(letter(answer), widget.shadowRoot, "", "Sao chép câu trả lời kèm trích dẫn"),
    linkButton(widget, answer),
    press(() => printed(turn), icon("print"), "In"));
}

/** The address of the answer's own page, which the service gives once the answer is kept. */
function linkButton(widget, answer) {
  const label = h("span", {}, "Sao chép liên kết");
  return press(async () => {
    let said = "Đã sao chép liên kết.";
    try {
      const { page_url: path } = await widget.service.json(widget.service.url(`answers/${answer.id}`));
      if (!await copy(widget.service.resolve(path.slice(1)), widget.shadowRoot)) said = "Trình duyệt không cho sao chép.";
    } catch (error) {
      said = error.message;
    }
    label.textContent = said;
    announceIn(widget.shadowRoot, said);
    setTimeout(() => { label.textContent = "Sao chép liên kết"; }, 2500);
  }, icon("link"), label);
}

/** Prints this answer alone, on as few pages as it takes. */
function printed(turn) {
  const { panel } = turn.widget;
  panel.classList.add("one");
  turn.element.classList.add("printed");
  addEventListener("afterprint", () => {
    panel.classList.remove("one");
    turn.element.classList.remove("printed");
  }, { once: true });
  print();
}
