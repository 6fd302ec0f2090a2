// What is drawn and where, in pixels of the screen: labels keep their size at every zoom, and give way to each
// other by how telling their nodes are. The same scene goes to the screen, to PNG and to SVG.

const FONT = 12;
const LINE = 15;
const PAD = { x: 8, y: 5 };
const HALO = 4;
const DENSE = 1000;
const FACE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const fontOf = (bold) => `${bold ? "600 " : ""}${FONT}px ${FACE}`;

const ruler = document.createElement("canvas").getContext("2d");

function widthOf(node) {
  if (node.width === undefined) {
    ruler.font = fontOf(true);
    node.width = Math.ceil(Math.max(...node.lines.map((line) => ruler.measureText(line).width)));
  }
  return node.width;
}

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
// Marks shrink with the scale, but less. In a crowd those that are not told yet are dots until one draws near.
const ROOMY = 110;
const TOLD = 60;
const DOT = 0.55;
const crowded = page.nodes.length > ROOMY;
const isMinor = (node) => crowded && node.rank >= TOLD;
const growth = (node, scale) => (isMinor(node) ? clamp(DOT * Math.sqrt(scale), 0.2, 1) : clamp(Math.sqrt(scale * (crowded ? 0.9 : 1.15)), 0.45, 1.15));
const radiusOf = (node, scale) => (9 + 2.1 * Math.sqrt(Math.min(node.edges.length, 36))) * growth(node, scale);
const squareOf = (node, scale) => clamp((isMinor(node) ? 4.5 : 6) * Math.sqrt(scale * 1.15), 2.2, 7);

// A grid of boxes that are taken.
class Room {
  constructor() {
    this.cells = new Map();
  }
  *keys(box) {
    for (let column = Math.floor(box.left / 80); column <= Math.floor(box.right / 80); column += 1) {
      for (let row = Math.floor(box.top / 80); row <= Math.floor(box.bottom / 80); row += 1) yield column * 100003 + row;
    }
  }
  isFree(box, owner) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) || NOTHING) {
        if (other.owner !== owner && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
      }
    }
    return true;
  }
  owners(box) {
    const found = new Set();
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) || NOTHING) {
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) found.add(other.owner);
      }
    }
    return found;
  }
  take(box, owner) {
    const taken = { ...box, owner };
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(taken);
    }
  }
}

const boxAbout = (x, y, halfWidth, halfHeight) => ({ left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight });

// Below, right, left, above and at the corners of a node: first where none of its own edges goes, and none of the others.
function labelPlaces(node, scale, wires, air) {
  const [x, y, reach] = [node.x * scale, node.y * scale, node.half.width];
  const [half, high] = [widthOf(node) / 2, (node.lines.length * LINE) / 2];
  // In a dense picture edges go everywhere.
  const away = wires === null ? NOTHING : shownAt(node).slice(0, 12).map((edge) => otherEnd(edge, node)).filter((other) => other.placed && other !== node);
  const crowd = (dx, dy) => sum(away, (other) => Math.max(0, (dx * (other.x - node.x) + dy * (other.y - node.y)) / (Math.hypot(other.x - node.x, other.y - node.y) || 1) - 0.5)) / (away.length || 1);
  return [
    { x, y: y + reach + 3 + high, price: crowd(0, 1) },
    { x: x + reach + 5 + half, y, price: 0.08 + crowd(1, 0) },
    { x: x - reach - 5 - half, y, price: 0.1 + crowd(-1, 0) },
    { x, y: y - reach - 3 - high, price: 0.12 + crowd(0, -1) },
    ...[[1, 1], [-1, 1], [1, -1], [-1, -1]].map(([right, down]) => ({ x: x + right * (0.75 * reach + 3 + half), y: y + down * (0.75 * reach + 1 + high), price: 0.3 + crowd(0.7 * right, 0.7 * down) })),
  ]
    .map((spot) => ({ ...spot, box: boxAbout(spot.x, spot.y, half + 1 + air, high + air) }))
    .map((spot) => ({ ...spot, price: spot.price + (wires === null ? 0 : 0.25 * wires.owners(spot.box).size) }))
    .sort((one, other) => one.price - other.price);
}

// Where the edges run, in a picture of so few that labels can keep clear of them.
const WIRES = 700;

function wiresAt(scale) {
  const edges = edgeList.filter((edge) => edge.shown && nodesById.get(edge.from).placed && nodesById.get(edge.to).placed && edge.from !== edge.to);
  if (edges.length > WIRES) return null;
  const wires = new Room();
  for (const edge of edges) {
    const [from, to] = [nodesById.get(edge.from), nodesById.get(edge.to)];
    const [start, end] = [{ x: from.x * scale, y: from.y * scale }, { x: to.x * scale, y: to.y * scale }];
    const curve = { start, end, handle: handleOf(start, end, edge.bend) };
    const steps = Math.ceil(Math.hypot(end.x - start.x, end.y - start.y) / 12);
    for (let step = 1; step < steps; step += 1) {
      const { x, y } = pointOn(curve, step / steps);
      wires.take(boxAbout(x, y, 1, 1), edge);
    }
  }
  return wires;
}

const FOREMOST = crowded ? 24 : 12;

// Decides which labels are seen at a scale. Kept until the scale, the filters or the selection change.
let labelled = { key: "" };
let letters = [];
let edition = 0;
const outdated = () => (edition += 1);

function placeLabels(scale, lit) {
  const key = `${scale.toFixed(4)} ${edition}`;
  if (labelled.key === key) return;
  labelled.key = key;
  const room = new Room();
  const wires = wiresAt(scale);
  const nodes = byWeight.filter((node) => node.shown && node.placed);
  const air = nodes.length > 400 && lit === null ? 5 : 0;
  const first = lit === null ? nodes : [...nodes.filter((node) => lit.nodes.has(node.id)), ...nodes.filter((node) => !lit.nodes.has(node.id))];
  // A name may lie over the little mark of a topic that has none, if there are many.
  // Over what is not lit, a name of what is may lie anyway.
  const solid = (node) => (lit !== null ? lit.nodes.has(node.id) : nodes.length < 400 || (node.type === "actor" && (nodes.length < 1200 || node.rank < 300)));
  for (const node of nodes) {
    [node.tag, node.covered] = [null, false];
    const size = node.type === "actor" ? radiusOf(node, scale) : squareOf(node, scale);
    node.half = { width: size, height: size };
    if (solid(node)) room.take(boxAbout(node.x * scale, node.y * scale, size, size), node);
  }
  letters = campLetters(scale, room);
  for (const node of first) {
    if ((lit !== null && !lit.nodes.has(node.id)) || node.covered) continue;
    const [x, y] = [node.x * scale, node.y * scale];
    if (node.type === "topic") {
      const half = { width: widthOf(node) / 2 + PAD.x, height: (node.lines.length * LINE) / 2 + PAD.y };
      const box = boxAbout(x, y, half.width + 2 + air, half.height + 2 + air);
      // What several speak of tells its balance in the box; other boxes let no foreign edge run under them.
      const open = wires === null || node.degree > 1 || [...wires.owners(box)].every((edge) => edge.from === node.id || edge.to === node.id);
      if (open && room.isFree(box, node)) {
        node.tag = { inside: true };
        node.half = half;
        room.take(box, node);
        continue;
      }
    }
    const spots = labelPlaces(node, scale, wires, air);
    // The most telling names are told in any case, over the marks of others if need be; these then have no name.
    const yields = (other) => other.tag === null && (crowded ? other.rank >= TOLD : other.type === "topic" && other.rank >= FOREMOST);
    const over = (box) => [...room.owners(box)].every((other) => other === node || yields(other));
    const spot = spots.find(({ box }) => room.isFree(box, node)) || (node.rank < FOREMOST ? spots.find(({ box }) => over(box)) : undefined);
    if (spot === undefined) continue;
    for (const other of room.owners(spot.box)) if (other !== node) other.covered = true;
    node.tag = { x: spot.x - x, y: spot.y - y, inside: false };
    room.take(spot.box, node);
  }
}

// The curve of an edge from border to border: start, handle, end, and the directions it leaves and comes in.
function curveOf(edge, view) {
  const [from, to] = [nodesById.get(edge.from), nodesById.get(edge.to)];
  const start = view.at(from);
  if (from === to) {
    const angle = -Math.PI / 2 + edge.bend * 1.2;
    const reach = radiusOf(from, view.scale);
    const spot = (turn, distance) => ({ x: start.x + Math.cos(angle + turn) * distance, y: start.y + Math.sin(angle + turn) * distance });
    return { start: spot(-0.5, reach), handle: spot(0, reach + 52), end: spot(0.5, reach + 3) };
  }
  const end = view.at(to);
  const handle = handleOf(start, end, edge.bend);
  return { start: border(from, start, handle, 1), handle, end: border(to, end, handle, edge.relation.head === "bar" ? 4 : 2) };
}

const handleOf = (start, end, bend) => ({ x: (start.x + end.x) / 2 + (end.y - start.y) * bend, y: (start.y + end.y) / 2 - (end.x - start.x) * bend });

// The labels that are drawn, as boxes in pixels of the picture at this scale.
function seenLabels(scale) {
  return nodeList
    .filter((node) => node.shown && node.placed && node.tag)
    .map((node) => {
      const [x, y] = [node.x * scale, node.y * scale];
      const box = node.tag.inside ? boxAbout(x, y, node.half.width, node.half.height) : boxAbout(x + node.tag.x, y + node.tag.y, widthOf(node) / 2, (node.lines.length * LINE) / 2);
      return { id: node.id, ...box };
    });
}

// Where the way from a node's middle towards a point leaves it.
function border(node, middle, towards, gap) {
  const [dx, dy] = [towards.x - middle.x, towards.y - middle.y];
  const distance = Math.hypot(dx, dy) || 1;
  let reach = node.half.width;
  if (node.type === "topic") reach = Math.min(node.half.width / (Math.abs(dx) / distance || 1e-6), node.half.height / (Math.abs(dy) / distance || 1e-6));
  const share = Math.min(0.96, (reach + gap) / distance);
  return { x: middle.x + dx * share, y: middle.y + dy * share };
}

function pointOn({ start, handle, end }, share) {
  const [left, middle, right] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
  return { x: left * start.x + middle * handle.x + right * end.x, y: left * start.y + middle * handle.y + right * end.y };
}

const widthOfEdge = (edge) => Math.min(7, 1.1 + 1.15 * (edge.sources - 1));

// What is lit: the selected edge with its ends, or the selected node with its neighbours.
function litBy(selection) {
  if (selection === null) return null;
  if (selection.type === "camp") {
    const { number } = campsById.get(selection.id);
    const nodes = new Set(nodeList.filter((node) => node.camp === number).map((node) => node.id));
    return { nodes, camp: number, edges: new Set(edgeList.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to))) };
  }
  const around = selection.type === "edge" ? [edgesById.get(selection.id)] : shownAt(nodesById.get(selection.id));
  const lit = new Set(around.flatMap((edge) => [edge.from, edge.to]));
  if (selection.type === "node") lit.add(selection.id);
  return { nodes: lit, edges: new Set(around) };
}

// How clearly an edge is drawn among many: that of named ends first, the others behind. So there is something to
// read at every zoom, and what it stands in.
function clarity(edge, crowd, strength) {
  const named = (nodesById.get(edge.from).tag !== null) + (nodesById.get(edge.to).tag !== null);
  const several = Math.min(0.25, 0.1 * (edge.sources - 1));
  return strength + ([0.07, 0.15, 0.62][named] + several - strength) * crowd;
}

const BARE = 0.2;

// Draws what the window of the view holds with a pen: that of the canvas, or that of an SVG file.
function paint(pen, view, lit, hovered) {
  placeLabels(view.scale, lit);
  drawGrounds(pen, view, lit);
  const inside = ({ x, y }, slack) => x > -slack && y > -slack && x < view.width + slack && y < view.height + slack;
  const edges = edgeList.filter((edge) => edge.shown && nodesById.get(edge.from).placed && nodesById.get(edge.to).placed);
  const dense = edges.length > DENSE;
  const strength = clamp(1.05 - 0.14 * Math.log2(Math.max(1, edges.length / 40)), 0.3, 0.85);
  const crowd = clamp(Math.log2(Math.max(1, edges.length / 150)) / 2, 0, 1);
  // Of very many the background is one tone.
  const thin = clamp(40 / Math.sqrt(Math.max(1, edges.length)), 0.3, 1);
  const layers = { back: [], fore: [] };
  for (const edge of edges) {
    const bright = lit === null || lit.edges.has(edge);
    const loud = edge === hovered || (lit !== null && bright);
    const clear = loud ? 0.95 : !bright ? (dense ? 0.03 : 0.09) : clarity(edge, crowd, strength);
    const bare = !loud && crowd > 0 && clear < BARE;
    layers[clear < BARE ? "back" : "fore"].push([edge, { opacity: bare && bright ? clear * thin : clear, plain: bare, loud }]);
  }
  for (const [edge, style] of [...layers.back, ...layers.fore]) drawEdge(pen, edge, view, style);
  const nodes = byWeight.filter((node) => node.shown && node.placed && inside(view.at(node), 160)).reverse();
  const bright = (node) => lit === null || lit.nodes.has(node.id);
  for (const node of nodes) if (!bright(node)) drawMark(pen, node, view, 0.16, hovered);
  for (const node of nodes) if (bright(node)) drawMark(pen, node, view, node.tag === null && crowded && lit === null ? 0.62 : 1, hovered);
  for (const node of nodes) if (node.tag !== null && !node.tag.inside && bright(node)) drawName(pen, node, view);
  for (const { camp, x, y } of letters) {
    const origin = view.at({ x: 0, y: 0 });
    if (lit === null || lit.camp === camp.number) pen.text([camp.name], origin.x + x, origin.y + y, { align: "center", tone: mixed(camp.tone, colours.ink, 0.45), opacity: 1, halo: colours.ground, bold: true });
  }
}

function drawEdge(pen, edge, view, { opacity, plain: bare, loud }) {
  const curve = curveOf(edge, view);
  const { start, handle, end } = curve;
  if (Math.max(start.x, handle.x, end.x) < 0 || Math.max(start.y, handle.y, end.y) < 0 || Math.min(start.x, handle.x, end.x) > view.width || Math.min(start.y, handle.y, end.y) > view.height) return;
  const width = widthOfEdge(edge) * (loud ? 1.35 : 1) * clamp(view.scale + 0.35, 0.6, 1.1);
  const tone = shade(edge.relation.colour);
  const head = 5.5 + 1.5 * width;
  const [dx, dy] = [end.x - handle.x, end.y - handle.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const short = Math.hypot(end.x - start.x, end.y - start.y) < head * 1.6;
  const stop = bare || short || edge.relation.head !== "arrow" ? end : { x: end.x - ux * head * 0.8, y: end.y - uy * head * 0.8 };
  pen.curve(start, handle, stop, { tone, width, opacity, dashes: bare ? NOTHING : edge.relation.dashes, straight: edge.bend === 0 });
  if (bare || short) return;
  const side = (back, aside) => ({ x: end.x - ux * back - uy * aside, y: end.y - uy * back + ux * aside });
  if (edge.relation.head === "bar") pen.lines([side(0, head * 0.62), side(0, -head * 0.62)], { tone, width: Math.max(2, width), opacity });
  else if (edge.relation.head === "open") pen.lines([side(head * 0.8, head * 0.5), end, side(head * 0.8, -head * 0.5)], { tone, width: Math.max(1.4, width * 0.8), opacity });
  else pen.polygon([end, side(head, head * 0.45), side(head, -head * 0.45)], { tone, opacity });
}

function drawMark(pen, node, view, opacity, hovered) {
  const { x, y } = view.at(node);
  const tone = shade(kinds.get(node.kind).colour);
  const picked = (selected !== null && selected.id === node.id) || hovered === node;
  if (node.type === "actor") {
    const radius = node.half.width;
    if (picked) pen.disc(x, y, radius + 4, { tone: colours.focus, opacity: 0.35 });
    pen.disc(x, y, radius + Math.min(1.5, radius / 6), { tone: colours.ground, opacity: 1 });
    pen.disc(x, y, radius, { tone, opacity });
    if (radius > 5.5) pen.glyph(node, x, y, radius * 1.26, { tone: colours.ground, opacity });
    return;
  }
  const { width, height } = node.half;
  if (picked) pen.box(x, y, width + 3.5, height + 3.5, 9, { fill: colours.focus, opacity: 0.35 });
  if (node.tag === null || !node.tag.inside) {
    pen.box(x, y, width, height, 2.5, { fill: colours.surface, rim: tone, opacity, line: 1.6 });
    return;
  }
  pen.box(x, y, width, height, 6, { fill: colours.surface, rim: picked ? colours.ink : tone, opacity, line: picked ? 1.6 : 1 });
  const sides = node.degree > 1 ? sidesOf(node) : { pro: new Set(), con: new Set() };
  if (sides.pro.size + sides.con.size > 1) balance(pen, x, y, node.half, sides, opacity);
  pen.text(node.lines, x, y - 0.5, { align: "center", tone: colours.ink, opacity });
}

// Along the foot of a topic that several take a stance on: how many of them are for it and how many against.
function balance(pen, x, y, { width, height }, { pro, con }, opacity) {
  const [left, room] = [x - width + 6, 2 * width - 12];
  const share = pro.size / (pro.size + con.size);
  const foot = y + height - 3;
  const positive = told.relations.find((relation) => relation.polarity > 0);
  const negative = told.relations.find((relation) => relation.polarity < 0);
  if (share > 0 && positive) pen.lines([{ x: left, y: foot }, { x: left + room * share - (share < 1 ? 1.5 : 0), y: foot }], { tone: shade(positive.colour), width: 2.5, opacity });
  if (share < 1 && negative) pen.lines([{ x: left + room * share + (share > 0 ? 1.5 : 0), y: foot }, { x: left + room, y: foot }], { tone: shade(negative.colour), width: 2.5, opacity, dashes: [4, 2] });
}

function drawName(pen, node, view) {
  const { x, y } = view.at(node);
  pen.text(node.lines, x + node.tag.x, y + node.tag.y, { align: "center", tone: colours.ink, opacity: 1, halo: colours.ground, bold: node.type === "actor" && node.rank < 8 });
}
