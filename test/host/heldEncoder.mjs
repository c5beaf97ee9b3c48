// Holds encoders in the middle of their work, however fast the machine is.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Stops the next process for pictures that is started once `isTime()`; those that were there before go on. Returns what
 * lets it go on. Rejects after `timeout` milliseconds.
 */
export async function holdNextEncoder(host, { isTime = () => true, timeout = 120_000 } = {}) {
  const known = new Set(host.encoders('vision'));
  const held = [];
  for (const end = Date.now() + timeout; held.length === 0; await sleep(10)) {
    assert.ok(Date.now() < end, 'no process for pictures was started');
    const isNow = isTime();
    const started = host.encoders('vision').filter(pid => !known.has(pid));
    if (isNow) held.push(...started);
    else for (const pid of started) known.add(pid);
  }
  return hold(held);
}

/** Stops processes. Returns what lets them go on. */
export function hold(pids) {
  signal(pids, 'SIGSTOP');
  return () => signal(pids, 'SIGCONT');
}

function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
      // It has ended by itself.
    }
  }
}
