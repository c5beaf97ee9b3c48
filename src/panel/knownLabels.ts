/** The labels of the workspace with how many images have each, as the Lens counts them. */
import { LensError } from '../protocol/errors.ts';
import type { LabelCount } from '../protocol/tag.ts';
import type { LensConnection } from './lensConnection.ts';
import type { PanelView } from './panelView.ts';
import type { ViewStore } from './viewStore.ts';

export async function askLabels(lens: LensConnection, store: ViewStore): Promise<void> {
  try {
    const { counts, mistake } = await lens.ask('labelCounts', null);
    const labelsFailure = mistake === null ? null : ({ code: 'labels-invalid', message: mistake } as const);
    store.put({ labels: counts, labelsFailure });
  } catch (error) {
    if (LensError.is(error, 'labels-invalid')) {
      store.put({ labels: [], labelsFailure: { code: error.code, message: error.message } });
    }
    // Any other failure is one of the search too, and told there.
  }
}

export function labelCount({ labels }: PanelView, label: string): LabelCount | undefined {
  return labels.find(count => count.label === label);
}
