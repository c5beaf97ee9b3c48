/**
 * Waiting for one's turn to write: another process writes for milliseconds at a time, and for seconds or more where it
 * clears a large index. An open database waits without holding its thread, so that questions are answered meanwhile;
 * only what opening one may have to write, its journal and its migrations, waits inside the call.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { sqliteCode, sqliteCodes } from './storeError.ts';

/** For one that clears a large index; whoever holds its turn longer is told of. */
export const busyMilliseconds = 60_000;

/** How soon one who waits asks again: about as SQLite's own waiting does (sqliteDefaultBusyCallback in its main.c). */
const askAgainMilliseconds = 10;

/** Begins to write as soon as no other process does, holding the thread until then. Throws SQLite's `busy` after a minute. */
export function beginWriting(connection: DatabaseSync): void {
  untilFree(() => begin(connection));
}

/** Asks again as long as another process is in the way; SQLite does not always wait, whatever its timeout. */
export function untilFree(work: () => void): void {
  const until = Date.now() + busyMilliseconds;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (sqliteCode(error) !== sqliteCodes.busy || Date.now() > until) throw error;
      // In short steps: a thread can be ended between two of them, and not while SQLite waits.
      Atomics.wait(sleeper, 0, 0, askAgainMilliseconds);
    }
  }
}

/** Who wants to write through one connection, in the order in which they asked. */
export class WritingQueue {
  readonly #connection: DatabaseSync;
  readonly #waiting: symbol[] = [];

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /**
   * Does `work`, which does not wait, in a transaction: before this returns where nobody is in the way, otherwise as
   * soon as nobody is. Throws SQLite's `busy` after a minute, `aborted`, and `closed` when the connection was closed.
   */
  async transact<Result>(work: () => Result, signal?: AbortSignal): Promise<Result> {
    const self = Symbol();
    this.#waiting.push(self);
    try {
      const until = Date.now() + busyMilliseconds;
      while (!this.#begins(self, until)) {
        await sleep(askAgainMilliseconds);
        throwIfAborted(signal);
        if (!this.#connection.isOpen)
          throw new LensError('closed', 'The index was closed before it could be written.');
      }
      return this.#finish(work);
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(self), 1);
    }
  }

  #begins(self: symbol, until: number): boolean {
    if (this.#waiting[0] !== self) return false;
    try {
      begin(this.#connection);
      return true;
    } catch (error) {
      if (sqliteCode(error) !== sqliteCodes.busy || Date.now() > until) throw error;
      return false;
    }
  }

  #finish<Result>(work: () => Result): Result {
    const connection = this.#connection;
    try {
      const result = work();
      connection.exec('commit');
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (connection.isTransaction) connection.exec('rollback');
      throw error;
    }
  }
}

/** Throws SQLite's `busy` at once where another process writes; later waits of the connection are SQLite's own. */
function begin(connection: DatabaseSync): void {
  connection.exec('pragma busy_timeout = 0');
  try {
    connection.exec('begin immediate');
  } finally {
    connection.exec(`pragma busy_timeout = ${busyMilliseconds}`);
  }
}
