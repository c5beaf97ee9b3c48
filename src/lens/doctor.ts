/** The doctor's walk: every provider of this machine, tried or remembered, and what a bug report needs beside it. */
import type { DoctorReport } from '../protocol/device.ts';
import { describeMachine, gpuRuntimeOf, packagedVersions } from '../encoder/client.ts';
import type { Lens } from './lens.ts';

/** Throws `model-invalid` where there is nothing to try. */
export async function examineMachine(
  lens: Lens,
  probe: 'all' | 'none',
  signal: AbortSignal,
): Promise<DoctorReport> {
  await lens.identity(signal);
  const providers = await lens.encoder.providers(probe, signal);
  const { provider, providerReason, model, precision, isFasterReady } = await lens.identity(signal);
  return {
    providers,
    chosen: provider,
    reason: providerReason,
    wish: lens.settings.provider,
    model,
    precision,
    isFasterReady,
    versions: {
      node: process.versions.node,
      electron: process.versions['electron'] ?? null,
      ...packagedVersions(),
    },
    machine: await describeMachine(),
    gpuRuntime: gpuRuntimeOf(lens.settings.store),
  };
}
