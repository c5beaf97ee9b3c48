/**
 * The npm package as a user gets it: packed from a copy of the tree, installed into an empty folder with an empty home.
 * Takes a minute and the npm registry.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { coloursModel, repository } from './assetLens.ts';
import { blue, png, red } from './drawing.ts';
import { olderNode } from './olderNode.ts';
import { parsed } from './results.ts';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asset-lens-pack-')));
const home = path.join(root, 'home');
const user = path.join(root, 'user');
const onWindows = process.platform === 'win32';

/** What is made, not written: it need not travel into the copy. */
const made = new Set(['node_modules', 'dist', '.git', '.tsc', '.host', '.sample', '.bench']);

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;

/** What a test runner and an outer npm say of themselves; where the registry is, and how it is reached, stays. */
const ofOuterRun =
  /^(npm_(?!config_(registry|proxy|https_proxy|cafile)$)|NODE_(OPTIONS|TEST_CONTEXT|V8_COVERAGE)$|XDG_)/i;

/** Packing and installing take half a minute; where the registry cannot be reached, npm goes on for long. */
const npmMilliseconds = 4 * 60_000;

/** Runs npm or npx as a user with the machine's own Node; npm's cache is kept, all else of the home is empty. */
async function npm(command: 'npm' | 'npx', words: readonly string[], workingFolder: string) {
  const own = path.join(realpathSync(path.join(repository, 'node_modules')), '.bin');
  const search = (process.env['PATH'] ?? '').split(path.delimiter);
  const environment = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOuterRun.test(name))),
    PATH: search.filter(folder => !existsSync(folder) || realpathSync(folder) !== own).join(path.delimiter),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: path.join(home, 'local'),
    npm_config_cache: cache,
    npm_config_update_notifier: 'false',
  };
  const options = {
    cwd: workingFolder,
    env: environment,
    maxBuffer: 1 << 26,
    shell: onWindows,
    timeout: npmMilliseconds,
  };
  return promisify(execFile)(command, [...words], options);
}

let cache = '';

before(async () => {
  mkdirSync(home);
  mkdirSync(user);
  const { stdout: cacheFolder } = await promisify(execFile)('npm', ['config', 'get', 'cache'], {
    shell: onWindows,
  });
  cache = cacheFolder.trim();
  const copy = path.join(root, 'copy');
  cpSync(repository, copy, {
    recursive: true,
    filter: file => {
      const [top = '', second] = path.relative(repository, file).split(path.sep);
      return !made.has(top) && !(top === 'test' && second === 'host');
    },
  });
  symlinkSync(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  const { stdout } = await npm('npm', ['pack', '--json', '--pack-destination', root], copy);
  // Scripts may print before; some versions of npm print a list, others an object.
  const told = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as Readonly<Record<string, Packed>>;
  packed = Object.values(told)[0]!;
  await npm('npm', ['init', '--yes'], user);
  await npm('npm', ['install', '--no-audit', '--no-fund', path.join(root, packed.filename)], user);
});

after(() => rmSync(root, { recursive: true, force: true }));

test('the package holds the command, what it needs, and nothing else', t => {
  const wanted = [
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
    /^docs\/cli\.(md|schema\.json)$/,
    /^dist\/(cli|worker|vectorGaps|encoder|magick|network|look)\.js$/,
    /^dist\/magick\.wasm$/,
    /^dist\/THIRD_PARTY_NOTICES\.txt$/,
    /^dist\/onnxruntime-node\/(package\.json|dist\/\w+\.js|bin\/napi-v6\/\w+\/\w+\/[\w.]+)$/,
    /^dist\/onnxruntime-web\/(package\.json|ort[\w.-]+\.(js|mjs|wasm))$/,
    /^models\/starter\/(README\.md|[\w-]+\.json|onnx\/\w+\.onnx)$/,
  ];
  const files = packed.files.map(file => file.path);
  assert.deepEqual(
    files.filter(file => !wanted.some(pattern => pattern.test(file))),
    [],
  );
  for (const file of [
    'dist/cli.js',
    'dist/worker.js',
    'dist/vectorGaps.js',
    'dist/encoder.js',
    'dist/magick.js',
    'dist/network.js',
    'dist/look.js',
    'dist/magick.wasm',
    'dist/onnxruntime-web/ort-wasm-simd-threaded.wasm',
    'docs/cli.md',
    'docs/cli.schema.json',
  ])
    assert.ok(files.includes(file), file);
  for (const place of ['linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64', 'win32/arm64'])
    assert.ok(files.includes(`dist/onnxruntime-node/bin/napi-v6/${place}/onnxruntime_binding.node`), place);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  t.diagnostic(
    `${files.length} files, ${megabytes(packed.size)} MB packed, ${megabytes(packed.unpackedSize)} MB unpacked`,
  );
});

test('what npm installs with it has no install script', () => {
  const lock = JSON.parse(readFileSync(path.join(user, 'node_modules', '.package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
  };
  const names = Object.keys(lock.packages);
  assert.ok(names.includes('node_modules/asset-lens') && names.includes('node_modules/sharp'));
  assert.ok(!names.some(name => name.endsWith('/onnxruntime-node')));
  assert.deepEqual(
    names.filter(name => lock.packages[name]!.hasInstallScript),
    [],
  );
});

test('npx asset-lens tells the version that was installed', async () => {
  const { version } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  const { stdout } = await npm('npx', ['asset-lens', '--version'], user);
  assert.equal(stdout, `${version}\n`);
});

test('npx asset-lens indexes and searches a folder', async () => {
  const pictures = path.join(user, 'pictures');
  mkdirSync(pictures);
  writeFileSync(path.join(pictures, 'red.png'), await png(red));
  writeFileSync(path.join(pictures, 'blue.png'), await png(blue));
  const model = path.join(user, 'colours');
  cpSync(coloursModel, model, { recursive: true });
  const words = ['pictures', '--json', '--model', 'colours'];
  const indexed = parsed('index', (await npm('npx', ['asset-lens', 'index', ...words], user)).stdout);
  assert.deepEqual([indexed.assets, indexed.encoded], [2, 2]);
  const found = await npm('npx', ['asset-lens', 'search', ...words, 'red'], user);
  assert.deepEqual(
    parsed('search', found.stdout).map(hit => hit.path),
    ['red.png', 'blue.png'],
  );
});

test('started by an older Node, the installed command finds the Node that was installed with it', async t => {
  const node = olderNode(t);
  if (!node) return;
  const command = path.join('node_modules', 'asset-lens', 'dist', 'cli.js');
  const words = [command, 'embed', '--text', 'red', '--model', 'colours', '--json'];
  const { stdout } = await promisify(execFile)(node, words, { cwd: user, env: { HOME: home } });
  assert.deepEqual(parsed('embed', stdout).vectors[0]!.vector, [1, 0, 0, 0]);
});

test('the model that comes along finds a picture by words', async () => {
  const { stdout } = await npm(
    'npx',
    ['asset-lens', 'search', 'pictures', 'the colour blue', '--json'],
    user,
  );
  assert.equal(parsed('search', stdout)[0]!.path, 'blue.png');
  assert.deepEqual(readdirSync(path.join(user, 'pictures')).toSorted(), ['blue.png', 'red.png']);
});
