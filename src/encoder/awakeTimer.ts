/**
 * A timer that counts only while the machine is awake and this thread runs.
 * On some systems clocks go on while a machine sleeps: at its waking, an ordinary timer of minutes is due at once, and
 * an encoder that has worked for seconds would be taken for one that hangs. Here a sleep counts as one step at most.
 */

/** Steps of one time: so much of it, at most, is counted for a sleep. */
const steps = 20;

export interface AwakeTimer {
  /** How much of its time has passed, in 0..1, in whole steps. */
  readonly share: number;
  /** Counts from the beginning again. */
  restart(): void;
  stop(): void;
}

/** Calls `late` once, after so many milliseconds awake, of which a share in 0..1 has passed before. */
export function awakeTimer(milliseconds: number, late: () => void, passed = 0): AwakeTimer {
  let count = Math.round(passed * steps);
  const interval = setInterval(() => {
    count++;
    if (count < steps) return;
    clearInterval(interval);
    late();
  }, milliseconds / steps);
  return {
    get share() {
      return count / steps;
    },
    restart: () => void (count = 0),
    stop: () => clearInterval(interval),
  };
}
