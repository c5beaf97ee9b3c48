/** Which execution providers there are, and which of them is to run the networks. */
import { type Provider, type ProviderVerdict, providerNames } from '../protocol/device.ts';

/** What ONNX Runtime calls them: in a session's options, and in its profiles. */
export const runtimeNames: Readonly<Record<Provider, { readonly option: string; readonly node: string }>> = {
  cuda: { option: 'cuda', node: 'CUDAExecutionProvider' },
  tensorrt: { option: 'tensorrt', node: 'TensorrtExecutionProvider' },
  directml: { option: 'dml', node: 'DmlExecutionProvider' },
  coreml: { option: 'coreml', node: 'CoreMLExecutionProvider' },
  webgpu: { option: 'webgpu', node: 'WebGpuExecutionProvider' },
  cpu: { option: 'cpu', node: 'CPUExecutionProvider' },
};

/** What people call them. */
export const providerTitles: Readonly<Record<Provider, string>> = {
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
  directml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
  cpu: 'CPU',
};

/** Those that nobody has run with Asset Lens so far; their code paths are tested with a stand-in. */
export const untriedProviders: ReadonlySet<Provider> = new Set<Provider>(['tensorrt', 'directml', 'coreml']);

/**
 * The providers that the runtime has for a platform (onnxruntime-node 1.30.0), the likely fastest first.
 * Every list ends with the processor.
 */
export function candidates(platform: NodeJS.Platform, arch: string): readonly Provider[] {
  if (platform === 'linux' && arch === 'x64') return ['cuda', 'tensorrt', 'webgpu', 'cpu'];
  if (platform === 'win32') return ['directml', 'webgpu', 'cpu'];
  if (platform === 'darwin' && arch === 'arm64') return ['coreml', 'webgpu', 'cpu'];
  return ['cpu'];
}

/** Where a provider exists, for those that have no place on this machine. */
const homes: Readonly<Record<Provider, string>> = {
  cuda: 'on Linux with an x86-64 processor and an NVIDIA GPU',
  tensorrt: 'on Linux with an x86-64 processor and an NVIDIA GPU',
  directml: 'on Windows',
  coreml: 'on Macs with an Apple processor',
  webgpu: 'on Windows, on Macs with an Apple processor, and on Linux with an x86-64 processor',
  cpu: 'everywhere',
};

/** A verdict without any figure. */
export function bareVerdict(
  name: Provider,
  verdict: ProviderVerdict['verdict'],
  reason: string,
  more: Partial<Pick<ProviderVerdict, 'remedy' | 'missingLibrary'>> = {},
): ProviderVerdict {
  return {
    name,
    verdict,
    reason,
    remedy: null,
    missingLibrary: null,
    imagesPerSecond: null,
    cosine: null,
    residentBytes: null,
    ...more,
  };
}

/**
 * One verdict for every provider there is: what is known, and why of the others nothing is. The processor is right by what
 * right means, also where nobody timed it: `ok` without figures, unless its own trial failed.
 */
export function completed(
  known: readonly ProviderVerdict[],
  platform: NodeJS.Platform,
  arch: string,
): readonly ProviderVerdict[] {
  const here = candidates(platform, arch);
  return providerNames.map(name => {
    if (name === 'cpu')
      return (
        known.find(verdict => verdict.name === name) ??
        bareVerdict(name, 'ok', 'It was not timed on this machine yet.')
      );
    const why = here.includes(name)
      ? 'It was not tried on this machine yet.'
      : `${providerTitles[name]} is there ${homes[name]} only.`;
    return withDoubt(known.find(verdict => verdict.name === name) ?? bareVerdict(name, 'untested', why));
  });
}

/** Whatever came of it here, people should know that no report of it has been seen. */
function withDoubt(verdict: ProviderVerdict): ProviderVerdict {
  if (!untriedProviders.has(verdict.name)) return verdict;
  const said = [verdict.reason, 'Nobody has run it with Asset Lens so far.'];
  return { ...verdict, reason: said.filter(sentence => sentence !== null).join(' ') };
}

/** The fastest of those that are right. */
export function fastest(verdicts: readonly ProviderVerdict[]): ProviderVerdict | undefined {
  return verdicts
    .filter(({ verdict, imagesPerSecond }) => verdict === 'ok' && imagesPerSecond !== null)
    .sort((a, b) => b.imagesPerSecond! - a.imagesPerSecond!)[0];
}

/** Threads inside one operator: all cores but one, which decodes, and both of two (docs/decisions/threads.md). */
export function chooseThreads(wish: number, cores: number): number {
  return wish > 0 ? wish : Math.max(Math.min(2, cores), Math.min(8, cores - 1));
}
