// What the programs share: the frame they stand in, and a list at their side.
import { browserFrame, windowFrame } from './look.mjs';
import { photo } from './things.mjs';

export const framed = (c, html, title) => {
  const choice = c.r.int(0, 4);
  if (choice === 0) return browserFrame(c.r, c.look, `${c.w.company().toLowerCase()}.example/${title}`, html, c.W, c.H);
  if (choice === 1)
    return `<div class="full">${photo(c.r)}</div><div class="over">${windowFrame(c.r, c.look, c.w.company(), html, 'width:93%;height:90%')}</div>`;
  return html;
};

export const side = ({ r, w, things }, width, count, style = '') =>
  `<div class="col" style="width:${width};padding:16px 10px;gap:4px;background:var(--s);border-right:1px solid var(--l);overflow:hidden;${style}"><b class="a" style="padding:4px 10px 12px;font-size:1.15em">${w.company()}</b>${r.times(count, i => `<div class="row ${i === 1 ? 'fill' : ''}" style="padding:7px 10px;gap:10px;border-radius:var(--r)">${things.anyIcon(r)}<span class="cut grow">${w.capital(w.noun())}</span></div>`).join('')}</div>`;
