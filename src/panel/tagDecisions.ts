/** What people say of tags: decided on the selection or on one image, with a label of the list or a new one, and taken back. */
import type { AssetCard, AssetId, FolderId } from '../protocol/asset.ts';
import { Deciding } from './deciding.ts';
import type { ImageFacts } from './imageFacts.ts';
import { askLabels } from './knownLabels.ts';
import type { LensConnection } from './lensConnection.ts';
import type { Selection } from './selection.ts';
import { type TagWish, stateName, yesTo } from './tagLines.ts';
import type { TagPick } from './tagPicker.ts';
import type { ViewStore } from './viewStore.ts';

export interface TagDecisionPorts {
  readonly lens: LensConnection;
  readonly store: ViewStore;
  readonly images: ImageFacts;
  readonly selection: Selection;
  /** Puts a label into the labels file; its group, null where the person gave up. */
  createLabel(name: string): Promise<{ readonly group: string } | null>;
}

export class TagDecisions {
  readonly #ports: TagDecisionPorts;
  readonly #deciding: Deciding;

  constructor(ports: TagDecisionPorts) {
    this.#ports = ports;
    const { lens } = ports;
    this.#deciding = new Deciding({
      decide: request => lens.ask('decide', request),
      undo: request => lens.ask('undoDecision', request),
      foldersOf: ids => this.#foldersOf(ids),
    });
  }

  /** States something of the selected images, or of the focused one. */
  async decide(wish: TagWish): Promise<void> {
    await this.decideOn(this.#ports.selection.ids, wish);
  }

  /** States something of these images, whatever is selected; false where that could not be written, which is told. */
  async decideOn(ids: readonly AssetId[], wish: TagWish): Promise<boolean> {
    const { store, images } = this.#ports;
    const { t, format } = store;
    try {
      const changed = await this.#deciding.decide(ids, wish);
      images.ageDecisions();
      const said = wish.verdict === null ? t('taken back') : stateName(wish.verdict, t);
      store.put({
        failure: null,
        spoken:
          changed === 0
            ? t('Nothing changed')
            : ids.length === 1
              ? `${wish.label}: ${said}`
              : t('{0}: {1}, {2} images', wish.label, said, format.count(ids.length)),
      });
      return true;
    } catch (error) {
      store.fail(error);
      return false;
    }
  }

  /** Adds or rejects a label that was chosen for the selected images; one that is new is put into the labels file first. */
  async pick({ label, group, isRejected }: TagPick): Promise<void> {
    const { lens, store, images, selection, createLabel } = this.#ports;
    const { ids } = selection;
    try {
      const made = group === null ? await createLabel(label) : { group };
      if (!made) return;
      if (group === null) await askLabels(lens, store);
      const cards = ids.flatMap(id => images.card(id) ?? []);
      const lines = cards.map(card => images.tagsOf(card).find(line => line.label === label));
      // An answer to suggestions, if it is one for every image: a tag that nobody suggested is the person's own.
      const isAnswer = lines.length === ids.length && lines.every(line => yesTo(line) === 'accepted');
      const verdict = isRejected ? 'rejected' : isAnswer ? 'accepted' : 'by-hand';
      await this.decideOn(ids, { group: made.group, label, verdict });
    } catch (error) {
      store.fail(error);
    }
  }

  /** Takes back what was decided last; says so. False where nothing was, or it failed. */
  async undo(): Promise<boolean> {
    const { store, images, selection } = this.#ports;
    const { setup, address } = store.view;
    const folder = selection.focusedCard?.folder ?? address.folder ?? setup?.folders[0]?.id ?? null;
    try {
      const { changed } = await this.#deciding.undo(folder);
      images.ageDecisions();
      store.say(
        changed === 0 ? store.t('Nothing to undo') : store.t('Undone: {0}', store.format.count(changed)),
      );
      return changed > 0;
    } catch (error) {
      store.fail(error);
      return false;
    }
  }

  async #foldersOf(ids: readonly AssetId[]): Promise<readonly FolderId[]> {
    const { lens, store } = this.#ports;
    const folders = store.view.setup?.folders ?? [];
    if (folders.length <= 1) return folders.map(({ id }) => id);
    const cards: readonly AssetCard[] = await lens.ask('cards', { ids });
    return [...new Set(cards.map(({ folder }) => folder))];
  }
}
