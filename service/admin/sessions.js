/** Sessions that are open now, of everybody: since when, last used, from where; and the way to end them. */

import { get, one as safe, send } from "./api.js";
import { badge, button, facts, h, moment, tell } from "./dom.js";
import { ask } from "./dialogs.js";

export async function sessions(place) {
  const list = h("ul", { class: "cards" });
  const none = h("p", {});
  place.append(h("p", {}, "Mỗi lần đăng nhập vào trang là một phiên. Kết thúc một phiên không thu hồi khóa hay tài khoản: người "
    + "đó có thể đăng nhập lại. Muốn chặn hẳn thì thu hồi khóa, hoặc khóa tài khoản ở máy chủ đăng nhập."), none, list);
  async function load() {
    const found = (await get("sessions", { everybody: "true" })).sessions;
    const ofSame = (who) => found.filter((one) => one.who === who).length;
    none.textContent = found.length ? "" : "Không có phiên nào đang mở.";
    list.replaceChildren(...found.map((one) => card(one, ofSame(one.who), load)));
  }
  await load();
}

function card(one, ofSame, load) {
  const end = button("Kết thúc", async () => {
    await send("DELETE", `sessions/${safe(one.id)}`);
    tell(`Đã kết thúc một phiên của “${one.name}”.`);
    await load();
  });
  end.setAttribute("aria-label", `Kết thúc phiên của ${one.name}, bắt đầu ${moment(one.made_at)}`);
  const all = ofSame > 1 && button(`Kết thúc cả ${ofSame} phiên`, async () => {
    const text = `Mọi phiên của “${one.name}” sẽ kết thúc, ở mọi trình duyệt.`;
    if (!await ask("Kết thúc mọi phiên", text, { yes: "Kết thúc", danger: true })) return;
    await send("DELETE", `sessions?who=${encodeURIComponent(one.who)}`);
    tell(`Đã kết thúc mọi phiên của “${one.name}”.`);
    await load();
  }, "danger");
  return h("li", { class: "card" }, h("h2", {}, one.name),
    h("div", { class: "badges" }, one.current && badge("Phiên này", "good"),
      badge(one.kind === "oidc" ? "Tài khoản cơ quan" : "Khóa truy cập")),
    facts([["Trình duyệt", one.browser], ["Địa chỉ", one.address], ["Bắt đầu", moment(one.made_at)],
      ["Dùng lần cuối", moment(one.used_at)], ["Kết thúc nếu không dùng", moment(one.ends_at)]]),
    h("div", { class: "actions" }, !one.current && end, all));
}
