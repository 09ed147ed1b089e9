/** The sources of an answer by document: its name once, its places, its warnings once. No elements are made here. */

/**
 * `{cited, others}`, each a list of `{document, service, places: [{source, index}], notices: [{text, index}]}` in the
 * order of the sources; `service` is null for the own library. A notice of every place of the document has the index
 * null; another names the place that it belongs to.
 */
export function grouped(sources, statements) {
  const quoted = new Set(statements.map((item) => item.source));
  const isCited = (_, index) => !quoted.size || quoted.has(index);
  const numbered = sources.map((source, index) => ({ source, index }));
  return {
    cited: byDocument(numbered.filter(({ source, index }) => isCited(source, index))),
    others: byDocument(numbered.filter(({ source, index }) => !isCited(source, index))),
  };
}

function byDocument(numbered) {
  const groups = new Map();
  for (const place of numbered) {
    const { document, service = null } = place.source;
    const key = `${service?.name ?? ""}/${document.id}`; // two services may hold the same document
    if (!groups.has(key)) groups.set(key, { document, service, places: [] });
    groups.get(key).places.push(place);
  }
  return [...groups.values()].map((group) => ({ ...group, notices: noticesOnce(group.places) }));
}

function noticesOnce(places) {
  const told = new Map();
  for (const { source, index } of places) {
    for (const text of source.notices) told.set(text, [...(told.get(text) ?? []), index]);
  }
  return [...told].map(([text, where]) => ({ text, index: where.length === places.length ? null : where[0] }));
}

/**
 * Notices that begin with a document's name, each sentence once with all documents that it is said of; what is said of
 * all without a name is not said again of one.
 */
export function noticesByDocument(notices, names) {
  const told = new Map();
  for (const notice of notices) {
    const name = names.find((one) => notice.startsWith(`${one}: `)) ?? null;
    const text = name === null ? notice : notice.slice(name.length + 2);
    told.set(text, [...(told.get(text) ?? []), name]);
  }
  return [...told].map(([text, of]) => {
    const known = [...new Set(of)].filter((name) => name !== null);
    const ofAll = known.length > 1 && known.length === names.length;
    if (of.includes(null) && !ofAll) return text; // without a name it is said of whatever is quoted
    return `${ofAll ? "Các văn bản này" : known.join(", ")}: ${text}`;
  });
}

/** What is over or was changed in every document quoted: said before it is read. */
export function warningsOfAll(sources, statements) {
  const told = statements.map(({ source }) => sources[source].notices);
  return (told[0] ?? []).filter((notice) => /^Lưu ý|đã hết thời gian/.test(notice) && told.every((all) => all.includes(notice)));
}
