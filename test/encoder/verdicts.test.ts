// For what a verdict about a device holds: where machine, driver, model or runtime are others, it is tried anew.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Drivers, versionsIn } from '../../src/encoder/drivers.ts';
import { describeMachine, machineFingerprint } from '../../src/encoder/machine.ts';
import { bareVerdict } from '../../src/encoder/providers.ts';
import { VerdictMemory, type VerdictScope, verdictKey } from '../../src/encoder/verdicts.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const scope: VerdictScope = {
  machine: 'm',
  space: 'small@1',
  version: '1.30.0',
  hasGpuRuntime: false,
  threads: 1,
};

test('what was found out is found again under the same words only', t => {
  const memory = new VerdictMemory(temporaryFolder(t));
  const verdicts = [bareVerdict('webgpu', 'refused', 'It was wrong.')];
  memory.write(verdictKey(scope), { verdicts, reference: Float32Array.of(0.5, -0.25) });
  assert.deepEqual(memory.read(verdictKey({ ...scope })), {
    verdicts,
    reference: Float32Array.of(0.5, -0.25),
  });
  const others: readonly Partial<VerdictScope>[] = [
    { machine: 'n' },
    { space: 'small@2' },
    { version: '1.31.0' },
    { hasGpuRuntime: true },
    { threads: 2 },
  ];
  for (const other of others)
    assert.deepEqual(
      memory.read(verdictKey({ ...scope, ...other })),
      { verdicts: [], reference: null },
      JSON.stringify(other),
    );
  assert.deepEqual(memory.ofMachine('m'), [verdicts]);
  assert.deepEqual(memory.ofMachine('n'), []);
});

test(
  'a driver that came, was renewed or went is another machine',
  { skip: process.platform === 'linux' ? false : 'Drivers are files that can be made here on Linux only.' },
  async t => {
    const folder = mkdtempSync(path.join(tmpdir(), 'asset-lens-driver-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const [manifest, beside, named] = ['icd.json', 'libbeside.so', 'libnamed.so'].map(name =>
      path.join(folder, name),
    ) as [string, string, string];
    const env = { VK_DRIVER_FILES: manifest, LD_LIBRARY_PATH: folder };
    const drivers = new Drivers({ env });
    const seen = new Set<string>();
    const isAnother = async (what: string) => {
      const print = await machineFingerprint(drivers, env);
      assert.equal(print, await machineFingerprint(drivers, env), `${what}: the same when nothing changed`);
      assert.ok(!seen.has(print), what);
      seen.add(print);
    };
    await isAnother('no driver');
    assert.deepEqual(await drivers.names(), []);
    writeFileSync(manifest, JSON.stringify({ ICD: { library_path: './libbeside.so' } }));
    await isAnother('a manifest');
    assert.deepEqual(await drivers.names(), ['Vulkan icd.json']);
    writeFileSync(beside, 'a driver');
    await isAnother('its library');
    writeFileSync(beside, 'a driver, renewed');
    await isAnother('another length');
    utimesSync(beside, 1, 1);
    await isAnother('another time');
    writeFileSync(manifest, JSON.stringify({ ICD: { library_path: 'libnamed.so' } }));
    utimesSync(manifest, 1, 1);
    await isAnother('a library that the loader looks for');
    writeFileSync(named, 'a driver');
    await isAnother('and finds');
    writeFileSync(manifest, 'no JSON');
    await isAnother('a manifest that cannot be read');
  },
);

test('what leads to a driver, or hides it, is another machine', async () => {
  const drivers = new Drivers({ env: {} });
  const plain = await machineFingerprint(drivers, {});
  for (const name of ['LD_LIBRARY_PATH', 'VK_ICD_FILENAMES', 'CUDA_VISIBLE_DEVICES'])
    assert.notEqual(await machineFingerprint(drivers, { [name]: '/elsewhere' }), plain, name);
});

test('Windows tells the versions of its display drivers', () => {
  const key = String.raw`HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;
  const printed = [
    '',
    String.raw`${key}\0000`,
    '    DriverVersion    REG_SZ    32.0.15.6094',
    '',
    String.raw`${key}\0001`,
    '    DriverVersion    REG_SZ    31.0.101.5186',
    '',
    'End of search: 2 match(es) found.',
  ].join('\r\n');
  assert.deepEqual(versionsIn(printed), ['31.0.101.5186', '32.0.15.6094']);
  assert.deepEqual(versionsIn(''), []);
});

test(
  'Windows is asked once, whoever wants to know, and nobody is held up meanwhile',
  { skip: process.platform === 'win32' ? 'The stand-in for reg.exe is a script.' : false },
  async t => {
    const folder = temporaryFolder(t);
    mkdirSync(path.join(folder, 'System32'));
    // It says something only when this process has gone on, and ends as reg.exe does where not all may be read.
    writeFileSync(
      path.join(folder, 'System32', 'reg.exe'),
      `#!/bin/sh
cd '${folder}' && echo asked >> asked || exit 2
until [ -e goes-on ]; do sleep 0.02; done
echo '    DriverVersion    REG_SZ    32.0.15.6094'
exit 1
`,
      { mode: 0o755 },
    );
    const drivers = new Drivers({ env: { SystemRoot: folder }, platform: 'win32' });
    const all = Promise.all([
      machineFingerprint(drivers),
      machineFingerprint(drivers),
      drivers.facts(),
      describeMachine(drivers),
    ]);
    writeFileSync(path.join(folder, 'goes-on'), '');
    const [print, same, facts, { driver }] = await all;
    assert.equal(print, same);
    assert.deepEqual(facts, ['32.0.15.6094']);
    assert.match(driver ?? '', /display driver 32\.0\.15\.6094$/);
    assert.deepEqual(await drivers.names(), ['display driver 32.0.15.6094']);
    assert.equal(readFileSync(path.join(folder, 'asked'), 'utf8'), 'asked\n');
    const none = new Drivers({ env: { SystemRoot: path.join(folder, 'nowhere') }, platform: 'win32' });
    assert.deepEqual(await none.facts(), []);
  },
);
