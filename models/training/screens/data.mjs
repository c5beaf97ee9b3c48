// Programs for numbers and talks: dashboard, table, spreadsheet and slide.
import { framed, side } from './appFrame.mjs';
import { palette } from './look.mjs';
import { barsSvg, donutSvg, lineSvg, spark } from './smallCharts.mjs';
import { face, photo } from './things.mjs';
import { cities, months } from './words.mjs';

export function dashboard(c) {
  const { r, w, look } = c;
  const colours = palette(r, look);
  const stat = () =>
    `<div class="card pad grow"><div class="small soft">${w.title()}</div><div style="font-size:1.9em;font-weight:700">${r.int(1, 99)}${r.pick(['%', 'K', 'M', ''])}</div><div class="small" style="color:${r.chance(0.6) ? '#16a34a' : '#dc2626'}">${r.pick(['▲', '▼'])} ${r.int(1, 30)}%</div>${r.chance(0.5) ? spark(r, colours[0]) : ''}</div>`;
  const panel = (title, svg, style) =>
    `<div class="card pad col" style="${style};overflow:hidden"><b>${title}</b><div class="grow" style="position:relative">${svg}</div></div>`;
  const chart = () => r.pick([barsSvg, lineSvg, donutSvg])(r, colours);
  const table = `<table style="width:100%">${r.times(8, () => `<tr style="border-bottom:1px solid var(--l)"><td style="padding:6px">${w.name()}</td><td>${w.money()}</td><td><span class="tag" style="background:${r.pick(['#16a34a', '#eab308', '#dc2626'])}">${w.adjective()}</span></td></tr>`).join('')}</table>`;
  const html = `<div class="full row" style="align-items:stretch;gap:0">${r.chance(0.7) ? side(c, '17%', r.int(6, 11)) : ''}<div class="grow col pad"><div class="row"><h2 class="grow">${r.pick(['Dashboard', 'Overview', 'Analytics'])}</h2><span class="field">Last 30 days ▾</span>${face(r, w.name(), 36)}</div><div class="row">${r.times(r.int(3, 4), stat).join('')}</div><div class="row grow" style="align-items:stretch">${panel(w.title(), r.pick([barsSvg, lineSvg])(r, colours), 'flex:2')}${panel(w.title(), chart(), 'flex:1')}</div><div class="row grow" style="align-items:stretch">${panel(w.title(), chart(), 'flex:1')}${panel(w.title(), table, 'flex:1')}</div></div></div>`;
  return {
    html: framed(c, html, 'dashboard'),
    names: ['dashboard', 'analytics dashboard', 'admin dashboard', 'business dashboard'],
    details: [
      'a dashboard with charts and numbers',
      'several charts and a table on one screen',
      'statistics overview with cards',
    ],
    broader: ['user interface', 'charts', 'web application'],
    accent: look.accentName,
  };
}

export function table(c) {
  const { r, w, look } = c;
  const columns = r.int(4, 7);
  const cell = [
    () => w.name(),
    () => w.email(),
    () => w.money(),
    () => w.date(),
    () => `<span class="tag" style="background:${r.pick(['#16a34a', '#eab308', '#dc2626', '#3b82f6'])}">${w.adjective()}</span>`,
    () => r.int(1, 9999),
    () => r.pick(cities),
  ];
  const kinds = r.times(columns, i => cell[i % cell.length]);
  const stripes = r.chance(0.5);
  const rows = r
    .times(
      r.int(10, 18),
      i =>
        `<tr style="border-bottom:1px solid var(--l);${stripes && i % 2 ? 'background:color-mix(in srgb,var(--l) 45%,transparent)' : ''}"><td style="padding:9px"><span class="box ${r.chance(0.15) ? 'on' : ''}"></span></td>${kinds.map(make => `<td style="padding:9px 12px;white-space:nowrap">${make()}</td>`).join('')}<td class="a">Edit</td></tr>`,
    )
    .join('');
  const html = `<div class="full row" style="align-items:stretch;gap:0">${r.chance(0.5) ? side(c, '17%', 9) : ''}<div class="grow pad" style="overflow:hidden"><div class="row" style="margin-bottom:14px"><h2 class="grow">${r.pick(['Users', 'Orders', 'Customers', 'Products', 'Invoices'])}</h2><span class="field">Search</span><span class="btn main">+ Add</span></div><div class="card" style="overflow:hidden"><table style="width:100%"><tr style="background:${r.chance(0.4) ? 'var(--a);color:#fff' : 'var(--l)'};text-align:left"><th></th>${kinds.map(() => `<th style="padding:10px 12px">${w.capital(w.noun())} ↕</th>`).join('')}<th></th></tr>${rows}</table></div></div></div>`;
  return {
    html: framed(c, html, 'admin'),
    names: ['data table', 'admin table', 'table', 'admin panel'],
    details: [
      `a table with ${stripes ? 'striped ' : ''}rows and columns`,
      'a list of records with names and status',
      'managing users or orders in a table',
    ],
    broader: ['user interface', 'web application', 'list'],
    accent: look.accentName,
  };
}

export function spreadsheet(c) {
  const { r, w, look, W, H } = c;
  const columns = Math.ceil(W / 100);
  const rows = Math.ceil(H / 24);
  const filledColumns = r.int(3, columns);
  const filledRows = r.int(8, rows);
  const colour = r.pick(['#217346', '#0f9d58', look.accent]);
  const border = `border:1px solid ${look.dark ? '#444' : '#d4d4d4'}`;
  const grid = r
    .times(
      rows,
      y =>
        `<tr><th style="${border};background:${look.dark ? '#333' : '#f1f3f4'};width:40px;font-weight:400">${y + 1}</th>${r.times(columns, x => `<td style="${border};width:100px;height:24px;padding:0 5px;overflow:hidden;white-space:nowrap;${y === 0 && x < filledColumns ? 'font-weight:700;background:color-mix(in srgb,var(--a) 25%,transparent)' : ''};text-align:${x ? 'right' : 'left'}${x === 2 && y === 4 ? `;outline:2px solid ${colour}` : ''}">${x < filledColumns && y < filledRows ? (y === 0 ? w.noun() : x === 0 ? w.title() : r.int(1, 9999)) : ''}</td>`).join('')}</tr>`,
    )
    .join('');
  const html = `<div class="full" style="background:${look.dark ? '#222' : '#fff'};color:${look.dark ? '#ddd' : '#222'};font:13px 'Open Sans'"><div class="row" style="background:${r.chance(0.5) ? `${colour};color:#fff` : look.dark ? '#2b2b2b' : '#f3f3f3'};padding:8px 14px;gap:20px">${['File', 'Home', 'Insert', 'Formulas', 'Data', 'View'].map(name => `<span>${name}</span>`).join('')}</div><div class="row" style="padding:5px 10px"><span style="${border};width:70px;padding:3px 8px">C5</span><i>fx</i><span class="grow" style="${border};padding:3px 8px">=SUM(C2:C${r.int(5, 30)})</span></div><table style="table-layout:fixed;width:${40 + columns * 100}px"><tr><th style="width:40px"></th>${r.times(columns, x => `<th style="${border};width:100px;background:${look.dark ? '#333' : '#f1f3f4'};font-weight:400">${String.fromCharCode(65 + x)}</th>`).join('')}</tr>${grid}</table></div>${r.chance(0.3) ? `<div class="card pad" style="position:absolute;right:6%;bottom:10%;width:36%;height:44%;background:${look.dark ? '#2a2a2a' : '#fff'}">${barsSvg(r, palette(r, look))}</div>` : ''}`;
  return {
    html,
    names: ['spreadsheet', 'table calculation', 'spreadsheet program'],
    details: [
      'cells in rows and columns with numbers',
      'a sheet with letters at the top and numbers at the left',
      html.includes('bottom:10%') ? 'a spreadsheet with a chart' : 'a sheet of numbers',
    ],
    broader: ['office program', 'table', 'application window'],
  };
}

export function slide(c) {
  const { r, w, look, things } = c;
  const back = r.pick(['var(--s)', look.accent, `linear-gradient(${r.int(0, 359)}deg,${look.accent},#1b1b2f)`, 'var(--bg)']);
  const ink = back.startsWith('var') ? 'var(--i)' : '#fff';
  const kind = r.pick(['title', 'bullets', 'picture', 'chart', 'columns']);
  const heading = `<h1 style="font-size:${kind === 'title' ? 3.6 : 2.5}em;line-height:1.15">${w.headline()}</h1>`;
  const points = `<ul style="font-size:1.5em;line-height:1.9;padding-left:1.1em">${r.times(r.int(3, 5), () => `<li>${w.sentence(5)}</li>`).join('')}</ul>`;
  const inner = {
    title: `<div class="full center col" style="text-align:center;padding:0 10%">${heading}<p style="font-size:1.4em;opacity:.8">${w.name()} · ${r.pick(months)} 2026</p></div>`,
    bullets: `<div class="full" style="padding:6% 8%">${heading}${points}</div>`,
    picture: `<div class="full row" style="align-items:stretch;gap:0"><div class="grow" style="padding:6%">${heading}${points}</div><div style="width:42%">${photo(r)}</div></div>`,
    chart: `<div class="full col" style="padding:5% 8%">${heading}<div class="grow" style="position:relative">${r.pick([barsSvg, lineSvg, donutSvg])(r, palette(r, look))}</div></div>`,
    columns: `<div class="full" style="padding:6% 8%">${heading}<div class="row" style="margin-top:36px;gap:36px">${r.times(3, () => `<div class="grow" style="text-align:center">${things.anyIcon(r, '72px')}<h2>${w.capital(w.noun())}</h2><p>${w.sentence()}</p></div>`).join('')}</div></div>`,
  }[kind];
  const slideHtml = `<div class="full" style="background:${back};color:${ink}">${inner}</div>`;
  const editing = r.chance(0.4);
  return {
    html: editing
      ? `<div class="full col" style="gap:0"><div class="row pad" style="background:var(--s)">${r.times(14, () => things.anyIcon(r, '20px')).join('')}</div><div class="row grow" style="align-items:stretch;gap:0"><div class="col pad" style="width:16%;background:var(--s)">${r.times(5, i => `<div style="height:84px;background:${i % 2 ? look.accent : look.bg};border:${i ? 1 : 3}px solid var(--a)"></div>`).join('')}</div><div class="grow center" style="background:var(--l)"><div style="position:relative;width:90%;aspect-ratio:16/9;overflow:hidden;box-shadow:0 4px 20px #0005;zoom:.75">${slideHtml}</div></div></div></div>`
      : slideHtml,
    names: ['presentation slide', 'slide', 'presentation', ...(editing ? ['presentation program'] : [])],
    details: [
      {
        title: 'a title slide',
        bullets: 'a slide with bullet points',
        picture: 'a slide with text and a picture',
        chart: 'a slide with a chart',
        columns: 'a slide with three columns and icons',
      }[kind],
      ...(editing ? ['editing a presentation'] : []),
    ],
    broader: ['slideshow', 'talk', 'lecture slide'],
    dark: back.startsWith('var') ? undefined : null,
    colour: back === look.accent ? look.accentName : undefined,
  };
}
