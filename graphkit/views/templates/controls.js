// The controls of the filters: the chips of the relations above the picture, all else in a drawer.

const drawer = byId("drawer");

function relationBox(relation) {
  const box = make("input", { type: "checkbox", id: `relation-${relation.name}` });
  box.addEventListener("change", () => change(() => (box.checked ? filters.relations.delete(relation.name) : filters.relations.add(relation.name))));
  return make("label", { title: relation.comment, tone: relation.colour }, box, drawnLine(relation), make("span", {}, relation.label), make("span", { class: "tally", "data-tally": relation.name, "aria-hidden": "true" }));
}

function toggles(title, name, entries, hidden) {
  const boxes = entries.map(([value, content, number]) => {
    const box = make("input", { type: "checkbox", "data-filter": name, value });
    box.addEventListener("change", () => change(() => (box.checked ? hidden().delete(value) : hidden().add(value))));
    return make("label", {}, box, ...content, make("span", { class: "tally" }, number.toLocaleString("en")));
  });
  return make("fieldset", {}, make("legend", {}, title), ...boxes);
}

function slider(title, id, attributes, words, apply) {
  const output = make("output", { for: id });
  const input = make("input", { type: "range", id, ...attributes });
  input.addEventListener("input", () => change(() => apply(Number(input.value))));
  input.told = () => {
    output.textContent = words(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  return make("div", { class: "field" }, make("label", { for: id }, title), output, input);
}

const tally = (items, key) => items.reduce((found, item) => found.set(key(item), (found.get(key(item)) || 0) + 1), new Map());

function buildControls() {
  byId("relations").append(...told.relations.map(relationBox));
  byId("kinds").append(...told.kinds.map((kind) => make("li", { title: kind.comment }, mark({ type: kind.type, kind: kind.name }), kind.label)));
  const ofKind = tally(nodeList, (node) => node.kind);
  const ofPublisher = [...tally(statementList, publisherOf)].sort((one, other) => other[1] - one[1] || collator.compare(one[0], other[0]));
  const speakers = [...tally(statementList.filter((said) => said.speaker), (said) => said.speaker)].sort((one, other) => collator.compare(one[0], other[0]));
  const surest = Math.max(...statementList.map((said) => said.confidence));
  const speaker = make("select", { id: "speaker" }, make("option", { value: "" }, "anybody, or nobody named"), ...speakers.map(([name, number]) => make("option", { value: name }, `${name} (${number})`)));
  speaker.addEventListener("change", () => change(() => (filters.speaker = speaker.value)));
  byId("drawer-body").append(
    ...[
      days.length > 1 && timeField(),
      toggles("Kinds", "kinds", told.kinds.map((kind) => [kind.name, [mark({ type: kind.type, kind: kind.name }), kind.label], ofKind.get(kind.name) || 0]), () => filters.kinds),
      mostSources > 1 && slider("Independent sources, at least", "sources", { min: 1, max: mostSources, step: 1 }, (value) => String(value), (value) => (filters.sources = value)),
      slider("Confidence in a statement, at least", "confidence", { min: 0, max: Math.floor(surest * 20) / 20, step: 0.05 }, (value) => `${Math.round(100 * value)} %`, (value) => (filters.confidence = value)),
      slider("Belief in the stance, at least", "belief", { min: 0, max: Math.floor(Math.max(...edgeList.map((edge) => edge.belief)) * 20) / 20, step: 0.05 }, (value) => `${Math.round(100 * value)} %`, (value) => (filters.belief = value)),
      speakers.length > 0 && make("div", { class: "field" }, make("label", { for: "speaker" }, "As said by"), speaker),
      (ofPublisher.length > 1 || ofPublisher[0][0] !== UNNAMED) && toggles("Publishers", "publishers", ofPublisher.map(([name, number]) => [name, [make("bdi", {}, name || "not named")], number]), () => filters.publishers),
    ].filter(Boolean),
  );
  byId("filter").addEventListener("click", () => openDrawer(drawer.hidden));
  byId("drawer-close").addEventListener("click", () => openDrawer(false));
  byId("reset").addEventListener("click", resetFilters);
  byId("clear").addEventListener("click", resetFilters);
}

// Two thumbs under a histogram of the statements by day.
function timeField() {
  const [first, last] = [days[0], days[days.length - 1]];
  const bins = Math.min(40, last - first + 1);
  const binOf = (day) => Math.min(bins - 1, Math.floor(((day - first) / (last - first + 1)) * bins));
  const heights = new Array(bins).fill(0);
  for (const said of statementList) if (said.day !== null) heights[binOf(said.day)] += 1;
  const tallest = Math.max(...heights);
  const bars = make("div", { class: "bars", id: "bars", "aria-hidden": "true" }, ...heights.map((height) => {
    const part = make("i", {});
    part.style.height = `${height === 0 ? 0 : Math.max(6, (100 * height) / tallest)}%`;
    return part;
  }));
  const thumb = (id, label) => {
    const input = make("input", { type: "range", id, min: first, max: last, step: 1 });
    input.addEventListener("input", () => {
      const [from, to] = [Number(byId("from").value), Number(byId("to").value)];
      if (from > to) input.value = id === "from" ? to : from;
      change(() => {
        filters.from = Number(byId("from").value) === first ? null : Number(byId("from").value);
        filters.to = Number(byId("to").value) === last ? null : Number(byId("to").value);
      });
    });
    return make("label", {}, make("span", {}, label), input);
  };
  const undated = statementList.filter((said) => said.day === null).length;
  return make("fieldset", { class: "time" }, make("legend", {}, "Time", make("output", { id: "span", for: "from to" })), bars, make("div", { class: "thumbs" }, thumb("from", "From"), thumb("to", "Until")), undated > 0 && make("p", { class: "hint" }, `${counted(undated, "statement")} without a date: left out once the time is narrowed.`));
}

function openDrawer(open) {
  drawer.hidden = !open;
  byId("filter").setAttribute("aria-expanded", String(open));
  if (open) byId("drawer-close").focus({ preventScroll: true });
  else if (drawer.contains(document.activeElement) || document.activeElement === document.body) byId("filter").focus();
}

// Writes the state of the filters into the controls, however it came about.
function showControls() {
  for (const relation of told.relations) byId(`relation-${relation.name}`).checked = !filters.relations.has(relation.name);
  for (const box of drawer.querySelectorAll("[data-filter]")) box.checked = !filters[box.dataset.filter].has(box.value);
  const values = { sources: filters.sources, confidence: filters.confidence, belief: filters.belief, speaker: filters.speaker };
  for (const [id, value] of Object.entries(values)) if (byId(id)) byId(id).value = String(value);
  for (const id of ["sources", "confidence", "belief"]) byId(id)?.told();
  if (days.length > 1) {
    const [first, last] = [days[0], days[days.length - 1]];
    const [from, to] = [filters.from ?? first, filters.to ?? last];
    [byId("from").value, byId("to").value] = [from, to];
    byId("from").setAttribute("aria-valuetext", dated(dayOf(from)));
    byId("to").setAttribute("aria-valuetext", dated(dayOf(to)));
    byId("span").textContent = from === to ? dated(dayOf(from), shortDayFormat) : `${dated(dayOf(from), shortDayFormat)} – ${dated(dayOf(to), shortDayFormat)}`;
    const bars = [...byId("bars").children];
    bars.forEach((part, index) => {
      const [start, end] = [first + (index * (last - first + 1)) / bars.length, first + ((index + 1) * (last - first + 1)) / bars.length];
      part.classList.toggle("out", end <= from || start > to);
    });
  }
  const number = filtersSet();
  const inDrawer = number - filters.relations.size;
  byId("filter-number").textContent = inDrawer > 0 ? String(inDrawer) : "";
  byId("reset").hidden = number === 0;
  byId("clear").disabled = number === 0;
}

// Counts follow the filters.
function summarise() {
  const edges = shownEdges();
  const number = (type) => nodeList.filter((node) => node.shown && node.type === type).length;
  const statements = edges.flatMap((edge) => edge.said);
  byId("summary").textContent = `${counted(edges.length, "stance")} of ${counted(number("actor"), "actor")} on ${counted(number("topic"), "topic")}, by ${counted(statements.length, "statement")} in ${counted(articlesOf(statements), "article")}`;
  const perRelation = tally(edges, (edge) => edge.relation.name);
  for (const place of document.querySelectorAll("[data-tally]")) place.textContent = (perRelation.get(place.dataset.tally) || 0).toLocaleString("en");
  const away = nodeList.filter((node) => node.shown && !node.placed).length;
  const notice = byId("notice");
  notice.hidden = edges.length > 0 && away === 0;
  notice.textContent = edges.length === 0 ? "Nothing is left under these filters." : `The ${nodeList.filter((node) => node.shown && node.placed).length.toLocaleString("en")} most telling nodes are drawn, by sources and neighbours; ${away.toLocaleString("en")} more are found by search and in the other views.`;
}
