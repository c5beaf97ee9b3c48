// Nothing in the catalogue is invented: what it says of a model stands in the facts that were gathered from public pages,
// ../shared/facts/models.md, which are no part of this repository.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { catalogue, type CatalogueModel } from '../../src/models/catalogue.ts';

const factsFile = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'facts', 'models.md');
const hasFacts = existsSync(factsFile);
const facts = hasFacts ? readFileSync(factsFile, 'utf8') : '';
const skip = hasFacts ? false : `The facts are not here: there is no ${factsFile}.`;

/** The row of a model in the table of models, by the hub's id of its weights. */
function rowOf({ weights }: CatalogueModel): string[] {
  const rows = facts.split('\n').filter(line => line.startsWith('| ') && idsIn(line.split('|')[2] ?? '').includes(weights)); // prettier-ignore
  assert.equal(rows.length, 1, `${weights} has ${rows.length} rows`);
  return rows[0]!.split('|').map(cell => cell.trim().replaceAll('*', ''));
}

const idsIn = (cell: string): readonly string[] => cell.match(/[\w.-]+\/[\w.-]+/g) ?? [];

/** All figures of a cell: one model's, or those of several sizes in one row. */
const figures = (cell: string) => (cell.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

describe('what the catalogue says stands in the facts', { skip }, () => {
  for (const model of catalogue) {
    test(`of ${model.id}: size of vectors and pictures, and published scores`, () => {
      const [, , , dimensions, pixels, , imageNet, coco] = rowOf(model);
      assert.ok(figures(dimensions!).includes(model.dimensions), dimensions);
      // "as named" where one row has several sizes.
      assert.ok(
        figures(pixels!).includes(model.pixels) || model.weights.endsWith(`-${model.pixels}`),
        pixels,
      );
      const { imageNet: named, cocoTextToImage, cocoImageToText } = model.quality;
      if (named !== null) assert.ok(figures(imageNet!).includes(named), imageNet);
      if (cocoTextToImage === null) assert.deepEqual(figures(coco!), []);
      else assert.ok(coco!.includes(`${cocoTextToImage}/${cocoImageToText}`), coco);
    });

    test(`of ${model.id}: repositories, digests, licence, scale and bias`, () => {
      for (const { repo, sha256 } of model.files) {
        assert.ok(facts.includes(repo) || facts.includes(repo.replace(/-\d+-ONNX$/, '')), repo);
        if (sha256) assert.ok(facts.includes(sha256), sha256);
      }
      const row = rowOf(model).join(' ');
      const name = row.includes('same') ? facts : row;
      assert.ok(name.toLowerCase().includes(model.licence.name.toLowerCase()), model.licence.name);
      const { logitScale, logitBias } = model.card;
      if (logitBias !== undefined) assert.ok(facts.replaceAll('−', '-').includes(String(logitBias)));
      if (logitScale !== undefined && logitScale !== Math.log(100))
        assert.ok(facts.includes(String(logitScale)));
      // A scale of 100 is told of OpenAI's and Apple's only; elsewhere it is a bound.
      if (logitScale === Math.log(100)) assert.ok(/OpenAI|Apple/.test(model.title), model.title);
    });

    test(`of ${model.id}: what is not told is marked`, () => {
      const told = model.unconfirmed.join(' ');
      if (model.bytes === null) assert.match(told, /size/);
      if (model.card.logitScale === undefined) assert.match(told, /temperature|scale/);
    });
  }

  test('of sizes: the sum of what the pages say of its files', () => {
    const sums: Readonly<Record<string, readonly [bytes: number, ...parts: readonly string[]]>> = {
      'clip-vit-b-32': [606e6, 'vision_model 352/', 'text_model 254/'],
      'clip-vit-b-16': [345_060_583 + 254_058_553, 'vision 345,060,583 B', 'text 254,058,553 B'],
      'clip-vit-l-14': [1.22e9 + 495e6, 'vision 1.22 GB/', 'text 495/'],
      'clip-rn50': [153e6 + 255e6, 'visual 153, textual 255 MB'],
      'tinyclip-8m': [94e6, 'onnx/model.onnx 94 MB'],
      'mobileclip-s0': [170e6 + 45.5e6, 'text 170/', 'vision 45.5/'],
      'siglip2-b-16-224': [
        186_039_516 + 564_862_230 + 34_363_039,
        '186,039,516 B',
        '564,862,230 B',
        '34,363,039 B',
      ],
    };
    const sized = catalogue.filter(({ bytes }) => bytes !== null);
    assert.deepEqual(sized.map(({ id }) => id).sort(), Object.keys(sums).sort());
    for (const { id, bytes } of sized) {
      const [sum, ...parts] = sums[id]!;
      assert.equal(bytes, sum, id);
      for (const part of parts) assert.ok(facts.includes(part), part);
    }
  });
});
