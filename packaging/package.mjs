// `npm run package -- [TARGET … | all] [--out FILE-OR-FOLDER] [--built]`: packages of the extension, each with the
// binaries of its platform only, and their sizes as a table. Packages of sharp for other platforms come from the npm
// registry. Without `--built`, builds first. The target of this machine where none is named.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { platformOf } from './binaries.mjs';
import { placePackage } from './npmPackage.mjs';
import { copyNativeRuntime, copyWebRuntime } from './runtimeFiles.mjs';
import { sharpPackages, targets } from './targets.mjs';

const root = path.resolve(import.meta.dirname, '..');
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** What every package has; `.vscodeignore` chooses of it. */
const common = ['package.json', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'l10n', 'media', 'docs/panel.png', 'models/starter']; // prettier-ignore
const commonPackages = ['sharp', '@img/colour', 'detect-libc', 'semver', 'onnxruntime-common'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, built: { type: 'boolean' } },
});
const here = `${process.platform}-${process.arch}`;
const chosen =
  positionals[0] === 'all'
    ? Object.keys(targets)
    : positionals.length > 0
      ? positionals
      : [Object.hasOwn(targets, here) ? here : 'fallback'];
const unknown = chosen.filter(target => !Object.hasOwn(targets, target));
if (unknown.length > 0)
  throw new Error(`There is no target ${unknown.join(', ')}; there are ${Object.keys(targets).join(', ')}.`);

if (!options.built) run(process.execPath, ['esbuild.mjs', '--production']);
const rows = chosen.map(target => packaged(target));
console.log(tableOf(rows));

/** Makes one package, and tells what is in it. */
function packaged(target) {
  const stage = mkdtempSync(path.join(tmpdir(), `asset-lens-${target}-`));
  try {
    fill(stage, target);
    checkBinaries(stage, target);
    const file = placeOf(target);
    mkdirSync(path.dirname(file), { recursive: true });
    const wanted = target === 'fallback' ? [] : ['--target', target];
    const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    const words = [...wanted, '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file];
    run(process.execPath, [vsce, 'package', ...words], stage);
    const runtime = path.join(stage, 'dist', targets[target].native ? 'onnxruntime-node' : 'onnxruntime-web');
    return {
      target,
      packed: statSync(file).size,
      runtime: bytesBelow(runtime),
      sharp: bytesBelow(path.join(stage, 'node_modules', '@img')),
      model: bytesBelow(path.join(stage, 'models')),
    };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function fill(stage, target) {
  for (const file of [...common, ...namesOf('package.nls')]) cpSync(path.join(root, file), path.join(stage, file), { recursive: true }); // prettier-ignore
  // What nobody runs is not looked for by vsce.
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const key of ['scripts', 'devDependencies', 'optionalDependencies', 'allowScripts', 'bin']) delete manifest[key]; // prettier-ignore
  // A dependency that this platform does not need would be missed by vsce.
  const placed = new Set([...commonPackages, ...sharpPackages(targets[target])]);
  manifest.dependencies = Object.fromEntries(Object.entries(manifest.dependencies).filter(([each]) => placed.has(each))); // prettier-ignore
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const bundles = readdirSync(path.join(root, 'dist')).filter(entry => !entry.startsWith('onnxruntime-'));
  for (const entry of bundles) cpSync(path.join(root, 'dist', entry), path.join(stage, 'dist', entry), { recursive: true }); // prettier-ignore
  for (const each of commonPackages) placePackage(each, path.join(stage, 'node_modules', each));
  for (const each of sharpPackages(targets[target])) placePackage(each, path.join(stage, 'node_modules', each)); // prettier-ignore
  const { native } = targets[target];
  if (native) {
    const [platform, arch] = native;
    copyNativeRuntime(path.join(stage, 'dist', 'onnxruntime-node'), (p, a) => p === platform && a === arch);
  } else {
    copyWebRuntime(path.join(stage, 'dist', 'onnxruntime-web'));
  }
}

/** Every native file must be for a platform that the package is for. */
function checkBinaries(stage, target) {
  const { native, sharp } = targets[target];
  const right = new Set([...(native ? [native.join('-')] : []), ...sharp.map(each => each.replace('musl', ''))]); // prettier-ignore
  const found = filesBelow(stage).map(file => [file, platformOf(file)]);
  const foreign = found.filter(([, platform]) => platform !== null && !right.has(platform));
  if (foreign.length > 0) throw new Error(`Not for ${target}: ${foreign.map(String).join('; ')}`);
  if (!found.some(([, platform]) => platform !== null))
    throw new Error(`There are no binaries for ${target}.`);
}

function placeOf(target) {
  const suffix = target === 'fallback' ? '' : `-${target}`;
  const file = `${name}${suffix}-${version}.vsix`;
  if (options.out === undefined) return path.join(root, file);
  const out = path.resolve(options.out);
  return out.endsWith('.vsix') ? out : path.join(out, file);
}

function namesOf(prefix) {
  return readdirSync(root).filter(file => file.startsWith(prefix));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

function bytesBelow(folder) {
  return existsSync(folder) ? filesBelow(folder).reduce((sum, file) => sum + statSync(file).size, 0) : 0;
}

function tableOf(sizes) {
  const megabytes = bytes => (bytes / 1e6).toFixed(1);
  return [
    '| package | .vsix, MB | ONNX Runtime, MB unpacked | sharp, MB unpacked | starter, MB |',
    '| --- | --: | --: | --: | --: |',
    ...sizes.map(
      ({ target, packed, runtime, sharp, model }) =>
        `| ${target} | ${[packed, runtime, sharp, model].map(megabytes).join(' | ')} |`,
    ),
  ].join('\n');
}

function run(program, words, cwd = root) {
  execFileSync(program, words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
