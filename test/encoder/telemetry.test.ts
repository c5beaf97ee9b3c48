// ONNX Runtime writes a device id and a queue of events below the home folder with its first session, and would upload
// them. This starts the real process in an empty home, where nothing may appear. Continuous integration switches the
// telemetry off as well, so that its marks are taken away first: otherwise this test could not fail there.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { settingsFor, colours, fixtures } from './models.ts';
import { builtEncoder, openEncoder } from './processes.ts';
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

test('the encoder writes nothing into the home, cache and temporary folders', { timeout: 60_000 }, async t => {
  const entry = await builtEncoder();
  const root = temporaryFolder(t);
  const homes = ['HOME', 'USERPROFILE', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'APPDATA', 'LOCALAPPDATA', 'TMPDIR', 'TMP', 'TEMP'];
  // The child inherits this process's environment, which is this test file's alone.
  for (const name of [...marksOfIntegration, 'ORT_DISABLE_TELEMETRY', 'DO_NOT_TRACK']) Reflect.deleteProperty(process.env, name);
  for (const name of homes) {
    process.env[name] = path.join(root, name);
    mkdirSync(path.join(root, name));
  }
  const encoder = await openEncoder(t, { entry, settings: settingsFor(colours) });
  await encoder.hello();
  const picture = path.join(fixtures, 'parity', 'pictures', 'photo-wide.jpg');
  assert.equal((await encoder.encodeImages([picture], null)).vectors.length, 4);
  assert.equal((await encoder.encodeTexts(['red'])).length, 4);
  assert.equal(await encoder.render(picture, 40, 'png').then(preview => preview?.width), 40);
  await encoder.dispose();
  const written = readdirSync(root, { recursive: true }).filter(name => !homes.includes(String(name)));
  assert.deepEqual(written, []);
}); // prettier-ignore
