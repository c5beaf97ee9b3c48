/**
 * How things fail: one error type with a code from a closed list.
 * It is plain data on the wire and an `Error` again on the other side; code decides by `code`, never by the message.
 */

export type LensErrorCode =
  | 'aborted' // the asker gave up; not a failure
  | 'bug' // anything unexpected: logged with its stack, told calmly
  | 'cleared' // another process cleared the index while it was made: a word to people, and only they begin another
  | 'closed' // the other side went away
  | 'decisions-failed' // the decisions file could not be read or written
  | 'device-failed' // a provider cannot be used, or gave another answer than the processor
  | 'download-failed' // a file could not be fetched whole and right; `details.reason` is of a closed list, too
  | 'encoder-failed' // an encoder process died more often than it may
  | 'invalid-argument' // what a person or a script asked for cannot be right
  | 'labels-invalid' // the labels file has a mistake
  | 'licence-unaccepted' // a model for research only, before a person agreed
  | 'model-invalid' // a model folder lacks a file or holds a value we do not know
  | 'model-missing' // a model that is known and has to be fetched first
  | 'not-found' // a folder, file or asset that is not there
  | 'offline' // the network is switched off, and something would have been fetched
  | 'protocol-mismatch' // two parts of different versions met
  | 'store-failed' // the index could not be opened or written
  | 'untrusted'; // asked in a restricted workspace

export interface LensErrorData {
  readonly code: LensErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** The stack of a bug, for the log only. */
  readonly stack?: string;
}

export class LensError extends Error {
  readonly code: LensErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: LensErrorCode,
    message: string,
    details: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LensError';
    this.code = code;
    this.details = details;
  }

  /** True when `error` is a LensError, of this code if one is given. */
  static is(error: unknown, code?: LensErrorCode): error is LensError {
    return error instanceof LensError && (code === undefined || error.code === code);
  }
}

/** Anything thrown, as data for the wire. */
export function errorToData(error: unknown): LensErrorData {
  if (error instanceof LensError) {
    return { code: error.code, message: error.message, details: error.details };
  }
  if (error instanceof Error) {
    return {
      code: 'bug',
      message: error.message,
      details: {},
      ...(error.stack ? { stack: error.stack } : {}),
    };
  }
  return { code: 'bug', message: String(error), details: {} };
}

export function errorFromData(data: LensErrorData): LensError {
  const error = new LensError(data.code, data.message, data.details);
  if (data.stack !== undefined) error.stack = data.stack;
  return error;
}

export function abortedError(): LensError {
  return new LensError('aborted', 'The request was cancelled.');
}

/** Throws when the signal was aborted; for use between slices of long work. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError();
}
