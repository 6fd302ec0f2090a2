// The card beside the graph: what is selected and the sentences behind it.

const panel = byId("panel");

function showPanel() {
  const cards = { edge: (id) => edgeCard(edgesById.get(id)), node: (id) => nodeCard(nodesById.get(id)), camp: (id) => campCard(campsById.get(id)) };
  const card = selected === null ? overview() : cards[selected.type](selected.id);
  panel.replaceChildren(...card.filter(Boolean));
  panel.setAttribute("aria-label", selected === null ? "Overview" : "Evidence");
  document.body.classList.toggle("selected", selected !== null);
  panel.scrollTop = 0;
}

function bar() {
  const step = (by, label, sign) => make("button", { type: "button", class: "plain", "aria-label": label, title: `${label} (${by > 0 ? "n" : "p"})`, onclick: () => walk(by) }, sign);
  return make(
    "div",
    { class: "bar" },
    trail.length > 0 ? make("button", { type: "button", class: "plain back", onclick: goBack }, "‹ Back") : make("span", {}),
    make("span", { class: "steps" }, step(-1, "Previous", "↑"), step(1, "Next", "↓"), make("button", { type: "button", class: "plain close", id: "close", "aria-label": "Close", title: "Close (Esc)", onclick: () => select(null) }, "×")),
  );
}

// Next and previous go along the edges of the node one comes from, or along all that is shown.
function walk(by) {
  const telling = (one, other) => other.sources - one.sources || other.said.length - one.said.length || collator.compare(one.id, other.id);
  const last = trail[trail.length - 1];
  let items = [];
  if (selected !== null && selected.type === "edge") {
    const edge = edgesById.get(selected.id);
    const around = last && last.type === "node" && (edge.from === last.id || edge.to === last.id) ? shownAt(nodesById.get(last.id)) : shownEdges();
    items = [...around].sort(telling);
  } else if (selected !== null && selected.type === "camp") items = camps.filter((camp) => isShown({ type: "camp", id: camp.id }));
  else items = byWeight.filter((node) => node.shown);
  if (items.length === 0) return;
  const here = items.findIndex((item) => selected !== null && item.id === selected.id);
  const next = items[here < 0 ? (by > 0 ? 0 : items.length - 1) : (here + by + items.length) % items.length];
  select(selectionOf(next.id), true);
}

function nodeButton(id) {
  const node = nodesById.get(id);
  return make("button", { type: "button", class: "name", onclick: () => select({ type: "node", id }) }, mark(node), make("bdi", {}, node.name));
}

function evidenceCount(statements, ...more) {
  return make("p", { class: "count" }, `${counted(statements.length, "statement")} in ${counted(articlesOf(statements), "article")}`, ...more);
}

// What graphkit.belief makes of all statements of an edge; with filters, of how many of its sources they leave.
function weighed(edge) {
  const per = Math.round(100 * edge.belief);
  return [" from ", make("b", {}, counted(edge.sources, "independent source")), ", belief ", make("span", { title: "How likely it is that at least one of its sources was read right, by the confidence of each and how many they are" }, `${per} %`)];
}

function published(statements) {
  const named = new Set(statements.map((said) => said.article.origin).filter((origin) => origin !== ""));
  return named.size > 0 ? [` of ${counted(named.size, "publisher")}`] : NOTHING;
}

function edgeCard(edge) {
  const { relation, said } = edge;
  return [
    bar(),
    make("h2", { class: "sentence" }, nodeButton(edge.from), make("span", { class: "relation", tone: relation.colour }, drawnLine(relation), relation.label), nodeButton(edge.to)),
    evidenceCount(said, ...weighed(edge)),
    key(relation),
    make("ol", { class: "statements" }, ...said.slice(0, MANY).map(statementItem)),
    said.length > MANY && make("p", { class: "hint" }, `The first ${MANY} of ${said.length.toLocaleString("en")} are listed; the view “Statements” has them all.`),
  ];
}

const MANY = 100;

function key(relation) {
  const parts = [["actor", "who"], ["cue", "stance"], ["object", "what"]];
  return make("p", { class: "key", tone: relation.colour }, ...parts.map(([part, label]) => make("mark", { class: part }, label)));
}

const pieces = (said) => said.sentence.map(([text, part]) => (part ? make("mark", { class: part }, text) : text));

function statementItem(said) {
  return make("li", { tone: said.edge.relation.colour, "data-statement": said.id }, make("blockquote", { dir: "auto" }, ...pieces(said)), notes(said), source(said));
}

function notes(said) {
  const per = Math.round(100 * said.confidence);
  const about = [
    said.speaker && ["as said by ", make("bdi", {}, said.speaker)],
    said.modality !== "actual" && [said.modality],
    said.negated && ["with a negation"],
    [make("span", { class: "trust" }, meter(said.confidence), `confidence ${per} %`)],
  ];
  return make("ul", { class: "notes" }, ...about.filter(Boolean).map((note) => make("li", {}, ...note)));
}

function meter(share) {
  const bars = make("span", { class: "meter", "aria-hidden": "true" });
  for (let step = 0; step < 5; step += 1) bars.append(make("i", { class: share * 5 > step + 0.5 ? "full" : "" }));
  return bars;
}

// The address of the article with the text fragment that has a browser scroll to the sentence and mark it.
// https://wicg.github.io/scroll-to-text-fragment/
function quoted(url, sentence) {
  const words = sentence.trim().split(/\s+/);
  const escaped = (some) => encodeURIComponent(some.join(" ").toWellFormed ? some.join(" ").toWellFormed() : some.join(" ")).replace(/-/g, "%2D");
  const text = words.length > 12 ? `${escaped(words.slice(0, 5))},${escaped(words.slice(-5))}` : escaped(words);
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${text}`;
}

function source(said) {
  const { article } = said;
  const url = article.url && webAddress(article.url);
  const headline = article.title || article.file;
  const named = url ? make("a", { href: quoted(url, said.text), rel: "noopener noreferrer", target: "_blank", title: "Opens the article at this sentence" }, headline) : headline;
  const details = [article.publisher && make("bdi", {}, article.publisher), said.date && make("bdi", { class: "day" }, dated(said.date)), article.title && make("bdi", {}, article.file)];
  return make("p", { class: "source" }, make("bdi", { class: "headline" }, named), ...details.filter(Boolean));
}

function nodeCard(node) {
  const kind = kinds.get(node.kind);
  const others = node.aliases.filter((alias) => alias !== node.name);
  const touching = shownAt(node);
  const isTopic = node.type === "topic";
  const company = isTopic ? null : companions(node);
  const groups = [...relations.values()].flatMap((relation) => [
    stances(relation, relation.label, touching.filter((edge) => edge.from === node.id && edge.relation === relation), "to"),
    stances(relation, isTopic ? `${relation.label} it` : `who ${relation.label} ${node.name}`, touching.filter((edge) => edge.to === node.id && edge.relation === relation), "from"),
  ]);
  return [
    bar(),
    make("p", { class: "kind" }, mark(node), kind.label),
    make("h2", {}, make("bdi", {}, node.name)),
    campOf(node) && campButton(campOf(node), isTopic ? "backed by " : "in "),
    others.length > 0 && make("p", { class: "aliases" }, "Also: ", make("bdi", {}, others.join(", "))),
    evidenceCount(touching.flatMap((edge) => edge.said), ...published(touching.flatMap((edge) => edge.said))),
    focusTool(node),
    isTopic && verdict(node),
    ...groups,
    company && companyList("Allies", "Takes the same side on", company.allies, "agreed"),
    company && companyList("Adversaries", "Takes the other side on", company.adversaries, "differed"),
    make("div", { class: "end" }),
  ];
}

function focusTool(node) {
  const focused = filters.focus === node.id;
  return make(
    "p",
    { class: "tools" },
    make("button", { type: "button", class: "small", "aria-pressed": String(focused), onclick: () => focusOn(focused ? null : node.id) }, focused ? "Show all again" : "Show only what is around it"),
    focused && make("button", { type: "button", class: "small", onclick: () => focusOn(node.id, filters.depth > 1 ? 1 : 2) }, filters.depth > 1 ? "One step" : "Two steps"),
  );
}

function verdict(node) {
  const { pro, con } = sidesOf(node);
  if (pro.size + con.size === 0) return null;
  return make("p", { class: "verdict" }, split(pro.size, con.size), make("span", {}, `${pro.size} for, ${con.size} against`));
}

// A bar: how many are for, how many against.
function split(pro, con) {
  const tone = (polarity) => told.relations.find((relation) => Math.sign(relation.polarity) === polarity)?.colour;
  const share = (number, polarity) => {
    const part = make("i", { class: polarity > 0 ? "pro" : "con", tone: tone(polarity) });
    part.style.flexGrow = String(number);
    return number > 0 && part;
  };
  return make("span", { class: "split", "aria-hidden": "true" }, share(pro, 1), share(con, -1));
}

function stances(relation, label, group, end) {
  if (group.length === 0) return null;
  const sorted = [...group].sort((one, other) => other.sources - one.sources || other.said.length - one.said.length || collator.compare(nodesById.get(one[end]).name, nodesById.get(other[end]).name));
  return listed({ tone: relation.colour }, [drawnLine(relation), make("span", {}, label)], sorted, (edge) => row(nodesById.get(edge[end]), edge.said.length, "statement", () => select({ type: "edge", id: edge.id })));
}

const FEW = 8;

// A section with a list, the rest of which comes when asked for.
function listed(attributes, heading, items, item) {
  const list = make("ul", { class: "stances" }, ...items.slice(0, FEW).map((each) => make("li", {}, item(each))));
  const more = items.length > FEW + 1 && make("button", { type: "button", class: "more", onclick: () => {
    list.append(...items.slice(FEW).map((each) => make("li", {}, item(each))));
    more.remove();
    list.children[FEW].querySelector("button").focus();
  } }, `${items.length - FEW} more`);
  if (!more && items.length > FEW) list.append(...items.slice(FEW).map((each) => make("li", {}, item(each))));
  return make("section", attributes, make("h3", {}, ...heading), list, more);
}

function row(node, number, noun, onclick, extra) {
  const figure = number === null ? null : make("span", { class: "number", title: counted(number, noun) }, String(number), make("span", { class: "unseen" }, ` ${noun}${number === 1 ? "" : "s"}`));
  return make("button", { type: "button", class: "row", onclick }, mark(node), make("span", { class: "what" }, make("bdi", {}, node.name), extra), figure);
}

function companyList(title, lead, group, about) {
  if (group.length === 0) return null;
  return listed({ class: about }, [title], group, (one) => row(one.node, null, "", () => select({ type: "node", id: one.node.id }), make("small", {}, `${lead} `, make("bdi", {}, one[about].map((object) => object.name).join(", ")))));
}
