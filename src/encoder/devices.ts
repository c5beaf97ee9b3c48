/**
 * Which device encodes the pictures: what is remembered of this machine decides, and where nothing is, the processor
 * begins and the others are tried beside it. A device that fails gives its work back to the processor.
 */
import type { Provider, ProviderVerdict } from '../protocol/device.ts';
import type { DeviceStart, EncoderIdentity, EncoderSettings, Precision } from '../protocol/encoder.ts';
import { Drivers } from './drivers.ts';
import { installedRuntime } from './gpuRuntime.ts';
import { machineFingerprint } from './machine.ts';
import { bareVerdict, candidates, completed, fastest, providerTitles } from './providers.ts';
import { type Trial, type TrialResult, judged, tryProvider } from './tryProvider.ts';
import { VerdictMemory, type VerdictSet, verdictKey } from './verdicts.ts';
import { packagedVersions } from './versions.ts';

/** Pictures of one life after which the others are tried: a probe is no use to whoever encodes only a few. */
const picturesBeforeProbe = 64;

/** What encodes pictures, and why; one sentence. */
export interface DeviceInUse {
  readonly provider: Provider;
  readonly providerReason: string;
}

/** That a device ended its process. */
export interface Suspicion {
  /** It was a picture's fault: the device goes on. */
  readonly drop: () => void;
  /** No picture did it: the processor goes on. */
  readonly confirm: () => void;
}

export interface DevicesPorts {
  readonly entry: string;
  readonly settings: EncoderSettings;
  /** Where verdicts are remembered and the GPU runtime lies; null has neither. */
  readonly store: string | null;
  /** Another device from now on, or another reason for the same. */
  readonly onChange: (device: DeviceInUse, before: Provider) => void;
  /** A device failed and the processor goes on; one or two sentences for people. */
  readonly onFailure: (sentence: string) => void;
  /** What the system tells of drivers, where somebody else asks, too. */
  readonly drivers?: Drivers;
  /** For tests: a stand-in for the probe, and other machines. */
  readonly tryOne?: (trial: Trial, signal?: AbortSignal) => Promise<TrialResult>;
  readonly machine?: { readonly platform: NodeJS.Platform; readonly arch: string };
  readonly probeMilliseconds?: number;
}

export class Devices {
  readonly #ports: DevicesPorts;
  readonly #memory: VerdictMemory;
  readonly #runtimeFolder: string | null;
  readonly #end = new AbortController();
  #key: string | undefined;
  #precision: Precision = 'float';
  #known: VerdictSet = { verdicts: [], reference: null };
  #inUse: DeviceInUse;
  #deciding: Promise<void> | undefined;
  #probing: Promise<void> | undefined;
  #pictures = 0;

  constructor(ports: DevicesPorts) {
    this.#ports = ports;
    this.#memory = new VerdictMemory(ports.store);
    this.#runtimeFolder = installedRuntime(ports.store, packagedVersions().onnxruntime ?? '');
    this.#inUse = onProcessor(
      ports.settings.provider === 'cpu'
        ? 'The settings ask for the processor.'
        : this.#others.length === 0
          ? 'ONNX Runtime has no other device for this machine.'
          : 'The processor begins; other devices are tried while it works.',
    );
  }

  get inUse(): DeviceInUse {
    return this.#inUse;
  }

  /** What the next process of the pictures is told. */
  get start(): DeviceStart {
    const { provider } = this.#inUse;
    return {
      provider,
      runtimeFolder: this.#folderFor(provider),
      reference: provider === 'cpu' ? null : this.#known.reference,
    };
  }

  get verdicts(): readonly ProviderVerdict[] {
    const { platform, arch } = this.#machine;
    return completed(this.#known.verdicts, platform, arch);
  }

  /** Once the model is known: takes what is remembered. A device that a person asks for is tried before anything runs. */
  decide({ space, precision, runtime }: EncoderIdentity): Promise<void> {
    if (runtime === 'wasm') {
      this.#use(
        onProcessor(
          `ONNX Runtime has no build for ${process.platform}-${process.arch} here: the processor works in WebAssembly, several times slower.`,
        ),
      );
      return Promise.resolve();
    }
    this.#precision = precision.vision;
    return (this.#deciding ??= this.#decide(space));
  }

  async #decide(space: string): Promise<void> {
    const { settings, drivers = new Drivers() } = this.#ports;
    this.#key = verdictKey({
      machine: await machineFingerprint(drivers),
      space,
      version: packagedVersions().onnxruntime ?? 'unknown',
      hasGpuRuntime: this.#runtimeFolder !== null,
      threads: settings.threads,
    });
    this.#known = this.#memory.read(this.#key);
    const { provider: wish } = settings;
    if (wish === 'cpu') return;
    const isKnown = this.#known.verdicts.some(({ name }) => name === wish);
    if (wish !== 'auto' && !isKnown) await this.probe(this.#end.signal, 'wished').catch(() => undefined);
    else this.#choose();
  }

  /** So many pictures more were encoded: the others are tried when it is worth it and nothing is known of them. */
  encoded(pictures: number): void {
    this.#pictures += pictures;
    if (this.#ports.settings.provider !== 'auto' || this.#probing || this.#pictures < picturesBeforeProbe)
      return;
    if (!this.#key || this.#others.every(name => this.#verdictOf(name))) return;
    this.#probing = this.probe(this.#end.signal, 'missing').catch(() => undefined);
  }

  /**
   * Tries the providers, one after another, each in a process of its own: all, those of which nothing is known, or of
   * these only the one that is asked for, since pictures wait for it. Rejects with `aborted`.
   */
  async probe(signal?: AbortSignal, which: 'all' | 'missing' | 'wished' = 'all'): Promise<void> {
    const { entry, settings, tryOne = tryProvider, probeMilliseconds } = this.#ports;
    const ended = signal ? AbortSignal.any([signal, this.#end.signal]) : this.#end.signal;
    const wanted = this.#wanted.filter(
      name => which !== 'wished' || name === 'cpu' || name === settings.provider,
    );
    const names = wanted.filter(
      name => which === 'all' || !this.#verdictOf(name) || (name === 'cpu' && !this.#known.reference),
    );
    const tried = (provider: Provider) =>
      tryOne(
        {
          entry,
          modelFolder: settings.modelFolder,
          provider,
          threads: settings.threads,
          runtimeFolder: this.#folderFor(provider),
          precision: this.#precision,
          reference: provider === 'cpu' ? null : this.#known.reference,
          ...(probeMilliseconds === undefined ? {} : { milliseconds: probeMilliseconds }),
        },
        ended,
      );
    const tryProcessor = async () => {
      const { verdict, answer } = await tried('cpu');
      this.#remember(verdict, answer ? answer.vectors : this.#known.reference);
    };
    // Beside an index that is being made, the processor has better things to do than to be timed, and most machines
    // have no other device that answers: then it is not.
    let isCpuDue = names.includes('cpu');
    const waits = which === 'missing' && !this.#known.reference;
    if (isCpuDue && !waits) {
      isCpuDue = false;
      await tryProcessor();
    }
    for (const provider of names.filter(name => name !== 'cpu')) {
      const { verdict, answer } = await tried(provider);
      if (!answer || !isCpuDue) this.#remember(verdict, this.#known.reference);
      else {
        // At once: whoever ends before the next device has answered finds these two remembered.
        isCpuDue = false;
        await tryProcessor();
        this.#remember(judged(provider, answer, this.#known.reference), this.#known.reference);
      }
    }
    this.#choose();
  }

  /** It gave no answer, or a wrong one: remembered until it is tried again. */
  failed(provider: Provider, why: string): void {
    if (this.#inUse.provider === provider) this.#giveUp(provider, why);
  }

  /** Its process ended, perhaps not by its fault: the processor takes over until that is clear. */
  suspect(provider: Provider): Suspicion {
    const before = this.#inUse;
    if (before.provider !== provider) return { drop: () => undefined, confirm: () => undefined };
    const meanwhile = onProcessor(`${providerTitles[provider]} ended its process; the processor looks why.`);
    this.#use(meanwhile);
    const ifStillSo = (settle: () => void) => () => {
      if (this.#inUse === meanwhile) settle();
    };
    return {
      drop: ifStillSo(() => this.#use(before)),
      confirm: ifStillSo(() =>
        this.#giveUp(provider, `${providerTitles[provider]} ended its process, or gave no answer any more.`),
      ),
    };
  }

  #giveUp(provider: Provider, why: string): void {
    const remedy = 'Try it again with "Asset Lens: Probe Providers Again".';
    this.#remember(bareVerdict(provider, 'refused', why, { remedy }), this.#known.reference);
    this.#use(onProcessor(why));
    this.#ports.onFailure(`${why} Pictures are encoded on the processor from now on.`);
  }

  dispose(): void {
    this.#end.abort();
  }

  get #machine(): { readonly platform: NodeJS.Platform; readonly arch: string } {
    return this.#ports.machine ?? process;
  }

  /** The processor first: it says what is right. */
  get #wanted(): readonly Provider[] {
    return ['cpu', ...this.#others];
  }

  get #others(): readonly Provider[] {
    const { platform, arch } = this.#machine;
    return candidates(platform, arch).filter(name => name !== 'cpu');
  }

  #verdictOf(name: Provider): ProviderVerdict | undefined {
    return this.#known.verdicts.find(verdict => verdict.name === name);
  }

  #folderFor(provider: Provider): string | null {
    return provider === 'cuda' || provider === 'tensorrt' ? this.#runtimeFolder : null;
  }

  #remember(verdict: ProviderVerdict, reference: Float32Array | null): void {
    const others = this.#known.verdicts.filter(({ name }) => name !== verdict.name);
    this.#known = { verdicts: [...others, verdict], reference };
    if (this.#key) this.#memory.write(this.#key, this.#known);
  }

  #choose(): void {
    const { provider: wish } = this.#ports.settings;
    if (wish === 'cpu' || this.#known.verdicts.length === 0) return;
    if (wish !== 'auto') {
      const verdict = this.#verdictOf(wish);
      const isRight = verdict?.verdict === 'ok' && this.#known.reference !== null;
      this.#use(
        isRight
          ? { provider: wish, providerReason: `The settings ask for ${providerTitles[wish]}.` }
          : onProcessor(
              `The settings ask for ${providerTitles[wish]}, which cannot be used: ${verdict?.reason ?? 'it is not there on this machine.'}`,
            ),
      );
      if (!isRight) this.#ports.onFailure(this.#inUse.providerReason);
      return;
    }
    if (this.#others.some(name => !this.#verdictOf(name))) return;
    const best = fastest(this.#known.verdicts);
    const processor = this.#verdictOf('cpu')?.imagesPerSecond;
    const times = processor && best?.imagesPerSecond ? best.imagesPerSecond / processor : null;
    if (!best || best.name === 'cpu' || !this.#known.reference)
      this.#use(onProcessor('The processor is the fastest of the devices that give right answers.'));
    else
      this.#use({
        provider: best.name,
        providerReason: `${providerTitles[best.name]} gives the processor's answers, ${times === null ? 'and is faster' : `${times.toFixed(1)} times as fast`}.`,
      });
  }

  #use(device: DeviceInUse): void {
    const before = this.#inUse;
    const isSame = device.provider === before.provider && device.providerReason === before.providerReason;
    this.#inUse = device;
    if (!isSame) this.#ports.onChange(device, before.provider);
  }
}

function onProcessor(providerReason: string): DeviceInUse {
  return { provider: 'cpu', providerReason };
}
