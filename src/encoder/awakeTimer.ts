/**
 * A timer that counts only while the machine is awake and this thread runs.
 * On some systems clocks go on while a machine sleeps: at its waking, an ordinary timer of minutes is due at once, and
 * an encoder that has worked for seconds would be taken for one that hangs. Here a sleep counts as one step at most.
 */

/** Steps of one time: so much of it, at most, is counted for a sleep. */
const steps = 20;

export interface AwakeTimer {
  /** Counts from the beginning again. */
  restart(): void;
  stop(): void;
}

/** Calls `late` once, after so many milliseconds awake. */
export function awakeTimer(milliseconds: number, late: () => void): AwakeTimer {
  let count = 0;
  const interval = setInterval(() => {
    count++;
    if (count < steps) return;
    clearInterval(interval);
    late();
  }, milliseconds / steps);
  return { restart: () => void (count = 0), stop: () => clearInterval(interval) };
}
