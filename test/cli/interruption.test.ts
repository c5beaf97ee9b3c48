import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { launch, stop } from '../../src/encoder/launch.ts';
import { type Outcome, type Surroundings, builtCommand, coloursModel, stopWhen } from './assetLens.ts';
import { manyPngs, png, red } from './drawing.ts';
import { type Workspace, workspace } from './workspace.ts';

const count = 120;

/** With two batches of 16 under way, so many thumbnails mean that at least one batch is kept. */
const thumbnailsBefore = 40;

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
  'a second Ctrl-C ends the command at once, also while another process keeps the index locked',
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
    const running = pictures.start(['index', pictures.folder]);
    const outcome = await stopWhen(
      running,
      // Two batches of 16 are through: the first waits for its turn to be written, and the engine with it.
      () => thumbnails(pictures.root) >= 1 + 32,
      child => {
        child.kill('SIGINT');
        // Later than what is taken for one key press.
        setTimeout(() => child.kill('SIGINT'), 1000);
      },
    );
    lock.exec('rollback');
    lock.close();
    // A shell reports it as 130.
    assert.equal(running.process.signalCode, 'SIGINT');
    assert.deepEqual(outcome, { ...stopped, status: null });
  },
);

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
