// The card beside the graph while nothing is selected, and that of a camp: who stands together, and on what.

const membersOf = (camp) => byWeight.filter((node) => node.shown && node.type === "actor" && campOf(node) === camp);

function swatch(camp) {
  const sign = make("span", { class: "swatch", "aria-hidden": "true" }, camp.name.slice(-1));
  sign.style.setProperty("--tone", camp.tone);
  return sign;
}

function campButton(camp, lead) {
  return make("p", { class: "aliases" }, lead, make("button", { type: "button", class: "name", onclick: () => select({ type: "camp", id: camp.id }) }, swatch(camp), camp.name));
}

// The foremost of each camp by name, and how many more there are.
function campList() {
  const item = (camp) => {
    const members = membersOf(camp);
    const names = members.slice(0, 3).map((node) => node.name);
    const more = members.length > 3 ? ` and ${members.length - 3} more` : "";
    return make("button", { type: "button", class: "row", onclick: () => select({ type: "camp", id: camp.id }) }, swatch(camp), make("span", { class: "what" }, camp.name, make("small", {}, make("bdi", {}, names.join(", ")), more)));
  };
  return listed({}, ["Who takes the same sides"], camps.filter((camp) => membersOf(camp).length > 0), item);
}

// What several of its members are for or against, and the most of those who speak of it agree.
function campCard(camp) {
  const members = membersOf(camp);
  const views = new Map();
  for (const actor of members) {
    for (const [id, side] of positions(actor)) {
      if (!views.has(id)) views.set(id, { node: nodesById.get(id), pro: 0, con: 0 });
      if (side !== 0) views.get(id)[side > 0 ? "pro" : "con"] += 1;
    }
  }
  const shared = (one, other) => [...views.values()].filter((about) => about[one] > about[other] && about[one] > 1).sort((a, b) => b[one] - b[other] - a[one] + a[other] || collator.compare(a.node.name, b.node.name));
  const list = (title, polarity, one, other) => {
    const found = shared(one, other);
    const relation = told.relations.find(({ polarity: sign }) => Math.sign(sign) === polarity);
    return found.length > 0 && relation && listed({ tone: relation.colour }, [drawnLine(relation), title], found, (about) => row(about.node, about[one], "member", () => select({ type: "node", id: about.node.id })));
  };
  return [
    bar(),
    make("p", { class: "kind" }, swatch(camp), "camp"),
    make("h2", {}, camp.name),
    make("p", { class: "count" }, `${counted(members.length, "actor")} who agree with each other more than with the others`),
    list("together for", 1, "pro", "con"),
    list("together against", -1, "con", "pro"),
    listed({}, ["Members"], members, (node) => row(node, shownAt(node).filter((edge) => edge.from === node.id).length, "stance", () => select({ type: "node", id: node.id }))),
    make("p", { class: "hint" }, "Camps are found by counting: signed modularity over all that two actors agree or differ on. They are a reading of the whole, and no statement of anybody."),
  ];
}

// Without a selection: where they disagree, and who speaks most.
function overview() {
  const topics = nodeList
    .filter((node) => node.shown)
    .map((node) => ({ node, ...sidesOf(node) }))
    .map((one) => ({ ...one, all: new Set([...one.pro, ...one.con]).size, fought: Math.min(one.pro.size, one.con.size) }))
    .filter((one) => one.all > 1);
  const fought = topics.filter((one) => one.fought > 0).sort((one, other) => other.fought - one.fought || other.all - one.all || collator.compare(one.node.name, other.node.name));
  const agreed = topics.filter((one) => one.fought === 0).sort((one, other) => other.all - one.all || collator.compare(one.node.name, other.node.name));
  const actors = nodeList
    .filter((node) => node.shown && node.type === "actor")
    .map((node) => ({ node, stances: shownAt(node).filter((edge) => edge.from === node.id) }))
    .filter((one) => one.stances.length > 0)
    .sort((one, other) => other.stances.length - one.stances.length || collator.compare(one.node.name, other.node.name));
  const go = (node) => () => select({ type: "node", id: node.id });
  const contest = (one) => row(one.node, null, "", go(one.node), make("small", { class: "verdict" }, split(one.pro.size, one.con.size), sidesInWords(one)));
  return [
    make("div", { class: "bar phone" }, make("span", {}), make("button", { type: "button", class: "plain close", "aria-label": "Close the overview", onclick: () => document.body.classList.remove("overview") }, "×")),
    make("h2", { class: "unseen" }, "Overview"),
    make("p", { class: "hint" }, `An arrow goes from an actor to what it takes a stance on${mostSources > 1 ? "; the thicker, the more independent sources say so" : ""}. Click it for the sentences.`),
    camps.length > 0 && campList(),
    fought.length > 0 && listed({}, ["Where they disagree"], fought, contest),
    agreed.length > 0 && listed({}, ["Where several agree"], agreed, contest),
    actors.length > 0 && listed({}, ["Who takes most stances"], actors, (one) => row(one.node, one.stances.length, "stance", go(one.node))),
    make("p", { class: "hint keys" }, make("kbd", {}, "/"), " search  ", make("kbd", {}, "n"), " ", make("kbd", {}, "p"), " next, previous  ", make("kbd", {}, "Esc"), " close"),
  ];
}

function sidesInWords({ pro, con }) {
  const said = [pro.size > 0 && `${pro.size} for`, con.size > 0 && `${con.size} against`];
  return make("span", {}, said.filter(Boolean).join(", "));
}
