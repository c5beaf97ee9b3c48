// How long it takes to read 10,000 texts for references, the first time and again after one change.
//   npm run build && node test/bench/references.ts [files]
// The texts are made here, of the kinds that a repository of code has, most without any image in them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderAt } from '../../src/catalog/place.ts';
import { Referencing } from '../../src/lens/referencing.ts';
import { plainSettings } from '../lens/plainSettings.ts';
import { seeded } from '../pure/seeded.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const count = Number(process.argv[2] ?? 10_000);
const images = Math.ceil(count / 5);
const seed = 7;
const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-references-'));
const folder = path.join(scratch, 'folder');
const random = seeded(seed);
const below = (limit: number) => Math.floor(random() * limit);

/** Words of code, so that quotes, comments and dots are as frequent as they are. */
const lines = [
  "import { value } from './module.js';",
  '// What this does is told here, and not there.',
  'export function compute(left: number, right: number): number {',
  '  const name = \'a string\' + "another" + `a template ${left}`;',
  '  return values.map(value => value.length).filter(Boolean).reduce((sum, one) => sum + one, 0);',
  '}',
  '/* A block of words. */',
  'const pattern = /[a-z]+\\.(?:js|ts)$/; const object = { key: "value", other: 12.5 };',
];
const imagePath = (n: number) => `assets/${n % 50}/image-${n}.png`;

function textOf(kind: number, depth: string): string {
  const size = 20 + below(260);
  const body = Array.from({ length: size }, () => lines[below(lines.length)]!);
  const at = () => below(body.length);
  const image = `${depth}${imagePath(below(images))}`;
  // Every second file uses up to four images.
  for (let n = random() < 0.5 ? below(5) : 0; n > 0; n--) {
    body[at()] = [
      `import picture from '${image}';`,
      `![A picture](${image})`,
      `.a { background: url("${image}"); }`,
      `<img src="${image}" srcset="${image} 2x">`,
    ][kind]!;
  }
  return body.join('\n');
}

try {
  let bytes = 0;
  for (let n = 0; n < images; n++) {
    const file = path.join(folder, imagePath(n));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'x');
  }
  for (let n = 0; n < count; n++) {
    const kind = n % 4;
    const file = path.join(folder, 'src', String(n % 200), `file-${n}.${['ts', 'md', 'css', 'html'][kind]!}`);
    mkdirSync(path.dirname(file), { recursive: true });
    const text = textOf(kind, '../../');
    bytes += text.length;
    writeFileSync(file, text);
  }
  console.log(
    `${count} texts of ${(bytes / 1e6).toFixed(1)} MB in all, ${images} images, seed ${seed}; ${os.cpus()[0]?.model ?? '?'}, ${os.cpus().length} cores, Node ${process.version}.`,
  );
  const settings = { folders: [folderAt(folder)], store: path.join(scratch, 'store'), ...plainSettings };
  const referencing = new Referencing(settings, () => undefined);
  const everything = { image: null, folder: null, first: 0, count: 0 };
  const look = async (title: string) => {
    const began = performance.now();
    const { total } = await referencing.references(everything, new AbortController().signal);
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    console.log(`${title}: ${seconds} s, ${total} references, ${memory()} in memory.`);
  };
  const memory = () => `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`;
  await look('first look');
  await look('nothing has changed');
  writeFileSync(path.join(folder, 'src', '0', 'file-0.ts'), `import '../../${imagePath(1)}';`);
  await look('one text has changed');
  const began = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [path.join(root, 'dist', 'cli.js'), 'unused', folder, '--json'],
    {
      stdio: 'ignore',
    },
  );
  console.log(
    `asset-lens unused, the whole command: ${((performance.now() - began) / 1000).toFixed(2)} s, exit status ${status}.`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
