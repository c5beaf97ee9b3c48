// Screens of telephones.
import { palette } from './look.mjs';
import { barsSvg, lineSvg } from './smallCharts.mjs';
import { face, foods, photo, products } from './things.mjs';

const statusBar = ({ w, things, r }, ink = 'inherit') =>
  `<div class="row small" style="padding:8px 20px;color:${ink}"><b class="grow">${w.time()}</b>${things.icon(r, 'wifi', '14px')}<span>${r.int(9, 100)}%</span></div>`;

const tabs = ({ things, r }) =>
  `<div class="row" style="justify-content:space-around;padding:12px;border-top:1px solid var(--l);background:var(--s)">${r.times(r.int(3, 5), i => `<span class="${i === 0 ? 'a' : 'soft'}">${things.anyIcon(r, '24px')}</span>`).join('')}</div>`;

const heading = ({ look, r }, text) =>
  r.chance(0.4)
    ? `<div class="row fill" style="padding:16px;background:${look.accent}"><span>‹</span><b class="grow" style="font-size:1.2em">${text}</b><span>⋮</span></div>`
    : `<h1 style="padding:10px 20px">${text}</h1>`;

const page = (c, title, body) =>
  `<div class="full col" style="gap:0">${statusBar(c)}${heading(c, title)}<div class="grow" style="overflow:hidden;padding:0 16px">${body}</div>${c.r.chance(0.7) ? tabs(c) : ''}</div>`;

export const screens = {
  home(c) {
    const { r, w, things } = c;
    const icons = r
      .times(
        r.int(12, 24),
        () =>
          `<div style="text-align:center;color:#fff;text-shadow:0 1px 3px #0009"><span class="center" style="width:60px;height:60px;border-radius:${r.pick([14, 30])}px;margin:0 auto;background:hsl(${r.int(0, 359)} 65% 50%)">${things.anyIcon(r, '34px')}</span><div class="small cut">${w.noun()}</div></div>`,
      )
      .join('');
    return {
      html: `<div class="full">${photo(r)}</div><div class="full col">${statusBar(c, '#fff')}${r.chance(0.4) ? `<div style="text-align:center;color:#fff;font-size:4em;font-weight:300;text-shadow:0 1px 6px #0008">${w.time()}</div>` : ''}<div style="display:grid;grid-template-columns:repeat(4,1fr);gap:22px 12px;padding:20px">${icons}</div></div>`,
      names: ['phone home screen', 'smartphone home screen', 'app icons on a phone'],
      details: ['a wallpaper with app icons in rows', 'start screen of a mobile phone'],
      dark: null,
    };
  },
  lock(c) {
    const { r, w } = c;
    return {
      html: `<div class="full">${photo(r)}</div><div class="full col" style="align-items:center;color:#fff;text-shadow:0 1px 8px #000a;padding-top:110px"><div>${w.date()}</div><div style="font-size:5.4em;font-weight:300;line-height:1">${w.time()}</div>${r.times(r.int(0, 4), () => `<div style="width:88%;background:#ffffffcc;color:#222;text-shadow:none;border-radius:16px;padding:12px 16px"><b>${w.name()}</b><div class="small">${w.sentence()}</div></div>`).join('')}</div>`,
      names: ['phone lock screen', 'lock screen'],
      details: ['the time in large digits over a wallpaper', 'a locked phone'],
      dark: null,
    };
  },
  messages(c) {
    const { r, w, look } = c;
    const list = r.chance(0.4);
    const body = list
      ? r
          .times(
            11,
            () =>
              `<div class="row" style="padding:9px 0;border-bottom:1px solid var(--l)">${face(r, w.name(), 48)}<div class="grow"><div class="row"><b class="grow cut">${w.name()}</b><span class="small soft">${w.time()}</span></div><div class="small soft cut">${w.sentence()}</div></div></div>`,
          )
          .join('')
      : r
          .times(13, () => {
            const mine = r.chance(0.5);
            return `<div style="display:flex;justify-content:${mine ? 'flex-end' : 'flex-start'};margin:7px 0"><div style="max-width:75%;padding:9px 14px;border-radius:18px;background:${mine ? 'var(--a)' : look.dark ? '#3a3a44' : '#e6e8ec'};color:${mine ? '#fff' : 'var(--i)'}">${w.sentence(r.int(2, 12))}</div></div>`;
          })
          .join('');
    return {
      html: page(c, list ? 'Messages' : w.name(), body),
      names: ['messages on a phone', 'mobile chat app', 'phone chat'],
      details: [list ? 'a list of conversations on a smartphone' : 'speech bubbles on a smartphone', 'messenger app'],
      accent: look.accentName,
    };
  },
  weather(c) {
    const { r, w, things } = c;
    const [kind, colours] = r.pick([
      ['sun', ['#3b8de0', '#9fd0fb']],
      ['cloudy', ['#5a86ad', '#b6cbdc']],
      ['rain', ['#3a4a5e', '#7288a0']],
      ['storm', ['#23283a', '#525c78']],
      ['snow', ['#8fa9c2', '#e4edf5']],
    ]);
    const words = { sun: 'sunny', cloudy: 'cloudy', rain: 'rainy', storm: 'thunderstorm', snow: 'snowy' };
    return {
      html: `<div class="full col" style="color:#fff;background:linear-gradient(${colours.join(',')})">${statusBar(c, '#fff')}<div style="text-align:center"><h2>${w.capital(w.noun())}ville</h2>${things.mood(kind, r.int(120, 170))}<div style="font-size:5em;font-weight:300;line-height:1">${r.int(-8, 34)}°</div><div>${w.capital(words[kind])}</div></div><div class="row" style="justify-content:space-around;background:#fff3;margin:10px 16px;border-radius:16px;padding:12px">${r.times(5, i => `<div style="text-align:center"><div class="small">${10 + i * 2}:00</div>${things.mood(r.pick(['sun', 'cloudy', kind]), 34)}<div>${r.int(-5, 33)}°</div></div>`).join('')}</div><div style="background:#fff3;margin:0 16px;border-radius:16px;padding:6px 16px">${r.times(6, i => `<div class="row" style="padding:7px 0"><span class="grow">${['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][i]}</span>${things.mood(r.pick(['sun', 'cloudy', 'rain', kind]), 28)}<span>${r.int(0, 30)}°</span></div>`).join('')}</div></div>`,
      names: ['weather app', 'weather forecast', 'weather on a phone'],
      details: [`${words[kind]} weather in an app`, 'temperatures of the coming days'],
      dark: null,
    };
  },
  login(c) {
    const { r, w, look, things } = c;
    const coloured = r.chance(0.35);
    return {
      html: `<div class="full col" style="${coloured ? `color:#fff;background:linear-gradient(160deg,${look.accent},#222)` : ''}">${statusBar(c)}<div class="col grow" style="justify-content:center;padding:0 32px;gap:18px"><span class="center fill" style="width:84px;height:84px;border-radius:22px;margin:0 auto">${things.anyIcon(r, '44px')}</span><h1 style="text-align:center">${r.pick(['Welcome', 'Sign in', w.company()])}</h1><div class="field" style="padding:.9em">Email</div><div class="field" style="padding:.9em">Password</div><span class="btn main" style="padding:.9em">Log in</span><span class="a" style="text-align:center">Forgot password?</span></div></div>`,
      names: ['mobile login screen', 'login screen on a phone', 'sign in screen of an app'],
      details: ['email and password on a smartphone', 'a phone app that asks for a password'],
      dark: coloured ? null : undefined,
      accent: look.accentName,
    };
  },
  settings(c) {
    const { r, w, look, things } = c;
    return {
      html: page(
        c,
        'Settings',
        r
          .times(
            11,
            () =>
              `<div class="row" style="padding:12px 0;border-bottom:1px solid var(--l)"><span class="center" style="width:34px;height:34px;border-radius:9px;color:#fff;background:hsl(${r.int(0, 359)} 60% 50%)">${things.anyIcon(r, '20px')}</span><span class="grow cut">${w.title()}</span>${r.chance(0.4) ? `<span class="switch ${r.chance(0.6) ? 'on' : ''}"></span>` : '<span class="soft">›</span>'}</div>`,
          )
          .join(''),
      ),
      names: ['phone settings', 'mobile settings screen', 'settings on a smartphone'],
      details: ['a list with coloured icons and switches', 'settings of a mobile app'],
      accent: look.accentName,
    };
  },
  profile(c) {
    const { r, w, look } = c;
    return {
      html: page(
        c,
        'Profile',
        `<div class="col" style="align-items:center;padding:14px">${face(r, w.name(), 120)}<h2>${w.name()}</h2><span class="soft">${w.email()}</span><div class="row" style="gap:28px">${['Posts', 'Fans', 'Likes'].map(label => `<div style="text-align:center"><b>${r.int(3, 999)}</b><div class="small soft">${label}</div></div>`).join('')}</div><span class="btn main" style="width:70%">Edit profile</span></div><div style="display:grid;grid-template-columns:repeat(3,1fr);gap:4px">${r.times(9, () => `<div style="aspect-ratio:1">${photo(r)}</div>`).join('')}</div>`,
      ),
      names: ['mobile profile screen', 'profile on a phone', 'user profile in an app'],
      details: ['a round profile picture with a grid of photos', 'a social app on a smartphone'],
      accent: look.accentName,
    };
  },
  feed(c) {
    const { r, w, look, things } = c;
    return {
      html: page(
        c,
        w.company(),
        r
          .times(
            3,
            () =>
              `<div style="margin-bottom:18px"><div class="row" style="padding:8px 0">${face(r, w.name(), 38)}<b class="grow">${w.name()}</b><span>⋯</span></div><div style="height:${r.int(220, 330)}px;border-radius:${look.radius}px;overflow:hidden">${photo(r)}</div><div class="row" style="padding:8px 0">${things.icon(r, 'heart', '24px')}${things.icon(r, 'send', '24px')}<span class="small soft">${r.int(2, 900)} likes</span></div><div class="small">${w.sentence()}</div></div>`,
          )
          .join(''),
      ),
      names: ['social media feed', 'social media app', 'photo feed on a phone'],
      details: ['posts with pictures on a smartphone', 'a photo with likes and comments'],
      accent: undefined,
    };
  },
  shop(c) {
    const { r, w, look, things } = c;
    const food = r.chance(0.5);
    return {
      html: page(
        c,
        w.company(),
        `<div style="display:grid;grid-template-columns:1fr 1fr;gap:12px">${r
          .times(6, () => {
            const [name, code] = r.pick(food ? foods : products);
            return `<div class="card" style="padding:12px">${things.emoji(code, 110, 'display:block;margin:0 auto')}<div class="cut">${w.capital(name)}</div><div class="row"><b class="grow">${w.money()}</b><span class="center fill" style="width:28px;height:28px;border-radius:50%">+</span></div></div>`;
          })
          .join('')}</div>`,
      ),
      names: [food ? 'food delivery app' : 'shopping app', 'shop on a phone', 'mobile store app'],
      details: ['products in two columns on a smartphone', food ? 'ordering food on a phone' : 'buying things on a phone'],
      accent: look.accentName,
    };
  },
  health(c) {
    const { r, w, look } = c;
    const colours = palette(r, look);
    return {
      html: page(
        c,
        r.pick(['Activity', 'Wallet', 'Summary']),
        `<div class="card center" style="height:210px;position:relative;margin-bottom:12px"><svg viewBox="0 0 120 120" style="height:180px">${[50, 38, 26].map((radius, i) => `<circle cx="60" cy="60" r="${radius}" fill="none" stroke="${colours[i]}33" stroke-width="9"/><circle cx="60" cy="60" r="${radius}" fill="none" stroke="${colours[i]}" stroke-width="9" stroke-linecap="round" stroke-dasharray="${radius * r.between(1.5, 6)} 999" transform="rotate(-90 60 60)"/>`).join('')}</svg></div><div class="card pad" style="height:170px;position:relative;margin-bottom:12px"><b>${w.title()}</b><div style="position:relative;height:110px">${r.pick([barsSvg, lineSvg])(r, colours)}</div></div><div class="row">${r.times(2, () => `<div class="card pad grow"><div class="small soft">${w.noun()}</div><b style="font-size:1.6em">${r.int(10, 9999)}</b></div>`).join('')}</div>`,
      ),
      names: ['fitness app', 'health app', 'activity tracker app'],
      details: ['coloured rings and a small chart on a phone', 'statistics on a smartphone'],
    };
  },
  calculator(c) {
    const { r, look } = c;
    const round = r.chance(0.5);
    return {
      html: `<div class="full col" style="background:${look.dark ? '#000' : look.bg};padding:14px;gap:10px">${statusBar(c)}<div class="grow" style="display:flex;align-items:flex-end;justify-content:flex-end;font-size:4em;font-weight:300">${r.int(1, 99999)}</div><div style="display:grid;grid-template-columns:repeat(4,1fr);gap:10px">${['C', '±', '%', '÷', '7', '8', '9', '×', '4', '5', '6', '−', '1', '2', '3', '+', '0', '.', '⌫', '='].map((key, i) => `<span class="center" style="height:76px;font-size:1.7em;border-radius:${round ? 40 : look.radius}px;background:${i % 4 === 3 ? look.accent : look.line};color:${i % 4 === 3 ? '#fff' : 'var(--i)'}">${key}</span>`).join('')}</div></div>`,
      names: ['calculator', 'calculator app', 'pocket calculator on a phone'],
      details: ['number keys in a grid', 'a calculator with large buttons'],
      accent: look.accentName,
    };
  },
  clock(c) {
    const { r, look } = c;
    return {
      html: `<div class="full col" style="gap:0">${statusBar(c)}${heading(c, r.pick(['Clock', 'Alarm', 'Timer', 'Stopwatch']))}<div class="center" style="height:46%"><svg viewBox="0 0 100 100" style="height:88%"><circle cx="50" cy="50" r="46" fill="${look.surface}" stroke="${look.accent}" stroke-width="3"/>${r.times(12, i => `<path d="M50 8V14" stroke="${look.ink}" stroke-width="2" transform="rotate(${i * 30} 50 50)"/>`).join('')}<path d="M50 50V24" stroke="${look.ink}" stroke-width="3.5" transform="rotate(${r.int(0, 359)} 50 50)"/><path d="M50 52V14" stroke="${look.ink}" stroke-width="2" transform="rotate(${r.int(0, 359)} 50 50)"/></svg></div>${r.times(4, () => `<div class="row" style="padding:14px 22px;border-bottom:1px solid var(--l)"><span class="grow" style="font-size:1.8em;font-weight:300">${c.w.time()}</span><span class="switch ${r.chance(0.5) ? 'on' : ''}"></span></div>`).join('')}</div>`,
      names: ['clock app', 'alarm clock app', 'alarms on a phone'],
      details: ['a clock face and a list of alarms', 'times with switches on a phone'],
    };
  },
};

export function phone(c, name) {
  const drawn = screens[name](c);
  const { r, look, W, H } = c;
  const inFrame = r.chance(0.2);
  const html = inFrame
    ? `<div class="full" style="background:linear-gradient(${r.int(0, 359)}deg,${look.accent},hsl(${r.int(0, 359)} 50% 80%))"></div><div class="over"><div style="zoom:.78;position:relative;width:${W}px;height:${H}px;border:12px solid #111;border-radius:48px;overflow:hidden;background:var(--bg)">${drawn.html}</div></div>`
    : drawn.html;
  return {
    broader: ['mobile app', 'smartphone screen', 'phone screenshot', 'app screen'],
    ...drawn,
    html,
    details: [...drawn.details, ...(inFrame ? ['a phone with an app on a coloured background'] : [])],
  };
}
