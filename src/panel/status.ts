/** What the engine tells of itself and of indexing, taken into the view, and what is said of it. */
import type { IndexProgress, LensStatus } from '../protocol/lens.ts';
import { stateSpeech, tenthPassed } from './speech.ts';
import type { ViewStore } from './viewStore.ts';

export function heardStatus(store: ViewStore, status: LensStatus): void {
  const { view, t } = store;
  const spoken = stateSpeech(view.status?.state ?? null, status.state, t);
  store.put({
    status,
    progress:
      status.state === 'indexing' || status.state === 'paused' ? (status.progress ?? view.progress) : null,
    ...(spoken === null ? {} : { spoken }),
  });
}

export function heardProgress(store: ViewStore, progress: IndexProgress): void {
  const { view, t, format } = store;
  const tenth = tenthPassed(view.progress, progress);
  store.put({
    progress,
    ...(tenth === null ? {} : { spoken: t('Indexing: {0}', format.percent(tenth, 100)) }),
  });
}
