/** How the library stands: answers, index, disk, checks, backup, and the log of management acts. */

import { get, send, url } from "./api.js";
import { badge, button, facts, h, moment, number, size, tell } from "./dom.js";
import { ask } from "./dialogs.js";
import { paged } from "./listing.js";
import { neighbours } from "./neighbours.js";
import { sources } from "./sources.js";

/** Less free space than this part of the disk deserves a word. */
const LITTLE = 0.1;

export async function health(place) {
  const stand = h("section", { class: "part" });
  async function load() {
    const ready = await get("../../readyz").then(() => true, (problem) => problem);
    try {
      stand.replaceChildren(...drawn(await get("library/health"), ready));
    } catch (problem) {
      tell(problem.message, true);
    }
  }
  const verify = button("Kiểm tra kho", async () => {
    tell("Đang kiểm tra cơ sở dữ liệu và mã băm của mọi tệp gốc…");
    const found = await send("POST", "library/verify");
    if (found.problems.length) tell(`Kho có ${found.problems.length} chỗ sai; xem bên dưới.`, true);
    else tell("Kho nguyên vẹn.");
    await load();
  }, "primary");
  const backup = button("Sao lưu", async () => {
    const yes = await ask("Sao lưu kho", ["Trình duyệt sẽ tải về một tệp chứa toàn bộ kho: mọi tệp gốc, kể cả văn bản nội bộ và "
      + "văn bản chờ duyệt, và câu hỏi đã lưu.", "Hãy cất tệp ở nơi chỉ người có thẩm quyền mở được."], { yes: "Tải bản sao lưu" });
    if (!yes) return;
    // A link, so that the browser writes the file to the disk as it comes.
    const link = h("a", { href: url("library/backup"), download: "", hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    tell("Đang sao lưu; trình duyệt báo khi tải xong. Tải dở dang là sao lưu không thành.");
  });
  const chain = h("div", { role: "status" });
  const check = button("Kiểm tra nhật ký", async () => {
    const found = await get("audit/verify");
    chain.replaceChildren(
      badge(found.intact ? "Nhật ký nguyên vẹn" : "Nhật ký đã bị can thiệp", found.intact ? "good" : "bad"),
      h("p", { class: "text" }, `${found.events} dòng; mã băm của dòng cuối: ${found.head}`),
      ...found.problems.map((one) => h("p", { class: "error" }, one.reason)));
  });
  async function read(after) {
    const found = await get("audit", { limit: 20, after });
    return { items: found.events, following: found.following };
  }
  const log = paged(read, event, { none: "Chưa có việc quản trị nào.", label: "Nhật ký" });
  const places = sources(), others = neighbours();
  place.append(stand, h("div", { class: "actions" }, verify, backup, button("Đọc lại", load)),
    places.element, others.element,
    h("section", { class: "part" }, h("h2", {}, "Nhật ký quản trị"), h("div", { class: "actions" }, check), chain, log.element));
  await load();
  await Promise.all([places.load(), others.load()]);
  await log.load().catch((problem) => tell(problem.message, true));
}

function drawn(found, ready) {
  const free = `${size(found.disk_free)} / ${size(found.disk_total)}`;
  const last = found.last_check;
  return [
    h("h2", {}, "Kho và chỉ mục"),
    h("div", { class: "badges" },
      ready === true ? badge("Sẵn sàng trả lời", "good") : badge(ready.message, "bad"),
      found.lag ? badge(`Chỉ mục chậm ${found.lag} thay đổi`, "warn") : badge("Chỉ mục theo kịp kho", "good"),
      found.disk_free < found.disk_total * LITTLE && badge("Đĩa sắp đầy", "bad")),
    facts([["Văn bản đang trả lời", number(found.documents)], ["Chờ duyệt", found.held_back],
      ["Đã rút", found.withdrawn], ["Số đoạn", number(found.passages)],
      ["Véc-tơ nghĩa", found.deep === null ? "không dùng"
        : `${number(found.deep)} trên ${number(found.passages)} đoạn đã có`],
      ["Thay đổi mới nhất", number(found.change)],
      ["Việc đang chờ, đang chạy", found.jobs_waiting], ["Đĩa còn trống", free], ["Mô hình", found.model],
      ["Phiên bản", found.version], ["Sao lưu qua trang này", found.last_backup ? moment(found.last_backup) : "chưa lần nào"],
      ["Kiểm tra kho", last ? `${moment(last.at)}: ${last.problems.length ? `${last.problems.length} chỗ sai` : "nguyên vẹn"}`
        : "chưa lần nào"]]),
    ...(last?.problems ?? []).map((line) => h("p", { class: "error" }, line)),
    ...(found.backup_possible ? [] : [h("p", { class: "notice" },
      "Kho dùng PostgreSQL: hãy sao lưu cơ sở dữ liệu bằng pg_dump và thư mục files bằng rsync.")]),
  ];
}

function event(one) {
  const detail = Object.entries(one.detail).filter(([, value]) => value !== "" && value !== null)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`).join("; ");
  return h("li", { class: "card" }, h("h3", {}, `${one.seq}. ${one.act} ${one.object}`),
    h("p", { class: "about" }, [moment(one.at), one.actor, one.address].filter(Boolean).join(" · ")),
    detail && h("p", { class: "text" }, detail));
}
