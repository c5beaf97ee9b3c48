/** Rendered pictures of what the browser cannot show: each is asked for with the first look at it. */
import type { AssetCard } from '../protocol/asset.ts';
import { needsRendering } from './pictures.ts';

/** So many of those looked at last are remembered: more than are ever shown together. */
const remembered = 8;

export interface LargePicturePorts {
  /** The name of a picture below the thumbnails; null where there can be none. */
  ask(card: AssetCard): Promise<string | null>;
  arrived(): void;
}

export class LargePictures {
  readonly #ports: LargePicturePorts;
  /** By version of the file; null until it is there. The first one was looked for the longest ago. */
  readonly #names = new Map<string, string | null>();
  readonly #unshown = new Set<string>();

  constructor(ports: LargePicturePorts) {
    this.#ports = ports;
  }

  /** Null until it is there, and for what the browser shows. A file that turned out not to be shown has its thumbnail until then. */
  of(card: AssetCard): string | null {
    const key = versionOf(card);
    const didFail = this.#unshown.has(key);
    if (!didFail && !needsRendering(card)) return null;
    if (!this.#names.has(key)) this.#ask(key, card);
    return this.#names.get(key) ?? (didFail ? card.thumbnail : null);
  }

  /** The browser could not show the file itself, although it knows the format. */
  failed(card: AssetCard): void {
    const key = versionOf(card);
    if (this.#unshown.has(key)) return;
    this.#unshown.add(key);
    this.#ports.arrived();
  }

  #ask(key: string, card: AssetCard): void {
    this.#names.set(key, null);
    const [oldest] = this.#names.keys();
    if (this.#names.size > remembered && oldest !== undefined) this.#names.delete(oldest);
    this.#ports.ask(card).then(
      name => {
        if (name === null || !this.#names.has(key)) return;
        this.#names.set(key, name);
        this.#ports.arrived();
      },
      // The small picture stays.
      () => undefined,
    );
  }
}

function versionOf({ folder, path, modified }: AssetCard): string {
  return `${folder}/${path}?${modified}`;
}
