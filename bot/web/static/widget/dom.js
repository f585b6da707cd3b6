// Elements without HTML strings: what the bot or a visitor writes is only ever text.

const REFERENCE = /(\b[A-Z]{2,5}-[0-9A-Z]{4,8}\b)/;
const LEAD = /^(.{2,110}?)(?=\s?:\s)/;
const LINK = /(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]])/;

/** An element: attributes, `on…` listeners, then children (text, elements, or nothing). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** A text as paragraphs, lists and links. */
export function prose(text, newTab) {
  const blocks = [];
  for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
    const item = /^[-•*]\s+(.*)$/.exec(line);
    const last = blocks[blocks.length - 1];
    if (!item) blocks.push(h("p", {}, linked(line, newTab)));
    else if (last?.tagName === "UL") last.append(listed(item[1], newTab));
    else blocks.push(h("ul", {}, listed(item[1], newTab)));
  }
  return blocks;
}

export function link(address, text, newTab) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text, h("span", { class: "unseen" }, ` ${newTab}`));
}

/** One line of a list, what it is about standing out. */
function listed(line, newTab) {
  const [, lead = "", rest = line] = line.split(LEAD);
  return h("li", {}, lead && h("strong", {}, lead), linked(rest, newTab));
}

function linked(line, newTab) {
  return line.split(LINK).flatMap((part) => (LINK.test(part) ? link(part, part, newTab) : unbroken(part)));
}

/** A request's number never breaks at the end of a line. */
function unbroken(text) {
  return text.split(REFERENCE).map((part) => (REFERENCE.test(part) ? h("span", { class: "whole" }, part) : part));
}

/** Only a web address may become a link. */
export function isWebAddress(address) {
  return typeof address === "string" && /^https?:\/\//.test(address);
}

const ICONS = {
  chat: "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H10l-5 4.5V16A2.5 2.5 0 0 1 4 13.5z",
  down: "M12 5v14M6 13l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  restart: "M5 12a7 7 0 1 0 2.2-5.1M5 4v4h4",
  send: "M4 12l16-8-5 16-3.5-6.5z",
};

export function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const looks = { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(looks)) picture.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  picture.append(path);
  return picture;
}
