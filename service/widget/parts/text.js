/** Text as it is shown: control signs by name, dates as documents print them, the parts that answer. */

/** These could make a quote read backwards, so they are shown by name. */
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

export function visible(value) {
  return String(value ?? "").replace(BIDI_CONTROLS, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase()}]`);
}

/** A date as documents print it: 09/3/2023, a zero before days under 10 and months 1 and 2. */
export function date(iso) {
  const [year, month, day] = String(iso ?? "").slice(0, 10).split("-").map(Number);
  return day ? `${String(day).padStart(2, "0")}/${month < 3 ? `0${month}` : month}/${year}` : "";
}

/** The reader's own day of a moment (UTC), in ISO's form. */
export function localDay(moment) {
  const then = new Date(moment);
  const two = (number) => String(number).padStart(2, "0");
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** The text in pieces, in order: those that are among `parts` are marked, each where it first stands. */
export function pieces(text, parts) {
  const found = [];
  for (const part of parts) {
    const at = part ? text.indexOf(part) : -1;
    if (at >= 0) found.push([at, at + part.length]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const cut = [];
  let done = 0;
  for (const [start, end] of found) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    if (from > done) cut.push({ text: text.slice(done, from), marked: false });
    cut.push({ text: text.slice(from, end), marked: true });
    done = end;
  }
  if (done < text.length) cut.push({ text: text.slice(done), marked: false });
  return cut;
}

/** The day of a moment as one speaks of it: today, yesterday, else its date. */
export function dayName(iso, now) {
  const day = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  const past = Math.round((day(now) - day(new Date(iso))) / 86400000);
  return ["Hôm nay", "Hôm qua"][past] ?? date(localDay(iso));
}
