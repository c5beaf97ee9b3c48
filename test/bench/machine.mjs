// What the numbers were measured on, and by which command.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export function machine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    gibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    /** Of the last minute, before anything was started: what other work there was. */
    load: Number(loadavg()[0].toFixed(1)),
  };
}
