/** Settings as a person has who set nothing, for an encoder that needs no model folder. */
import type { LensSettings } from '../../src/protocol/lens.ts';

export const plainSettings: Omit<LensSettings, 'folders' | 'store'> = {
  modelFolder: '',
  provider: 'auto',
  threads: 0,
  exclude: [],
  folderExclude: {},
  include: [],
  trusted: true,
  thumbnailBytes: null,
  vectorPrecision: null,
};
