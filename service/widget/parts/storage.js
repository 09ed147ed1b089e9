/** The page's own storage. */

/** Uses the page's storage; null where it is closed. */
export function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
