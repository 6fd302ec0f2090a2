// The ground on which the camps stand: behind each a soft area that joins its members, and its letter.

const CAMP_TONES = ["#cf9a10", "#7d6bd0", "#1f9bbd", "#cf5f92", "#7f9c2f", "#768397"];
const campNumbers = [...new Set(Object.values(told.camps))].sort((one, other) => one - other);
// One camp alone is no division.
const camps = campNumbers.length < 2 ? [] : campNumbers.map((number, index) => ({ id: `camp:${number}`, number, name: `Camp ${"ABCDEF"[index]}`, tone: CAMP_TONES[index] }));
const campsById = new Map(camps.map((camp) => [camp.id, camp]));
const campOf = (node) => (node.camp === null ? undefined : campsById.get(`camp:${node.camp}`));

const NEAREST = 3;

// Of each camp the pairs of members that stand near each other, and how near that is. Kept until one is dragged.
let grounds = { edition: -1 };
let arrangement = 0;

function groundsNow() {
  if (grounds.edition === arrangement) return grounds;
  const placed = nodeList.filter((node) => node.placed);
  const side = (axis) => Math.max(...placed.map((node) => node[axis])) - Math.min(...placed.map((node) => node[axis])) + 200;
  const reach = 2.1 * Math.sqrt((side("x") * side("y")) / Math.max(1, placed.length));
  const links = new Map(camps.map((camp) => [camp, linksAmong(placed.filter((node) => node.camp === camp.number), reach)]));
  grounds = { edition: arrangement, reach, links };
  return grounds;
}

function linksAmong(members, reach) {
  const found = [];
  members.forEach((one, index) => {
    const near = [];
    for (let next = 0; next < members.length; next += 1) {
      const away = Math.hypot(members[next].x - one.x, members[next].y - one.y);
      if (next !== index && away < reach) near.push([away, members[next]]);
    }
    near.sort((a, b) => a[0] - b[0]);
    // Who stands alone among others makes no ground.
    if (near.length > 1 || members.length < 9) found.push([one, one], ...near.slice(0, NEAREST).map(([, other]) => [one, other]));
  });
  return found;
}

function drawGrounds(pen, view, lit) {
  if (camps.length === 0) return;
  const { reach, links } = groundsNow();
  const width = clamp(0.5 * reach * view.scale, 26, 78);
  for (const camp of camps) {
    const segments = links.get(camp).filter(([one, other]) => one.shown && other.shown).map(([one, other]) => [view.at(one), view.at(other)]);
    const dimmed = lit !== null && lit.camp !== camp.number;
    pen.ground(segments, { tone: camp.tone, width, opacity: (isDark() ? 0.22 : 0.17) * (dimmed ? 0.35 : 1) }, view);
  }
}

// Where the letters of the camps stand: over the middle of their members, at the upper edge.
function campLetters(scale, room) {
  const { reach } = groundsNow();
  return camps.flatMap((camp) => {
    const members = nodeList.filter((node) => node.camp === camp.number && node.shown && node.placed);
    if (members.length < 3) return [];
    const middle = (axis, share) => members.map((node) => node[axis]).sort((one, other) => one - other)[Math.floor(members.length * share)];
    const x = middle("x", 0.5) * scale;
    const y = middle("y", 0.04) * scale - clamp(0.25 * reach * scale, 13, 39) - 10;
    const spots = [0, -22, 22, -44, 44, -66].map((aside) => ({ camp, x, y: y + aside, box: boxAbout(x, y + aside, 30, 9) }));
    const spot = spots.find(({ box }) => room.isFree(box, camp)) || spots[0];
    room.take(spot.box, camp);
    return [spot];
  });
}
