/** The host's end of a webview's wire: serves one conversation itself and relays the other to the engine, unread. */
import type { MessagePort } from 'node:worker_threads';
import { Channel, type Handlers, type Port } from '../protocol/channel.ts';
import type { PanelEnvelope, PanelEvents, PanelQuestions } from '../protocol/panel.ts';

export type HostChannel = Channel<Record<never, never>, Record<never, never>, PanelQuestions, PanelEvents>;

export interface WirePorts {
  readonly send: (envelope: PanelEnvelope) => void;
  readonly handlers: Handlers<PanelQuestions>;
  /** A new connection to the engine; throws where there can be none. */
  readonly connectLens: () => MessagePort;
  /** There can be no connection to the engine, and why. */
  readonly lensFailed: (error: unknown) => void;
}

interface HostConnection {
  readonly id: string;
  readonly channel: HostChannel;
  readonly deliver: (message: unknown) => void;
}

export class PanelWires {
  readonly #ports: WirePorts;
  #host: HostConnection | undefined;
  #lens: { readonly id: string; readonly port: MessagePort | undefined } | undefined;

  constructor(ports: WirePorts) {
    this.#ports = ports;
  }

  receive(raw: unknown): void {
    const envelope = readEnvelope(raw);
    if (envelope?.to === 'host') this.#toHost(envelope);
    else if (envelope?.to === 'lens') this.#toLens(envelope);
  }

  tell<Name extends keyof PanelEvents>(name: Name, data: PanelEvents[Name]): void {
    this.#host?.channel.tell(name, data);
  }

  /** The engine has gone: what the panel still asks of it goes nowhere until it connects anew. */
  dropLens(): void {
    this.#lens?.port?.close();
    if (this.#lens) this.#lens = { id: this.#lens.id, port: undefined };
  }

  dispose(): void {
    this.dropLens();
    this.#host?.channel.close();
  }

  #toHost({ connection, message }: PanelEnvelope): void {
    // Each load of the page begins a conversation of its own; answers to the last one are nobody's.
    if (this.#host?.id !== connection) {
      this.#host?.channel.close();
      this.#host = this.#openHost(connection);
    }
    this.#host.deliver(message);
  }

  #openHost(id: string): HostConnection {
    let deliver: (message: unknown) => void = () => undefined;
    const port: Port = {
      send: message => this.#ports.send({ to: 'host', connection: id, message }),
      onMessage: listener => (deliver = listener),
      onClose: () => undefined,
      close: () => undefined,
    };
    const channel: HostChannel = new Channel(port);
    channel.serve(this.#ports.handlers);
    return { id, channel, deliver: message => deliver(message) };
  }

  #toLens({ connection, message }: PanelEnvelope): void {
    if (this.#lens?.id !== connection) {
      this.dropLens();
      this.#lens = { id: connection, port: this.#openLens(connection) };
    }
    this.#lens.port?.postMessage(message);
  }

  #openLens(connection: string): MessagePort | undefined {
    try {
      const port = this.#ports.connectLens();
      port.on('message', (message: unknown) => this.#ports.send({ to: 'lens', connection, message }));
      return port;
    } catch (error) {
      this.#ports.lensFailed(error);
      return undefined;
    }
  }
}

function readEnvelope(raw: unknown): PanelEnvelope | undefined {
  if (typeof raw !== 'object' || raw === null || !('to' in raw && 'connection' in raw && 'message' in raw))
    return undefined;
  const { to, connection, message } = raw;
  if ((to !== 'host' && to !== 'lens') || typeof connection !== 'string') return undefined;
  return { to, connection, message };
}
