// The state of the page as the fragment of its address, so that a link shows what its sender saw.

const SETS = { hide: "relations", kinds: "kinds", publishers: "publishers" };

function address() {
  const words = new URLSearchParams();
  if (view !== "graph") words.set("view", view);
  for (const [word, name] of Object.entries(SETS)) for (const value of [...filters[name]].sort()) words.append(word, value);
  if (filters.speaker !== "") words.set("speaker", filters.speaker);
  if (filters.from !== null) words.set("from", dayOf(filters.from));
  if (filters.to !== null) words.set("to", dayOf(filters.to));
  if (filters.sources > 1) words.set("sources", String(filters.sources));
  if (filters.confidence > 0) words.set("confidence", String(filters.confidence));
  if (filters.belief > 0) words.set("belief", String(filters.belief));
  if (filters.focus !== null) words.set("focus", filters.focus);
  if (filters.focus !== null && filters.depth > 1) words.set("depth", String(filters.depth));
  if (selected !== null) words.set("select", selected.id);
  if (chosenTheme !== null) words.set("theme", chosenTheme);
  return `#${words}`;
}

let written = "";
function rewriteAddress() {
  written = address();
  try {
    history.replaceState(null, "", written === "#" ? location.href.split("#")[0] : written);
  } catch {
    // A page inside another one may have no address of its own; the link can still be copied.
  }
}

// What an address asks for that the page does not know is left out.
function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  const day = (word) => (/^\d{4}-\d\d-\d\d$/.test(words.get(word) || "") && Number.isFinite(dayNumber(words.get(word))) ? dayNumber(words.get(word)) : null);
  const number = (word, least) => Math.max(least, Number(words.get(word)) || least);
  filters = unfiltered();
  for (const relation of words.getAll("hide")) if (relations.has(relation)) filters.relations.add(relation);
  for (const kind of words.getAll("kinds")) if (kinds.has(kind)) filters.kinds.add(kind);
  for (const publisher of words.getAll("publishers")) filters.publishers.add(publisher);
  if (statementList.some((said) => said.speaker === words.get("speaker"))) filters.speaker = words.get("speaker");
  [filters.from, filters.to] = [day("from"), day("to")];
  filters.sources = number("sources", 1);
  filters.confidence = Math.min(1, number("confidence", 0));
  filters.belief = Math.min(1, number("belief", 0));
  if (nodesById.has(words.get("focus"))) filters.focus = words.get("focus");
  filters.depth = Math.min(5, number("depth", 1));
  selected = selectionOf(words.get("select"));
  trail.length = 0;
  setTheme(["light", "dark"].includes(words.get("theme")) ? words.get("theme") : null);
  return Object.hasOwn(VIEWS, words.get("view")) ? words.get("view") : "graph";
}
