// Windows where someone is asked or chooses: settings, dialogs, menus and tool bars.
import { behind, button, framed } from './formParts.mjs';
import { windowFrame } from './look.mjs';
import { photo } from './things.mjs';

export function settings(c) {
  const { r, w, things } = c;
  const groups = r.some(
    [
      'General',
      'Appearance',
      'Privacy',
      'Notifications',
      'Account',
      'Network',
      'Sound',
      'Display',
      'Keyboard',
      'Language',
      'Storage',
      'Updates',
      'Accessibility',
      'Advanced',
    ],
    r.int(5, 10),
  );
  const control = () =>
    r.pick([
      `<span class="switch ${r.chance(0.6) ? 'on' : ''}"></span>`,
      `<span class="switch ${r.chance(0.6) ? 'on' : ''}"></span>`,
      `<span class="field">${w.capital(w.adjective())} ▾</span>`,
      `<span class="box ${r.chance(0.5) ? 'on' : ''}"></span>`,
      button('Change'),
    ]);
  const rows = r
    .times(
      r.int(6, 11),
      () =>
        `<div class="row" style="padding:12px 0;border-bottom:1px solid var(--l)"><div class="grow"><div class="bold cut">${w.title()}</div><div class="small soft cut">${w.sentence(6)}</div></div>${control()}</div>`,
    )
    .join('');
  const side = groups
    .map(
      (name, i) =>
        `<div class="row ${i === 1 ? 'fill' : ''}" style="padding:8px 12px;border-radius:var(--r)">${things.anyIcon(r)}<span class="cut">${name}</span></div>`,
    )
    .join('');
  const body = `<div class="full row" style="align-items:stretch;gap:0;background:var(--s)"><div class="col" style="width:26%;gap:2px;padding:14px;background:var(--bg);border-right:1px solid var(--l)">${r.chance(0.5) ? '<div class="field">Search settings</div>' : ''}${side}</div><div class="grow" style="padding:20px 28px;overflow:hidden"><h2>${groups[1]}</h2>${rows}</div></div>`;
  const asWindow = r.chance(0.5);
  return {
    html: asWindow
      ? behind(c) + `<div class="over">${windowFrame(r, c.look, 'Settings', body, 'width:86%;height:88%')}</div>`
      : body,
    names: ['settings window', 'settings page', 'preferences', 'settings'],
    details: [
      'a settings page with toggle switches',
      'preferences window with a sidebar of categories',
      asWindow ? 'a settings window on a desktop' : 'app settings with switches and options',
    ],
    broader: ['user interface', 'software settings', 'configuration screen'],
  };
}

export function alert(c) {
  const { r, w, look } = c;
  const [what, sign, colour] = r.pick([
    ['error', '✕', '#dc2626'],
    ['warning', '!', '#f0ad00'],
    ['confirmation', '?', '#2563eb'],
    ['success', '✓', '#16a34a'],
    ['information', 'i', '#2563eb'],
  ]);
  const texts = {
    error: 'Something went wrong',
    warning: 'Are you sure you want to continue?',
    confirmation: `Delete ${w.noun()}?`,
    success: `Your ${w.noun()} was saved`,
    information: 'A new version is available',
  };
  const buttons =
    what === 'confirmation' || what === 'warning'
      ? [button('Cancel'), button(r.pick(['Delete', 'Continue', 'Yes', 'OK']), true)]
      : [button('OK', true)];
  const mark = `<span class="center bold" style="width:48px;height:48px;border-radius:${what === 'warning' ? 8 : 50}px;background:${colour};color:#fff;font-size:26px;flex:none">${sign}</span>`;
  const body = `<div class="col" style="padding:26px;gap:18px"><div class="row" style="gap:20px">${mark}<div class="grow"><h3>${texts[what]}</h3><p class="soft">${w.sentence()} ${r.chance(0.4) ? w.sentence() : ''}</p></div></div><div class="row" style="justify-content:${r.pick(['flex-end', 'center'])}">${buttons.join('')}</div></div>`;
  const width = r.int(38, 62);
  const dialog = r.chance(0.5)
    ? windowFrame(r, look, w.capital(what), body, `width:${width}%`)
    : `<div class="card" style="width:${width}%;border-radius:14px;box-shadow:0 20px 60px #0008">${body}</div>`;
  return {
    html: behind(c) + `<div class="over">${dialog}</div>`,
    names: [`${what} dialog`, `${what} message`, `${what} popup`],
    details: [
      `a dialog box with ${buttons.length > 1 ? 'two buttons' : 'one button'}`,
      `a small ${what} window in the middle of the screen`,
      what === 'error' ? 'error message box with a red cross' : `message box: ${texts[what].toLowerCase()}`,
    ],
    broader: ['dialog box', 'popup window', 'alert', 'modal dialog'],
  };
}

export function fileDialog(c) {
  const { r, w, look, things } = c;
  const verb = r.pick(['Open', 'Save']);
  const rows = r
    .times(
      r.int(8, 14),
      i =>
        `<div class="row ${i === 2 ? 'fill' : ''}" style="padding:4px 10px"><span class="${i === 2 ? '' : 'a'}">${things.icon(r, i < 4 ? 'folder' : 'file')}</span><span class="grow cut">${w.fileName()}${i < 4 ? '' : r.pick(['.pdf', '.txt', '.png', '.docx'])}</span><span class="small">${w.date()}</span><span class="small" style="width:70px;text-align:right">${r.int(1, 900)} KB</span></div>`,
    )
    .join('');
  const places = ['Desktop', 'Documents', 'Downloads', 'Pictures', 'Music', 'Videos']
    .map(name => `<div class="row" style="padding:5px 8px">${things.icon(r, 'folder')}${name}</div>`)
    .join('');
  const body = `<div class="full col" style="gap:0;background:var(--s)"><div class="row" style="padding:8px 12px;border-bottom:1px solid var(--l)">← → <div class="field grow">Home › ${w.capital(w.noun())}</div><div class="field">Search</div></div><div class="row grow" style="align-items:stretch;gap:0"><div style="width:24%;padding:8px;background:var(--bg)">${places}</div><div class="grow" style="overflow:hidden;padding-top:6px">${rows}</div></div><div class="row" style="padding:12px;border-top:1px solid var(--l)"><span>Name:</span><div class="field grow">${w.fileName()}</div>${button('Cancel')}${button(verb, true)}</div></div>`;
  return {
    html:
      behind(c) +
      `<div class="over">${windowFrame(r, look, `${verb} File`, body, `width:${r.int(62, 88)}%;height:${r.int(66, 86)}%`)}</div>`,
    names: ['file dialog', `${verb.toLowerCase()} file dialog`, 'file picker', 'file chooser'],
    details: ['a dialog to choose a file with a list of folders', 'file selection window with cancel and confirm buttons'],
    broader: ['dialog box', 'user interface', 'window'],
  };
}

export function cookieBanner(c) {
  const { r, w, look } = c;
  const page = `<div class="full" style="padding:30px 7%"><h1 style="font-size:2.2em">${w.headline()}</h1><p class="soft" style="margin:14px 0">${w.paragraph(3)}</p><div class="row">${r.times(3, () => `<div class="card grow" style="height:190px;overflow:hidden">${photo(r)}</div>`).join('')}</div><p style="margin-top:20px">${w.paragraph(8)}</p></div>`;
  const middle = r.chance(0.35);
  const banner = `<div class="card ${middle ? 'col' : 'row'}" style="padding:22px 28px;${middle ? 'width:52%;' : 'position:absolute;left:0;right:0;bottom:0;border-radius:0;'}box-shadow:0 0 40px #0007"><div class="grow"><h3>${r.pick(['We use cookies', 'This website uses cookies', 'Cookie settings'])}</h3><p class="soft">${w.sentence()} ${w.sentence()}</p></div><div class="row">${button('Reject')}${button('Settings')}${button('Accept all', true)}</div></div>`;
  return {
    html: framed(
      c,
      page + (middle ? `<div class="over" style="background:#0006">${banner}</div>` : banner),
      `${w.company().toLowerCase()}.example`,
    ),
    names: ['cookie banner', 'cookie consent', 'cookie notice'],
    details: [
      middle ? 'a cookie popup in the middle of a web page' : 'a cookie banner at the bottom of a web page',
      'website asking to accept cookies',
    ],
    broader: ['web page', 'popup', 'website'],
    accent: look.accentName,
  };
}

export function menuOpen(c) {
  const { r, w, things } = c;
  const context = r.chance(0.5);
  const items = r
    .times(r.int(6, 12), i =>
      i % 4 === 3
        ? '<div style="border-top:1px solid var(--l);margin:5px 0"></div>'
        : `<div class="row ${i === 2 ? 'fill' : ''}" style="padding:5px 16px;gap:10px">${things.anyIcon(r)}<span class="grow cut">${w.title()}</span><span class="small">Ctrl+${String.fromCharCode(65 + r.int(0, 25))}</span></div>`,
    )
    .join('');
  const at = context ? `left:${r.int(15, 55)}%;top:${r.int(12, 35)}%` : 'left:52px;top:34px';
  const html = `<div class="full col" style="gap:0;background:var(--s)"><div class="row" style="padding:6px 14px;border-bottom:1px solid var(--l);gap:20px">${['File', 'Edit', 'View', 'Insert', 'Format', 'Tools', 'Window', 'Help'].map((name, i) => `<span style="${i === 1 && !context ? 'background:var(--a);color:#fff;padding:2px 8px' : ''}">${name}</span>`).join('')}</div><div class="grow" style="padding:24px;overflow:hidden">${r.chance(0.5) ? `<h2>${w.title()}</h2><p>${w.paragraph(10)}</p><p style="margin-top:12px">${w.paragraph(10)}</p>` : photo(r)}</div></div><div class="card" style="position:absolute;${at};width:${r.int(250, 340)}px;padding:6px 0;box-shadow:0 8px 30px #0006">${items}</div>`;
  return {
    html,
    names: context ? ['context menu', 'right-click menu', 'popup menu'] : ['menu open', 'dropdown menu', 'application menu'],
    details: [
      'an open menu with commands and keyboard shortcuts',
      context ? 'a context menu over a document' : 'the edit menu of an application is open',
    ],
    broader: ['menu', 'user interface', 'application window'],
  };
}

export function toolbar(c) {
  const { r, w, things } = c;
  const ribbon = r.chance(0.5);
  const group = () =>
    `<div class="row" style="gap:${r.int(4, 12)}px;padding:0 12px;border-right:1px solid var(--l)">${r.times(r.int(3, 7), i => `<span class="center ${i === 1 ? 'fill' : ''}" style="padding:8px;border-radius:var(--r);${ribbon ? 'flex-direction:column;font-size:.8em' : ''}">${things.anyIcon(r, ribbon ? '30px' : '22px')}${ribbon ? w.noun() : ''}</span>`).join('')}</div>`;
  const html = `<div class="full col" style="gap:0"><div class="row" style="padding:6px 14px;gap:18px;background:var(--s)">${['File', 'Home', 'Insert', 'Layout', 'Review', 'View'].map((name, i) => `<span style="${i === 1 ? 'border-bottom:3px solid var(--a)' : ''}">${name}</span>`).join('')}</div><div class="row" style="background:var(--s);padding:10px 4px;border-bottom:1px solid var(--l);gap:0;overflow:hidden">${r.times(6, group).join('')}</div>${ribbon || r.chance(0.4) ? `<div class="grow center" style="overflow:hidden"><div style="background:#fff;color:#222;width:62%;height:100%;padding:40px;margin-top:24px;box-shadow:0 2px 14px #0004"><h1>${w.title()}</h1><p style="margin-top:12px">${w.paragraph(14)}</p></div></div>` : ''}</div>`;
  return {
    html,
    names: ribbon
      ? ['word processor', 'document editor', 'text document with a ribbon']
      : ['toolbar', 'icon toolbar', 'row of tool buttons'],
    details: [
      'a toolbar with many icons',
      ribbon ? 'writing a document in an office program' : 'buttons with icons at the top of a window',
    ],
    broader: ['user interface', 'application window', 'software'],
  };
}
