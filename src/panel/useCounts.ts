/** In how many files each image in sight is used: asked for a screenful at a time, after its cards. */
import type { AssetCard } from '../protocol/asset.ts';
import type { ChangedPlace, UseCount } from '../protocol/lens.ts';
import type { Translate } from './words.ts';

/** Scrolling goes by sooner; the first question makes the engine read texts. */
const calmMilliseconds = 400;
/** A count may be so old. */
const freshMilliseconds = 60_000;

export interface UsePorts {
  ask(places: readonly ChangedPlace[]): Promise<readonly (UseCount | null)[]>;
  /** Counts came. */
  arrived(): void;
}

export class UseCounts {
  readonly #ports: UsePorts;
  readonly #counts = new Map<string, { readonly count: UseCount | null; readonly at: number }>();
  #wanted: readonly AssetCard[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: UsePorts) {
    this.#ports = ports;
  }

  of(card: AssetCard): UseCount | null {
    return this.#counts.get(keyOf(card))?.count ?? null;
  }

  /** These are in sight now. */
  want(cards: readonly AssetCard[]): void {
    this.#wanted = cards;
    clearTimeout(this.#timer);
    if (this.#missing().length > 0) this.#timer = setTimeout(() => void this.#ask(), calmMilliseconds);
  }

  #missing(): readonly AssetCard[] {
    const oldest = performance.now() - freshMilliseconds;
    return this.#wanted.filter(card => (this.#counts.get(keyOf(card))?.at ?? -Infinity) < oldest);
  }

  async #ask(): Promise<void> {
    const places = this.#missing().map(({ folder, path }) => ({ folder, path }));
    if (places.length === 0) return;
    // Without an answer the card says nothing of it, and the next screenful asks again.
    const counts = await this.#ports.ask(places).catch(() => undefined);
    if (!counts) return;
    const at = performance.now();
    places.forEach((place, n) => this.#counts.set(keyOf(place), { count: counts[n] ?? null, at }));
    this.#ports.arrived();
  }
}

function keyOf({ folder, path }: ChangedPlace): string {
  return `${folder}\n${path}`;
}

/** "Used in 3 files"; '' where that is not known. */
export function useText(use: UseCount | null, t: Translate): string {
  if (!use) return '';
  if (use.files === 1) return t('Used in 1 file');
  if (use.files > 1) return t('Used in {0} files', use.files);
  if (use.maybe > 0) return t('Maybe used');
  return t('Not used');
}
