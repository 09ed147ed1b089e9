/** A reader's verdict on an answer. */

import { announceIn, append, div, h, press, span } from "../parts/dom.js";
import { REASONS } from "../parts/words.js";

export function feedbackOn(widget, id) {
  const box = div("feedback");
  const say = async (verdict) => {
    let said = "Cảm ơn, nhận xét đã được ghi lại.";
    try {
      const kept = await widget.service.send(`answers/${id}/feedback`, verdict);
      await kept.text(); // left unread, the request would never end for the browser
      widget.emit("feedback", { answer_id: id, ...verdict });
    } catch (error) {
      said = error.message;
    }
    box.replaceChildren(h("p", { tabindex: "-1" }, said));
    box.firstChild.focus();
    announceIn(widget.shadowRoot, said);
  };
  append(box, [div("actions", span("", "Câu trả lời này có ích không?"),
    press(() => say({ useful: true }), "Có ích"),
    press(() => asked(box, id, say), "Chưa được"))]);
  return box;
}

/** The form that asks why. */
function asked(box, id, say) {
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
}
