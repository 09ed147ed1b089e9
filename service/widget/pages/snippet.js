/** The lines that a host page needs for the widget. Pure. */

/** What an attribute is where it is not written. */
export const PRESETS = { mode: "inline", theme: "light", open: false };

/** The lines for the host page; what is left at its preset is not written, and styles become properties of the element. */
export function snippet(origin, values, styles = {}) {
  const given = Object.entries(values).filter(([name, value]) => value && value !== PRESETS[name]);
  const attributes = given.map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`)).join("");
  const set = Object.entries(styles).filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`);
  const sheet = set.length ? `<style>hoi-van-ban { ${set.join("; ").replaceAll("<", "")} }</style>\n` : "";
  return `${sheet}<script type="module" src="${origin}/widget.js"></script>\n<hoi-van-ban${attributes}></hoi-van-ban>`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
