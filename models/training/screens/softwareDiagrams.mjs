// Diagrams of processes and programs: what comes after what, who talks to whom.
import { broader, fills, pens } from './drawing.mjs';

export function flowchart(c) {
  const { r, w, W, H } = c;
  const p = pens(c);
  const tone = fills(c);
  const sideways = r.chance(0.3);
  const steps = r.int(4, 7);
  const parts = [];
  const at = i => (sideways ? [(W * (i + 0.5)) / steps, H * 0.4] : [W * 0.4, (H * (i + 0.5)) / steps]);
  const [bw, bh] = sideways ? [(W / steps) * 0.68, H * 0.16] : [W * 0.26, (H / steps) * 0.56];
  for (let i = 0; i < steps; i++) {
    const [x, y] = at(i);
    const kind = i === 0 || i === steps - 1 ? 'end' : i % 2 === 0 || r.chance(0.4) ? 'choice' : 'step';
    if (i < steps - 1) {
      const [nx, ny] = at(i + 1);
      parts.push(
        p.line(
          sideways
            ? [
                [x + bw / 2, y],
                [nx - bw / 2, ny],
              ]
            : [
                [x, y + bh / 2],
                [nx, ny - bh / 2],
              ],
          { arrow: true },
        ),
      );
    }
    if (kind === 'choice') {
      const [ox, oy] = sideways ? [x, y + H * 0.3] : [x + W * 0.34, y];
      parts.push(
        p.line(
          sideways
            ? [
                [x, y + bh / 2],
                [ox, oy - bh / 2],
              ]
            : [
                [x + bw * 0.62, y],
                [ox - bw / 2, oy],
              ],
          { arrow: true },
        ),
        p.diamond(x, y, bw * 1.24, bh * 1.3, tone[1]),
        p.box(ox - bw / 2, oy - bh / 2, bw, bh, tone[2]),
        p.text(ox, oy, w.noun()),
        p.text(sideways ? x + 22 : x + bw * 0.72, sideways ? y + bh * 0.8 : y - 14, r.pick(['no', 'yes']), 14),
      );
    } else parts.push(p.box(x - bw / 2, y - bh / 2, bw, bh, tone[kind === 'end' ? 0 : 2], kind === 'end' ? bh / 2 : 4));
    parts.push(p.text(x, y, kind === 'end' ? (i ? 'End' : 'Start') : kind === 'choice' ? `${w.noun()}?` : w.title()));
  }
  return {
    html: p.sheet(parts.join('')),
    names: ['flowchart', 'flow chart', 'process diagram', 'flow diagram'],
    details: [
      'boxes and diamonds joined by arrows',
      'steps and decisions of a process',
      sideways ? 'a process from left to right' : 'a process from top to bottom',
      ...(p.hand ? ['a flowchart drawn by hand'] : []),
    ],
    broader,
  };
}

export function sequence(c) {
  const { r, w, W, H } = c;
  const p = pens(c);
  const tone = fills(c);
  const count = r.int(3, 6);
  const x = i => (W * (i + 0.5)) / count;
  const bw = (W / count) * 0.7;
  const parts = r.times(
    count,
    i =>
      p.line(
        [
          [x(i), 60],
          [x(i), H - 20],
        ],
        { dashed: true },
      ) +
      p.box(x(i) - bw / 2, 18, bw, 46, tone[0], 4) +
      p.text(x(i), 41, w.capital(w.noun())),
  );
  const messages = r.int(5, 11);
  for (let i = 0; i < messages; i++) {
    const from = r.int(0, count - 1);
    const to = from === 0 ? 1 : from === count - 1 ? count - 2 : from + r.pick([-1, 1]);
    const y = 95 + (i * (H - 130)) / messages;
    if (r.chance(0.4)) parts.push(p.box(x(to) - 7, y, 14, (H - 130) / messages, tone[1]));
    parts.push(
      p.line(
        [
          [x(from), y],
          [x(to), y],
        ],
        { arrow: true, dashed: r.chance(0.35) },
      ),
      p.text((x(from) + x(to)) / 2, y - 12, `${w.noun()}()`, 14),
    );
  }
  return {
    html: p.sheet(parts.join('')),
    names: ['sequence diagram', 'UML sequence diagram', 'message sequence chart'],
    details: [`${count} vertical dashed lines with arrows between them`, 'messages between participants over time'],
    broader: [...broader, 'UML diagram', 'UML'],
  };
}

export function classes(c, entity) {
  const { r, w, W, H } = c;
  const p = pens(c);
  const tone = fills(c);
  const columns = r.int(2, 4);
  const rows = r.int(2, 3);
  const places = r
    .shuffle(r.times(columns * rows, i => i))
    .slice(0, r.int(Math.min(3, columns * rows), columns * rows))
    .sort((a, b) => a - b);
  const [cw, ch] = [W / columns, H / rows];
  const boxes = places.map(place => ({
    x: (place % columns) * cw + cw * 0.16,
    y: Math.floor(place / columns) * ch + ch * 0.12,
    w: cw * 0.68,
    rows: r.int(3, 6),
  }));
  const line = ch * 0.095;
  for (const box of boxes) box.h = line * (box.rows + 1.6);
  const joins = boxes.slice(1).map((box, i) => {
    const from = boxes[r.chance(0.6) ? i : r.int(0, i)];
    const [x1, y1, x2, y2] = [from.x + from.w / 2, from.y + from.h / 2, box.x + box.w / 2, box.y + box.h / 2];
    const mark = entity ? p.text((x1 + x2) / 2, (y1 + y2) / 2 - 10, r.pick(['1:n', '1', 'n:m', '0..*']), 13) : '';
    return (
      p.line(
        [
          [x1, y1],
          [x1, y2],
          [x2, y2],
        ],
        { dashed: !entity && r.chance(0.3) },
      ) +
      (entity || Math.abs(x1 - x2) < 4
        ? ''
        : p.shape(`M${x2 + Math.sign(x1 - x2) * box.w * 0.5} ${y2}l${Math.sign(x1 - x2) * 16} -9v18z`, c.look.surface)) +
      mark
    );
  });
  const drawn = boxes.map(
    box =>
      p.box(box.x, box.y, box.w, box.h, c.look.surface) +
      p.box(box.x, box.y, box.w, line * 1.5, tone[0]) +
      p.text(box.x + box.w / 2, box.y + line * 0.75, w.capital(w.noun()), line * 0.75, 'font-weight="700"') +
      r
        .times(
          box.rows,
          i =>
            `<text x="${box.x + 10}" y="${box.y + line * (i + 2.2)}" font-size="${line * 0.62}" fill="${p.ink}">${entity ? `${i ? '' : 'PK '}${w.snake()}` : i < box.rows / 2 ? `- ${w.noun()}: ${r.pick(['int', 'String', 'Date'])}` : `+ ${w.identifier()}()`}</text>`,
        )
        .join('') +
      (entity
        ? ''
        : p.line([
            [box.x, box.y + line * (Math.ceil(box.rows / 2) + 1.6)],
            [box.x + box.w, box.y + line * (Math.ceil(box.rows / 2) + 1.6)],
          ])),
  );
  return {
    html: p.sheet(joins.join('') + drawn.join('')),
    names: entity
      ? ['entity-relationship diagram', 'ER diagram', 'database schema', 'database diagram']
      : ['class diagram', 'UML class diagram', 'UML diagram'],
    details: [
      entity ? 'tables of a database with lines between them' : 'boxes with fields and methods',
      `${boxes.length} boxes with several lines of text each`,
    ],
    broader: entity ? broader : [...broader, 'UML', 'software design'],
  };
}

export function states(c) {
  const { r, w, W, H } = c;
  const p = pens(c);
  const tone = fills(c);
  const count = r.int(4, 7);
  const round = r.chance(0.5);
  const radius = Math.min(W, H) * 0.085;
  const at = i => {
    const angle = (i / count) * Math.PI * 2 - Math.PI / 2;
    return [W / 2 + Math.cos(angle) * W * 0.33, H / 2 + Math.sin(angle) * H * 0.33];
  };
  const arrows = r.times(count + 2, i => {
    const a = i % count;
    const b = i < count ? (a + 1) % count : (a + 2) % count;
    const [x1, y1] = at(a);
    const [x2, y2] = at(b);
    const length = Math.hypot(x2 - x1, y2 - y1);
    const cut = (radius * 1.35) / length;
    return (
      p.line(
        [
          [x1 + (x2 - x1) * cut, y1 + (y2 - y1) * cut],
          [x2 - (x2 - x1) * cut, y2 - (y2 - y1) * cut],
        ],
        { arrow: true },
      ) + p.text((x1 + x2) / 2, (y1 + y2) / 2 - 12, w.noun(), 13)
    );
  });
  const nodes = r.times(count, i => {
    const [x, y] = at(i);
    return (
      (round
        ? p.oval(x, y, radius, radius, tone[i % 8])
        : p.box(x - radius * 1.3, y - radius * 0.6, radius * 2.6, radius * 1.2, tone[i % 8], radius * 0.5)) +
      (round && i === count - 1 ? p.oval(x, y, radius * 0.84, radius * 0.84, 'none') : '') +
      p.text(x, y, round ? `q${i}` : w.title().split(' ')[1], 18)
    );
  });
  return {
    html: p.sheet(arrows.join('') + nodes.join('')),
    names: ['state diagram', 'state machine', 'state machine diagram', ...(round ? ['finite automaton'] : [])],
    details: [`${count} states in a circle with arrows`, 'arrows from one state to the next'],
    broader,
  };
}

export function architecture(c) {
  const { r, w, W, H, look, things } = c;
  const p = pens(c);
  const tone = fills(c);
  const layered = r.chance(0.4);
  const icons = [];
  const parts = [];
  if (layered) {
    const layers = r.int(3, 5);
    for (let i = 0; i < layers; i++) {
      const y = (H * i) / layers + 14;
      const h = H / layers - 28;
      parts.push(
        p.box(30, y, W - 60, h, tone[i % 8], look.radius),
        `<text x="48" y="${y + 24}" font-size="18" font-weight="700" fill="${p.ink}">${w.capital(w.noun())} layer</text>`,
      );
      const boxes = r.int(2, 5);
      for (let at = 0; at < boxes; at++) {
        const bw = (W - 120) / boxes;
        parts.push(
          p.box(60 + at * bw + 10, y + h * 0.38, bw - 20, h * 0.48, look.surface, 6),
          p.text(60 + at * bw + bw / 2, y + h * 0.62, w.noun(), 17),
        );
      }
      if (i)
        parts.push(
          p.line(
            [
              [W / 2, y - 28],
              [W / 2, y],
            ],
            { arrow: true },
          ),
        );
    }
  } else {
    const columns = r.int(3, 5);
    const cells = r
      .times(columns, x => r.times(r.int(1, 3), () => x))
      .map(list => list.map((x, i) => [(W * (x + 0.5)) / columns, (H * (i + 0.5)) / list.length]));
    const [bw, bh] = [(W / columns) * 0.58, H * 0.15];
    for (let x = 1; x < columns; x++)
      for (const [tx, ty] of cells[x]) {
        const [fx, fy] = r.pick(cells[x - 1]);
        parts.push(
          p.line(
            [
              [fx + bw / 2, fy],
              [(fx + tx) / 2, fy],
              [(fx + tx) / 2, ty],
              [tx - bw / 2, ty],
            ],
            { arrow: true, dashed: r.chance(0.2) },
          ),
        );
      }
    cells.flat().forEach(([x, y], i) => {
      if (r.chance(0.2))
        parts.push(
          p.shape(`M${x - bw / 2} ${y - bh * 0.4}v${bh * 0.8}a${bw / 2} ${bh * 0.2} 0 0 0 ${bw} 0v${-bh * 0.8}`, tone[i % 8]),
          p.oval(x, y - bh * 0.4, bw / 2, bh * 0.2, tone[i % 8]),
        );
      else parts.push(p.box(x - bw / 2, y - bh / 2, bw, bh, tone[i % 8], look.radius));
      parts.push(p.text(x, y + bh * 0.2, w.noun(), 17));
      icons.push(
        `<span style="position:absolute;left:${x - 15}px;top:${y - bh * 0.36}px">${things.icon(r, r.pick(['server', 'database', 'cloud', 'user', 'globe', 'lock', 'box', 'layers']), '30px')}</span>`,
      );
    });
  }
  return {
    html: p.sheet(parts.join('')) + icons.join(''),
    names: ['architecture diagram', 'system architecture', 'software architecture diagram', 'block diagram'],
    details: [
      layered ? 'layers of a system above each other' : 'servers and databases joined by arrows',
      'boxes of a software system',
    ],
    broader,
  };
}

export function useCase(c) {
  const { r, w, W, H } = c;
  const p = pens(c);
  const tone = fills(c);
  const count = r.int(3, 6);
  const man = (x, y) =>
    p.oval(x, y - 34, 13, 13, 'none') +
    p.line([
      [x, y - 21],
      [x, y + 14],
    ]) +
    p.line([
      [x - 22, y - 8],
      [x + 22, y - 8],
    ]) +
    p.line([
      [x - 18, y + 42],
      [x, y + 14],
      [x + 18, y + 42],
    ]) +
    p.text(x, y + 62, w.capital(w.noun()));
  const people = [
    [W * 0.1, H * 0.35],
    [W * 0.1, H * 0.72],
    [W * 0.9, H * 0.5],
  ].slice(0, r.int(2, 3));
  const ovals = r.times(count, i => [W / 2, H * 0.1 + ((i + 0.5) * H * 0.82) / count]);
  return {
    html: p.sheet(
      p.box(W * 0.26, H * 0.05, W * 0.48, H * 0.9, 'none') +
        people
          .map(
            ([x, y]) =>
              r
                .some(ovals, r.int(2, 3))
                .map(([ox, oy]) =>
                  p.line([
                    [x + (x < W / 2 ? 30 : -30), y],
                    [ox + (x < W / 2 ? -W * 0.14 : W * 0.14), oy],
                  ]),
                )
                .join('') + man(x, y),
          )
          .join('') +
        ovals.map(([x, y]) => p.oval(x, y, W * 0.14, H * 0.055, tone[0]) + p.text(x, y, w.title(), 16)).join(''),
    ),
    names: ['use case diagram', 'UML use case diagram', 'UML diagram'],
    details: ['stick figures with lines to ovals', 'actors and use cases in a frame'],
    broader: [...broader, 'UML'],
  };
}
