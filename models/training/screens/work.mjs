// Programs people work with together: mail, chat, calendar, board, list and call.
import { framed, side } from './appFrame.mjs';
import { palette } from './look.mjs';
import { face, photo } from './things.mjs';
import { monthNames, weekdays } from './words.mjs';

export function mail(c) {
  const { r, w } = c;
  const reading = r.chance(0.45);
  const row = i =>
    `<div class="row" style="padding:${reading ? 12 : 9}px 14px;border-bottom:1px solid var(--l);${i === 1 ? 'background:color-mix(in srgb,var(--a) 16%,transparent)' : ''};font-weight:${r.chance(0.35) ? 700 : 400}">${reading ? '' : `<span class="box"></span><span style="color:${r.chance(0.25) ? '#f0a500' : 'var(--l)'}">★</span>`}${r.chance(0.5) || reading ? face(r, w.name(), 32) : ''}<span style="width:${reading ? '60%' : '17%'}" class="cut">${w.name()}</span><span class="grow cut">${reading ? '' : `${w.headline()} <span class="soft" style="font-weight:400">– ${w.sentence()}</span>`}</span><span class="small soft">${w.date()}</span></div>`;
  const open = `<div class="grow" style="padding:24px;overflow:hidden"><h2>${w.headline()}</h2><div class="row" style="margin:16px 0">${face(r, w.name(), 44)}<div><b>${w.name()}</b><div class="small soft">to ${w.email()}</div></div></div>${r.times(4, () => `<p style="margin-bottom:14px">${w.paragraph()}</p>`).join('')}<div class="row"><span class="btn">↩ Reply</span><span class="btn">→ Forward</span></div></div>`;
  const html = `<div class="full row" style="align-items:stretch;gap:0">${side(c, '19%', r.int(7, 12))}<div style="width:${reading ? '30%' : 'auto'};flex:${reading ? 'none' : 1};border-right:1px solid var(--l);overflow:hidden"><div class="row pad"><div class="field grow">Search mail</div></div>${r.times(16, row).join('')}</div>${reading ? open : ''}</div>`;
  return {
    html: framed(c, html, 'inbox'),
    names: ['email inbox', 'email program', 'mail app', 'inbox'],
    details: [
      reading ? 'an email opened beside the list of messages' : 'a list of emails with senders and subjects',
      'reading email',
    ],
    broader: ['application window', 'user interface', 'webmail'],
    accent: c.look.accentName,
  };
}

export function chat(c) {
  const { r, w, look, things } = c;
  const team = r.chance(0.45);
  const message = () => {
    const mine = r.chance(0.45);
    const text = r.chance(0.1)
      ? `<div style="width:200px;height:130px">${photo(r)}</div>`
      : r.chance(0.1)
        ? things.mood(r.pick(['smile', 'laugh', 'love', 'thumb', 'heart', 'party', 'fire', 'cool']), 48)
        : w.sentence(r.int(2, 16));
    if (team)
      return `<div class="row" style="align-items:flex-start;padding:8px 0">${face(r, w.name(), 40)}<div class="grow"><b>${w.name()}</b> <span class="small soft">${w.time()}</span><div>${text}</div></div></div>`;
    return `<div style="display:flex;justify-content:${mine ? 'flex-end' : 'flex-start'};margin:7px 0"><div style="max-width:62%;padding:9px 14px;border-radius:16px;background:${mine ? 'var(--a)' : look.dark ? '#3a3a44' : '#e6e8ec'};color:${mine ? '#fff' : 'var(--i)'}">${text}</div></div>`;
  };
  const people = r
    .times(
      11,
      i =>
        `<div class="row" style="padding:9px 12px;${i === 0 ? 'background:color-mix(in srgb,var(--a) 18%,transparent)' : ''}">${team ? '<span class="soft">#</span>' : face(r, w.name(), 40)}<div class="grow" style="overflow:hidden"><div class="cut ${team ? '' : 'bold'}">${team ? `${w.noun()}-${w.noun()}` : w.name()}</div>${team ? '' : `<div class="cut small soft">${w.sentence()}</div>`}</div></div>`,
    )
    .join('');
  const html = `<div class="full row" style="align-items:stretch;gap:0"><div style="width:27%;background:${team ? 'color-mix(in srgb,var(--a) 30%,var(--s))' : 'var(--s)'};border-right:1px solid var(--l);overflow:hidden"><div class="pad"><b>${team ? w.company() : 'Chats'}</b></div>${people}</div><div class="grow col" style="gap:0"><div class="row pad" style="border-bottom:1px solid var(--l)">${face(r, w.name(), 38)}<b class="grow">${team ? `# ${w.noun()}` : w.name()}</b>${things.icon(r, 'phone')}${things.icon(r, 'search')}</div><div class="grow" style="padding:14px 22px;overflow:hidden">${r.times(14, message).join('')}</div><div class="row pad"><div class="field grow">Message…</div><span class="btn main">${things.icon(r, 'send')}</span></div></div></div>`;
  return {
    html: framed(c, html, 'chat'),
    names: ['chat app', 'messaging app', team ? 'team chat' : 'instant messenger', 'chat window'],
    details: [team ? 'a chat with channels at the left' : 'a conversation with speech bubbles', 'people sending messages'],
    broader: ['application window', 'conversation', 'user interface'],
    accent: look.accentName,
  };
}

export function calendar(c) {
  const { r, w, look } = c;
  const week = r.chance(0.4);
  const colours = palette(r, look);
  const event = i =>
    `<div class="cut" style="background:${colours[i % 8]};color:#fff;border-radius:4px;padding:1px 6px;font-size:.75em;margin-top:2px">${w.title()}</div>`;
  const start = r.int(0, 6);
  const cells = r
    .times(
      42,
      i =>
        `<div style="border-right:1px solid var(--l);border-bottom:1px solid var(--l);padding:5px;overflow:hidden;${i === start + 11 ? 'background:color-mix(in srgb,var(--a) 22%,transparent)' : ''}"><span class="${i < start || i > start + 30 ? 'soft' : ''}">${((i - start + 31) % 31) + 1}</span>${r.times(r.pick([0, 0, 1, 1, 2, 3]), () => event(r.int(0, 7))).join('')}</div>`,
    )
    .join('');
  const grid = week
    ? `<div class="grow row" style="align-items:stretch;gap:0">${weekdays.map((day, d) => `<div class="grow" style="border-right:1px solid var(--l);position:relative"><div style="text-align:center;padding:8px;border-bottom:1px solid var(--l)">${day} ${d + 9}</div>${r.times(12, () => '<div style="height:7.6%;border-bottom:1px solid var(--l)"></div>').join('')}${r.times(r.int(0, 4), () => `<div style="position:absolute;left:3px;right:3px;top:${r.int(10, 78)}%;height:${r.int(7, 20)}%;border-radius:5px;background:${r.pick(colours)};color:#fff;padding:4px;font-size:.8em;overflow:hidden">${w.title()}</div>`).join('')}</div>`).join('')}</div>`
    : `<div class="row bold" style="gap:0">${weekdays.map(day => `<span class="grow" style="text-align:center;padding:6px">${day}</span>`).join('')}</div><div class="grow" style="display:grid;grid-template-columns:repeat(7,1fr);grid-template-rows:repeat(6,1fr);border-top:1px solid var(--l)">${cells}</div>`;
  const html = `<div class="full col" style="gap:0;background:var(--s)"><div class="row pad"><h2 class="grow">${r.pick(monthNames)} 2026</h2><span class="btn">‹</span><span class="btn">Today</span><span class="btn">›</span><span class="btn main">+ Event</span></div>${grid}</div>`;
  return {
    html: framed(c, html, 'calendar'),
    names: ['calendar', week ? 'weekly calendar' : 'monthly calendar', 'calendar app', 'schedule'],
    details: [
      week ? 'a week with appointments as coloured blocks' : 'a month as a grid of days with events',
      'a calendar with coloured events',
    ],
    broader: ['planner', 'application window', 'user interface'],
  };
}

export function kanban(c) {
  const { r, w, look } = c;
  const colours = palette(r, look);
  const titles = r.some(['Backlog', 'To do', 'In progress', 'Review', 'Testing', 'Done'], r.int(3, 5));
  const card = () =>
    `<div class="card" style="padding:12px;${r.chance(0.4) ? `border-left:4px solid ${r.pick(colours)}` : ''}">${r.chance(0.15) ? `<div style="height:80px;margin-bottom:8px">${photo(r)}</div>` : ''}<div>${w.headline()}</div><div class="row" style="margin-top:8px"><span class="tag" style="background:${r.pick(colours)}">${w.noun()}</span><span class="grow"></span>${face(r, w.name(), 26)}</div></div>`;
  const back = r.chance(0.35) ? `<div class="full">${photo(r)}</div>` : '';
  const html = `${back}<div class="full col" style="gap:0"><div class="row pad" style="background:var(--s)"><h2 class="grow">${w.title()}</h2><span class="btn main">+ New</span></div><div class="row grow" style="align-items:flex-start;padding:16px;gap:16px">${titles.map(title => `<div class="grow col" style="background:color-mix(in srgb,var(--l) 70%,var(--bg));border-radius:var(--r);padding:12px;gap:10px"><b>${title} <span class="soft">${r.int(1, 9)}</span></b>${r.times(r.int(1, 6), card).join('')}</div>`).join('')}</div></div>`;
  return {
    html: framed(c, html, 'board'),
    names: ['kanban board', 'task board', 'project board', 'kanban'],
    details: [
      `cards in ${titles.length} columns`,
      'tasks as cards from to do to done',
      ...(back ? ['a task board with a photo as background'] : []),
    ],
    broader: ['project management', 'application window', 'user interface'],
    accent: look.accentName,
  };
}

export function todo(c) {
  const { r, w, look } = c;
  const rows = r
    .times(r.int(6, 13), () => {
      const done = r.chance(0.35);
      return `<div class="row" style="padding:11px 16px;border-bottom:1px solid var(--l)"><span class="box ${done ? 'on' : ''}" style="border-radius:${r.pick([3, 10])}px"></span><span class="grow cut" style="${done ? 'text-decoration:line-through;opacity:.5' : ''}">${w.headline()}</span><span class="small soft">${w.date()}</span></div>`;
    })
    .join('');
  return {
    html: framed(
      c,
      `<div class="full" style="padding:30px 12%"><h1>${r.pick(['My tasks', 'To do', 'Today', 'Shopping list'])}</h1><div class="field" style="margin:16px 0">+ Add a task</div><div class="card">${rows}</div></div>`,
      'tasks',
    ),
    names: ['to-do list', 'task list', 'checklist', 'todo app'],
    details: ['a list with check boxes', 'tasks, some of them crossed out'],
    broader: ['application window', 'user interface', 'list'],
    accent: look.accentName,
  };
}

export function videoCall(c) {
  const { r, w } = c;
  const count = r.pick([2, 4, 6, 9, 12]);
  const columns = Math.ceil(Math.sqrt(count));
  return {
    html: `<div class="full col" style="background:#1b1c20;gap:0"><div class="grow" style="display:grid;grid-template-columns:repeat(${columns},1fr);gap:10px;padding:12px">${r.times(count, () => `<div class="center" style="position:relative;background:hsl(${r.int(0, 359)} 20% 28%);border-radius:10px;overflow:hidden">${face(r, w.name(), 130)}<span class="small" style="position:absolute;left:8px;bottom:6px;color:#fff;background:#0008;padding:1px 8px;border-radius:4px">${w.name()}</span></div>`).join('')}</div><div class="row" style="justify-content:center;padding:12px;gap:16px">${['#3a3b40', '#3a3b40', '#3a3b40', '#ea4335'].map((colour, i) => `<span class="center" style="width:48px;height:48px;border-radius:50%;background:${colour};color:#fff">${c.things.icon(r, ['video', 'users', 'share', 'phone'][i], '22px')}</span>`).join('')}</div></div>`,
    names: ['video call', 'video conference', 'online meeting'],
    details: [`${count} people in a grid`, 'a meeting with several participants on screen'],
    broader: ['application window', 'conversation', 'user interface'],
    dark: true,
  };
}
