// The pens of the diagrams: boxes, arrows and words as SVG.
import { palette, shade } from './look.mjs';

/** A set of drawing functions with one look; `hand` lets lines wobble as if drawn by hand. */
export function pens(c) {
  const { r, look, W, H } = c;
  const hand = r.chance(0.15);
  const ink = look.ink;
  const width = r.between(1.5, 3);
  const font = hand ? r.pick(['Caveat', 'Comic Neue']) : look.font;
  const id = `m${r.int(0, 1e9)}`;
  const wobble = () => (hand ? r.between(-3, 3) : 0);
  const text = (x, y, words, size = 16, extra = '') =>
    `<text x="${x}" y="${y}" font-size="${hand ? size * 1.15 : size}" text-anchor="middle" dominant-baseline="central" fill="${ink}" ${extra}>${words}</text>`;
  const shape = (d, fill, stroke = ink) =>
    `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"/>`;
  return {
    hand,
    ink,
    width,
    text,
    shape,
    box: (x, y, w, h, fill, radius = 0, stroke = ink) =>
      hand
        ? shape(
            `M${x + wobble()} ${y + wobble()}L${x + w + wobble()} ${y + wobble()}L${x + w + wobble()} ${y + h + wobble()}L${x + wobble()} ${y + h + wobble()}Z`,
            fill,
            stroke,
          )
        : `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="${width}"/>`,
    oval: (x, y, rx, ry, fill, stroke = ink) =>
      `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" stroke="${stroke}" stroke-width="${width}"/>`,
    diamond: (x, y, w, h, fill) => shape(`M${x} ${y - h / 2}L${x + w / 2} ${y}L${x} ${y + h / 2}L${x - w / 2} ${y}Z`, fill),
    line: (points, { arrow = false, dashed = false, colour = ink, thick = width } = {}) =>
      `<path d="M${points.map(([x, y]) => `${x} ${y}`).join('L')}" fill="none" stroke="${colour}" stroke-width="${thick}" ${dashed ? 'stroke-dasharray="8 6"' : ''} ${arrow ? `marker-end="url(#${id})"` : ''}/>`,
    curve: (x1, y1, x2, y2, colour = ink, thick = width, bend = (x2 - x1) / 2) =>
      `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="${colour}" stroke-width="${thick}"/>`,
    /** The whole drawing, white or coloured paper below it. */
    sheet: (content, paper = look.surface) =>
      `<svg class="full" viewBox="0 0 ${W} ${H}" width="${W}" height="${H}" style="background:${paper};font-family:'${font}'"><defs><marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="${r.int(6, 9)}" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="${ink}"/></marker></defs>${content}</svg>`,
  };
}

/** Words for the larger kind that fit every diagram. */
export const broader = ['diagram', 'drawing', 'schematic', 'graph'];

/** Colours to fill boxes with, fit for the text on them. */
export const fills = c => {
  const tones = palette(c.r, c.look).map(colour => shade(colour, c.look.dark ? -0.45 : 0.65));
  return c.r.chance(0.25) ? tones.map(() => c.look.surface) : c.r.chance(0.3) ? tones.map(() => tones[0]) : tones;
};
