// Several processes at one store: one indexes at a time, the others follow and take over.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { openStore } from '../../src/catalog/store.ts';
import type { IndexerLine } from './indexer.ts';
import { workspace } from './workspace.ts';

/** Pictures whose contents all differ. */
const pictures = (count: number, of = 'picture') =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [`${of}${number}.png`, `${of} ${number}`]));

class Indexer {
  readonly lines: IndexerLine[] = [];
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  readonly #heard = new Set<() => void>();

  constructor(t: TestContext, folder: string, store: string, batchMilliseconds: number) {
    const script = path.join(import.meta.dirname, 'indexer.ts');
    const childArguments = ['--disable-warning=ExperimentalWarning', script, folder, store, String(batchMilliseconds)];
    this.process = spawn(process.execPath, childArguments, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => this.process.kill('SIGKILL'));
    const reader = createInterface({ input: this.process.stdout! });
    reader.on('line', line => {
      // Only indexer.ts writes these lines.
      this.lines.push(JSON.parse(line) as IndexerLine);
      for (const listener of this.#heard) listener();
    });
    this.ended = Promise.all([once(reader, 'close'), once(this.process, 'exit')]).then(() => undefined);
  } // prettier-ignore

  /** Settles with the first line that this is true of. */
  async when(isIt: (line: IndexerLine) => boolean): Promise<IndexerLine> {
    const found = Promise.withResolvers<IndexerLine>();
    const look = () => {
      const line = this.lines.find(isIt);
      if (line) found.resolve(line);
    };
    this.#heard.add(look);
    look();
    void this.ended.then(() => found.reject(new Error(`It ended after ${JSON.stringify(this.lines.at(-1))}`)));
    try {
      return await found.promise;
    } finally {
      this.#heard.delete(look);
    }
  } // prettier-ignore

  get encoded(): string[] {
    return this.lines.flatMap(line => (line.kind === 'encodes' ? line.files : [])).map(file => path.basename(file));
  } // prettier-ignore

  /** The last that is known to have been written. */
  get stored(): readonly string[] {
    return this.lines.findLast(line => line.kind === 'stored')?.paths ?? [];
  }

  get report() {
    const last = this.lines.at(-1);
    assert.equal(last?.kind, 'ended', JSON.stringify(last));
    return last?.kind === 'ended' ? last.report : undefined;
  }
}

const sorted = (names: readonly string[]) => [...names].sort();

test('when the process that indexes is killed, another goes on within five seconds, and does nothing twice', async t => {
  const files = pictures(400);
  const place = workspace(t, files);
  const first = new Indexer(t, place.folder, place.store, 150);
  await first.when(line => line.kind === 'stored' && line.paths.length >= 48);
  const second = new Indexer(t, place.folder, place.store, 20);
  await second.when(line => line.kind === 'watches' && line.done >= 48);
  assert.deepEqual(second.encoded, [], 'it reads along and encodes nothing');
  first.process.kill('SIGKILL');
  const killed = Date.now();
  await second.when(line => line.kind === 'encodes');
  assert.ok(Date.now() - killed < 5000, `${Date.now() - killed} ms`);
  await Promise.all([first.ended, second.ended]);
  const { stored } = first;
  assert.ok(stored.length >= 48 && stored.length < 400, `${stored.length} stored`);
  const again = second.encoded.filter(name => stored.includes(name));
  assert.deepEqual(again, []);
  assert.deepEqual(second.report?.assets, 400);
  const store = openStore(place.store);
  const catalog = store.openCatalog(place.folder);
  t.after(() => [catalog, store].forEach(open => open.close()));
  const rows = catalog.files();
  assert.deepEqual(sorted(rows.map(file => file.path)), sorted(Object.keys(files)));
  assert.equal(store.known('fake', rows.flatMap(file => file.hash ?? [])).size, 400);
}); // prettier-ignore

test('two that index the same folder at once encode each image once, and both end with all of them', async t => {
  const files = pictures(300);
  const place = workspace(t, files);
  const both = [1, 2].map(() => new Indexer(t, place.folder, place.store, 20));
  await Promise.all(both.map(indexer => indexer.ended));
  assert.deepEqual(sorted(both.flatMap(indexer => indexer.encoded)), sorted(Object.keys(files)));
  assert.deepEqual(both.map(indexer => indexer.report?.assets), [300, 300]);
}); // prettier-ignore

test('another folder need not wait for the end of a long run, and what both hold is encoded once', async t => {
  const place = workspace(t, pictures(600));
  const other = path.join(path.dirname(place.folder), 'other');
  mkdirSync(other);
  const own = pictures(10, 'own');
  for (const [name, text] of Object.entries({ ...own, ...pictures(600) })) {
    if (name in own || Number(/\d+/.exec(name)) >= 560) writeFileSync(path.join(other, name), text);
  }
  const long = new Indexer(t, place.folder, place.store, 250);
  await long.when(line => line.kind === 'stored');
  const short = new Indexer(t, other, place.store, 20);
  await short.ended;
  assert.equal(long.process.exitCode, null, 'the long run goes on');
  assert.equal(short.report?.assets, 50);
  await long.ended;
  assert.equal(long.report?.assets, 600);
  const all = [...long.encoded, ...short.encoded];
  assert.deepEqual([all.length, new Set(all).size], [610, 610]);
});

test('who only reads sees what another process indexes, and is told of it', async t => {
  const place = workspace(t, pictures(40));
  const reader = place.open();
  assert.deepEqual(await reader.paths({}), []);
  const indexer = new Indexer(t, place.folder, place.store, 20);
  await indexer.ended;
  const until = Date.now() + 5000;
  while ((await reader.paths({ text: 'picture', limit: 100 })).length < 40 && Date.now() < until) await sleep(50);
  assert.equal((await reader.paths({ text: 'picture', limit: 100 })).length, 40);
  const [folder] = (await reader.ask('status', null)).folders;
  assert.deepEqual([folder?.assets, folder?.indexed], [40, true]);
  assert.deepEqual(reader.encoder.encoded, []);
}); // prettier-ignore

test('clearing an index that another process is making ends its run and leaves it empty', async t => {
  const place = workspace(t, pictures(600));
  // Longer than a turn, also where four batches are under way at a time.
  const indexer = new Indexer(t, place.folder, place.store, 300);
  await indexer.when(line => line.kind === 'stored');
  const desk = place.open();
  await desk.ask('clear', null);
  await indexer.ended;
  assert.deepEqual(indexer.lines.at(-1), { kind: 'failed', code: 'cleared', message: 'The index of this folder was cleared by another window. Index again.' });
  assert.deepEqual(await desk.paths({}), []);
  assert.equal((await desk.ask('status', null)).folders[0]?.indexed, false);
}); // prettier-ignore
