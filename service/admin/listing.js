/** Lists that are read page by page. */

import { button, fill, h, number } from "./dom.js";

/**
 * A list with a button for more. `read(after)` gives {items, following, total?}; `draw(item)` gives a list item.
 * Gives {element, load}: `load()` reads from the beginning, and rejects with what went wrong.
 */
export function paged(read, draw, { none, label }) {
  const list = h("ul", { class: "cards", "aria-label": label });
  const count = h("p", { class: "count", role: "status" });
  const more = h("div", { class: "actions" });
  let generation = 0;

  async function part(after) {
    const mine = generation;
    const page = await read(after);
    if (mine !== generation) return; // the filters were changed meanwhile
    const before = list.childElementCount;
    fill(list, page.items.map(draw));
    const shown = list.childElementCount;
    count.textContent = shown ? `Đang hiện ${number(shown)}${page.total === undefined ? "" : ` / ${number(page.total)}`} mục` : none;
    more.replaceChildren();
    if (page.following) more.append(button("Xem thêm", () => part(page.following)));
    if (after && list.children[before]) {
      const first = list.children[before].querySelector("button, a, summary");
      first?.focus();
    }
  }

  async function load() {
    generation += 1;
    list.replaceChildren();
    more.replaceChildren();
    count.textContent = "Đang đọc…";
    try {
      await part(null);
    } catch (problem) {
      count.textContent = "";
      throw problem;
    }
  }
  return { element: h("div", {}, count, list, more), load };
}
