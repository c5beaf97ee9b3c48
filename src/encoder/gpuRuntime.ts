/**
 * Where another build of the runtime's libraries lies, one with CUDA, and where NVIDIA's own libraries lie.
 * `models/gpuRuntime.ts` puts the first there; the runtime looks for a provider's library beside its own.
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of the installed GPU runtime of a version, below the store; null where there is none. */
export function installedRuntime(store: string | null, version: string): string | null {
  const folder = store === null ? null : path.join(store, 'gpu-runtime', version);
  return folder !== null && existsSync(path.join(folder, 'libonnxruntime_providers_cuda.so')) ? folder : null;
}

/** What the process of a GPU needs in its environment so that the loader finds the libraries; nothing without such a folder. */
export function libraryEnvironment(
  runtimeFolder: string | null,
  env: Readonly<NodeJS.ProcessEnv>,
): Readonly<Record<string, string>> {
  if (runtimeFolder === null || process.platform !== 'linux') return {};
  const own = env['LD_LIBRARY_PATH'];
  const folders = [...(own ? [own] : []), runtimeFolder, ...nvidiaFolders(runtimeFolder, env)];
  return { LD_LIBRARY_PATH: folders.join(':') };
}

/**
 * Where NVIDIA's libraries may lie besides the loader's own places: beside the runtime, in CUDA's folders, and in the
 * packages of the Python that is active or of this user.
 */
export function nvidiaFolders(runtimeFolder: string, env: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const pythons = [env['VIRTUAL_ENV'], env['CONDA_PREFIX'], path.join(home, '.local'), '/usr/local', '/usr'];
  const packages = pythons
    .flatMap(prefix => (prefix ? [path.join(prefix, 'lib')] : []))
    .flatMap(lib =>
      namesIn(lib)
        .filter(name => /^python3/.test(name))
        .map(name => path.join(lib, name)),
    )
    .flatMap(python => ['site-packages', 'dist-packages'].map(name => path.join(python, name, 'nvidia')));
  const wheels = [path.join(runtimeFolder, 'nvidia'), ...packages].flatMap(nvidia =>
    namesIn(nvidia).map(name => path.join(nvidia, name, 'lib')),
  );
  const toolkits = [env['CUDA_PATH'], env['CUDA_HOME'], '/usr/local/cuda', '/usr/local/cuda-13'].flatMap(
    root => (root ? [path.join(root, 'lib64')] : []),
  );
  return [...new Set([...wheels, ...toolkits])].filter(folder => existsSync(folder));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there, or not ours to read.
    return [];
  }
}
