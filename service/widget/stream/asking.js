/** A question sent and its answer taken in. One that breaks off is fetched again, not asked again. */

import { ServiceError } from "../state/service.js";
import { TEXT } from "../parts/words.js";
import { events } from "./events.js";

/** Waits before a broken answer is fetched again: a restart of the service fits. */
const RECONNECT_MS = [300, 1000, 3000, 5000, 8000];

/** The answer; its parts are handed on as they arrive. */
export async function askStreamed(service, body, signal, onPart) {
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = { accept: "text/event-stream, application/json", "idempotency-key": key };
  let begun = false;
  for (const wait of [...RECONNECT_MS, null]) {
    try {
      const response = await service.send("ask", body, { headers, signal });
      if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return await response.json();
      begun = true;
      for await (const [name, data] of events(response.body)) {
        if (name === "answer") return data;
        onPart(name, data);
      }
      throw new ServiceError(TEXT.offline);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      const unread = error instanceof TypeError;
      const lost = unread || error.code === "offline" || error.status > 501; // a proxy says 502 to 504 meanwhile
      if (!lost || !begun || wait === null) throw unread ? new ServiceError(TEXT.offline) : error;
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      signal.throwIfAborted();
    }
  }
  throw new ServiceError(TEXT.offline);
}
