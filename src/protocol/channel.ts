/**
 * One class for every wire: host and worker, worker and encoder, panel and host.
 * Each question is settled exactly once: by its answer, by an error, by the asker's abort, or by the end of the wire.
 */
import { LensError, type LensErrorData, abortedError, errorFromData, errorToData } from './errors.ts';

/** Raised whenever a message changes its shape. Both sides say it first. */
export const protocolVersion = 3;

/** A wire: something that sends structured-cloneable data and says when data came or the other side ended. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** `reason` is one sentence for people. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

/** Name of a question → what is asked and what is answered. */
export type Questions = Record<string, readonly [request: unknown, reply: unknown]>;
/** Name of an event → what it carries. */
export type Events = Record<string, unknown>;

export type Handlers<Served extends Questions> = {
  readonly [Name in keyof Served]: (
    request: Served[Name][0],
    signal: AbortSignal,
  ) => Promise<Served[Name][1]> | Served[Name][1];
};

type Message =
  | { readonly kind: 'hello'; readonly version: number }
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly reply: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: LensErrorData }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown };

interface OpenQuestion {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: LensError) => void;
}

/**
 * `Asked` and `Heard` are what this side may ask of and hear from the other;
 * `Served` and `Told` are what it answers and tells.
 */
export class Channel<
  Asked extends Questions,
  Heard extends Events = Record<never, never>,
  Served extends Questions = Record<never, never>,
  Told extends Events = Record<never, never>,
> {
  readonly #port: Port;
  readonly #open = new Map<number, OpenQuestion>();
  readonly #serving = new Map<number, AbortController>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  readonly #closeListeners = new Set<(error: LensError) => void>();
  readonly #unserved: Message[] = [];
  #handlers: Handlers<Questions> | undefined;
  #nextId = 1;
  #ended: LensError | undefined;

  constructor(port: Port) {
    this.#port = port;
    port.onMessage(message => this.#receive(message));
    port.onClose(reason => this.#end(new LensError('closed', reason)));
    this.#send({ kind: 'hello', version: protocolVersion });
  }

  /** Asks and waits. Rejects with a LensError: the other side's, `aborted`, or `closed`. */
  ask<Name extends keyof Asked & string>(
    name: Name,
    request: Asked[Name][0],
    signal?: AbortSignal,
  ): Promise<Asked[Name][1]> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(abortedError());
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      const onAbort = () => {
        this.#open.delete(id);
        this.#send({ kind: 'abort', id });
        reject(abortedError());
      };
      const settled = () => signal?.removeEventListener('abort', onAbort);
      this.#open.set(id, {
        resolve: reply => (settled(), resolve(reply)),
        reject: error => (settled(), reject(error)),
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        this.#port.send({ kind: 'ask', id, name, request } satisfies Message);
      } catch (error) {
        this.#open.delete(id);
        settled();
        reject(errorFromData(errorToData(error)));
      }
    });
  }

  /** Tells an event and does not wait. A closed wire swallows it: there is nobody left to hear. */
  tell<Name extends keyof Told & string>(name: Name, data: Told[Name]): void {
    this.#send({ kind: 'event', name, data });
  }

  on<Name extends keyof Heard & string>(name: Name, listener: (data: Heard[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // The peer's types promise that this event carries this data; both ends are built together.
    const untyped = listener as (data: unknown) => void;
    listeners.add(untyped);
    return () => listeners.delete(untyped);
  }

  /** Answers the other side's questions; those that came earlier are answered now. */
  serve(handlers: Handlers<Served>): void {
    // Names and requests are checked by the asking side's types; unknown names are refused below.
    this.#handlers = handlers as Handlers<Questions>;
    for (const message of this.#unserved.splice(0)) this.#receive(message);
  }

  onClose(listener: (error: LensError) => void): void {
    if (this.#ended) listener(this.#ended);
    else this.#closeListeners.add(listener);
  }

  close(reason = 'The connection was closed.'): void {
    this.#end(new LensError('closed', reason));
    this.#port.close();
  }

  #send(message: Message): void {
    if (this.#ended) return;
    try {
      this.#port.send(message);
    } catch (error) {
      this.#end(new LensError('closed', `The other side cannot be reached: ${String(error)}`, {}, error));
    }
  }

  #receive(raw: unknown): void {
    if (this.#ended || typeof raw !== 'object' || raw === null || !('kind' in raw)) return;
    // Only Channel writes to this wire, and hello has checked that it is of our version.
    const message = raw as Message;
    switch (message.kind) {
      case 'hello':
        if (message.version !== protocolVersion) {
          this.#end(
            new LensError(
              'protocol-mismatch',
              `Two parts of Asset Lens do not fit together (${protocolVersion} and ${message.version}). Reload the window.`,
            ),
          );
        }
        return;
      case 'ask':
        void this.#answer(message.id, message.name, message.request, message);
        return;
      case 'abort':
        this.#serving.get(message.id)?.abort();
        return;
      case 'answer':
        this.#settle(message.id)?.resolve(message.reply);
        return;
      case 'failure':
        this.#settle(message.id)?.reject(errorFromData(message.error));
        return;
      case 'event':
        for (const listener of this.#listeners.get(message.name) ?? []) listener(message.data);
        return;
    }
  }

  #settle(id: number): OpenQuestion | undefined {
    const question = this.#open.get(id);
    this.#open.delete(id);
    return question;
  }

  async #answer(id: number, name: string, request: unknown, message: Message): Promise<void> {
    if (!this.#handlers) {
      this.#unserved.push(message);
      return;
    }
    const controller = new AbortController();
    this.#serving.set(id, controller);
    try {
      const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
      if (!handler) throw new LensError('bug', `Nobody answers "${name}".`);
      const reply = await handler(request, controller.signal);
      this.#send({ kind: 'answer', id, reply });
    } catch (error) {
      this.#send({ kind: 'failure', id, error: errorToData(error) });
    } finally {
      this.#serving.delete(id);
    }
  }

  #end(error: LensError): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const question of this.#open.values()) question.reject(error);
    this.#open.clear();
    for (const controller of this.#serving.values()) controller.abort();
    this.#serving.clear();
    for (const listener of this.#closeListeners) listener(error);
    this.#closeListeners.clear();
  }
}
