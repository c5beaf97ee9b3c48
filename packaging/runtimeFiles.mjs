// ONNX Runtime's files, as they lie beside the bundles (docs/decisions/onnxruntime-in-dist.md).
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const binaries = path.join('bin', 'napi-v6');

/** The native runtime for the platforms that `wants` says, into the folder `to`. */
export function copyNativeRuntime(to, wants) {
  const from = path.join(root, 'node_modules', 'onnxruntime-node');
  cpSync(path.join(from, 'package.json'), path.join(to, 'package.json'));
  for (const file of readdirSync(path.join(from, 'dist')).filter(name => name.endsWith('.js'))) {
    cpSync(path.join(from, 'dist', file), path.join(to, 'dist', file));
  }
  for (const platform of readdirSync(path.join(from, binaries))) {
    for (const arch of readdirSync(path.join(from, binaries, platform))) {
      if (!wants(platform, arch)) continue;
      const place = path.join(binaries, platform, arch);
      for (const file of readdirSync(path.join(from, place))) {
        // The library is there a second time under its full version; the binding links the short name.
        if (/\.\d+\.\d+\.\d+\.dylib$/.test(file)) continue;
        cpSync(path.join(from, place, file), path.join(to, place, file));
      }
    }
  }
}

/** The one in WebAssembly: 14 MB in place of the 139 that its package has, most of which is for browsers. */
export function copyWebRuntime(to) {
  const from = path.join(root, 'node_modules', 'onnxruntime-web');
  cpSync(path.join(from, 'package.json'), path.join(to, 'package.json'));
  for (const file of ['ort.wasm.min.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'])
    cpSync(path.join(from, 'dist', file), path.join(to, file));
}
