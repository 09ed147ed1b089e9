/** How a document stands, in words and colours. */

import { VALIDITY_TONES } from "../widget/parts/validity.js";
import { badge, h } from "./dom.js";

const STATES = { active: null, withdrawn: ["Đã rút", "bad"], held_back: ["Chờ duyệt", "warn"] };

export function badges(one) {
  const { document: found } = one;
  const state = STATES[one.state];
  return h("div", { class: "badges" },
    state && badge(state[0], state[1]),
    found.validity && badge(found.validity.label, VALIDITY_TONES[found.validity.code] ?? ""),
    badge(one.state === "held_back" ? `Khi duyệt: ${one.access_label}` : one.access_label, one.access === "cong_khai" ? "info" : "warn"),
    found.is_sample && badge("Văn bản mẫu", "warn"), found.is_draft && badge("Dự thảo", "warn"),
    found.warnings.length > 0 && badge(`${found.warnings.length} lưu ý`, "warn"));
}
