/** Which execution provider runs the networks, and why. */
import type { ProviderName } from '../protocol/encoder.ts';

/** One way to run a network, as onnxruntime names it, with the reason for choosing it. */
export interface ChosenProvider {
  readonly name: 'cpu';
  readonly reason: string;
}

/** The provider for a wish. For now every machine runs on its CPU, which all of them have. */
export function chooseProvider(wish: ProviderName): ChosenProvider {
  return {
    name: 'cpu',
    reason: wish === 'cpu' ? 'The settings ask for the CPU.' : 'This version runs models on the CPU only.',
  };
}

/** Threads inside one operator: all cores but one, which decodes, and both of two (docs/decisions/threads.md). */
export function chooseThreads(wish: number, cores: number): number {
  return wish > 0 ? wish : Math.max(Math.min(2, cores), Math.min(8, cores - 1));
}
