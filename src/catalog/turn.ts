/** Waiting for one's turn to write: in short steps, so that a thread that waits can be ended meanwhile. */
import type { DatabaseSync } from 'node:sqlite';
import { sqliteCode, sqliteCodes } from './storeError.ts';

/** Another process writes for milliseconds at a time; this is for one that clears a large index. */
export const busyMilliseconds = 60_000;

/** SQLite's own waiting cannot be interrupted: a thread inside it can be ended only after this long. */
const stepMilliseconds = 200;

/** Begins to write as soon as no other process does. Throws SQLite's `busy` after a minute. */
export function beginWriting(connection: DatabaseSync): void {
  connection.exec(`pragma busy_timeout = ${stepMilliseconds}`);
  try {
    untilFree(() => connection.exec('begin immediate'));
  } finally {
    connection.exec(`pragma busy_timeout = ${busyMilliseconds}`);
  }
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
      Atomics.wait(sleeper, 0, 0, 10);
    }
  }
}
