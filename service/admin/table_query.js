/** What the table of documents asks the service for. */

/** Rows of one screen. */
export const LIMIT = 100;

/** The order in which the table is opened, under the conditions given. */
export const withOrder = (asked) => ({ sort: "issued_date", descending: true, ...asked });

/** The conditions as the interface takes them; with `page` also the screen. */
export function query(given, page = null) {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "" && value !== null));
  return page === null ? set : { ...set, page, limit: LIMIT };
}

/** The first screen of an address with these conditions. */
export const firstScreen = ({ open, ...asked }) => ["library/table", query(withOrder(asked), 1)];
