// Everything of an article becomes a text node: no string is ever parsed as markup.

const byId = (id) => document.getElementById(id);

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (name === "tone") tinted(element, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Colours come from the ontology; the stylesheet turns --tone into what suits the theme.
function tinted(element, colour) {
  element.classList.add("toned");
  element.style.setProperty("--tone", colour);
}

function drawnLine(dashes, arrow) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "line");
  svg.setAttribute("viewBox", "0 0 34 10");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", "M1 5H27");
  line.setAttribute("stroke-dasharray", dashes.join(" "));
  const head = document.createElementNS(svg.namespaceURI, "path");
  head.setAttribute("class", "head");
  head.setAttribute("d", "M26 1.5 33 5 26 8.5Z");
  svg.append(line, head);
  return svg;
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function dated(day) {
  const moment = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) ? day : dayFormat.format(moment);
}

function webAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}
