/** What a process answers that makes the int8 form of a model. */
import type { Handlers } from '../../protocol/channel.ts';
import type { PrepareProgress, PreparerQuestions } from '../../protocol/encoder.ts';
import { Magick } from '../magick.ts';
import { loadRuntime, loadSharp } from '../nativeModules.ts';
import { prepareModel } from './prepareModel.ts';

export function preparerService(tell: (progress: PrepareProgress) => void): Handlers<PreparerQuestions> {
  return {
    prepare: (request, signal) =>
      prepareModel(
        request,
        { runtime: loadRuntime(), decoders: { sharp: loadSharp(), magick: new Magick() }, tell },
        signal,
      ),
  };
}
