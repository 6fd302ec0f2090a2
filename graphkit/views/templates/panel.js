// The panel beside the graph: what is selected and the sentences behind it.

const panel = byId("panel");

function showPanel() {
  panel.replaceChildren(...(selected === null ? overview() : selected.type === "edge" ? edgeCard(selected.id) : nodeCard(selected.id)));
  document.body.classList.toggle("selected", selected !== null);
  panel.scrollTop = 0;
}

function bar() {
  const back = trail.length > 0 && make("button", { type: "button", class: "plain", onclick: goBack }, "‹ Back");
  const close = make("button", { type: "button", class: "plain close", id: "close", "aria-label": "Close", onclick: () => select(null) }, "×");
  return make("div", { class: "bar" }, back || "", close);
}

function nodeButton(id) {
  const node = nodesById.get(id);
  return make("button", { type: "button", class: "name", onclick: () => select({ type: "node", id }) }, mark(node), node.name);
}

function mark(node) {
  return make("span", { class: `mark ${node.type}`, tone: node.color, "aria-hidden": "true" });
}

function edgeCard(id) {
  const edge = edgesById.get(id);
  const relation = relations.get(edge.relation);
  const group = statements.get(id);
  return [
    bar(),
    make(
      "h2",
      { class: "sentence" },
      nodeButton(edge.from),
      make("span", { class: "relation", tone: relation.colour }, drawnLine(relation.dashes), relation.label),
      nodeButton(edge.to),
    ),
    make("p", { class: "count" }, `${counted(group.length, "statement")} in ${counted(sources([edge]), "article")}`),
    key(relation),
    make("ol", { class: "statements" }, ...group.map((said) => statementItem(said, relation))),
  ];
}

function key(relation) {
  const parts = [["actor", "who"], ["cue", "stance"], ["object", "what"]];
  return make("p", { class: "key", tone: relation.colour }, ...parts.map(([part, label]) => make("mark", { class: part }, label)));
}

function statementItem(said, relation) {
  const article = articles.get(said.article);
  const pieces = said.sentence.map(([text, part]) => (part ? make("mark", { class: part }, text) : text));
  return make(
    "li",
    { tone: relation.colour },
    make("blockquote", { dir: "auto" }, ...pieces),
    notes(said),
    source(article, said.date || article.date),
  );
}

function notes(said) {
  const about = [
    said.speaker && ["as said by ", make("bdi", {}, said.speaker)],
    said.modality !== "actual" && [said.modality],
    said.negated && ["with a negation"],
    [`confidence ${said.confidence.toFixed(2)}`],
  ];
  return make("ul", { class: "notes" }, ...about.filter(Boolean).map((note) => make("li", {}, ...note)));
}

function source(article, day) {
  const url = article.url && webAddress(article.url);
  const headline = article.title || article.file;
  const named = url ? make("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, headline) : headline;
  const details = [
    article.publisher && make("bdi", {}, article.publisher),
    day && make("bdi", { class: "day" }, dated(day)),
    article.title && make("bdi", {}, article.file),
  ];
  return make("p", { class: "source" }, make("bdi", { class: "headline" }, named), ...details.filter(Boolean));
}

function nodeCard(id) {
  const node = nodesById.get(id);
  const kind = kinds.get(node.kind);
  const others = node.aliases.filter((alias) => alias !== node.name);
  const touching = shownAt(id);
  const groups = [...relations.values()].flatMap((relation) => [
    stances(relation, relation.label, touching.filter((edge) => edge.from === id && edge.relation === relation.name), "to"),
    stances(relation, `${node.type === "topic" ? "" : "who "}${relation.label} ${node.type === "topic" ? "it" : node.name}`, touching.filter((edge) => edge.to === id && edge.relation === relation.name), "from"),
  ]);
  return [
    bar(),
    make("p", { class: "kind" }, mark(node), kind.label),
    make("h2", {}, make("bdi", {}, node.name)),
    others.length > 0 ? make("p", { class: "aliases" }, "Also: ", make("bdi", {}, others.join(", "))) : null,
    make("p", { class: "count" }, `${counted(sum(touching, weight), "statement")} in ${counted(sources(touching), "article")}`),
    ...groups,
  ].filter(Boolean);
}

function stances(relation, label, group, end) {
  if (group.length === 0) return null;
  const sorted = [...group].sort((one, other) => weight(other) - weight(one) || collator.compare(nodesById.get(one[end]).name, nodesById.get(other[end]).name));
  return make(
    "section",
    { tone: relation.colour },
    make("h3", {}, drawnLine(relation.dashes), make("span", {}, label)),
    make("ul", { class: "stances" }, ...sorted.map((edge) => make("li", {}, edgeButton(edge, end)))),
  );
}

function edgeButton(edge, end) {
  const node = nodesById.get(edge[end]);
  const number = weight(edge);
  return make(
    "button",
    { type: "button", class: "row", onclick: () => select({ type: "edge", id: edge.id }) },
    mark(node),
    make("bdi", {}, node.name),
    make("span", { class: "number", title: counted(number, "statement") }, String(number), make("span", { class: "unseen" }, number === 1 ? " statement" : " statements")),
  );
}

const FEW = 7;

function overview() {
  const ranked = (type, measure) =>
    nodeList
      .filter((node) => node.type === type)
      .map((node) => [node, measure(shownAt(node.id), node.id)])
      .filter(([, number]) => number > 0)
      .sort(([one, few], [other, many]) => many - few || collator.compare(one.name, other.name))
      .slice(0, FEW);
  const list = (title, entries, noun) =>
    make(
      "section",
      {},
      make("h3", {}, title),
      make(
        "ul",
        { class: "stances" },
        ...entries.map(([node, number]) =>
          make(
            "li",
            {},
            make(
              "button",
              { type: "button", class: "row", onclick: () => select({ type: "node", id: node.id }) },
              mark(node),
              make("bdi", {}, node.name),
              make("span", { class: "number", title: counted(number, noun) }, String(number), make("span", { class: "unseen" }, ` ${noun}${number === 1 ? "" : "s"}`)),
            ),
          ),
        ),
      ),
    );
  const who = (around) => new Set(around.map((edge) => edge.from)).size;
  return [
    make("p", { class: "hint" }, "Each arrow goes from an actor to what it takes a stance on; the thicker, the more articles say so. Click an arrow for its sentences, a node for all its stances."),
    list("Most debated topics", ranked("topic", who), "actor"),
    list("Actors with most stances", ranked("actor", (around, id) => around.filter((edge) => edge.from === id).length), "stance"),
  ];
}
