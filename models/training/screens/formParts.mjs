// What forms and dialogs share: fields, buttons, and what stands behind them.
import { browserFrame } from './look.mjs';
import { photo } from './things.mjs';

/** Something to stand behind a dialog: a plain colour, a wallpaper or a page made grey. */
export function behind({ r, look, W, H, w }) {
  const lines = r
    .times(10, () => `<div style="height:14px;background:var(--l);width:${r.int(30, 95)}%;margin:14px 0"></div>`)
    .join('');
  const kind = r.int(0, 3);
  if (kind === 0) return `<div class="full" style="background:${look.bg}"></div>`;
  if (kind === 1) return `<div class="full">${photo(r)}</div>`;
  if (kind === 2)
    return `<div class="full" style="background:linear-gradient(${r.int(0, 360)}deg,${look.accent},hsl(${r.int(0, 359)} 50% ${look.dark ? 15 : 75}%))"></div>`;
  return `<div class="full" style="padding:${H * 0.05}px ${W * 0.08}px"><h1>${w.title()}</h1>${lines}</div><div class="full" style="background:#0007"></div>`;
}

export const field = (label, value, tall = '') =>
  `<div class="col" style="gap:4px"><span class="small bold">${label}</span><div class="field" style="${tall}">${value}</div></div>`;

export const button = (text, main) => `<span class="btn ${main ? 'main' : ''}">${text}</span>`;

export const framed = (c, html, address) => (c.r.chance(0.4) ? browserFrame(c.r, c.look, address, html, c.W, c.H) : html);
