// A package of package-lock.json that npm does not install on this machine, because it is for another one.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
/** Archives are kept: npm's own cache may be a new one. */
const kept = path.join(root, 'node_modules', '.cache', 'asset-lens-packaging');

/** Copies a package to `to`: from node_modules where it is there, else from the registry, checked with the lock file's digest. */
export function placePackage(name, to) {
  const installed = path.join(root, 'node_modules', name);
  if (existsSync(installed)) {
    cpSync(installed, to, { recursive: true });
    return;
  }
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
  if (!integrity) throw new Error(`package-lock.json has no ${name}.`);
  mkdirSync(kept, { recursive: true });
  const archive = path.join(kept, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  if (!existsSync(archive)) {
    const options = {
      cwd: root,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    execFileSync('npm', ['pack', `${name}@${version}`, '--pack-destination', kept, '--silent'], options);
  }
  const [algorithm, expected] = integrity.split(/-(.*)/s);
  if (createHash(algorithm).update(readFileSync(archive)).digest('base64') !== expected) {
    rmSync(archive);
    throw new Error(`${name}@${version} from the registry is not what package-lock.json says.`);
  }
  const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-package-'));
  try {
    execFileSync('tar', ['-xzf', archive, '-C', scratch]);
    cpSync(path.join(scratch, 'package'), to, { recursive: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
