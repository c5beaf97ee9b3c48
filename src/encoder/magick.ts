/**
 * ImageMagick for the formats that sharp does not read, as WebAssembly in a thread of its own (docs/decisions/magick.md).
 * The thread starts with the first such file, is ended when a file keeps it too long, and when nobody needs it.
 */
import { Worker } from 'node:worker_threads';
import { awakeTimer } from './awakeTimer.ts';
import { decodeSeconds } from './limits.ts';
import { magickThread } from './magickThread.ts';
import { tooSlow } from './patience.ts';

export interface MagickQuestion {
  /** The name of one of ImageMagick's coders. */
  readonly coder: string;
  readonly bytes: Uint8Array;
  /** Only what the header says of the size is wanted. */
  readonly sizeOnly?: boolean;
}

export interface MagickSize {
  readonly width: number;
  readonly height: number;
}

/** Upright: sRGB of four bytes a pixel, or a TIFF file where colours are yet to be converted by a profile. */
export type MagickImage =
  | {
      readonly width: number;
      readonly height: number;
      readonly hasAlpha: boolean;
      readonly rgba: Uint8Array;
    }
  | { readonly tiff: Uint8Array };

export interface MagickFailure {
  readonly failed: string;
  /** The thread must not be asked again. */
  readonly isBroken: boolean;
}

export type MagickAnswer = MagickImage | MagickSize | MagickFailure;

/** Its memory grows with the largest picture and never shrinks. */
const idleMilliseconds = 30_000;

export class Magick {
  readonly #seconds: number;
  #worker: Worker | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Settles when the file in hand is done: one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(seconds = decodeSeconds) {
    this.#seconds = seconds;
  }

  /** Throws FileProblem, or an Error with what ImageMagick said. */
  decode(question: Omit<MagickQuestion, 'sizeOnly'>): Promise<MagickImage> {
    // Whoever asks for a picture is answered with one.
    return this.#next(question) as Promise<MagickImage>;
  }

  /** How large the picture is that `decode` will give, by its header alone. Throws as `decode`. */
  size(question: Omit<MagickQuestion, 'sizeOnly'>): Promise<MagickSize> {
    // Likewise.
    return this.#next({ ...question, sizeOnly: true }) as Promise<MagickSize>;
  }

  #next(question: MagickQuestion): Promise<MagickImage | MagickSize> {
    const answer = this.#turn.then(() => this.#ask(question));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #ask(question: MagickQuestion): Promise<MagickImage | MagickSize> {
    clearTimeout(this.#idleTimer);
    const worker = (this.#worker ??= startWorker());
    const answer = Promise.withResolvers<MagickAnswer>();
    let didNotAnswer = false;
    const fail = (error: Error) => {
      didNotAnswer = true;
      answer.reject(error);
    };
    const timer = awakeTimer(this.#seconds * 1000, () => fail(tooSlow()));
    const onExit = () => fail(new Error('the decoder ended'));
    worker.once('message', answer.resolve).once('error', fail).once('exit', onExit);
    worker.ref();
    try {
      worker.postMessage(question);
      const decoded = await answer.promise;
      if (!('failed' in decoded)) return decoded;
      if (decoded.isBroken) await this.dispose();
      throw new Error(decoded.failed);
    } catch (error) {
      // A thread that still works, or has ended by itself, is of no use to the next file.
      if (didNotAnswer) await this.dispose();
      throw error;
    } finally {
      timer.stop();
      worker.off('message', answer.resolve).off('error', fail).off('exit', onExit);
      worker.unref();
      this.#idleTimer = setTimeout(() => void this.dispose(), idleMilliseconds).unref();
    }
  }
}

function startWorker(): Worker {
  if (magickThread === null) throw new Error('it is not supported by this installation');
  // What native code prints is for the log, never for standard output.
  const worker = new Worker(magickThread, { stdout: true, env: {} });
  worker.unref();
  return worker;
}
