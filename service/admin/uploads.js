/** Uploading by drag and drop or by the keyboard: one request and one job for each file, followed to its end. */

import { follow, get, upload } from "./api.js";
import { badge, button, fill, h, newId, size, tell } from "./dom.js";
import { labelChoice } from "./dialogs.js";
import { details } from "./document.js";

/** Files sent at once; the service takes four. */
const AT_ONCE = 2;
const ACCEPT = ".pdf,.docx,.doc,.odt,.rtf,.txt,.html,.htm,.xlsx,.xls,.ods,.csv,.pptx,.mht,.mhtml,.xml,.fodt,.png,.jpg,.jpeg,.tif,.tiff," +
  ".webp,.heic,.gif,.bmp,.zip,.eml,.msg,.edxml";
const RESULTS = { indexed: "good", unchanged: "info", duplicate: "info", moved: "info", held: "warn", refused: "bad" };

export async function uploads(place, session, stops) {
  const access = labelChoice(session);
  const input = h("input", { type: "file", multiple: true, accept: ACCEPT, id: newId() });
  const list = h("ul", { class: "cards", "aria-label": "Tệp đã chọn" });
  const waiting = [];
  let running = 0;
  const limits = await get("status").then((status) => status.limits.file_mb, () => null);

  function begin() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      waiting.shift()().finally(() => {
        running -= 1;
        begin();
      });
    }
  }

  function take(files) {
    const label = access.value();
    if (label === "nhom:") {
      tell("Hãy ghi tên nhóm được thấy các tệp này.", true);
      return;
    }
    for (const file of files) {
      const row = fileRow(file, session, stops);
      list.append(row.element);
      waiting.push(() => row.send(label));
    }
    begin();
  }

  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  const zone = h("div", { class: "drop" },
    // The browser's own button speaks the browser's language.
    h("p", { "aria-hidden": "true" }, "Kéo tệp vào đây, hoặc"), h("div", { class: "chooser" }, input,
      h("label", { for: input.id, class: "button" }, "Chọn tệp")),
    h("p", { class: "hint" }, `PDF, Word, văn bản, ảnh quét${limits ? `; mỗi tệp nhiều nhất ${limits} MB` : ""}.`));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  place.append(access.field, zone, list);
}

function fileRow(file, session, stops) {
  const name = newId();
  const bar = h("progress", { max: "1", value: "0", "aria-labelledby": name });
  const said = h("p", { class: "about", role: "status" }, "Đang chờ gửi");
  const results = h("div");
  const element = h("li", { class: "card" },
    h("h2", { id: name }, file.name), h("p", { class: "about" }, size(file.size)), bar, said, results);

  async function send(label) {
    try {
      said.textContent = "Đang gửi…";
      const job = await upload(file, label, (part) => { bar.value = part; });
      said.textContent = "Đã gửi; đang nạp vào kho…";
      bar.removeAttribute("value");
      await ended(job.id);
    } catch (problem) {
      bar.remove();
      said.remove();
      results.append(badge("không nhận", "bad"), h("p", { class: "error" }, problem.message));
    }
  }

  function ended(number) {
    return new Promise((resolve) => {
      const stop = follow(number, (one) => results.append(outcome(one, session)), (job) => {
        if (!job.ended_at) return;
        bar.remove();
        said.textContent = job.error || `Việc số ${job.id}: ${job.label}`;
        resolve();
      });
      stops.push(() => {
        stop();
        resolve();
      });
    });
  }
  return { element, send };
}

/** What became of a file. */
export function outcome(one, session) {
  const text = [one.path.split("/").pop(), one.passages ? `${one.passages} đoạn` : ""].filter(Boolean).join(" · ");
  return fill(h("div", { class: "outcome" }), [
    badge(one.label, RESULTS[one.result] ?? "warn"), h("span", { class: "text" }, text),
    one.reason && h("p", { class: one.result === "refused" ? "error" : "about" }, one.reason),
    one.document_id && one.result !== "refused" && one.result !== "withdrawn"
      && button("Xem văn bản", () => details(one.document_id, session, () => {}), "plain"),
  ]);
}
