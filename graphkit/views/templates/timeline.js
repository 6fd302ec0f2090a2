// Statements by day and actor: a dot for each day on which an actor takes a stance, as large as it is often said.

const MOST_LANES = 40;

function drawTimeline() {
  const body = byId("timeline-body");
  const statements = shownStatements();
  const timed = statements.filter((said) => said.day !== null);
  const undated = statements.length - timed.length;
  const lanes = [...tally(timed, (said) => said.edge.from)].sort((one, other) => other[1] - one[1] || collator.compare(nodesById.get(one[0]).name, nodesById.get(other[0]).name));
  const shown = lanes.slice(0, MOST_LANES);
  byId("timeline-note").textContent =
    timed.length === 0
      ? statements.length === 0 ? "Nothing is left under these filters." : `None of ${counted(statements.length, "statement")} has a date.`
      : [`${counted(timed.length, "statement")} by day and actor`, lanes.length > shown.length && `the ${shown.length} busiest of ${counted(lanes.length, "actor")}`, undated > 0 && `${undated.toLocaleString("en")} without a date left out`].filter(Boolean).join("; ") + ".";
  if (timed.length === 0) {
    body.replaceChildren(...(statements.length === 0 ? NOTHING : [withoutDates()]));
    return;
  }
  const [first, last] = [Math.min(...timed.map((said) => said.day)), Math.max(...timed.map((said) => said.day))];
  const across = (day) => (last === first ? 50 : (100 * (day - first)) / (last - first));
  const axis = make("div", { class: "axis", "aria-hidden": "true" }, ...ticks(first, last).map((day) => {
    const tick = make("span", {}, dated(dayOf(day), shortDayFormat));
    tick.style.left = `${across(day)}%`;
    return tick;
  }));
  const rows = shown.map(([id, number]) => lane(nodesById.get(id), number, timed.filter((said) => said.edge.from === id), across));
  const head = make("div", { class: "lane head" }, make("span", {}), axis);
  body.replaceChildren(head, divisionLane(first, last, across), make("ul", { class: "lanes" }, ...rows));
}

// How divided all actors were, whatever is filtered: polarisation and the share of conflict, in moving windows of time.
function divisionLane(first, last, across) {
  const moments = told.division.moments.map(([date, polarisation, conflict]) => ({ date, day: dayNumber(date), polarisation, conflict })).filter(({ day }) => day >= first && day <= last);
  const known = moments.filter(({ polarisation, conflict }) => polarisation !== null || conflict !== null);
  if (known.length < 2) return "";
  const path = (measure) => {
    let isDrawn = false;
    return moments.map((moment) => {
      const command = isDrawn ? "L" : "M";
      isDrawn = moment[measure] !== null;
      return isDrawn ? `${command}${(10 * across(moment.day)).toFixed(1)} ${(48 - 46 * Math.max(0, moment[measure])).toFixed(1)}` : "";
    }).join("");
  };
  const chart = drawing("division", 1000, 50, { class: "half", d: "M0 25H1000" }, { class: "conflict", d: path("conflict") }, { class: "polarisation", d: path("polarisation") });
  chart.setAttribute("preserveAspectRatio", "none");
  const share = (value) => (value === null ? "unknown" : value.toFixed(2));
  const end = known[known.length - 1];
  const words = `How divided, in windows of ${told.division.window}: polarisation ${share(known[0].polarisation)} at ${dated(known[0].date)}, ${share(end.polarisation)} at ${dated(end.date)}; conflict ${share(known[0].conflict)}, then ${share(end.conflict)}`;
  const key = (measure, label, title) => make("span", { class: `measure ${measure}`, title }, drawing("line", 34, 10, { d: "M1 5H33" }), label);
  return make(
    "div",
    { class: "lane divided", role: "img", "aria-label": words },
    make(
      "div",
      { class: "measures" },
      key("polarisation", "polarisation", "Signed modularity of the camps: 0 if all are of one mind, 0.5 for two even camps"),
      key("conflict", "conflict", "Of the pairs of stances on one thing, the share in which two actors disagree"),
      make("span", {}, "0 to 1; line at 0.5"),
    ),
    make("div", { class: "tide", title: words }, chart),
  );
}

// What to do where no article told its date.
function withoutDates() {
  return make(
    "div",
    { class: "empty" },
    make("h2", {}, "No article tells its date"),
    make("p", {}, "A timeline needs days, and graphkit does not guess them. It takes the day of an article from its metadata: the field “date” of a table, feed or saved page, a day in the name of the file such as 2025-02-17-berlin.txt, or lines at the head of a text file:"),
    make("pre", {}, "---\ndate: 2025-02-17\n---"),
    make("p", {}, "Add them and build again. The matrix and the table of statements need no dates."),
  );
}

function ticks(first, last) {
  const most = byId("timeline-body").clientWidth < 700 ? 3 : 7;
  const step = Math.max(1, Math.ceil((last - first) / most));
  const found = [];
  for (let day = first; day <= last; day += step) found.push(day);
  return found;
}

function lane(actor, number, statements, across) {
  const groups = new Map();
  for (const said of statements) {
    const key = `${said.day} ${said.edge.relation.name}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(said);
  }
  const onDay = new Map();
  const dots = [...groups.values()]
    .sort((one, other) => one[0].day - other[0].day || told.relations.indexOf(one[0].edge.relation) - told.relations.indexOf(other[0].edge.relation))
    .map((group) => {
      const [{ day, date, edge }] = group;
      const level = onDay.get(day) || 0;
      onDay.set(day, level + 1);
      const { relation } = edge;
      const about = [...new Set(group.map((said) => nodesById.get(said.edge.to).name))].join(", ");
      const label = `${dated(date)}: ${actor.name} ${relation.label} ${about} (${counted(group.length, "statement")})`;
      const dot = make("button", { type: "button", class: `dot as-${relation.head}`, tone: relation.colour, "aria-label": label, title: label, onclick: () => openStatement(group[0]) });
      dot.style.left = `${across(day)}%`;
      dot.style.setProperty("--size", `${Math.min(24, 13 + 3.5 * Math.sqrt(group.length - 1))}px`);
      dot.style.setProperty("--level", String(level));
      return dot;
    });
  const track = make("div", { class: "track" }, ...dots);
  const item = make("li", { class: "lane" }, make("button", { type: "button", class: "who", title: actor.name, onclick: () => select({ type: "node", id: actor.id }) }, mark(actor), make("bdi", {}, actor.name), make("span", { class: "tally" }, String(number))), track);
  item.style.setProperty("--levels", String(Math.max(...onDay.values())));
  return item;
}

function openStatement(said) {
  select({ type: "edge", id: said.edge.id });
  const item = [...panel.querySelectorAll("[data-statement]")].find((one) => one.dataset.statement === said.id);
  if (item) {
    item.classList.add("meant");
    item.scrollIntoView({ block: "nearest" });
  }
}
