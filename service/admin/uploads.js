/** Uploads: files and whole folders, dropped or chosen, are one job with a row for each file, followed to its end. */

import { follow, get, send, sendFiles } from "./api.js";
import { badge, button, fill, h, newId, size, tell } from "./dom.js";
import { labelChoice } from "./dialogs.js";
import { details } from "./document.js";

/** Of one request: few enough files and bytes that a broken connection costs little. */
const PART_FILES = 40;
const PART_BYTES = 24 << 20;
/** Results shown at once; the refused ones come first. */
const MOST_ROWS = 1000;
const ACCEPT = ".pdf,.docx,.doc,.odt,.rtf,.txt,.html,.htm,.xlsx,.xls,.ods,.csv,.pptx,.mht,.mhtml,.xml,.fodt,.png,.jpg,.jpeg,.tif,.tiff," +
  ".webp,.heic,.gif,.bmp,.zip,.eml,.msg,.edxml";
/** What systems leave in folders: nobody means to send it. */
const LEFT_BY_SYSTEMS = /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$/i;
const RESULTS = { indexed: "good", unchanged: "info", duplicate: "info", moved: "info", held: "warn", refused: "bad" };

export async function uploads(place, session, stops) {
  const access = labelChoice(session);
  const list = h("ul", { class: "cards", "aria-label": "Các lần tải lên" });
  const limit = await get("status").then((status) => status.limits.file_mb, () => null);

  function take(given) {
    const files = given.filter((one) => !(one.name.includes("/") && LEFT_BY_SYSTEMS.test(one.file.name)));
    const label = access.value();
    if (label === "nhom:") {
      tell("Hãy ghi tên nhóm được thấy các tệp này.", true);
      return;
    }
    if (!files.length) return;
    if (files.length < given.length) tell(`Bỏ qua ${given.length - files.length} tệp do hệ điều hành để lại trong thư mục.`);
    const upload = uploadCard(files, label, limit, session, stops);
    list.prepend(upload.element);
    upload.run();
  }

  const chooser = (text, folder) => {
    const input = h("input", { type: "file", multiple: true, accept: folder ? null : ACCEPT, webkitdirectory: folder, id: newId() });
    input.addEventListener("change", () => {
      take([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
      input.value = "";
    });
    // The browser's own button speaks the browser's language.
    return h("div", { class: "chooser" }, input, h("label", { for: input.id, class: "button" }, text));
  };
  const zone = h("div", { class: "drop" },
    h("p", { "aria-hidden": "true" }, "Kéo tệp hoặc thư mục vào đây, hoặc"),
    h("div", { class: "actions" }, chooser("Chọn tệp", false), chooser("Chọn thư mục", true)),
    h("p", { class: "hint" }, `PDF, Word, bảng tính, ảnh quét, tệp nén${limit ? `; mỗi tệp nhiều nhất ${limit} MB` : ""}.`));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take(await dropped(event.dataTransfer));
  });
  place.append(access.field, zone, list);
}

/** The files of a drop, those in folders with their folders' names. */
async function dropped(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...data.files].map((file) => ({ file, name: file.name }));
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

async function walk(entry, above, found) {
  const name = `${above}${entry.name}`;
  if (entry.isFile) {
    found.push({ file: await new Promise((resolve, reject) => { entry.file(resolve, reject); }), name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const part = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!part.length) return; // a browser gives a hundred at a time
    for (const inner of part) await walk(inner, `${name}/`, found);
  }
}

/** The files in parts that one request may hold. */
function parts(files) {
  const found = [];
  let bytes = 0;
  for (const one of files) {
    if (!found.length || found.at(-1).length >= PART_FILES || bytes + one.file.size > PART_BYTES) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1).push(one);
    bytes += one.file.size;
  }
  return found;
}

function uploadCard(files, label, limit, session, stops) {
  const heading = newId();
  const total = files.reduce((sum, one) => sum + one.file.size, 0);
  const bar = h("progress", { max: "1", value: "0", "aria-labelledby": heading });
  const said = h("p", { class: "count", role: "status" }, "Đang chờ tải lên");
  const results = rows(session);
  const actions = h("div", { class: "actions" });
  const element = h("li", { class: "card" }, h("h2", { id: heading }, files.length === 1 ? files[0].name : `${files.length} tệp`),
    h("p", { class: "about" }, size(total)), bar, said, actions, results.element);
  let stopped = false;
  stops.push(() => { stopped = true; });

  /** Whoever leaves the page while files are being sent is asked: what is not sent yet would be lost. */
  const held = (event) => event.preventDefault();
  async function run() {
    try {
      addEventListener("beforeunload", held);
      const job = await send("POST", "uploads", { access: label });
      const unsent = await sendAll(job.id);
      await send("POST", `uploads/${job.id}/begin`, { not_sent: unsent.map((one) => ({ name: one.name, reason: one.reason })) });
      removeEventListener("beforeunload", held);
      said.textContent = "Đã tải lên; đang nạp vào kho…";
      await ended(job.id, unsent.filter((one) => one.again));
    } catch (problem) {
      removeEventListener("beforeunload", held);
      bar.remove();
      said.textContent = "";
      actions.replaceChildren(h("p", { class: "error", role: "alert" }, problem.message), button("Tải lên lại", () => {
        actions.replaceChildren();
        element.insertBefore(bar, said);
        return run();
      }));
    }
  }

  /** Sends all files; gives those that could not be sent, each with the reason and whether sending again may help. */
  async function sendAll(number) {
    const fits = (one) => !limit || one.file.size <= limit * (1 << 20);
    const unsent = files.filter((one) => !fits(one)).map((one) => ({ ...one, reason: `Tệp lớn hơn giới hạn ${limit} MB.`, again: false }));
    let sent = 0;
    for (const part of parts(files.filter(fits))) {
      said.textContent = `Đang tải lên: ${sent} / ${files.length} tệp`;
      try {
        await sendFiles(number, part, (share) => { bar.value = (sent + share * part.length) / files.length; });
      } catch (problem) {
        if (problem.status === 409) throw problem;
        unsent.push(...part.map((one) => ({ ...one, reason: problem.message, again: true })));
      }
      sent += part.length;
    }
    return unsent;
  }

  function ended(number, again) {
    bar.removeAttribute("value");
    return new Promise((resolve) => {
      const stop = follow(number, results.add, (job) => {
        if (job.total) {
          bar.max = Math.max(job.total, files.length);
          bar.value = job.done;
        }
        // Until all are counted the job knows only those that were never sent.
        said.textContent = job.ended_at ? summary(job) : `Đang nạp: ${job.done} / ${Math.max(job.total, files.length)} tệp`;
        if (!job.ended_at) return;
        bar.remove();
        fill(actions, [again.length > 0 && button(`Tải lên lại ${again.length} tệp chưa gửi được`, () => {
          const next = uploadCard(again, label, limit, session, stops);
          element.before(next.element);
          return next.run();
        }), results.retried() > 0 && button(`Thử lại ${results.retried()} tệp`, async () => {
          await send("POST", `jobs/${number}/retry`);
          actions.replaceChildren();
          results.clear();
          await ended(number, []);
        })]);
        resolve();
      });
      stops.push(() => {
        stop();
        resolve();
      });
      if (stopped) stop();
    });
  }
  return { element, run };
}

/** How a job ended, in one sentence. */
export function summary(job) {
  const counted = `đã nhận ${job.accepted} tệp${job.refused ? `, không nhận ${job.refused} tệp` : ""}`;
  return job.error || `Việc số ${job.id} ${job.label}: ${counted}.`;
}

/** The rows of a job's files, the refused first; gives {element, add, clear, retried}. */
export function rows(session) {
  const refused = h("div", { class: "outcomes" });
  const others = h("div", { class: "outcomes" });
  const found = new Map();
  return {
    element: h("div", {}, refused, others),
    add(one) {
      if (found.has(one.path)) return;
      found.set(one.path, one);
      const place = one.result === "refused" ? refused : others;
      if (place.childElementCount < MOST_ROWS) place.append(outcome(one, session));
      else if (place.childElementCount === MOST_ROWS) place.append(h("p", {}, "Các tệp còn lại: xem ở “Việc của kho”."));
    },
    clear() {
      found.clear();
      refused.replaceChildren();
      others.replaceChildren();
    },
    retried: () => [...found.values()].filter((one) => one.retried).length,
  };
}

/** What became of a file. */
export function outcome(one, session) {
  const text = [one.path, one.passages ? `${one.passages} đoạn` : ""].filter(Boolean).join(" · ");
  return fill(h("div", { class: "outcome" }), [
    badge(one.label, RESULTS[one.result] ?? "warn"), h("span", { class: "text" }, text),
    one.part_of && h("span", { class: "about" }, `trong ${one.part_of}`),
    one.reason && h("p", { class: one.result === "refused" ? "error" : "about" }, one.reason),
    one.document_id && one.result !== "refused" && one.result !== "withdrawn"
      && button("Xem văn bản", () => details(one.document_id, session, () => {}), "plain"),
  ]);
}
