// Screens of games: menus, and play with bars and scores.
import { photo } from './things.mjs';

export function gameMenu(c) {
  const { r, w, look } = c;
  const font = r.pick(['Press Start 2P', 'Press Start 2P', 'Montserrat', 'Playfair Display']);
  const back = r.pick(['photo', `radial-gradient(${look.accent},#05050c)`, 'linear-gradient(#0b1026,#3d1e6d)', '#000']);
  const items = r.some(
    ['New Game', 'Continue', 'Options', 'Credits', 'Quit', 'Load Game', 'Multiplayer', 'Settings'],
    r.int(3, 6),
  );
  const style = r.pick(['text', 'buttons']);
  const over = r.chance(0.25);
  const title = over ? r.pick(['GAME OVER', 'PAUSED', 'VICTORY']) : `${w.adjective()} ${w.noun()}`.toUpperCase();
  return {
    html: `<div class="full" style="${back === 'photo' ? '' : `background:${back}`}">${back === 'photo' ? `<div class="full" style="filter:brightness(.5) saturate(1.3)">${photo(r)}</div>` : r.times(60, () => `<i style="position:absolute;left:${r.int(0, 99)}%;top:${r.int(0, 99)}%;width:3px;height:3px;background:#fff${r.pick(['8', 'c', '4'])}"></i>`).join('')}</div><div class="full col" style="align-items:center;justify-content:center;color:#fff;font-family:'${font}';gap:${r.int(14, 26)}px;text-shadow:3px 3px 0 #000"><div style="font-size:${r.int(40, 62)}px;color:${look.accent};text-align:center;margin-bottom:24px;-webkit-text-stroke:1px #fff8">${title}</div>${items.map((item, i) => (style === 'buttons' ? `<div style="width:300px;text-align:center;padding:14px;border:3px solid #fff8;border-radius:${look.radius}px;background:${i === 0 ? look.accent : '#0008'};font-size:17px">${item}</div>` : `<div style="font-size:20px;${i === 0 ? `color:${look.accent}` : ''}">${i === 0 ? '▶ ' : ''}${item}</div>`)).join('')}</div>`,
    names: ['game menu', 'video game menu', over ? 'game over screen' : 'game start screen', 'title screen'],
    details: [
      'a game title with a list of choices',
      'start menu of a video game',
      ...(font.startsWith('Press') ? ['game menu with pixel letters'] : []),
    ],
    broader: ['video game', 'game screen'],
    dark: null,
    accent: look.accentName,
  };
}

export function gameHud(c) {
  const { r, w, look, W, H, things } = c;
  const kind = r.pick(['platform', 'scene', 'space', 'top']);
  const blocks = (count, make) => r.times(count, make).join('');
  const worlds = {
    platform: () =>
      `<svg class="full" width="${W}" height="${H}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="${r.pick(['#6bb6ff', '#87d3f0', '#2b2d5b', '#f7c27a'])}"/>${blocks(4, () => `<rect x="${r.int(0, W)}" y="${r.int(40, H / 3)}" width="120" height="34" fill="#fffb"/>`)}${blocks(Math.ceil(W / 48), i => `<rect x="${i * 48}" y="${H - 96}" width="47" height="96" fill="#8b5a2b"/><rect x="${i * 48}" y="${H - 96}" width="47" height="18" fill="#4caf50"/>`)}${blocks(
        7,
        () => {
          const [x, y] = [r.int(1, W / 48) * 48, H - r.int(4, 8) * 48];
          return blocks(
            r.int(2, 5),
            i => `<rect x="${x + i * 48}" y="${y}" width="46" height="46" fill="#c0703a" stroke="#7a431c" stroke-width="3"/>`,
          );
        },
      )}${blocks(8, () => `<circle cx="${r.int(60, W - 60)}" cy="${r.int(H / 3, H - 130)}" r="14" fill="#ffd54a" stroke="#c79400" stroke-width="4"/>`)}<rect x="${r.int(100, W / 2)}" y="${H - 156}" width="36" height="60" fill="${look.accent}"/><rect x="${r.int(W / 2, W - 100)}" y="${H - 136}" width="40" height="40" fill="#8e24aa"/></svg>`,
    scene: () =>
      `<div class="full">${photo(r)}</div><svg class="full" viewBox="0 0 100 100"><path d="M50 46v8M46 50h8" stroke="#fff" stroke-width=".6"/></svg>`,
    space: () =>
      `<svg class="full" width="${W}" height="${H}"><rect width="100%" height="100%" fill="#05060f"/>${blocks(120, () => `<circle cx="${r.int(0, W)}" cy="${r.int(0, H)}" r="${r.between(0.6, 2.2)}" fill="#fff"/>`)}${blocks(r.int(8, 24), i => `<path transform="translate(${120 + (i % 8) * 110} ${90 + Math.floor(i / 8) * 90}) scale(2.6)" d="M-10 6L0-8L10 6L4 3L0 8L-4 3Z" fill="hsl(${r.int(0, 359)} 80% 60%)"/>`)}<path transform="translate(${r.int(200, W - 200)} ${H - 90}) scale(3.4)" d="M0-10L9 9L0 4L-9 9Z" fill="${look.accent}"/>${blocks(5, () => `<rect x="${r.int(100, W - 100)}" y="${r.int(300, H - 120)}" width="5" height="24" fill="#ff5"/>`)}</svg>`,
    top: () =>
      `<svg class="full" width="${W}" height="${H}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#5d9c4a"/>${blocks(220, i => `<rect x="${(i % 20) * 70}" y="${Math.floor(i / 20) * 70}" width="70" height="70" fill="${r.pick(['#5d9c4a', '#68a854', '#68a854', '#578f45', '#3f79c4', '#c9a96a'])}"/>`)}${blocks(26, () => `<circle cx="${r.int(0, W)}" cy="${r.int(0, H)}" r="${r.int(18, 34)}" fill="#2e6b34"/>`)}</svg>`,
  };
  const bar = (colour, share) =>
    `<div style="width:200px;height:20px;border:3px solid #000;background:#0006"><div style="height:100%;width:${share}%;background:${colour}"></div></div>`;
  const slots = r.chance(0.6)
    ? `<div class="row" style="position:absolute;bottom:14px;left:50%;transform:translateX(-50%);gap:5px">${r.times(r.int(5, 9), i => `<span class="center" style="width:54px;height:54px;background:#0009;border:3px solid ${i === 1 ? '#fff' : '#888'};color:#fff">${r.chance(0.6) ? things.anyIcon(r, '30px') : ''}</span>`).join('')}</div>`
    : '';
  const mini = r.chance(0.5)
    ? `<div style="position:absolute;right:16px;top:16px;width:130px;height:130px;border-radius:${r.pick([0, 65])}px;border:4px solid #222;overflow:hidden;background:#3b6b3b"><svg viewBox="0 0 100 100"><path d="M0 60Q40 30 100 70" stroke="#c9b27a" stroke-width="8" fill="none"/><circle cx="50" cy="50" r="5" fill="red"/></svg></div>`
    : '';
  return {
    html: `${worlds[kind]()}<div class="full" style="color:#fff;font-family:'${r.pick(['Press Start 2P', 'Montserrat'])}';text-shadow:2px 2px 0 #000"><div class="col" style="position:absolute;left:16px;top:16px;gap:8px">${bar('#e53935', r.int(15, 100))}${r.chance(0.6) ? bar('#1e88e5', r.int(15, 100)) : ''}<span>${r.pick(['SCORE', 'LEVEL', 'GOLD', 'LIVES'])} ${r.int(1, 99999)}</span></div>${mini}${slots}${kind === 'scene' && r.chance(0.4) ? `<div style="position:absolute;left:8%;right:8%;bottom:90px;background:#000b;border:3px solid #fff9;padding:18px;font-size:18px;line-height:1.6">${w.first()}: ${w.sentence()}</div>` : ''}</div>`,
    names: [
      'game screen',
      'video game',
      'game HUD',
      { platform: 'platform game', scene: 'adventure game', space: 'space shooter game', top: 'top-down game' }[kind],
    ],
    details: [
      'a game with health bars and a score',
      ...(mini ? ['a game with a mini map in the corner'] : []),
      ...(slots ? ['item slots at the bottom of a game'] : []),
      'gameplay screenshot',
    ],
    broader: ['computer game', 'gaming'],
    dark: null,
  };
}
