/** Who is signed in, what that allows, and the ways out; for whoever is not, what he sees and the way in. */

import { div, h, press, span } from "../parts/dom.js";
import { leave, loginAddress } from "./session.js";
import { follow, shaded } from "./styles.js";

const DOES = { ask: "hỏi", read: "xem danh sách", write: "nạp, rút văn bản", review: "duyệt, sửa", admin: "quản trị" };
const SEES = { cong_khai: "Công khai", noi_bo: "Nội bộ" };

/** The element for a page's head; null where nobody needs an account. */
export function accountMenu(session, base, themed) {
  if (session?.sign_in) return follow(shaded(guest(base)), themed);
  if (!["session", "oidc"].includes(session?.kind)) return null;
  const does = Object.keys(DOES).filter((scope) => session.scopes.includes(scope)).map((scope) => DOES[scope]);
  const sees = session.labels.map((label) => SEES[label] ?? `Nhóm ${label.replace(/^nhom:/, "")}`);
  const menu = h("div", { class: "menu", id: "menu", hidden: true },
    h("dl", {}, h("dt", {}, "Được làm"), h("dd", {}, does.join(", ")), h("dt", {}, "Được xem"), h("dd", {}, sees.join(", ")),
      session.idle_minutes && [h("dt", {}, "Tự kết thúc"), h("dd", {}, `sau ${session.idle_minutes} phút không thao tác`)]),
    div("actions", h("a", { class: "button", href: new URL("login", base) }, "Phiên đăng nhập của tôi"),
      press(() => leave(base, false), "Đăng xuất"), press(() => leave(base, true), "Đăng xuất mọi nơi")));
  const opener = h("button", {
    class: "who", "aria-expanded": "false", "aria-controls": "menu", "aria-label": `Tài khoản: ${session.name}`, title: session.name,
    onclick: () => show(menu.hidden),
  }, session.name);
  const show = (open) => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  const element = follow(shaded(opener, menu), themed);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    show(false);
    opener.focus();
  });
  element.addEventListener("focusout", (event) => { if (event.relatedTarget && !element.contains(event.relatedTarget)) show(false); });
  return element;
}

function guest(base) {
  return div("guest", span("said", "Khách: chỉ thấy văn bản công khai"),
    h("a", { class: "button", href: loginAddress(base) }, "Đăng nhập"));
}
