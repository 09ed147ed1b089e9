/** Who asks in a page of another site: a random value in that page's storage, so that one's own history is found again. */

import { kept } from "../parts/storage.js";

const KEY = "hoivanban.visitor";

/** The header that names the visitor; none where the page's storage is closed. */
export function visitor() {
  const value = kept((storage) => {
    const known = storage.getItem(KEY);
    if (known) return known;
    const made = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    storage.setItem(KEY, made);
    return made;
  });
  return value ? { "x-hoivanban-visitor": value } : {};
}
