/** Ctrl-C: the first one asks to stop, the second does not wait. */
import { writeSync } from 'node:fs';
import { constants } from 'node:os';

/** Signals in this time are one key press: a terminal tells every process, and an outer Node passes it on as well. */
const onePressMilliseconds = 300;

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** 128 and the signal's number, as shells have it: 130 for Ctrl-C. */
  status(): number;
  dispose(): void;
}

/** Listens until disposed. */
export function interruption(): Interruption {
  const controller = new AbortController();
  let status = 128 + constants.signals.SIGINT;
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      status = 128 + constants.signals[signal];
      controller.abort();
    } else if (now - firstAt > onePressMilliseconds) {
      endNow(signal);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    status: () => status,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/**
 * Dies of the signal itself, which a shell reports as the same 128 and its number.
 * `process.exit` would wait for the engine's thread, which may be inside SQLite or the file system for long.
 */
function endNow(signal: NodeJS.Signals): void {
  // A progress bar hides the cursor, and nothing runs after the next line but one.
  if (process.stderr.isTTY) writeSync(process.stderr.fd, '\u001b[?25h');
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
