/** Puts the libraries that CUDA needs beside the index, and takes them away: fetched, verified, whole or not at all. */
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { fetchFile } from './fetchFile.ts';
import { type GpuPackage, nvidiaPackages, runtimePackage } from './gpuPackages.ts';
import type { Network } from './network.ts';
import { extract, zipEntries } from './zipFile.ts';

export interface GpuInstallation {
  /** Absolute path of the store. */
  readonly store: string;
  /** The folder of the runtime's own libraries, which are copied beside the providers. */
  readonly libraries: string;
  /** True brings NVIDIA's libraries along. */
  readonly withNvidia: boolean;
  readonly network: Network;
  /** For tests: other packages. */
  readonly packages?: { readonly runtime: GpuPackage; readonly nvidia: readonly GpuPackage[] };
  /** For tests: another machine. */
  readonly machine?: { readonly platform: NodeJS.Platform; readonly arch: string };
}

export interface InstallWatch {
  readonly signal?: AbortSignal | undefined;
  /** Bytes that have arrived, of all that are needed. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** What the runtime consists of besides the providers. */
const ownLibraries = ['onnxruntime_binding.node', 'libonnxruntime.so.1'];

export function gpuRuntimeFolder(store: string): string {
  return path.join(store, 'gpu-runtime');
}

/** Bytes that an installation fetches at most. */
export function gpuDownloadBytes(withNvidia: boolean): number {
  return [runtimePackage, ...(withNvidia ? nvidiaPackages : [])].reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Installs what is missing. What has arrived of a download that was cut off is kept, and the next call goes on from it.
 * Throws `invalid-argument` on another system, `download-failed`, `offline` and `aborted`.
 */
export async function installGpuRuntime(
  installation: GpuInstallation,
  watch: InstallWatch = {},
): Promise<void> {
  const { store, libraries, withNvidia, network } = installation;
  const { platform, arch } = installation.machine ?? process;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new LensError(
      'invalid-argument',
      `There is a GPU runtime for Linux with an x86-64 processor only; this is ${platform}-${arch}.`,
    );
  }
  const { runtime, nvidia } = installation.packages ?? { runtime: runtimePackage, nvidia: nvidiaPackages };
  const root = gpuRuntimeFolder(store);
  const folder = path.join(root, runtime.version);
  const wanted = [
    ...((await isThere(folder)) ? [] : [{ pack: runtime, into: folder }]),
    ...(withNvidia ? nvidia : []).map(pack => ({ pack, into: path.join(folder, 'nvidia', pack.name) })),
  ];
  const missing: typeof wanted = [];
  for (const each of wanted) if (!(await isThere(each.into))) missing.push(each);
  const total = missing.reduce((sum, { pack }) => sum + pack.bytes, 0);
  let done = 0;
  for (const { pack, into } of missing) {
    const { url, bytes, sha256 } = pack;
    const archive = path.join(root, 'downloads', `${pack.name}-${pack.version}.whl`);
    const file = { url, bytes, digest: { kind: 'sha256', hex: sha256 } } as const;
    await fetchFile(file, archive, network, {
      signal: watch.signal,
      arrived: arrived => watch.progress?.(done + arrived, total),
    });
    const isRuntime = pack === runtime;
    await place(archive, pack, into, isRuntime ? '.' : 'lib', isRuntime ? libraries : null, watch.signal);
    await rm(archive, { force: true });
    done += bytes;
    watch.progress?.(done, total);
  }
  // Other versions serve nobody any more.
  for (const name of await readdir(root).catch(() => []))
    if (name !== runtime.version && name !== 'downloads')
      await rm(path.join(root, name), { recursive: true });
}

/** Returns the bytes that are free now. */
export async function removeGpuRuntime(store: string): Promise<number> {
  const root = gpuRuntimeFolder(store);
  const bytes = await bytesIn(root);
  await rm(root, { recursive: true, force: true });
  return bytes;
}

/** Unpacks into a draft that gets its name when it is whole. */
async function place(
  archive: string,
  { wanted }: GpuPackage,
  into: string,
  below: string,
  libraries: string | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const draft = `${into}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const entry of await zipEntries(archive)) {
    throwIfAborted(signal);
    if (!wanted.test(entry.name)) continue;
    const name = path.posix.basename(entry.name);
    const isLibrary = name.includes('.so');
    await extract(archive, entry, path.join(draft, isLibrary ? below : '.', name), signal);
  }
  if (libraries !== null)
    for (const name of ownLibraries) await copyFile(path.join(libraries, name), path.join(draft, name));
  await rename(draft, into);
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async entry =>
      entry.isFile() ? (await stat(path.join(entry.parentPath, entry.name))).size : 0,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
