/** The far side of `vectorGapsThread.ts`: a thread that looks for the nearest vectors of many, once. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { VectorCodes } from '../search/codes.ts';
import type { GapsAnswer, GapsMessage, GapsQuestion } from './vectorGapsThread.ts';
import { vectorGaps } from './vectorGaps.ts';

/** Answers one question, as fast as it is told to go on. */
class GapsThread {
  readonly #port: MessagePort;
  #allowed = 0;
  #goOn: () => void = () => undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: GapsMessage) => {
      if (message === 'go on') this.#allow();
      else void this.#answer(message);
    });
  }

  async #answer({ dimensions, records, asked }: GapsQuestion): Promise<void> {
    const codes = new VectorCodes(dimensions);
    const count = records.length / codes.rowBytes;
    // Each row is its own place.
    if (!codes.append(records) || codes.rows !== count) throw new Error('Two rows are of one content.');
    // They are copied: a collector would take its time for them.
    records.buffer.transfer(0);
    const rows = Uint32Array.from({ length: count }, (_, row) => row);
    this.#tell(await vectorGaps(codes, rows, asked, () => this.#rest()));
  }

  #allow(): void {
    this.#allowed++;
    this.#goOn();
  }

  async #rest(): Promise<void> {
    while (this.#allowed === 0) await new Promise<void>(resolve => (this.#goOn = resolve));
    this.#allowed--;
    this.#tell('slice');
  }

  #tell(answer: GapsAnswer): void {
    this.#port.postMessage(answer);
  }
}

new GapsThread(parentPort!);
