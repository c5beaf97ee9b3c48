/**
 * Ends this process when its parent is gone, whatever it is doing: a picture that hangs in a library, or a network that
 * runs, keeps the main thread from hearing that the wire has ended.
 * The parent holds the other end of standard input and never writes to it; that end closes with the parent's death, and
 * with that of the thread that started us. A thread of its own watches for it: it waits for the event, not in a read,
 * which would take one of the few threads that read files.
 */
import { Worker } from 'node:worker_threads';

/** Time for the main thread to end by itself. */
const graceMilliseconds = 1000;

// By text, so that no bundle has to be found beside this one.
const watch = `
  const { Socket } = require('node:net');
  const parent = new Socket({ fd: 0, readable: true, writable: false });
  const end = () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${graceMilliseconds});
  parent.on('close', end).on('error', () => undefined).resume();
`;

/** Standard input must be a pipe from the parent. */
export function endWithParent(): void {
  const watcher = new Worker(watch, { eval: true, env: {} });
  // Somebody who starts this by hand has no such pipe, and ends it by hand.
  watcher.on('error', () => undefined);
  // A process that ends by itself does not wait for it.
  watcher.unref();
}
