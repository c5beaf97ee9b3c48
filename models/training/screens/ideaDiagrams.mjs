// Diagrams of ideas and relations: maps, trees, networks, circles and times.
import { broader, fills, pens } from './drawing.mjs';
import { palette, shade } from './look.mjs';

export function mindMap(c) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const colours = palette(r, look);
  const count = r.int(4, 8);
  const parts = [];
  for (let i = 0; i < count; i++) {
    const angle = (i / count) * Math.PI * 2 + 0.4;
    const [x, y] = [W / 2 + Math.cos(angle) * W * 0.27, H / 2 + Math.sin(angle) * H * 0.28];
    const outward = Math.cos(angle) > 0 ? 1 : -1;
    parts.push(p.curve(W / 2, H / 2, x, y, colours[i % 8], 6));
    for (let leaf = 0; leaf < r.int(1, 4); leaf++) {
      const [lx, ly] = [x + outward * W * 0.15, y + (leaf - 1) * H * 0.07];
      parts.push(p.curve(x, y, lx, ly, colours[i % 8], 3), p.text(lx, ly - 10, w.noun(), 14));
    }
    parts.push(
      p.box(x - 56, y - 17, 112, 34, shade(colours[i % 8], look.dark ? -0.4 : 0.6), 17, colours[i % 8]),
      p.text(x, y, w.noun()),
    );
  }
  return {
    html: p.sheet(
      parts.join('') +
        p.oval(W / 2, H / 2, W * 0.11, H * 0.075, look.accent) +
        p.text(W / 2, H / 2, w.title(), 22, 'font-weight="700"'),
    ),
    names: ['mind map', 'mindmap', 'spider diagram', 'brainstorming map'],
    details: [
      `${count} coloured branches from the middle`,
      'ideas that branch out from a centre',
      ...(p.hand ? ['a mind map drawn by hand'] : []),
    ],
    broader,
  };
}

export function hierarchy(c, kind) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const tone = fills(c);
  const depth = kind === 'org' ? 3 : r.int(3, 4);
  const levels = [[{ x: W / 2 }]];
  for (let level = 1; level < depth; level++) {
    const children = levels[level - 1].flatMap(parent =>
      r.times(kind === 'binary' ? 2 : r.int(level === 1 ? 2 : 1, level === 1 ? 4 : 3), () => ({ parent })),
    );
    children.forEach((child, i) => (child.x = (W * (i + 0.5)) / children.length));
    levels.push(children);
  }
  const y = level => (H * (level + 0.5)) / depth;
  const parts = [];
  const widest = Math.max(...levels.map(level => level.length));
  const bw = Math.min(W * 0.2, (W / widest) * 0.82);
  const circle = kind !== 'org' && r.chance(0.7);
  levels.forEach((nodes, level) =>
    nodes.forEach(node => {
      if (node.parent)
        parts.push(
          kind === 'org'
            ? p.line([
                [node.parent.x, y(level - 1)],
                [node.parent.x, (y(level - 1) + y(level)) / 2],
                [node.x, (y(level - 1) + y(level)) / 2],
                [node.x, y(level)],
              ])
            : p.line(
                [
                  [node.parent.x, y(level - 1)],
                  [node.x, y(level)],
                ],
                { thick: 2.5 },
              ),
        );
    }),
  );
  levels.forEach((nodes, level) =>
    nodes.forEach(node => {
      if (circle) {
        const radius = Math.min(bw / 2, H * 0.06);
        parts.push(p.oval(node.x, y(level), radius, radius, tone[level]), p.text(node.x, y(level), r.int(1, 99), radius * 0.8));
      } else {
        parts.push(
          p.box(node.x - bw / 2, y(level) - H * 0.05, bw, H * 0.1, tone[level], look.radius),
          p.text(node.x, y(level), kind === 'org' ? w.first() : w.noun(), Math.min(16, bw / 6)),
        );
        if (kind === 'org' && r.chance(0.5)) parts.push(p.oval(node.x, y(level) - H * 0.06, 14, 14, look.accent));
      }
    }),
  );
  return {
    html: p.sheet(parts.join('')),
    names:
      kind === 'org'
        ? ['org chart', 'organisation chart', 'organization chart', 'hierarchy chart']
        : ['tree diagram', kind === 'binary' ? 'binary tree' : 'tree graph', 'hierarchy', 'tree structure'],
    details: [kind === 'org' ? 'boxes of people below each other' : 'nodes that branch from top to bottom', `${depth} levels`],
    broader: kind === 'org' ? ['diagram', 'company structure', 'chart'] : [...broader, 'data structure'],
  };
}

export function network(c) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const colours = palette(r, look);
  const count = r.int(8, 40);
  const nodes = [];
  for (let tries = 0; nodes.length < count && tries < 400; tries++) {
    const node = [r.between(0.06, 0.94) * W, r.between(0.07, 0.93) * H];
    if (nodes.every(other => Math.hypot(other[0] - node[0], other[1] - node[1]) > W / 14)) nodes.push(node);
  }
  const directed = r.chance(0.3);
  const weights = count < 16 && r.chance(0.4);
  const edges = nodes.flatMap((node, i) =>
    nodes
      .map((other, at) => [at, Math.hypot(other[0] - node[0], other[1] - node[1])])
      .filter(([at]) => at !== i)
      .sort((a, b) => a[1] - b[1])
      .slice(0, r.int(1, 3))
      .map(([at]) => [i, at]),
  );
  const radius = count > 20 ? () => r.int(5, 16) : () => r.int(18, 30);
  const parts = edges.map(
    ([a, b]) =>
      p.line([nodes[a], nodes[b]], { arrow: directed, colour: look.soft, thick: 2 }) +
      (weights ? p.text((nodes[a][0] + nodes[b][0]) / 2, (nodes[a][1] + nodes[b][1]) / 2 - 9, r.int(1, 20), 14) : ''),
  );
  const labelled = count <= 20;
  return {
    html: p.sheet(
      parts.join('') +
        nodes
          .map(([x, y]) => {
            const size = radius();
            return (
              p.oval(x, y, size, size, r.pick(colours.slice(0, 4)), look.surface) +
              (labelled ? p.text(x, y, r.chance(0.5) ? String.fromCharCode(65 + r.int(0, 25)) : w.noun().slice(0, 2), 15) : '')
            );
          })
          .join(''),
    ),
    names: ['network graph', 'network diagram', 'graph with nodes and edges', 'node-link diagram'],
    details: [
      `${count > 20 ? 'many' : 'some'} circles joined by lines`,
      ...(directed ? ['a directed graph with arrows'] : []),
      'points connected by lines',
    ],
    broader,
  };
}

export function timeline(c) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const colours = palette(r, look);
  const count = r.int(4, 8);
  const upright = r.chance(0.3);
  const parts = [
    upright
      ? p.line(
          [
            [W / 2, 30],
            [W / 2, H - 30],
          ],
          { thick: 5, colour: look.accent },
        )
      : p.line(
          [
            [30, H / 2],
            [W - 30, H / 2],
          ],
          { thick: 5, colour: look.accent, arrow: r.chance(0.4) },
        ),
  ];
  for (let i = 0; i < count; i++) {
    const sideOf = i % 2 ? 1 : -1;
    const [x, y] = upright ? [W / 2, (H * (i + 0.5)) / count] : [(W * (i + 0.5)) / count, H / 2];
    const [bx, by] = upright ? [x + sideOf * W * 0.24, y] : [x, y + sideOf * H * 0.24];
    const bw = upright ? W * 0.32 : (W / count) * 1.5;
    const bh = upright ? (H / count) * 0.8 : H * 0.2;
    parts.push(
      p.line(
        [
          [x, y],
          [bx, by],
        ],
        { thick: 2 },
      ),
      p.box(bx - bw / 2, by - bh / 2, bw, bh, shade(colours[i % 8], look.dark ? -0.4 : 0.7), look.radius, colours[i % 8]),
      p.text(bx, by - bh * 0.18, 1950 + i * 10 + r.int(0, 9), 20, 'font-weight="700"'),
      p.text(bx, by + bh * 0.2, w.title(), 14),
      p.oval(x, y, 13, 13, colours[i % 8], look.surface),
    );
  }
  return {
    html: p.sheet(parts.join('')),
    names: ['timeline', 'time line', 'history timeline', 'roadmap'],
    details: [`${count} events along a line`, upright ? 'events from top to bottom' : 'years from left to right'],
    broader: ['diagram', 'infographic'],
  };
}

export function venn(c) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const colours = palette(r, look);
  const count = r.pick([2, 3, 3]);
  const radius = Math.min(W, H) * (count === 2 ? 0.31 : 0.27);
  const places =
    count === 2
      ? [
          [-0.55, 0],
          [0.55, 0],
        ]
      : [
          [0, -0.6],
          [-0.55, 0.4],
          [0.55, 0.4],
        ];
  const outline = r.chance(0.2);
  return {
    html: p.sheet(
      places
        .map(
          ([x, y], i) =>
            `<circle cx="${W / 2 + x * radius}" cy="${H / 2 + y * radius}" r="${radius}" fill="${outline ? 'none' : colours[i]}" fill-opacity="${r.between(0.4, 0.65)}" stroke="${outline ? look.ink : colours[i]}" stroke-width="3"/>${p.text(W / 2 + x * radius * 1.8, H / 2 + y * radius * 1.7, w.capital(w.noun()), 24)}`,
        )
        .join(''),
    ),
    names: ['venn diagram', 'overlapping circles', 'set diagram'],
    details: [`${count === 2 ? 'two' : 'three'} overlapping circles`, `a venn diagram of ${count} sets`],
    broader: ['diagram', 'infographic'],
  };
}

export function cycle(c) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const colours = palette(r, look);
  const count = r.int(3, 7);
  const radius = Math.min(W, H) * 0.34;
  const size = Math.min(W, H) * 0.11;
  const at = angle => [W / 2 + Math.cos(angle) * radius, H / 2 + Math.sin(angle) * radius];
  const parts = r.times(count, i => {
    const from = (i / count) * 2 * Math.PI - Math.PI / 2 + 0.36;
    const to = ((i + 1) / count) * 2 * Math.PI - Math.PI / 2 - 0.4;
    return p.line(
      r.times(9, k => at(from + ((to - from) * k) / 8)),
      { arrow: true, thick: 3.5 },
    );
  });
  return {
    html: p.sheet(
      parts.join('') +
        r
          .times(count, i => {
            const [x, y] = at((i / count) * 2 * Math.PI - Math.PI / 2);
            return p.oval(x, y, size, size, colours[i % 8], 'none') + p.text(x, y, w.noun(), 18);
          })
          .join(''),
    ),
    names: ['cycle diagram', 'circular process diagram', 'life cycle diagram'],
    details: [`${count} circles in a ring with arrows`, 'a process that begins again'],
    broader: ['diagram', 'infographic', 'process'],
  };
}

export function matrix(c) {
  const { r, w, W, H, look } = c;
  const p = pens(c);
  const tone = fills(c);
  const swot = r.chance(0.5);
  const names = swot ? ['Strengths', 'Weaknesses', 'Opportunities', 'Threats'] : r.times(4, () => w.title());
  const points = swot
    ? ''
    : r.times(r.int(5, 12), () => p.oval(r.between(0.08, 0.92) * W, r.between(0.08, 0.92) * H, 11, 11, look.accent)).join('');
  return {
    html: p.sheet(
      names
        .map((name, i) => {
          const [x, y] = [(i % 2) * W * 0.5, Math.floor(i / 2) * H * 0.5];
          return (
            p.box(x + 12, y + 12, W / 2 - 24, H / 2 - 24, tone[i], look.radius) +
            p.text(x + W / 4, y + 44, name, 24, 'font-weight="700"') +
            (swot
              ? r
                  .times(
                    4,
                    k =>
                      `<text x="${x + 40}" y="${y + 90 + k * (H / 14)}" font-size="17" fill="${p.ink}">• ${w.headline().slice(0, 30)}</text>`,
                  )
                  .join('')
              : '')
          );
        })
        .join('') + points,
    ),
    names: swot ? ['SWOT diagram', 'SWOT analysis', 'four quadrants'] : ['quadrant chart', 'two by two matrix', 'four quadrants'],
    details: ['four boxes in a square', swot ? 'strengths, weaknesses, opportunities and threats' : 'points in four fields'],
    broader: ['diagram', 'infographic'],
  };
}
