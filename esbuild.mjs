// Builds the five bundles and copies what is shipped as it is. `--watch` rebuilds on change, `--production` minifies.
import { build, context } from 'esbuild';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = import.meta.dirname;
const production = process.argv.includes('--production');
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
};

/** Native packages stay outside the bundles, and `vscode` exists only in its host. */
const external = ['vscode', 'sharp', 'onnxruntime-node'];

// Bundled CommonJS packages call `require`, which an ES module does not have by itself.
const requireBanner = {
  js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
};

const builds = [
  {
    ...common,
    entryPoints: { worker: 'src/lens/worker.ts', encoder: 'src/encoder/main.ts' },
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
    target: 'chrome142',
    minify: true,
  },
];

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
mkdirSync(path.join(root, 'dist'));
const codicons = path.dirname(createRequire(import.meta.url).resolve('@vscode/codicons/package.json'));
for (const file of ['codicon.css', 'codicon.ttf']) {
  cpSync(path.join(codicons, 'dist', file), path.join(root, 'dist', file));
}

if (watch) {
  for (const options of builds) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(builds.map(options => build(options)));
}
