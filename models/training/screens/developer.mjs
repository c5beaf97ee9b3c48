// What programmers look at: editors, terminals, logs and differences.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fonts, windowFrame } from './look.mjs';
import { languages, program } from './code.mjs';
import { photo } from './things.mjs';

/** Opens highlight.js and its themes; a theme's own colours say whether it is dark. */
export function openHighlighter(packages) {
  const folder = path.join(packages, 'highlight.js');
  const hljs = createRequire(path.join(folder, 'package.json'))('./lib/index.js');
  const themes = readdirSync(path.join(folder, 'styles'))
    .filter(file => file.endsWith('.min.css'))
    .sort()
    .map(file => {
      const css = readFileSync(path.join(folder, 'styles', file), 'utf8');
      const background = /\.hljs\{[^}]*?background(?:-color)?:(#[0-9a-f]{3,8}|white|black)/i.exec(css)?.[1];
      const ink =
        /\.hljs\{[^}]*?[{;]color:(#[0-9a-f]{3,8}|white|black)/i.exec(css)?.[1] ??
        /\.hljs\{color:(#[0-9a-f]{3,8}|white|black)/i.exec(css)?.[1];
      return { name: file.replace('.min.css', ''), css, background, ink };
    })
    .filter(theme => theme.background !== undefined && theme.ink !== undefined)
    .map(theme => ({ ...theme, dark: luminance(theme.background) < 0.4 }));
  return { paint: (text, id) => hljs.highlight(text, { language: id }).value, themes };
}

function luminance(colour) {
  const hex = { white: '#ffffff', black: '#000000' }[colour] ?? colour;
  const full = hex.length < 7 ? [...hex.slice(1, 4)].map(part => part + part).join('') : hex.slice(1, 7);
  const [red, green, blue] = [0, 2, 4].map(at => parseInt(full.slice(at, at + 2), 16) / 255);
  return 0.3 * red + 0.59 * green + 0.11 * blue;
}

const panel = (theme, share) => `color-mix(in srgb, ${theme.background}, ${theme.dark ? '#fff' : '#000'} ${share}%)`;

export function editor(c) {
  const { r, w, H, highlighter, things } = c;
  const language = r.pick(Object.keys(languages));
  const theme = r.pick(r.chance(0.62) ? highlighter.themes.filter(one => one.dark) : highlighter.themes.filter(one => !one.dark));
  const size = r.int(13, 22);
  const lines = Math.ceil(H / (size * 1.5));
  const text = program(r, w, language, lines);
  const tree = r.chance(0.5);
  const activity = tree && r.chance(0.6);
  const terminal = tree && r.chance(0.3);
  const numbers = r.chance(0.85);
  const minimap = r.chance(0.3);
  const font = r.pick(fonts.code);
  const { ext, id } = languages[language];
  const line = `border-color:${panel(theme, 18)}`;
  const files = r
    .times(
      r.int(10, 22),
      i =>
        `<div class="cut" style="padding:2px 8px 2px ${8 + (i % 5 === 0 ? 0 : 16)}px;${i === 4 ? `background:${panel(theme, 16)}` : ''}">${i % 5 === 0 ? `▾ ${w.noun()}` : `${w.noun()}.${r.pick([ext, ext, 'json', 'md'])}`}</div>`,
    )
    .join('');
  const code = `<div class="grow row" style="align-items:flex-start;gap:0;overflow:hidden;font:${size}px/1.5 '${font}',monospace">${numbers ? `<pre style="margin:0;padding:6px 14px;text-align:right;opacity:.45">${r.times(lines, i => i + 1).join('\n')}</pre>` : ''}<pre style="margin:0;padding:6px 10px" class="grow">${highlighter.paint(text, id)}</pre>${minimap ? `<pre style="margin:0;width:90px;font-size:2.4px;line-height:1.3;overflow:hidden;opacity:.8">${highlighter.paint(program(r, w, language, 160), id)}</pre>` : ''}</div>`;
  const tabs = r.chance(0.8)
    ? `<div class="row" style="gap:0;background:${panel(theme, 8)};font-size:13px">${r.times(r.int(1, 5), i => `<span style="padding:9px 16px;${i === 0 ? `background:${theme.background};border-top:2px solid ${c.look.accent}` : 'opacity:.6'}">${w.noun()}.${ext} ×</span>`).join('')}</div>`
    : '';
  const below = terminal
    ? `<pre style="margin:0;height:26%;border-top:1px solid;${line};padding:10px 16px;font:13px/1.5 '${font}'">$ npm test\n${r.times(8, () => `  ✓ ${w.sentence(5)}`).join('\n')}</pre>`
    : '';
  const bar =
    tree || r.chance(0.4)
      ? `<div class="row" style="background:${r.pick([c.look.accent, panel(theme, 10)])};padding:3px 12px;font-size:12px;gap:18px"><span>⎇ main</span><span class="grow">0 ⚠ ${r.int(0, 9)}</span><span>Ln ${r.int(1, 99)}, Col ${r.int(1, 60)}</span><span>UTF-8</span><span>${language}</span></div>`
      : '';
  const body = `<style>${theme.css}</style><div class="full col hljs" style="gap:0;padding:0;overflow:hidden"><div class="row grow" style="gap:0;align-items:stretch">${activity ? `<div class="col" style="width:52px;align-items:center;padding:14px 0;gap:24px;background:${panel(theme, 12)}">${['file', 'search', 'git-branch', 'play', 'layers'].map(name => things.icon(r, name, '24px')).join('')}</div>` : ''}${tree ? `<div style="width:${r.int(170, 250)}px;background:${panel(theme, 5)};font-size:13px;padding-top:8px;overflow:hidden">${files}</div>` : ''}<div class="col grow" style="gap:0">${tabs}${code}${below}</div></div>${bar}</div>`;
  const floating = !tree && r.chance(0.35);
  return {
    html: floating
      ? `<div class="full" style="background:linear-gradient(${r.int(0, 359)}deg,hsl(${r.int(0, 359)} 70% 60%),hsl(${r.int(0, 359)} 70% 45%))"></div><div class="over">${windowFrame(r, c.look, `${w.noun()}.${ext}`, body, 'width:82%;height:78%')}</div>`
      : body,
    names: ['code editor', `${language} code`, 'source code', `${language} source code`],
    details: [
      `a code editor showing ${language} code`,
      `${theme.dark ? 'dark' : 'light'} code editor with syntax highlighting`,
      ...(tree ? ['code editor with a file tree at the left', 'an IDE with files and code'] : ['only code, without a file tree']),
      ...(terminal ? ['code editor with a terminal at the bottom'] : []),
      ...(floating ? ['a code snippet in a window on a colourful background'] : []),
      `programming in ${language}`,
    ],
    broader: ['code', 'programming', 'IDE', 'screenshot of code'],
    dark: theme.dark,
  };
}

const terminals = [
  ['black', '#000000', '#e5e5e5', true],
  ['dark purple', '#300a24', '#ffffff', true],
  ['dark blue', '#002b36', '#93a1a1', true],
  ['dark grey', '#282a36', '#f8f8f2', true],
  ['dark blue', '#012456', '#eeedf0', true],
  ['light', '#fdf6e3', '#586e75', false],
  ['white', '#ffffff', '#222222', false],
  ['green on black', '#000000', '#33ff33', true],
  ['amber on black', '#120b00', '#ffb000', true],
];

export function terminal(c) {
  const { r, w, H, look } = c;
  const [colour, back, ink, isDark] = r.pick(terminals);
  const mono = colour.includes(' on ');
  const tint = (text, hue) =>
    mono
      ? text
      : `<span style="color:${isDark ? { g: '#5af78e', b: '#6ab0ff', r: '#ff6e67', y: '#f4f99d', c: '#6ff' }[hue] : { g: '#128a3c', b: '#1a56c4', r: '#c22', y: '#8a6d00', c: '#0a7d87' }[hue]}">${text}</span>`;
  const size = r.int(13, 22);
  const user = `${w.first().toLowerCase()}@${w.noun()}`;
  const prompt = r.pick([
    () => `${tint(user, 'g')}:${tint(`~/${w.noun()}`, 'b')}$ `,
    () => `${tint('➜', 'g')}  ${tint(w.noun(), 'c')} ${tint('git:(main)', 'r')} `,
    () => '$ ',
    () => `C:\\Users\\${w.noun()}> `,
    () => `[${user} ${w.noun()}]# `,
    () => '>>> ',
  ]);
  const sessions = [
    () =>
      `${prompt()}ls -la\ntotal ${r.int(10, 400)}\n${r.times(r.int(6, 12), () => `${r.pick(['drwxr-xr-x', '-rw-r--r--', '-rwxr-xr-x'])} ${r.int(1, 9)} ${w.first().toLowerCase()} staff ${String(r.int(10, 99999)).padStart(6)} ${w.date()} ${tint(w.fileName(), r.pick(['b', 'g']))}`).join('\n')}\n`,
    () =>
      `${prompt()}git status\nOn branch main\nChanges not staged for commit:\n${r.times(r.int(2, 6), () => tint(`        modified:   ${w.noun()}/${w.noun()}.js`, 'r')).join('\n')}\n`,
    () =>
      `${prompt()}git log --oneline\n${r.times(r.int(5, 10), () => `${tint(r.int(0x1000000, 0xfffffff).toString(16), 'y')} ${w.headline()}`).join('\n')}\n`,
    () =>
      `${prompt()}npm install\n\nadded ${r.int(10, 900)} packages in ${r.int(2, 60)}s\n\n${tint(`found ${r.int(0, 5)} vulnerabilities`, 'g')}\n`,
    () =>
      `${prompt()}npm test\n${r.times(r.int(5, 10), () => (r.chance(0.85) ? `  ${tint('✓', 'g')} ${w.sentence(6)}` : `  ${tint('✗', 'r')} ${w.sentence(6)}`)).join('\n')}\n`,
    () =>
      `${prompt()}ping ${w.noun()}.example\n${r.times(r.int(4, 9), i => `64 bytes from 10.0.${r.int(0, 255)}.${r.int(1, 254)}: icmp_seq=${i} ttl=${r.int(40, 64)} time=${r.int(3, 90)}.${r.int(0, 9)} ms`).join('\n')}\n`,
    () => `${prompt()}cat ${w.noun()}.txt\n${w.paragraph(3).replace(/\. /g, '.\n')}\n`,
    () =>
      `${prompt()}docker ps\nCONTAINER ID   IMAGE          STATUS        NAMES\n${r.times(r.int(3, 7), () => `${r.int(0x1000000, 0xfffffff).toString(16)}        ${w.noun()}:${r.int(1, 9)}.${r.int(0, 9)}      Up ${r.int(1, 23)} hours   ${w.snake()}`).join('\n')}\n`,
    () =>
      `${prompt()}make\n${r.times(r.int(4, 9), () => `gcc -O2 -c ${w.noun()}.c -o ${w.noun()}.o`).join('\n')}\n${r.chance(0.4) ? tint('error: ', 'r') + w.sentence(5) : tint('Build finished', 'g')}\n`,
  ];
  let text = '';
  const lines = Math.floor((H / (size * 1.4)) * r.between(0.35, 1.05));
  while (text.split('\n').length < lines) text += r.pick(sessions)();
  text += prompt() + '▉';
  const body = `<pre class="full" style="margin:0;padding:12px 16px;background:${back};color:${ink};font:${size}px/1.4 '${r.pick(fonts.code)}',monospace;overflow:hidden">${text}</pre>`;
  const isWindow = r.chance(0.55);
  return {
    html: isWindow
      ? `<div class="full">${r.chance(0.5) ? photo(r) : `<div style="height:100%;background:${look.accent}"></div>`}</div><div class="over">${windowFrame(r, { ...look, dark: isDark }, `${user}: ~`, body, `width:${r.int(72, 94)}%;height:${r.int(70, 92)}%`)}</div>`
      : body,
    names: ['terminal', 'command line', 'shell session', 'terminal window', 'console'],
    details: [
      `a terminal with a ${colour.replace(' on black', ' text on black')} ${mono ? 'theme' : 'background'}`,
      'commands and their output in a shell',
      isWindow ? 'a terminal window on a desktop' : 'a full screen of terminal output',
      isDark ? 'light text on a dark terminal' : 'dark text on a light terminal',
    ],
    broader: ['command prompt', 'text console', 'command line interface'],
    dark: isDark,
  };
}

export function logs(c) {
  const { r, w, look, H } = c;
  const size = r.int(12, 17);
  const colours = { INFO: '#3b82f6', WARN: '#d99b00', ERROR: '#e5484d', DEBUG: '#8a8a8a' };
  const rows = r
    .times(Math.ceil(H / (size * 1.6)), i => {
      const level = r.pick(['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR']);
      return `<div style="white-space:nowrap;padding:0 12px;${level === 'ERROR' ? 'background:#e5484d22;' : ''}"><span class="soft">2026-0${r.int(1, 9)}-1${i % 10} ${r.int(10, 23)}:${r.int(10, 59)}:${r.int(10, 59)}.${r.int(100, 999)}</span> <b style="color:${colours[level]}">${level.padEnd(5)}</b> [${w.noun()}] ${w.sentence()}</div>`;
    })
    .join('');
  const head = r.chance(0.7)
    ? `<div class="row" style="padding:8px 12px;background:var(--s);border-bottom:1px solid var(--l);font-family:'${look.font}'"><b>Logs</b><div class="field grow">Filter…</div>${Object.entries(
        colours,
      )
        .map(([level, colour]) => `<span class="tag" style="background:${colour}">${level}</span>`)
        .join('')}</div>`
    : '';
  return {
    html: `<div class="full" style="overflow:hidden">${head}<div style="font:${size}px/1.6 '${r.pick(fonts.code)}',monospace;white-space:pre">${rows}</div></div>`,
    names: ['log viewer', 'log file', 'server log', 'log output'],
    details: [
      'many lines of log messages with levels',
      'a log with errors in red and warnings in yellow',
      'lines of text with time stamps',
    ],
    broader: ['logs', 'text console', 'monitoring'],
  };
}

export function diff(c) {
  const { r, w, look, H, highlighter } = c;
  const split = r.chance(0.5);
  const size = r.int(12, 17);
  const language = r.pick(['JavaScript', 'Python', 'Rust', 'CSS', 'Java']);
  const count = Math.ceil(H / (size * 1.6));
  const source = program(r, w, language, count).split('\n');
  const tone = {
    add: look.dark ? '#12351f' : '#d7f5dd',
    cut: look.dark ? '#4a1a1d' : '#ffdcdc',
    same: 'transparent',
    none: look.dark ? '#161616' : '#f0f0f0',
  };
  const block = [];
  while (block.length < count)
    block.push(...r.times(r.int(3, 7), () => 'same'), ...r.times(r.int(0, 4), () => 'cut'), ...r.times(r.int(1, 5), () => 'add'));
  const line = (kind, i) =>
    `<div style="background:${tone[kind]};padding:0 10px;white-space:pre;overflow:hidden"><span class="soft" style="display:inline-block;width:3em">${i + 1}</span>${{ add: '+', cut: '-', same: ' ', none: ' ' }[kind]} ${kind === 'none' ? '' : highlighter.paint(source[i] ?? '', languages[language].id)}</div>`;
  const theme = r.pick(highlighter.themes.filter(one => one.dark === look.dark));
  const sides = split
    ? [
        block.slice(0, count).map((kind, i) => line(kind === 'add' ? 'none' : kind, i)),
        block.slice(0, count).map((kind, i) => line(kind === 'cut' ? 'none' : kind, i)),
      ]
    : [block.slice(0, count).map(line)];
  return {
    html: `<style>${theme.css.replace(/\.hljs\{[^}]*\}/g, '')}</style><div class="full col" style="gap:0;background:var(--s)"><div class="row" style="padding:10px 14px;border-bottom:1px solid var(--l)"><b>${w.noun()}/${w.noun()}.${languages[language].ext}</b><span style="color:#2da44e">+${r.int(3, 90)}</span><span style="color:#cf222e">−${r.int(1, 60)}</span>${r.chance(0.5) ? '<span class="grow"></span><span class="btn main">Merge</span>' : ''}</div><div class="grow row" style="gap:2px;align-items:flex-start;overflow:hidden;font:${size}px/1.6 '${r.pick(fonts.code)}',monospace">${sides.map(lines => `<div class="grow">${lines.join('')}</div>`).join('')}</div></div>`,
    names: ['git diff', 'code diff', 'diff view', 'code review'],
    details: [
      split ? 'two versions of a file side by side' : 'a unified diff with added and removed lines',
      'added lines in green and removed lines in red',
      `changes in ${language} code`,
    ],
    broader: ['code', 'pull request', 'comparison of source code'],
  };
}
