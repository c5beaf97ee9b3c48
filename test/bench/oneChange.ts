/**
 * What one changed file costs among many: `node test/bench/oneChange.ts [files]`.
 * Everything is real but the pictures and the model (`test/lens/fakeEncoder.ts`), so that what is measured is the
 * engine's own work. Prints milliseconds, medians of the repetitions; docs/decisions/following-changes.md quotes them.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderAt } from '../../src/catalog/place.ts';
import { LensDesk } from '../../src/lens/desk.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { fakeEncoder } from '../lens/fakeEncoder.ts';
import { everything } from '../lens/workspace.ts';
import { plainSettings } from '../lens/plainSettings.ts';

const count = Number(process.argv[2] ?? 100_000);
const filesInFolder = 100;
const repetitions = 9;

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asset-lens-')));
const folder = path.join(root, 'folder');
const fileOf = (n: number) =>
  `${Math.floor(n / filesInFolder) % 100}/${Math.floor(n / filesInFolder)}/${n}.png`;
for (let n = 0; n < count; n++) {
  if (n % filesInFolder === 0) mkdirSync(path.dirname(path.join(folder, fileOf(n))), { recursive: true });
  writeFileSync(path.join(folder, fileOf(n)), `picture ${n}`);
}

const encoder = fakeEncoder();
const desk = new LensDesk(
  {
    folders: [folderAt(folder)],
    store: path.join(root, 'store'),
    ...plainSettings,
  },
  {
    startEncoder: () => encoder,
    progress: () => undefined,
    changed: () => undefined,
    status: () => undefined,
  },
);
const { index, outdated, search } = desk.handlers;
const signal = new AbortController().signal;
const changedAt = (n: number) => [{ folder: folderAt(folder).id, path: fileOf(n) as AssetPath }];

async function median(work: (round: number) => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < repetitions; round++) {
    const began = performance.now();
    await work(round);
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[repetitions >> 1]!.toFixed(1);
}

try {
  await index({ folder: null }, signal);
  await search({ ...everything, text: 'picture' }, signal);
  const before = encoder.encoded.length;
  const one = await median(async round => {
    const n = Math.floor((count / repetitions) * round);
    writeFileSync(path.join(folder, fileOf(n)), `another picture ${n}`);
    const changed = changedAt(n);
    if (!(await outdated({ changed }, signal))) throw new Error('The change was not seen.');
    await index({ folder: null, changed }, signal);
  });
  const encoded = encoder.encoded.length - before;
  const nothing = await median(round => Promise.resolve(outdated({ changed: changedAt(round) }, signal)));
  const catchUp = await median(() => Promise.resolve(outdated({ changed: null }, signal)));
  console.log(`files                                     ${count}`);
  console.log(
    `one changed file, told and encoded        ${one} ms (${encoded / repetitions} encodings each)`,
  );
  console.log(`one event without a change                ${nothing} ms`);
  console.log(`a look at everything, nothing changed     ${catchUp} ms`);
} finally {
  await desk.dispose();
  rmSync(root, { recursive: true, force: true });
}
