/** Plots as plain SVG: stacked columns and lines over days or hours. Each has a title, a description and a table behind it. */

import { SVG } from "../widget/parts/icons.js";
import { h, newId } from "./dom.js";

const HEIGHT = 180;
const LEFT = 44;
const TOP = 10;
const BOTTOM = 24;
/** Room for a label of the lower axis. */
const LABEL = 52;
/** The narrowest that a plot is drawn. */
const NARROWEST = 220;

/** The numbers written at the left axis: from nothing to at least `most`, in steps of one, two or five. */
export function ticks(most, wanted = 4) {
  const least = Math.max(most, 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least));
  const found = [0];
  while (found.at(-1) < most) found.push(found.at(-1) + step);
  return found.length > 1 ? found : [0, step];
}

/** Every how many columns one has its label, so that none touches the next. */
export function every(columns, width) {
  return Math.max(1, Math.ceil((columns * LABEL) / Math.max(width, 1)));
}

/** The points of a line in parts: a column without a value parts it. */
export function runs(values) {
  const found = [[]];
  for (const [index, value] of values.entries()) {
    if (value === null) found.push([]);
    else found.at(-1).push([index, value]);
  }
  return found.filter((run) => run.length);
}

function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const text = (x, y, written, anchor) => s("text", { x, y, "text-anchor": anchor }, written);

/** The frame of a plot for a width: axis, labels; gives {svg, x, y, wide} to draw the values with. */
function frame(width, labels, most, about) {
  const ids = [newId(), newId()];
  const svg = s("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-labelledby": ids.join(" ") },
    s("title", { id: ids[0] }, about.title), s("desc", { id: ids[1] }, about.description));
  const inside = width - LEFT - 8;
  const wide = inside / Math.max(labels.length, 1);
  const marks = ticks(most);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / marks.at(-1));
  const x = (index) => LEFT + wide * (index + 0.5);
  for (const mark of marks) {
    svg.append(s("line", { class: "grid", x1: LEFT, x2: width - 8, y1: y(mark), y2: y(mark) }),
      text(LEFT - 6, y(mark) + 4, mark.toLocaleString("vi-VN"), "end"));
  }
  const step = every(labels.length, inside);
  for (const [index, label] of labels.entries()) {
    // Counted from the last, which is today or this hour.
    if ((labels.length - 1 - index) % step === 0) svg.append(text(x(index), HEIGHT - 6, label, "middle"));
  }
  return { svg, x, y, wide };
}

/** Columns stacked of the series: [{name, kind, values}], the first at the bottom. */
export function columns(width, labels, series, about) {
  const totals = labels.map((_, index) => series.reduce((sum, one) => sum + one.values[index], 0));
  const { svg, x, y, wide } = frame(width, labels, Math.max(0, ...totals), about);
  const thick = Math.max(2, Math.min(36, wide * 0.7));
  for (const [index, label] of labels.entries()) {
    let below = 0;
    for (const one of series) {
      const value = one.values[index];
      if (!value) continue;
      const top = y(below + value);
      svg.append(s("rect", { class: `mark ${one.kind}`, x: x(index) - thick / 2, y: top, width: thick, height: y(below) - top },
        s("title", {}, `${label}, ${one.name}: ${value}`)));
      below += value;
    }
  }
  return svg;
}

/** Lines of the series: [{name, kind, values}]; null where nothing is known. */
export function lines(width, labels, series, about) {
  const most = Math.max(0, ...series.flatMap((one) => one.values.filter((value) => value !== null)));
  const { svg, x, y } = frame(width, labels, most, about);
  for (const one of series) {
    for (const run of runs(one.values)) {
      svg.append(s("polyline", { class: `line ${one.kind}`, points: run.map(([index, value]) => `${x(index)},${y(value)}`).join(" ") }));
      for (const [index, value] of run) {
        svg.append(s("circle", { class: `dot ${one.kind}`, cx: x(index), cy: y(value), r: 3 },
          s("title", {}, `${labels[index]}, ${one.name}: ${value}`)));
      }
    }
  }
  return svg;
}

/** A bar beside a number in a table, for those who see it; the number itself is the text. */
export function bar(share) {
  return s("svg", { class: "share", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { class: "mark answered", width: Math.max(1, Math.round(share * 100)), height: 8 }));
}

/**
 * A plot with its legend and its table. `draw(width)` gives the SVG; it is drawn anew when its room changes.
 * `heads` and `rows` are the table's; a cell is a text or an element.
 */
export function plot(about, draw, legend, heads, rows, stops) {
  const place = h("div", { class: "plot" });
  let drawn = 0;
  const fit = () => {
    const width = Math.max(NARROWEST, Math.floor(place.clientWidth));
    if (width === drawn) return;
    drawn = width;
    place.replaceChildren(draw(width));
  };
  const seen = new ResizeObserver(fit);
  seen.observe(place);
  stops.push(() => seen.disconnect());
  return h("div", { class: "plotted" }, place, legend,
    h("details", {}, h("summary", {}, "Bảng số liệu"), table(about.title, heads, rows)));
}

/** A small table: the first cell of a row is its head. */
export function table(caption, heads, rows) {
  return h("div", { class: "scroller", role: "region", "aria-label": caption, tabindex: "0" }, h("table", { class: "figures" },
    h("caption", { class: "unseen" }, caption), h("thead", {}, h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map(([name, ...cells]) =>
      h("tr", {}, h("th", { scope: "row" }, name), cells.map((cell) => h("td", {}, cell)))))));
}

/** What the colours and lines of a plot mean, each with its number. */
export function legend(entries) {
  return h("ul", { class: "legend" }, entries.map(([kind, label, shape = "box"]) => h("li", {}, sample(kind, shape), label)));
}

function sample(kind, shape) {
  return s("svg", { class: "sample", viewBox: "0 0 16 12", "aria-hidden": "true" }, shape === "line"
    ? s("line", { class: `line ${kind}`, x1: 0, x2: 16, y1: 6, y2: 6 }) : s("rect", { class: `mark ${kind}`, width: 16, height: 12 }));
}
