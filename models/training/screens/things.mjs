// Small pictures that stand inside screens: icons, product pictures, faces, and photographs as drawings.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Names that Lucide has; none is on the list of held-out icons. */
const iconNames =
  'house search settings user users bell mail heart star trash folder file image play pause skip-back skip-forward calendar clock map-pin phone camera shopping-cart plus x check menu download upload lock eye pencil share send cloud sun moon wifi chevron-right chevron-left chevron-down arrow-left arrow-right list info credit-card globe link copy printer save video music terminal code git-branch database server bold italic underline scissors crop palette square circle gift truck box briefcase layers shield zap flag coffee undo redo type'.split(
    ' ',
  );

/** Products and foods with the code point of a drawn picture; no code is on the list of held-out emoji, no name on that of icons. */
export const products = Object.entries({
  'running shoes': '1f45f',
  watch: '231a',
  laptop: '1f4bb',
  handbag: '1f45c',
  't-shirt': '1f455',
  jeans: '1f456',
  'leather shoe': '1f45e',
  'high heels': '1f460',
  sunglasses: '1f576',
  cap: '1f9e2',
  sofa: '1f6cb',
  chair: '1fa91',
  'light bulb': '1f4a1',
  clock: '1f570',
  guitar: '1f3b8',
  bicycle: '1f6b2',
  'teddy bear': '1f9f8',
  gift: '1f381',
  books: '1f4da',
});
export const foods = Object.entries({
  cherries: '1f352',
  apple: '1f34e',
  pizza: '1f355',
  burger: '1f354',
  sushi: '1f363',
  cake: '1f370',
  salad: '1f957',
  coffee: '2615',
  wine: '1f377',
  'ice cream': '1f366',
  croissant: '1f950',
  sandwich: '1f96a',
});
const others = {
  dog: '1f436',
  cat: '1f431',
  cactus: '1f335',
  smile: '1f600',
  laugh: '1f602',
  love: '1f60d',
  thumb: '1f44d',
  heart: '2764',
  party: '1f389',
  fire: '1f525',
  cool: '1f60e',
  think: '1f914',
  sun: '2600',
  cloudy: '26c5',
  rain: '1f327',
  storm: '26c8',
  snow: '2744',
};

/** Opens the packages once and answers with the drawings. */
export function openThings(packages) {
  const sets = ['lucide', 'bi', 'mdi', 'ph'].map(name =>
    JSON.parse(readFileSync(path.join(packages, '@iconify/json/json', `${name}.json`), 'utf8')),
  );
  const drawn = new Map();
  const emoji = (code, size, style = '') => {
    if (!drawn.has(code)) {
      const folder = path.join(packages, '@lobehub/fluent-emoji-3d/assets');
      let bytes;
      try {
        bytes = readFileSync(path.join(folder, `${code}.webp`));
      } catch {
        bytes = readFileSync(path.join(folder, `${code}-fe0f.webp`));
      }
      drawn.set(code, bytes.toString('base64'));
    }
    return `<img style="width:${size}px;height:${size}px;object-fit:contain;${style}" src="data:image/webp;base64,${drawn.get(code)}">`;
  };
  return {
    icon(r, name, size = '1.2em') {
      const set = [r.pick(sets), sets[0]].find(one => one.icons[name] !== undefined);
      const icon = set.icons[name] ?? sets[0].icons.circle;
      const box = `${icon.left ?? 0} ${icon.top ?? 0} ${icon.width ?? set.width ?? 16} ${icon.height ?? set.height ?? 16}`;
      return `<svg class="i" viewBox="${box}" style="width:${size};height:${size}">${icon.body}</svg>`;
    },
    anyIcon(r, size) {
      return this.icon(r, r.pick(iconNames), size);
    },
    emoji,
    mood: (name, size, style) => emoji(others[name], size, style),
  };
}

/** A round face with initials, as pages show people without a photograph, or a drawn portrait. */
export function face(r, name, size) {
  const colour = `hsl(${r.int(0, 359)} ${r.int(35, 65)}% ${r.int(38, 58)}%)`;
  if (r.chance(0.5))
    return `<span class="face" style="width:${size}px;height:${size}px;background:${colour};font-size:${size * 0.4}px">${name
      .split(' ')
      .map(part => part[0])
      .join('')}</span>`;
  const skin = r.pick(['#f2c9a5', '#e0a878', '#b97a4b', '#8a5433', '#f7d7bd']);
  const hair = r.pick(['#2b1b10', '#5a3a1c', '#c79b4b', '#111', '#8c8c8c', '#9c4a1f']);
  return `<svg class="face" viewBox="0 0 40 40" style="width:${size}px;height:${size}px;background:${colour}"><path d="M4 40q0-13 16-13t16 13" fill="hsl(${r.int(0, 359)} 50% 45%)"/><circle cx="20" cy="13" r="9.5" fill="${hair}"/><circle cx="20" cy="17" r="8" fill="${skin}"/><path d="M11 15q9-8 18 0q-1-9-9-9t-9 9" fill="${hair}"/></svg>`;
}

/** A drawing that stands for a photograph: hills, sea, city, flower, sunset or blurred colours. */
export function photo(r, style = 'width:100%;height:100%') {
  const hue = r.int(0, 359);
  const id = `g${r.int(0, 1e9)}`;
  const sky = (a, b) =>
    `<defs><linearGradient id="${id}" x2="0" y2="1"><stop stop-color="${a}"/><stop offset="1" stop-color="${b}"/></linearGradient></defs><rect width="120" height="90" fill="url(#${id})"/>`;
  const hill = (y, colour) =>
    `<path d="M0 ${y}${r.times(6, i => `Q${i * 24 - 12} ${y + r.int(-18, 12)} ${i * 24} ${y + r.int(-8, 8)}`).join('')}V90H0Z" fill="${colour}"/>`;
  const scenes = [
    () =>
      sky('#7db9e8', '#e8f4fb') +
      `<circle cx="${r.int(15, 105)}" cy="${r.int(12, 28)}" r="8" fill="#fff3b0"/>` +
      hill(50, '#7aa37a') +
      hill(62, '#4f7f50') +
      hill(75, '#2f5a33'),
    () =>
      sky('#f9a66c', '#6b3f75') +
      `<circle cx="60" cy="48" r="11" fill="#ffe3a3"/>` +
      `<rect y="56" width="120" height="34" fill="#35295a"/>` +
      r
        .times(8, () => `<rect x="${r.int(30, 80)}" y="${r.int(58, 86)}" width="${r.int(6, 26)}" height="1.2" fill="#ffcf91aa"/>`)
        .join(''),
    () =>
      sky('#8fd3f4', '#d9f2fb') +
      `<rect y="48" width="120" height="26" fill="#1f8fb8"/><path d="M0 74Q60 62 120 72V90H0Z" fill="#e9d3a2"/>`,
    () =>
      sky(r.pick(['#1b2a49', '#9fb7cf']), r.pick(['#53648c', '#dfe8f0'])) +
      r
        .times(
          12,
          i =>
            `<rect x="${i * 10}" y="${r.int(22, 62)}" width="9" height="80" fill="hsl(${r.int(200, 240)} 15% ${r.int(18, 45)}%)"/>`,
        )
        .join(''),
    () =>
      sky('#274029', '#5f8a4b') +
      r
        .times(
          10,
          i =>
            `<ellipse cx="60" cy="30" rx="8" ry="22" fill="hsl(${hue} 75% ${r.int(55, 70)}%)" transform="rotate(${i * 36} 60 45)"/>`,
        )
        .join('') +
      `<circle cx="60" cy="45" r="9" fill="#f5c542"/>`,
    () =>
      sky('#cfe3f5', '#ffffff') +
      `<path d="M10 80L45 18L70 55L85 35L118 80Z" fill="#6f7f92"/><path d="M45 18L35 36L44 32L50 40L56 34Z" fill="#fff"/>` +
      hill(78, '#e9eef2'),
    () =>
      sky(`hsl(${hue} 50% 70%)`, `hsl(${(hue + 60) % 360} 50% 40%)`) +
      r
        .times(
          9,
          () =>
            `<circle cx="${r.int(0, 120)}" cy="${r.int(0, 90)}" r="${r.int(5, 26)}" fill="hsl(${hue + r.int(-50, 50)} 60% ${r.int(40, 75)}% / .5)"/>`,
        )
        .join(''),
    () =>
      sky('#d8cfc4', '#efe9e2') +
      `<rect y="60" width="120" height="30" fill="#a9835c"/><circle cx="60" cy="52" r="24" fill="#fff"/><circle cx="60" cy="52" r="17" fill="hsl(${r.int(0, 120)} 60% 50%)"/>` +
      r
        .times(
          9,
          () => `<circle cx="${r.int(48, 72)}" cy="${r.int(42, 62)}" r="3" fill="hsl(${r.int(0, 140)} 70% ${r.int(30, 60)}%)"/>`,
        )
        .join(''),
  ];
  return `<svg viewBox="0 0 120 90" preserveAspectRatio="xMidYMid slice" style="display:block;${style}">${r.pick(scenes)()}</svg>`;
}
