// What of the page is shown. A filter holds what is hidden, so that an empty one hides nothing.

const unfiltered = () => ({
  relations: new Set(),
  kinds: new Set(),
  publishers: new Set(),
  speaker: "",
  from: null,
  to: null,
  sources: 1,
  confidence: 0,
  belief: 0,
  focus: null,
  depth: 1,
});
let filters = unfiltered();

const UNNAMED = "";
const publisherOf = (said) => said.article.publisher || UNNAMED;

function passes(said) {
  return (
    said.confidence >= filters.confidence &&
    !filters.publishers.has(publisherOf(said)) &&
    (filters.speaker === "" || said.speaker === filters.speaker) &&
    (filters.from === null || (said.day !== null && said.day >= filters.from)) &&
    (filters.to === null || (said.day !== null && said.day <= filters.to))
  );
}

const NOTHING = [];

// Sets `said`, `sources` and `shown` of every edge, and `shown`, `degree` of every node.
function sift() {
  const each = filters.confidence > 0 || filters.publishers.size > 0 || filters.speaker !== "" || filters.from !== null || filters.to !== null;
  for (const node of nodeList) [node.shown, node.degree, node.reached] = [false, 0, false];
  for (const edge of edgeList) {
    const open = !filters.relations.has(edge.relation.name) && !filters.kinds.has(nodesById.get(edge.from).kind) && !filters.kinds.has(nodesById.get(edge.to).kind);
    edge.said = !open ? NOTHING : each ? edge.all.filter(passes) : edge.all;
    // Of a part of the statements no more sources than of all can be independent.
    edge.sources = edge.said.length === edge.all.length ? edge.allSources : Math.min(edge.allSources, publishersOf(edge.said));
    // What is merely possible makes no edge.
    edge.shown = edge.sources >= filters.sources && edge.belief >= filters.belief && edge.said.some((said) => said.firm);
  }
  if (filters.focus !== null) {
    let ring = [nodesById.get(filters.focus)];
    for (const node of ring) node.reached = true;
    for (let step = 0; step < filters.depth; step += 1) {
      ring = ring.flatMap((node) => shownAt(node).map((edge) => nodesById.get(edge.from === node.id ? edge.to : edge.from)).filter((other) => !other.reached && (other.reached = true)));
    }
    for (const edge of edgeList) edge.shown = edge.shown && nodesById.get(edge.from).reached && nodesById.get(edge.to).reached;
  }
  for (const edge of edgeList) {
    if (!edge.shown) continue;
    for (const id of new Set([edge.from, edge.to])) {
      const node = nodesById.get(id);
      node.shown = true;
      node.degree += 1;
    }
  }
}

const shownAt = (node) => node.edges.filter((edge) => edge.shown);
const shownEdges = () => edgeList.filter((edge) => edge.shown);
const shownStatements = () => shownEdges().flatMap((edge) => edge.said);
const otherEnd = (edge, node) => nodesById.get(edge.from === node.id ? edge.to : edge.from);

function filtersSet() {
  return (
    filters.relations.size + filters.kinds.size + filters.publishers.size + (filters.speaker !== "") + (filters.from !== null || filters.to !== null) + (filters.sources > 1) + (filters.confidence > 0) + (filters.belief > 0) + (filters.focus !== null)
  );
}

// Who is for and who is against a node, and what an actor shares with others.

function sidesOf(node) {
  const sides = { pro: new Set(), con: new Set() };
  for (const edge of shownAt(node)) if (edge.to === node.id) sides[edge.relation.polarity > 0 ? "pro" : "con"].add(edge.from);
  return sides;
}

// The polarity of an actor towards each thing it takes a stance on: by the statements, as votes.
function positions(actor) {
  const found = new Map();
  for (const edge of shownAt(actor)) {
    if (edge.from === actor.id) found.set(edge.to, (found.get(edge.to) || 0) + edge.relation.polarity * edge.said.length);
  }
  return found;
}

function companions(actor) {
  const own = positions(actor);
  const found = new Map();
  const note = (id, what, about) => {
    if (id === actor.id) return;
    if (!found.has(id)) found.set(id, { node: nodesById.get(id), agreed: [], differed: [] });
    found.get(id)[what].push(about);
  };
  for (const [target, side] of own) {
    const object = nodesById.get(target);
    if (object.type === "actor" && side !== 0) note(target, side > 0 ? "agreed" : "differed", object);
    for (const id of new Set(shownAt(object).filter((edge) => edge.to === target).map((edge) => edge.from))) {
      if (id === actor.id) continue;
      const other = positions(nodesById.get(id)).get(target) || 0;
      if (side * other !== 0) note(id, side * other > 0 ? "agreed" : "differed", object);
    }
  }
  for (const edge of shownAt(actor)) {
    if (edge.to === actor.id) note(edge.from, edge.relation.polarity > 0 ? "agreed" : "differed", actor);
  }
  const balance = (one) => one.agreed.length - one.differed.length;
  const ranked = [...found.values()].sort((one, other) => Math.abs(balance(other)) - Math.abs(balance(one)) || collator.compare(one.node.name, other.node.name));
  return { allies: ranked.filter((one) => balance(one) > 0), adversaries: ranked.filter((one) => balance(one) < 0) };
}
