// Drawings with rules of their own: notes, circuits, plans, curves, tables and typed pages.
import { pens } from './drawing.mjs';
import { palette, shade } from './look.mjs';
import { rect, svg } from './paperDrawing.mjs';

export function sheetMusic(c) {
  const { r, w, W, H } = c;
  const staves = r.int(3, 7);
  const gap = H / (staves + 0.8) / 8;
  const parts = [
    r.chance(0.6)
      ? `<text x="${W / 2}" y="${H * 0.06}" text-anchor="middle" font-size="${H * 0.045}" font-family="Merriweather">${w.title()}</text>`
      : '',
  ];
  for (let s = 0; s < staves; s++) {
    const y = H * 0.1 + (s * H * 0.88) / staves;
    for (let i = 0; i < 5; i++) parts.push(`<path d="M40 ${y + i * gap}H${W - 40}" stroke="#111" stroke-width="1.4"/>`);
    // A treble clef as one curve: fonts that have the sign are rare.
    parts.push(
      `<path transform="translate(66 ${y}) scale(${gap / 10})" d="M2 30C-12 28-10 14 2 15C13 17 13 33-1 34C-22 34-20 12-4 2C8-6 8-18 3-20C-5-16-3-4 0 12L6 48C7 58-8 58-6 50" fill="none" stroke="#111" stroke-width="3"/>`,
    );
    const measures = r.int(3, 5);
    const mw = (W - 150) / measures;
    for (let m = 0; m < measures; m++) {
      parts.push(`<path d="M${110 + (m + 1) * mw} ${y}v${gap * 4}" stroke="#111" stroke-width="2"/>`);
      const notes = r.pick([2, 4, 4, 6, 8]);
      let before;
      for (let n = 0; n < notes; n++) {
        const [x, place] = [120 + m * mw + ((n + 0.5) * (mw - 16)) / notes, r.int(-1, 8)];
        const ny = y + (place * gap) / 2;
        const up = place > 3;
        const tip = up ? ny - gap * 3 : ny + gap * 3;
        const stem = x + (up ? gap * 0.55 : -gap * 0.55);
        parts.push(
          `<ellipse cx="${x}" cy="${ny}" rx="${gap * 0.62}" ry="${gap * 0.45}" transform="rotate(-20 ${x} ${ny})" ${notes === 2 ? 'fill="none" stroke="#111" stroke-width="2.5"' : 'fill="#111"'}/><path d="M${stem} ${ny}V${tip}" stroke="#111" stroke-width="2"/>`,
        );
        if (notes > 4 && n % 2 && before)
          parts.push(`<path d="M${before[0]} ${before[1]}L${stem} ${tip}" stroke="#111" stroke-width="${gap * 0.45}"/>`);
        before = [stem, tip];
      }
    }
  }
  return {
    html: svg(c, parts.join(''), r.pick(['#fff', '#fff', '#fdf8ea'])),
    names: ['sheet music', 'musical notes', 'music notation', 'musical score'],
    details: ['notes on lines of five', `${staves} lines of music`],
    broader: ['music', 'notes', 'musical staff'],
  };
}

export function circuit(c) {
  const { r, W, H } = c;
  const p = pens(c);
  const [x0, y0, x1, y1] = [W * 0.14, H * 0.2, W * 0.86, H * 0.8];
  const wire = { thick: 3 };
  const resistor = (x, y, across) => {
    const u = 14;
    const zig = r.chance(0.5);
    const body = zig
      ? `M${x - 3 * u} ${y}l${u / 2} ${-u}l${u} ${2 * u}l${u} ${-2 * u}l${u} ${2 * u}l${u} ${-2 * u}l${u} ${2 * u}l${u / 2} ${-u}`
      : `M${x - 3 * u} ${y - u}h${6 * u}v${2 * u}h${-6 * u}Z`;
    return (
      `<g transform="rotate(${across ? 0 : 90} ${x} ${y})">${rect(x - 3 * u, y - 4, 6 * u, 8, c.look.surface)}<path d="${body}" fill="${c.look.surface}" stroke="${p.ink}" stroke-width="3"/></g>` +
      p.text(x + (across ? 0 : 44), y - (across ? 34 : 0), `R${r.int(1, 9)}`, 20)
    );
  };
  const capacitor = (x, y, across) =>
    `<g transform="rotate(${across ? 0 : 90} ${x} ${y})">${rect(x - 8, y - 5, 16, 10, c.look.surface)}<path d="M${x - 8} ${y - 28}v56M${x + 8} ${y - 28}v56" stroke="${p.ink}" stroke-width="4"/></g>` +
    p.text(x + 40, y - 34, `C${r.int(1, 9)}`, 20);
  const battery = (x, y, across) =>
    `<g transform="rotate(${across ? 0 : 90} ${x} ${y})">${rect(x - 8, y - 5, 16, 10, c.look.surface)}<path d="M${x - 8} ${y - 32}v64M${x + 8} ${y - 16}v32" stroke="${p.ink}" stroke-width="4"/></g>` +
    p.text(x - 46, y, `${r.pick([5, 9, 12])} V`, 20);
  const lamp = (x, y) =>
    p.oval(x, y, 26, 26, c.look.surface) +
    p.line([
      [x - 18, y - 18],
      [x + 18, y + 18],
    ]) +
    p.line([
      [x - 18, y + 18],
      [x + 18, y - 18],
    ]);
  const diode = (x, y, across) =>
    `<g transform="rotate(${across ? 0 : 90} ${x} ${y})"><path d="M${x - 18} ${y - 20}v40l34 -20zM${x + 16} ${y - 20}v40" fill="${c.look.surface}" stroke="${p.ink}" stroke-width="3"/></g>`;
  const any = [resistor, resistor, capacitor, lamp, diode];
  const branches = r.int(0, 3);
  const parts = [
    p.line(
      [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
        [x0, y0],
      ],
      wire,
    ),
    battery(x0, H / 2, false),
  ];
  const top = r.int(1, 3);
  for (let i = 0; i < top; i++) parts.push(r.pick(any)(x0 + ((i + 0.5) * (x1 - x0)) / top, y0, true));
  parts.push(r.pick(any)(x1, H / 2, false), r.pick(any)(W / 2, y1, true));
  for (let i = 0; i < branches; i++) {
    const x = x0 + ((i + 1) * (x1 - x0)) / (branches + 1);
    parts.push(
      p.line(
        [
          [x, y0],
          [x, y1],
        ],
        wire,
      ),
      r.pick(any)(x, H / 2, false),
      p.oval(x, y0, 6, 6, p.ink),
      p.oval(x, y1, 6, 6, p.ink),
    );
  }
  return {
    html: p.sheet(parts.join('')),
    names: ['circuit diagram', 'electric circuit', 'electronic schematic', 'wiring diagram'],
    details: [
      'a battery, resistors and wires',
      branches ? 'an electric circuit with parallel branches' : 'a simple electric loop',
    ],
    broader: ['diagram', 'electronics', 'schematic'],
  };
}

export function floorPlan(c) {
  const { r, W, H } = c;
  const blue = r.chance(0.25);
  const ink = blue ? '#ffffff' : '#222222';
  const rooms = [];
  const split = (x, y, w, h, depth) => {
    if (depth === 0 || Math.min(w, h) < 150) return rooms.push([x, y, w, h]);
    const share = r.between(0.38, 0.62);
    if (w > h) {
      split(x, y, w * share, h, depth - 1);
      split(x + w * share, y, w * (1 - share), h, depth - 1);
    } else {
      split(x, y, w, h * share, depth - 1);
      split(x, y + h * share, w, h * (1 - share), depth - 1);
    }
  };
  split(W * 0.08, H * 0.08, W * 0.84, H * 0.84, r.int(2, 4));
  const names = r.shuffle([
    'Living room',
    'Kitchen',
    'Bedroom',
    'Bath',
    'Hall',
    'Office',
    'Dining room',
    'Closet',
    'Guest room',
    'Storage',
    'Balcony',
    'Laundry',
    'Nursery',
    'Library',
    'Entry',
    'Garage',
  ]);
  const tones = palette(r, c.look).map(colour => shade(colour, 0.75));
  const coloured = !blue && r.chance(0.4);
  const furniture = ([x, y, w, h], i) => {
    const [cx, cy] = [x + w / 2, y + h * 0.32];
    return i % 3 === 0
      ? rect(cx - 45, cy - 30, 90, 60, 'none', `stroke="${ink}" stroke-width="2" rx="6"`) +
          rect(cx - 45, cy - 30, 26, 60, 'none', `stroke="${ink}" stroke-width="2"`)
      : i % 3 === 1
        ? `<circle cx="${cx}" cy="${cy}" r="28" fill="none" stroke="${ink}" stroke-width="2"/>`
        : rect(x + 14, y + 14, w * 0.5, 26, 'none', `stroke="${ink}" stroke-width="2"`);
  };
  const plan = rooms
    .map((room, i) => {
      const [x, y, w, h] = room;
      return (
        rect(x, y, w, h, coloured ? tones[i % 8] : 'none', `stroke="${ink}" stroke-width="9"`) +
        furniture(room, i) +
        `<text x="${x + w / 2}" y="${y + h * 0.68}" text-anchor="middle" font-size="18" fill="${ink}">${names[i]}</text><text x="${x + w / 2}" y="${y + h * 0.68 + 22}" text-anchor="middle" font-size="14" fill="${ink}">${r.int(4, 40)} m²</text>`
      );
    })
    .join('');
  const paper = blue ? '#1f4e8c' : '#ffffff';
  const doors = rooms
    .map(([x, y, w]) => {
      const dx = x + w * 0.3;
      return (
        rect(dx, y - 6, 44, 12, paper) +
        `<path d="M${dx} ${y}v44a44 44 0 0 0 44 -44" fill="none" stroke="${ink}" stroke-width="2"/>`
      );
    })
    .join('');
  return {
    html: svg(c, plan + doors, paper),
    names: ['floor plan', blue ? 'blueprint' : 'plan of a flat', 'apartment plan', 'house plan'],
    details: [`${rooms.length} rooms seen from above`, blue ? 'white lines on blue paper' : 'walls and doors of a house'],
    broader: ['architecture', 'plan', 'drawing'],
  };
}

export function curves(c) {
  const { r, W, H, look } = c;
  const p = pens({ ...c, r });
  const colours = palette(r, look);
  const unit = Math.min(W, H) / r.pick([8, 10, 14, 20]);
  const [ox, oy] = [W * r.pick([0.5, 0.5, 0.2]), H * r.pick([0.5, 0.5, 0.75])];
  const kinds = {
    sine: ['sine wave', x => Math.sin(x) * 2.2],
    parabola: ['parabola', x => x * x * 0.5 - 2],
    cubic: ['cubic curve', x => x * x * x * 0.15 - x],
    line: ['straight line', x => x * 0.7 + 1],
    exponential: ['exponential curve', x => Math.exp(x * 0.6) - 1],
    bell: ['bell curve', x => 3.4 * Math.exp(-x * x * 0.5)],
    hyperbola: ['hyperbola', x => 1.6 / x],
    absolute: ['absolute value function', x => Math.abs(x) - 2],
    damped: ['damped wave', x => 3 * Math.cos(x * 3) * Math.exp(-Math.abs(x) * 0.3)],
  };
  const chosen = r.some(Object.keys(kinds), r.pick([1, 1, 2, 3]));
  const grid = r.chance(0.6)
    ? r
        .times(60, i => `<path d="M${ox + (i - 30) * unit} 0V${H}M0 ${oy + (i - 30) * unit}H${W}" stroke="${look.line}"/>`)
        .join('')
    : '';
  const drawn = chosen
    .map((name, k) => {
      let d = '';
      let before;
      for (let px = 0; px <= W; px += 3) {
        const y = oy - kinds[name][1]((px - ox) / unit || 1e-6) * unit;
        const jumps = before === undefined || Math.abs(y - before) > H;
        d += `${jumps ? 'M' : 'L'}${px} ${Math.max(-H, Math.min(2 * H, y)).toFixed(1)}`;
        before = y;
      }
      return `<path d="${d}" fill="none" stroke="${colours[k]}" stroke-width="4"/>`;
    })
    .join('');
  return {
    html: p.sheet(
      grid +
        p.line(
          [
            [0, oy],
            [W, oy],
          ],
          { arrow: true, thick: 2 },
        ) +
        p.line(
          [
            [ox, H],
            [ox, 0],
          ],
          { arrow: true, thick: 2 },
        ) +
        p.text(W - 20, oy - 22, 'x', 24, 'font-style="italic"') +
        p.text(ox + 24, 20, 'y', 24, 'font-style="italic"') +
        drawn,
    ),
    names: ['function plot', 'graph of a function', 'mathematical graph', `${kinds[chosen[0]][0]}`],
    details: [
      chosen.length > 1 ? `${chosen.length} curves in a coordinate system` : `a ${kinds[chosen[0]][0]} in a coordinate system`,
      grid ? 'curve on a grid with axes' : 'axes with a curve',
    ],
    broader: ['mathematics', 'chart', 'plot'],
  };
}

export function periodic(c) {
  const { r, W, H, look } = c;
  const colours = palette(r, look).map(colour => shade(colour, look.dark ? -0.3 : 0.45));
  const symbols =
    'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn'.split(
      ' ',
    );
  const places = symbols.map((_, i) =>
    i === 0
      ? [0, 0]
      : i === 1
        ? [17, 0]
        : i < 4
          ? [i - 2, 1]
          : i < 10
            ? [i + 8, 1]
            : i < 12
              ? [i - 10, 2]
              : i < 18
                ? [i, 2]
                : i < 36
                  ? [i - 18, 3]
                  : i < 54
                    ? [i - 36, 4]
                    : [Math.min(17, i - 54), 5],
  );
  const [cw, ch] = [(W * 0.94) / 18, (H * 0.86) / 7];
  const group = x => (x < 1 ? 0 : x < 2 ? 1 : x < 12 ? 2 : x < 15 ? 3 : x < 17 ? 4 : 5);
  const element = (symbol, [x, y], number) =>
    rect(W * 0.03 + x * cw + 1.5, H * 0.08 + y * ch + 1.5, cw - 3, ch - 3, colours[group(x)], `rx="${look.radius / 3}"`) +
    `<text x="${W * 0.03 + (x + 0.5) * cw}" y="${H * 0.08 + (y + 0.62) * ch}" text-anchor="middle" font-size="${cw * 0.4}" font-weight="700" fill="${look.ink}">${symbol}</text><text x="${W * 0.03 + x * cw + 5}" y="${H * 0.08 + y * ch + ch * 0.25}" font-size="${cw * 0.19}" fill="${look.ink}">${number}</text>`;
  return {
    html: svg(c, symbols.map((symbol, i) => element(symbol, places[i], i + 1)).join(''), look.bg),
    names: ['periodic table', 'periodic table of elements', 'chemical elements'],
    details: ['coloured boxes with chemical symbols', 'a table of the elements in colours'],
    broader: ['chemistry', 'table', 'science poster'],
  };
}

export function geometry(c) {
  const { r, W, H } = c;
  const p = pens(c);
  const triangle = r.chance(0.6);
  const points = triangle
    ? [
        [W * r.between(0.12, 0.3), H * 0.8],
        [W * r.between(0.7, 0.88), H * 0.8],
        [W * r.between(0.3, 0.7), H * r.between(0.12, 0.3)],
      ]
    : r.times(r.int(5, 8), i => [W / 2 + Math.cos(i) * W * 0.3, H / 2 + Math.sin(i) * H * 0.3]);
  if (!triangle) points.sort((a, b) => Math.atan2(a[1] - H / 2, a[0] - W / 2) - Math.atan2(b[1] - H / 2, b[0] - W / 2));
  const round = r.chance(0.4);
  return {
    html: p.sheet(
      (round ? p.oval(W / 2, H / 2, Math.min(W, H) * 0.44, Math.min(W, H) * 0.44, 'none') : '') +
        p.line([...points, points[0]], { thick: 3 }) +
        points
          .map(
            ([x, y], i) =>
              p.oval(x, y, 6, 6, p.ink) + p.text(x + (x < W / 2 ? -24 : 24), y + (y < H / 2 ? -22 : 22), 'ABCDEFGH'[i], 28),
          )
          .join('') +
        points
          .map(([x, y], i) => {
            const [nx, ny] = points[(i + 1) % points.length];
            return p.text((x + nx) / 2 + 16, (y + ny) / 2 + 20, 'abcdefgh'[i], 24, 'font-style="italic"');
          })
          .join(''),
    ),
    names: ['geometry drawing', triangle ? 'triangle with labels' : 'polygon with labels', 'geometric construction'],
    details: [
      triangle ? 'a triangle with corners A, B and C' : `a shape with ${points.length} labelled corners`,
      ...(round ? ['a circle and lines in geometry'] : []),
    ],
    broader: ['mathematics', 'diagram', 'school drawing'],
  };
}

export function form(c) {
  const { r, w, W, H } = c;
  const kind = r.pick(['invoice', 'letter', 'paper']);
  const para = n => `<p style="margin:0 0 14px;text-align:justify">${w.paragraph(n)}</p>`;
  const html = {
    invoice: `<div class="row" style="justify-content:space-between"><h1 style="font-size:2.4em">INVOICE</h1><b>${w.company()}</b></div><p class="soft" style="margin:20px 0">No. ${r.int(1000, 9999)} · ${w.date()}<br>${w.name()}</p><table style="width:100%"><tr style="background:${c.look.accent};color:#fff;text-align:left"><th style="padding:8px">Item</th><th>Qty</th><th>Price</th></tr>${r.times(r.int(4, 9), () => `<tr style="border-bottom:1px solid #ddd"><td style="padding:9px">${w.title()}</td><td>${r.int(1, 9)}</td><td>${w.money()}</td></tr>`).join('')}</table><h2 style="text-align:right;margin-top:20px">Total ${w.money()}</h2>`,
    letter: `<p>${w.name()}<br>${w.company()}</p><p style="text-align:right">${w.date()}, 2026</p><h3 style="margin:30px 0">${w.headline()}</h3>${r.times(4, () => para(4)).join('')}<p>Yours,<br><span style="font:40px Caveat">${w.first()}</span></p>`,
    paper: `<h1 style="text-align:center">${w.headline()}</h1><p style="text-align:center;margin:10px 0 24px">${w.name()}, ${w.name()}</p><div style="columns:2;column-gap:32px;font-size:.85em">${r.times(9, i => (i % 3 === 0 ? `<h3 style="margin:0 0 8px">${i / 3 + 1} ${w.title()}</h3>` : '') + para(5)).join('')}</div>`,
  }[kind];
  return {
    html: `<div class="full" style="background:#fff;color:#222;padding:${H * 0.06}px ${W * 0.09}px;font-family:'${r.pick(['Merriweather', 'Open Sans', 'Lato', 'DejaVu Serif'])}'">${html}</div>`,
    names: {
      invoice: ['invoice', 'bill', 'invoice document'],
      letter: ['letter', 'business letter', 'typed letter'],
      paper: ['scientific paper', 'research paper', 'page of an article in two columns'],
    }[kind],
    details: [
      {
        invoice: 'a list of items with prices and a total',
        letter: 'a page of text with a signature',
        paper: 'text in two columns',
      }[kind],
      'black text on white paper',
    ],
    broader: ['document', 'text page', 'paper'],
  };
}
