// Another process writes into the store for long: questions are answered meanwhile, and what is to be written waits.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { catalogFile } from '../../src/catalog/place.ts';
import { openStore } from '../../src/catalog/store.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { type Workspace, workspace } from './workspace.ts';

/** Holds the turn to write in all databases of the workspace until its input is closed. */
async function longWriter(t: TestContext, { folder, store }: Workspace): Promise<ChildProcess> {
  const files = [path.join(store, 'vectors.sqlite'), catalogFile(store, folder)];
  const script = path.join(import.meta.dirname, 'longWriter.ts');
  const writer = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...files], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => writer.kill('SIGKILL'));
  assert.equal(String((await once(writer.stdout!, 'data'))[0]), 'holds\n');
  return writer;
}

/** A folder with an index, into which another process writes for long. */
async function busyWorkspace(t: TestContext) {
  const place = workspace(t, { 'red.png': 'red', 'blue.png': 'blue' });
  const encoder = fakeEncoder();
  const desk = place.open({}, encoder);
  await desk.ask('index', { folder: null });
  place.write({ 'green.png': 'green' });
  const encoded = Promise.withResolvers<null>();
  const { encodeImages } = encoder;
  encoder.encodeImages = async (...asked) => {
    const images = await encodeImages(...asked);
    // By then the run has taken them over.
    setImmediate(() => encoded.resolve(null));
    return images;
  };
  return { place, desk, writer: await longWriter(t, place), encoded: encoded.promise };
}

test('a typed query is answered at once, and its vector is kept later', async t => {
  const { place, desk, writer } = await busyWorkspace(t);
  assert.equal((await desk.paths({ text: 'red' }))[0], 'red.png');
  assert.equal(writer.exitCode, null);
  const store = openStore(place.store, { readOnly: true });
  t.after(() => store.close());
  const { space } = store.vectorSets()[0]!;
  const isKept = () => store.textVectors(space, ['red']).size > 0;
  assert.equal(isKept(), false);
  writer.stdin!.end();
  await once(writer, 'exit');
  while (!isKept()) await new Promise(resolve => setTimeout(resolve, 20));
});

test('an index run waits, questions are answered, and the run ends once the other has', async t => {
  const { desk, writer, encoded: waits } = await busyWorkspace(t);
  let isDone = false;
  const run = desk.ask('index', { folder: null }).finally(() => (isDone = true));
  await waits;
  for (const text of ['red', 'blue', 'red and blue']) assert.equal((await desk.paths({ text })).length, 2);
  assert.deepEqual([isDone, writer.exitCode], [false, null]);
  writer.stdin!.end();
  const { assets, encoded } = await run;
  assert.deepEqual([assets, encoded], [3, 1]);
  assert.equal((await desk.paths({ text: 'green' }))[0], 'green.png');
});

test('a run that waits can be cancelled while the other still writes, and goes on later', async t => {
  const { desk, writer, encoded: waits } = await busyWorkspace(t);
  const stop = new AbortController();
  const run = desk.ask('index', { folder: null }, stop.signal);
  await waits;
  stop.abort();
  await assert.rejects(run, error => LensError.is(error, 'aborted'));
  assert.equal(writer.exitCode, null);
  writer.stdin!.end();
  const { assets } = await desk.ask('index', { folder: null });
  assert.equal(assets, 3);
});
