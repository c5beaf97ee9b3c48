// Formats of other programs, held to what their pages say of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LensError } from '../../src/protocol/errors.ts';
import type { LabelGroup } from '../../src/protocol/tag.ts';
import { printCoco } from '../../src/tags/exchangeCoco.ts';
import { printFiftyOne } from '../../src/tags/exchangeFiftyOne.ts';
import type { ExchangedImage } from '../../src/tags/exchangeImage.ts';
import { printLabelStudio } from '../../src/tags/exchangeLabelStudio.ts';

const label = (name: string, parent: string | null = null) => ({
  name, parent, prompts: [], not: [], aliases: [], threshold: null, color: null,
}); // prettier-ignore

const groups: readonly LabelGroup[] = [
  { name: 'animals', kind: 'one-of', labels: [label('animal'), label('cat', 'animal')] },
  { name: null, kind: 'any-of', labels: [label('calm')] },
];

const images: readonly ExchangedImage[] = [
  {
    path: 'sub/a.png', sha256: 'a'.repeat(64), width: 20, height: 10,
    tags: [
      { label: 'cat', group: 'animals', state: 'accepted', probability: null },
      { label: 'calm', group: '', state: 'suggested', probability: 0.75 },
      { label: 'dark', group: 'mood', state: 'suggested', probability: 0.5 },
    ],
  },
  { path: 'b.jpg', sha256: 'b'.repeat(64), width: 3, height: 4, tags: [{ label: 'old', group: '', state: 'by-hand', probability: null }] },
]; // prettier-ignore

const ajv = new Ajv2020({ strict: true });
const integer = { type: 'integer', minimum: 1 } as const;
const text = { type: 'string', minLength: 1 } as const;
const object = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter(key => !optional.includes(key)),
  additionalProperties: false,
});
const list = (items: unknown) => ({ type: 'array', items });

test('COCO: images, annotations and categories as cocodataset.org describes them', () => {
  const coco = JSON.parse(printCoco(images, groups, 'pictures/')) as {
    images: { id: number; file_name: string }[];
    annotations: {
      id: number;
      image_id: number;
      category_id: number;
      bbox: number[];
      area: number;
      score?: number;
    }[];
    categories: { id: number; name: string; supercategory: string }[];
  };
  const schema = object({
    info: { type: 'object' },
    licenses: { type: 'array' },
    images: list(object({ id: integer, file_name: text, width: integer, height: integer })),
    annotations: list(
      object(
        {
          id: integer,
          image_id: integer,
          category_id: integer,
          bbox: { type: 'array', minItems: 4, maxItems: 4, items: { type: 'number' } },
          area: { type: 'number' },
          segmentation: { type: 'array' },
          iscrowd: { enum: [0, 1] },
          score: { type: 'number' },
          attributes: { type: 'object' },
        },
        ['score'],
      ),
    ),
    categories: list(object({ id: integer, name: text, supercategory: text })),
  });
  assert.ok(ajv.validate(schema, coco), ajv.errorsText());
  assert.deepEqual(
    coco.categories.map(({ name, supercategory }) => [name, supercategory]),
    [
      ['animal', 'animals'],
      ['cat', 'animal'],
      ['calm', 'none'],
      ['old', 'none'],
      ['dark', 'mood'],
    ],
  );
  const ids = (things: readonly { id: number }[]) => things.map(({ id }) => id);
  for (const things of [coco.images, coco.annotations, coco.categories])
    assert.equal(new Set(ids(things)).size, things.length, 'ids are unique');
  const told = coco.annotations.map(({ image_id, category_id, bbox, area, score }) => [
    coco.images.find(({ id }) => id === image_id)!.file_name,
    coco.categories.find(({ id }) => id === category_id)!.name,
    bbox.join(),
    area,
    score,
  ]);
  assert.deepEqual(told, [
    ['pictures/sub/a.png', 'cat', '0,0,20,10', 200, undefined],
    ['pictures/sub/a.png', 'calm', '0,0,20,10', 200, 0.75],
    ['pictures/sub/a.png', 'dark', '0,0,20,10', 200, 0.5],
    ['pictures/b.jpg', 'old', '0,0,3,4', 12, undefined],
  ]);
});

test('FiftyOne: classes, and for each image without its extension a list of classifications', () => {
  const fiftyOne = JSON.parse(printFiftyOne(images, groups)) as { classes: string[]; labels: Record<string, { label: string; confidence?: number }[]> };
  const classification = object(
    { label: text, confidence: { type: 'number', minimum: 0, maximum: 1 }, attributes: { type: 'object' } },
    ['confidence'],
  );
  const schema = object({ classes: list(text), labels: { type: 'object', additionalProperties: list(classification) } });
  assert.ok(ajv.validate(schema, fiftyOne), ajv.errorsText());
  assert.deepEqual(Object.keys(fiftyOne.labels), ['sub/a', 'b']);
  assert.deepEqual(fiftyOne.labels['sub/a']!.map(one => [one.label, one.confidence]), [
    ['cat', undefined],
    ['calm', 0.75],
    ['dark', 0.5],
  ]);
  for (const { label: name } of Object.values(fiftyOne.labels).flat()) assert.ok(fiftyOne.classes.includes(name));
  const twins = [images[0]!, { ...images[1]!, path: 'sub/a.jpg' }];
  assert.throws(
    () => printFiftyOne(twins, groups),
    error => LensError.is(error, 'invalid-argument') && /sub\/a\.png and sub\/a\.jpg/.test(error.message),
  );
}); // prettier-ignore

test('Label Studio: tasks whose predictions are choices, those of people and of the model apart', () => {
  const tasks = JSON.parse(printLabelStudio(images, 'starter@1', '/data/local-files/?d=')) as {
    data: { image: string };
    predictions: { model_version: string; score?: number; result: { from_name: string; value: { choices: string[] } }[] }[];
  }[];
  const result = object({
    id: text,
    from_name: text,
    to_name: { const: 'image' },
    type: { const: 'choices' },
    value: object({ choices: { type: 'array', minItems: 1, items: text } }),
  });
  const prediction = object({ model_version: text, score: { type: 'number' }, result: list(result) }, ['score']);
  const schema = list(object({ data: object({ image: text }), predictions: list(prediction) }));
  assert.ok(ajv.validate(schema, tasks), ajv.errorsText());
  assert.deepEqual(
    tasks.map(({ data, predictions }) => [
      data.image,
      ...predictions.map(({ model_version, score, result: results }) => [
        model_version,
        score,
        ...results.map(({ from_name, value }) => `${from_name}: ${value.choices.join()}`),
      ]),
    ]),
    [
      ['/data/local-files/?d=sub/a.png', ['decided', undefined, 'animals: cat'], ['starter@1', 0.5, 'label: calm', 'mood: dark']],
      ['/data/local-files/?d=b.jpg', ['decided', undefined, 'label: old']],
    ],
  );
}); // prettier-ignore
