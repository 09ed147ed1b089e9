/** Icons: lines on a field of 24 by 24, in the colour of the text beside them; always beside words. */

/** The namespace of drawings, also for the plots of the management page. */
export const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  add: "M12 5v14M5 12h14",
  chat: "M4 5h16v11H9l-5 4z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  document: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  down: "M12 4v12M6 11l6 6 6-6M5 21h14",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  history: "M4 12a8 8 0 1 0 3-6.2M4 4v4h4M12 8v5l3 2",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  microphone: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  page: "M5 3h14v18H5zM8 8h8M8 12h8M8 16h5",
  print: "M7 9V4h10v5M7 18H4V9h16v9h-3M7 14h10v6H7z",
  repeat: "M20 12a8 8 0 1 1-2.5-5.8M20 4v4h-4",
  send: "M4 12l16-8-5 16-3-6z",
  stop: "M7 7h10v10H7z",
  tasks: "M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M11 6.5h9M11 12.5h9M11 18.5h9",
  theme: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v6M14 11v6",
  up: "M12 20V8M6 13l6-6 6 6M5 3h14",
};

/** The icon of that name, hidden from screen readers: the words beside it say the same. */
export function icon(name) {
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("class", "icon");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  image.append(path);
  return image;
}
