import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { run } from './assetLens.ts';
import { png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

const site = await workspace(
  { after },
  {
    'img/used.png': png(red),
    'img/flags/de.png': png(red),
    'img/lonely.png': png(red),
    'README.md': 'A page.\n\n![Used](img/used.png)\n',
    'src/a.ts': "import used from '../img/used.png';\nconst flag = `../img/flags/${name}.png`;\n",
    'ignored/b.md': '![Lonely](../img/lonely.png)',
    '.gitignore': 'ignored/\n',
  },
);
const { folder, root } = site;

test('references of one image are told with place, text, form and certainty; an ignored text is not read', async () => {
  const expected = [
    {
      file: 'README.md',
      line: 3,
      column: 9,
      text: 'img/used.png',
      form: 'markdown-image',
      certainty: 'certain',
    },
    { file: 'src/a.ts', line: 1, column: 19, text: '../img/used.png', form: 'import', certainty: 'certain' },
  ];
  assert.deepEqual(await site.json('references', ['references', folder, 'img/used.png']), expected);
  // As a person names it who stands elsewhere.
  const seen = path.relative(root, path.join(folder, 'img/used.png'));
  assert.deepEqual(await site.json('references', ['references', folder, seen]), expected);
  assert.deepEqual(await site.json('references', ['references', folder, 'img/lonely.png']), []);
});

test('without an image all references are told, by image, a dynamic one with its pattern', async () => {
  const all = await site.json('allReferences', ['references', folder]);
  assert.deepEqual(
    all.map(({ image, file, pattern }) => [image, file, pattern]),
    [
      ['img/flags/de.png', 'src/a.ts', 'img/flags/*.png'],
      ['img/used.png', 'README.md', undefined],
      ['img/used.png', 'src/a.ts', undefined],
    ],
  );
});

test('unused tells the state of every image; --fail ends with 3 where one is unused', async t => {
  const states = await site.json('unused', ['unused', folder]);
  assert.deepEqual(
    states.map(({ path: image, state }) => [image, state]),
    [
      ['img/flags/de.png', 'maybe'],
      ['img/lonely.png', 'unused'],
      ['img/used.png', 'used'],
    ],
  );
  const failed = await site.run(['unused', folder, '--fail']);
  assert.equal(failed.status, 3);
  assert.match(failed.stderr, /^1 image is unused\.\n$/);
  assert.match(failed.stdout, /3 images: 1 used, 1 maybe, 1 unused/);
  const tidy = await workspace(t, { 'a.png': png(red), 'b.md': '![](a.png)' });
  assert.equal((await tidy.run(['unused', tidy.folder, '--fail'])).status, 0);
});

test('--sarif prints a log of version 2.1.0 with rules, results and places', async () => {
  const references = await site.run(['references', folder, '--sarif']);
  assert.equal(references.status, 0);
  const [place] = checkedSarif(references.stdout).filter(({ uri }) => uri === 'README.md');
  assert.deepEqual(place, {
    rule: 'image-reference',
    uri: 'README.md',
    region: { startLine: 3, startColumn: 9, endLine: 3, endColumn: 21 },
  });
  const unused = await site.run(['unused', folder, '--sarif', '--fail']);
  assert.equal(unused.status, 3);
  assert.deepEqual(checkedSarif(unused.stdout), [
    { rule: 'maybe-unused-image', uri: 'img/flags/de.png', region: undefined },
    { rule: 'unused-image', uri: 'img/lonely.png', region: undefined },
  ]);
});

interface Sarif {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] };
    };
    readonly columnKind: string;
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
          readonly region?: object;
        };
      }[];
    }[];
  }[];
}

/** Checks what SARIF 2.1.0 asks of a log (§3.13, §3.14, §3.27) and gives its results in short. */
function checkedSarif(stdout: string) {
  // What is not as it says fails below.
  const log = JSON.parse(stdout) as Sarif;
  assert.equal(log.version, '2.1.0');
  assert.match(log.$schema, /sarif-2\.1\.0/);
  assert.equal(log.runs.length, 1);
  const [{ tool, results, columnKind }] = log.runs as [Sarif['runs'][0]];
  assert.equal(columnKind, 'utf16CodeUnits');
  assert.ok(tool.driver.name !== '' && tool.driver.rules.length > 0);
  return results.map(({ ruleId, ruleIndex, level, message, locations }) => {
    assert.equal(tool.driver.rules[ruleIndex]!.id, ruleId);
    assert.ok(['none', 'note', 'warning', 'error'].includes(level));
    assert.ok(message.text.length > 0);
    const { artifactLocation, region } = locations[0]!.physicalLocation;
    assert.ok(!artifactLocation.uri.startsWith('/') && new URL(artifactLocation.uri, 'file:///x/') !== null);
    return { rule: ruleId, uri: artifactLocation.uri, region };
  });
}

test('neither needs a model or an index, and nothing is written', async t => {
  const fresh = await workspace(t, { 'a.png': png(red), 'b.md': '![](a.png)' });
  const words = ['unused', fresh.folder, '--json', '--model', path.join(fresh.root, 'no-model')];
  const { status, stdout, stderr } = await run(words, { root: fresh.root });
  assert.deepEqual([status, stderr], [0, '']);
  assert.deepEqual(JSON.parse(stdout), [{ path: 'a.png', state: 'used', evidence: 'In b.md:1.' }]);
  assert.ok(!existsSync(path.join(fresh.root, '.cache', 'asset-lens')));
});

test('a text that is too large is told, and the others are read', async t => {
  const large = await workspace(t, { 'a.png': png(red), 'b.md': '![](a.png)' });
  writeFileSync(path.join(large.folder, 'large.json'), `"${'x'.repeat(6 * 1024 * 1024)}"`);
  const { status, stderr, stdout } = await large.run(['unused', large.folder]);
  assert.equal(status, 0);
  assert.match(stderr, /large\.json was not read: It is larger than 5 MB\./);
  assert.match(stdout, /1 used/);
});

test('for people: places of one image as a table, and a sentence where there are none', async () => {
  const { stdout } = await site.run(['references', folder, 'img/used.png']);
  assert.match(stdout, /^README\.md:3:9 +certain +markdown-image +img\/used\.png\nsrc\/a\.ts:1:19/);
  assert.equal(
    (await site.run(['references', folder, 'img/lonely.png'])).stdout,
    'No text refers to img/lonely.png.\n',
  );
});
