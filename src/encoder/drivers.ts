/** What tells that a driver of a GPU came, went or was renewed, by files and registry alone: no driver is loaded for it. */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** Where Vulkan's loader on Linux looks for drivers (Vulkan-Loader, docs/LoaderDriverInterface.md). */
const vulkanFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** Where the system's loader finds a driver that is named without a folder. */
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** The class of display adapters, which has a number for each (Microsoft, "System-Defined Device Setup Classes"). */
const displayClass = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;

export interface DriversPorts {
  readonly env?: Environment;
  readonly platform?: NodeJS.Platform;
  /** What `reg query` prints of the display adapters of Windows; never rejects. */
  readonly askRegistry?: (env: Environment) => Promise<string>;
}

/** The drivers of this machine. Windows is asked when somebody first wants to know, and once; files are read each time. */
export class Drivers {
  readonly #env: Environment;
  readonly #platform: NodeJS.Platform;
  readonly #askRegistry: (env: Environment) => Promise<string>;
  #versions: Promise<readonly string[]> | undefined;

  constructor({ env = process.env, platform = process.platform, askRegistry = registry }: DriversPorts = {}) {
    this.#env = env;
    this.#platform = platform;
    this.#askRegistry = askRegistry;
  }

  /** One text for each thing that is known; on macOS none, where drivers come with the system and its release tells them. */
  async facts(): Promise<readonly string[]> {
    if (this.#platform === 'win32') return this.#registered();
    if (this.#platform !== 'linux') return [];
    return [
      nvidiaModule() ?? '',
      ...namesIn('/dev/dri'),
      ...manifests(this.#env).flatMap(file => vulkanDriver(file, this.#env)),
    ];
  }

  /** By the names that people can look for, besides NVIDIA's own on Linux; none where nothing tells of them. */
  async names(): Promise<readonly string[]> {
    if (this.#platform === 'win32')
      return (await this.#registered()).map(version => `display driver ${version}`);
    if (this.#platform !== 'linux') return [];
    return manifests(this.#env).filter(isFile).map(file => `Vulkan ${path.basename(file)}`); // prettier-ignore
  }

  #registered(): Promise<readonly string[]> {
    return (this.#versions ??= this.#askRegistry(this.#env).then(versionsIn));
  }
}

/** "NVRM version: NVIDIA UNIX … 580.65.06 …": what the kernel's module says. */
export function nvidiaModule(): string | undefined {
  try {
    return readFileSync('/proc/driver/nvidia/version', 'utf8').split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

/** Names of a folder in order; none where it is not there. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The drivers' versions in what `reg query … /s /v DriverVersion` prints. */
export function versionsIn(printed: string): readonly string[] {
  return [...printed.matchAll(/^\s*DriverVersion\s+REG_SZ\s+(\S+)/gm)].map(([, version]) => version!).sort();
}

/** Of a system where it cannot be asked, or says nothing within three seconds, what it has printed by then. */
function registry(env: Environment): Promise<string> {
  const program = path.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const words = ['query', displayClass, '/s', '/v', 'DriverVersion'];
  return new Promise(resolve => {
    // Below each adapter is something that nobody may read: what it prints before that is what is wanted.
    execFile(program, words, { timeout: 3000, windowsHide: true }, (_, printed) => resolve(printed));
  });
}

/** Files that name a driver of Vulkan's: those that variables name instead of all others, else those of the system. */
function manifests(env: Environment): readonly string[] {
  const named = env['VK_DRIVER_FILES'] || env['VK_ICD_FILENAMES'];
  if (named) return named.split(path.delimiter).filter(file => file !== '');
  return vulkanFolders.flatMap(folder => namesIn(folder).map(name => path.join(folder, name)));
}

/** The manifest and the library that it names, each with length and time: an update changes one of them. */
function vulkanDriver(manifest: string, env: Environment): readonly string[] {
  const library = libraryOf(manifest);
  if (library === null) return [stamp(manifest)];
  const folders = [...(env['LD_LIBRARY_PATH'] ?? '').split(':'), ...libraryFolders].filter(
    folder => folder !== '',
  );
  const places = library.includes('/')
    ? [path.resolve(path.dirname(manifest), library)]
    : folders.map(folder => path.join(folder, library));
  return [stamp(manifest), places.map(stamp).find(text => text !== '') ?? library];
}

function libraryOf(manifest: string): string | null {
  try {
    const json: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    const icd = typeof json === 'object' && json !== null && 'ICD' in json ? json.ICD : null;
    const library =
      typeof icd === 'object' && icd !== null && 'library_path' in icd ? icd.library_path : null;
    return typeof library === 'string' ? library : null;
  } catch {
    return null;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Empty for what is not there. */
function stamp(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${file} ${stats.size} ${stats.mtimeMs}` : '';
}
