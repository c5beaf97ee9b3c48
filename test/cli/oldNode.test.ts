import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { nodePackages, nodeProgram } from '../../src/cli/nodePackages.ts';
import { builtCommand, coloursModel, repository, run, stopWhen } from './assetLens.ts';
import { manyPngs, png, red } from './drawing.ts';
import { olderNode } from './olderNode.ts';
import { parsed } from './results.ts';
import { workspace } from './workspace.ts';

test('an older Node starts the command again on the Node of node_modules', async t => {
  const node = olderNode(t);
  if (!node) return;
  const { folder, json, run } = await workspace(t, { 'red.png': png(red) });
  const old = { node };
  assert.equal((await json('index', ['index', folder], old)).encoded, 1);
  assert.equal((await run(['index', 'nowhere'], old)).status, 2);
  const { stdout } = await run(['search', folder, 'red'], old);
  assert.match(stdout, /red\.png\n$/);
});

test('standard input reaches the second run', { skip: process.platform === 'win32' }, async t => {
  const node = olderNode(t);
  if (!node) return;
  const { root, folder } = await workspace(t, { 'red.png': png(red) });
  const line = `printf 'red\\nblue\\n' | "$@"`;
  const words = [
    builtCommand,
    'search',
    folder,
    '--queries',
    '/dev/stdin',
    '--json',
    '--model',
    coloursModel,
  ];
  const stdout = execFileSync('sh', ['-c', line, 'sh', node, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: root, XDG_CACHE_HOME: path.join(root, 'cache') },
  });
  assert.deepEqual(
    parsed('searchQueries', stdout).map(({ query }) => query),
    ['red', 'blue'],
  );
});

test(
  'Ctrl-C reaches the second run, and its exit status comes back',
  { skip: process.platform === 'win32' },
  async t => {
    const node = olderNode(t);
    if (!node) return;
    const pictures = await manyPngs(200);
    const { root, folder, start } = await workspace(
      t,
      Object.fromEntries(pictures.map((bytes, number) => [`${number}.png`, bytes])),
    );
    const store = path.join(root, 'cache', 'asset-lens', 'vectors.sqlite');
    const running = start(['index', folder], { node });
    const outcome = await stopWhen(
      running,
      () => existsSync(store),
      child => child.kill('SIGINT'),
    );
    assert.deepEqual(outcome, {
      status: 130,
      stdout: '',
      stderr: 'Stopped. What was encoded is kept.\n',
    });
  },
);

test('an older Node without a newer one in node_modules says in one sentence what is needed', async t => {
  const node = olderNode(t);
  if (!node) return;
  const { root } = await workspace(t);
  const command = path.join(root, 'alone', 'dist', 'cli.js');
  mkdirSync(path.dirname(command), { recursive: true });
  copyFileSync(builtCommand, command);
  writeFileSync(path.join(root, 'alone', 'package.json'), '{"type":"module"}');
  const { status, stdout, stderr } = await run(['--version'], { root, node, command });
  assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
  assert.match(
    stderr,
    /^asset-lens: Node 24 or newer is needed, this is v2\d\.[\d.]+ and none is in node_modules: [^\n]+\n$/,
  );
});

interface LockedPackage {
  readonly version: string;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly optional?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
}

test('each platform has an optional dependency that carries a Node of at least 24, where it is looked for', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(repository, file), 'utf8'));
  const { optionalDependencies } = read('package.json') as {
    optionalDependencies: Readonly<Record<string, string>>;
  };
  const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, LockedPackage>> };
  assert.deepEqual(Object.values(nodePackages).toSorted(), Object.keys(optionalDependencies).toSorted());
  for (const [machine, name] of Object.entries(nodePackages)) {
    const locked = packages[`node_modules/${name}`];
    assert.ok(locked, name);
    assert.equal(`${[locked.os].flat().join()}-${[locked.cpu].flat().join()}`, machine);
    assert.equal(locked.version, optionalDependencies[name]);
    assert.ok(Number(locked.version.split('.')[0]) >= 24, name);
    // The machine's name begins with a platform's.
    assert.equal(locked.bin?.['node'], nodeProgram(machine.split('-')[0] as NodeJS.Platform));
  }
});
