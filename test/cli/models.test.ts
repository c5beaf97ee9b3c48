// Models by command, against a hub on loopback that holds the model that knows colours.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { catalogue } from '../../src/models/catalogue.ts';
import { serveHub } from '../models/fakeHub.ts';
import { coloursModel, run, start, stopWhen } from './assetLens.ts';
import { blue, png, red } from './drawing.ts';
import { parsed } from './results.ts';
import { workspace } from './workspace.ts';

const pictures = await workspace({ after }, { 'red.png': png(red), 'blue.png': png(blue) });
const names = readdirSync(coloursModel, { recursive: true, encoding: 'utf8' }).filter(name =>
  /\.(json|onnx)$/.test(name),
);
const colours = Object.fromEntries(
  names.map(name => [name.split(path.sep).join('/'), readFileSync(path.join(coloursModel, name))]),
);
const hub = await serveHub({ after }, { 'org/colours': colours }, { gated: [] });
const gated = await serveHub({ after }, { 'org/colours': colours }, { gated: ['org/colours'] });

const surroundings = (environment: Record<string, string> = {}) => ({
  root: pictures.root,
  environment: { HF_ENDPOINT: hub.origin, ...environment },
});
const models = (words: readonly string[], environment?: Record<string, string>) =>
  run(['models', ...words], surroundings(environment));

test('models list names the starter and the whole catalogue', async () => {
  const { status, stdout } = await models(['list', '--json']);
  assert.equal(status, 0);
  const offers = parsed('models', stdout);
  assert.deepEqual(
    offers.map(({ id }) => id),
    ['starter', ...catalogue.map(({ id }) => id)],
  );
  const table = await models(['list']);
  for (const { id } of catalogue) assert.ok(table.stdout.includes(id), id);
});

test('a model that is not here is named with the command that fetches it', async () => {
  for (const model of ['org/colours', 'clip-vit-b-32']) {
    const { status, stderr } = await run(['index', pictures.folder, '--model', model], surroundings());
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`not on this machine yet.*asset-lens models get ${model}`));
  }
});

test('a model is fetched, used by its name, and removed', async () => {
  const got = await models(['get', 'org/colours', '--json']);
  assert.equal(got.status, 0, got.stderr);
  const offer = parsed('modelOffer', got.stdout);
  assert.deepEqual([offer.id, offer.state, offer.licence, offer.use], ['org/colours', 'here', 'mit', null]);
  const search = await run(
    ['search', pictures.folder, 'red', '--model', 'org/colours', '--json'],
    surroundings(),
  );
  assert.equal(parsed('search', search.stdout)[0]!.path, 'red.png');
  const index = await run(['index', pictures.folder, '--model', 'org/colours', '--json'], surroundings());
  assert.match(parsed('index', index.stdout).model, /^org\/colours@[0-9a-f]{8}$/);
  const removed = await models(['remove', 'org/colours', '--json']);
  assert.deepEqual(parsed('modelRemoved', removed.stdout), { id: 'org/colours', freed: offer.bytes });
  assert.equal(existsSync(offer.folder!), false);
  assert.equal((await models(['remove', 'org/colours'])).status, 2);
});

test('a model for research only is not fetched before its licence is agreed to', async () => {
  const asked = hub.seen.length;
  for (const words of [[], ['--accept-licence', 'mit']]) {
    const { status, stdout, stderr } = await models(['get', 'mobileclip-s0', ...words]);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /research only \(apple-amlr, https:.*To agree: --accept-licence apple-amlr/);
  }
  assert.equal(hub.seen.length, asked);
  // With it, the hub is asked, which has no such repository.
  const { status, stderr } = await models(['get', 'mobileclip-s0', '--accept-licence', 'apple-amlr']);
  assert.equal(status, 1);
  assert.match(stderr, /wants a token for .*Xenova\/mobileclip_s0/);
});

test('a token comes from the environment, and no message shows it', async () => {
  const without = await models(['get', 'org/colours'], { HF_ENDPOINT: gated.origin });
  assert.equal(without.status, 1);
  assert.match(without.stderr, /Accept the licence on the model's page/);
  const wrong = await models(['get', 'org/colours'], { HF_ENDPOINT: gated.origin, HF_TOKEN: 'hf_wrong' });
  assert.equal(wrong.status, 1);
  assert.ok(!wrong.stderr.includes('hf_wrong'));
  const right = await models(['get', 'org/colours'], { HF_ENDPOINT: gated.origin, HF_TOKEN: 'hf_good' });
  assert.equal(right.status, 0, right.stderr);
  assert.match(right.stdout, /org\/colours is here.*--model org\/colours/);
});

test('a folder is imported without a network', async () => {
  const folder = path.join(pictures.root, 'mine');
  cpSync(coloursModel, folder, { recursive: true });
  const asked = hub.seen.length;
  const { status, stdout, stderr } = await models([
    'import',
    folder,
    '--as',
    'my-colours',
    '--json',
    '--offline',
  ]);
  assert.equal(status, 0, stderr);
  assert.equal(parsed('modelOffer', stdout).id, 'my-colours');
  const search = await run(
    ['search', pictures.folder, 'blue', '--model', 'my-colours', '--json'],
    surroundings(),
  );
  assert.equal(parsed('search', search.stdout)[0]!.path, 'blue.png');
  assert.equal(hub.seen.length, asked);
});

test('the network is left alone where it is switched off', async () => {
  const asked = hub.seen.length;
  for (const [words, environment] of [
    [['--offline'], {}],
    [[], { HF_HUB_OFFLINE: '1' }],
  ] as const) {
    const { status, stderr } = await models(['get', 'org/colours', ...words], environment);
    assert.equal(status, 1);
    assert.match(stderr, /the network is switched off/);
  }
  assert.equal(hub.seen.length, asked);
});

test('Ctrl-C stops a download and says that it goes on from there', async () => {
  const slow = await serveHub(
    { after },
    { 'org/slow': { ...colours, 'onnx/text_model.onnx': Buffer.alloc(1) } },
    { slow: true },
  );
  const running = start(['models', 'get', 'org/slow'], surroundings({ HF_ENDPOINT: slow.origin }));
  const { status, stderr } = await stopWhen(
    running,
    () => slow.cdn.seen.length > 0,
    child => void child.kill('SIGINT'),
  );
  assert.equal(status, 130);
  assert.match(stderr, /Stopped\. What has arrived is kept/);
});

test('wrong words are wrong usage', async () => {
  for (const words of [
    [],
    ['fetch'],
    ['get'],
    ['import'],
    ['list', 'all'],
    ['get', 'a/b', 'c/d'],
    ['list', '--as', 'x'],
    ['get', 'a/b', '--form', 'fp8'],
    ['get', 'nonsense'],
  ]) {
    const { status, stdout } = await models(words);
    assert.deepEqual([status, stdout], [2, ''], words.join(' '));
  }
});
