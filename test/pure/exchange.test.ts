// Tags as tables: what is written is read back as it was, whatever the names hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetPath, ContentHash } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import type { ExchangedTag, TagRecord } from '../../src/protocol/exchange.ts';
import type { Label, LabelGroup } from '../../src/protocol/tag.ts';
import { imagesByRecord, labelsByName } from '../../src/tags/exchange.ts';
import { parseCsv, printCsv } from '../../src/tags/exchangeCsv.ts';
import { parseJson, printJson } from '../../src/tags/exchangeJson.ts';

const tag = (label: string, more: Partial<ExchangedTag> = {}): ExchangedTag => ({
  label, group: 'g', state: 'accepted', probability: null, ...more,
}); // prettier-ignore

const sha256 = 'a'.repeat(64);

const odd: readonly TagRecord[] = [
  { path: 'a, "b"/c\nd.png', sha256, tags: [tag('x, y'), tag('line\nbreak', { state: 'by-hand' })] },
  { path: '=cmd.png', sha256: null, tags: [tag("=HYPERLINK('evil')", { group: '@g' }), tag("'=quoted")] },
  { path: '-a.png', sha256, tags: [tag('a;b|c'), tag('Ünï猫🐈', { state: 'suggested', probability: 0.25 })] },
  { path: 'ordner\\mit\\strich.png', sha256: null, tags: [] },
];

test('CSV is read back as it was written: quotes, line breaks, formulas, separators, other alphabets', () => {
  const text = printCsv(odd);
  const read = parseCsv(text, 't.csv').map(record => ({ ...record, path: record.path.replace(/^\.\//, '') }));
  assert.deepEqual(read, odd);
  assert.doesNotMatch(text, /(^|,)"?[=+@-]/m, 'no cell begins as a formula');
  assert.match(text, /^path,group,label,state,probability,sha256\n/);
});

test('tables of others: semicolons or tabs, a byte order mark, other names of columns, several labels in a cell', () => {
  const expected = [
    ['a.png', ['cat', 'dog']],
    ['b.png', []],
  ];
  for (const text of [
    '\uFEFFFilename;Tags\r\na.png;cat|dog\r\nb.png;\r\n',
    'image\tlabels\na.png\tcat; dog\nb.png\t\n\n',
    'x,path,label\n1,a.png,cat\n2,a.png,dog\n3,b.png,',
  ]) {
    const records = parseCsv(text, 't.csv').map(({ path, tags }) => [path, tags.map(({ label }) => label)]);
    assert.deepEqual(records, expected, text);
  }
});

test('a table with a mistake is told with its line, and what was expected', () => {
  const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
    ['', /line 1: found no column "path", expected a header such as path,group,label/],
    ['path,what\n', /no column "label"/],
    ['path,label\n"a\nb.png,cat\n', /line 2: found a quote that is not closed/],
    ['path,label,state\n"a\nb",cat,accepted\nc,cat,maybe\n', /line 4: found the state "maybe"/],
    ['path,label,probability\na,cat,2\n', /line 2: found the probability "2"/],
    ['path,label\n,cat\n', /line 2: found no path/],
  ];
  for (const [text, says] of mistakes) {
    assert.throws(
      () => parseCsv(text, 't.csv'),
      error =>
        LensError.is(error, 'invalid-argument') &&
        says.test(error.message) &&
        error.message.includes('t.csv'),
      text,
    );
  }
});

test('a large table is read in time that grows with its length alone', () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i}.png,cat`).join('\n');
  assert.equal(parseCsv(`path,label\n${rows}`, 't.csv').length, 100_000);
});

test('JSON is read back as it was written, and so is what others write', () => {
  assert.deepEqual(parseJson(printJson(odd), 't.json'), odd);
  assert.deepEqual(parseJson(printJson([]), 't.json'), []);
  const plain = [{ path: 'a.png', sha256: null, tags: [tag('cat', { group: null, state: null })] }];
  for (const text of [
    '{"a.png":["cat"]}',
    '{"a.png":"cat"}',
    '[{"file":"a.png","labels":["cat"]}]',
    '[{"path":"a.png","tags":[{"name":"cat"},{"label":null,"group":"g"}]}]',
  ])
    assert.deepEqual(parseJson(text, 't.json'), plain, text);
  for (const text of ['{', '3', '[{}]', '[{"path":"a"}]', '[{"path":"a","tags":[1]}]', '[{"path":"a","tags":[{"label":"x","state":"?"}]}]'])
    assert.throws(() => parseJson(text, 't.json'), /t\.json/, text);
}); // prettier-ignore

test('a record means an image by its path, however that is written, or else by its content', () => {
  const place = (path: string, hash: string) => ({ path: path as AssetPath, hash: hash as ContentHash });
  const images = [place('sub/caf\u00e9.png', 'a'), place('b\\c.png', 'b'), place('d.png', 'b')];
  const find = (folder: string, path: string, hash: string | null = null) =>
    imagesByRecord(folder, images)({ path, sha256: hash, tags: [] }).map(image => image.path);
  assert.deepEqual(find('/home/x', './sub/cafe\u0301.png'), ['sub/café.png']);
  assert.deepEqual(find('/home/x', '/home/x/sub/café.png'), ['sub/café.png']);
  assert.deepEqual(find('C:\\Users\\x', 'c:\\users\\X\\sub\\café.png'), ['sub/café.png']);
  assert.deepEqual(find('/home/x', 'sub\\café.png'), ['sub/café.png']);
  assert.deepEqual(find('/home/x', 'b\\c.png'), ['b\\c.png'], 'a backslash may be part of a name');
  assert.deepEqual(find('/home/x', '/home/xy/d.png'), []);
  assert.deepEqual(find('/home/x', 'gone.png', 'b'), ['b\\c.png', 'd.png']);
});

test('names mean labels as they are written, or by an alias, or in other case where that is one label alone', () => {
  const label = (name: string, ...aliases: string[]): Label => ({
    name, prompts: [], not: [], aliases, parent: null, threshold: null, color: null,
  }); // prettier-ignore
  const groups: readonly LabelGroup[] = [
    { name: 'g', kind: 'any-of', labels: [label('cat', 'Kitten'), label('Polish'), label('polish')] },
  ];
  const find = (name: string) => labelsByName(groups)(name)?.label.name;
  assert.deepEqual(['cat', 'CAT', 'kitten', 'polish', 'Polish', 'POLISH', 'dog'].map(find), [
    'cat', 'cat', 'cat', 'polish', 'Polish', undefined, undefined,
  ]); // prettier-ignore
});
