/** The end of a session that nobody uses, told a minute before it strikes, with the way to stay. */

import { div, h, press } from "../parts/dom.js";
import { due, WARNED_SECONDS } from "./due.js";
import { leave, loginAddress, readSession } from "./session.js";
import { follow, shaded } from "./styles.js";

const RETRY_SECONDS = 10; // the network is away, or another tab may have gone on meanwhile

/** Watches the session of this page; without an idle limit there is nothing to watch. */
export function watchIdle(session, base, themed) {
  if (session?.idle_minutes) new IdleWatch(base, themed).plan(session.ends_in, false);
}

class IdleWatch {
  #timer = null;
  #endsAt = 0;
  #touched = false;
  #dialog = null;

  constructor(base, themed) {
    this.base = base;
    this.themed = themed;
    for (const kind of ["keydown", "pointerdown"]) {
      addEventListener(kind, () => { if (!this.#dialog) this.#touched = true; }, { capture: true, passive: true });
    }
    // A computer that slept, or a tab in the background, runs its timers late.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() > this.#endsAt - WARNED_SECONDS * 1000) this.#check();
    });
  }

  plan(endsIn, stayed) {
    this.#endsAt = Date.now() + endsIn * 1000;
    const next = due(endsIn, this.#touched && !stayed);
    if (next.act === "wait") {
      this.#close();
      if (stayed) this.#touched = false;
      this.#at(next.seconds, () => this.#check());
    } else if (next.act === "stay") this.stay();
    else this.#warn(stayed);
  }

  #at(seconds, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, seconds * 1000);
  }

  async #check(background = true) {
    try {
      const session = await readSession(this.base, background);
      if (session === null) location.assign(loginAddress(this.base, "idle"));
      else this.plan(session.ends_in, !background);
    } catch {
      this.#at(RETRY_SECONDS, () => this.#check(background));
    }
  }

  stay() {
    return this.#check(false);
  }

  /** `last`: staying did not help, because the working day of the session is over. */
  #warn(last) {
    if (!this.#dialog) this.#open(last);
    this.#tell();
    let left = RETRY_SECONDS;
    const tick = () => {
      this.#tell();
      left -= 1;
      if (left > 0 && Date.now() < this.#endsAt) this.#at(1, tick);
      else this.#check();
    };
    this.#at(1, tick);
  }

  #open(last) {
    this.left = h("strong", {});
    const why = last ? "Phiên đã kéo dài một ngày làm việc nên sẽ kết thúc sau " : "Không thấy thao tác nào; phiên sẽ kết thúc sau ";
    const dialog = h("dialog", { "aria-labelledby": "idle", "aria-describedby": "why", oncancel: (event) => {
      event.preventDefault();
      this.stay();
    } },
    h("h2", { id: "idle" }, "Phiên đăng nhập sắp kết thúc"),
    h("p", { id: "why" }, why, this.left, last ? ". Hãy lưu việc đang làm rồi đăng nhập lại." : ". Chọn “Ở lại” để làm tiếp."),
    div("actions", !last && h("button", { class: "primary", onclick: () => this.stay() }, "Ở lại"),
      press(() => leave(this.base, false), "Đăng xuất")));
    this.#dialog = follow(shaded(dialog), this.themed);
    document.body.append(this.#dialog);
    this.opener = document.activeElement;
    dialog.showModal();
  }

  #tell() {
    this.left.textContent = `${Math.max(0, Math.round((this.#endsAt - Date.now()) / 1000))} giây`;
  }

  #close() {
    if (!this.#dialog) return;
    this.#dialog.remove();
    this.#dialog = null;
    this.opener?.focus();
  }
}
