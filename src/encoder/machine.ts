/** What this machine is, for verdicts that hold for it alone, and for people. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { arch, availableParallelism, cpus, hostname, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Machine } from '../protocol/device.ts';
import { type Drivers, namesIn, nvidiaModule } from './drivers.ts';

/** Variables that lead the loaders of libraries and drivers elsewhere. */
const leading = [
  'LD_LIBRARY_PATH',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'VK_LOADER_DRIVERS_SELECT',
  'CUDA_VISIBLE_DEVICES',
];

/**
 * A digest of machine, system, drivers and what leads to them. It changes where a driver comes, goes or is renewed;
 * where nothing can be told of a driver, the system's release stands for it.
 */
export async function machineFingerprint(
  drivers: Drivers,
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<string> {
  const facts = [
    hostname(),
    process.platform,
    arch(),
    release(),
    cpus()[0]?.model ?? '',
    availableParallelism(),
    await drivers.facts(),
    leading.map(name => env[name] ?? ''),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

export async function describeMachine(known: Drivers): Promise<Machine> {
  const [smi, names] = await Promise.all([nvidiaGpu(), known.names()]);
  const nvidia = smi ? `NVIDIA ${smi.driver}` : nvidiaModule();
  const drivers = [...(nvidia === undefined ? [] : [nvidia]), ...names];
  return {
    platform: `${process.platform}-${arch()} ${release()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    gpu: smi?.name ?? null,
    driver: drivers.join('; ') || null,
  };
}

/** True where a driver of NVIDIA's shows itself: the kernel's module, its devices, or the way to them from WSL. */
export function hasNvidiaGpu(): boolean {
  return ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'].some(file => existsSync(file));
}

/** True where Linux shows any GPU: NVIDIA's, or one that renders. */
export function hasGpuDevice(): boolean {
  return hasNvidiaGpu() || namesIn('/dev/dri').some(name => name.startsWith('render'));
}

/** Undefined where NVIDIA's own program is not there, or says nothing within three seconds. */
async function nvidiaGpu(): Promise<{ readonly name: string; readonly driver: string } | undefined> {
  try {
    const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 3000 });
    const [name, memory, driver] = (stdout.split('\n')[0] ?? '').split(',').map(part => part.trim());
    return name && memory && driver ? { name: `${name}, ${memory}`, driver } : undefined;
  } catch {
    return undefined;
  }
}
