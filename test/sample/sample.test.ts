// The sample as a new user meets it, by the command line and the bundled model: `npm run demo` in the form of a test.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { makeSample } from './makeSample.mjs';

/** So many of ten plain queries must find a right picture first. */
const rightShare = 0.9;

/** Pictures that leave no doubt under the sample's own labels. */
const sureTags: Readonly<Record<string, string>> = {
  'photos/IMG_0415.jpg': 'animal',
  'photos/IMG_0412.jpg': 'boat',
  'photos/IMG_0421.jpg': 'mountains',
  'photos/IMG_0424.jpg': 'house',
  'photos/IMG_0430.jpg': 'plant',
  'emoji/1f34e.png': 'food',
  'shapes/shape-04.png': 'shape',
};

/** What makeSample.mjs puts there twice. */
const plantedCopies = [
  { kind: 'same-bytes', assets: ['docs/images/cover.jpg', 'photos/IMG_0412.jpg'] },
  { kind: 'same-bytes', assets: ['icons/icon-17.svg', 'public/favicon.svg'] },
  { kind: 'same-pixels', assets: ['docs/images/legend.webp', 'shapes/shape-05.png'] },
  { kind: 'same-pixels', assets: ['emoji/1f680.png', 'public/img/launch.png'] },
  { kind: 'transformed', assets: ['photos/IMG_0415.jpg', 'photos/edited/IMG_0415 crop.webp'] },
  { kind: 'transformed', assets: ['photos/IMG_0417.jpg', 'photos/edited/IMG_0417 crop.jpg'] },
  { kind: 'transformed', assets: ['photos/IMG_0424.jpg', 'photos/edited/IMG_0424 small.jpg'] },
  { kind: 'transformed', assets: ['photos/IMG_0421.jpg', 'public/img/header.webp'] },
  // Nobody made one from the other, but it is the same red circle, smaller and without the white.
  { kind: 'transformed', assets: ['shapes/shape-04.png', 'shapes/shape-16.svg'] },
];

interface Query {
  readonly query: string;
  readonly right: readonly string[];
}
interface Answer {
  readonly query: string;
  readonly results: readonly { readonly path: string; readonly score: number }[];
}
interface Tagged {
  readonly path: string;
  readonly tags: readonly { readonly label: string; readonly probability: number }[];
}
interface Group {
  readonly kind: string;
  readonly assets: readonly string[];
}

const cli = path.join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const queriesFile = path.join(import.meta.dirname, 'queries.json');
// Ours, and the demo would not run with another form.
const queries = JSON.parse(readFileSync(queriesFile, 'utf8')) as readonly Query[];

const workplace = mkdtempSync(path.join(tmpdir(), 'asset-lens-sample-'));
const folder = path.join(workplace, 'assets');
let pictures = 0;
before(async () => {
  pictures = await makeSample(folder);
});
after(() => rmSync(workplace, { recursive: true, force: true }));

/** What one command prints with `--json`; its form is held by docs/cli.md and the tests of the command line. */
async function ask<Reply>(command: string, ...words: readonly string[]): Promise<Reply> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, command, folder, ...words, '--json', '--store', path.join(workplace, 'store')],
    { maxBuffer: Infinity },
  );
  return JSON.parse(stdout) as Reply;
}

function filesIn(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}

describe('the sample folder', () => {
  test('it is the same, byte for byte, each time it is made', async () => {
    const again = path.join(workplace, 'again');
    await makeSample(again);
    assert.deepEqual(filesIn(again), filesIn(folder));
    for (const file of filesIn(folder)) {
      const bytes = readFileSync(path.join(folder, file));
      assert.ok(bytes.equals(readFileSync(path.join(again, file))), `${file} differs`);
    }
  });

  test('it holds every picture that a query is to find, and the terms of every source', () => {
    const files = filesIn(folder);
    assert.ok(queries.length >= 10);
    for (const { query, right } of queries) {
      assert.ok(right.length > 0, query);
      for (const file of right)
        assert.ok(files.includes(file), `${file}, right for "${query}", is not there`);
    }
    const attribution = readFileSync(path.join(folder, 'ATTRIBUTION.md'), 'utf8');
    for (const top of new Set(files.map(file => file.split('/')[0]!))) {
      if (top.startsWith('.') || top === 'ATTRIBUTION.md') continue;
      assert.ok(attribution.includes(`${top}/`), `${top}/ is not in ATTRIBUTION.md`);
    }
  });

  test('every picture in it gets a vector', async () => {
    const report = await ask<{ assets: number; problems: readonly unknown[] }>('index');
    assert.deepEqual(report.problems, []);
    assert.equal(report.assets, pictures);
  });
});

describe('a first search with the bundled model', () => {
  test('plain queries find a right picture first, at least nine of ten', async t => {
    const list = path.join(workplace, 'queries.txt');
    writeFileSync(list, queries.map(({ query }) => `${query}\n`).join(''));
    const answers = await ask<readonly Answer[]>('search', '--queries', list, '--limit', '3');
    assert.equal(answers.length, queries.length);
    const wrong = answers.filter(({ results }, i) => !queries[i]!.right.includes(results[0]!.path));
    for (const { query, results } of wrong) {
      t.diagnostic(`"${query}" found ${results.map(({ path }) => path).join(', ')}`);
    }
    const share = 1 - wrong.length / answers.length;
    assert.ok(share >= rightShare, `only ${answers.length - wrong.length} of ${answers.length} are right`);
  });

  test('the labels of the sample name what its clearest pictures show', async () => {
    const tagged = await ask<readonly Tagged[]>('tag');
    assert.equal(tagged.length, pictures);
    const best = new Map(tagged.map(({ path, tags }) => [path, tags[0]!.label]));
    assert.deepEqual(Object.fromEntries(Object.keys(sureTags).map(path => [path, best.get(path)])), sureTags);
  });

  test('exactly the planted copies are found: by bytes, by pixels, and edited', async () => {
    const groups = await ask<readonly Group[]>('duplicates');
    const plain = groups.map(({ kind, assets }) => ({ kind, assets: [...assets].sort() }));
    const order = (a: Group, b: Group) => a.assets[0]!.localeCompare(b.assets[0]!, 'en');
    assert.deepEqual(plain.sort(order), [...plantedCopies].sort(order));
  });
});
