// sharp in Electron on Linux: tried before it is used, and where it crashes, another Node or WebAssembly decodes.
// Electron is not needed for that: the other GLib that it links is there with LD_PRELOAD, and a crash is made.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, test, type TestContext } from 'node:test';
import { chooseDecoding } from '../../src/encoder/decoding.ts';
import { smallestCosine } from '../../src/encoder/golden.ts';
import { colours, fixtures, settingsFor } from './models.ts';
import { builtEncoder, openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const entry = path.join(import.meta.dirname, 'electronEncoder.ts');
const picture = path.join(fixtures, 'parity', 'pictures', 'photo-wide.jpg');
const skip = process.platform === 'linux' ? false : 'It is a matter of Linux.';

afterEach(() => {
  for (const name of ['CRASHES', 'HANGS', 'FORM_LOG', 'LD_PRELOAD', 'G_SLICE'])
    Reflect.deleteProperty(process.env, name);
});

/** A Node under another name, as the one of the machine beside Electron's. */
function plainNode(t: TestContext): string {
  const program = path.join(temporaryFolder(t), 'node');
  copyFileSync(process.execPath, program);
  chmodSync(program, 0o755);
  return program;
}

describe('sharp in Electron on Linux', { skip, timeout: 120_000 }, () => {
  test('elsewhere nothing is tried', async () => {
    assert.deepEqual(await chooseDecoding({ entry: '/nowhere', isElectron: false }), {
      form: 'native',
      program: null,
    });
  });

  test('it is bound deeply where that decodes', async () => {
    assert.deepEqual(await chooseDecoding({ entry, isElectron: true, nodes: [] }), {
      form: 'deep',
      program: null,
    });
  });

  test('where it crashes, a plain Node of the machine decodes', async t => {
    process.env['CRASHES'] = 'deep';
    const program = plainNode(t);
    const old = path.join(temporaryFolder(t, { node: '#!/bin/sh\necho v20.1.0\n' }), 'node');
    chmodSync(old, 0o755);
    const nodes = ['/nowhere/node', old, program];
    assert.deepEqual(await chooseDecoding({ entry, isElectron: true, nodes }), { form: 'native', program });
    const log = path.join(temporaryFolder(t), 'forms.log');
    process.env['FORM_LOG'] = log;
    const encoder = await openEncoder(t, {
      entry,
      settings: settingsFor(colours),
      electron: { isElectron: true, nodes },
    });
    assert.equal((await encoder.encodeImages([picture], null)).images.length, 1);
    assert.equal(readFileSync(log, 'utf8'), `native ${program}\n`);
  });

  test('where that crashes, too, the WebAssembly build decodes, to nearly the same vector', async t => {
    process.env['CRASHES'] = 'deep,native';
    const log = path.join(temporaryFolder(t), 'forms.log');
    process.env['FORM_LOG'] = log;
    const nodes = [plainNode(t)];
    const encoder = await openEncoder(t, {
      entry,
      settings: settingsFor(colours),
      electron: { isElectron: true, nodes },
    });
    const here = await encoder.encodeImages([picture], null);
    assert.equal(readFileSync(log, 'utf8'), `wasm ${process.execPath}\n`);
    const plain = await openEncoder(t, { settings: settingsFor(colours) });
    const there = await plain.encodeImages([picture], null);
    assert.deepEqual([here.problems, here.images.length], [[], 1]);
    assert.ok(smallestCosine(here.vectors, there.vectors, 1) > 0.9999);
  });

  test('the editor is not waited for: a decoder that hangs is ended', { timeout: 60_000 }, async () => {
    process.env['HANGS'] = 'deep';
    const began = performance.now();
    assert.deepEqual(await chooseDecoding({ entry, isElectron: true, nodes: [] }), {
      form: 'wasm',
      program: null,
    });
    assert.ok(performance.now() - began < 40_000);
  });

  test("with the system's GLib before its own, only the deeply bound one is quiet, and it is chosen", async t => {
    const libraries = ['glib', 'gobject', 'gio']
      .flatMap(name =>
        ['x86_64-linux-gnu', 'aarch64-linux-gnu', '.'].map(place =>
          path.join('/usr/lib', place, `lib${name}-2.0.so.0`),
        ),
      )
      .filter(file => existsSync(file));
    if (libraries.length < 3) return t.skip('This system has no GLib of its own.');
    const preload = libraries.join(':');
    const encoder = await builtEncoder();
    const script = `const sharp = require('sharp'); (async () => {
      const create = { width: 64, height: 48, channels: 3, background: 'red' };
      const jpeg = await sharp({ create }).jpeg().toBuffer();
      for (let n = 0; n < 8; n++) await sharp(jpeg).resize(32).raw().toBuffer();
    })();`;
    const { stderr } = spawnSync(process.execPath, ['-e', script], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { ...process.env, LD_PRELOAD: preload },
    });
    assert.match(stderr, /GLib-GObject-CRITICAL/, 'the conflict is there');
    process.env['LD_PRELOAD'] = preload;
    assert.deepEqual(await chooseDecoding({ entry: encoder, isElectron: true, nodes: [] }), {
      form: 'deep',
      program: null,
    });
    const bound = await openEncoder(t, {
      entry: encoder,
      settings: settingsFor(colours),
      electron: { isElectron: true, nodes: [] },
    });
    const { images, problems } = await bound.encodeImages([picture], null);
    assert.deepEqual([images.length, problems], [1, []]);
  });
});
