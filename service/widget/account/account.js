/** The account on a page: the menu of whoever is signed in, and the watch over an idle session. */

import { watchIdle } from "./idle.js";
import { accountMenu } from "./menu.js";

/** `put` shows the menu, where there is one; `themed` is the element whose look the menu and its dialogs follow. */
export function account(session, base, themed, put) {
  const menu = accountMenu(session, base, themed);
  if (menu) put(menu);
  watchIdle(session, base, themed);
}
