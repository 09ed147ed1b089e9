/** An answer as text for a letter. No elements are made here. */

import { noticesByDocument } from "../sources/grouping.js";

/** What was asked of whom: "Thời hạn (Sở Tài chính)". */
export function slotName(statement) {
  return statement.about ? `${statement.slot} (${statement.about})` : statement.slot;
}

/** One passage as it may stand in a letter: word for word, its formal citation, and what must be said of it. */
export function excerpt({ text, formal, notices }) {
  return [`“${text.trim()}” (${formal}).`, ...notices].join("\n\n");
}

/** The whole answer: quotes with formal citations, then all that must be said of them, each once. */
export function letter({ statements, sources, notices, candidates = [] }) {
  const quotes = statements.map((item) => {
    const value = item.shown && item.slot ? `${slotName(item)}: ${item.shown}\n` : "";
    return `${value}“${item.quote}” (${sources[item.source].formal}).`;
  });
  const said = new Set([...statements.flatMap((item) => sources[item.source].notices), ...notices]);
  return [...quotes, ...noticesByDocument([...said], candidates.map(({ name }) => name))].join("\n\n");
}
