/** Asking by voice, where the browser recognises speech and the service's settings allow it. */

import { announceIn, h } from "../parts/dom.js";
import { icon } from "../parts/icons.js";

/** Puts the button beside the box; nothing where the browser has no speech recognition. */
export function offerVoice(composer) {
  const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
  if (!Recognition) return;
  let running = null;
  const label = h("span", { class: "hidden" }, "Nói câu hỏi");
  const button = h("button", { "aria-pressed": "false", onclick: () => {
    if (running) running.stop();
    else start();
  }, title: "Nói câu hỏi. Trình duyệt có thể gửi âm thanh tới máy chủ của hãng; không đọc nội dung mật." }, icon("microphone"), label);
  const start = () => {
    running = new Recognition();
    running.lang = "vi-VN";
    running.interimResults = true;
    const before = composer.input.value;
    running.onresult = ({ results }) => {
      composer.write([before, ...[...results].map((result) => result[0].transcript)].filter(Boolean).join(" "));
    };
    running.onerror = ({ error }) => announceIn(composer.root, error === "not-allowed"
      ? "Trình duyệt chưa cho dùng micrô." : "Chưa nghe được, hãy nói lại hoặc gõ câu hỏi.");
    running.onend = () => {
      running = null;
      button.setAttribute("aria-pressed", "false");
      composer.focus();
    };
    button.setAttribute("aria-pressed", "true");
    announceIn(composer.root, "Đang nghe.");
    running.start();
  };
  composer.more.append(button);
}
