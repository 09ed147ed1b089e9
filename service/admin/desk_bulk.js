/** What may be done with the chosen documents of the table at once. */

import { follow, mayWrite, send, url } from "./api.js";
import { button, fill, h, number, tell } from "./dom.js";
import { ask, asked, labelChoice, open } from "./dialogs.js";
import { TEXT } from "../widget/parts/words.js";

/** Documents of one request. */
const PART = 200;

/** Gives {element, draw}: `draw(total)` shows how many are chosen and what may be done with them. */
export function bulk({ session, chosen, conditions, load, clear, everything }) {
  const element = h("div", { class: "actions bulk" });
  const file = (format, name) => h("a", { href: url("library/table/export", { ...conditions(), format }), download: true }, name);
  const count = () => `${number(chosen.size)} văn bản`;

  /** Does an act with all that are chosen, part by part, and says what became of it. */
  async function act(body, said) {
    const ids = [...chosen];
    let done = 0;
    const skipped = [];
    for (let from = 0; from < ids.length; from += PART) {
      const found = await send("POST", "documents/bulk", { ...body, ids: ids.slice(from, from + PART) });
      done += found.done;
      skipped.push(...found.skipped);
    }
    clear();
    await load();
    const why = [...new Set(skipped.map((one) => one.reason))].join(" ");
    tell(`${said} ${number(done)} văn bản${skipped.length ? `; ${skipped.length} văn bản không đổi: ${why}` : "."}`);
  }

  const withdraw = () => button("Rút", async () => {
    const reason = asked("Lý do (được lưu lại)", h("input", { type: "text", maxlength: "500" }));
    const given = await ask(`Rút ${count()}`, "Các văn bản này thôi được dùng để trả lời ngay lập tức; có thể cho trả lời trở lại.",
      { yes: "Rút", danger: true, fields: { reason } });
    if (given) await act({ act: "withdraw", ...given }, "Đã rút");
  }, "danger");
  const restore = () => button("Cho trả lời lại", async () => {
    if (await ask(`Cho ${count()} trả lời lại`, "Các văn bản đã rút được dùng để trả lời trở lại.")) await act({ act: "restore" }, "Đã cho trả lời lại");
  });
  const relabel = () => button("Đổi người được thấy", async () => {
    const given = await ask(`Đổi người được thấy ${count()}`, "Ai được thấy các văn bản này, cả trong câu trả lời?",
      { yes: "Đổi", fields: { access: labelChoice(session) } });
    if (given) await act({ act: "relabel", ...given }, "Đã đổi người được thấy của");
  });
  const reread = (ocr) => button(ocr ? "Đọc lại bằng nhận dạng" : "Đọc lại", async () => {
    const text = ocr ? "Mọi trang được nhận dạng từ ảnh, cả trang có lớp chữ; có thể mất vài giây mỗi trang."
      : "Tệp gốc được đọc lại bằng bản phần mềm hiện tại.";
    if (!await ask(`Đọc lại ${count()}`, [text, "Mục văn thư đã sửa vẫn giữ."], { yes: "Đọc lại" })) return;
    const ids = [...chosen];
    const job = await send("POST", "documents/reread", { ids: ids.slice(0, 1000), ocr });
    clear();
    await watch(job, "Đọc lại văn bản", session);
    await load();
  });

  function draw(total) {
    const some = chosen.size > 0;
    element.replaceChildren();
    fill(element, [
      h("span", { role: "status" }, some ? `Đã chọn ${number(chosen.size)}.` : ""),
      some && mayWrite(session) && [relabel(), withdraw(), restore(), chosen.size <= 1000 && [reread(false), reread(true)], button("Bỏ chọn", clear)],
      mayWrite(session) && total > chosen.size && button(`Chọn cả ${number(total)} văn bản đúng điều kiện`, everything),
      total > 0 && file("xlsx", "Xuất danh sách (XLSX)"), total > 0 && file("csv", "Xuất danh sách (CSV)"),
    ]);
  }
  return { element, draw };
}

/** Follows a job in a dialog to its end; it goes on when the dialog is closed. */
export async function watch(job, title, session) {
  const module = await import("./uploads.js").catch(() => null);
  if (!module) {
    tell(`Việc số ${job.id} vẫn chạy; xem ở phần “Việc của kho”. ${TEXT.notLoaded}`, true);
    return;
  }
  const { rows, summary } = module;
  const bar = h("progress", { max: "1", "aria-label": title });
  const said = h("p", { role: "status" }, `Việc số ${job.id}: đang chờ`);
  const results = rows(session);
  const shown = open(title, [bar, said, results.element]);
  const stop = follow(job.id, results.add, (now) => {
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
    }
    said.textContent = now.ended_at ? summary(now) : `Việc số ${now.id}: ${now.done} / ${now.total || "?"} văn bản`;
    if (now.ended_at) bar.remove();
  });
  await shown.closed;
  stop();
}
