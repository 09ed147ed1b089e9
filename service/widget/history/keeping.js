/** What may be done with the conversation that is open: saved as a file, deleted. */

import { announceIn, h, span } from "../parts/dom.js";
import { icon } from "../parts/icons.js";

export function keeping(chat) {
  const { service } = chat;
  const address = service.url(`conversations/${chat.conversation}`);
  const save = (form, label) => service.saving(`${address}/export?format=${form}`, `hoi-van-ban.${form}`, icon("down"), label);
  const drop = h("button", { class: "plain", onclick: async () => {
    try {
      await service.fetch(address, { method: "DELETE" });
      chat.newConversation();
      if (!chat.history.element.hidden) chat.history.load();
      announceIn(chat.shadowRoot, "Đã xóa cuộc hỏi khỏi hệ thống.");
    } catch (error) {
      announceIn(chat.shadowRoot, error.message);
    }
  } }, icon("trash"), "Xóa cuộc hỏi");
  return [span("", "Cuộc hỏi này:"), save("docx", "Tải DOCX"), save("md", "Tải Markdown"), drop];
}
