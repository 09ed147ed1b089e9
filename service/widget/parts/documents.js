/** A document and its places in a line: badges, issuer and day, pages. */

import { span } from "./dom.js";
import { date } from "./text.js";
import { VALIDITY_TONES } from "./validity.js";

/** Badges of the chat bear the classes of its answers. */
const CLASSES = { good: "complete", warn: "partial", info: "ambiguous", bad: "refused" };

/** Pages as cited: "trang 4" or "trang 4–5". */
export function pages(item) {
  const shown = [...new Set([item.page_from, item.page_to])].filter(Boolean).join("–");
  return shown && `trang ${shown}`;
}

export function documentBadges(document_) {
  return [
    document_.is_sample && span("badge sample", "Văn bản mẫu"),
    document_.is_draft && span("badge refused", "Dự thảo"),
    document_.validity && span(`badge ${CLASSES[VALIDITY_TONES[document_.validity.code]] ?? ""}`, document_.validity.label),
    ["ocr", "mixed"].includes(document_.text_source) && span("badge", "Bản quét"),
  ].filter(Boolean);
}

export function isPaged(document_) {
  return document_.page_count > 0 && ["pdf", "image"].includes(document_.kind);
}

export function documentLine(document_) {
  return [document_.issuer, date(document_.issued_date), document_.subject].filter(Boolean).join(" · ");
}
