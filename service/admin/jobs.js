/** The library's jobs: those that run are followed as they go; they may be stopped, and ended ones done again. */

import { follow, get, send } from "./api.js";
import { badge, button, field, h, moment, newId, select, tell } from "./dom.js";
import { ask } from "./dialogs.js";
import { paged } from "./listing.js";
import { outcome } from "./uploads.js";

const KINDS = { ingest: "Nạp thư mục", upload: "Tải lên", reread: "Đọc lại văn bản", replace: "Thay tệp" };
const STATES = { receiving: "info", queued: "info", running: "warn", done: "good", failed: "bad", cancelled: "bad" };
/** Streams at once: a browser keeps six connections to a server. */
const FOLLOWED = 3;

export async function jobs(place, session, stops, given = {}) {
  const state = select([["", "Tất cả"], ["receiving", "Đang nhận tệp"], ["queued", "Đang chờ"], ["running", "Đang chạy"], ["done", "Đã xong"],
    ["failed", "Hỏng"], ["cancelled", "Đã dừng"]], given.state);
  let following = [];

  async function read(after) {
    const found = await get("jobs", { state: state.value, limit: 30, after });
    return { items: found.jobs, following: found.following };
  }
  const list = paged(read, (job) => jobCard(job, session, watch, load), { none: "Không có việc nào.", label: "Việc" });

  function watch(number, onFile, onState) {
    if (following.length >= FOLLOWED) return;
    following.push(follow(number, onFile, onState));
  }
  function leave() {
    for (const stop of following) stop();
    following = [];
  }
  async function load() {
    leave();
    try {
      await list.load();
    } catch (problem) {
      tell(problem.message, true);
    }
  }
  stops.push(leave);
  state.addEventListener("change", load);
  place.append(h("div", { class: "filters" }, field("Trạng thái", state),
    h("div", { class: "actions" }, button("Đọc lại danh sách", load),
      button("Nạp các thư mục theo dõi", async () => {
        const yes = await ask("Nạp các thư mục theo dõi", "Đọc mọi tệp mới hoặc đã đổi trong các thư mục được theo dõi?");
        if (!yes) return;
        const job = await send("POST", "jobs", {});
        tell(`Đã giao việc số ${job.id}.`);
        await load();
      }))), list.element);
  await load();
}

function jobCard(first, session, watch, load) {
  const heading = newId();
  const bar = h("progress", { "aria-labelledby": heading });
  const state = h("div", { class: "badges" });
  const about = h("p", { class: "about" });
  const error = h("p", { class: "error", hidden: true });
  const files = h("div");
  const actions = h("div", { class: "actions" });
  const names = first.paths;
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ` và ${names.length - 3} mục khác` : "");
  const live = !first.ended_at;

  function draw(job) {
    state.replaceChildren(badge(job.label, job.refused ? "warn" : STATES[job.state]),
      ...(job.cancelling && !job.ended_at ? [badge("đang dừng", "warn")] : []));
    const ended = job.ended_at ? `, kết thúc ${moment(job.ended_at)}` : "";
    const counted = job.ended_at ? `đã nhận ${job.accepted} tệp, không nhận ${job.refused} tệp` : `${job.done} / ${job.total} tệp`;
    about.textContent = `${counted} · giao lúc ${moment(job.made_at)}${ended}`;
    error.hidden = !job.error;
    error.textContent = job.error;
    bar.hidden = Boolean(job.ended_at);
    if (job.total) {
      bar.max = job.total;
      bar.value = job.done;
    }
    if (job.ended_at && !actions.querySelector("[data-retry]")) {
      actions.replaceChildren(again, ...(live ? [] : [results]));
      again.dataset.retry = "";
    } else if (!job.ended_at && !actions.contains(stop)) actions.replaceChildren(stop);
  }
  const stop = button("Dừng", async () => {
    const yes = await ask("Dừng việc", `Dừng việc số ${first.id}? Tệp đã nạp vẫn ở trong kho.`, { yes: "Dừng", danger: true });
    if (!yes) return;
    await send("POST", `jobs/${first.id}/cancel`);
    tell(`Đang dừng việc số ${first.id}.`);
  }, "danger");
  const again = button("Chạy lại", async () => {
    await send("POST", `jobs/${first.id}/retry`);
    tell(`Việc số ${first.id} được chạy lại; tệp đã nạp được bỏ qua.`);
    await load();
  });
  const results = button("Kết quả từng tệp", async () => {
    let after = null;
    do {
      const found = await get(`jobs/${first.id}`, { after });
      if (after === null) files.replaceChildren();
      const [bad, good] = [true, false].map((wanted) => found.files.filter((one) => (one.result === "refused") === wanted));
      files.prepend(...bad.map((one) => outcome(one, session)));
      files.append(...good.map((one) => outcome(one, session)));
      after = found.following;
    } while (after);
    if (!files.childElementCount) files.append(h("p", {}, "Chưa có kết quả nào."));
  });
  draw(first);
  if (live) watch(first.id, (one) => files.append(outcome(one, session)), draw);
  return h("li", { class: "card" }, h("h2", { id: heading }, `Việc số ${first.id}: ${KINDS[first.kind] ?? first.kind}`),
    h("p", { class: "text" }, shown), state, bar, about, error, actions, files);
}
