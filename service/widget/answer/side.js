/** What an answer's buttons use of the chat. */

/** Questions go through the element, which asks the host page first. */
export function sideOf(chat) {
  return {
    service: chat.service,
    panel: chat.panel,
    shadowRoot: chat.shadowRoot,
    heading: (depth) => chat.heading(depth),
    ask: (...given) => chat.host.ask(...given),
    fill: (question) => chat.composer.fill(question),
    openSource: (source) => chat.openSource(source),
    openDocument: (document_) => chat.openDocument(document_),
    emit: (...given) => chat.emit(...given),
  };
}
