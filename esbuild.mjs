// Builds the nine bundles and copies what is shipped as it is. `--watch` rebuilds on change, `--production` minifies,
// `--all-platforms` takes ONNX Runtime along for every platform instead of this one.
import { build, context } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyNativeRuntime, copyWebRuntime } from './packaging/runtimeFiles.mjs';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');
const packages = path.join(root, 'node_modules');
const production = process.argv.includes('--production');
const allPlatforms = process.argv.includes('--all-platforms');
const watch = process.argv.includes('--watch');

const common = {
  absWorkingDir: root,
  bundle: true,
  outdir: 'dist',
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
  target: 'node24',
  legalComments: 'none',
  metafile: true,
};

/** Native packages stay outside the bundles, and `vscode` exists only in its host. */
const external = ['vscode', 'sharp', 'onnxruntime-node', 'onnxruntime-web'];

// Bundled CommonJS packages call `require`, which an ES module does not have by itself.
const requireBanner = {
  js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
};

/** The panel's style sheets and markup stand in templates, whose blanks and comments no minifier touches: a tenth of it. */
const shortStyles = {
  name: 'short-styles',
  setup({ onLoad }) {
    onLoad({ filter: /src[\\/]panel[\\/]\w+\.ts$/ }, ({ path: file }) => ({
      loader: 'ts',
      contents: readFileSync(file, 'utf8')
        .replaceAll(/\n +/g, '\n')
        .replaceAll(/\bcss`([^`$]*)`/g, (_, styles) => {
          const short = styles.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/\s+/g, ' ');
          return `css\`${short.replaceAll(/ ?([{};]) ?/g, '$1').trim()}\``;
        }),
    }));
  },
};

const builds = [
  {
    ...common,
    entryPoints: {
      worker: 'src/lens/worker.ts',
      vectorGaps: 'src/lens/vectorGapsWorker.ts',
      encoder: 'src/encoder/main.ts',
      magick: 'src/encoder/magickWorker.ts',
      network: 'src/encoder/networkWorker.ts',
      look: 'src/encoder/lookWorker.ts',
    },
    platform: 'node',
    format: 'esm',
    external,
    banner: requireBanner,
  },
  {
    ...common,
    entryPoints: { cli: 'src/cli/main.ts' },
    platform: 'node',
    format: 'esm',
    external,
    // Node 20 must be able to read this far, so that it can start Node 24.
    target: 'node20',
    // The quantizer of `sixel` assigns a variable that it never declares; a module refuses that.
    banner: { js: `#!/usr/bin/env node\n${requireBanner.js} var UPNG;` },
  },
  {
    ...common,
    entryPoints: { extension: 'src/extension/extension.ts' },
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external,
  },
  {
    ...common,
    entryPoints: { panel: 'src/panel/main.ts' },
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: 'panel-[name]-[hash]',
    target: 'chrome142',
    minify: true,
    plugins: [shortStyles],
  },
];

/**
 * ONNX Runtime lies beside the bundles, not in `dependencies`: its install script downloads CUDA libraries and fails
 * where only the npm registry can be reached, and no setting of ours holds in a dependent's install
 * (docs/decisions/onnxruntime-in-dist.md). Where it has no binary, its WebAssembly works.
 */
function copyRuntime() {
  const isHere = (platform, arch) => platform === process.platform && arch === process.arch;
  copyNativeRuntime(path.join(dist, 'onnxruntime-node'), (...place) => allPlatforms || isHere(...place));
  if (allPlatforms) copyWebRuntime(path.join(dist, 'onnxruntime-web'));
}

function holderOf(name, author) {
  if (name.startsWith('onnxruntime-')) return 'Microsoft Corporation';
  return typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`);
}

/** The licences of everything that is inside the bundles or beside them. */
function writeNotices(results) {
  const bundled = new Set(['onnxruntime-node', 'onnxruntime-web', '@vscode/codicons']);
  for (const { metafile } of results) {
    for (const file of Object.keys(metafile.inputs)) {
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
      if (name) bundled.add(name);
    }
  }
  const notices = [...bundled].sort().map(name => {
    const folder = path.join(packages, name);
    const { version, license, author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder)
      .filter(file => /^(licen[cs]e|copying|notice)/i.test(file))
      .map(file => readFileSync(path.join(folder, file), 'utf8').trim());
    // ONNX Runtime's package names its licence and leaves the text out: it is the one of this repository, by another holder.
    if (texts.length === 0 && license === 'MIT') {
      const own = readFileSync(path.join(root, 'LICENSE'), 'utf8').trim();
      texts.push(own.replace(/Copyright \(c\).*/, `Copyright (c) ${holderOf(name, author)}`));
    }
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  writeFileSync(path.join(dist, 'THIRD_PARTY_NOTICES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
copyRuntime();
cpSync(path.join(packages, '@vscode', 'codicons', 'dist', 'codicon.ttf'), path.join(dist, 'codicon.ttf'));
const magick = path.join(packages, '@imagemagick', 'magick-wasm', 'dist', 'x86', 'magick.wasm');
cpSync(magick, path.join(dist, 'magick.wasm'));

if (watch) {
  for (const options of builds) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  writeNotices(await Promise.all(builds.map(options => build(options))));
}
