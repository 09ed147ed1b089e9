/** Modules that a page reads after it stands: an absent network delays them, and breaks nothing that is on screen. */

const PAUSES = [1, 2, 4, 8, 16, 32]; // seconds between the tries; the service may be starting again

/** Gives what `load` imports to `use`; tried again when the network is back. Nothing happens where it stays away. */
export async function later(load, use) {
  let module = await load().catch(() => null);
  for (const pause of PAUSES) {
    if (module) break;
    await networkOr(pause);
    module = await load().catch(() => null);
  }
  if (module) await use(module);
}

/** Waits for the network's return, at most so many seconds. */
function networkOr(seconds) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", go);
  });
}
