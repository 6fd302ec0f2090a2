// Two hands for one scene: a canvas, and the text of an SVG file.

const SOFT = 3;

class CanvasPen {
  constructor(context) {
    this.context = context;
  }
  stroke({ tone, width, opacity, dashes = NOTHING }) {
    const { context } = this;
    context.globalAlpha = opacity;
    context.strokeStyle = tone;
    context.lineWidth = width;
    context.setLineDash(dashes);
    context.stroke();
  }
  curve(start, handle, end, style) {
    const { context } = this;
    context.lineCap = "butt";
    context.beginPath();
    context.moveTo(start.x, start.y);
    if (style.straight) context.lineTo(end.x, end.y);
    else context.quadraticCurveTo(handle.x, handle.y, end.x, end.y);
    this.stroke(style);
  }
  path(points) {
    this.context.beginPath();
    points.forEach(({ x, y }, index) => (index === 0 ? this.context.moveTo(x, y) : this.context.lineTo(x, y)));
  }
  lines(points, style) {
    this.path(points);
    this.stroke(style);
  }
  polygon(points, { tone, opacity }) {
    this.path(points);
    this.fill(tone, opacity);
  }
  fill(tone, opacity) {
    this.context.globalAlpha = opacity;
    this.context.fillStyle = tone;
    this.context.fill();
  }
  // Drawn small and stretched: soft, and one tone however often the lines cross.
  ground(segments, { tone, width, opacity }, view) {
    const small = document.createElement("canvas");
    [small.width, small.height] = [Math.ceil(view.width / SOFT), Math.ceil(view.height / SOFT)];
    const context = small.getContext("2d");
    context.scale(1 / SOFT, 1 / SOFT);
    Object.assign(context, { strokeStyle: tone, lineWidth: width, lineCap: "round" });
    for (const [one, other] of segments) {
      context.beginPath();
      context.moveTo(one.x, one.y);
      context.lineTo(other.x + 0.01, other.y);
      context.stroke();
    }
    this.context.globalAlpha = opacity;
    this.context.drawImage(small, 0, 0, small.width * SOFT, small.height * SOFT);
  }
  disc(x, y, radius, { tone, opacity }) {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.fill(tone, opacity);
  }
  box(x, y, width, height, radius, { fill, rim, opacity, line }) {
    this.context.beginPath();
    this.context.roundRect(x - width, y - height, 2 * width, 2 * height, radius);
    if (rim) this.fill(colours.ground, 1);
    this.fill(fill, opacity);
    if (rim) this.stroke({ tone: rim, width: line, opacity });
  }
  glyph({ kind }, x, y, size, { tone, opacity }) {
    const { context } = this;
    if (!GLYPHS[kind]) {
      this.text([kinds.get(kind).label[0].toUpperCase()], x, y, { align: "center", tone, opacity, bold: true });
      return;
    }
    CanvasPen.glyphs[kind] ||= new Path2D(GLYPHS[kind]);
    context.save();
    context.translate(x - size / 2, y - size / 2);
    context.scale(size / 24, size / 24);
    context.globalAlpha = opacity;
    context.fillStyle = tone;
    context.fill(CanvasPen.glyphs[kind]);
    context.restore();
  }
  text(lines, x, y, { align, tone, opacity, halo, bold }) {
    const { context } = this;
    context.font = fontOf(bold);
    context.textAlign = align;
    context.textBaseline = "middle";
    context.globalAlpha = opacity;
    context.setLineDash(NOTHING);
    context.lineJoin = "round";
    lines.forEach((line, index) => {
      const at = y + (index - (lines.length - 1) / 2) * LINE;
      if (halo) {
        context.strokeStyle = halo;
        context.lineWidth = HALO;
        context.strokeText(line, x, at);
      }
      context.fillStyle = tone;
      context.fillText(line, x, at);
    });
  }
}
CanvasPen.glyphs = {};

const XML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const xml = (text) => plain(text).replace(/[&<>"']/g, (character) => XML[character]);
const near = (number) => String(Math.round(number * 10) / 10);

class SvgPen {
  constructor() {
    this.parts = [];
  }
  put(tag, attributes, content = "") {
    const written = Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ` ${name}="${typeof value === "number" ? near(value) : xml(value)}"`);
    this.parts.push(`<${tag}${written.join("")}>${content}</${tag}>`);
  }
  outline(d, { tone, width, opacity, dashes = NOTHING }) {
    this.put("path", { d, fill: "none", stroke: tone, "stroke-width": width, "stroke-opacity": String(opacity), "stroke-dasharray": dashes.length > 0 ? dashes.join(" ") : undefined });
  }
  curve(start, handle, end, style) {
    const way = style.straight ? `L${near(end.x)} ${near(end.y)}` : `Q${near(handle.x)} ${near(handle.y)} ${near(end.x)} ${near(end.y)}`;
    this.outline(`M${near(start.x)} ${near(start.y)}${way}`, style);
  }
  lines(points, style) {
    this.outline(points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${near(x)} ${near(y)}`).join(""), style);
  }
  polygon(points, { tone, opacity }) {
    this.put("polygon", { points: points.map(({ x, y }) => `${near(x)},${near(y)}`).join(" "), fill: tone, "fill-opacity": String(opacity) });
  }
  ground(segments, { tone, width, opacity }) {
    const d = segments.map(([one, other]) => `M${near(one.x)} ${near(one.y)}L${near(other.x)} ${near(other.y)}`).join("");
    this.put("path", { d, fill: "none", stroke: tone, "stroke-width": width, "stroke-opacity": String(opacity), "stroke-linecap": "round" });
  }
  disc(x, y, radius, { tone, opacity }) {
    this.put("circle", { cx: x, cy: y, r: radius, fill: tone, "fill-opacity": String(opacity) });
  }
  box(x, y, width, height, radius, { fill, rim, opacity, line }) {
    this.put("rect", { x: x - width, y: y - height, width: 2 * width, height: 2 * height, rx: radius, fill, stroke: rim, "stroke-width": rim ? line : undefined, opacity: String(opacity) });
  }
  glyph({ kind }, x, y, size, { tone, opacity }) {
    if (GLYPHS[kind]) this.put("path", { d: GLYPHS[kind], fill: tone, "fill-opacity": String(opacity), transform: `translate(${near(x - size / 2)} ${near(y - size / 2)}) scale(${(size / 24).toFixed(3)})` });
    else this.text([kinds.get(kind).label[0].toUpperCase()], x, y, { align: "center", tone, opacity, bold: true });
  }
  text(lines, x, y, { align, tone, opacity, halo, bold, size = FONT }) {
    lines.forEach((line, index) => {
      const attributes = {
        x,
        y: y + (index - (lines.length - 1) / 2) * LINE,
        fill: tone,
        "fill-opacity": String(opacity),
        "text-anchor": align === "center" ? "middle" : "start",
        "dominant-baseline": "central",
        "font-size": size,
        "font-weight": bold ? "600" : undefined,
        stroke: halo,
        "stroke-width": halo ? HALO : undefined,
        "stroke-linejoin": halo ? "round" : undefined,
        "paint-order": halo ? "stroke" : undefined,
      };
      this.put("text", attributes, xml(line));
    });
  }
}
