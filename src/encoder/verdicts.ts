/** Remembers what was found out about providers, in a small file of the store: trying them takes a while. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { type ProviderVerdict, providerNames } from '../protocol/device.ts';

/** Sets of verdicts that are kept, the latest first: machines with one home folder, models, drivers. */
const mostSets = 24;

/** All that a verdict holds for: where one of these is another one, devices are tried anew. */
export interface VerdictScope {
  /** Of the machine, its system and its drivers: `machineFingerprint()`. */
  readonly machine: string;
  /** Of the vectors: model, graphs and preprocessing. */
  readonly space: string;
  /** Of ONNX Runtime. */
  readonly version: string;
  /** The installed GPU runtime takes part. */
  readonly hasGpuRuntime: boolean;
  /** That the processor has: how fast it is depends on them. */
  readonly threads: number;
}

/** Begins with the machine: `VerdictMemory.ofMachine`. */
export function verdictKey({ machine, space, version, hasGpuRuntime, threads }: VerdictScope): string {
  return [machine, space, `${version}${hasGpuRuntime ? ' with CUDA' : ''}`, threads].join(' ');
}

/** What was found out under one key. */
export interface VerdictSet {
  readonly verdicts: readonly ProviderVerdict[];
  /** The processor's vectors of the golden pictures, by row; null where it was not tried. */
  readonly reference: Float32Array | null;
}

const textOrNull = v.nullable(v.string());
const numberOrNull = v.nullable(v.pipe(v.number(), v.finite()));
const verdictSchema = v.object({
  name: v.picklist(providerNames),
  verdict: v.picklist(['ok', 'refused', 'untested']),
  reason: textOrNull,
  remedy: textOrNull,
  missingLibrary: textOrNull,
  imagesPerSecond: numberOrNull,
  cosine: numberOrNull,
  residentBytes: numberOrNull,
});
const setSchema = v.object({
  key: v.string(),
  verdicts: v.array(verdictSchema),
  /** Base64 of 32-bit floats, in the order of this machine: the key names it. */
  reference: textOrNull,
});
const fileSchema = v.object({ version: v.literal(1), sets: v.array(setSchema) });
type StoredSet = v.InferOutput<typeof setSchema>;

/** Null remembers nothing. */
export class VerdictMemory {
  readonly #file: string | null;

  constructor(store: string | null) {
    this.#file = store === null ? null : path.join(store, 'providers.json');
  }

  read(key: string): VerdictSet {
    const stored = this.#sets().find(set => set.key === key);
    return { verdicts: stored?.verdicts ?? [], reference: stored ? floatsOf(stored.reference) : null };
  }

  /** What was found out on a machine, by its fingerprint, which keys begin with: the latest first. */
  ofMachine(fingerprint: string): readonly (readonly ProviderVerdict[])[] {
    return this.#sets()
      .filter(({ key }) => key.startsWith(`${fingerprint} `))
      .map(({ verdicts }) => verdicts);
  }

  /** Never fails: what cannot be written is found out again. */
  write(key: string, { verdicts, reference }: VerdictSet): void {
    if (this.#file === null) return;
    const others = this.#sets().filter(set => set.key !== key);
    const text = reference
      ? Buffer.from(reference.buffer, reference.byteOffset, reference.byteLength).toString('base64')
      : null;
    const sets = [{ key, verdicts, reference: text }, ...others].slice(0, mostSets);
    const draft = `${this.#file}.${process.pid}.part`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(draft, JSON.stringify({ version: 1, sets }));
      renameSync(draft, this.#file);
    } catch {
      // A store that cannot be written is told of by those who need it.
    }
  }

  /** A file that is not there, damaged or of another version holds nothing. */
  #sets(): readonly StoredSet[] {
    if (this.#file === null) return [];
    try {
      const result = v.safeParse(fileSchema, JSON.parse(readFileSync(this.#file, 'utf8')));
      return result.success ? result.output.sets : [];
    } catch {
      return [];
    }
  }
}

function floatsOf(text: string | null): Float32Array | null {
  if (text === null) return null;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return bytes.length > 0 && bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : null;
}
