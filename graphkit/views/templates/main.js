// Selection, filters, keys; and the hook for scripts and tests.

function select(selection, back) {
  if (!back && selected !== null && selection !== null && selected.id !== selection.id) trail.push(selected);
  if (selection === null) trail.length = 0;
  selected = selection;
  redraw();
  const followed = panel.contains(document.activeElement) || document.activeElement === searchField;
  atSameScale(showPanel);
  if (followed) panel.focus({ preventScroll: true });
  if (selection !== null) reveal(selection);
}

function goBack() {
  select(trail.pop() || null, true);
}

function summarise() {
  const shown = edgeList.filter(isShown);
  const present = new Set(shown.flatMap((edge) => [edge.from, edge.to]));
  const number = (type) => [...present].filter((id) => nodesById.get(id).type === type).length;
  byId("summary").textContent = `${counted(shown.length, "stance")} of ${counted(number("actor"), "actor")} on ${counted(number("topic"), "topic")}, by ${counted(sum(shown, weight), "statement")} in ${counted(sources(shown), "article")}`;
}

function applyFilters() {
  const gone = selected !== null && (selected.type === "edge" ? !isShown(edgesById.get(selected.id)) : shownAt(selected.id).length === 0);
  if (gone) {
    trail.length = 0;
    selected = null;
  }
  redraw();
  atSameScale(showPanel);
  summarise();
}

function showAllRelations() {
  hiddenRelations.clear();
  for (const box of byId("relations").querySelectorAll("input")) box.checked = true;
  applyFilters();
}

function relationBox(relation) {
  const box = make("input", { type: "checkbox", id: `relation-${relation.name}`, checked: true });
  box.addEventListener("change", () => {
    if (box.checked) hiddenRelations.delete(relation.name);
    else hiddenRelations.add(relation.name);
    applyFilters();
  });
  return make("label", { title: relation.comment, tone: relation.colour }, box, drawnLine(relation.dashes), relation.label);
}

byId("relations").append(...told.relations.map(relationBox));
byId("kinds").append(...told.kinds.map((kind) => make("li", { title: kind.comment }, make("span", { class: `mark ${kind.type}`, tone: kind.colour, "aria-hidden": "true" }), kind.label)));
for (const time of document.querySelectorAll("time")) time.textContent = dated(time.dateTime);

network.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (node !== undefined) select({ type: "node", id: node });
  else if (edge !== undefined) select({ type: "edge", id: edge });
  else select(null);
});
for (const kind of ["Node", "Edge"]) {
  network.on(`hover${kind}`, () => byId("graph").classList.add("pointing"));
  network.on(`blur${kind}`, () => byId("graph").classList.remove("pointing"));
}
byId("closer").addEventListener("click", () => zoom(1.3));
byId("farther").addEventListener("click", () => zoom(1 / 1.3));
byId("whole").addEventListener("click", () => fit(0));
darkness.addEventListener("change", redraw);

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key === "Escape" && selected !== null) select(null);
  else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    searchField.focus();
  }
});

// vis-network puts its canvas first in the order of tabs; it belongs where it stands.
const canvasFrame = byId("graph").querySelector(".vis-network");
canvasFrame.tabIndex = 0;
canvasFrame.setAttribute("role", "application");
canvasFrame.setAttribute("aria-label", "Graph of stances: arrow keys move it, plus and minus zoom. The search field and the lists beside it lead to the same sentences.");

showPanel();
summarise();
fit(byId("graph").clientWidth < NARROW ? LEGIBLE : 0);

// For scripts and tests: network, nodes and edges are those of vis-network; select(id) shows a node or an edge
// by its id, select(null) neither.
window.graphkit = {
  network,
  nodes,
  edges,
  select: (id) => select(id === null ? null : { type: edgesById.has(id) ? "edge" : "node", id }),
};
