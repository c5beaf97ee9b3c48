// The house rules: who may import whom, what each runtime knows, and that the checks really look.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { readableExtensions } from '../src/protocol/asset.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..');
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}
interface Cruised {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly Violation[] };
}

/** What dependency-cruiser finds below `src` of a copy of the repository. */
async function cruise(folder: string): Promise<Cruised> {
  const { stdout } = await run(
    process.execPath,
    [bin('depcruise'), 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    { cwd: folder, maxBuffer: 1 << 28 },
  ).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Cruised;
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));

const sourceFiles = filesBelow(path.join(root, 'src')).filter(file => file.endsWith('.ts'));
const modules = sourceFiles.filter(file => !file.endsWith('.d.ts'));
const roomsOnDisk = [...new Set(modules.map(file => file.split('/')[1]!))].sort();

/** A copy of what the checks read, with planted files; node_modules is the real one. */
function plantedCopy(planted: Readonly<Record<string, string>>): string {
  const copy = mkdtempSync(path.join(root, '.tsc', 'planted-'));
  for (const item of ['src', 'package.json', '.dependency-cruiser.cjs', 'eslint.config.js']) {
    cpSync(path.join(root, item), path.join(copy, item), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const [file, text] of Object.entries(planted)) writeFileSync(path.join(copy, file), text);
  after(() => rmSync(copy, { recursive: true, force: true }));
  return copy;
}

mkdirSync(path.join(root, '.tsc'), { recursive: true });

describe('imports', () => {
  test('every source file is looked at, and none breaks a rule', async () => {
    const found = await cruise(root);
    const seen = new Set(found.modules.map(module => module.source));
    assert.deepEqual(
      modules.filter(file => !seen.has(file)),
      [],
      'files that dependency-cruiser did not look at',
    );
    assert.deepEqual(
      found.summary.violations.map(v => `${v.rule.name}: ${v.from} → ${v.to}`),
      [],
    );
  });

  test('a planted forbidden import is found in every room', async () => {
    // One that is forbidden to each room by the table, and one package that belongs to another room.
    const target: Record<string, string> = { protocol: 'search/scan.ts', panel: 'search/scan.ts' };
    const planted: Record<string, string> = {};
    for (const room of roomsOnDisk) {
      const foreign = room === 'lens' ? 'encoder/main.ts' : (target[room] ?? 'panel/main.ts');
      planted[`src/${room}/planted.ts`] = `import '../${foreign}';\n`;
      planted[`src/${room}/plantedPackage.ts`] =
        `import '${room === 'encoder' ? 'node:sqlite' : 'sharp'}';\n`;
      planted[`src/${room}/plantedNetwork.ts`] = `import 'node:https';\n`;
    }
    const { violations } = (await cruise(plantedCopy(planted))).summary;
    for (const file of Object.keys(planted)) {
      assert.ok(
        violations.some(v => v.from === file),
        `${file} went unnoticed:\n${planted[file]}`,
      );
    }
  });

  test('a planted circle is found, of types too', async () => {
    const copy = plantedCopy({
      'src/search/plantedA.ts': `import type { B } from './plantedB.ts';\nexport type A = B | null;\n`,
      'src/search/plantedB.ts': `import type { A } from './plantedA.ts';\nexport type B = A | null;\n`,
    });
    const { violations } = (await cruise(copy)).summary;
    assert.ok(violations.some(v => v.rule.name === 'no-circles'));
  });
});

describe('runtimes', () => {
  const plants: readonly [project: string, file: string, text: string][] = [
    ['pure', 'src/search/planted.ts', 'export const platform = process.platform;\n'],
    ['pure', 'src/tags/planted.ts', 'export const title = document.title;\n'],
    ['node', 'src/lens/planted.ts', 'export const title = document.title;\n'],
    ['panel', 'src/panel/planted.ts', 'export const platform = process.platform;\n'],
  ];
  for (const [project, file, text] of plants) {
    test(`the compiler refuses ${text.includes('document') ? 'the DOM' : 'Node'} in ${path.dirname(file)}`, async () => {
      const copy = plantedCopy({ [file]: text });
      const failure = await run(process.execPath, [bin('tsc'), '-b', `src/tsconfig.${project}.json`], {
        cwd: copy,
      }).then(
        () => undefined,
        (error: { stdout: string }) => error.stdout,
      );
      assert.match(failure ?? 'compiled', new RegExp(`${path.basename(file)}.*(process|document)`));
    });
  }

  test('the linter refuses the network and a waiting host', async () => {
    const copy = plantedCopy({
      'src/lens/planted.ts': `export const page = fetch('x');\n`,
      'src/extension/planted.ts': `import fs from 'node:fs';\nexport const text = fs.readFileSync('x');\n`,
    });
    const files = ['src/lens/planted.ts', 'src/extension/planted.ts'];
    const { stdout } = await run(process.execPath, [bin('eslint'), ...files, '--format', 'json'], {
      cwd: copy,
    }).catch((error: { stdout: string }) => error);
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string }[] }[];
    const rulesOf = (room: string) =>
      results
        .filter(({ filePath }) => filePath.endsWith(path.join(room, 'planted.ts')))
        .flatMap(({ messages }) => messages.map(message => message.ruleId));
    assert.deepEqual(rulesOf('lens'), ['no-restricted-globals']);
    assert.deepEqual(rulesOf('extension'), ['no-restricted-syntax']);
  });
});

/** Where the links and pictures of a Markdown page lead, those to the network left out. */
function linksIn(markdown: string): string[] {
  const prose = markdown.replace(/^(```+)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const written = [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)|(?:src|href|srcset)="([^"]+)"/gm),
  ];
  return written
    .map(([, inline, reference, html]) => inline ?? reference ?? html!)
    .filter(link => !/^[a-z]+:/i.test(link));
}

/** True where the file is there and, in a page, the heading: GitHub makes its name of letters, digits and hyphens. */
function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', heading] = decodeURI(link).split('#');
  const target = file === '' ? page : path.resolve(path.dirname(page), file);
  if (!existsSync(target)) return false;
  if (heading === undefined || !target.endsWith('.md')) return true;
  const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return headings.includes(heading);
}

describe('the plot', () => {
  test('the rooms on disk are the rooms of the map', () => {
    const config = readFileSync(path.join(root, '.dependency-cruiser.cjs'), 'utf8');
    const map = /const rooms = \{([\s\S]*?)\n\};/.exec(config)![1]!;
    const rooms = [...map.matchAll(/^ {2}(\w+):/gm)].map(match => match[1]!).sort();
    assert.deepEqual(roomsOnDisk, rooms);
  });

  test('there is no drawer of odds and ends, and no barrel', () => {
    const bad = sourceFiles.filter(file => /(^|\/)(utils?|helpers?|common|misc|index)(\/|\.ts$)/i.test(file));
    assert.deepEqual(bad, []);
  });

  test('every setting of the manifest is read somewhere, and every command is registered', () => {
    const manifest = createRequire(import.meta.url)(path.join(root, 'package.json')) as {
      contributes: { configuration: { properties: object }; commands: { command: string }[] };
    };
    const text = modules
      .filter(file => file.startsWith('src/extension/'))
      .map(file => readFileSync(path.join(root, file), 'utf8'))
      .join('\n');
    const names = [
      ...Object.keys(manifest.contributes.configuration.properties),
      ...manifest.contributes.commands.map(command => command.command),
    ];
    assert.ok(names.length > 5);
    // Settings and commands are written with or without their common prefix.
    const unread = names.filter(
      name =>
        !new RegExp(
          `['"\`](assetLens\\.)?${name.replace('assetLens.', '')}['"\`]|\\b${name.replace('assetLens.', '')}:`,
        ).test(text),
    );
    assert.deepEqual(unread, []);
  });

  test('menus for images are there for every extension that is read, and for no other', () => {
    const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
    const patterns = [...manifest.matchAll(/resourceExtname =~ \/\^\\\\\.\(([^)]*)\)\$\/i/g)];
    assert.equal(patterns.length, manifest.split('resourceExtname').length - 1, 'one of another form');
    assert.ok(patterns.length > 0);
    for (const [, extensions] of patterns)
      assert.deepEqual(extensions!.split('|').sort(), [...readableExtensions].sort());
  });

  test('the top level holds only what readers and tools insist on', async () => {
    const { stdout } = await run('git', ['-c', 'core.quotePath=false', 'ls-files'], { cwd: root });
    const top = new Set(
      stdout
        .trim()
        .split('\n')
        .map(file => file.split('/')[0]!),
    );
    const expected = [
      '.ci', '.dependency-cruiser.cjs', '.gitattributes', '.gitignore', '.npmignore', '.npmrc', '.prettierignore', '.prettierrc.json',
      '.vscodeignore', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'docs', 'esbuild.mjs',
      'eslint.config.js', 'l10n', 'media', 'models', 'package-lock.json', 'package.json', 'package.nls.de.json',
      'package.nls.json', 'src', 'test',
      'tsconfig.json',
    ]; // prettier-ignore
    assert.deepEqual(
      [...top].filter(name => !expected.includes(name)),
      [],
    );
  });

  test('every link and picture of a page leads to something', async () => {
    const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
    });
    const pages = stdout
      .split('\n')
      .filter(file => /^((README|ARCHITECTURE|CONTRIBUTING|CHANGELOG)|(docs|models)\/.*)\.md$/.test(file))
      .filter(file => existsSync(path.join(root, file)));
    assert.ok(pages.length > 10);
    const dead = pages.flatMap(page =>
      linksIn(readFileSync(path.join(root, page), 'utf8'))
        .filter(link => !leadsSomewhere(path.join(root, page), link))
        .map(link => `${page}: ${link}`),
    );
    assert.deepEqual(dead, []);
    const readme = path.join(root, 'README.md');
    for (const link of ['nothing.md', 'docs/cli.md#nothing', '#nothing'])
      assert.ok(!leadsSomewhere(readme, link), link);
  });

  test('long files are printed, not failed', t => {
    for (const file of modules) {
      const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length;
      if (lines > 250) t.diagnostic(`${file}: ${lines} lines. Has it two subjects?`);
    }
  });
});
