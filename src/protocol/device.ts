/** What the model can run on: the providers, what was found out about each, and the doctor's report. */

/** ONNX Runtime's execution providers, by the names that people know them by. */
export const providerNames = ['cuda', 'tensorrt', 'directml', 'coreml', 'webgpu', 'cpu'] as const;
export type Provider = (typeof providerNames)[number];

/**
 * `ok`: it gives the processor's answers; so does the processor itself, also where nobody timed it.
 * `refused`: it was tried, or cannot be. `untested`: nobody has tried it on this machine.
 */
export type VerdictKind = 'ok' | 'refused' | 'untested';

/** What is known of one provider on this machine, with this driver, model and runtime. */
export interface ProviderVerdict {
  readonly name: Provider;
  readonly verdict: VerdictKind;
  /** One sentence; never null where the verdict is not `ok`. */
  readonly reason: string | null;
  /** What a person can do about it; null where nothing helps, or nothing need be done. */
  readonly remedy: string | null;
  /** File name of the library that was missed. */
  readonly missingLibrary: string | null;
  /** Of the network for pictures alone, in full batches; null where it was not timed. */
  readonly imagesPerSecond: number | null;
  /** Smallest cosine between its vectors and the processor's, −1..1; null where they were not compared. */
  readonly cosine: number | null;
  /** What its process took when it had run; null where it did not run. */
  readonly residentBytes: number | null;
}

/** Null where it is not known. */
export interface Versions {
  readonly node: string;
  /** Where the engine runs in Electron. */
  readonly electron: string | null;
  readonly onnxruntime: string | null;
  readonly sharp: string | null;
  readonly libvips: string | null;
}

export interface DoctorReport {
  readonly providers: readonly ProviderVerdict[];
  /** The one in use for pictures; texts are always encoded on the processor. */
  readonly chosen: Provider;
  /** Why that one; one sentence. */
  readonly reason: string;
  /** What the setting asks for. */
  readonly wish: 'auto' | Provider;
  readonly model: string;
  /** Which form of each half of the model runs. */
  readonly precision: { readonly vision: 'float' | 'int8'; readonly text: 'float' | 'int8' };
  /** True where a faster form was prepared, and this index was made without it. */
  readonly isFasterReady: boolean;
  readonly versions: Versions;
  readonly machine: Machine;
  /** The installed GPU runtime, by its version; null where there is none. */
  readonly gpuRuntime: string | null;
}

/** Null where it cannot be told. */
export interface Machine {
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu: string | null;
  readonly driver: string | null;
}
