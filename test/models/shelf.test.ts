// From a hub, or a folder, onto the shelf and off it again; and the cache that other tools share.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { catalogue, catalogueModel, inForm } from '../../src/models/catalogue.ts';
import { externalDataOf } from '../../src/models/externalData.ts';
import { hasReason } from '../../src/models/fetchError.ts';
import { type GetPorts, getModel } from '../../src/models/getModel.ts';
import type { ModelProgress } from '../../src/protocol/model.ts';
import { type Hub, hubOf } from '../../src/models/hubCache.ts';
import { importModel } from '../../src/models/importModel.ts';
import { preparedFolder } from '../../src/models/int8/prepared.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import { removeModel, shelvedModels } from '../../src/models/modelShelf.ts';
import { networkOf } from '../../src/models/network.ts';
import { resolveModel, shelfFolder } from '../../src/models/resolveModel.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { OnnxGraph } from '../encoder/paper/onnxWriter.ts';
import { temporaryFolder } from '../encoder/temporaryFolder.ts';
import { commit, etagOf, type RepoFiles, serveHub } from './fakeHub.ts';

/** A graph that multiplies its input with a weight in another file. */
function graphWith(externalFile: string): Buffer {
  const graph = new OnnxGraph(externalFile);
  const x = graph.input('x', 'float', [1, 4]);
  graph.output('y', graph.node('Mul', [x, graph.external('w', 'float', [1, 4], 0, 16)]), [1, 4]);
  return graph.toBytes();
}

const plainGraph = (seed: number) => {
  const graph = new OnnxGraph('none');
  const x = graph.input('x', 'float', [1, 4]);
  graph.output('y', graph.node('Mul', [x, graph.floats([seed, 2, 3, 4])]), [1, 4]);
  return graph.toBytes();
};

const weightsName = '7f3c2a1e-0000-4000-8000-123456789abc';
const small = {
  'config.json': '{"model_type":"clip"}',
  'preprocessor_config.json': '{}',
  'tokenizer.json': '{"version":"1.0"}',
  'tokenizer_config.json': '{}',
};
const split: RepoFiles = { ...small, 'README.md': 'not wanted', 'onnx/vision_model.onnx': plainGraph(1), 'onnx/text_model.onnx': graphWith(weightsName), [`onnx/${weightsName}`]: Buffer.alloc(16, 1), 'onnx/vision_model_fp16.onnx': plainGraph(5), 'onnx/text_model_fp16.onnx': plainGraph(6) }; // prettier-ignore

interface Place extends GetPorts {
  readonly hub: Hub;
}

async function placeFor(
  t: TestContext,
  origin: string,
  token: string | null = null,
  env: Record<string, string> = {},
): Promise<Place> {
  const root = temporaryFolder(t);
  const hub = await hubOf({ HOME: root, HF_ENDPOINT: origin, ...env }, token);
  return {
    store: path.join(root, 'store'),
    hub,
    network: { ...networkOf({}), retryMilliseconds: 1, tries: 2 },
  };
}

const rejection = async (doing: Promise<unknown>): Promise<LensError> =>
  doing.then(
    () => assert.fail('it worked'),
    (error: unknown) => (LensError.is(error) ? error : assert.fail(String(error))),
  );

describe('a model of a repository', () => {
  test('comes whole into the shared cache and onto the shelf, weights of any name included', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    const heard: ModelProgress[] = [];
    const model = await getModel('org/pair', null, { ...place, progress: progress => heard.push(progress) });
    assert.equal(model.id, 'org/pair');
    assert.equal(model.licence, 'mit');
    assert.equal(resolveModel('org/pair', '/nowhere', place.store), model.folder);
    const wanted = [
      ...Object.keys(small),
      'onnx/vision_model.onnx',
      'onnx/text_model.onnx',
      `onnx/${weightsName}`,
    ].sort();
    assert.deepEqual(model.files.map(file => file.path).sort(), wanted);
    for (const name of wanted) {
      const bytes = Buffer.from(split[name]!);
      assert.deepEqual(readFileSync(path.join(model.folder, name)), bytes, name);
      assert.equal(
        model.files.find(file => file.path === name)!.sha256,
        createHash('sha256').update(bytes).digest('hex'),
      );
      // The names that huggingface_hub looks for.
      const root = path.join(place.hub.cache, 'models--org--pair');
      const snapshot = path.join(root, 'snapshots', commit, name);
      assert.ok(lstatSync(snapshot).isSymbolicLink());
      assert.equal(
        path.resolve(path.dirname(snapshot), readlinkSync(snapshot)),
        path.join(root, 'blobs', etagOf(name, bytes)),
      );
      assert.ok(!path.isAbsolute(readlinkSync(snapshot)));
    }
    assert.equal(
      readFileSync(path.join(place.hub.cache, 'models--org--pair', 'refs', 'main'), 'utf8'),
      commit,
    );
    const last = heard.at(-1)!;
    assert.deepEqual([last.done, last.total], [model.bytes, model.bytes]);
    assert.equal(
      hub.seen.some(({ path: asked }) => asked.includes('README')),
      false,
    );
  });

  test('is found by Python’s huggingface_hub, without a warning', async t => {
    const python = process.env['ASSET_LENS_PYTHON'] ?? 'python3';
    const run = (code: string, env: Record<string, string>) =>
      execFileSync(python, ['-c', code], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    try {
      run('import huggingface_hub', {});
    } catch {
      return t.skip('there is no Python with huggingface_hub; name one in ASSET_LENS_PYTHON');
    }
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    await getModel('org/pair', null, place);
    const code =
      'import huggingface_hub as h; print(h.try_to_load_from_cache("org/pair", "onnx/vision_model.onnx")); print(h.snapshot_download("org/pair", local_files_only=True))';
    const [file = '', folder = ''] = run(code, { HF_HUB_CACHE: place.hub.cache, HF_HUB_OFFLINE: '1' }).split(
      '\n',
    );
    assert.deepEqual(readFileSync(file), Buffer.from(split['onnx/vision_model.onnx']!));
    assert.equal(path.basename(folder), commit);
    const scan =
      'import huggingface_hub as h, sys; i = h.scan_cache_dir(); print(len(i.repos), len(i.warnings))';
    assert.equal(run(scan, { HF_HUB_CACHE: place.hub.cache }).trim(), '1 0');
  });

  test('that another tool brought is verified and used', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    await getModel('org/pair', null, place);
    const before = hub.cdn.seen.length;
    // Another store: nothing is known there of who brought it.
    const model = await getModel('org/pair', null, { ...place, store: `${place.store}2` });
    assert.equal(hub.cdn.seen.length, before);
    assert.ok(model.files.every(file => !file.ours));
    // A damaged one is fetched again.
    const blob = path.join(
      place.hub.cache,
      'models--org--pair',
      'blobs',
      etagOf('onnx/vision_model.onnx', Buffer.from(split['onnx/vision_model.onnx']!)),
    );
    writeFileSync(blob, Buffer.alloc(readFileSync(blob).length));
    await getModel('org/pair', null, place);
    assert.equal(hub.cdn.seen.length, before + 1);
    assert.deepEqual(readFileSync(blob), split['onnx/vision_model.onnx']);
  });

  test('takes other numbers on request', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    const model = await getModel('org/pair', '_fp16', place);
    assert.deepEqual(
      model.files.filter(file => file.path.endsWith('.onnx')).map(file => file.path),
      ['onnx/vision_model_fp16.onnx', 'onnx/text_model_fp16.onnx'],
    );
    const { code, message } = await rejection(getModel('org/pair', '_q4', place));
    assert.equal(code, 'model-invalid');
    assert.match(message, /org\/pair is no model that can be used in the numbers "_q4"/);
  });

  test('names what it lacks', async t => {
    const without = (name: string) =>
      Object.fromEntries(Object.entries(split).filter(([key]) => key !== name));
    const hub = await serveHub(t, {
      'org/no-tokenizer': without('tokenizer.json'),
      'org/no-preprocessor': without('preprocessor_config.json'),
      'org/no-graphs': small,
      'org/no-weights': without(`onnx/${weightsName}`),
      'org/no-graph': { ...split, 'onnx/vision_model.onnx': 'version 1, but no protobuf \xff\xff' },
    });
    const place = await placeFor(t, hub.origin);
    const says = async (repo: string, what: RegExp) =>
      assert.match((await rejection(getModel(repo, null, place))).message, what);
    await says('org/no-tokenizer', /it lacks tokenizer\.json\./);
    await says('org/no-preprocessor', /it lacks preprocessor_config\.json/);
    await says(
      'org/no-graphs',
      /it lacks onnx\/vision_model\.onnx and onnx\/text_model\.onnx, visual\/model\.onnx/,
    );
    await says(
      'org/no-weights',
      new RegExp(`it lacks onnx/${weightsName}, which onnx/text_model.onnx keeps its weights in`),
    );
    await says('org/no-graph', /onnx\/vision_model\.onnx that is no ONNX graph/);
    assert.deepEqual(await shelvedModels(place.store), [], 'nothing half-made stands on the shelf');
  });

  test('is refused by what its small files say, before a graph is fetched', async t => {
    const hub = await serveHub(t, {
      'org/blip': { ...split, 'config.json': '{"model_type":"blip"}' },
      'org/no-config': Object.fromEntries(Object.entries(split).filter(([name]) => name !== 'config.json')),
      'org/filter': { ...split, 'preprocessor_config.json': '{"resample":9}' },
      // As Immich has it: the same, in other folders.
      'org/immich': {
        'config.json': '{"vision_cfg":{},"text_cfg":{"context_length":-1}}',
        'visual/preprocess_cfg.json': '{"size":[224,224]}',
        'visual/model.onnx': plainGraph(1),
        'textual/model.onnx': plainGraph(2),
        'textual/tokenizer.json': '{}',
      },
    });
    const place = await placeFor(t, hub.origin);
    for (const [repo, what] of [
      [
        'org/blip',
        /^The model in org\/blip cannot be used: config\.json has model_type = "blip", which is not known\.$/,
      ],
      ['org/no-config', /^The model in org\/no-config cannot be used: config\.json is missing\.$/],
      ['org/filter', /^The model in org\/filter cannot be used: preprocessor_config\.json has resample = 9/],
      [
        'org/immich',
        /^The model in org\/immich cannot be used: config\.json has text_cfg\.context_length = -1/,
      ],
    ] as const) {
      const { code, message } = await rejection(getModel(repo, null, place));
      assert.equal(code, 'model-invalid');
      assert.match(message, what);
    }
    assert.equal(
      hub.seen.some(({ path: asked }) => asked.endsWith('.onnx')),
      false,
    );
    assert.deepEqual(await shelvedModels(place.store), []);
  });

  test('under a licence for research only is asked for, whoever exported it', async t => {
    const hub = await serveHub(t, { 'Somebody/MobileCLIP-S1-onnx': split, 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    const named = await rejection(getModel('Somebody/MobileCLIP-S1-onnx', null, place));
    assert.equal(named.code, 'licence-unaccepted');
    assert.match(named.message, /is for research only \(apple-amlr, https:/);
    assert.equal(hub.seen.length, 0);
    const agreed = await getModel('Somebody/MobileCLIP-S1-onnx', null, { ...place, accepted: 'apple-amlr' });
    assert.equal(agreed.licence, 'apple-amlr');
    // Only the hub knows of this one: nothing but what it is was asked.
    const tagged = await serveHub(t, { 'org/pair': split }, { licence: 'apple-amlr' });
    const there = await placeFor(t, tagged.origin);
    assert.equal((await rejection(getModel('org/pair', null, there))).code, 'licence-unaccepted');
    assert.equal((await rejection(getModel('org/pair', null, { ...there, accepted: 'mit' }))).code, 'licence-unaccepted'); // prettier-ignore
    assert.ok(tagged.seen.every(({ path: asked }) => asked.startsWith('/api/')));
    assert.equal((await getModel('org/pair', null, { ...there, accepted: 'apple-amlr' })).id, 'org/pair');
  });

  test('that is gated says so, and comes with a token; the other host never sees it', async t => {
    const hub = await serveHub(t, { 'org/pair': split }, { gated: ['org/pair'] });
    for (const token of [null, 'hf_bad']) {
      const error = await rejection(getModel('org/pair', null, await placeFor(t, hub.origin, token)));
      assert.ok(hasReason(error, 'gated'), error.message);
      assert.ok(!error.message.includes('hf_bad') && !JSON.stringify(error.details).includes('hf_bad'));
    }
    await getModel('org/pair', null, await placeFor(t, hub.origin, 'hf_good'));
    assert.ok(
      hub.cdn.seen.length > 0 && hub.cdn.seen.every(({ headers }) => headers.authorization === undefined),
    );
  });

  test('that is not there, or at another revision, is named', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    assert.ok(hasReason(await rejection(getModel('org/none', null, place)), 'token'));
    assert.ok(hasReason(await rejection(getModel('org/pair@v9', null, place)), 'not-found'));
    assert.equal((await rejection(getModel('../x', null, place))).code, 'invalid-argument');
  });

  test('is not asked for while the network is off, and works from the shelf', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    await getModel('org/pair', null, place);
    const asked = hub.seen.length;
    const error = await rejection(
      getModel('org/pair', null, { ...place, network: networkOf({ HF_HUB_OFFLINE: '1' }) }),
    );
    assert.equal(error.code, 'offline');
    assert.equal(hub.seen.length, asked);
    assert.ok(
      existsSync(path.join(resolveModel('org/pair', '/nowhere', place.store), 'onnx', 'text_model.onnx')),
    );
  });

  test('lies in real files where there are to be no links', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin, null, { HF_HUB_DISABLE_SYMLINKS: '1' });
    const model = await getModel('org/pair', null, place);
    const snapshot = path.join(place.hub.cache, 'models--org--pair', 'snapshots', commit);
    for (const { path: file } of model.files) {
      assert.ok(lstatSync(path.join(snapshot, file)).isFile());
      assert.ok(lstatSync(path.join(model.folder, file)).isFile());
    }
    assert.deepEqual(readdirSync(path.join(snapshot, '..', '..', 'blobs')), []);
    await getModel('org/pair', null, place);
    await removeModel('org/pair', place.store, place.hub);
    assert.equal(existsSync(path.join(place.hub.cache, 'models--org--pair')), false);
  });

  test('leaves the shelf with what was brought for it, and leaves what others brought', async t => {
    const hub = await serveHub(t, { 'org/pair': split });
    const place = await placeFor(t, hub.origin);
    const model = await getModel('org/pair', null, place);
    await getModel('org/pair', null, place);
    assert.equal(await removeModel('org/pair', place.store, place.hub), model.bytes);
    assert.deepEqual(await shelvedModels(place.store), []);
    assert.equal(existsSync(path.join(place.hub.cache, 'models--org--pair')), false);
    await getModel('org/pair', null, { ...place, store: `${place.store}2` });
    await getModel('org/pair', null, place);
    assert.equal(await removeModel('org/pair', place.store, place.hub), 0);
    assert.ok(existsSync(path.join(place.hub.cache, 'models--org--pair', 'refs', 'main')));
    assert.equal((await rejection(removeModel('org/pair', place.store, place.hub))).code, 'not-found');
  });
});

test('a model of the catalogue in another form keeps what the catalogue knows of it', async t => {
  const hub = await serveHub(t, { 'Xenova/mobileclip_s0': split });
  const place = { ...(await placeFor(t, hub.origin)), accepted: 'apple-amlr' };
  const [plain, half] = [
    await getModel('mobileclip-s0', null, place),
    await getModel('mobileclip-s0', '_fp16', place),
  ];
  assert.deepEqual([plain.id, half.id, half.licence], ['mobileclip-s0', 'mobileclip-s0-fp16', 'apple-amlr']);
  const graphs = ({ files }: typeof half) =>
    files.map(file => file.path).filter(name => name.endsWith('.onnx'));
  assert.deepEqual(graphs(half), ['onnx/vision_model_fp16.onnx', 'onnx/text_model_fp16.onnx']);
  const cards = [await readModelCard(plain.folder), await readModelCard(half.folder)];
  for (const { text, temperature } of cards)
    assert.deepEqual([text.padTo, text.padId, Math.round(temperature)], [77, 0, 100]);
  assert.deepEqual(
    (await shelvedModels(place.store)).map(({ id }) => id),
    ['mobileclip-s0', 'mobileclip-s0-fp16'],
  );
  assert.equal(await removeModel('mobileclip-s0-fp16', place.store, place.hub), half.files.filter(({ path: name }) => name.endsWith('.onnx')).reduce((sum, { bytes }) => sum + bytes, 0)); // prettier-ignore
  assert.ok(existsSync(path.join(plain.folder, 'onnx', 'vision_model.onnx')));
});

test('another form of a model is told by its files, and claims no score', () => {
  const known = catalogueModel('clip-vit-b-16')!;
  const half = inForm(known, '_fp16');
  assert.deepEqual(catalogueModel('clip-vit-b-16-fp16'), half);
  assert.deepEqual([half.bytes, half.quality.imageNet], [null, null]);
  assert.ok(
    half.files.every(({ sha256 }) => sha256 === undefined),
    'a digest of other bytes',
  );
  assert.equal(inForm(known, ''), known);
  const sigmoid = catalogueModel('siglip2-b-16-224')!;
  assert.equal(inForm(sigmoid, '_fp16'), sigmoid);
  assert.equal(catalogueModel('siglip2-b-16-224-fp32')!.files.at(-1)!.path, 'onnx/text_model.onnx');
  const placed = inForm(catalogueModel('datacomp-vit-b-32-256')!, '_q4').files[0]!;
  assert.deepEqual(
    [placed.path, placed.as],
    ['ViT-B-32-256-datacomp_s34b_b86k/visual_q4.onnx', 'visual_q4.onnx'],
  );
});

describe('a model of a folder', () => {
  test('is copied whole, and runs by its name', async t => {
    const folder = path.join(
      temporaryFolder(
        t,
        Object.fromEntries(Object.entries(split).map(([name, bytes]) => [`mine/${name}`, bytes])),
      ),
      'mine',
    );
    const store = temporaryFolder(t);
    const model = await importModel(folder, { store });
    assert.equal(model.id, 'mine');
    assert.ok(existsSync(path.join(shelfFolder(store, 'mine'), 'onnx', weightsName)));
    assert.equal(existsSync(path.join(model.folder, 'README.md')), false);
    assert.deepEqual(
      (await shelvedModels(store)).map(({ id }) => id),
      ['mine'],
    );
    const hub = await hubOf({ HOME: store });
    // Its int8 form counts, and goes with it.
    const prepared = preparedFolder({ folder: model.folder });
    mkdirSync(prepared);
    writeFileSync(path.join(prepared, 'vision.onnx'), Buffer.alloc(1000));
    assert.equal((await shelvedModels(store))[0]!.bytes, model.bytes + 1000);
    assert.equal(await removeModel('mine', store, hub), model.bytes + 1000);
    assert.equal(existsSync(prepared), false);
    assert.ok(existsSync(path.join(folder, 'config.json')), 'the folder itself stays');
  });

  test('must have what the catalogue knows of it, under the catalogue’s name', async t => {
    const folder = path.join(
      temporaryFolder(
        t,
        Object.fromEntries(Object.entries(split).map(([name, bytes]) => [`clip-vit-b-32/${name}`, bytes])),
      ),
      'clip-vit-b-32',
    );
    const store = temporaryFolder(t);
    assert.match(
      (await rejection(importModel(folder, { store }))).message,
      /vision_model\.onnx is another file than the clip-vit-b-32 of the catalogue has/,
    );
    assert.equal((await importModel(folder, { store, id: 'other' })).id, 'other');
  });

  test('with a value that is not known is refused before it is copied', async t => {
    const files = { ...split, 'config.json': '{"model_type":"blip"}' };
    const folder = temporaryFolder(t, files);
    const store = temporaryFolder(t);
    const { message } = await rejection(importModel(folder, { store, id: 'mine' }));
    assert.equal(
      message,
      `The model in ${folder} cannot be used: config.json has model_type = "blip", which is not known.`,
    );
    assert.deepEqual(readdirSync(store), []);
  });

  test('that is none names what it lacks', async t => {
    const store = temporaryFolder(t);
    assert.match(
      (await rejection(importModel(temporaryFolder(t), { store }))).message,
      /it lacks onnx\/vision_model\.onnx/,
    );
    assert.equal((await rejection(importModel(path.join(store, 'none'), { store }))).code, 'not-found');
  });
});

test('a graph names the files of its weights', async t => {
  const folder = temporaryFolder(t, {
    'a.onnx': graphWith(weightsName),
    'b.onnx': plainGraph(1),
    'c.onnx': 'nonsense',
  });
  assert.deepEqual(await externalDataOf(path.join(folder, 'a.onnx')), [weightsName]);
  assert.deepEqual(await externalDataOf(path.join(folder, 'b.onnx')), []);
  await assert.rejects(externalDataOf(path.join(folder, 'c.onnx')));
});

describe('the places of the hub', () => {
  const check = async (env: Record<string, string>, expected: Partial<Hub>) => {
    const hub = await hubOf({ HOME: '/home/me', ...env });
    for (const [key, value] of Object.entries(expected))
      assert.equal(hub[key as keyof Hub], value, JSON.stringify(env));
  };

  test('are those of huggingface_hub', async () => {
    await check(
      {},
      {
        cache: '/home/me/.cache/huggingface/hub',
        endpoint: 'https://huggingface.co',
        token: null,
        links: true,
      },
    );
    await check({ XDG_CACHE_HOME: '/x' }, { cache: '/x/huggingface/hub' });
    await check({ HF_HOME: '~/hf', XDG_CACHE_HOME: '/x' }, { cache: '/home/me/hf/hub' });
    await check({ HF_HOME: '/hf', HUGGINGFACE_HUB_CACHE: '/old' }, { cache: '/old' });
    await check({ HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/new' }, { cache: '/new' });
    await check(
      { HF_ENDPOINT: 'https://mirror.example/', HF_TOKEN: ' hf_a ' },
      { endpoint: 'https://mirror.example', token: 'hf_a' },
    );
  });

  test('hold a token in a file, which the environment and the editor go before', async t => {
    const home = temporaryFolder(t, { '.cache/huggingface/token': 'hf_file\n', other: 'hf_other' });
    assert.equal((await hubOf({ HOME: home })).token, 'hf_file');
    assert.equal((await hubOf({ HOME: home, HF_TOKEN_PATH: '~/other' })).token, 'hf_other');
    assert.equal((await hubOf({ HOME: home, HF_TOKEN: 'hf_env' })).token, 'hf_env');
    assert.equal((await hubOf({ HOME: home, HF_TOKEN: 'hf_env' }, 'hf_editor')).token, 'hf_editor');
  });
});

describe('the catalogue', () => {
  for (const model of catalogue) {
    test(`has all of ${model.id} that a model needs`, () => {
      assert.match(model.id, /^[a-z0-9-]+$/);
      const paths = model.files.map(file => file.as ?? file.path);
      assert.equal(new Set(paths).size, paths.length);
      assert.ok(paths.some(name => name.endsWith('tokenizer.json')));
      assert.ok(paths.filter(name => name.endsWith('.onnx')).length >= 1);
      for (const { sha256 } of model.files) assert.match(sha256 ?? '0'.repeat(64), /^[0-9a-f]{64}$/);
      assert.equal(model.licence.use === 'research', /apple/.test(model.licence.name));
    });
  }
});
