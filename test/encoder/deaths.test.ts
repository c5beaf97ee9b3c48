// What happens when the encoder process dies, hangs, is not wanted any more, or loses its parent.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, constants, openSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, describe, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Encoder } from '../../src/protocol/encoder.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { listed } from './listedFiles.ts';
import { blue, green, plainPng, red } from './plainPng.ts';
import { builtEncoder, isAlive, openEncoder, started, troubledEncoder, until } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const colourOf = { red, green, blue } as const;

/** Files whose names begin with a colour have it. */
function files(t: TestContext, names: readonly string[]): string[] {
  const colour = (name: string) => colourOf[name.split(/[-.]/)[0] as keyof typeof colourOf] ?? red;
  const folder = temporaryFolder(t, Object.fromEntries(names.map(name => [name, plainPng(colour(name))])));
  return names.map(name => path.join(folder, name));
}

/** What came of each file: a colour, or the kind of its problem. */
async function outcome(encoder: Encoder, paths: readonly string[]): Promise<string[]> {
  const { images, vectors, problems } = await encoder.encodeImages(paths, null);
  const found = paths.map(() => 'nothing');
  images.forEach(({ index }, row) => {
    const vector = [...vectors.subarray(row * 4, row * 4 + 3)];
    found[index] = Object.keys(colourOf)[vector.indexOf(Math.max(...vector))]!;
  });
  for (const { index, kind } of problems) found[index] = kind;
  return found;
}

/** Waits for a rejection and returns its code. */
async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => 'it was answered',
    (reason: unknown) => reason,
  );
  return LensError.is(error) ? error.code : String(error);
}

/** Starts the process of the texts and that of the pictures, which is the second of `started`. */
async function bothRun(encoder: Encoder): Promise<void> {
  await encoder.encodeTexts(['red']);
  await encoder.identify([]);
}

/** As `lonelyEncoder.ts` tells them. */
function pidsOf(line: string): number[] {
  return line.split(' ').map(Number);
}

afterEach(() => void started.splice(0));

describe('a file that ends the encoder', { timeout: 60_000 }, () => {
  test('is named, and the others of its batch have their vectors', async t => {
    const restarts: boolean[] = [];
    const encoder = await openEncoder(t, {
      entry: troubledEncoder,
      onRestart: restarting => restarts.push(restarting),
    });
    const names = ['red-1.png', 'green-2.png', 'blue-3.png', 'red-crash.png', 'green-5.png', 'blue-6.png', 'red-7.png'];
    const paths = files(t, names);
    assert.deepEqual(await outcome(encoder, paths), ['red', 'green', 'blue', 'crashed', 'green', 'blue', 'red']);
    // A batch of seven, then of three, four, two and one: it died of four of them, at most.
    const lives = started.length - 1;
    assert.ok(lives >= 3 && lives <= 6, `${lives} processes for pictures`);
    assert.deepEqual(restarts.slice(0, 2), [true, false]);
    assert.equal(restarts.at(-1), false);
  }); // prettier-ignore

  test('is named among others of its kind', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    const paths = files(t, ['blue-crash.png', 'red-1.png', 'green-crash.png']);
    assert.deepEqual(await outcome(encoder, paths), ['crashed', 'red', 'crashed']);
  });

  test('brings no other batch into disrepute, not even one of a single file', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    const [guilty, innocent] = [files(t, ['red-slow-crash.png', 'green-1.png']), files(t, ['blue-slow.png'])];
    await encoder.hello();
    assert.deepEqual(await Promise.all([outcome(encoder, guilty), outcome(encoder, innocent)]), [
      ['crashed', 'green'],
      ['blue'],
    ]);
  });

  test('has no pixels to compare, and the others have', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    const hashes = await encoder.hashPixels(listed(files(t, ['red-1.png', 'red-crash.png', 'red-3.png'])));
    assert.equal(hashes[1], null);
    assert.match(hashes[0] ?? '', /^[0-9a-f]{64}$/);
    assert.equal(hashes[0], hashes[2]);
  });

  test('has no preview', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    assert.equal(await encoder.render(files(t, ['red-crash.png'])[0]!, 100, 'rgba'), null);
  });
});

describe('a file that keeps the encoder busy for ever', { timeout: 120_000 }, () => {
  test('is too slow, and the others of its batch have their vectors', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder, answerMilliseconds: 4000 });
    const paths = files(t, ['green-hang.png', 'blue.png']);
    assert.deepEqual(await outcome(encoder, paths), ['too-slow', 'blue']);
    for (const child of started.slice(1, -1)) assert.equal(child.signalCode, 'SIGKILL');
    assert.ok(started.length > 2);
  });

  test('is waited for once where it was the only one in hand', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder, answerMilliseconds: 3000 });
    assert.deepEqual(await outcome(encoder, files(t, ['green-hang.png'])), ['too-slow']);
    assert.equal(started.length, 2);
    assert.deepEqual(await outcome(encoder, files(t, ['green.png'])), ['green']);
  });

  test('is not taken for the only one of another batch', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder, answerMilliseconds: 4000 });
    await bothRun(encoder);
    // The innocent one was asked about first, so that its patience ends first.
    const innocent = outcome(encoder, files(t, ['blue-slow.png']));
    const guilty = outcome(encoder, files(t, ['green-hang.png']));
    assert.deepEqual(await Promise.all([innocent, guilty]), [['blue'], ['too-slow']]);
  });

  test('has timed out already where it is only hashed', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder, answerMilliseconds: 4000 });
    const { files: identified, problems } = await encoder.identify(files(t, ['green-hang.png', 'blue.png']));
    assert.deepEqual(problems.map(({ index, kind }) => [index, kind]), [[0, 'timed-out']]);
    assert.deepEqual(identified.map(({ index }) => index), [1]);
  }); // prettier-ignore
});

describe('a picture that keeps its decoder for ever', { timeout: 120_000 }, () => {
  /** Files whose names begin with a colour; those that say "endless" are. */
  function endless(t: TestContext, names: readonly string[]): string[] {
    const paths = files(t, names);
    for (const file of paths) if (file.includes('endless')) appendFileSync(file, 'endless');
    return paths;
  }

  test('is too slow, and the others of its batch and of another one have their vectors', async t => {
    const restarts: boolean[] = [];
    const onRestart = (restarting: boolean) => restarts.push(restarting);
    const encoder = await openEncoder(t, { entry: troubledEncoder, onRestart });
    await bothRun(encoder);
    const names = ['red-endless.png', 'green-1.png', 'blue-2.png', 'red-3.png', 'green-4.png', 'blue-5.png'];
    const batches = [endless(t, names), endless(t, ['green.png', 'blue.png'])];
    assert.deepEqual(await Promise.all(batches.map(batch => outcome(encoder, batch))), [
      ['too-slow', 'green', 'blue', 'red', 'green', 'blue'],
      ['green', 'blue'],
    ]);
    // Its process ends without a death, and the next question has another one.
    await until(() => !isAlive(started[1]!.pid!));
    assert.equal(started.length, 2);
    assert.deepEqual(await outcome(encoder, files(t, ['blue.png'])), ['blue']);
    assert.equal(started.length, 3);
    assert.deepEqual(restarts, []);
  });

  test('starves nobody where there are many: what was not begun goes to another process', async t => {
    const restarts: boolean[] = [];
    const onRestart = (restarting: boolean) => restarts.push(restarting);
    const encoder = await openEncoder(t, { entry: troubledEncoder, onRestart });
    await bothRun(encoder);
    const slow = Array.from({ length: 6 }, (_, place) => `red-endless-${place}.png`);
    const paths = endless(t, [...slow, 'green.png', 'blue.png']);
    assert.deepEqual(await outcome(encoder, paths), [...slow.map(() => 'too-slow'), 'green', 'blue']);
    // Four at a time: the first process has four of them, the second one the other two and the rest.
    assert.equal(started.length, 3);
    assert.deepEqual(restarts, []);
    await until(() => !isAlive(started[1]!.pid!) && !isAlive(started[2]!.pid!));
  });

  const looks: Record<string, (encoder: Encoder, paths: readonly string[]) => Promise<readonly unknown[]>> = {
    'a hash of its pixels': (encoder, paths) => encoder.hashPixels(listed(paths)),
    'a sketch': (encoder, paths) => encoder.sketch(listed(paths), false),
    'a glimpse': (encoder, paths) => encoder.glimpse(listed(paths)),
    'a preview': (encoder, paths) => Promise.all(paths.map(file => encoder.render(file, 100, 'rgba'))),
    'a thumbnail': (encoder, paths) =>
      Promise.all(paths.map(file => encoder.renderFile(file, 'thumbnail', path.dirname(file)))),
  };
  for (const [title, look] of Object.entries(looks))
    test(`has not ${title}, and another one has`, async t => {
      const encoder = await openEncoder(t, { entry: troubledEncoder });
      const found = await look(encoder, endless(t, ['red-endless.png', 'green.png']));
      assert.deepEqual(found.map(answer => answer === null), [true, false]);
      await until(() => !isAlive(started[1]!.pid!));
    }); // prettier-ignore

  test('is waited for no longer where its process has died over others', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    const paths = endless(t, ['red-endless.png', 'blue-crash.png', 'green.png']);
    assert.deepEqual(await outcome(encoder, paths), ['too-slow', 'crashed', 'green']);
  });
});

describe('the patience with an encoder', { timeout: 60_000 }, () => {
  const slowEncoder = path.join(import.meta.dirname, 'slowEncoder.ts');

  const questions: Record<string, (encoder: Encoder, paths: readonly string[]) => Promise<number>> = {
    paths: async (encoder, paths) => (await encoder.identify(paths)).files.length,
    'listed files': async (encoder, paths) => (await encoder.hashPixels(listed(paths))).length,
  };
  for (const [title, ask] of Object.entries(questions))
    test(`lasts as long as there are signs of life of ${title}`, async t => {
      const encoder = await openEncoder(t, { entry: slowEncoder, answerMilliseconds: 2000 });
      const paths = Array.from({ length: 12 }, (_, place) => `/${place}.png`);
      const began = performance.now();
      assert.equal(await ask(encoder, paths), 12);
      // Longer than it may be silent, or the test says nothing.
      assert.ok(performance.now() - began > 2000);
      assert.equal(started.length, 2);
    });

  test('is not prolonged by what becomes of other questions', async t => {
    const encoder = await openEncoder(t, { entry: slowEncoder, answerMilliseconds: 2000 });
    await encoder.hello();
    let isBusy = true;
    const others = (async () => {
      for (let round = 0; isBusy; round++) await encoder.identify([`/other-${round}.png`]);
    })();
    const { problems } = await encoder.identify(['/stuck.png']);
    isBusy = false;
    await others;
    assert.deepEqual(problems.map(({ kind }) => kind), ['timed-out']);
  }); // prettier-ignore
});

describe('a text', { timeout: 60_000 }, () => {
  test('is answered while a picture keeps the other process busy', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    await encoder.identify([]);
    let isEncoded = false;
    const pictures = codeOf(encoder.encodeImages(files(t, ['red-hang.png']), null)).finally(() => (isEncoded = true));
    // It answers nothing any more.
    const other = codeOf(encoder.identify([]));
    await pause(300);
    assert.deepEqual([...(await encoder.encodeTexts(['red']))], [1, 0, 0, 0]);
    assert.equal(isEncoded, false);
    await encoder.dispose();
    assert.deepEqual(await Promise.all([pictures, other]), ['closed', 'closed']);
  }); // prettier-ignore

  test('that keeps its process busy for ever is asked again, and pictures have their vectors meanwhile', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder, answerMilliseconds: 2000 });
    await bothRun(encoder);
    const controller = new AbortController();
    const answer = codeOf(encoder.encodeTexts(['hang'], controller.signal));
    assert.deepEqual(await outcome(encoder, files(t, ['green.png'])), ['green']);
    await until(() => started.length === 3 && started[0]!.signalCode === 'SIGKILL');
    assert.equal(started[1]!.signalCode, null);
    controller.abort();
    assert.equal(await answer, 'aborted');
  });
});

describe('a drive that does not answer', { timeout: 60_000 }, () => {
  /** Pipes that nobody writes to keep their readers waiting, as a drive does whose network went away. */
  function deadDrive(t: TestContext, folders: number, each: number): string[] {
    const root = temporaryFolder(t);
    const pipes = Array.from({ length: folders }, (_, folder) =>
      Array.from({ length: each }, (_, place) => path.join(root, `drive/${folder}/${place}.png`)),
    ).flat();
    for (let folder = 0; folder < folders; folder++)
      execFileSync('mkdir', ['-p', path.join(root, `drive/${folder}`)]);
    execFileSync('mkfifo', pipes);
    return pipes;
  }

  test('costs one wait, not one for each of its files, and the files of other drives are read', async t => {
    if (process.platform === 'win32') return t.skip('There are no named pipes in folders on Windows.');
    const encoder = await openEncoder(t, { entry: troubledEncoder, answerMilliseconds: 20_000 });
    await encoder.hello();
    const dead = deadDrive(t, 5, 40);
    const began = performance.now();
    const batches = [dead.slice(0, 100), dead.slice(100)];
    const kinds = await Promise.all(batches.map(batch => outcome(encoder, batch)));
    // 200 files by two batches of four at a time, two seconds each, would be 50 seconds.
    assert.ok(performance.now() - began < 20_000);
    assert.ok(kinds.flat().every(kind => kind === 'timed-out'));
    // Its threads are still waiting there.
    assert.deepEqual(await outcome(encoder, files(t, ['red.png', 'green.png'])), ['red', 'green']);
    assert.equal(started.length, 2);
  });

  test('is asked again when it answers', async t => {
    if (process.platform === 'win32') return t.skip('There are no named pipes in folders on Windows.');
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    const [pipe] = deadDrive(t, 1, 1);
    const beside = path.join(path.dirname(pipe!), 'beside.png');
    execFileSync('cp', [files(t, ['blue.png'])[0]!, beside]);
    assert.deepEqual(await outcome(encoder, [pipe!]), ['timed-out']);
    assert.deepEqual(await outcome(encoder, [beside]), ['timed-out']);
    // A writer lets the reader go.
    closeSync(openSync(pipe!, constants.O_RDWR | constants.O_NONBLOCK));
    await pause(200);
    assert.deepEqual(await outcome(encoder, [beside]), ['blue']);
  });

  test('does not keep anybody from ending', async t => {
    if (process.platform === 'win32') return t.skip('There are no named pipes in folders on Windows.');
    const encoder = await openEncoder(t);
    await bothRun(encoder);
    const answer = codeOf(encoder.encodeImages(deadDrive(t, 1, 4), null));
    await pause(300);
    await encoder.dispose();
    assert.equal(await answer, 'closed');
    assert.equal(started.length, 2);
    assert.ok(started.every(child => !isAlive(child.pid!)));
  });
});

describe('an encoder that is killed from outside', { timeout: 60_000 }, () => {
  const kill = () => started.forEach(child => child.kill('SIGKILL'));

  test('in the middle of a run starts again, and the run completes', async t => {
    const encoder = await openEncoder(t);
    await bothRun(encoder);
    const names = Array.from({ length: 40 }, (_, place) => `${['red', 'green', 'blue'][place % 3]!}-${place}.png`);
    const paths = files(t, names);
    const batches = [paths.slice(0, 16), paths.slice(16, 39), paths.slice(39)];
    const answers = Promise.all([
      Promise.all(batches.map(batch => outcome(encoder, batch))),
      encoder.encodeTexts(['red']),
      encoder.identify(paths),
      encoder.hashPixels(listed(paths)),
    ]);
    kill();
    const [outcomes, texts, { files: identified }, hashes] = await answers;
    const wanted = names.map(name => name.split('-')[0]!);
    assert.deepEqual(outcomes.flat(), wanted);
    assert.equal(texts.length, 4);
    assert.equal(identified.length, 40);
    assert.ok(hashes.every(hash => hash !== null));
    assert.equal(started.length, 4);
  }); // prettier-ignore

  test('while nobody asks starts again with the next question', async t => {
    const encoder = await openEncoder(t);
    await bothRun(encoder);
    const ends = started.map(child => once(child, 'exit'));
    kill();
    await Promise.all(ends);
    assert.equal((await encoder.encodeTexts(['red'])).length, 4);
    assert.equal(started.length, 3);
    assert.deepEqual(await outcome(encoder, files(t, ['red.png'])), ['red']);
    assert.equal(started.length, 4);
  });

  test('in the middle of a text answers it, and the other process notices nothing', async t => {
    const restarts: boolean[] = [];
    const onRestart = (restarting: boolean) => restarts.push(restarting);
    const encoder = await openEncoder(t, { entry: troubledEncoder, onRestart });
    await bothRun(encoder);
    const pictures = outcome(encoder, files(t, ['green-slow.png']));
    const texts = encoder.encodeTexts(['slow red']);
    started[0]!.kill('SIGKILL');
    assert.equal((await texts).length, 4);
    assert.deepEqual(await pictures, ['green']);
    assert.equal(started.length, 3);
    assert.equal(started[1]!.signalCode, null);
    assert.deepEqual(restarts, [true, false]);
  });

  test('while it encodes the only file is not that file’s fault', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    await bothRun(encoder);
    const answer = outcome(encoder, files(t, ['green-slow.png']));
    setTimeout(kill, 100);
    assert.deepEqual(await answer, ['green']);
  });
});

describe('an encoder that cannot live', { timeout: 60_000 }, () => {
  test('is given up after a number of tries, whatever was asked', async t => {
    const folder = temporaryFolder(t, { 'dead.mjs': 'process.exit(1);' });
    const questions: readonly ((encoder: Encoder) => Promise<unknown>)[] = [
      encoder => encoder.hello(),
      encoder => encoder.encodeImages(['/a.png', '/b.png'], null),
    ];
    for (const ask of questions) {
      const restarts: boolean[] = [];
      const onRestart = (restarting: boolean) => restarts.push(restarting);
      const encoder = await openEncoder(t, { entry: path.join(folder, 'dead.mjs'), onRestart });
      assert.equal(await codeOf(ask(encoder)), 'encoder-failed');
      assert.equal(started.splice(0).length, 14);
      // Nobody is told for ever that it is being started.
      assert.deepEqual(restarts, [true, false]);
      // It does not try again.
      assert.equal(await codeOf(encoder.encodeTexts(['red'])), 'encoder-failed');
      assert.equal(started.length, 0);
    }
  });

  test('is given up when every file ends it', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    const paths = files(
      t,
      Array.from({ length: 32 }, (_, place) => `red-crash-${place}.png`),
    );
    assert.equal(await codeOf(encoder.encodeImages(paths, null)), 'encoder-failed');
    assert.equal(started.length, 1 + 14);
    // Words are found all the same.
    assert.equal((await encoder.encodeTexts(['red'])).length, 4);
    assert.equal(started.length, 1 + 14);
  });
});

describe('an encoder whose model lies on a drive that does not answer', { timeout: 60_000 }, () => {
  test('is given up after three tries', async t => {
    const folder = temporaryFolder(t, { 'loads.mjs': 'setInterval(() => undefined, 1000);' });
    const encoder = await openEncoder(t, { entry: path.join(folder, 'loads.mjs'), loadMilliseconds: 300 });
    assert.equal(await codeOf(encoder.hello()), 'encoder-failed');
    assert.equal(started.length, 3);
    await until(() => started.every(child => child.signalCode === 'SIGKILL'));
  });
});

describe('giving up', { timeout: 60_000 }, () => {
  test('settles a question at once, while the process starts', async t => {
    const encoder = await openEncoder(t);
    const controller = new AbortController();
    const answers = [
      codeOf(encoder.hello(controller.signal)),
      codeOf(encoder.encodeTexts(['red'], controller.signal)),
      codeOf(encoder.encodeImages(files(t, ['red.png']), null, controller.signal)),
      codeOf(encoder.identify(['/a.png'], controller.signal)),
      codeOf(encoder.hashPixels(listed(['/a.png']), controller.signal)),
    ];
    let said = false;
    const hello = encoder.hello().then(() => (said = true));
    controller.abort();
    assert.deepEqual(await Promise.all(answers), answers.map(() => 'aborted'));
    assert.equal(said, false);
    await hello;
  }); // prettier-ignore

  test('settles a question at once, while the process works', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    await encoder.hello();
    const controller = new AbortController();
    const slow = encoder.encodeImages(files(t, ['red-slow.png']), null).then(() => 'answered');
    const answer = codeOf(encoder.encodeImages(files(t, ['red-slow.png']), null, controller.signal));
    setTimeout(() => controller.abort(), 50);
    assert.equal(await Promise.race([answer, slow]), 'aborted');
    // What others asked is answered all the same.
    assert.equal(await slow, 'answered');
    assert.equal(started.length, 2);
  });

  test('before asking starts no process', async t => {
    const encoder = await openEncoder(t);
    const signal = AbortSignal.abort();
    assert.equal(await codeOf(encoder.encodeImages(['/a.png'], null, signal)), 'aborted');
    assert.equal(await codeOf(encoder.encodeTexts(['a'], signal)), 'aborted');
    assert.equal(started.length, 0);
  });
});

describe('an idle encoder', { timeout: 60_000 }, () => {
  test('ends its process, and starts another one for the next question', async t => {
    const restarts: boolean[] = [];
    const onRestart = (restarting: boolean) => restarts.push(restarting);
    const encoder = await openEncoder(t, { idleMilliseconds: 100, onRestart });
    await encoder.hello();
    await until(() => !isAlive(started[0]!.pid!));
    assert.equal((await encoder.encodeTexts(['red'])).length, 4);
    await until(() => !isAlive(started[1]!.pid!));
    assert.deepEqual(await outcome(encoder, files(t, ['red.png'])), ['red']);
    await until(() => !isAlive(started[2]!.pid!));
    assert.equal(started.length, 3);
    // That was no failure, and nobody is told of one.
    assert.deepEqual(restarts, []);
  });

  test('is not idle while it works', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder, idleMilliseconds: 100 });
    const batches = [files(t, ['red-slow.png']), files(t, ['green.png'])];
    const outcomes = await Promise.all(batches.map(batch => outcome(encoder, batch)));
    assert.deepEqual(outcomes, [['red'], ['green']]);
    assert.equal(started.length, 2);
  });
});

describe('disposing of an encoder', { timeout: 60_000 }, () => {
  test('ends its process and its open questions', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    await bothRun(encoder);
    const answers = [
      codeOf(encoder.encodeImages(files(t, ['red-slow.png', 'red-slow-2.png']), null)),
      codeOf(encoder.encodeImages(files(t, ['red-slow.png']), null)),
      codeOf(encoder.hashPixels(listed(files(t, ['red-slow.png'])))),
      codeOf(encoder.encodeTexts(['red'])),
    ];
    await encoder.dispose();
    assert.deepEqual(await Promise.all(answers), answers.map(() => 'closed'));
    assert.equal(started.length, 2);
    assert.ok(started.every(child => !isAlive(child.pid!)));
    assert.equal(await codeOf(encoder.hello()), 'closed');
    assert.equal(started.length, 2);
  }); // prettier-ignore

  test('ends a process that hangs', async t => {
    const encoder = await openEncoder(t, { entry: troubledEncoder });
    await bothRun(encoder);
    const answer = codeOf(encoder.encodeImages(files(t, ['red-hang.png']), null));
    await new Promise(resolve => setTimeout(resolve, 300));
    await encoder.dispose();
    assert.equal(await answer, 'closed');
    assert.equal(started.length, 2);
    assert.ok(started.every(child => !isAlive(child.pid!)));
  });

  test('that was never asked is nothing', async t => {
    const encoder = await openEncoder(t);
    await encoder.dispose();
    await encoder.dispose();
    assert.equal(started.length, 0);
  });
});

describe('the end of the parent', { timeout: 120_000 }, () => {
  const lonely = path.join(import.meta.dirname, 'lonelyEncoder.ts');
  /** What is promised, on a machine that has other work, too. */
  const promisedMilliseconds = 5000;

  /** Starts it with these files to encode, ends it as told, and returns how long a process of the encoder lived on. */
  async function outlived(
    t: TestContext,
    entry: string,
    names: readonly string[],
    start: (args: string[]) => { readonly stdout: Readable; readonly end: () => unknown },
  ): Promise<number> {
    const { stdout, end } = start([entry, '60000', ...files(t, names)]);
    t.after(end);
    const [told] = (await once(stdout.setEncoding('utf8'), 'data')) as [string];
    const pids = pidsOf(told.split('\n')[0]!);
    assert.equal(pids.length, 2);
    assert.ok(pids.every(isAlive));
    // Long enough to be in the middle of a file that never ends.
    if (names.length > 0) await pause(1000);
    const began = performance.now();
    end();
    await until(() => !pids.some(isRunning));
    return performance.now() - began;
  }

  /** A process whose parent's thread is gone has ended although nobody asks for its exit status any more. */
  function isRunning(pid: number): boolean {
    if (process.platform === 'win32' || !isAlive(pid)) return isAlive(pid);
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
  }

  const killed = (args: string[]) => {
    const parent = spawn(process.execPath, [lonely, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    return { stdout: parent.stdout, end: () => parent.kill('SIGKILL') };
  };
  const terminated = (args: string[]) => {
    const parent = new Worker(lonely, { argv: args, stdout: true });
    return { stdout: parent.stdout, end: () => parent.terminate() };
  };

  test('by a kill ends an idle encoder', async t => {
    assert.ok((await outlived(t, await builtEncoder(), [], killed)) < promisedMilliseconds);
  });

  test('by a kill ends an encoder that hangs', async t => {
    assert.ok((await outlived(t, troubledEncoder, ['red-hang.png'], killed)) < promisedMilliseconds);
  });

  test('that was a thread ends an encoder that hangs, while the process of the thread lives on', async t => {
    assert.ok((await outlived(t, troubledEncoder, ['red-hang.png'], terminated)) < promisedMilliseconds);
  });
});

describe('a machine that sleeps', { timeout: 120_000 }, () => {
  test('in the middle of a batch wakes up to an encoder that goes on', async t => {
    if (process.platform === 'win32') return t.skip('Processes cannot be stopped for a while on Windows.');
    const lonely = path.join(import.meta.dirname, 'lonelyEncoder.ts');
    const limit = 3000;
    const args = [lonely, troubledEncoder, String(limit), ...files(t, ['red-slow.png', 'green.png'])];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => parent.kill('SIGKILL'));
    const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
    const pids = pidsOf((await lines.next()).value ?? '');
    assert.equal(pids.length, 2);
    for (const process_ of [parent.pid!, ...pids]) process.kill(process_, 'SIGSTOP');
    // Longer than the encoder has for its answer: by the clock it is late.
    await pause(2 * limit);
    for (const process_ of [parent.pid!, ...pids]) process.kill(process_, 'SIGCONT');
    assert.equal((await lines.next()).value, '0 problems, 2 processes');
  });
});
