/** The panel's conversation with the Lens: a new one for each engine, through the host. */
import { Channel } from '../protocol/channel.ts';
import type { DuplicateProgress } from '../protocol/duplicate.ts';
import { LensError } from '../protocol/errors.ts';
import type { LensEvents, LensQuestions } from '../protocol/lens.ts';
import { heardProgress, heardStatus } from './status.ts';
import type { ViewStore } from './viewStore.ts';
import type { Wire } from './wire.ts';

export interface LensPorts {
  /** A new engine answers: everything is asked for again. */
  connected(): void;
  /** Assets came or went. */
  changed(): void;
  /** A search for duplicates has come so far. */
  duplicates(progress: DuplicateProgress): void;
}

export class LensConnection {
  readonly #wire: Wire;
  readonly #store: ViewStore;
  readonly #ports: LensPorts;
  #lens: Channel<LensQuestions, LensEvents> | undefined;
  #end: (reason: string) => void = () => undefined;

  constructor(wire: Wire, store: ViewStore, ports: LensPorts) {
    this.#wire = wire;
    this.#store = store;
    this.#ports = ports;
  }

  /** False while there is nobody to ask. */
  get isOpen(): boolean {
    return this.#lens !== undefined;
  }

  /** Begins anew, with an engine that was started; without a folder there is none. */
  connect(): void {
    const store = this.#store;
    const { setup, answer } = store.view;
    this.#end(store.t('The engine was started again.'));
    store.put({ isOutdated: answer !== null });
    if (setup?.folders.length === 0) {
      this.#lens = undefined;
      return;
    }
    const { port, end } = this.#wire.connect('lens');
    this.#end = end;
    const lens: Channel<LensQuestions, LensEvents> = new Channel(port);
    this.#lens = lens;
    store.put({ engineEnd: null, failure: null });
    lens.on('progress', progress => heardProgress(store, progress));
    lens.on('status', status => heardStatus(store, status));
    lens.on('changed', () => this.#ports.changed());
    lens.on('duplicates', progress => this.#ports.duplicates(progress));
    this.askStatus().catch(store.fail);
    this.#ports.connected();
  }

  /** The engine has ended; what it answered stays in sight. */
  lose(reason: string): void {
    this.#end(reason);
    this.#store.put({ engineEnd: reason, isWaiting: false, progress: null });
  }

  ask<Name extends keyof LensQuestions>(
    name: Name,
    request: LensQuestions[Name][0],
    signal?: AbortSignal,
  ): Promise<LensQuestions[Name][1]> {
    if (!this.#lens)
      return Promise.reject(new LensError('closed', this.#store.t('The engine is not running.')));
    return this.#lens.ask(name, request, signal);
  }

  async askStatus(): Promise<void> {
    heardStatus(this.#store, await this.ask('status', null));
  }
}
