// All statements as a table that a screen reader can walk, a hundred at a time.

const PAGE = 100;
let firstRow = 0;
let sorting = { by: "date", down: false };

const COLUMNS = [
  { name: "date", label: "Date", of: (said) => said.date || "" },
  { name: "who", label: "Who", of: (said) => nodesById.get(said.edge.from).name },
  { name: "stance", label: "Stance", of: (said) => said.edge.relation.label },
  { name: "what", label: "What", of: (said) => nodesById.get(said.edge.to).name },
  { name: "sentence", label: "Sentence", of: (said) => said.text },
  { name: "source", label: "Source", of: (said) => said.article.publisher || said.article.title || said.article.file },
  { name: "confidence", label: "Confidence", of: (said) => said.confidence },
];

function sortedStatements() {
  const { of } = COLUMNS.find((column) => column.name === sorting.by);
  const sign = sorting.down ? -1 : 1;
  const compare = (one, other) => (typeof one === "number" ? one - other : one < other ? -1 : one > other ? 1 : 0);
  return shownStatements()
    .map((said) => [said, of(said)])
    .sort(([one, here], [other, there]) => sign * compare(here, there) || compare(one.id, other.id))
    .map(([said]) => said);
}

function drawTable() {
  const statements = sortedStatements();
  firstRow = Math.min(firstRow, Math.max(0, Math.ceil(statements.length / PAGE) - 1) * PAGE);
  const shown = statements.slice(firstRow, firstRow + PAGE);
  const heading = (column) => {
    const sorted = sorting.by === column.name ? (sorting.down ? "descending" : "ascending") : null;
    return make("th", { scope: "col", "aria-sort": sorted, class: column.name }, make("button", { type: "button", "data-sort": column.name, onclick: () => sortBy(column.name) }, column.label, make("span", { "aria-hidden": "true" }, sorted === null ? "" : sorting.down ? " ↓" : " ↑")));
  };
  byId("table-body").replaceChildren(
    make("table", { class: "all" }, make("caption", { class: "unseen" }, "Statements shown"), make("thead", {}, make("tr", {}, ...COLUMNS.map(heading))), make("tbody", {}, ...shown.map(tableRow))),
  );
  byId("table-note").textContent = statements.length === 0 ? "No statement is left under these filters." : `Statements ${(firstRow + 1).toLocaleString("en")} to ${(firstRow + shown.length).toLocaleString("en")} of ${statements.length.toLocaleString("en")}`;
  byId("table-before").disabled = firstRow === 0;
  byId("table-after").disabled = firstRow + PAGE >= statements.length;
}

function tableRow(said) {
  const { edge, article } = said;
  const name = (id) => make("button", { type: "button", class: "name", onclick: () => select({ type: "node", id }) }, mark(nodesById.get(id)), make("bdi", {}, nodesById.get(id).name));
  const url = article.url && webAddress(article.url);
  const title = article.title || article.file;
  return make(
    "tr",
    { tone: edge.relation.colour },
    make("td", { class: "date" }, said.date ? make("time", { datetime: said.date }, dated(said.date, shortDayFormat)) : "–"),
    make("td", {}, name(edge.from)),
    make("td", {}, make("button", { type: "button", class: "name relation", onclick: () => openStatement(said) }, drawnLine(edge.relation), edge.relation.label)),
    make("td", {}, name(edge.to)),
    make("td", { class: "sentence", dir: "auto" }, ...pieces(said), said.speaker && make("small", {}, " as said by ", make("bdi", {}, said.speaker))),
    make("td", { class: "from" }, make("bdi", {}, url ? make("a", { href: quoted(url, said.text), rel: "noopener noreferrer", target: "_blank" }, title) : title), article.publisher && make("small", {}, make("bdi", {}, article.publisher))),
    make("td", { class: "confidence" }, `${Math.round(100 * said.confidence)} %`),
  );
}

function sortBy(name) {
  sorting = { by: name, down: sorting.by === name && !sorting.down };
  firstRow = 0;
  drawTable();
  byId("table-body").querySelector(`[data-sort="${name}"]`).focus();
}

function turn(by) {
  firstRow += by * PAGE;
  drawTable();
  byId("table-body").scrollTop = 0;
}
byId("table-before").addEventListener("click", () => turn(-1));
byId("table-after").addEventListener("click", () => turn(1));
