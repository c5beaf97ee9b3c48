// Pictures of user interfaces, as documentation has them. Bars stand for words: no font is the same everywhere.
import sharp from 'sharp';

const width = 800;
const height = 500;

/** In the order of their numbers. */
const screens = [signIn, dashboard, chat, codeEditor];

export function screenFiles() {
  return Promise.all(
    screens.map(async (screen, index) => ({
      path: `docs/images/step-${index + 1}.png`,
      bytes: await sharp(Buffer.from(screen())).removeAlpha().png().toBuffer(),
    })),
  );
}

function signIn() {
  const field = y => `${box(290, y, 220, 34, '#fff', 4)}${bar(302, y + 13, 90, '#b8bec8')}`;
  return page(
    '#eef1f6',
    `${box(250, 90, 300, 340, '#fff', 12)}<circle cx="400" cy="150" r="30" fill="#4467d8"/>` +
      `${bar(340, 200, 120, '#30343c')}${box(288, 238, 224, 38, '#d5dae3', 5)}${field(240)}` +
      `${box(288, 292, 224, 38, '#d5dae3', 5)}${field(294)}${box(290, 352, 220, 38, '#4467d8', 5)}${bar(365, 367, 70, '#fff')}`,
  );
}

function dashboard() {
  const heights = [60, 95, 70, 130, 110, 150, 90];
  const columns = heights.map((high, i) => box(235 + i * 34, 430 - high, 22, high, '#4c8dd9', 2)).join('');
  const card = (x, colour) =>
    `${box(x, 70, 170, 80, '#fff', 6)}${bar(x + 16, 90, 70, '#9aa3b0')}${box(x + 16, 112, 100, 20, colour, 4)}`;
  const menu = Array.from({ length: 6 }, (_, i) =>
    bar(24, 90 + i * 36, 110, i === 0 ? '#fff' : '#6d7889'),
  ).join('');
  return page(
    '#f3f5f9',
    `${box(0, 0, 180, height, '#263040')}${menu}${card(205, '#3aa76d')}${card(395, '#e0912f')}${card(585, '#c8455a')}` +
      `${box(205, 175, 280, 280, '#fff', 6)}${columns}${box(505, 175, 250, 280, '#fff', 6)}` +
      '<polyline points="525,400 565,350 605,372 645,300 685,318 735,240" fill="none" stroke="#c8455a" stroke-width="4"/>',
  );
}

function chat() {
  const bubble = (y, lines, mine) => {
    const x = mine ? 470 : 240;
    const text = Array.from({ length: lines }, (_, i) =>
      bar(x + 18, y + 18 + i * 20, 210 - 50 * (i % 2), mine ? '#dfe8ff' : '#8b93a1'),
    );
    return box(x, y, 260, 24 + lines * 20, mine ? '#4467d8' : '#e8ebf0', 16) + text.join('');
  };
  const people = Array.from({ length: 6 }, (_, i) => {
    const y = 90 + i * 62;
    return `<circle cx="42" cy="${y}" r="20" fill="${['#e0912f', '#3aa76d', '#8a5bd0'][i % 3]}"/>${bar(74, y - 8, 90, '#4a5060')}${bar(74, y + 8, 60, '#b8bec8')}`;
  });
  return page(
    '#ffffff',
    `${box(0, 0, 200, height, '#f3f5f9')}${people.join('')}${bubble(60, 2, false)}${bubble(145, 1, true)}` +
      `${bubble(210, 3, false)}${bubble(315, 2, true)}${box(225, 440, 550, 38, '#eef1f6', 19)}`,
  );
}

function codeEditor() {
  const colours = ['#c586c0', '#9cdcfe', '#ce9178', '#6a9955', '#dcdcaa'];
  const lines = Array.from({ length: 18 }, (_, i) => {
    const indent = [0, 1, 1, 2, 2, 1, 0, 0, 1][i % 9] * 24;
    const words = [70, 110, 50].slice(0, 1 + ((i * 7) % 3));
    let x = 250 + indent;
    const drawn = words.map((word, j) => {
      const one = bar(x, 66 + i * 23, word, colours[(i * 3 + j) % colours.length]);
      x += word + 12;
      return one;
    });
    return bar(220, 66 + i * 23, 12, '#5a5f68') + drawn.join('');
  });
  const files = Array.from({ length: 9 }, (_, i) => bar(24 + (i % 3 ? 16 : 0), 70 + i * 26, 90, '#8b93a1'));
  return page('#1e1e1e', `${box(0, 0, 190, height, '#252526')}${files.join('')}${lines.join('')}`);
}

/** A window: its title bar with three round buttons, and what is inside. */
function page(background, content) {
  const buttons = ['#f25f57', '#f9bd2f', '#28c840'].map(
    (fill, i) => `<circle cx="${20 + i * 22}" cy="20" r="7" fill="${fill}"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${box(0, 0, width, height, background)}` +
    `${content}${box(0, 0, width, 40, '#d9dde4')}${buttons.join('')}</svg>`
  );
}

function box(x, y, wide, high, fill, radius = 0) {
  return `<rect x="${x}" y="${y}" width="${wide}" height="${high}" rx="${radius}" fill="${fill}"/>`;
}

function bar(x, y, wide, fill) {
  return box(x, y, wide, 8, fill, 4);
}
