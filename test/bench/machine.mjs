// What the numbers were measured on, and by which command.
import { availableParallelism, cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export function machine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    gibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

const lookMs = 3000;

/**
 * How many cores other work takes, 0 to all of them: seen for three seconds in which the bench does nothing itself. The
 * load of the last minute would count the part before.
 */
export async function coresOfOthers() {
  const before = cpuTimes();
  await sleep(lookMs);
  const after = cpuTimes();
  const busy = after.busy - before.busy;
  return Number(((busy / (busy + after.idle - before.idle)) * availableParallelism()).toFixed(1));
}

/** Milliseconds of all cores since the machine was started. */
function cpuTimes() {
  const sum = { busy: 0, idle: 0 };
  for (const { times } of cpus()) {
    sum.idle += times.idle;
    sum.busy += times.user + times.nice + times.sys + times.irq;
  }
  return sum;
}
