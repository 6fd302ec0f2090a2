// Actors by topics. Rows and columns are sorted so that those who agree stand together and camps form blocks.

const MOST_ROWS = 60;
const MOST_COLUMNS = 60;
let sharedOnly = null;

// The first singular vectors of the signed table, by power iteration, one connected part after the other, the
// largest first: what is positive in them is one camp, what is negative the other.
function seriated(cells, rows, columns) {
  const across = new Map(rows.map((row) => [row, []]));
  const down = new Map(columns.map((column) => [column, []]));
  for (const cell of cells) {
    across.get(cell.row).push(cell);
    down.get(cell.column).push(cell);
  }
  const value = new Map();
  const part = new Map();
  const parts = [];
  for (const row of rows) {
    if (part.has(row)) continue;
    const members = { rows: [], columns: [] };
    const ahead = [row];
    part.set(row, members);
    while (ahead.length > 0) {
      const item = ahead.pop();
      const isRow = across.has(item) && !down.has(item);
      members[isRow ? "rows" : "columns"].push(item);
      for (const cell of isRow ? across.get(item) : down.get(item)) {
        const next = isRow ? cell.column : cell.row;
        if (!part.has(next)) {
          part.set(next, members);
          ahead.push(next);
        }
      }
    }
    parts.push(members);
  }
  for (const members of parts) {
    members.rows.forEach((row, index) => value.set(row, 1 + ((index * 7919) % 101) / 101));
    for (let round = 0; round < 60; round += 1) {
      for (const column of members.columns) value.set(column, sum(down.get(column), (cell) => cell.side * value.get(cell.row)));
      for (const row of members.rows) value.set(row, sum(across.get(row), (cell) => cell.side * value.get(cell.column)));
      const size = Math.hypot(...members.rows.map((row) => value.get(row))) || 1;
      for (const row of members.rows) value.set(row, value.get(row) / size);
    }
  }
  parts.sort((one, other) => other.rows.length + other.columns.length - one.rows.length - one.columns.length);
  const order = (list) => [...list].sort((one, other) => value.get(other) - value.get(one) || collator.compare(one.name, other.name));
  // The columns begin with what the first row is for.
  return { rows: parts.flatMap((members) => order(members.rows)), columns: parts.flatMap((members) => order(members.columns)) };
}

function matrixCells() {
  const cells = new Map();
  for (const edge of shownEdges()) {
    const id = `${edge.from} ${edge.to}`;
    // An actor may stand in a row and in a column: as a column it is another thing.
    if (!cells.has(id)) cells.set(id, { row: nodesById.get(edge.from), column: columnOf(edge.to), edges: [], pro: 0, con: 0 });
    const cell = cells.get(id);
    cell.edges.push(edge);
    cell[edge.relation.polarity > 0 ? "pro" : "con"] += edge.said.length;
  }
  const list = [...cells.values()];
  for (const cell of list) cell.side = (cell.pro - cell.con) / (cell.pro + cell.con);
  return list;
}

const columnsById = new Map();
function columnOf(id) {
  if (!columnsById.has(id)) columnsById.set(id, { node: nodesById.get(id), name: nodesById.get(id).name });
  return columnsById.get(id);
}

function most(cells, key, limit) {
  const weights = new Map();
  for (const cell of cells) weights.set(cell[key], (weights.get(cell[key]) || 0) + cell.pro + cell.con);
  return [...weights].sort((one, other) => other[1] - one[1] || collator.compare(one[0].name, other[0].name)).slice(0, limit).map(([item]) => item);
}

function drawMatrix() {
  const body = byId("matrix-body");
  let cells = matrixCells();
  const total = { rows: new Set(cells.map((cell) => cell.row)).size, columns: new Set(cells.map((cell) => cell.column)).size };
  const perColumn = tally(cells, (cell) => cell.column);
  const shared = [...perColumn.values()].filter((number) => number > 1).length;
  if (sharedOnly === null) sharedOnly = shared > 3;
  byId("shared").checked = sharedOnly;
  if (sharedOnly) cells = cells.filter((cell) => perColumn.get(cell.column) > 1);
  const rows = new Set(most(cells, "row", MOST_ROWS));
  const columns = new Set(most(cells.filter((cell) => rows.has(cell.row)), "column", MOST_COLUMNS));
  cells = cells.filter((cell) => rows.has(cell.row) && columns.has(cell.column));
  const sorted = seriated(cells, [...new Set(cells.map((cell) => cell.row))], [...new Set(cells.map((cell) => cell.column))]);
  // Those of one camp stand together, and so does what its members are for.
  const camp = (node) => camps.indexOf(campOf(node)) >>> 0;
  sorted.rows.sort((one, other) => camp(one) - camp(other));
  sorted.columns.sort((one, other) => camp(one.node) - camp(other.node));
  byId("matrix-note").textContent = cells.length === 0 ? total.columns === 0 ? "Nothing is left under these filters." : "No topic has several actors here; untick the box to see all." : `${sorted.rows.length} of ${counted(total.rows, "actor")} on ${sorted.columns.length} of ${counted(total.columns, "object")}: statements for (+) and against (−), those who agree together`;
  const found = new Map(cells.map((cell) => [`${cell.row.id} ${cell.column.node.id}`, cell]));
  const head = make("tr", {}, make("td", { class: "corner" }), ...sorted.columns.map(({ node }) => make("th", { scope: "col" }, make("button", { type: "button", title: node.name, onclick: () => select({ type: "node", id: node.id }) }, make("span", {}, mark(node), make("bdi", {}, node.name))))));
  const begins = (actor, index) => index > 0 && campOf(actor) !== campOf(sorted.rows[index - 1]);
  const lines = sorted.rows.map((actor, index) =>
    make("tr", { class: begins(actor, index) && "first" }, make("th", { scope: "row" }, make("button", { type: "button", onclick: () => select({ type: "node", id: actor.id }) }, mark(actor), make("bdi", {}, actor.name), campOf(actor) && swatch(campOf(actor)))), ...sorted.columns.map(({ node }) => make("td", {}, cellButton(found.get(`${actor.id} ${node.id}`))))),
  );
  body.replaceChildren(make("table", { class: "matrix" }, make("caption", { class: "unseen" }, "Statements of actors for and against topics"), make("thead", {}, head), make("tbody", {}, ...lines)));
  const first = body.querySelector("td button");
  if (first) first.tabIndex = 0;
}

function cellButton(cell) {
  if (!cell) return null;
  const { pro, con, row, column } = cell;
  const sign = pro > 0 && con > 0 ? "±" : pro > 0 ? "+" : "−";
  const relation = told.relations.find((one) => (cell.side < 0 ? one.polarity < 0 : one.polarity > 0)) || told.relations[0];
  const strength = Math.min(1, 0.28 + 0.18 * Math.sqrt(pro + con));
  const words = [pro > 0 && `${pro} for`, con > 0 && `${con} against`].filter(Boolean).join(", ");
  const button = make("button", { type: "button", class: `cell ${sign === "±" ? "mixed" : pro > 0 ? "pro" : "con"}`, tone: relation.colour, tabindex: -1, "aria-label": `${row.name} on ${column.node.name}: ${words}`, title: `${row.name} on ${column.node.name}: ${words}`, onclick: () => openCell(cell) }, `${sign}${pro + con}`);
  button.style.setProperty("--strength", `${Math.round(strength * 100)}%`);
  return button;
}

function openCell(cell) {
  const [first] = [...cell.edges].sort((one, other) => other.said.length - one.said.length);
  if (cell.edges.length > 1) select({ type: "node", id: cell.row.id });
  select({ type: "edge", id: first.id });
}

// One tab stop; the arrows go from cell to cell, over what is empty.
byId("matrix-body").addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const cell = event.target.closest("td");
  if (!steps[event.key] || cell === null) return;
  event.preventDefault();
  const [down, across] = steps[event.key];
  const lines = [...byId("matrix-body").querySelectorAll("tbody tr")];
  let [line, column] = [lines.indexOf(cell.parentElement) + down, cell.cellIndex + across];
  while (lines[line] && column > 0 && column < lines[line].cells.length) {
    const button = lines[line].cells[column].querySelector("button");
    if (button) {
      event.target.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
      return;
    }
    [line, column] = [line + down, column + across];
  }
});
byId("shared").addEventListener("change", () => {
  sharedOnly = byId("shared").checked;
  drawMatrix();
});
