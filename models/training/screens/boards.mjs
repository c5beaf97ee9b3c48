// Codes to scan, puzzles and boards.
import { createRequire } from 'node:module';
import { shade } from './look.mjs';
import { rect, svg } from './paperDrawing.mjs';

/** Needs the package qrcode-generator, so it is made with the packages at hand. */
export function qrCode(packages) {
  const generator = createRequire(`${packages}/from-here.js`)('qrcode-generator');
  return c => {
    const { r, w, W, H, look } = c;
    const code = generator(0, r.pick(['L', 'M', 'Q', 'H']));
    code.addData(
      `https://${w.company().toLowerCase()}.example/${w.noun()}${r.chance(0.5) ? `?id=${r.int(1, 1e9)}&q=${w.sentence()}` : ''}`,
    );
    code.make();
    const count = code.getModuleCount();
    const size = Math.min(W, H) * r.between(0.5, 0.9);
    const cell = size / count;
    const coloured = r.chance(0.3);
    const ink = coloured ? shade(look.accent, -0.2) : '#000';
    const [x0, y0] = [(W - size) / 2, (H - size) / 2];
    const round = r.chance(0.2);
    const cells = r
      .times(count * count, i => {
        const [x, y] = [i % count, Math.floor(i / count)];
        return !code.isDark(y, x)
          ? ''
          : round
            ? `<circle cx="${x0 + (x + 0.5) * cell}" cy="${y0 + (y + 0.5) * cell}" r="${cell / 2}"/>`
            : `<rect x="${x0 + x * cell}" y="${y0 + y * cell}" width="${cell + 0.4}" height="${cell + 0.4}"/>`;
      })
      .join('');
    const card = r.chance(0.35);
    return {
      html: svg(
        c,
        `${card ? rect(x0 - 30, y0 - 30, size + 60, size + 60, '#fff', 'rx="18"') : ''}<g fill="${ink}">${cells}</g>`,
        card ? look.accent : '#fff',
      ),
      names: ['QR code', 'two-dimensional barcode', 'scan code'],
      details: [
        coloured ? 'a coloured QR code' : 'black and white squares that can be scanned',
        'a square code with three corner squares',
      ],
      broader: ['code', 'barcode', 'matrix code'],
    };
  };
}

export function barcode(c) {
  const { r, W, H } = c;
  const label = r.chance(0.4);
  const [x0, width, height] = [W * 0.14, W * 0.72, H * r.between(0.35, 0.7)];
  const y0 = (H - height) / 2;
  let x = x0;
  const bars = [];
  const unit = width / r.int(90, 130);
  while (x < x0 + width) {
    const bar = unit * r.int(1, 4);
    bars.push(rect(x, y0, Math.min(bar, x0 + width - x), height, '#000'));
    x += bar + unit * r.int(1, 3);
  }
  const digits = r.times(13, () => r.int(0, 9)).join(' ');
  return {
    html: svg(
      c,
      `${label ? rect(x0 - 40, y0 - 40, width + 80, height + 110, '#fff', 'rx="10" stroke="#999"') : ''}${bars.join('')}<text x="${W / 2}" y="${y0 + height + 34}" text-anchor="middle" font-size="30" textLength="${width * 0.9}">${digits}</text>`,
      label ? r.pick(['#d9c7a3', '#e8e8e8', '#c9d6df']) : '#fff',
    ),
    names: ['barcode', 'bar code', 'product code'],
    details: ['black vertical stripes with digits below', 'a price label with stripes'],
    broader: ['code', 'label'],
  };
}

export function crossword(c) {
  const { r, W, H } = c;
  const count = r.int(9, 15);
  const size = Math.min(W, H) * 0.9;
  const cell = size / count;
  const [x0, y0] = [(W - size) / 2, (H - size) / 2];
  const solved = r.chance(0.4);
  const black = new Set();
  for (let i = 0; i < count * count * 0.1; i++) {
    const at = r.int(0, count * count - 1);
    black.add(at);
    black.add(count * count - 1 - at);
  }
  let number = 1;
  const cells = r.times(count * count, i => {
    const [x, y] = [x0 + (i % count) * cell, y0 + Math.floor(i / count) * cell];
    if (black.has(i)) return rect(x, y, cell, cell, '#111');
    const starts = i % count === 0 || black.has(i - 1) || i < count || black.has(i - count);
    return (
      rect(x, y, cell, cell, '#fff', 'stroke="#111"') +
      (starts ? `<text x="${x + 3}" y="${y + cell * 0.3}" font-size="${cell * 0.26}">${number++}</text>` : '') +
      (solved
        ? `<text x="${x + cell / 2}" y="${y + cell * 0.78}" font-size="${cell * 0.58}" text-anchor="middle">${String.fromCharCode(65 + r.int(0, 25))}</text>`
        : '')
    );
  });
  return {
    html: svg(c, cells.join(''), r.pick(['#fff', '#f4efe3', '#e6ecf2'])),
    names: ['crossword', 'crossword puzzle', 'word puzzle'],
    details: [solved ? 'a crossword filled with letters' : 'an empty crossword', 'black and white squares with small numbers'],
    broader: ['puzzle', 'grid', 'game'],
  };
}

export function sudoku(c) {
  const { r, W, H } = c;
  const size = Math.min(W, H) * 0.9;
  const cell = size / 9;
  const [x0, y0] = [(W - size) / 2, (H - size) / 2];
  const digits = r.shuffle([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const full = r.chance(0.25);
  const cells = r.times(81, i => {
    const [x, y] = [i % 9, Math.floor(i / 9)];
    const digit = digits[(x + y * 3 + Math.floor(y / 3)) % 9];
    return full || r.chance(0.4)
      ? `<text x="${x0 + (x + 0.5) * cell}" y="${y0 + (y + 0.72) * cell}" text-anchor="middle" font-size="${cell * 0.62}">${digit}</text>`
      : '';
  });
  const lines = r.times(
    10,
    i =>
      `<path d="M${x0 + i * cell} ${y0}v${size}M${x0} ${y0 + i * cell}h${size}" stroke="#222" stroke-width="${i % 3 ? 1 : 4}"/>`,
  );
  return {
    html: svg(c, cells.join('') + lines.join(''), r.pick(['#fff', '#faf6ea'])),
    names: ['sudoku', 'number puzzle', 'sudoku puzzle'],
    details: ['digits in a grid of nine by nine', full ? 'a solved sudoku' : 'a sudoku with empty cells'],
    broader: ['puzzle', 'grid', 'game'],
  };
}

const men = { k: '♚', q: '♛', r: '♜', b: '♝', n: '♞', p: '♟' };

export function chess(c) {
  const { r, W, H } = c;
  const size = Math.min(W, H) * r.between(0.82, 1);
  const cell = size / 8;
  const [x0, y0] = [(W - size) / 2, (H - size) / 2];
  const [light, dark, name] = r.pick([
    ['#f0d9b5', '#b58863', 'brown'],
    ['#eeeed2', '#769656', 'green'],
    ['#dee3e6', '#8ca2ad', 'blue'],
    ['#ffffff', '#888888', 'grey'],
    ['#f5e6c8', '#7a4a2b', 'brown'],
  ]);
  const position = r.pick(['start', 'middle', 'middle', 'empty']);
  const start = 'rnbqkbnrpppppppp' + '.'.repeat(32) + 'PPPPPPPPRNBQKBNR';
  const board =
    position === 'empty'
      ? '.'.repeat(64)
      : position === 'start'
        ? start
        : r
            .shuffle([...start])
            .map(man => (man !== '.' && man.toLowerCase() !== 'k' && r.chance(0.4) ? '.' : man))
            .join('');
  const cells = [...board].map((man, i) => {
    const [x, y] = [i % 8, Math.floor(i / 8)];
    return (
      rect(x0 + x * cell, y0 + y * cell, cell, cell, (x + y) % 2 ? dark : light) +
      (man === '.'
        ? ''
        : `<text x="${x0 + (x + 0.5) * cell}" y="${y0 + (y + 0.8) * cell}" text-anchor="middle" font-size="${cell * 0.82}" font-family="DejaVu Sans" fill="${man === man.toLowerCase() ? '#111' : '#fff'}" stroke="#111" stroke-width="${cell * 0.012}">${men[man.toLowerCase()]}</text>`)
    );
  });
  return {
    html: svg(c, cells.join(''), r.pick(['#fff', '#312e2b', '#e8e1d3'])),
    names:
      position === 'empty'
        ? ['empty chess board', 'checkerboard', 'chess board']
        : ['chess board', 'chess game', 'chessboard with pieces', 'chess position'],
    details: [
      `a ${name} and ${light === '#ffffff' ? 'white' : 'light'} board of 64 squares`,
      {
        start: 'chess pieces at the start of a game',
        middle: 'chess pieces in the middle of a game',
        empty: 'a chess board without pieces',
      }[position],
    ],
    broader: ['board game', 'game', 'chess'].slice(0, 3),
  };
}
