// What leaves the page: the picture as PNG and SVG, the statements as CSV, the question as SPARQL, the link.

const FRAME = { side: 28, head: 66, foot: 44 };

// The whole of what is shown, at the scale at which the labels have room, with title, legend and origin.
function framed(pen, width, height, view) {
  pen.box(width / 2, height / 2, width / 2, height / 2, 0, { fill: colours.ground, opacity: 1 });
  paint(pen, view, litBy(selected), null);
  pen.text([plain(byId("title").textContent)], FRAME.side, 28, { align: "left", tone: colours.ink, opacity: 1, bold: true, size: 17 });
  let left = FRAME.side;
  for (const relation of told.relations) {
    const tone = shade(relation.colour);
    const [start, end] = [{ x: left, y: 50 }, { x: left + 34, y: 50 }];
    pen.curve(start, start, end, { tone, width: 1.8, opacity: 1, dashes: relation.dashes, straight: true });
    if (relation.head === "bar") pen.lines([{ x: end.x, y: 45 }, { x: end.x, y: 55 }], { tone, width: 2, opacity: 1 });
    else pen.lines([{ x: end.x - 6, y: 46 }, end, { x: end.x - 6, y: 54 }], { tone, width: 1.6, opacity: 1 });
    pen.text([relation.label], left + 42, 50, { align: "left", tone: colours.ink, opacity: 1 });
    left += 62 + ruler.measureText(relation.label).width;
  }
  pen.text([plain(byId("summary").textContent)], FRAME.side, height - 30, { align: "left", tone: colours.soft, opacity: 1 });
  pen.text([plain(byId("origin").textContent)], FRAME.side, height - 14, { align: "left", tone: colours.soft, opacity: 1 });
}

function frame() {
  const shown = nodeList.filter((node) => node.shown && node.placed);
  const scale = clamp(network.getScale(), 0.6, 2);
  ruler.font = fontOf(true);
  outdated();
  placeLabels(scale, litBy(selected));
  const { left, right, top, bottom } = bounds(shown, scale);
  const width = Math.ceil(Math.max(720, right - left + 2 * FRAME.side));
  const height = Math.ceil(bottom - top + FRAME.head + FRAME.foot + 24);
  const [aside, down] = [(width - right + left) / 2 - left, FRAME.head + 8 - top];
  const view = { scale, width, height, at: ({ x, y }) => ({ x: x * scale + aside, y: y * scale + down }) };
  return { width, height, view };
}

function pictureAsSvg() {
  const { width, height, view } = frame();
  const pen = new SvgPen();
  framed(pen, width, height, view);
  outdated();
  const title = xml(byId("title").textContent);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${xml(FACE)}"><title>${title}</title>${pen.parts.join("")}</svg>\n`;
}

function pictureAsPng() {
  const { width, height, view } = frame();
  const ratio = Math.min(2, 16000 / Math.max(width, height));
  const canvas = make("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  framed(new CanvasPen(context), width, height, view);
  outdated();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// What begins like a formula would be one in a spreadsheet: an apostrophe makes it text.
function csvField(value) {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const CSV = {
  statement: (said) => said.id,
  date: (said) => said.date,
  actor: (said) => nodesById.get(said.edge.from).name,
  relation: (said) => said.edge.relation.name,
  object: (said) => nodesById.get(said.edge.to).name,
  sentence: (said) => said.text,
  actor_text: (said) => partOf(said, "actor"),
  cue: (said) => partOf(said, "cue"),
  object_text: (said) => partOf(said, "object"),
  speaker: (said) => said.speaker,
  modality: (said) => said.modality,
  negated: (said) => String(Boolean(said.negated)),
  confidence: (said) => said.confidence,
  title: (said) => said.article.title,
  publisher: (said) => said.article.publisher,
  url: (said) => said.article.url,
  file: (said) => said.article.file,
};
const partOf = (said, part) => said.sentence.filter(([, of]) => of === part).map(([text]) => text).join(" … ");

function statementsAsCsv() {
  const rows = sortedStatements().map((said) => Object.values(CSV).map((of) => csvField(of(said))).join(","));
  return `${[Object.keys(CSV).join(","), ...rows].join("\r\n")}\r\n`;
}

// The query that gives the statements shown from the graph.ttl that the page was made of.

const literal = (text) => `"${text.replace(/[\\"\n\r\t]/g, (character) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[character])}"`;
const inBytes = (character) => [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
const iri = (id) => {
  const at = id.indexOf(":");
  return `<${told.base}${id.slice(0, at)}/${id.slice(at + 1).replace(/[^\p{L}\p{N}_-]/gu, inBytes)}>`;
};

function shownAsSparql() {
  const lines = [];
  const kept = told.relations.filter((relation) => !filters.relations.has(relation.name));
  if (filters.relations.size > 0) lines.push(`VALUES ?relation { ${kept.map((relation) => `gk:${relation.name}`).join(" ")} }`);
  lines.push("?statement a gk:Statement ; rdf:subject ?actor ; rdf:predicate ?relation ; rdf:object ?object ; gk:confidence ?confidence ; prov:wasDerivedFrom ?place .", "?place oa:hasSource ?article ; oa:hasSelector/oa:exact ?sentence .", "OPTIONAL { ?statement gk:date ?said } OPTIONAL { ?article schema:datePublished ?published } BIND(COALESCE(?said, ?published) AS ?date)");
  // The edge stands: what is merely possible makes none.
  lines.push("?actor ?relation ?object .");
  if (filters.confidence > 0) lines.push(`FILTER(?confidence >= ${filters.confidence})`);
  if (filters.from !== null) lines.push(`FILTER(BOUND(?date) && ?date >= "${dayOf(filters.from)}"^^xsd:date)`);
  if (filters.to !== null) lines.push(`FILTER(BOUND(?date) && ?date <= "${dayOf(filters.to)}"^^xsd:date)`);
  if (filters.speaker !== "") lines.push(`?statement gk:speaker/rdfs:label ?speaker FILTER(STR(?speaker) = ${literal(filters.speaker)} && NOT EXISTS { ?statement gk:speaker ?actor })`);
  for (const kind of filters.kinds) lines.push(`FILTER NOT EXISTS { ?actor a gk:${kind} } FILTER NOT EXISTS { ?object a gk:${kind} }`);
  if (filters.publishers.size > 0) {
    lines.push("OPTIONAL { ?article schema:publisher/rdfs:label ?named } OPTIONAL { ?article schema:publisher ?literally FILTER(isLiteral(?literally)) }", `FILTER(COALESCE(STR(?named), STR(?literally), "") NOT IN (${[...filters.publishers].map(literal).join(", ")}))`);
  }
  // What holds for whole edges or for neighbours is told by name.
  const fallen = edgeList.some((edge) => edge.said.length > 0 && !edge.said.some((said) => said.firm));
  if (filters.sources > 1 || filters.belief > 0 || filters.focus !== null || fallen) lines.push(`VALUES (?actor ?relation ?object) { ${shownEdges().map((edge) => `(${iri(edge.from)} gk:${edge.relation.name} ${iri(edge.to)})`).join(" ")} }`);
  return `${told.prefixes}SELECT ?statement ?actor ?relation ?object ?date ?confidence ?sentence {\n  ${lines.join("\n  ")}\n}\nORDER BY ?statement\n`;
}

// Handing it over.

function save(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 10000);
  say(`${name} is saved`);
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Where the browser grants no clipboard, the old way: a field that is selected and copied.
    const field = make("textarea", { class: "unseen", "aria-hidden": "true", tabindex: -1 });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) return say(`${what} could not be copied: the browser does not allow it`);
  }
  return say(`${what} copied`);
}

let saying = 0;
function say(words) {
  const toast = byId("toast");
  toast.textContent = words;
  toast.classList.add("shown");
  window.clearTimeout(saying);
  saying = window.setTimeout(() => toast.classList.remove("shown"), 2600);
}

const SHARES = {
  link: () => copy(`${location.href.split("#")[0]}${address()}`, "The link to this view"),
  png: async () => save("graph.png", await pictureAsPng(), "image/png"),
  svg: () => save("graph.svg", pictureAsSvg(), "image/svg+xml"),
  csv: () => copy(statementsAsCsv(), `CSV of ${counted(shownStatements().length, "statement")}`),
  "csv-file": () => save("statements.csv", `\ufeff${statementsAsCsv()}`, "text/csv"),
  sparql: () => copy(shownAsSparql(), "SPARQL for what is shown"),
  print: () => window.print(),
};

const menu = byId("shares");
function openMenu(open) {
  menu.hidden = !open;
  byId("share").setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button").focus();
}
byId("share").addEventListener("click", () => openMenu(menu.hidden));
menu.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-share]");
  if (!chosen) return;
  openMenu(false);
  byId("share").focus();
  SHARES[chosen.dataset.share]();
});
menu.addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    openMenu(false);
    byId("share").focus();
  }
});
document.addEventListener("pointerdown", (event) => {
  if (!menu.hidden && !menu.contains(event.target) && !byId("share").contains(event.target)) openMenu(false);
});
