// What the page holds.

const page = JSON.parse(byId("told").textContent);
const { told, options } = page;
const nodeList = [...page.nodes, ...told.rest.nodes];
const edgeList = [...page.edges, ...told.rest.edges];
const nodesById = new Map(nodeList.map((node) => [node.id, node]));
const edgesById = new Map(edgeList.map((edge) => [edge.id, edge]));
const relations = new Map(told.relations.map((relation) => [relation.name, relation]));
const kinds = new Map(told.kinds.map((kind) => [kind.name, kind]));
const articles = new Map(Object.entries(told.articles));
const collator = new Intl.Collator("en", { numeric: true });
const sum = (items, measure) => items.reduce((total, item) => total + measure(item), 0);
const dayNumber = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86400000);
const dayOf = (number) => new Date(number * 86400000).toISOString().slice(0, 10);

for (const article of articles.values()) article.origin = (article.publisher || "").toLowerCase();

for (const node of nodeList) {
  node.edges = [];
  node.lines = node.label.split("\n");
  node.placed = node.x !== undefined;
  node.half = { width: 0, height: 0 };
  node.tag = null;
  node.camp = told.camps[node.id] || null;
}
for (const edge of edgeList) {
  edge.all = told.statements[edge.id];
  // graphkit.belief counts them: who copied a sentence is no source of its own.
  edge.allSources = edge.sources;
  edge.relation = relations.get(edge.relation);
  edge.bend = edge.bend || 0;
  for (const said of edge.all) {
    said.edge = edge;
    said.text = said.sentence.map(([text]) => text).join("");
    said.wording = said.text.replace(/\s+/g, " ");
    said.article = articles.get(said.article);
    said.modality = said.modality || "actual";
    said.firm = said.modality !== "possible";
    said.day = said.date ? dayNumber(said.date) : null;
  }
  nodesById.get(edge.from).edges.push(edge);
  if (edge.to !== edge.from) nodesById.get(edge.to).edges.push(edge);
}

// How many publishers a set of statements comes from; articles that name none count as one.
const publishersOf = (statements) => new Set(statements.map((said) => said.article.origin)).size;

const articlesOf = (statements) => new Set(statements.map((said) => said.article)).size;
const mostSources = Math.max(1, ...edgeList.map((edge) => edge.allSources));
const byWeight = [...nodeList].sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1));
byWeight.forEach((node, rank) => (node.rank = rank));
const statementList = edgeList.flatMap((edge) => edge.all);
const days = [...new Set(statementList.map((said) => said.day).filter((day) => day !== null))].sort((one, other) => one - other);

// The node or edge in the panel, and those before it.
let selected = null;
const trail = [];
