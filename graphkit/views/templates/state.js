// What the page holds, and what of it is selected and shown.

const { nodes: nodeList, edges: edgeList, options, told } = JSON.parse(byId("told").textContent);
const nodesById = new Map(nodeList.map((node) => [node.id, node]));
const edgesById = new Map(edgeList.map((edge) => [edge.id, edge]));
const relations = new Map(told.relations.map((relation) => [relation.name, relation]));
const kinds = new Map(told.kinds.map((kind) => [kind.name, kind]));
const articles = new Map(Object.entries(told.articles));
const statements = new Map(Object.entries(told.statements));

const edgesAt = new Map(nodeList.map((node) => [node.id, []]));
for (const edge of edgeList) {
  edgesAt.get(edge.from).push(edge);
  if (edge.to !== edge.from) edgesAt.get(edge.to).push(edge);
}

const hiddenRelations = new Set();
const isShown = (edge) => !hiddenRelations.has(edge.relation);
const shownAt = (id) => edgesAt.get(id).filter(isShown);

const collator = new Intl.Collator("en", { numeric: true });
const sum = (items, measure) => items.reduce((total, item) => total + measure(item), 0);
const weight = (edge) => statements.get(edge.id).length;
const sources = (edges) => new Set(edges.flatMap((edge) => statements.get(edge.id).map((said) => said.article))).size;

// The node or edge in the panel, and those before it.
let selected = null;
const trail = [];
