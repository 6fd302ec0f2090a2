// The canvas: vis-network holds the nodes, pans, zooms and drags; the scene is drawn on its canvas. Its own edges
// would take 0.4 s for each filter at 10,000 of them.

const place = byId("graph");
const nodes = new vis.DataSet();
const network = new vis.Network(place, { nodes, edges: new vis.DataSet() }, options);
let hovered = null;

function held(node) {
  return { id: node.id, x: node.x, y: node.y, shape: "custom", label: undefined, ctxRenderer: () => ({ drawNode: () => grasp(node) }) };
}

// vis-network shall take hold of a node just where it is seen.
function grasp(node) {
  const { shape } = network.body.nodes[node.id];
  const half = node.shown ? node.half : { width: 0, height: 0 };
  const scale = network.getScale();
  shape.width = (2 * half.width) / scale;
  shape.height = (2 * half.height) / scale;
  shape.left = node.shown ? node.x - shape.width / 2 : Infinity;
  shape.top = node.y - shape.height / 2;
}


function viewNow() {
  const scale = network.getScale();
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  return { scale, width: place.clientWidth, height: place.clientHeight, at: ({ x, y }) => ({ x: origin.x + x * scale, y: origin.y + y * scale }) };
}

// vis-network draws at every step of a change; what changes at once is painted once.
let silent = 0;

function atOnce(change) {
  silent += 1;
  try {
    change();
  } finally {
    silent -= 1;
  }
  if (silent === 0) network.redraw();
}

network.on("beforeDrawing", (context) => {
  if (silent > 0) return;
  const ratio = network.canvas.pixelRatio || 1;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(new CanvasPen(context), viewNow(), litBy(selected), hovered);
  context.restore();
});

network.on("dragging", ({ nodes: [id] }) => {
  if (id === undefined) return;
  const node = nodesById.get(id);
  Object.assign(node, network.getPosition(id));
  arrangement += 1;
  outdated();
});

function redraw() {
  outdated();
  if (silent === 0) network.redraw();
}

// What stands at a point of the picture: a node with its label, or else an edge.
function at(point) {
  const view = viewNow();
  const over = (node) => {
    const { x, y } = view.at(node);
    const [dx, dy] = [Math.abs(point.x - x), Math.abs(point.y - y)];
    const slack = node.tag !== null && node.tag.inside ? 0 : 3;
    if (dx <= node.half.width + slack && dy <= node.half.height + slack) return true;
    if (node.tag === null || node.tag.inside) return false;
    return Math.abs(point.x - x - node.tag.x) <= widthOf(node) / 2 && Math.abs(point.y - y - node.tag.y) <= (node.lines.length * LINE) / 2;
  };
  const node = byWeight.find((one) => one.shown && one.placed && over(one));
  return node || edgeAt(point, view);
}

function edgeAt(point, view) {
  const lit = litBy(selected);
  let [best, nearest] = [null, 7];
  for (const edge of edgeList) {
    if (!edge.shown || (lit !== null && !lit.edges.has(edge) && edgeList.length > DENSE)) continue;
    const [from, to] = [nodesById.get(edge.from), nodesById.get(edge.to)];
    if (!from.placed || !to.placed) continue;
    const curve = curveOf(edge, view);
    const { start, handle, end } = curve;
    if (point.x < Math.min(start.x, handle.x, end.x) - 7 || point.x > Math.max(start.x, handle.x, end.x) + 7) continue;
    if (point.y < Math.min(start.y, handle.y, end.y) - 7 || point.y > Math.max(start.y, handle.y, end.y) + 7) continue;
    const steps = 24;
    let before = start;
    for (let step = 1; step <= steps; step += 1) {
      const after = pointOn(curve, step / steps);
      const away = distance(point, before, after);
      if (away < nearest) [best, nearest] = [edge, away];
      before = after;
    }
  }
  return best;
}

function distance(point, one, other) {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const share = clamp(((point.x - one.x) * dx + (point.y - one.y) * dy) / (dx * dx + dy * dy || 1), 0, 1);
  return Math.hypot(point.x - one.x - share * dx, point.y - one.y - share * dy);
}

// On a small screen the whole would be too small to tell anything: then a part, about the best tied node.
const LEGIBLE = 0.62;
const narrow = window.matchMedia("(max-width: 760px)");
const LARGEST = 1.25;
const BORDER = 32;

function extent(node, axis) {
  if (axis === "x") return node.type === "topic" || node.lines.length > 0 ? widthOf(node) / 2 + PAD.x : 10;
  return (node.lines.length * LINE) / 2 + PAD.y;
}

function fit(least) {
  atOnce(() => fitWithin(least));
}

function fitWithin(least) {
  network.redraw();
  const shown = nodeList.filter((node) => node.shown && node.placed);
  if (shown.length === 0) return;
  const { clientWidth, clientHeight } = place;
  // Labels keep their size, so the scale that fits follows from the outermost of them.
  const fits = (scale) => ["x", "y"].every((axis) => {
    const { from, to } = span(shown, axis, scale);
    return to - from <= (axis === "x" ? clientWidth : clientHeight) / scale - (2 * BORDER) / scale;
  });
  let [low, high] = [0.02, LARGEST];
  if (fits(high)) low = high;
  for (let step = 0; step < 24 && low < high; step += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const scale = Math.max(low, least);
  const hub = shown.reduce((best, node) => (node.degree > best.degree ? node : best));
  const position = { x: within(span(shown, "x", scale), hub.x, clientWidth / scale, scale), y: within(span(shown, "y", scale), hub.y, clientHeight / scale, scale) };
  network.moveTo({ position, scale, animation: false });
  if (scale === low) embrace(shown);
}

// What marks and labels cover, in pixels of the picture at this scale, once its labels are placed.
function bounds(shown, scale) {
  const boxes = [...seenLabels(scale), ...shown.map((node) => boxAbout(node.x * scale, node.y * scale, node.half.width, node.half.height))];
  const farthest = (side, end) => boxes.reduce((found, box) => end(found, box[side]), boxes[0][side]);
  return { left: farthest("left", Math.min), right: farthest("right", Math.max), top: farthest("top", Math.min), bottom: farthest("bottom", Math.max) };
}

// Moves and shrinks the view until the labels, too, are within it: where they stand depends on the scale.
function embrace(shown) {
  for (let turn = 0; turn < 3; turn += 1) {
    const scale = network.getScale();
    placeLabels(scale, litBy(selected));
    const { left, right, top, bottom } = bounds(shown, scale);
    const room = Math.min((place.clientWidth - BORDER) / (right - left), (place.clientHeight - BORDER) / (bottom - top));
    network.moveTo({ position: { x: (left + right) / 2 / scale, y: (top + bottom) / 2 / scale }, scale: scale * Math.min(1, room), animation: false });
    if (room >= 1) return;
  }
}

function span(shown, axis, scale) {
  return {
    from: Math.min(...shown.map((node) => node[axis] - extent(node, axis) / scale)),
    to: Math.max(...shown.map((node) => node[axis] + (extent(node, axis) + (axis === "y" && node.type === "actor" ? 18 : 0)) / scale)),
  };
}

// The middle of a view of this size that looks at a point and at as little as can be beyond the span.
function within({ from, to }, point, size, scale) {
  const spare = size / 2 - BORDER / scale;
  return to - from <= 2 * spare ? (from + to) / 2 : Math.min(to - spare, Math.max(from + spare, point));
}

function zoom(factor) {
  network.moveTo({ scale: clamp(network.getScale() * factor, 0.03, 5), animation: still.matches ? false : { duration: 150 } });
}

// The panel takes room from the graph, and vis-network would shrink the graph with it.
function atSameScale(change) {
  const [scale, width] = [network.getScale(), place.clientWidth * place.clientHeight];
  change();
  if (place.clientWidth * place.clientHeight === width) return;
  network.redraw();
  network.moveTo({ scale, animation: false });
}

// Gives a node that the picture left out a place, and so its most telling neighbours: in rings about it.
const BROUGHT = 24;

function bringIn(node) {
  arrangement += 1;
  outdated();
  const near = [...new Set(node.edges.map((edge) => otherEnd(edge, node)))].sort((one, other) => one.rank - other.rank).slice(0, BROUGHT);
  const before = near.filter((other) => other.placed);
  const outer = Math.max(0, ...nodeList.filter((other) => other.placed).map((other) => Math.hypot(other.x, other.y)));
  if (!node.placed) {
    const middle = before.length > 0 ? { x: sum(before, ({ x }) => x) / before.length + 60, y: sum(before, ({ y }) => y) / before.length + 60 } : { x: outer + 200, y: 0 };
    Object.assign(node, { x: Math.round(middle.x), y: Math.round(middle.y), placed: true, brought: true });
    nodes.add(held(node));
  }
  const missing = near.filter((other) => !other.placed);
  missing.forEach((other, index) => {
    const [ring, turn] = [190 + 110 * Math.floor(index / 8), (index % 8) * (Math.PI / 4) + Math.floor(index / 8) * 0.4];
    Object.assign(other, { x: Math.round(node.x + ring * 1.3 * Math.cos(turn)), y: Math.round(node.y + ring * Math.sin(turn)), placed: true, brought: true });
    nodes.add(held(other));
  });
}

// Brings a node or both ends of an edge into sight, if they are not.
function reveal(selection) {
  const ends = (selection.type === "edge" ? [edgesById.get(selection.id).from, edgesById.get(selection.id).to] : [selection.id]).map((id) => nodesById.get(id));
  const view = viewNow();
  const seen = ends.every((node) => {
    const { x, y } = view.at(node);
    return x > 50 && x < view.width - 50 && y > 40 && y < view.height - 40;
  });
  if (seen) return;
  const position = { x: sum(ends, (node) => node.x) / ends.length, y: sum(ends, (node) => node.y) / ends.length };
  const apart = Math.max(...ends.map((node) => Math.hypot(node.x - position.x, node.y - position.y)), 1);
  const scale = Math.min(Math.max(network.getScale(), LEGIBLE), Math.min(view.width, view.height) / (2.6 * apart));
  network.moveTo({ position, scale, animation: still.matches ? false : { duration: 300 } });
}
