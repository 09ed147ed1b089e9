/** What the page's address names: a section and the conditions behind it (`#duyet?kind=head`). */

/** Name and conditions of the address; the name is "" where it names none. */
export function named() {
  const [name, conditions = ""] = location.hash.slice(1).split("?");
  return [name, Object.fromEntries(new URLSearchParams(conditions))];
}
