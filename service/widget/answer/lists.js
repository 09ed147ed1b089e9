/**
 * The list behind an answer that lists documents: all of it, part by part, in the order wanted, and as a file.
 * Loaded when an answer has a list. `parts` are the widget's own makers of elements.
 */

const PART = 10;
const ORDERS = {
  newest: "Mới nhất trước",
  oldest: "Cũ nhất trước",
  deadline: "Theo thời hạn",
  number: "Theo số",
  issuer: "Theo cơ quan",
  title: "Theo trích yếu",
};

/** Fills the place that the answer keeps for its list. */
export function fill(place, turn, { h, documentBadges, documentLine, announceIn }) {
  const { widget } = turn;
  const { service } = widget;
  const { listing, candidates } = turn.answer;
  const cards = h("ol", { class: "cards", "aria-label": "Danh sách văn bản" });
  const count = h("p", { class: "about", role: "status" });
  const more = h("button", { onclick: () => next() }, "Xem thêm");
  const order = h("select", { "aria-label": "Sắp xếp", onchange: () => sort() },
    Object.entries(ORDERS).map(([value, label]) => h("option", { value, selected: value === listing.order }, label)));
  let following = listing.shown < listing.total ? `${listing.shown}~${candidates.at(-1).id}` : null;

  const address = (given, more_) => {
    const url = new URL(service.resolve(given));
    for (const [name, value] of Object.entries(more_)) url.searchParams.set(name, value);
    return url.href;
  };
  const card = (item, places = []) => h("li", { class: "card" },
    h("p", { class: "name text" }, item.name),
    h("p", { class: "about text" }, documentLine(item)),
    h("div", { class: "badges" }, documentBadges(item)),
    places.slice(0, 3).map((found) => h("p", { class: "text" }, found.printed ? `${found.printed}: ` : "", `“${found.quote}”`)),
    h("div", { class: "actions" },
      h("button", { onclick: () => widget.ask(turn.question, item.id) }, "Hỏi trong văn bản này",
        h("span", { class: "hidden" }, ` ${item.name}`)),
      h("button", { class: "plain", onclick: () => widget.openDocument(item) }, "Xem văn bản",
        h("span", { class: "hidden" }, ` ${item.name}`))));
  const told = () => {
    count.textContent = `${cards.childElementCount} trong ${listing.total} văn bản`;
    more.hidden = following === null;
  };
  const take = async (query) => {
    more.disabled = order.disabled = true;
    try {
      const page = await service.json(address(listing.url, { order: order.value, limit: PART, ...query }));
      cards.append(...page.documents.map((item) => card(item, page.places?.[item.id])));
      following = page.following;
      told();
    } catch (error) {
      announceIn(widget.shadowRoot, error.message);
      count.textContent = error.message;
    } finally {
      more.disabled = order.disabled = false;
    }
  };
  async function next() {
    const before = cards.childElementCount;
    await take({ after: following });
    cards.children[before]?.querySelector("button")?.focus();
  }
  async function sort() {
    cards.replaceChildren();
    await take({});
  }

  const save = (format, label) => service.saving(
    address(listing.export_url, { order: listing.order, format }), `danh-sach-van-ban.${format}`, label);
  cards.append(...candidates.map((item) => card(item)));
  told();
  place.replaceChildren(
    h(widget.heading(2), {}, `Danh sách (${listing.total} văn bản)`),
    h("div", { class: "actions" }, order, save("xlsx", "Tải XLSX"), save("csv", "Tải CSV")),
    count, cards, h("div", { class: "actions" }, more));
}
