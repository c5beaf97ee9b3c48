// What drawings on paper of their own colour share.

export const rect = (x, y, w, h, fill, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;

export const svg = (c, content, paper = '#fff') =>
  `<svg class="full" viewBox="0 0 ${c.W} ${c.H}" width="${c.W}" height="${c.H}" style="background:${paper};font-family:'${c.look.font}'">${content}</svg>`;
