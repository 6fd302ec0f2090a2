// Everything of an article becomes a text node: no string is ever parsed as markup.

const byId = (id) => document.getElementById(id);

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (name === "tone") tinted(element, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Colours come from the ontology; the stylesheet turns --tone into what suits the theme.
function tinted(element, colour) {
  element.classList.add("toned");
  element.style.setProperty("--tone", colour);
}

function drawing(className, width, height, ...paths) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-hidden", "true");
  for (const attributes of paths) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
    svg.append(path);
  }
  return svg;
}

const HEADS = { arrow: "M25 1.2 33 5 25 8.8Z", open: "M26 1.5 32.4 5 26 8.5", bar: "M31.5 0.5V9.5" };
const SHAFTS = { arrow: "M1 5H26", open: "M1 5H31", bar: "M1 5H31" };

function drawnLine({ dashes, head }) {
  return drawing("line", 34, 10, { d: SHAFTS[head], "stroke-dasharray": dashes.join(" ") }, { class: `head ${head}`, d: HEADS[head] });
}

// Drawn in a square of 24; a kind that the ontology adds gets the first letter of its name.
const GLYPHS = {
  Person: "M12 11.6a4.3 4.3 0 1 0 0-8.6 4.3 4.3 0 0 0 0 8.6ZM3.8 20.8c0-4.6 3.5-7.5 8.2-7.5s8.2 2.9 8.2 7.5Z",
  Organization: "M12 2.5 3 7.8v1.9h18V7.8ZM5 11.2h2.8v6H5ZM10.6 11.2h2.8v6h-2.8ZM16.2 11.2H19v6h-2.8ZM3 18.8h18v2.5H3Z",
  Country: "M5 2.5h2.2v19H5ZM8.5 3.8c4.1-2 7 1.9 11.5 0v9.2c-4.5 1.9-7.4-2-11.5 0Z",
  Group: "M8.2 11a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM15.8 11a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM1.8 19.6c0-4.2 2.7-6.9 6.4-6.9 1.5 0 2.8.400 3.8 1.2 1-.8 2.3-1.2 3.8-1.2 3.7 0 6.4 2.7 6.4 6.9Z",
};

function mark({ type, kind }) {
  const tone = kinds.get(kind).colour;
  if (type === "topic") return make("span", { class: "mark topic", tone, "aria-hidden": "true" });
  const glyph = GLYPHS[kind];
  return make("span", { class: "mark actor", tone, "aria-hidden": "true" }, glyph ? drawing("glyph", 24, 24, { d: glyph }) : kinds.get(kind).label[0]);
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const shortDayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

function dated(day, format = dayFormat) {
  const moment = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) ? day : format.format(moment);
}

function webAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

// What would look like nothing, or reorder the text about it, when it is written into a file or a title.
const plain = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();
