/** Modules that a page reads after it stands: an absent network delays them, and breaks nothing that is on screen. */

const PAUSES = [0, 1, 2, 4, 8, 16, 32]; // seconds before each try; the service may be starting again

/** Gives what `load` imports to `use`; tried again when the network is back. Nothing happens where it stays away. */
export async function later(load, use) {
  for (const pause of PAUSES) {
    if (pause) await networkOr(pause);
    const module = await load().catch(() => null);
    if (module) {
      await use(module);
      return;
    }
  }
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
