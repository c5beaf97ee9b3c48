/** Loads the two native packages, each with what it needs around it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import type { Sharp } from './decode.ts';
import type { Runtime } from './towerGraphs.ts';
import { webRuntime } from './webRuntime.ts';

const require = createRequire(import.meta.url);

/**
 * ONNX Runtime, with its telemetry off: without this variable its first session writes a device id below the
 * home folder and uploads events. It is read at that moment, so it must stand before.
 * With `runtimeFolder`, its binding and libraries are those in that folder: the runtime looks for a provider's library
 * beside its own.
 */
export function loadRuntime(runtimeFolder: string | null = null): Runtime {
  if (runtimeFolder !== null) takeBindingFrom(runtimeFolder);
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  if (process.env[runtimeVariable] === 'web') return loadWebRuntime();
  // A build has it beside the bundle (esbuild.mjs says why); sources find the package.
  const beside = path.join(import.meta.dirname, 'onnxruntime-node');
  try {
    // The package's own types describe what it exports.
    return require(existsSync(beside) ? beside : 'onnxruntime-node') as Runtime;
  } catch (error) {
    // There is no binary for this system, or another C library than it needs.
    try {
      return loadWebRuntime();
    } catch {
      throw error;
    }
  }
}

/** Set to `web`, it takes ONNX Runtime's WebAssembly where there is a native build, too: to try it, and for tests. */
export const runtimeVariable = 'ASSET_LENS_RUNTIME';

/** True where networks run in WebAssembly. */
export function isWeb(runtime: Runtime): boolean {
  return runtime.env.versions.web !== undefined;
}

function loadWebRuntime(): Runtime {
  const beside = path.join(import.meta.dirname, 'onnxruntime-web');
  const entry = existsSync(beside)
    ? path.join(beside, 'ort.wasm.min.js')
    : require.resolve('onnxruntime-web/wasm');
  // It has the parts of the native one that are used here; `webRuntime` makes up for what differs.
  return webRuntime(require(entry) as Runtime, path.dirname(entry));
}

function takeBindingFrom(runtimeFolder: string): void {
  const open = process.dlopen.bind(process);
  const name = 'onnxruntime_binding.node';
  process.dlopen = (module: object, filename: string, flags: number = constants.dlopen.RTLD_LAZY) =>
    open(module, path.basename(filename) === name ? path.join(runtimeFolder, name) : filename, flags);
}

/**
 * `native`: as it is. `deep`: its libraries find their own symbols first. `wasm`: its WebAssembly build, which links
 * nothing and is slower.
 */
export type SharpForm = (typeof sharpForms)[number];
const sharpForms = ['native', 'deep', 'wasm'] as const;

/** How a process for pictures is started. */
export interface Decoding {
  readonly form: SharpForm;
  /** Another program than this one; null is this one. */
  readonly program: string | null;
}

/** Tells a process which form its parent chose. */
export const sharpVariable = 'ASSET_LENS_SHARP';

/** sharp with one thread an operation: several pictures at once use the cores better than several threads a picture. */
export function loadSharp(): Sharp {
  const isElectron = process.versions['electron'] !== undefined && process.platform === 'linux';
  const form =
    sharpForms.find(name => name === process.env[sharpVariable]) ?? (isElectron ? 'deep' : 'native');
  if (form === 'deep') bindDeeply();
  if (form === 'wasm') refuseBinary();
  // The package's own types describe what it exports.
  const sharp = require('sharp') as Sharp;
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/**
 * Electron on Linux links the system's GLib, and sharp's own GLib would be bound to those symbols: criticals,
 * then crashes (lovell/sharp#4522). RTLD_DEEPBIND lets sharp's libraries find their own symbols first.
 */
function bindDeeply(): void {
  const open = process.dlopen.bind(process);
  const deep = constants.dlopen.RTLD_NOW | (constants.dlopen.RTLD_DEEPBIND ?? 0);
  process.dlopen = (module: object, filename: string, flags?: number) =>
    /sharp/.test(filename)
      ? open(module, filename, deep)
      : open(module, filename, flags ?? constants.dlopen.RTLD_LAZY);
}

/** sharp takes its WebAssembly build where its binary cannot be loaded. */
function refuseBinary(): void {
  const open = process.dlopen.bind(process);
  process.dlopen = (module: object, filename: string, flags?: number) => {
    if (/[\\/]@img[\\/]sharp-/.test(filename)) throw new Error('The binary of sharp is not used here.');
    open(module, filename, flags ?? constants.dlopen.RTLD_LAZY);
  };
}
