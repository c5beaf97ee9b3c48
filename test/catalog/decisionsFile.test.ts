// The decisions file on the disk: nothing that was acknowledged is lost, whoever is killed and whoever writes at once.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  decisionsFile,
  decisionsStamp,
  readDecisions,
  writeDecisions,
} from '../../src/catalog/decisionsFile.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { changedText, decisionsHead, parseDecisions } from '../../src/tags/decisions.ts';
import { seeded } from '../pure/seeded.ts';
import { asNobody } from './asNobody.ts';
import { decisionLine } from './decider.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const add = (folder: string, ...added: string[]) =>
  writeDecisions(folder, (text, steps) => ({
    text: changedText(parseDecisions(text), { removed: [], added }),
    steps,
  }));

const compiled = mkdtempSync(path.join(tmpdir(), 'asset-lens-compiled-'));
after(() => rmSync(compiled, { recursive: true, force: true }));

/** Starts a writer; `acknowledged` grows as it tells. */
function decider(folder: string, name: string, first: number, count: number) {
  const acknowledged: number[] = [];
  const child: ChildProcess = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'decider.ts'), folder, name, String(first), String(count)],
    // Compiled once, so that a hundred processes start sooner.
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: compiled } },
  );
  let rest = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    acknowledged.push(...lines.map(Number));
  });
  const ended = new Promise<number | null>(resolve => child.on('close', status => resolve(status)));
  return { child, acknowledged, ended };
}

/** A whole file: the head, and nothing but facts in their order. Gives its facts. */
function factsOfWhole(folder: string): Set<string> {
  const text = readDecisions(folder);
  if (text === '') return new Set();
  assert.ok(text.startsWith(`${decisionsHead.join('\n')}\n\n`) && text.endsWith('\n'), text.slice(0, 200));
  const parsed = parseDecisions(text);
  assert.deepEqual(parsed.mistakes, []);
  assert.equal(changedText(parsed, { removed: [], added: [] }), text);
  return new Set(text.split('\n').filter(line => line.startsWith('"')));
}

test('a folder without .vscode gets one, with a file that explains itself', async t => {
  const folder = temporaryFolder(t);
  assert.deepEqual([readDecisions(folder), decisionsStamp(folder)], ['', '']);
  await add(folder, decisionLine('me', 1));
  assert.equal(readDecisions(folder), [...decisionsHead, '', decisionLine('me', 1), ''].join('\n'));
  assert.deepEqual(readdirSync(path.join(folder, '.vscode')).sort(), ['.asset-lens', 'asset-lens.decisions']);
  assert.equal(readFileSync(path.join(folder, '.vscode/.asset-lens/.gitignore'), 'utf8'), '*\n');
});

test('a change that changes nothing does not touch the file', async t => {
  const folder = temporaryFolder(t);
  await add(folder, decisionLine('me', 1));
  const stamp = decisionsStamp(folder);
  await add(folder, decisionLine('me', 1));
  await writeDecisions(folder, () => null);
  assert.equal(decisionsStamp(folder), stamp);
  await add(folder, decisionLine('me', 2));
  assert.notEqual(decisionsStamp(folder), stamp);
});

test('what an editor saves while a change is made is read before it is written', async t => {
  const folder = temporaryFolder(t);
  await add(folder, decisionLine('me', 1));
  const seen: number[] = [];
  await writeDecisions(folder, (text, steps) => {
    const { facts } = parseDecisions(text);
    seen.push(facts.length);
    if (seen.length === 1)
      writeFileSync(decisionsFile(folder), text + `${decisionLine('editor', 2)}\n# by hand\n`);
    return {
      text: changedText(parseDecisions(text), { removed: [], added: [decisionLine('me', 3)] }),
      steps,
    };
  });
  assert.deepEqual(seen, [1, 2]);
  const text = readDecisions(folder);
  assert.equal(parseDecisions(text).facts.length, 3);
  assert.ok(text.endsWith('# by hand\n'));
});

test('a link stays one, and what it leads to is written with its permissions', async t => {
  const folder = temporaryFolder(t, { 'elsewhere/shared.decisions': '' });
  const target = path.join(folder, 'elsewhere/shared.decisions');
  chmodSync(target, 0o640);
  mkdirSync(path.join(folder, '.vscode'));
  symlinkSync(target, decisionsFile(folder));
  await add(folder, decisionLine('me', 1));
  assert.ok(lstatSync(decisionsFile(folder)).isSymbolicLink());
  assert.equal(parseDecisions(readFileSync(target, 'utf8')).facts.length, 1);
  assert.equal(statSync(target).mode & 0o777, 0o640);
});

test('what is in the way is named, and what cannot be written can still be read', async t => {
  const isFailure = (part: RegExp) => (error: unknown) =>
    LensError.is(error, 'decisions-failed') && part.test(error.message);
  const blocked = temporaryFolder(t, { '.vscode': 'a file' });
  await assert.rejects(add(blocked, 'x'), isFailure(/its folder \.vscode is a file/));
  assert.equal(readDecisions(blocked), '');
  const odd = temporaryFolder(t, { '.vscode/asset-lens.decisions/x': '' });
  await assert.rejects(add(odd, 'x'), isFailure(/it is a folder/));
  assert.throws(() => readDecisions(odd), isFailure(/cannot be read: it is a folder/));
  const closed = temporaryFolder(t, { '.vscode/asset-lens.decisions': `${decisionLine('me', 1)}\n` });
  chmodSync(path.join(closed, '.vscode'), 0o555);
  await asNobody(() => assert.rejects(add(closed, 'x'), isFailure(/cannot be written: permission denied/)));
  assert.equal(parseDecisions(await asNobody(() => readDecisions(closed))).facts.length, 1);
  const bare = temporaryFolder(t);
  chmodSync(bare, 0o555);
  await asNobody(() => assert.rejects(add(bare, 'x'), isFailure(/cannot be written: permission denied/)));
  assert.equal(existsSync(path.join(bare, '.vscode')), false);
});

test('several processes at once: every decision of each is there', async t => {
  const folder = temporaryFolder(t);
  const each = 40;
  const writers = ['one', 'two', 'three', 'four'].map(name => ({ name, ...decider(folder, name, 0, each) }));
  assert.deepEqual(await Promise.all(writers.map(({ ended }) => ended)), [0, 0, 0, 0]);
  const facts = factsOfWhole(folder);
  assert.equal(facts.size, writers.length * each);
  for (const { name } of writers) {
    for (let place = 0; place < each; place++) assert.ok(facts.has(decisionLine(name, place)));
  }
});

const kills = 100;
const seed = 20261126;

test(
  `${kills} kills at random moments lose no acknowledged decision, seed ${seed}`,
  { timeout: 120_000 },
  async t => {
    const folder = temporaryFolder(t);
    const random = seeded(seed);
    const acknowledged = new Set<string>();
    let begun = 0;
    const lifetime = async (name: string, turn: number) => {
      const first = turn * 1000;
      const writer = decider(folder, name, first, 1000);
      // From the first acknowledgement on, so that the kill meets the writing and not the start of a process.
      await new Promise<void>(resolve => {
        writer.child.stdout!.once('data', () => resolve());
        void writer.ended.then(() => resolve());
      });
      await new Promise(resolve => setTimeout(resolve, random() * 60));
      writer.child.kill('SIGKILL');
      assert.equal(await writer.ended, null, 'it was killed while it wrote');
      for (const place of writer.acknowledged) acknowledged.add(decisionLine(name, place));
      begun++;
      const facts = factsOfWhole(folder);
      for (const line of acknowledged) assert.ok(facts.has(line), `lost after kill ${begun}: ${line}`);
    };
    // Two at a time: one of them dies while the other waits, or has the lock.
    const turns = async (name: string) => {
      for (let turn = 0; turn < kills / 2; turn++) await lifetime(name, turn);
    };
    await Promise.all([turns('left'), turns('right')]);
    assert.equal(begun, kills);
    t.diagnostic(`${acknowledged.size} acknowledged decisions, ${factsOfWhole(folder).size} in the file`);
  },
);
