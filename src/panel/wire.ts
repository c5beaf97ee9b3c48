/** The page's one wire to the host, as two of the channel's ports: one to the host itself, one through it to the Lens. */
import type { Port } from '../protocol/channel.ts';
import type { PanelEnvelope } from '../protocol/panel.ts';

/** What VS Code gives a webview's page. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

export class Wire {
  readonly #api: VsCodeApi;
  /** One word for this load of the page: the host tells a new conversation from an old one by it. */
  readonly #page = crypto.randomUUID();
  #connections = 0;

  constructor(api: VsCodeApi) {
    this.#api = api;
  }

  /** A new conversation. `end` is for the side that learns of the end elsewhere: the wire itself never closes. */
  connect(to: PanelEnvelope['to']): { readonly port: Port; readonly end: (reason: string) => void } {
    const connection = `${this.#page}/${++this.#connections}`;
    const closing = new AbortController();
    let ended: (reason: string) => void = () => undefined;
    const port: Port = {
      send: message => this.#api.postMessage({ to, connection, message } satisfies PanelEnvelope),
      onMessage: listener =>
        addEventListener(
          'message',
          ({ data }: MessageEvent<unknown>) => {
            if (isEnvelope(data) && data.to === to && data.connection === connection) listener(data.message);
          },
          { signal: closing.signal },
        ),
      onClose: listener => (ended = listener),
      close: () => closing.abort(),
    };
    return {
      port,
      end: reason => {
        closing.abort();
        ended(reason);
      },
    };
  }
}

function isEnvelope(data: unknown): data is PanelEnvelope {
  return (
    typeof data === 'object' && data !== null && 'to' in data && 'connection' in data && 'message' in data
  );
}
