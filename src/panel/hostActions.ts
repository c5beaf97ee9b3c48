/** What the panel has its host do with files: open, reveal, copy, choose and keep them, and run its commands. */
import type { AssetCard } from '../protocol/asset.ts';
import type { Channel } from '../protocol/channel.ts';
import type { ChangedPlace } from '../protocol/lens.ts';
import type { PanelCommand, PanelEvents, PanelQuestions } from '../protocol/panel.ts';
import type { LensConnection } from './lensConnection.ts';
import type { Navigation } from './navigation.ts';
import type { Selection } from './selection.ts';
import type { ViewStore } from './viewStore.ts';

export interface HostActionPorts {
  readonly host: Channel<PanelQuestions, PanelEvents>;
  readonly lens: LensConnection;
  readonly store: ViewStore;
  readonly navigation: Navigation;
  readonly selection: Selection;
}

export class HostActions {
  readonly #ports: HostActionPorts;

  constructor(ports: HostActionPorts) {
    this.#ports = ports;
  }

  open({ folder, path }: AssetCard, beside = false): void {
    this.#tell('open', { folder, path, beside });
  }

  /** A file that may have no card, such as one with a problem. */
  reveal({ folder, path }: ChangedPlace): void {
    this.#tell('reveal', { folder, path });
  }

  copyMarkdown({ folder, path }: AssetCard): void {
    this.#tell('copyMarkdown', { folder, path });
  }

  showReferences({ folder, path }: AssetCard): void {
    this.#tell('references', { folder, path });
  }

  run(command: PanelCommand): void {
    this.#tell('run', { command });
  }

  /** Reads all files with a problem again, whether they changed or not. */
  async retryProblems(): Promise<void> {
    const { lens, store } = this.#ports;
    const { t, format } = store;
    try {
      const { problems } = await lens.ask('index', { folder: null, retry: true });
      store.say(
        problems.length === 0
          ? t('Every image that was found could be read.')
          : t('Still not read: {0}', format.count(problems.length)),
      );
    } catch (error) {
      store.fail(error);
    }
  }

  /** Copies the paths of the selected images. */
  async copySelection(): Promise<void> {
    const { host, lens, store, selection } = this.#ports;
    const { t, format } = store;
    const { ids } = selection;
    try {
      const cards = await lens.ask('cards', { ids });
      await host.ask('copyPaths', { places: cards.map(({ folder, path }) => ({ folder, path })) });
      store.say(cards.length === 1 ? t('Path copied') : t('{0} paths copied', format.count(cards.length)));
    } catch (error) {
      store.fail(error);
    }
  }

  /** Has the person choose an example to search by. */
  async chooseImage(): Promise<void> {
    const { host, store, navigation } = this.#ports;
    try {
      const like = await host.ask('chooseImage', null);
      if (like) navigation.goTo({ mode: 'images', like });
    } catch (error) {
      store.fail(error);
    }
  }

  /** Takes a pasted or dropped picture as an example. */
  async pasteImage(name: string, bytes: Uint8Array): Promise<void> {
    const { host, store, navigation } = this.#ports;
    try {
      navigation.goTo({ mode: 'images', like: await host.ask('keepImage', { name, bytes }) });
    } catch (error) {
      store.fail(error);
    }
  }

  #tell<Name extends 'open' | 'reveal' | 'copyMarkdown' | 'references' | 'run'>(
    name: Name,
    request: PanelQuestions[Name][0],
  ): void {
    this.#ports.host.ask(name, request).catch(this.#ports.store.fail);
  }
}
