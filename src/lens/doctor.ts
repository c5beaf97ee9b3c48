/** The doctor's walk: every provider of this machine, tried or remembered, and what a bug report needs beside it. */
import type { DoctorReport } from '../protocol/device.ts';
import { describeMachine, gpuRuntimeOf, packagedVersions } from '../encoder/client.ts';
import type { Lens } from './lens.ts';
import { isFormReady } from './preparing.ts';

/** Throws `model-invalid` where there is nothing to try. */
export async function examineMachine(
  lens: Lens,
  probe: 'all' | 'none',
  signal: AbortSignal,
): Promise<DoctorReport> {
  await lens.identity(signal);
  const providers = await lens.encoder.providers(probe, signal);
  const { provider, providerReason, model, precision, isFasterReady } = await lens.identity(signal);
  const { provider: wish, modelFolder, store } = lens.settings;
  const isDownloaded = precision.vision === 'float' && precision.text === 'float';
  const isForProcessor = wish === 'auto' || wish === 'cpu';
  return {
    providers,
    chosen: provider,
    reason: providerReason,
    wish,
    model,
    precision,
    isFasterReady: isFasterReady || (isDownloaded && isForProcessor && (await isFormReady(modelFolder))),
    versions: {
      node: process.versions.node,
      electron: process.versions['electron'] ?? null,
      ...packagedVersions(),
    },
    machine: await describeMachine(lens.drivers),
    gpuRuntime: gpuRuntimeOf(store),
  };
}
