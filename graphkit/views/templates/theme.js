// Light or dark: as the system has it, until the reader chooses.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const darkness = window.matchMedia("(prefers-color-scheme: dark)");
let chosenTheme = null;
let colours = {};

const isDark = () => (chosenTheme === null ? darkness.matches : chosenTheme === "dark");

function setTheme(theme) {
  chosenTheme = theme;
  shades.clear();
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  const styles = getComputedStyle(document.documentElement);
  colours = Object.fromEntries(["ground", "surface", "ink", "soft", "line", "focus"].map((name) => [name, styles.getPropertyValue(`--${name}`).trim()]));
  byId("theme").setAttribute("aria-pressed", String(isDark()));
}

function mixed(colour, other, share) {
  const parts = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const [one, two] = [parts(colour), parts(other)];
  return `#${one.map((part, index) => Math.round(part * (1 - share) + two[index] * share).toString(16).padStart(2, "0")).join("")}`;
}

// As .toned in the stylesheet.
const shades = new Map();
function shade(colour) {
  if (!shades.has(colour)) shades.set(colour, isDark() ? mixed(colour, "#ffffff", 0.42) : colour);
  return shades.get(colour);
}
