/** The page's own storage: for as long as the page's tab is open, or for good. */

/** Uses the storage of the tab; null where it is closed. */
export function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

/** Uses the storage that stays; null where it is closed. */
export function kept(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
