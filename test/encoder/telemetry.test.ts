// ONNX Runtime writes a device id and a queue of events below the home folder with its first session, and would upload
// them. This starts the real process in an empty home, where nothing may appear. Continuous integration switches the
// telemetry off as well, so that its marks are taken away first: otherwise this test could not fail there.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { settingsFor, colours, fixtures } from './models.ts';
import { builtEncoder, openEncoder, started, until } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const marksOfIntegration = [
  'CI',
  'GITHUB_ACTIONS',
  'TF_BUILD',
  'JENKINS_URL',
  'TRAVIS',
  'CIRCLECI',
  'CODEBUILD_BUILD_ID',
];

/** Takes away what would switch telemetry off, and gives this process, whose children inherit it, an empty home. */
function emptyHome(t: Pick<TestContext, 'after'>, root: string): string[] {
  const before = { ...process.env };
  t.after(() => {
    for (const name of Object.keys(process.env))
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });
  const homes = [
    'HOME',
    'USERPROFILE',
    'XDG_CACHE_HOME',
    'XDG_CONFIG_HOME',
    'XDG_DATA_HOME',
    'APPDATA',
    'LOCALAPPDATA',
    'TMPDIR',
    'TMP',
    'TEMP',
  ];
  // The environment is this test file's alone.
  for (const name of [...marksOfIntegration, 'ORT_DISABLE_TELEMETRY', 'DO_NOT_TRACK'])
    Reflect.deleteProperty(process.env, name);
  for (const name of homes) {
    process.env[name] = path.join(root, name);
    mkdirSync(path.join(root, name));
  }
  return homes;
}

function writtenIn(root: string, homes: readonly string[]): string[] {
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter(name => !homes.includes(name));
}

const picture = path.join(fixtures, 'parity', 'pictures', 'photo-wide.jpg');

test(
  'the encoder and its probes write nothing into the home, cache and temporary folders',
  { timeout: 120_000 },
  async t => {
    const entry = await builtEncoder();
    const root = temporaryFolder(t);
    const homes = emptyHome(t, root);
    const encoder = await openEncoder(t, { entry, settings: settingsFor(colours) });
    await encoder.hello();
    assert.equal((await encoder.encodeImages([picture], null)).vectors.length, 4);
    assert.equal((await encoder.encodeTexts(['red'])).length, 4);
    assert.equal(await encoder.render(picture, 40, 'png').then(preview => preview?.width), 40);
    const verdicts = await encoder.providers('all');
    assert.equal(verdicts.find(({ name }) => name === 'cpu')?.verdict, 'ok');
    await encoder.dispose();
    assert.deepEqual(writtenIn(root, homes), []);
  },
);

test(
  'without our variable the runtime does write there: the test above can fail',
  { timeout: 60_000, skip: process.platform === 'linux' ? false : 'It was seen on Linux only.' },
  t => {
    const root = temporaryFolder(t);
    const homes = emptyHome(t, root);
    // It ends with its first session, long before it would look up whom to tell.
    const script = `const ort = require('onnxruntime-node');
    ort.InferenceSession.create(process.argv[1]).then(() => process.kill(process.pid, 'SIGKILL'));`;
    spawnSync(process.execPath, ['-e', script, path.join(colours, 'onnx', 'text_model.onnx')], {
      cwd: import.meta.dirname,
      timeout: 20_000,
    });
    const written = writtenIn(root, homes);
    assert.ok(
      written.some(name => name.endsWith('deviceid')),
      written.join(', '),
    );
    assert.ok(
      written.some(name => /mat-debug-\d+\.log$/.test(name)),
      written.join(', '),
    );
  },
);

/** With telemetry on, three lookups were seen within 45 seconds (docs/decisions/telemetry.md). */
const watchedMilliseconds = 48_000;

test(
  'in 48 seconds no process of the encoder opens a socket to any network, nor reads who this machine is',
  {
    timeout: 180_000,
    skip: process.platform === 'linux' ? false : 'Sockets are told by /proc, on Linux only.',
  },
  async t => {
    const entry = await builtEncoder();
    const root = temporaryFolder(t);
    emptyHome(t, root);
    started.splice(0);
    const encoder = await openEncoder(t, { entry, settings: settingsFor(colours) });
    const traces: { readonly file: string; readonly tracer: ChildProcess }[] = [];
    const follow = (pid: number) => {
      const file = path.join(root, `${pid}.strace`);
      const tracer = spawn(
        'strace',
        ['-f', '-qq', '-e', 'trace=socket,connect,sendto,openat', '-o', file, '-p', String(pid)],
        { stdio: 'ignore' },
      );
      tracer.on('error', () => t.diagnostic('strace is not there: sockets are looked for in /proc alone.'));
      traces.push({ file, tracer });
    };
    void encoder.hello();
    await until(() => started.length > 0);
    follow(started[0]!.pid!);
    const encoded = encoder.encodeImages([picture], null);
    await until(() => started.some(({ spawnargs }) => spawnargs.includes('vision')));
    follow(started.find(({ spawnargs }) => spawnargs.includes('vision'))!.pid!);
    await encoded;
    const seen = new Set<string>();
    const pids = started.flatMap(({ pid, spawnargs }) => (pid && spawnargs.includes(entry) ? [pid] : []));
    assert.equal(pids.length, 2);
    for (const end = performance.now() + watchedMilliseconds; performance.now() < end; await pause(4))
      for (const pid of pids) for (const socket of networkSockets(pid)) seen.add(socket);
    assert.deepEqual([...seen], []);
    await encoder.encodeTexts(['red']);
    await encoder.dispose();
    for (const { file, tracer } of traces) {
      if (tracer.exitCode === null) await once(tracer, 'exit');
      if (!existsSync(file)) continue;
      const lines = readFileSync(file, 'utf8').split('\n');
      assert.deepEqual(
        lines.filter(line => /AF_INET6?\b|machine-id|deviceid|\bresolv\.conf/.test(line)),
        [],
      );
    }
  },
);

/** Sockets of a process in one of the four tables of network connections. */
function networkSockets(pid: number): string[] {
  let inodes: Set<string>;
  try {
    inodes = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap(
        fd => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? [],
      ),
    );
  } catch {
    return [];
  }
  if (inodes.size === 0) return [];
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap(table =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .filter(line => inodes.has(line.trim().split(/\s+/)[9] ?? ''))
      .map(line => `${table} ${line.trim()}`),
  );
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    // Closed meanwhile.
    return '';
  }
}
