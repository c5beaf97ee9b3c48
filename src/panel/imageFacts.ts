/** What is known of single images: cards, decisions, uses and large pictures, asked for while they are in sight. */
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { AssetDecisions } from '../protocol/decision.ts';
import type { UseCount } from '../protocol/lens.ts';
import { CardShelf } from './cardShelf.ts';
import { LargePictures } from './largePictures.ts';
import type { LensConnection } from './lensConnection.ts';
import { type TagLine, tagLines } from './tagLines.ts';
import { UseCounts, useText } from './useCounts.ts';
import type { ViewStore } from './viewStore.ts';

export class ImageFacts {
  readonly #store: ViewStore;
  readonly #cards: CardShelf;
  readonly #decided: CardShelf<AssetDecisions>;
  readonly #larges: LargePictures;
  readonly #uses: UseCounts;
  #inSight: readonly AssetId[] = [];

  /** `arrived` is called when cards came. */
  constructor(lens: LensConnection, store: ViewStore, arrived: () => void) {
    this.#store = store;
    const redraw = () => store.redraw();
    this.#cards = new CardShelf({
      ask: (ids, signal) => lens.ask('cards', { ids }, signal),
      arrived: () => {
        this.#wantUses();
        arrived();
      },
      failed: store.fail,
    });
    this.#decided = new CardShelf<AssetDecisions>({
      ask: async (ids, signal) => (await lens.ask('decisions', { ids }, signal)).assets,
      arrived: redraw,
      failed: store.fail,
    });
    this.#larges = new LargePictures({
      ask: async ({ id }) => (await lens.ask('largePicture', { id })).name,
      arrived: redraw,
    });
    this.#uses = new UseCounts({ ask: places => lens.ask('useCounts', { places }), arrived: redraw });
  }

  /** Undefined until it is there. */
  readonly card = (id: AssetId): AssetCard | undefined => this.#cards.get(id);

  /** These images are in sight. */
  want(ids: readonly AssetId[]): void {
    this.#inSight = ids;
    if (this.#store.view.isOutdated) return;
    this.#cards.want(ids);
    this.#decided.want(ids);
    this.#wantUses();
  }

  /** What people decided of an image, and what is suggested for it. */
  tagsOf(card: AssetCard): readonly TagLine[] {
    return tagLines(card, this.#decided.get(card.id)?.tags ?? [], this.#store.view.labels);
  }

  /** In how many files an image is used; null where that is not known. */
  usesOf(card: AssetCard): UseCount | null {
    return this.#uses.of(card);
  }

  /** The same in words; '' where that is not known. */
  useOf(id: AssetId): string {
    const card = this.card(id);
    return card ? useText(this.usesOf(card), this.#store.t) : '';
  }

  /** A rendered picture of what the browser cannot show; null until it is there. */
  largePicture(card: AssetCard): string | null {
    return this.#store.view.isOutdated ? null : this.#larges.of(card);
  }

  /** The browser could not show the file itself, although it knows the format. */
  couldNotShow(card: AssetCard): void {
    this.#larges.failed(card);
  }

  /** What is known may have changed; it stays until the new facts are there. */
  age(): void {
    this.#cards.age();
    this.#decided.age();
  }

  /** What people decided has changed. */
  ageDecisions(): void {
    this.#decided.age();
  }

  /** The ids have lost their meaning. */
  clear(): void {
    this.#cards.clear();
    this.#decided.clear();
  }

  /** Counts are asked for where the cards are there. */
  #wantUses(): void {
    this.#uses.want(this.#inSight.flatMap(id => this.card(id) ?? []));
  }
}
