/** Copying to the clipboard, and the button that does it. */

import { announceIn, h, unseen } from "./dom.js";
import { icon } from "./icons.js";

/** Copies also where the clipboard API is closed (plain http). */
export async function copy(text, root) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Permission refused: the older way below still works after a click.
    }
  }
  const area = h("textarea", { class: "hidden", readonly: true, "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  root.append(area);
  const back = root.getRootNode().activeElement;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  back?.focus();
  return done;
}

/** `text` is what is copied, or gives it when it is wanted; `which` tells a screen reader whose button it is. */
export function copyButton(text, root, which = "", name = "Sao chép trích dẫn") {
  const label = h("span", {}, name);
  const button = h("button", {}, icon("copy"), label, unseen(which));
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    const done = await copy(typeof text === "function" ? text() : text, root);
    label.textContent = done ? "Đã sao chép" : "Không sao chép được";
    announceIn(root, done ? "Đã sao chép." : "Trình duyệt không cho sao chép.");
    setTimeout(() => { label.textContent = name; }, 2500);
  });
  return button;
}
