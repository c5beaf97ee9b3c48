// Programs for places, sounds, files and pictures, and the desktop behind them.
import { framed, side } from './appFrame.mjs';
import { windowFrame } from './look.mjs';
import { photo } from './things.mjs';
import { cities } from './words.mjs';

export function map(c) {
  const { r, w, look, W, H, things } = c;
  const [ground, road, main, water, park] = look.dark
    ? ['#242f3e', '#38414e', '#746855', '#17263c', '#263c3f']
    : r.pick([
        ['#f2efe9', '#ffffff', '#f8d98b', '#aad3df', '#c8e6b8'],
        ['#e8e8e8', '#ffffff', '#ffffff', '#b3d1e8', '#d5e8c9'],
      ]);
  const line = (width, colour) =>
    `<path d="M${r.int(-50, W)} ${r.pick([-10, H + 10])}Q${r.int(0, W)} ${r.int(0, H)} ${r.int(0, W)} ${r.int(0, H)}T${r.pick([-10, W + 10])} ${r.int(0, H)}" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
  const turn = r.int(-30, 30);
  const streets = `<g transform="rotate(${turn} ${W / 2} ${H / 2})">${r.times(22, i => `<path d="M-400 ${i * r.int(52, 60) - 200}H${W + 400}M${i * r.int(76, 84) - 200} -400V${H + 400}" stroke="${road}" stroke-width="6"/>`).join('')}</g>`;
  const parks = r
    .times(
      6,
      () =>
        `<rect x="${r.int(0, W)}" y="${r.int(0, H)}" width="${r.int(60, 220)}" height="${r.int(50, 160)}" rx="10" fill="${park}" transform="rotate(${turn} ${W / 2} ${H / 2})"/>`,
    )
    .join('');
  const route = r.chance(0.5)
    ? `<path d="M${r.int(50, 300)} ${r.int(50, H)}L${r.int(300, 500)} ${r.int(100, H - 60)}L${r.int(500, W - 80)} ${r.int(60, H - 80)}" stroke="#4285f4" stroke-width="9" fill="none" stroke-linejoin="round"/>`
    : '';
  const pins = r
    .times(r.int(1, 7), () => {
      const [x, y] = [r.int(60, W - 60), r.int(60, H - 20)];
      return `<path d="M${x} ${y}c-16-22-17-26-17-32a17 17 0 0 1 34 0c0 6-1 10-17 32z" fill="${r.pick(['#ea4335', look.accent])}"/><circle cx="${x}" cy="${y - 32}" r="6" fill="#fff"/>`;
    })
    .join('');
  const names = r
    .times(
      9,
      () =>
        `<text x="${r.int(40, W - 90)}" y="${r.int(30, H)}" fill="${look.dark ? '#b7c2cf' : '#4c5560'}" font-size="15">${r.chance(0.5) ? r.pick(cities) : `${w.title()} St`}</text>`,
    )
    .join('');
  const box = r.chance(0.7)
    ? `<div class="card col" style="position:absolute;left:16px;top:16px;width:290px;padding:14px"><div class="field">${things.icon(r, 'search')} Search places</div>${r.chance(0.5) ? r.times(4, () => `<div class="row"><span class="a">${things.icon(r, 'map-pin')}</span><div class="grow"><b class="cut">${w.title()}</b><div class="small soft">${r.int(1, 30)} min · ${r.int(1, 20)} km</div></div></div>`).join('') : ''}</div>`
    : '';
  return {
    html: `<svg class="full" width="${W}" height="${H}"><rect width="100%" height="100%" fill="${ground}"/>${parks}${streets}${line(r.int(40, 110), water)}${line(14, main)}${line(14, main)}${route}${names}${pins}</svg>${box}<div class="card col" style="position:absolute;right:16px;bottom:20px;gap:0"><span class="btn">+</span><span class="btn">−</span></div>`,
    names: ['map', 'map app', 'street map', 'city map'],
    details: [
      route ? 'a route on a map' : 'streets of a city from above',
      'a map with red pins and a river',
      'navigation with streets and parks',
    ].filter(text => !text.includes('red pins') || pins.includes('#ea4335')),
    broader: ['navigation', 'maps', 'user interface'],
  };
}

export function music(c) {
  const { r, w, look, things } = c;
  const cover = size =>
    `<div style="width:${size};aspect-ratio:1;border-radius:var(--r);overflow:hidden;flex:none;background:linear-gradient(${r.int(0, 359)}deg,hsl(${r.int(0, 359)} 70% 50%),hsl(${r.int(0, 359)} 70% 30%))">${r.chance(0.5) ? photo(r) : ''}</div>`;
  const bar = `<div class="row" style="padding:14px 20px;background:var(--s);border-top:1px solid var(--l)">${cover('54px')}<div style="width:20%"><b class="cut">${w.title()}</b><div class="small soft">${w.name()}</div></div><div class="grow col" style="gap:6px;align-items:center"><div class="row" style="gap:20px">${things.icon(r, 'skip-back')}<span class="center fill" style="width:40px;height:40px;border-radius:50%">▶</span>${things.icon(r, 'skip-forward')}</div><div class="row" style="width:100%"><span class="small">1:${r.int(10, 59)}</span><div class="grow" style="height:4px;background:var(--l)"><div style="height:4px;width:${r.int(10, 80)}%;background:var(--a)"></div></div><span class="small">3:${r.int(10, 59)}</span></div></div></div>`;
  const large = r.chance(0.35);
  const songs = r
    .times(
      9,
      i =>
        `<div class="row" style="padding:8px;${i === 2 ? 'color:var(--a)' : ''}"><span class="soft" style="width:1.6em">${i + 1}</span><span class="grow cut">${w.headline()}</span><span class="soft cut" style="width:24%">${w.name()}</span><span class="soft">${r.int(2, 5)}:${r.int(10, 59)}</span></div>`,
    )
    .join('');
  const html = large
    ? `<div class="full center" style="gap:6%;background:linear-gradient(160deg,${look.accent},${look.bg})">${cover('34%')}<div class="col" style="width:36%"><h1>${w.title()}</h1><h3 class="soft">${w.name()}</h3><div style="height:5px;background:var(--l)"><div style="height:5px;width:${r.int(10, 80)}%;background:var(--i)"></div></div><div class="row" style="justify-content:center;gap:30px;font-size:1.6em">${things.icon(r, 'skip-back')}${things.icon(r, 'play', '2em')}${things.icon(r, 'skip-forward')}</div></div></div>`
    : `<div class="full col" style="gap:0"><div class="row grow" style="align-items:stretch;gap:0">${side(c, '19%', 9)}<div class="grow pad" style="overflow:hidden">${r.chance(0.5) ? `<div class="row" style="align-items:flex-end;margin-bottom:16px">${cover('170px')}<div><span class="small">PLAYLIST</span><h1 style="font-size:2.6em">${w.title()}</h1><span class="soft">${r.int(10, 90)} songs</span></div></div>${songs}` : `<h2>Albums</h2><div style="display:grid;grid-template-columns:repeat(5,1fr);gap:16px;margin-top:14px">${r.times(10, () => `<div>${cover('100%')}<b class="cut">${w.title()}</b><div class="small soft">${w.name()}</div></div>`).join('')}</div>`}</div></div>${bar}</div>`;
  return {
    html: framed(c, html, 'music'),
    names: ['music player', 'music app', 'audio player'],
    details: [
      large ? 'a song with its album cover' : 'albums or songs with a player bar at the bottom',
      'listening to music in an app',
    ],
    broader: ['media player', 'streaming', 'application window'],
    accent: look.accentName,
  };
}

export function files(c) {
  const { r, w, look, things } = c;
  const grid = r.chance(0.5);
  const icon = size =>
    r.chance(0.5)
      ? `<span style="color:${r.pick(['#f5c04a', '#e9b13c', '#5aa7e8', look.accent])}"><svg viewBox="0 0 24 20" style="width:${size}px;height:${size}px"><path fill="currentColor" d="M2 2h7l2 3h11v13H2z"/></svg></span>`
      : r.chance(0.4)
        ? `<span style="display:inline-block;width:${size}px;height:${size * 0.75}px">${photo(r)}</span>`
        : `<svg viewBox="0 0 20 24" style="width:${size}px;height:${size}px"><path fill="#fff" stroke="#999" d="M2 1h11l5 5v17H2z"/><path stroke="${r.pick(['#d33', '#36c', '#393'])}" stroke-width="2" d="M5 12h10M5 16h10M5 9h6"/></svg>`;
  const items = grid
    ? `<div style="display:grid;grid-template-columns:repeat(${r.int(5, 8)},1fr);gap:18px;padding:18px;text-align:center">${r.times(28, () => `<div>${icon(64)}<div class="cut small">${w.fileName()}</div></div>`).join('')}</div>`
    : r
        .times(
          18,
          i =>
            `<div class="row ${i === 3 ? 'fill' : ''}" style="padding:5px 14px">${icon(20)}<span class="grow cut">${w.fileName()}</span><span class="small" style="width:14%">${w.date()}</span><span class="small" style="width:10%">${r.int(1, 900)} KB</span></div>`,
        )
        .join('');
  const body = `<div class="full col" style="gap:0;background:var(--s)"><div class="row" style="padding:8px 14px;border-bottom:1px solid var(--l)">← → ↑<div class="field grow">${w.capital(w.noun())} › ${w.capital(w.noun())}</div><div class="field">Search</div></div><div class="row grow" style="gap:0;align-items:stretch"><div class="col" style="width:18%;background:var(--bg);padding:12px;gap:9px">${['Home', 'Desktop', 'Documents', 'Downloads', 'Pictures', 'Music', 'Videos', 'Trash'].map(name => `<span class="row">${things.icon(r, 'folder')}${name}</span>`).join('')}</div><div class="grow" style="overflow:hidden">${items}</div></div></div>`;
  const isWindow = r.chance(0.6);
  return {
    html: isWindow
      ? `<div class="full">${photo(r)}</div><div class="over">${windowFrame(r, look, w.capital(w.noun()), body, `width:${r.int(76, 94)}%;height:${r.int(74, 92)}%`)}</div>`
      : body,
    names: ['file manager', 'file browser', 'folder window', 'file explorer'],
    details: [
      grid ? 'folders and files as large icons' : 'a list of files with dates and sizes',
      isWindow ? 'a folder open on a desktop' : 'files and folders',
    ],
    broader: ['application window', 'desktop', 'user interface'],
  };
}

export function desktop(c) {
  const { r, w, things } = c;
  const icons = r
    .times(
      r.int(4, 18),
      i =>
        `<div style="position:absolute;left:${20 + Math.floor(i / 6) * 100}px;top:${20 + (i % 6) * 100}px;width:84px;text-align:center;color:#fff;text-shadow:0 1px 3px #000">${r.chance(0.5) ? `<svg viewBox="0 0 24 20" style="width:52px;height:46px"><path fill="#f5c04a" d="M2 2h7l2 3h11v13H2z"/></svg>` : `<span class="center fill" style="width:46px;height:46px;border-radius:10px;margin:0 auto;background:hsl(${r.int(0, 359)} 60% 45%)">${things.anyIcon(r, '28px')}</span>`}<div class="small cut">${w.noun()}</div></div>`,
    )
    .join('');
  const dock = r.chance(0.4);
  const apps = r
    .times(
      r.int(5, 10),
      () =>
        `<span class="center" style="width:${dock ? 52 : 34}px;height:${dock ? 52 : 34}px;border-radius:${dock ? 12 : 6}px;color:#fff;background:hsl(${r.int(0, 359)} 60% 48%)">${things.anyIcon(r, dock ? '30px' : '20px')}</span>`,
    )
    .join('');
  const bar = dock
    ? `<div class="row" style="position:absolute;bottom:12px;left:50%;transform:translateX(-50%);padding:8px 12px;border-radius:18px;background:#ffffff55">${apps}</div><div class="row" style="position:absolute;left:0;right:0;top:0;padding:4px 14px;background:#0007;color:#fff;font-size:13px"><b>${w.company()}</b>File Edit View<span class="grow"></span>${w.time()}</div>`
    : `<div class="row" style="position:absolute;bottom:0;left:0;right:0;padding:6px 12px;background:#101820dd;color:#fff">${apps}<span class="grow"></span><span class="small">${w.time()}</span></div>`;
  return {
    html: `<div class="full">${photo(r)}</div>${icons}${bar}`,
    names: ['desktop', 'computer desktop', 'desktop screen'],
    details: ['a desktop wallpaper with icons', dock ? 'a computer desktop with a dock' : 'a computer desktop with a task bar'],
    broader: ['operating system', 'computer screen', 'user interface'],
    dark: null,
  };
}

export function paint(c) {
  const { r, look, things } = c;
  const tools = r
    .times(
      14,
      i =>
        `<span class="center ${i === 2 ? 'fill' : ''}" style="padding:7px;border-radius:4px">${things.icon(r, r.pick(['pencil', 'crop', 'palette', 'type', 'square', 'circle', 'scissors', 'eye', 'image']), '20px')}</span>`,
    )
    .join('');
  const swatches = r.times(24, i => `<span style="width:18px;height:18px;background:hsl(${i * 15} 80% 50%)"></span>`).join('');
  const vector = r.chance(0.4);
  const canvas = vector
    ? `<svg viewBox="0 0 120 90" style="width:100%;height:100%;background:#fff">${r.times(7, () => (r.chance(0.5) ? `<circle cx="${r.int(10, 110)}" cy="${r.int(10, 80)}" r="${r.int(4, 22)}" fill="hsl(${r.int(0, 359)} 70% 60%)"/>` : `<rect x="${r.int(0, 90)}" y="${r.int(0, 70)}" width="${r.int(10, 40)}" height="${r.int(8, 34)}" rx="3" fill="hsl(${r.int(0, 359)} 70% 60%)"/>`)).join('')}<rect x="30" y="20" width="50" height="40" fill="none" stroke="#0d99ff"/></svg>`
    : photo(r);
  return {
    html: `<div class="full col" style="gap:0"><div class="row" style="padding:8px 14px;background:var(--s);gap:20px">File Edit Image Layer Select Filter View</div><div class="row grow" style="gap:0;align-items:stretch"><div class="col" style="width:48px;background:var(--s);padding:8px 6px;gap:4px;overflow:hidden">${tools}</div><div class="grow center" style="background:${look.dark ? '#3a3a3a' : '#bdbdbd'}"><div style="width:78%;height:82%">${canvas}</div></div><div class="col pad" style="width:210px;background:var(--s)"><b>Colors</b><div style="display:flex;flex-wrap:wrap;gap:3px">${swatches}</div><b>Layers</b>${r.times(6, i => `<div class="row" style="padding:4px;${i === 1 ? 'background:var(--a);color:#fff' : ''}">${things.icon(r, 'eye')}<span style="width:34px;height:26px;background:hsl(${r.int(0, 359)} 40% 60%)"></span>Layer ${6 - i}</div>`).join('')}</div></div></div>`,
    names: vector
      ? ['drawing program', 'vector editor', 'design tool', 'whiteboard app']
      : ['image editor', 'photo editor', 'picture editing program'],
    details: ['tools at the left and layers at the right', vector ? 'drawing shapes on a canvas' : 'editing a photo'],
    broader: ['application window', 'graphics software', 'user interface'],
  };
}
