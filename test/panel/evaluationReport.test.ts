// How well labels fit, as a text whose links lead to the images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluationReport } from '../../src/extension/evaluationReport.ts';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { EvaluationReply, LabelQuality } from '../../src/protocol/evaluation.ts';

const words = {
  t: (sentence: string, ...values: (string | number)[]) =>
    sentence.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)])),
  count: (value: number) => value.toLocaleString('en'),
};

const share = (value: number) => ({ value, low: value / 2, high: 1, of: 10 });

const quality = (label: string, more: Partial<LabelQuality> = {}): LabelQuality => ({
  label,
  group: 'animals',
  hits: 8,
  wrong: 2,
  missed: 2,
  others: 1000,
  precision: share(0.8),
  recall: share(0.8),
  f1: share(0.8),
  threshold: { present: 0.5, suggested: null, reason: 'few', before: null, after: null, of: 3 },
  ...more,
});

const reply: EvaluationReply = {
  images: 1012,
  average: { labels: 1, precision: 0.8, recall: 0.8, f1: 0.8 },
  labels: [
    quality('cat', {
      threshold: { present: 0.5, suggested: 0.35, reason: null, before: 0.7, after: 0.9, of: 506 },
    }),
    quality('a|b', { group: null, precision: null }),
    quality('dog', { precision: null, recall: null, f1: null }),
  ],
  confusions: [
    { group: 'animals', truth: 'cat', suggested: null, count: 1200, ids: [1, 2, 3] as AssetId[] },
    { group: 'animals', truth: null, suggested: 'cat', count: 1, ids: [2] as AssetId[] },
  ],
  unused: { labels: [{ name: 'pets', images: 4 }], images: ['gone.png'], imageCount: 1, disputed: 2 },
};

const paths = new Map([[1, 'sub/a b.png'], [2, 'ü.png']]); // prettier-ignore
const report = evaluationReport(reply, 'pictures', id => paths.get(id), words);
const lines = report.text.split('\n');

test('each link covers the path of its image, and an image that is gone is left out', () => {
  assert.deepEqual(
    report.links.map(({ line, from, to, id }) => [id, lines[line]!.slice(from, to)]),
    [[1, 'sub/a b.png'], [2, 'ü.png'], [2, 'ü.png']],
  ); // prettier-ignore
});

test('the table is straight, and what is not known has no number', () => {
  const table = lines.filter(line => line.startsWith('|'));
  const [header, ruler, cat, other] = table;
  assert.equal(new Set(table.slice(0, 5).map(line => line.length)).size, 1);
  assert.match(header!, /^\| Label +\| Images \| Precision +\| Recall +\| F1 +\|$/);
  assert.match(ruler!, /^\|-+\|-+\|-+\|-+\|-+\|$/);
  assert.match(cat!, /^\| animals\/cat +\| 10 +\| 0\.80 \(0\.40–1\.00\) \|/);
  assert.match(other!, /^\| a\\\|b +\| 10 +\| – +\|/);
  assert.match(report.text, /Nothing is known of animals\/dog\./);
});

test('confusions, thresholds and what was passed over are told', () => {
  assert.match(report.text, /^1,200 × cat → none of these$/m);
  assert.match(report.text, /^1 × none of these → cat$/m);
  assert.match(report.text, /^\| animals\/cat +\| 0\.5 → 0\.35 +\| 0\.70 → 0\.90 +\| 506/m);
  assert.match(report.text, /^- "pets" is no label: 4 images$/m);
  assert.match(report.text, /^- gone\.png is no image of this folder$/m);
  assert.match(report.text, /^- Two things are said that cannot both be: 2 images/m);
});
