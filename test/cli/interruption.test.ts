import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { launch, stop } from '../../src/encoder/launch.ts';
import { batchesInFlight, encodeBatch } from '../../src/lens/folderRun.ts';
import { type Outcome, type Surroundings, builtCommand, coloursModel, stopWhen } from './assetLens.ts';
import { manyPngs, png, red } from './drawing.ts';
import { type Workspace, workspace } from './workspace.ts';

const count = 120;

/** With so many pictures under way, so many thumbnails mean that at least one batch is kept. */
const underWay = batchesInFlight * encodeBatch;
const thumbnailsBefore = underWay + encodeBatch / 2;

const onWindows = process.platform === 'win32' && 'Windows knows no signals';

function thumbnails(root: string): number {
  try {
    return readdirSync(path.join(root, 'cache', 'asset-lens', 'thumbnails'), { recursive: true }).filter(
      name => /\.(jpg|webp)$/.test(String(name)),
    ).length;
  } catch {
    // The store is not there yet.
    return 0;
  }
}

async function manyPictures(t: TestContext): Promise<Workspace> {
  const pictures = await manyPngs(count);
  return workspace(t, Object.fromEntries(pictures.map((bytes, number) => [`${number}.png`, bytes])));
}

/** Starts to index, stops in the middle, and gives what was said. */
function indexAndStop(
  { root, folder, start }: Workspace,
  surroundings: Partial<Surroundings>,
  stop: (pid: number) => void,
): Promise<Outcome> {
  return stopWhen(
    start(['index', folder, '--json'], surroundings),
    () => thumbnails(root) >= thumbnailsBefore,
    child => stop(child.pid!),
  );
}

const stopped = { status: 130, stdout: '', stderr: 'Stopped. What was encoded is kept.\n' };

test('Ctrl-C stops an index run and keeps what was encoded', { skip: onWindows }, async t => {
  const pictures = await manyPictures(t);
  // A terminal tells every process of the group.
  const outcome = await indexAndStop(pictures, { ownGroup: true }, pid => process.kill(-pid, 'SIGINT'));
  assert.deepEqual(outcome, stopped);
  const { assets, encoded, reused, problems } = await pictures.json('index', ['index', pictures.folder]);
  assert.deepEqual({ assets, problems }, { assets: count, problems: [] });
  assert.ok(reused >= 16, `${reused} were kept`);
  assert.equal(encoded, count - reused);
});

test('a signal to the command alone stops it just as well', { skip: onWindows }, async t => {
  const pictures = await manyPictures(t);
  const outcome = await indexAndStop(pictures, {}, pid => process.kill(pid, 'SIGTERM'));
  assert.deepEqual(outcome, { ...stopped, status: 143 });
  const { encoded, reused } = await pictures.json('index', ['index', pictures.folder]);
  assert.ok(reused >= 16 && encoded === count - reused, `${reused} reused, ${encoded} encoded`);
});

test(
  'Ctrl-C stops an index run that waits for another process to free the index',
  { skip: onWindows },
  async t => {
    const pictures = await manyPictures(t);
    // Another folder is indexed first: then the store knows the model, and the first thing to be written is a batch.
    const first = path.join(pictures.root, 'first');
    mkdirSync(first);
    writeFileSync(path.join(first, 'red.png'), await png(red));
    await pictures.json('index', ['index', first]);
    const lock = new DatabaseSync(path.join(pictures.root, 'cache', 'asset-lens', 'vectors.sqlite'));
    lock.exec('begin immediate');
    const outcome = await stopWhen(
      pictures.start(['index', pictures.folder]),
      // All batches under way are through: the first waits for its turn to be written.
      () => thumbnails(pictures.root) >= 1 + underWay,
      child => child.kill('SIGINT'),
    );
    lock.exec('rollback');
    lock.close();
    assert.deepEqual(outcome, stopped);
  },
);

test('a second Ctrl-C ends at once what does not stop', { skip: onWindows }, async () => {
  const module = path.resolve(import.meta.dirname, '../../src/cli/interruption.ts');
  const script = `
    import { interruption } from ${JSON.stringify(pathToFileURL(module).href)};
    const { signal } = interruption();
    signal.addEventListener('abort', () => console.log('asked'));
    setInterval(() => undefined, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, 'ready');
  child.kill('SIGINT');
  assert.equal((await lines.next()).value, 'asked');
  // Later than what is taken for one key press.
  await pause(1000);
  child.kill('SIGINT');
  // A shell reports it as 130.
  assert.deepEqual(await ended, [null, 'SIGINT']);
});

test(
  'Ctrl-C does not end a process of the encoder: no picture is taken for broken',
  { skip: onWindows },
  async () => {
    const settings = { modelFolder: coloursModel, provider: 'cpu', threads: 1 } as const;
    const start = { ...settings, tower: 'text', known: null, indexed: [] } as const;
    const running = launch(path.join(path.dirname(builtCommand), 'encoder.js'), start);
    try {
      await running.identity;
      running.process.kill('SIGINT');
      const vectors = await running.channel.ask('encodeTexts', { texts: ['red'] });
      assert.deepEqual([...vectors], [1, 0, 0, 0]);
    } finally {
      await stop(running);
    }
  },
);
