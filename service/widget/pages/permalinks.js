/** The pages for people: of one answer (/a/ID), of one document opened where the address says (/van-ban/ID#doan-N). */

import { h, p } from "../parts/dom.js";
import { dayName } from "../parts/text.js";

/** What an address names: `{kind: "answer", id, code}`, `{kind: "document", id, passage, page}`, or null. */
export function addressed({ pathname, search, hash }) {
  const [, kind, id] = /\/(a|van-ban)\/([A-Za-z0-9_-]+)$/.exec(pathname) ?? [];
  const query = new URLSearchParams(search);
  if (kind === "a") return { kind: "answer", id, code: query.get("ma") ?? "" };
  if (kind !== "van-ban") return null;
  const number = (name) => Number(new RegExp(`^#${name}-(\\d+)$`).exec(hash)?.[1] ?? query.get(name) ?? 0) || null;
  return { kind: "document", id, passage: number("doan"), page: number("trang") };
}

/** Shows what the address names; true where it names something. */
export async function opened(chat) {
  const wanted = addressed(location);
  if (!wanted) return false;
  try {
    await (wanted.kind === "answer" ? answer(chat, wanted) : document_(chat, wanted));
  } catch (error) {
    chat.welcome.replaceChildren(h("p", { class: "notice", role: "alert" }, error.message),
      h("p", {}, h("a", { href: chat.service.base }, "Về trang hỏi đáp")));
  }
  return true;
}

async function answer(chat, { id, code }) {
  const query = code ? `?ma=${encodeURIComponent(code)}` : "";
  const kept = await chat.service.json(chat.service.url(`answers/${id}${query}`));
  const told = `Câu trả lời đã đưa ra ${dayName(kept.asked_at, new Date()).toLowerCase()}, nguyên như lúc đó.`;
  chat.showKept([kept], kept.own ? kept.answer.conversation_id : null, p("hint", told));
}

async function document_(chat, { id, passage, page }) {
  const { service } = chat;
  if (passage !== null) {
    const view = await service.json(service.url(`documents/${id}/passages/${passage}`));
    await chat.openSource({ ...view.passage, notices: view.notices });
    return;
  }
  const found = await service.json(service.url(`documents/${id}`));
  await chat.openDocument(found);
  if (page !== null) (await chat.viewer())?.turnTo(page);
}
