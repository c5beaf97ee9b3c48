// Two models over one workspace: the old one answers while the new one is made ready, and neither costs the other anything.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LensError } from '../../src/protocol/errors.ts';
import { idAt } from '../../src/protocol/query.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { everything, workspace } from './workspace.ts';

const pictures = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.png`, `picture ${i} red`]));

test('a model answers as before while another indexes the same folder, and after it', async t => {
  const place = workspace(t, pictures);
  const old = place.open({}, fakeEncoder('old'));
  await old.ask('index', { folder: null });
  const request = { ...everything, text: 'red' };
  const ask = async () => ({ ...(await old.ask('search', request)), milliseconds: 0 });
  const before = await ask();
  const answers: unknown[] = [];
  const encoder = fakeEncoder('new');
  const next = place.open({}, encoder);
  let asked: Promise<unknown> = Promise.resolve();
  encoder.onBatch = () => {
    asked = asked.then(async () => answers.push(await ask()));
  };
  const report = await next.ask('index', { folder: null });
  await asked;
  assert.equal(report.encoded, 40, 'the new one has vectors of its own');
  assert.ok(answers.length > 0, 'asked in the middle');
  for (const answer of [...answers, await ask()]) assert.deepEqual(answer, before);
  // And back: nothing is encoded again.
  assert.equal((await old.ask('index', { folder: null })).encoded, 0);
  assert.equal((await next.ask('index', { folder: null })).encoded, 0);
});

test('an image that changes meanwhile is encoded once by each model', async t => {
  const place = workspace(t, pictures);
  const old = place.open({}, fakeEncoder('old'));
  await old.ask('index', { folder: null });
  const next = place.open({}, fakeEncoder('new'));
  await next.ask('index', { folder: null });
  place.write({ 'more.png': 'a new picture' });
  assert.equal((await old.ask('index', { folder: null })).encoded, 1);
  assert.equal((await next.ask('index', { folder: null })).encoded, 1);
  assert.ok((await old.paths({ text: 'red' })).includes('more.png'));
});

test('sets of vectors lie side by side with their sizes, and one that does not answer is removed', async t => {
  const place = workspace(t, {
    ...pictures,
    '.vscode/asset-lens.json': '{"groups":[{"name":"g","kind":"any-of","labels":[{"name":"red"}]}]}',
  });
  const old = place.open({}, fakeEncoder('old'));
  await old.ask('index', { folder: null });
  const { ids } = await old.ask('search', everything);
  await old.ask('decide', {
    ids: [idAt(ids, 0)!],
    decisions: [{ group: 'g', label: 'red', verdict: 'accepted' }],
  });
  const decisions = path.join(place.folder, '.vscode', 'asset-lens.decisions');
  const stated = readFileSync(decisions, 'utf8');
  const next = place.open({}, fakeEncoder('new'));
  await next.ask('index', { folder: null });
  const sets = await next.ask('vectorSets', null);
  assert.deepEqual(
    sets.map(({ model, vectors, isUsed }) => [model, vectors, isUsed]),
    [
      ['old@1', 40, false],
      ['new@1', 40, true],
    ],
  );
  assert.ok(sets.every(({ bytes }) => bytes > 0));
  await assert.rejects(next.ask('removeVectorSet', { space: 'new' }), (error: unknown) =>
    LensError.is(error, 'invalid-argument'),
  );
  await old.desk.dispose();
  assert.deepEqual(await next.ask('removeVectorSet', { space: 'old' }), { bytes: sets[0]!.bytes });
  assert.deepEqual(
    (await next.ask('vectorSets', null)).map(({ space }) => space),
    ['new'],
  );
  assert.equal((await next.ask('index', { folder: null })).encoded, 0);
  assert.equal(readFileSync(decisions, 'utf8'), stated, 'decisions are untouched');
  assert.equal((await place.open({}, fakeEncoder('old')).ask('index', { folder: null })).encoded, 40);
});

test('what no file of a model tells is told of once', async t => {
  const place = workspace(t, pictures);
  const encoder = fakeEncoder('vague');
  const plain = encoder.hello;
  encoder.hello = async signal => ({
    ...(await plain(signal)),
    assumed: ['No file tells the trained temperature.'],
  });
  const desk = place.open({}, encoder);
  await desk.ask('index', { folder: null });
  await desk.ask('search', { ...everything, text: 'red' });
  const { notices } = await desk.ask('status', null);
  assert.deepEqual(
    notices.filter(notice => /temperature/.test(notice)),
    ['vague@1: No file tells the trained temperature.'],
  );
});
