/** The focused image and those that are selected with it, also when the list around them changes. */
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import { idAt } from '../protocol/query.ts';
import type { ImageFacts } from './imageFacts.ts';
import type { Navigation } from './navigation.ts';
import { type Answer, type PanelView, contentOf, currentAnswer } from './panelView.ts';
import { absoluteFile } from './pictures.ts';
import type { ViewStore } from './viewStore.ts';

export class Selection {
  readonly #store: ViewStore;
  readonly #images: ImageFacts;
  readonly #navigation: Navigation;
  /** True while the focused image has no card yet, so that its path is still to be kept. */
  #isUnnamed = false;

  constructor(store: ViewStore, images: ImageFacts, navigation: Navigation) {
    this.#store = store;
    this.#images = images;
    this.#navigation = navigation;
  }

  /** Focuses the image at this place; `extend` selects all from where the selection began. */
  focus(item: number, extend = false): void {
    const { focus, selection } = this.#store.view;
    const anchor = selection ? (selection[0] === focus ? selection[1] : selection[0]) : focus;
    this.#store.put({
      focus: item,
      selection: extend && anchor !== item ? [Math.min(anchor, item), Math.max(anchor, item)] : null,
    });
    this.keepFocused();
  }

  /** The focused image is kept by its path, which its card knows. */
  keepFocused(): void {
    const { address, setup } = this.#store.view;
    const card = this.focusedCard;
    this.#isUnnamed = !card;
    this.#navigation.arrange({ ...address, selected: card && setup ? absoluteFile(setup, card) : null });
  }

  /** Cards came: the focused image may have a path by now. */
  cardsArrived(): void {
    if (this.#isUnnamed) this.keepFocused();
    else this.#store.redraw();
  }

  selectAll(): void {
    const count = contentOf(this.#store.view)?.ids.length ?? 0;
    if (count > 1) this.#store.put({ selection: [0, count - 1] });
  }

  clear(): void {
    this.#store.put({ selection: null });
  }

  has(item: number): boolean {
    const { focus, selection } = this.#store.view;
    return selection ? item >= selection[0] && item <= selection[1] : item === focus;
  }

  /** How many images what is done now is about. */
  get count(): number {
    const { focus, selection } = this.#store.view;
    if (selection) return selection[1] - selection[0] + 1;
    return this.#idAt(focus) === undefined ? 0 : 1;
  }

  get ids(): readonly AssetId[] {
    const { focus, selection } = this.#store.view;
    const [from, to] = selection ?? [focus, focus];
    const ids: AssetId[] = [];
    for (let item = from; item <= to; item++) {
      const id = this.#idAt(item);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  get focusedCard(): AssetCard | undefined {
    return this.cardAt(this.#store.view.focus);
  }

  cardAt(item: number): AssetCard | undefined {
    const id = this.#idAt(item);
    return id === undefined ? undefined : this.#images.card(id);
  }

  /** The image that has the focus and keeps it when the same is asked for again; undefined where none has. */
  get staying(): AssetId | undefined {
    const { address, focus } = this.#store.view;
    // Until someone was there, the first image has the focus, whatever comes before it.
    return address.selected === null && !this.#isUnnamed ? undefined : this.#idAt(focus);
  }

  /** Where focus and selection are in an answer, to the same question (`isRefresh`) or another one; `focused` shall have the focus. */
  placesIn(
    answer: Answer,
    focused: AssetId | undefined,
    isRefresh: boolean,
  ): Pick<PanelView, 'focus' | 'selection'> {
    const { view } = this.#store;
    const ids = 'content' in answer ? answer.content.ids : undefined;
    // An image may be in a group and in a set of variants.
    const stays = isRefresh && focused !== undefined && ids?.[view.focus] === focused;
    const found = stays ? view.focus : focused === undefined ? -1 : (ids?.indexOf(focused) ?? -1);
    const last = Math.max(0, (ids?.length ?? 0) - 1);
    if (!isRefresh) this.#isUnnamed = false;
    return {
      focus: found >= 0 ? found : isRefresh ? Math.min(view.focus, last) : 0,
      selection: isRefresh && currentAnswer(view) ? this.#selectionIn(ids) : null,
    };
  }

  /** The selection where its ends are now; null where one of them has gone. */
  #selectionIn(ids: Uint32Array | undefined): PanelView['selection'] {
    const [from = -1, to = -1] = (this.#store.view.selection ?? [])
      .map(item => ids?.indexOf(this.#idAt(item) ?? -1) ?? -1)
      .sort((a, b) => a - b);
    return from < 0 ? null : [from, to];
  }

  #idAt(item: number): AssetId | undefined {
    const content = contentOf(this.#store.view);
    return content && idAt(content.ids, item);
  }
}
