// A device is tried before it is used, and what fails in it is a verdict, never an accident: the processor goes on.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, test, type TestContext } from 'node:test';
import { startEncoder } from '../../src/encoder/client.ts';
import { type DeviceInUse, Devices } from '../../src/encoder/devices.ts';
import { goldenRows } from '../../src/encoder/golden.ts';
import { type Trial, type TrialResult, judged } from '../../src/encoder/tryProvider.ts';
import { packagedVersions } from '../../src/encoder/versions.ts';
import type { Provider, ProviderVerdict } from '../../src/protocol/device.ts';
import type { Encoder, EncoderIdentity, ProviderName } from '../../src/protocol/encoder.ts';
import { abortedError } from '../../src/protocol/errors.ts';
import { listed } from './listedFiles.ts';
import { colours } from './models.ts';
import { blue, green, plainPng, red } from './plainPng.ts';
import { until } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const entry = path.join(import.meta.dirname, 'deviceEncoder.ts');
interface MachineName {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** A machine with WebGPU and, in name, DirectML. */
const windows: MachineName = { platform: 'win32', arch: 'x64' };

/** Where something hangs, what does not has to be done in this time, also on a busy machine; anywhere else it waits. */
const shortPatience = 12_000;
const longPatience = 120_000;

interface Opened {
  readonly encoder: Encoder;
  readonly devices: DeviceInUse[];
  readonly failures: string[];
  /** Devices of the processes for pictures, in their order. */
  readonly started: () => string[];
}

async function open(
  t: TestContext,
  {
    wish = 'auto',
    trouble = '',
    store = temporaryFolder(t),
    modelFolder = colours,
    machine = windows,
  }: {
    wish?: ProviderName;
    trouble?: string;
    store?: string;
    modelFolder?: string;
    machine?: MachineName;
  },
): Promise<Opened> {
  process.env['TROUBLE'] = trouble;
  const log = path.join(temporaryFolder(t), 'devices.log');
  process.env['DEVICE_LOG'] = log;
  const devices: DeviceInUse[] = [];
  const failures: string[] = [];
  const encoder = startEncoder({
    entry,
    settings: { modelFolder, provider: wish, threads: 1 },
    store,
    machine,
    probeMilliseconds: trouble === 'probe-hang' ? shortPatience : longPatience,
    answerMilliseconds: { hang: shortPatience, 'open-busy': 4000 }[trouble] ?? longPatience,
    onDevice: device => devices.push(device),
    onDeviceFailure: sentence => failures.push(sentence),
  });
  t.after(() => encoder.dispose());
  const started = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { encoder, devices, failures, started };
}

afterEach(() => {
  delete process.env['TROUBLE'];
  delete process.env['DEVICE_LOG'];
});

function pictures(t: TestContext, count: number, name = (place: number) => `${place}.png`): string[] {
  const names = Array.from({ length: count }, (_, place) => name(place));
  const shades = [red, green, blue];
  const folder = temporaryFolder(
    t,
    Object.fromEntries(names.map((file, place) => [file, plainPng(shades[place % 3]!)])),
  );
  return names.map(file => path.join(folder, file));
}

/** A sketch of a picture of that name is in hand. */
async function sketching(
  t: TestContext,
  { encoder, started }: Pick<Opened, 'encoder' | 'started'>,
  name: string,
) {
  const images = encoder.sketch(listed(pictures(t, 1, () => name)), false);
  await until(() => started().includes('sketch'));
  return { images };
}

function verdictOf(verdicts: readonly ProviderVerdict[], name: Provider): ProviderVerdict {
  return verdicts.find(verdict => verdict.name === name)!;
}

describe('trying devices', () => {
  test('indexing begins on the processor, the others are tried beside it, and the fastest goes on', async t => {
    const store = temporaryFolder(t);
    const { encoder, devices, started } = await open(t, { store });
    const files = pictures(t, 70);
    const first = await encoder.encodeImages(files, null);
    assert.deepEqual(started(), ['cpu']);
    await until(() => devices.length > 0);
    assert.deepEqual(devices[0]!.provider, 'directml');
    assert.match(
      devices[0]!.providerReason,
      /^DirectML gives the processor's answers, 3\.0 times as fast\.$/,
    );
    const second = await encoder.encodeImages(files, null);
    assert.deepEqual(second.vectors, first.vectors);
    assert.deepEqual(started(), ['cpu', 'directml']);
    const { provider } = await encoder.hello();
    assert.equal(provider, 'directml');
    await encoder.dispose();

    const again = await open(t, { store });
    await again.encoder.encodeImages(files.slice(0, 3), null);
    assert.deepEqual(again.started(), ['directml'], 'the verdict is remembered');
  });

  test('a few pictures start no probe', async t => {
    const { encoder, devices } = await open(t, {});
    await encoder.encodeImages(pictures(t, 8), null);
    const verdicts = await encoder.providers('none');
    const others = verdicts.filter(({ name }) => name !== 'cpu');
    assert.deepEqual(new Set(others.map(({ verdict }) => verdict)), new Set(['untested']));
    const { verdict, reason, imagesPerSecond } = verdictOf(verdicts, 'cpu');
    assert.deepEqual(
      [verdict, reason, imagesPerSecond],
      ['ok', 'It was not timed on this machine yet.', null],
      'what has encoded them is not untested',
    );
    assert.deepEqual(devices, []);
  });

  test('where no other device answers, the processor is not timed beside its work, and its process goes on', async t => {
    const store = temporaryFolder(t);
    const { encoder, devices, started } = await open(t, { store, trouble: 'probe-crash' });
    const files = pictures(t, 70);
    await encoder.encodeImages(files, null);
    await until(() => devices.length > 0);
    assert.match(devices[0]!.providerReason, /^The processor is the fastest of the devices/);
    await encoder.encodeImages(files, null);
    assert.deepEqual(started(), ['cpu'], 'another reason is no other device');
    const verdicts = await encoder.providers('none');
    assert.deepEqual(
      (['directml', 'webgpu', 'cpu'] as const).map(name => verdictOf(verdicts, name).verdict),
      ['refused', 'refused', 'ok'],
    );
    await encoder.dispose();

    const again = await open(t, { store });
    await again.encoder.encodeImages(files, null);
    await again.encoder.dispose();
    assert.deepEqual(again.devices.length, 1, 'said at once, by what is remembered');
    assert.deepEqual(again.started(), ['cpu']);
  });

  test('what has answered is remembered with the processor, although the next one is not through when all ends', async t => {
    const store = temporaryFolder(t);
    const tried: Provider[] = [];
    const vectors = new Float32Array(4 * goldenRows).fill(0.5);
    const nodes = { there: 1, elsewhere: 0 };
    const answer = {
      vectors,
      imagesPerSecond: 9,
      residentBytes: 1,
      nodes,
      versions: { ...packagedVersions(), node: '24', electron: null },
    };
    const tryOne = async (trial: Trial, signal?: AbortSignal): Promise<TrialResult> => {
      tried.push(trial.provider);
      if (trial.provider === 'webgpu')
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(abortedError())));
      return { verdict: judged(trial.provider, answer, trial.reference), answer };
    };
    const settings = { modelFolder: colours, provider: 'auto', threads: 1 } as const;
    const ports = {
      entry,
      settings,
      store,
      onChange: () => undefined,
      onFailure: () => undefined,
      machine: windows,
    };
    const identity = { space: 'a space', precision: { vision: 'float', text: 'float' }, runtime: 'native' } as EncoderIdentity; // prettier-ignore
    const devices = new Devices({ ...ports, tryOne });
    await devices.decide(identity);
    devices.encoded(64);
    await until(() => tried.includes('webgpu'));
    devices.dispose();
    assert.deepEqual(tried, ['directml', 'cpu', 'webgpu']);
    const again = new Devices(ports);
    await again.decide(identity);
    assert.deepEqual(
      (['directml', 'cpu', 'webgpu'] as const).map(name => verdictOf(again.verdicts, name).verdict),
      ['ok', 'ok', 'untested'],
    );
  });

  for (const [trouble, reason] of [
    ['probe-crash', /^Its process ended by itself \(SIGSEGV\)\.$/],
    ['probe-hang', /^It gave no answer within 12 seconds\.$/],
    [
      'probe-wrong',
      /^Its answer is wrong: a cosine of -1\.0000 to the processor's, where 0\.999 is needed\.$/,
    ],
  ] as const) {
    test(`${trouble} is a verdict`, async t => {
      const { encoder, failures } = await open(t, { trouble });
      const verdicts = await encoder.providers('all');
      for (const name of ['directml', 'webgpu'] as const) {
        const verdict = verdictOf(verdicts, name);
        assert.equal(verdict.verdict, 'refused');
        const [said, doubt] = verdict.reason!.split(/ (?=Nobody has run it)/);
        assert.match(said!, reason);
        // DirectML is here by a stand-in only, and the doctor says so whatever comes of it.
        assert.equal(doubt, name === 'directml' ? 'Nobody has run it with Asset Lens so far.' : undefined);
        assert.equal(verdict.imagesPerSecond, null);
      }
      assert.equal(verdictOf(verdicts, 'cpu').verdict, 'ok');
      assert.equal((await encoder.hello()).provider, 'cpu');
      assert.deepEqual(failures, [], 'nobody asked for them');
    });
  }

  test('a device that is asked for is tried first, and refused aloud where it cannot be used', async t => {
    const { encoder, failures, started } = await open(t, { wish: 'webgpu', trouble: 'probe-wrong' });
    assert.equal((await encoder.encodeImages(pictures(t, 2), null)).images.length, 2);
    assert.deepEqual(started(), ['cpu']);
    assert.equal(failures.length, 1);
    assert.match(failures[0]!, /^The settings ask for WebGPU, which cannot be used: Its answer is wrong/);
  });

  test('a device that is asked for is used although another one is faster', async t => {
    const { encoder, started } = await open(t, { wish: 'webgpu' });
    await encoder.encodeImages(pictures(t, 2), null);
    assert.deepEqual(started(), ['webgpu']);
    const { provider, providerReason } = await encoder.hello();
    assert.deepEqual([provider, providerReason], ['webgpu', 'The settings ask for WebGPU.']);
  });

  test('pictures wait for the device that is asked for and the processor, and for no other', async t => {
    const { encoder } = await open(t, { wish: 'webgpu' });
    await encoder.encodeImages(pictures(t, 1), null);
    const verdicts = await encoder.providers('none');
    assert.deepEqual(
      (['webgpu', 'cpu', 'directml'] as const).map(name => verdictOf(verdicts, name).verdict),
      ['ok', 'ok', 'untested'],
    );
  });

  test('a device that refuses the network is told by its reason, and files in hand by then have their answers', async t => {
    const { encoder, failures, started } = await open(t, { wish: 'webgpu', trouble: 'open-refuse' });
    const sketched = await sketching(t, { encoder, started }, 'slow.png');
    assert.equal((await encoder.encodeImages(pictures(t, 2), null)).images.length, 2);
    assert.ok((await sketched.images)[0]);
    assert.deepEqual(failures, ['It has no memory left. Pictures are encoded on the processor from now on.']);
    assert.deepEqual(started(), ['webgpu', 'sketch', 'webgpu', 'cpu']);
  });

  test('a device that does nothing else while it opens its network is waited for', async t => {
    const { encoder, failures, started } = await open(t, { wish: 'webgpu', trouble: 'open-busy' });
    const sketched = await sketching(t, { encoder, started }, 'slow.png');
    assert.equal((await encoder.encodeImages(pictures(t, 2), null)).images.length, 2);
    assert.ok((await sketched.images)[0]);
    assert.deepEqual([failures, started()], [[], ['webgpu', 'sketch', 'webgpu']]);
  });

  test('a device is not blamed for a picture that ends the process while the network is opened', async t => {
    const { encoder, failures, started } = await open(t, { wish: 'webgpu', trouble: 'open-slowly' });
    const sketched = await sketching(t, { encoder, started }, 'deadly.png');
    assert.equal((await encoder.encodeImages(pictures(t, 2), null)).images.length, 2);
    assert.deepEqual(await sketched.images, [null]);
    assert.deepEqual(failures, []);
    assert.equal(verdictOf(await encoder.providers('none'), 'webgpu').verdict, 'ok');
  });

  const untested: readonly (readonly [name: Provider, machine: MachineName])[] = [
    ['directml', { platform: 'win32', arch: 'arm64' }],
    ['coreml', { platform: 'darwin', arch: 'arm64' }],
    ['tensorrt', { platform: 'linux', arch: 'x64' }],
  ];
  for (const [name, machine] of untested) {
    test(`${name}, by a stand-in, encodes, is doubted in the report, and gives way where it ends`, async t => {
      const store = temporaryFolder(t);
      const { encoder, failures, started } = await open(t, { wish: name, store, machine });
      assert.equal((await encoder.encodeImages(pictures(t, 9), null)).images.length, 9);
      assert.deepEqual([started(), failures], [[name], []]);
      const { verdict, reason } = verdictOf(await encoder.providers('none'), name);
      assert.deepEqual([verdict, reason], ['ok', 'Nobody has run it with Asset Lens so far.']);
      await encoder.dispose();

      const broken = await open(t, { wish: name, store, machine, trouble: 'crash' });
      assert.equal((await broken.encoder.encodeImages(pictures(t, 9), null)).images.length, 9);
      assert.deepEqual(broken.started(), [name, 'cpu']);
      assert.equal(broken.failures.length, 1);
    });
  }

  test('what was found out with one model says nothing of another one', async t => {
    const store = temporaryFolder(t);
    const first = await open(t, { store });
    await first.encoder.providers('all');
    await first.encoder.dispose();
    const other = path.join(temporaryFolder(t), 'other');
    cpSync(colours, other, { recursive: true });
    const file = path.join(other, 'preprocessor_config.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), resample: 3 }));
    const cards = [
      [colours, 'ok'],
      [other, 'untested'],
    ] as const;
    for (const [modelFolder, verdict] of cards) {
      const { encoder } = await open(t, { store, modelFolder });
      assert.equal(verdictOf(await encoder.providers('none'), 'webgpu').verdict, verdict, modelFolder);
      await encoder.dispose();
    }
  });

  test('what is asked for and is not of this machine is said', async t => {
    const { encoder, failures } = await open(t, { wish: 'cuda' });
    assert.equal((await encoder.encodeImages(pictures(t, 1), null)).images.length, 1);
    assert.match(
      failures[0]!,
      /^The settings ask for CUDA, which cannot be used: it is not there on this machine\./,
    );
  });

  test('a file of verdicts that is damaged holds none', async t => {
    const store = temporaryFolder(t);
    for (const text of ['{"version":1,"sets":[{"key":1}]}', 'no JSON', '{"version":2,"sets":[]}']) {
      writeFileSync(path.join(store, 'providers.json'), text);
      const { encoder } = await open(t, { store });
      assert.equal(verdictOf(await encoder.providers('none'), 'webgpu').verdict, 'untested');
      await encoder.dispose();
    }
  });

  test('a probe is given up with its asker', async t => {
    const { encoder } = await open(t, { trouble: 'probe-hang' });
    await encoder.hello();
    await assert.rejects(encoder.providers('all', AbortSignal.timeout(1000)), { code: 'aborted' });
  });
});

describe('a device that fails later', () => {
  /** A store that remembers that DirectML is right and the fastest. */
  async function trusted(t: TestContext): Promise<string> {
    const store = temporaryFolder(t);
    const { encoder } = await open(t, { store });
    await encoder.providers('all');
    await encoder.dispose();
    return store;
  }

  for (const [trouble, said] of [
    ['load-crash', /^DirectML ended its process when it loaded the model\./],
    ['load-refuse', /It has no memory left\./],
    ['crash', /^DirectML ended its process, or gave no answer any more\./],
    ['hang', /^DirectML ended its process, or gave no answer any more\./],
    ['wrong', /gave a wrong answer/],
  ] as const) {
    test(
      `${trouble}: the processor finishes, it is said once, and remembered`,
      { timeout: 300_000 },
      async t => {
        const store = await trusted(t);
        const { encoder, failures, started } = await open(t, { store, trouble });
        const files = pictures(t, 12);
        const [first, second] = await Promise.all([
          encoder.encodeImages(files.slice(0, 6), null),
          encoder.encodeImages(files.slice(6), null),
        ]);
        assert.deepEqual([...first.problems, ...second.problems], []);
        assert.equal(first.images.length + second.images.length, 12);
        assert.equal(failures.length, 1, failures.join('\n'));
        assert.match(failures[0]!, said);
        assert.match(failures[0]!, /Pictures are encoded on the processor from now on\.$/);
        assert.deepEqual(started(), ['directml', 'cpu']);
        assert.equal(verdictOf(await encoder.providers('none'), 'directml').verdict, 'refused');
        await encoder.dispose();

        const next = await open(t, { store });
        await next.encoder.encodeImages(files.slice(0, 1), null);
        assert.deepEqual(next.started(), ['webgpu'], 'the next best, until it is tried again');
        await next.encoder.providers('all');
        await next.encoder.encodeImages(files.slice(0, 1), null);
        assert.equal((await next.encoder.hello()).provider, 'directml', 'probed again, and mended');
      },
    );
  }

  test('a picture that ends every process is to blame, not the device', { timeout: 300_000 }, async t => {
    const store = await trusted(t);
    const { encoder, failures } = await open(t, { store });
    const files = pictures(t, 4, place => (place === 2 ? 'deadly.png' : `${place}.png`));
    const { images, problems } = await encoder.encodeImages(files, null);
    assert.deepEqual([images.length, problems.map(({ kind }) => kind)], [3, ['crashed']]);
    assert.deepEqual(failures, []);
    assert.equal((await encoder.hello()).provider, 'directml');
  });
});
