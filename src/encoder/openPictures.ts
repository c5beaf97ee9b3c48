/** Opens the network for pictures where it is to run. */
import type { ModelCard } from '../models/modelCard.ts';
import { inputSizeOf } from '../models/preprocessing.ts';
import type { DeviceStart } from '../protocol/encoder.ts';
import { checkedTower } from './checkedTower.ts';
import { isWeb, loadRuntime } from './nativeModules.ts';
import { openNetworkThreads } from './networkThreads.ts';
import { type PictureNetwork, onThisThread } from './pictureNetwork.ts';
import { checkWidths, openVision } from './session.ts';

/**
 * On the processor in threads of its own; a device, and WebAssembly, hold up this one. `dimensions` is the width of a vector
 * that the texts have. Throws `model-invalid`, and `device-failed` for what fails on a device.
 */
export async function openPictures(
  card: ModelCard,
  { provider, runtimeFolder, reference }: DeviceStart,
  threads: number,
  dimensions: number,
): Promise<PictureNetwork> {
  const runtime = loadRuntime(runtimeFolder);
  if (provider === 'cpu' && reference === null && !isWeb(runtime)) {
    const network = await openNetworkThreads(card, threads);
    checkWidths(card, network.dimensions, dimensions);
    return network;
  }
  const size = inputSizeOf(card.preprocessing);
  const tower = await openVision({ runtime, card, provider, threads }, size);
  checkWidths(card, tower.dimensions, dimensions);
  const checked = reference === null ? tower : await checkedTower(tower, { provider, size, reference });
  return onThisThread(checked, card.preprocessing);
}
