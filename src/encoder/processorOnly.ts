/** Whether it is known that pictures run on the processor of this machine, whichever model looks at them. */
import type { Drivers } from './drivers.ts';
import { hasGpuDevice, machineFingerprint } from './machine.ts';
import { candidates, fastest } from './providers.ts';
import { VerdictMemory } from './verdicts.ts';

/**
 * True where all other devices of this machine were tried with some model and none was right and faster, or where there is
 * none to try. `store` is where verdicts are remembered.
 */
export async function isProcessorOnly(
  store: string,
  drivers: Drivers,
  { platform, arch }: { readonly platform: NodeJS.Platform; readonly arch: string } = process,
): Promise<boolean> {
  const others = candidates(platform, arch).filter(name => name !== 'cpu');
  if (others.length === 0) return true;
  // The processor itself is timed only where one of them has answered.
  const tried = new VerdictMemory(store)
    .ofMachine(await machineFingerprint(drivers))
    .filter(verdicts => others.every(name => verdicts.some(verdict => verdict.name === name)));
  if (tried.length > 0) return tried.every(verdicts => (fastest(verdicts)?.name ?? 'cpu') === 'cpu');
  return platform === 'linux' && !hasGpuDevice();
}
