// Charts without axes, as they stand inside dashboards, slides and sheets.

/** A walk that goes up and down, between 0 and 1. */
export function walk(r, length) {
  let at = r.between(0.25, 0.7);
  const drift = r.between(-0.02, 0.03);
  return r.times(length, () => {
    at = Math.min(0.97, Math.max(0.04, at + drift + r.bell() * 0.07));
    return at;
  });
}

export function spark(r, colour) {
  const points = walk(r, 16)
    .map((value, i) => `${i * 8},${30 - value * 28}`)
    .join(' ');
  return `<svg viewBox="0 0 120 32" style="width:100%;height:34px"><polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/></svg>`;
}

export function barsSvg(r, colours) {
  const count = r.int(5, 12);
  const same = r.chance(0.7);
  const grid = [20, 45, 70].map(y => `<path d="M0 ${y}H200" stroke="#8884" stroke-width=".6"/>`).join('');
  return `<svg viewBox="0 0 200 100" preserveAspectRatio="none" style="position:absolute;width:100%;height:100%">${grid}${r
    .times(count, i => {
      const height = r.int(12, 92);
      return `<rect x="${(i * 200) / count + 3}" y="${98 - height}" width="${200 / count - 6}" height="${height}" fill="${colours[same ? 0 : i % 8]}"/>`;
    })
    .join('')}</svg>`;
}

export function lineSvg(r, colours) {
  const filled = r.chance(0.5);
  const lines = r
    .times(r.int(1, 3), i => {
      const points = walk(r, 20).map((value, x) => `${(x * 200) / 19},${98 - value * 92}`);
      return `${filled ? `<path d="M${points.join('L')}L200 100L0 100Z" fill="${colours[i]}33"/>` : ''}<polyline points="${points.join(' ')}" fill="none" stroke="${colours[i]}" stroke-width="2"/>`;
    })
    .join('');
  return `<svg viewBox="0 0 200 100" preserveAspectRatio="none" style="position:absolute;width:100%;height:100%">${[20, 45, 70].map(y => `<path d="M0 ${y}H200" stroke="#8884" stroke-width=".6"/>`).join('')}${lines}</svg>`;
}

export function donutSvg(r, colours) {
  const parts = r.times(r.int(3, 6), () => r.between(0.4, 2));
  const total = parts.reduce((sum, part) => sum + part, 0);
  let start = 0;
  const arcs = parts.map((part, i) => {
    const share = (part / total) * 251.3;
    const arc = `<circle cx="60" cy="60" r="40" fill="none" stroke="${colours[i % 8]}" stroke-width="22" stroke-dasharray="${share} 252" stroke-dashoffset="${-start}"/>`;
    start += share;
    return arc;
  });
  return `<svg viewBox="0 0 120 120" style="position:absolute;width:100%;height:100%">${arcs.join('')}</svg>`;
}
