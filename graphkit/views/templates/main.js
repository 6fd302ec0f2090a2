// Selection, views, keys; and the hook for scripts and tests.

const VIEWS = { graph: null, matrix: drawMatrix, timeline: drawTimeline, statements: drawTable };
let view = "graph";

function select(selection, stay) {
  hideTip();
  if (selection !== null && !isShown(selection)) resetFilters();
  if (!stay && selected !== null && selection !== null && selected.id !== selection.id) trail.push(selected);
  if (selection === null) trail.length = 0;
  selected = selection;
  const followed = panel.contains(document.activeElement) || document.activeElement === searchField || document.activeElement === document.body;
  document.body.classList.remove("overview");
  placeFor(selection);
  atOnce(() => {
    redraw();
    atSameScale(showPanel);
  });
  if (followed && selection !== null) panel.focus({ preventScroll: true });
  if (selection !== null && selection.type !== "camp" && view === "graph") reveal(selection);
  rewriteAddress();
}

function isShown({ type, id }) {
  return type === "camp" ? nodeList.some((node) => node.shown && campOf(node) === campsById.get(id)) : (type === "edge" ? edgesById : nodesById).get(id).shown;
}

// What an id belongs to.
const selectionOf = (id) => (edgesById.has(id) ? { type: "edge", id } : nodesById.has(id) ? { type: "node", id } : campsById.has(id) ? { type: "camp", id } : null);

// What the picture left out comes in when it is selected.
function placeFor(selection) {
  const ends = selection === null || selection.type === "camp" ? [] : selection.type === "edge" ? [edgesById.get(selection.id).from, edgesById.get(selection.id).to] : [selection.id];
  const missing = ends.map((id) => nodesById.get(id)).filter((node) => !node.placed);
  missing.forEach(bringIn);
  if (missing.length > 0) summarise();
}

function goBack() {
  const before = trail.pop() || null;
  select(before, true);
}

// All that follows from the filters.
function apply() {
  sift();
  if (selected !== null && !isShown(selected)) {
    trail.length = 0;
    selected = null;
  }
  hovered = null;
  hideTip();
  showControls();
  summarise();
  atOnce(() => {
    redraw();
    atSameScale(showPanel);
  });
  if (VIEWS[view] !== null) VIEWS[view]();
  rewriteAddress();
}

function change(alter) {
  alter();
  apply();
}

function resetFilters() {
  filters = unfiltered();
  apply();
}

function focusOn(id, depth = 1) {
  atOnce(() => {
    change(() => Object.assign(filters, { focus: id, depth }));
    fit(0);
  });
}

function show(name) {
  view = name;
  document.body.dataset.view = name;
  hideTip();
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const current = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(current));
    tab.tabIndex = current ? 0 : -1;
    byId(`view-${tab.dataset.tab}`).hidden = !current;
  }
  if (VIEWS[name] !== null) VIEWS[name]();
  else if (!fitted) firstFit();
  else atSameScale(() => {});
  rewriteAddress();
}

let fitted = false;
function firstFit() {
  fitted = place.clientWidth > 0;
  fit(narrow.matches ? LEGIBLE : 0);
}

// The tip tells what is under the pointer, and goes with the first click.
const tip = byId("tip");

function hideTip() {
  tip.hidden = true;
}

function tell(item, point) {
  if (item === null) return hideTip();
  const isEdge = item.relation !== undefined;
  const touching = isEdge ? [item] : shownAt(item);
  const statements = touching.flatMap((edge) => edge.said);
  tip.replaceChildren(
    make("b", {}, isEdge ? `${nodesById.get(item.from).name} ${item.relation.label} ${nodesById.get(item.to).name}` : item.name),
    make("span", {}, isEdge ? `${counted(statements.length, "statement")}, ${counted(item.sources, "independent source")}` : `${kinds.get(item.kind).label} · ${counted(touching.length, "stance")}, ${counted(statements.length, "statement")}`),
  );
  tip.hidden = false;
  const [width, height] = [tip.offsetWidth, tip.offsetHeight];
  tip.style.left = `${clamp(point.x + 14, 4, Math.max(4, place.clientWidth - width - 4))}px`;
  tip.style.top = `${point.y + 18 + height > place.clientHeight ? point.y - height - 10 : point.y + 18}px`;
  return undefined;
}

let pointing = 0;
place.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse" || event.buttons !== 0) return;
  const box = place.getBoundingClientRect();
  const point = { x: event.clientX - box.x, y: event.clientY - box.y };
  cancelAnimationFrame(pointing);
  pointing = requestAnimationFrame(() => {
    const found = at(point);
    place.classList.toggle("pointing", found !== null);
    tell(found, point);
    if (found === hovered) return;
    hovered = found;
    network.redraw();
  });
});
place.addEventListener("pointerleave", () => {
  cancelAnimationFrame(pointing);
  hovered = null;
  hideTip();
  network.redraw();
});
place.addEventListener("pointerdown", hideTip);
network.on("zoom", hideTip);
network.on("click", ({ pointer }) => {
  const found = at(pointer.DOM);
  cancelAnimationFrame(pointing);
  place.querySelector(".vis-network").focus({ preventScroll: true });
  select(found === null ? null : { type: found.relation === undefined ? "node" : "edge", id: found.id });
});
network.on("doubleClick", ({ pointer }) => {
  const found = at(pointer.DOM);
  if (found !== null && found.relation === undefined) focusOn(found.id);
});

// On paper the picture is drawn anew, light and whole.
window.addEventListener("beforeprint", () => {
  const before = chosenTheme;
  setTheme("light");
  const drawn = new DOMParser().parseFromString(pictureAsSvg(), "image/svg+xml").documentElement;
  drawn.id = "printed";
  byId("printed")?.remove();
  byId("view-graph").append(drawn);
  setTheme(before);
});
window.addEventListener("afterprint", () => {
  byId("printed")?.remove();
  redraw();
});

for (const tab of document.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => show(tab.dataset.tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = Object.keys(VIEWS);
    const next = names[(names.indexOf(view) + step + names.length) % names.length];
    show(next);
    document.querySelector(`[data-tab="${next}"]`).focus();
  });
}
byId("closer").addEventListener("click", () => zoom(1.3));
byId("farther").addEventListener("click", () => zoom(1 / 1.3));
byId("whole").addEventListener("click", () => fit(0));
byId("survey").addEventListener("click", () => {
  document.body.classList.add("overview");
  panel.focus({ preventScroll: true });
});
byId("theme").addEventListener("click", () => {
  setTheme(isDark() ? "light" : "dark");
  redraw();
  rewriteAddress();
});
darkness.addEventListener("change", () => {
  setTheme(chosenTheme);
  redraw();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
  if (event.key === "Escape") {
    if (!drawer.hidden) openDrawer(false);
    else if (document.body.classList.contains("overview")) document.body.classList.remove("overview");
    else if (selected !== null) select(null);
  } else if (typing) return;
  else if (event.key === "/") {
    event.preventDefault();
    document.body.classList.add("searching");
    searchField.focus();
  } else if (event.key === "n" || event.key === "p") walk(event.key === "n" ? 1 : -1);
  else if (event.key === "0" && view === "graph") fit(0);
});

window.addEventListener("hashchange", () => {
  if (location.hash === written || (location.hash === "" && written === "#")) return;
  show(readAddress());
  apply();
  if (selected !== null) select(selected, true);
});

// vis-network puts its canvas first in the order of tabs; it belongs where it stands.
const canvasFrame = place.querySelector(".vis-network");
canvasFrame.tabIndex = 0;
canvasFrame.setAttribute("role", "application");
canvasFrame.setAttribute("aria-label", "Graph of stances: arrow keys move it, plus and minus zoom, n and p go from node to node. The views Matrix and Statements tell the same in tables.");

for (const time of document.querySelectorAll("footer time")) time.textContent = dated(time.dateTime);
view = readAddress();
buildControls();
atOnce(() => {
  sift();
  nodes.add(nodeList.filter((node) => node.placed).map(held));
  const asked = selected;
  apply();
  show(view);
  if (asked !== null) {
    selected = null;
    select(asked, true);
  }
});

// For scripts and tests: network and nodes are those of vis-network; select(id) shows a node, an edge or a camp by
// its id, select(null) none; focus(id) leaves a node and its neighbours; shown() has the ids of what the filters leave, labels() which labels
// are seen and where, place(id) tells where on the screen it is.
window.graphkit = {
  network,
  nodes,
  select: (id) => select(id === null ? null : selectionOf(id)),
  focus: focusOn,
  shown: (type) => (type === "edges" ? edgeList : nodeList).filter((item) => item.shown).map((item) => item.id),
  labels: () => seenLabels(network.getScale()),
  font: FONT,
  place: (id) => {
    const box = place.getBoundingClientRect();
    const edge = edgesById.get(id);
    const { x, y } = edge ? pointOn(curveOf(edge, viewNow()), 0.5) : viewNow().at(nodesById.get(id));
    return { x: box.x + x, y: box.y + y };
  },
  ready: performance.now(),
};
