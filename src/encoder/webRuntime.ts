/**
 * ONNX Runtime in WebAssembly behind the face of the native one, for systems that the native one has no binary for:
 * macOS on Intel, Alpine, 32-bit ARM. Slower, with the same answers (docs/decisions/packages.md).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openOnnx } from '../models/onnx/files.ts';
import type { Runtime } from './towerGraphs.ts';

/** More threads than these help little, and each has a stack of its own. */
const mostThreads = 4;

/** `web` is what the package exports, `folder` where its WebAssembly lies. */
export function webRuntime(web: Runtime, folder: string): Runtime {
  const { env } = web;
  env.wasm.wasmPaths = pathToFileURL(`${folder}${path.sep}`).href;
  return {
    ...web,
    env,
    InferenceSession: {
      async create(file: string, { intraOpNumThreads = 1 }: { readonly intraOpNumThreads?: number }) {
        // For the whole process; the first session decides.
        env.wasm.numThreads = Math.min(mostThreads, intraOpNumThreads);
        return web.InferenceSession.create(readFileSync(file), {
          executionProviders: ['wasm'],
          graphOptimizationLevel: 'all',
          logSeverityLevel: 3,
          externalData: filesBeside(file),
        });
      },
    },
    // `create` has other ways to be called, which nobody here takes.
  } as unknown as Runtime;
}

/** WebAssembly reads no files: the weights beside a graph are handed over. */
function filesBeside(graph: string): { path: string; data: Uint8Array }[] {
  const places = [...openOnnx(graph).graph.tensors.values()].map(({ place }) => place);
  const names = new Set(places.flatMap(place => (place.kind === 'external' ? [place.location] : [])));
  return [...names].map(name => ({ path: name, data: readFileSync(path.join(path.dirname(graph), name)) }));
}
