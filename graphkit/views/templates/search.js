// Finding a node by its name or one of its aliases: a combobox with a list of suggestions.

const searchField = byId("search");
const foundList = byId("found");
const MOST = 8;
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = nodeList.map((node) => ({ node, words: [node.name, ...node.aliases].map(folded) }));
let offered = [];
let active = -1;

function matches(query) {
  const sought = folded(query.trim());
  if (sought === "") return [];
  // 0: a name begins so; 1: a word of it does; 2: it is somewhere inside.
  const rank = (word) => (word.startsWith(sought) ? 0 : word.includes(` ${sought}`) ? 1 : word.includes(sought) ? 2 : 3);
  return searchable
    .map(({ node, words }) => {
      const ranks = words.map(rank);
      const best = Math.min(...ranks);
      return { node, place: best, alias: rank(words[0]) > best ? node.aliases[ranks.indexOf(best) - 1] : null };
    })
    .filter(({ place }) => place < 3)
    .sort((one, other) => one.place - other.place || other.node.score - one.node.score || collator.compare(one.node.name, other.node.name))
    .slice(0, MOST);
}

function offer(found) {
  offered = found;
  active = found.length > 0 ? 0 : -1;
  const nothing = searchField.value.trim() !== "" && found.length === 0;
  foundList.replaceChildren(
    ...found.map(({ node, alias }, index) => {
      const item = make("li", { role: "option", id: `found-${index}`, onclick: () => choose(index) }, mark(node), make("span", { class: "what" }, make("bdi", {}, node.name), alias && make("small", {}, "also ", make("bdi", {}, alias))));
      // The field keeps the focus, or the list would be gone before the click comes.
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      return item;
    }),
    ...(nothing ? [make("li", { class: "none", role: "option", "aria-disabled": "true" }, "Nothing of that name")] : []),
  );
  foundList.hidden = found.length === 0 && !nothing;
  searchField.setAttribute("aria-expanded", String(!foundList.hidden));
  point();
}

function point() {
  [...foundList.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
  if (active >= 0) searchField.setAttribute("aria-activedescendant", `found-${active}`);
  else searchField.removeAttribute("aria-activedescendant");
}

function choose(index) {
  if (!offered[index]) return;
  const { node } = offered[index];
  searchField.value = "";
  offer([]);
  document.body.classList.remove("searching");
  // What is looked for is shown, whatever the filters say.
  if (!node.shown) resetFilters();
  if (!node.placed || node.brought) {
    bringIn(node);
    redraw();
    summarise();
  }
  select({ type: "node", id: node.id });
}

searchField.addEventListener("input", () => offer(matches(searchField.value)));
searchField.addEventListener("blur", () => offer([]));
searchField.addEventListener("focus", () => offer(matches(searchField.value)));
searchField.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : offered.length - 1;
    if (offered.length > 0) active = (active + step) % offered.length;
    point();
  } else if (event.key === "Enter") {
    event.preventDefault();
    choose(active);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    searchField.value = "";
    offer([]);
    if (document.body.classList.contains("searching")) {
      document.body.classList.remove("searching");
      byId("find").focus();
    }
  }
});
byId("find").addEventListener("click", () => {
  document.body.classList.add("searching");
  searchField.focus();
});
