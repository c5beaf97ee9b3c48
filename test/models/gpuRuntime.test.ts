// The GPU runtime: fetched from a server of this machine, which breaks off and lies; whole or not there.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { gpuDownloadBytes, installGpuRuntime, removeGpuRuntime } from '../../src/models/gpuRuntime.ts';
import { type GpuPackage, nvidiaPackages, runtimePackage } from '../../src/models/gpuPackages.ts';
import { editorNetwork } from '../../src/models/network.ts';
import { extract, zipEntries } from '../../src/models/zipFile.ts';

type Contents = Readonly<Record<string, Buffer>>;

/** A ZIP archive as Python writes wheels: deflated files, and one that is stored. */
function zip(contents: Contents): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(contents)) {
    const isStored = name.endsWith('LICENSE');
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end]);
}

function temporary(t: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'asset-lens-gpu-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bytes that no packing makes fewer. */
const noise = Buffer.alloc(300_000);
for (let at = 0, seed = 1; at < noise.length; at++) {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  noise[at] = seed >>> 24;
}
const providers = ['cuda', 'shared', 'tensorrt'].map(
  name => `onnxruntime/capi/libonnxruntime_providers_${name}.so`,
);
const wheel = zip({
  ...Object.fromEntries(providers.map((name, place) => [name, noise.subarray(place * 1000)])),
  'onnxruntime/LICENSE': Buffer.from('MIT'),
  'onnxruntime/capi/other.py': Buffer.from('not wanted'),
});
const nvidiaWheel = zip({
  'nvidia/cu13/lib/libcublasLt.so.13': noise,
  'nvidia/cu13/include/cublas.h': Buffer.from('not wanted'),
  'nvidia_cublas.dist-info/licenses/License.txt': Buffer.from('NVIDIA'),
});

interface Served {
  readonly url: string;
  readonly asked: { range: string | undefined; url: string }[];
  /** Bytes after which the next answer breaks off; then whole ones. */
  breakAfter: number | null;
  lie: boolean;
}

async function serve(t: TestContext, files: Readonly<Record<string, Buffer>>): Promise<Served> {
  const served: { url: string; asked: Served['asked']; breakAfter: number | null; lie: boolean } = {
    url: '',
    asked: [],
    breakAfter: null,
    lie: false,
  };
  const server = createServer((request, response) => {
    const { range } = request.headers;
    served.asked.push({ range, url: request.url ?? '' });
    const whole = files[request.url ?? ''];
    if (!whole) return void response.writeHead(404).end();
    const bytes = served.lie ? Buffer.from(whole).fill(1, 5000, 5100) : whole;
    const begin = range === undefined ? 0 : Number(/bytes=(\d+)-/.exec(range)![1]);
    const head = {
      'content-length': bytes.length - begin,
      'content-range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}`,
    };
    response.writeHead(range === undefined ? 200 : 206, head);
    const part = bytes.subarray(begin, served.breakAfter === null ? undefined : begin + served.breakAfter);
    const isBroken = served.breakAfter !== null;
    served.breakAfter = null;
    response.write(part, () => (isBroken ? setTimeout(() => response.destroy(), 50) : response.end()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return served;
}

function packages({ url }: Served): { runtime: GpuPackage; nvidia: readonly GpuPackage[] } {
  const pin = (pack: GpuPackage, name: string, bytes: Buffer) => ({
    ...pack,
    url: `${url}${name}`,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  return {
    runtime: pin(runtimePackage, '/runtime.whl', wheel),
    nvidia: [pin(nvidiaPackages.at(-1)!, '/cublas.whl', nvidiaWheel)],
  };
}

const files = { '/runtime.whl': wheel, '/cublas.whl': nvidiaWheel };

function installation(t: TestContext, served: Served, withNvidia = false) {
  const root = temporary(t);
  const libraries = path.join(root, 'libraries');
  mkdirSync(libraries);
  for (const name of ['onnxruntime_binding.node', 'libonnxruntime.so.1'])
    writeFileSync(path.join(libraries, name), name);
  return {
    store: path.join(root, 'store'),
    libraries,
    withNvidia,
    network: { ...editorNetwork({}, false), retryMilliseconds: 5, tries: 2 },
    packages: packages(served),
    machine: { platform: 'linux', arch: 'x64' },
  } as const;
}

const folderOf = (store: string) => path.join(store, 'gpu-runtime', runtimePackage.version);

describe('the GPU runtime', () => {
  test('is fetched, verified and placed with the runtime’s own libraries, and removed again', async t => {
    const served = await serve(t, files);
    const order = installation(t, served);
    const seen: number[] = [];
    await installGpuRuntime(order, { progress: (done, total) => seen.push(done / total) });
    const folder = folderOf(order.store);
    assert.deepEqual(readdirSync(folder).sort(), [
      'LICENSE',
      'libonnxruntime.so.1',
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
      'libonnxruntime_providers_tensorrt.so',
      'onnxruntime_binding.node',
    ]);
    assert.deepEqual(readFileSync(path.join(folder, 'libonnxruntime_providers_cuda.so')), noise);
    assert.equal(seen.at(-1), 1);
    assert.deepEqual(
      readdirSync(path.join(order.store, 'gpu-runtime', 'downloads')).filter(name => name.endsWith('.whl')),
      [],
    );
    await installGpuRuntime(order);
    assert.equal(served.asked.length, 1, 'what is there is not fetched again');
    assert.ok((await removeGpuRuntime(order.store)) > noise.length);
    assert.ok(!existsSync(path.join(order.store, 'gpu-runtime')));
    assert.equal(await removeGpuRuntime(order.store), 0);
  });

  test('NVIDIA’s libraries come on request, also later, with their licence', async t => {
    const served = await serve(t, files);
    const order = installation(t, served);
    await installGpuRuntime(order);
    await installGpuRuntime({ ...order, withNvidia: true });
    const nvidia = path.join(folderOf(order.store), 'nvidia', 'nvidia-cublas');
    assert.deepEqual(readdirSync(nvidia).sort(), ['License.txt', 'lib']);
    assert.deepEqual(readdirSync(path.join(nvidia, 'lib')), ['libcublasLt.so.13']);
    assert.deepEqual(
      served.asked.map(({ url }) => url),
      ['/runtime.whl', '/cublas.whl'],
    );
  });

  test('a download that was cut off goes on where it stopped', async t => {
    const served = await serve(t, files);
    served.breakAfter = 4000;
    const order = installation(t, served);
    await installGpuRuntime(order);
    assert.deepEqual(
      served.asked.map(({ range }) => range),
      [undefined, 'bytes=4000-'],
    );
    assert.deepEqual(
      readFileSync(path.join(folderOf(order.store), 'libonnxruntime_providers_cuda.so')),
      noise,
    );
  });

  test('what is not what was pinned is thrown away, and nothing is installed', async t => {
    const served = await serve(t, files);
    served.lie = true;
    const order = installation(t, served);
    await assert.rejects(installGpuRuntime(order), { code: 'download-failed' });
    assert.ok(!existsSync(folderOf(order.store)));
  });

  test('one that is given up leaves nothing installed, and the next call begins there', async t => {
    const served = await serve(t, files);
    const order = installation(t, served);
    const gaveUp = new AbortController();
    const attempt = installGpuRuntime(order, { signal: gaveUp.signal, progress: () => gaveUp.abort() });
    await assert.rejects(attempt, { code: 'aborted' });
    assert.ok(!existsSync(folderOf(order.store)));
    await installGpuRuntime(order);
    assert.ok(existsSync(folderOf(order.store)));
  });

  test('there is none for other systems, and none with the network switched off', async t => {
    const served = await serve(t, files);
    const order = installation(t, served);
    await assert.rejects(installGpuRuntime({ ...order, machine: { platform: 'linux', arch: 'arm64' } }), {
      code: 'invalid-argument',
    });
    await assert.rejects(installGpuRuntime({ ...order, network: { ...order.network, offline: true } }), {
      code: 'offline',
    });
    assert.equal(served.asked.length, 0);
  });

  test('is of the very version of the runtime that comes along, and everything is pinned', () => {
    const manifest = JSON.parse(
      readFileSync(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    ) as { devDependencies: Record<string, string> };
    assert.equal(runtimePackage.version, manifest.devDependencies['onnxruntime-node']);
    for (const { url, sha256, bytes, name } of [runtimePackage, ...nvidiaPackages]) {
      assert.match(url, /^https:\/\//, name);
      assert.match(sha256, /^[\da-f]{64}$/, name);
      assert.ok(bytes > 1_000_000, name);
    }
    assert.equal(gpuDownloadBytes(false), runtimePackage.bytes);
    assert.ok(gpuDownloadBytes(true) > 3 * runtimePackage.bytes);
  });
});

test('an archive that is none, or damaged, is refused', async t => {
  const folder = temporary(t);
  const file = path.join(folder, 'a.zip');
  writeFileSync(file, 'no archive');
  await assert.rejects(zipEntries(file), { code: 'download-failed' });
  const damaged = Buffer.from(wheel);
  damaged.writeUInt32LE(1, damaged.indexOf('PK\x01\x02') + 16);
  writeFileSync(file, damaged);
  const [entry] = await zipEntries(file);
  await assert.rejects(extract(file, entry!, path.join(folder, 'out')), { code: 'download-failed' });
});
