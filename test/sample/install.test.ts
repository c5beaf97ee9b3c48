// When the demo and the tests install, and when they leave node_modules as it is.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, describe, test } from 'node:test';
import { node24, reasonToInstall } from '../install.mjs';

type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A lock file, what npm wrote down of its installation (null for a broken-off one), and the packages that are there. */
function check(
  t: TestContext,
  input: { readonly lock: Packages; readonly installed: Packages | null; readonly there: readonly string[] },
  expected: string | undefined,
): void {
  const root = mkdtempSync(path.join(tmpdir(), 'asset-lens-install-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (file: string, packages: Packages) =>
    writeFileSync(path.join(root, file), JSON.stringify({ packages: { '': {}, ...packages } }));
  write('package-lock.json', input.lock);
  for (const place of input.there) mkdirSync(path.join(root, place), { recursive: true });
  if (input.installed) write('node_modules/.package-lock.json', input.installed);
  assert.equal(reasonToInstall(root), expected);
}

const lit = { 'node_modules/lit': { version: '3.3.3', integrity: 'sha512-a' } };
const litFolder = ['node_modules/lit'];

describe('what is installed', () => {
  test('nothing, where every package of the lock file is there', t => {
    check(t, { lock: lit, installed: lit, there: litFolder }, undefined);
  });

  test('everything, in a fresh clone', t => {
    check(t, { lock: lit, installed: null, there: [] }, 'node_modules is missing');
  });

  test('everything, after an installation that was broken off', t => {
    check(t, { lock: lit, installed: null, there: litFolder }, 'node_modules is incomplete');
  });

  test('everything, when the lock file has changed', t => {
    const newer = { 'node_modules/lit': { version: '3.4.0', integrity: 'sha512-b' } };
    const reason = 'node_modules has another lit than package-lock.json';
    check(t, { lock: newer, installed: lit, there: litFolder }, reason);
    const ajv = { 'node_modules/a/node_modules/@b/ajv': { version: '8.0.0' } };
    check(t, { lock: { ...lit, ...ajv }, installed: lit, there: litFolder }, 'node_modules lacks @b/ajv');
  });

  test('everything, when somebody removed a package', t => {
    check(t, { lock: lit, installed: lit, there: ['node_modules'] }, 'node_modules lacks lit');
  });

  test('an optional package is missed on the platform that it names, and on no other', t => {
    const optional = (os: unknown, cpu: unknown, more = {}) => ({
      lock: { ...lit, 'node_modules/native': { version: '1.0.0', optional: true, os, cpu, ...more } },
      installed: lit,
      there: litFolder,
    });
    const { platform, arch } = process;
    check(t, optional([platform], [arch]), 'node_modules lacks native');
    check(t, optional(platform, arch), 'node_modules lacks native');
    check(t, optional(['beos'], [arch]), undefined);
    check(t, optional([platform], ['m68k']), undefined);
    check(t, optional([platform], [arch], { libc: ['musl'] }), undefined);
    check(t, optional(undefined, undefined), undefined);
  });
});

test('a folder without a Node of its own is served by the running one', t => {
  const root = mkdtempSync(path.join(tmpdir(), 'asset-lens-install-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  assert.equal(node24(root), process.execPath);
});
