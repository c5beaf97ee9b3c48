// How a drawn screen looks: colours, corners, fonts, and the frames of windows.

export const accents = [
  ['blue', '#2563eb'],
  ['blue', '#0078d4'],
  ['light blue', '#38a3e8'],
  ['green', '#16a34a'],
  ['green', '#2e9e5b'],
  ['red', '#dc2626'],
  ['orange', '#ea7317'],
  ['purple', '#7c3aed'],
  ['purple', '#6750a4'],
  ['pink', '#db2777'],
  ['teal', '#0d9488'],
  ['yellow', '#eab308'],
  ['brown', '#92582b'],
  ['grey', '#52606d'],
  ['dark blue', '#1e3a8a'],
];
/** The fonts of npm's @fontsource packages, by what they are used for. */
export const fonts = {
  text: ['Inter', 'Roboto', 'Open Sans', 'Lato', 'Montserrat', 'Poppins', 'Nunito', 'Ubuntu', 'DejaVu Sans'],
  serif: ['Merriweather', 'Playfair Display', 'Roboto Slab', 'DejaVu Serif'],
  code: ['JetBrains Mono', 'Fira Code', 'IBM Plex Mono', 'Source Code Pro', 'DejaVu Sans Mono'],
  hand: ['Comic Neue', 'Caveat'],
  pixel: ['Press Start 2P'],
};

const light = [
  { bg: '#f3f4f6', surface: '#ffffff', line: '#d9dde3', ink: '#1f2937', soft: '#6b7280' },
  { bg: '#ffffff', surface: '#f7f7f8', line: '#e3e3e6', ink: '#111111', soft: '#777777' },
  { bg: '#faf7f2', surface: '#fffdf9', line: '#e4dccd', ink: '#3b3228', soft: '#857a6b' },
  { bg: '#eaf1f8', surface: '#ffffff', line: '#c8d6e5', ink: '#1c2b3a', soft: '#5f7387' },
  { bg: '#f0f0f0', surface: '#ffffff', line: '#b5b5b5', ink: '#000000', soft: '#555555' },
];
const dark = [
  { bg: '#111827', surface: '#1f2937', line: '#374151', ink: '#f3f4f6', soft: '#9ca3af' },
  { bg: '#1e1e1e', surface: '#252526', line: '#3c3c3c', ink: '#d4d4d4', soft: '#8a8a8a' },
  { bg: '#0d1117', surface: '#161b22', line: '#30363d', ink: '#e6edf3', soft: '#7d8590' },
  { bg: '#000000', surface: '#141414', line: '#2a2a2a', ink: '#ffffff', soft: '#999999' },
  { bg: '#1a1625', surface: '#251f36', line: '#3d3456', ink: '#ece8f5', soft: '#a096b8' },
  { bg: '#0f2027', surface: '#18303a', line: '#2b4a56', ink: '#e2eef2', soft: '#86a3ad' },
];

/** One look, kept for a whole drawing. */
export function chooseLook(r, { darkShare = 0.38, family = 'text' } = {}) {
  const isDark = r.chance(darkShare);
  const [accentName, accent] = r.pick(accents);
  return {
    dark: isDark,
    accentName,
    accent,
    ...r.pick(isDark ? dark : light),
    radius: r.pick([0, 2, 4, 6, 8, 12, 16]),
    shadow: r.pick(['none', '0 1px 3px #0003', '0 4px 14px #0003', '0 10px 30px #0004']),
    font: r.pick(fonts[family]),
    size: r.int(13, 18),
    gap: r.int(8, 18),
    fieldStyle: r.pick([
      '',
      '',
      'border-width:0 0 2px;border-radius:0',
      'border-color:transparent;background:color-mix(in srgb,var(--i) 9%,transparent)',
      'border:2px solid var(--i)',
      'box-shadow:inset 1px 1px 3px #0004',
    ]),
    buttonStyle: r.pick([
      '',
      '',
      'border-radius:2em',
      'text-transform:uppercase;font-weight:600;letter-spacing:.04em',
      'box-shadow:inset 0 2px 0 #fff5,inset 0 -3px 0 #0003',
      'border-width:2px;border-color:var(--a)',
    ]),
  };
}

/** The style sheet that all parts below rely on. */
export function styleOf(look) {
  return `#root{background:${look.bg};color:${look.ink};font:${look.size}px/1.45 '${look.font}',sans-serif;--a:${look.accent};--bg:${look.bg};--s:${look.surface};--l:${look.line};--i:${look.ink};--m:${look.soft};--r:${look.radius}px;--g:${look.gap}px}
#root *{box-sizing:border-box}#root h1,#root h2,#root h3,#root p{margin:0}
.row{display:flex;align-items:center;gap:var(--g)}.col{display:flex;flex-direction:column;gap:var(--g)}.grow{flex:1;min-width:0;min-height:0}.soft{color:var(--m)}.small{font-size:.82em}.bold{font-weight:700}
.card{background:var(--s);border:1px solid var(--l);border-radius:var(--r);box-shadow:${look.shadow}}.pad{padding:calc(var(--g)*1.2)}
.btn{display:inline-flex;align-items:center;justify-content:center;gap:6px;padding:.5em 1.1em;border-radius:var(--r);border:1px solid var(--l);background:var(--s);white-space:nowrap;${look.buttonStyle}}.btn.main{background:var(--a);border-color:var(--a);color:#fff}
.field{border:1px solid var(--l);background:var(--bg);border-radius:var(--r);padding:.5em .8em;color:var(--m);white-space:nowrap;overflow:hidden;${look.fieldStyle}}
.a{color:var(--a)}.fill{background:var(--a);color:#fff}.center{display:flex;align-items:center;justify-content:center}.cut{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.box{width:1em;height:1em;border:1px solid var(--m);border-radius:3px;display:inline-block;flex:none}.box.on{background:var(--a);border-color:var(--a)}
.switch{width:2.2em;height:1.2em;border-radius:1em;background:var(--l);position:relative;flex:none}.switch:after{content:'';position:absolute;width:.9em;height:.9em;border-radius:50%;background:#fff;top:.15em;left:.15em}.switch.on{background:var(--a)}.switch.on:after{left:1.15em}
.face{border-radius:50%;flex:none;display:inline-flex;align-items:center;justify-content:center;color:#fff;font-weight:600;overflow:hidden}
.tag{border-radius:1em;padding:.1em .7em;font-size:.78em;color:#fff;white-space:nowrap}svg.i{width:1.2em;height:1.2em;flex:none}
table{border-collapse:collapse}.full{position:absolute;inset:0}.over{position:absolute;inset:0;display:flex;align-items:center;justify-content:center}`;
}

/** The bars and buttons of the systems people use, around some content. */
export function windowFrame(r, look, title, content, style = '') {
  const kind = r.pick(look.dark ? ['mac', 'windows', 'gnome'] : ['mac', 'windows', 'gnome', 'classic']);
  if (kind === 'classic') {
    const edge = 'border:2px solid;border-color:#fff #404040 #404040 #fff;';
    return `<div class="col" style="gap:0;background:#c0c0c0;color:#000;${edge}padding:3px;${style};--s:#c0c0c0;--bg:#fff;--i:#000;--m:#333;--l:#808080;--r:0px"><div class="row bold" style="background:linear-gradient(90deg,#000080,#1084d0);color:#fff;padding:3px 6px;justify-content:space-between"><span class="cut">${title}</span><span style="background:#c0c0c0;color:#000;padding:0 6px;${edge}">×</span></div><div class="grow" style="position:relative;overflow:hidden">${content}</div></div>`;
  }
  const dot = colour => `<i style="width:12px;height:12px;border-radius:50%;background:${colour};flex:none"></i>`;
  const bar = {
    mac: `${dot('#ff5f57')}${dot('#febc2e')}${dot('#28c840')}<span class="grow cut soft" style="text-align:center">${title}</span>`,
    windows: `<span class="grow cut small">${title}</span><span class="soft" style="letter-spacing:14px">–□×</span>`,
    gnome: `<span class="grow cut bold" style="text-align:center">${title}</span><span class="center" style="width:22px;height:22px;border-radius:50%;background:var(--l)">×</span>`,
  }[kind];
  const radius = kind === 'windows' ? 0 : 10;
  return `<div class="col" style="gap:0;background:var(--s);border:1px solid var(--l);border-radius:${radius}px;overflow:hidden;box-shadow:0 12px 40px #0006;${style}"><div class="row" style="gap:8px;padding:9px 12px;border-bottom:1px solid var(--l)">${bar}</div><div class="grow" style="position:relative;overflow:hidden">${content}</div></div>`;
}

/** The top of a web browser with an address. */
export function browserFrame(r, look, address, content, w, h) {
  const tab = r.int(32, 40);
  return `<div class="full" style="background:${look.dark ? '#202124' : '#dee1e6'};color:${look.dark ? '#ddd' : '#333'};font:13px 'Roboto'"><div class="row" style="height:${tab}px;padding:6px 10px 0;gap:6px"><i style="width:11px;height:11px;border-radius:50%;background:#ff5f57"></i><i style="width:11px;height:11px;border-radius:50%;background:#febc2e"></i><i style="width:11px;height:11px;border-radius:50%;background:#28c840"></i><span class="cut" style="margin-left:10px;background:${look.dark ? '#35363a' : '#fff'};padding:7px 16px;border-radius:8px 8px 0 0;width:200px">${address.split('.')[0]}</span><span>+</span></div><div class="row" style="height:40px;background:${look.dark ? '#35363a' : '#fff'};padding:0 12px;gap:12px"><span>←</span><span>→</span><span>⟳</span><span class="grow cut" style="background:${look.dark ? '#202124' : '#f1f3f4'};border-radius:20px;padding:6px 14px">https://${address}</span><span>⋮</span></div></div><div style="position:absolute;left:0;top:${tab + 40}px;width:${w}px;height:${h - tab - 40}px;overflow:hidden;background:var(--bg)">${content}</div>`;
}

/** Darker or lighter by a share, for shades of one colour. */
export function shade(hex, share) {
  const parts = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
  const target = share < 0 ? 0 : 255;
  return `#${parts
    .map(part =>
      Math.round(part + (target - part) * Math.abs(share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** The everyday word for a colour. */
export function colourName(hex) {
  const [red, green, blue] = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [light, spread] = [(high + low) / 2, high - low];
  if (spread < 0.09) return light > 0.85 ? 'white' : light < 0.2 ? 'black' : 'grey';
  const turn =
    high === red ? ((green - blue) / spread + 6) % 6 : high === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
  const hue = turn * 60;
  if (hue < 42 && hue >= 14 && light < 0.42) return 'brown';
  const names = [
    [14, light > 0.72 ? 'pink' : 'red'],
    [42, 'orange'],
    [66, 'yellow'],
    [158, 'green'],
    [192, 'teal'],
    [255, light > 0.66 ? 'light blue' : 'blue'],
    [295, 'purple'],
    [342, 'pink'],
    [361, light > 0.72 ? 'pink' : 'red'],
  ];
  return names.find(([end]) => hue < end)[1];
}

/** Sets of colours for charts, as the well-known chart packages have them or of one hue. */
export function palette(r, look) {
  const known = [
    ['#4e79a7', '#f28e2b', '#e15759', '#76b7b2', '#59a14f', '#edc948', '#b07aa1', '#ff9da7'],
    ['#5470c6', '#91cc75', '#fac858', '#ee6666', '#73c0de', '#3ba272', '#fc8452', '#9a60b4'],
    ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f'],
    ['#264653', '#2a9d8f', '#e9c46a', '#f4a261', '#e76f51', '#8ab17d', '#b5838d', '#6d597a'],
    ['#66c2a5', '#fc8d62', '#8da0cb', '#e78ac3', '#a6d854', '#ffd92f', '#e5c494', '#b3b3b3'],
  ];
  if (r.chance(0.25)) return [0, 0.25, 0.45, 0.6, -0.25, -0.45, 0.72, -0.6].map(share => shade(look.accent, share));
  return r.shuffle(r.pick(known));
}
