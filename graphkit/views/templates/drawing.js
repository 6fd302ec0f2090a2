// The canvas: vis-network with the positions that the page came with.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const darkness = window.matchMedia("(prefers-color-scheme: dark)");
const themeColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function mixed(colour, other, share) {
  const parts = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const [one, two] = [parts(colour), parts(other)];
  return `#${one.map((part, index) => Math.round(part * (1 - share) + two[index] * share).toString(16).padStart(2, "0")).join("")}`;
}

// As .toned in the stylesheet.
const shade = (colour) => (darkness.matches ? mixed(colour, "#ffffff", 0.4) : colour);

function nodeLook(node, faded) {
  const ink = themeColour("--ink");
  const ground = themeColour("--ground");
  const surface = themeColour("--surface");
  const face = themeColour("--sans");
  const tone = shade(node.color);
  const isTopic = node.type === "topic";
  const fill = isTopic ? surface : tone;
  const rim = isTopic ? tone : ground;
  return {
    id: node.id,
    opacity: faded ? 0.15 : 1,
    borderWidth: isTopic ? 1 : 2,
    color: {
      background: faded && isTopic ? ground : fill,
      border: faded && isTopic ? themeColour("--line") : rim,
      hover: { background: fill, border: isTopic ? ink : tone },
      highlight: { background: fill, border: ink },
    },
    font: {
      color: faded ? mixed(ink, ground, 0.72) : ink,
      face,
      strokeWidth: isTopic ? 0 : 4,
      strokeColor: ground,
      vadjust: isTopic ? 0 : -2,
    },
  };
}

function edgeLook(edge, faded) {
  const tone = shade(edge.color);
  return { id: edge.id, color: { color: tone, hover: tone, highlight: tone, opacity: faded ? 0.1 : 0.85 } };
}

const nodes = new vis.DataSet(nodeList.map((node) => ({ ...node, ...nodeLook(node, false) })));
const edges = new vis.DataSet(edgeList.map((edge) => ({ ...edge, ...edgeLook(edge, false) })));
const network = new vis.Network(byId("graph"), { nodes, edges }, options);

// What is lit: the selected edge with its ends, or the selected node with its neighbours.
function litBy(selection) {
  if (selection === null) return null;
  const around = selection.type === "edge" ? [edgesById.get(selection.id)] : shownAt(selection.id);
  const lit = new Set(around.flatMap((edge) => [edge.id, edge.from, edge.to]));
  return lit.add(selection.id);
}

function redraw() {
  const lit = litBy(selected);
  const faded = (item) => lit !== null && !lit.has(item.id);
  nodes.update(nodeList.map((node) => ({ ...nodeLook(node, faded(node)), hidden: shownAt(node.id).length === 0 })));
  edges.update(edgeList.map((edge) => ({ ...edgeLook(edge, faded(edge)), hidden: !isShown(edge) })));
  if (selected === null) network.unselectAll();
  else network.setSelection({ nodes: selected.type === "node" ? [selected.id] : [], edges: selected.type === "edge" ? [selected.id] : [] }, { highlightEdges: false });
}

// Below this scale labels cannot be read: a small screen then shows a part, about the best tied node.
const LEGIBLE = 0.62;
const NARROW = 700;
const LARGEST = 1.2;
const BORDER = 24;

function fit(least) {
  // vis-network notes a new size of its place only later, and would then scale what is set here.
  network.redraw();
  const boxes = nodeList.filter((node) => shownAt(node.id).length > 0).map((node) => network.getBoundingBox(node.id));
  if (boxes.length === 0) return;
  const { clientWidth, clientHeight } = byId("graph");
  const across = span(boxes, "left", "right");
  const down = span(boxes, "top", "bottom");
  const whole = Math.min((clientWidth - 2 * BORDER) / (across.to - across.from), (clientHeight - 2 * BORDER) / (down.to - down.from), LARGEST);
  const scale = Math.max(whole, least);
  const hub = nodeList.reduce((best, node) => (shownAt(node.id).length > shownAt(best.id).length ? node : best));
  const middle = network.getPositions([hub.id])[hub.id];
  const position = { x: within(across, middle.x, clientWidth / scale), y: within(down, middle.y, clientHeight / scale) };
  network.moveTo({ position, scale, animation: false });
}

function span(boxes, low, high) {
  return { from: Math.min(...boxes.map((box) => box[low])), to: Math.max(...boxes.map((box) => box[high])) };
}

// The middle of a view of this size that looks at a point and at as little as can be beyond the span.
function within({ from, to }, point, size) {
  const spare = size / 2 - BORDER;
  return to - from <= 2 * spare ? (from + to) / 2 : Math.min(to - spare, Math.max(from + spare, point));
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)), animation: still.matches ? false : { duration: 150 } });
}

// On a small screen the panel takes room from the graph, and vis-network would shrink the graph with it.
function atSameScale(change) {
  const scale = network.getScale();
  change();
  network.redraw();
  network.moveTo({ scale, animation: false });
}

// Brings a node or both ends of an edge into sight, if they are not.
function reveal(selection) {
  const ends = selection.type === "edge" ? [edgesById.get(selection.id).from, edgesById.get(selection.id).to] : [selection.id];
  const points = Object.values(network.getPositions(ends));
  const { clientWidth, clientHeight } = byId("graph");
  const seen = points.every((point) => {
    const { x, y } = network.canvasToDOM(point);
    return x > 40 && x < clientWidth - 40 && y > 40 && y < clientHeight - 40;
  });
  if (seen) return;
  const position = { x: sum(points, (point) => point.x) / points.length, y: sum(points, (point) => point.y) / points.length };
  network.moveTo({ position, scale: Math.max(network.getScale(), LEGIBLE), animation: still.matches ? false : { duration: 300 } });
}
