/** Keys of the HTTP interface and sites that embed the question box: made (the secret is shown once), listed, revoked. */

import { get, one as safe, send, who } from "./api.js";
import { badge, button, day, facts, h, newId, tell } from "./dom.js";
import { ask, asked, labelName, open } from "./dialogs.js";

const SCOPES = {
  ask: "Hỏi và xem điều được trích dẫn", read: "Đọc kho văn bản", write: "Nạp, rút, đọc lại, đổi người được thấy",
  review: "Bàn văn thư: duyệt, sửa, gộp", admin: "Cấp khóa, mọi việc",
};
const STATES = { active: ["Đang dùng", "good"], over: ["Hết hạn", "warn"], revoked: ["Đã thu hồi", "bad"] };

const line = (options = {}) => h("input", { type: "text", maxlength: "200", autocomplete: "off", ...options });
const words = (text) => text.split(/[,\n]/).map((word) => word.trim()).filter(Boolean);

/** Boxes to tick; its value is what is ticked. */
function choices(title, options, ticked = []) {
  const boxes = options.map(([value, text]) => {
    const box = h("input", { type: "checkbox", id: newId(), value, checked: ticked.includes(value) });
    return [box, h("div", { class: "tick" }, box, h("label", { for: box.id }, text))];
  });
  return {
    field: h("fieldset", {}, h("legend", {}, title), boxes.map(([, row]) => row)),
    value: () => boxes.filter(([box]) => box.checked).map(([box]) => box.value),
  };
}

function labelBoxes(session) {
  const labels = [...new Set(["noi_bo", ...session.labels])];
  const seen = labels.filter((one) => one !== "cong_khai" && !one.startsWith("cho_duyet"));
  const given = session.kind === "local" ? [...seen, "tat_ca"] : seen.filter((one) => session.labels.includes(one));
  return choices("Được thấy ngoài văn bản công khai", given.map((one) => [one, labelName(one)]));
}

const perMinute = () => asked("Số yêu cầu nhiều nhất mỗi phút", line({ inputmode: "numeric", maxlength: "6" }),
  "Bỏ trống là theo cài đặt.");
const number = (text) => (text ? Number(text) : null);
const whole = (control) => /^\d*$/.test(control.control.value.trim());

/** Shows what can never be shown again. */
async function secretShown(title, secret, more) {
  const box = line({ readonly: true, value: secret, class: "secret", maxlength: "500" });
  box.id = newId();
  const said = h("p", { class: "about", role: "status" });
  const copy = button("Chép", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(secret);
      said.textContent = "Đã chép.";
    } catch {
      said.textContent = "Trình duyệt không cho chép; hãy chọn dòng trên và nhấn Ctrl+C.";
    }
  }, "primary");
  await open(title, [
    h("p", { class: "notice" }, "Hãy cất ngay: hệ thống chỉ giữ mã băm nên không bao giờ hiện lại được."),
    h("label", { for: box.id }, "Khóa bí mật"), box, h("div", { class: "actions" }, copy), said, more,
  ]).closed;
}

/** A section of grants: the list, and what makes a new one. */
async function section(place, intro, makeText, make, read, card) {
  const list = h("ul", { class: "cards" });
  const none = h("p", {});
  async function load() {
    try {
      const items = await read();
      list.replaceChildren(...items.map((one) => card(one, load)));
      none.textContent = items.length ? "" : "Chưa có mục nào.";
    } catch (problem) {
      tell(problem.message, true);
    }
  }
  place.append(h("p", {}, intro), h("div", { class: "actions" }, button(makeText, () => make(load), "primary")), none, list);
  await load();
}

export function keys(place, session) {
  const intro = session.kind === "local"
    ? "Chưa có khóa nào: dịch vụ chỉ nhận yêu cầu từ chính máy này. Sau khi tạo khóa đầu tiên, mọi truy cập đều cần khóa, "
      + "kể cả trang này; vì vậy khóa đầu tiên phải có quyền admin."
    : "Mỗi phần mềm, mỗi người nên có khóa riêng; thu hồi khóa cũng chấm dứt các phiên đăng nhập bằng khóa đó.";
  return section(place, intro, "Tạo khóa", (load) => makeKey(session, load), async () => (await get("keys")).keys,
    (one, load) => keyCard(one, load));
}

async function makeKey(session, load) {
  const first = session.kind === "local";
  const name = asked("Tên khóa", line({ required: true }), "Ví dụ tên phần mềm hoặc người dùng.");
  const scopes = choices("Quyền", Object.entries(SCOPES).map(([code, text]) => [code, `${code}: ${text}`]), [first ? "admin" : "ask"]);
  const labels = labelBoxes(session);
  const days = asked("Số ngày dùng được", line({ inputmode: "numeric", value: "365", maxlength: "4" }), "0 là không hết hạn; khóa có quyền admin ngắn hơn, theo cài đặt.");
  const limit = perMinute();
  const check = () => {
    if (!name.value()) return "Hãy đặt tên cho khóa.";
    if (!scopes.value().length) return "Hãy chọn ít nhất một quyền.";
    if (first && !scopes.value().includes("admin")) return "Khóa đầu tiên phải có quyền admin, nếu không sẽ không ai vào được trang này.";
    if (!whole(days) || !days.value() || Number(days.value()) > 3650) return "Số ngày cần từ 0 đến 3650.";
    return whole(limit) ? "" : "Số yêu cầu mỗi phút cần là một số.";
  };
  const fields = { name, scopes, labels, days, per_minute: limit };
  const given = await ask("Tạo khóa", "Khóa chỉ được hiện một lần, ngay sau khi tạo.", { yes: "Tạo khóa", fields, check });
  if (!given) return;
  const made = await send("POST", "keys", { ...given, days: Number(given.days), per_minute: number(given.per_minute) });
  await secretShown(`Khóa “${made.key.name}”`, made.secret,
    first && h("p", {}, "Từ bây giờ trang này cũng cần khóa: đóng hộp này rồi đăng nhập bằng khóa vừa tạo."));
  if (first) await who(true);
  tell(`Đã tạo khóa “${made.key.name}”.`);
  await load();
}

function keyCard(one, load) {
  const [state, kind] = STATES[one.state];
  const revoke = button("Thu hồi", async () => {
    const yes = await ask("Thu hồi khóa", `Mọi phần mềm và phiên đăng nhập dùng khóa “${one.name}” sẽ bị từ chối ngay. `
      + "Không khôi phục được.", { yes: "Thu hồi", danger: true });
    if (!yes) return;
    await send("DELETE", `keys/${safe(one.id)}`);
    tell(`Đã thu hồi khóa “${one.name}”.`);
    await load();
  }, "danger");
  return h("li", { class: "card" }, h("h2", {}, one.name),
    h("div", { class: "badges" }, badge(state, kind), one.idle && badge("Tạm dừng vì lâu không dùng", "warn")),
    one.idle && h("p", {}, `Mở lại trên máy chủ: hoivanban keys enable ${one.id}`),
    facts([["Quyền", one.scopes.join(", ")], ["Nhãn", one.labels.map(labelName).join(", ")],
      ["Yêu cầu mỗi phút", one.per_minute], ["Tạo ngày", day(one.made_at)],
      ["Dùng đến", one.ends_at ? day(one.ends_at) : "không hết hạn"], ["Dùng lần cuối", day(one.used_at)],
      ["Thu hồi ngày", day(one.revoked_at)], ["Mã", one.id]]),
    one.state === "active" && h("div", { class: "actions" }, revoke));
}

export function sites(place, session) {
  return section(place, "Chỉ các trang đăng ký ở đây mới được nhúng khung hỏi đáp; trang khác bị trình duyệt và máy chủ từ chối.",
    "Đăng ký trang", (load) => makeSite(session, load), async () => (await get("sites")).sites,
    (one, load) => siteCard(one, load));
}

async function makeSite(session, load) {
  const name = asked("Tên trang", line({ required: true }));
  const origins = asked("Địa chỉ của trang", h("textarea", { rows: "3", maxlength: "5000" }),
    "Mỗi dòng một địa chỉ, không có đường dẫn; ví dụ https://cong.tinh.gov.vn");
  const labels = labelBoxes(session);
  const limit = perMinute();
  const check = () => {
    if (!name.value()) return "Hãy đặt tên cho trang.";
    if (!words(origins.value()).length) return "Hãy ghi ít nhất một địa chỉ.";
    return whole(limit) ? "" : "Số yêu cầu mỗi phút cần là một số.";
  };
  const given = await ask("Đăng ký trang", "Trang được phép nhúng khung hỏi đáp.",
    { yes: "Đăng ký", fields: { name, origins, labels, per_minute: limit }, check });
  if (!given) return;
  const body = { ...given, origins: words(given.origins), per_minute: number(given.per_minute) };
  const made = await send("POST", "sites", body);
  await secretShown(`Trang “${made.site.name}”`, made.secret, [
    h("p", {}, "Trang công khai không cần khóa này: chỉ cần hai dòng dưới đây. Khóa bí mật chỉ dành cho máy chủ của trang."),
    h("pre", { class: "code", tabindex: "0" }, `<script type="module" src="${location.origin}/widget.js"></script>\n`
      + `<hoi-van-ban site="${made.site.id}"></hoi-van-ban>`)]);
  tell(`Đã đăng ký trang “${made.site.name}”.`);
  await load();
}

function siteCard(one, load) {
  const [state, kind] = STATES[one.revoked_at ? "revoked" : "active"];
  const revoke = button("Thu hồi", async () => {
    const yes = await ask("Thu hồi trang", `Khung hỏi đáp trên “${one.name}” sẽ thôi hoạt động ngay. Không khôi phục được.`,
      { yes: "Thu hồi", danger: true });
    if (!yes) return;
    await send("DELETE", `sites/${safe(one.id)}`);
    tell(`Đã thu hồi trang “${one.name}”.`);
    await load();
  }, "danger");
  return h("li", { class: "card" }, h("h2", {}, one.name), h("div", { class: "badges" }, badge(state, kind)),
    facts([["Địa chỉ", one.origins.join(", ")], ["Nhãn", one.labels.map(labelName).join(", ")],
      ["Yêu cầu mỗi phút", one.per_minute], ["Đăng ký ngày", day(one.made_at)], ["Thu hồi ngày", day(one.revoked_at)],
      ["Mã", one.id]]),
    !one.revoked_at && h("div", { class: "actions" }, revoke));
}
