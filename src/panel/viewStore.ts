/** The view and the words for it, in one place: the parts of the panel's state read it and change it, the app draws it. */
import { LensError } from '../protocol/errors.ts';
import type { PanelAddress, PanelSetup } from '../protocol/panel.ts';
import { type Format, formatFor } from './format.ts';
import { type PanelView, firstView } from './panelView.ts';
import { type Translate, translator } from './words.ts';

export class ViewStore {
  readonly #changed: () => void;
  #view: PanelView;
  #translate: Translate = translator({});
  #format: Format = formatFor('en');

  /** `changed` is called after every change of the view, and of what stands beside it, such as cards. */
  constructor(address: PanelAddress, changed: () => void) {
    this.#view = firstView(address);
    this.#changed = changed;
  }

  get view(): PanelView {
    return this.#view;
  }

  get t(): Translate {
    return this.#translate;
  }

  get format(): Format {
    return this.#format;
  }

  put(change: Partial<PanelView>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }

  /** Something beside the view is shown otherwise. */
  redraw(): void {
    this.#changed();
  }

  /** Says it to a screen reader. */
  say(spoken: string): void {
    this.put({ spoken });
  }

  /** Takes the person's language, and drops a folder from the address that is no longer open. */
  setUp(setup: PanelSetup): void {
    this.#translate = translator(setup.words);
    this.#format = formatFor(setup.language);
    const { address } = this.#view;
    const isKnown = address.folder === null || setup.folders.some(({ id }) => id === address.folder);
    this.put({ setup, address: isKnown ? address : { ...address, folder: null } });
  }

  readonly fail = (error: unknown): void => {
    // An aborted question is no failure, and the end of the engine is told once, by the host.
    if (LensError.is(error, 'aborted') || LensError.is(error, 'closed')) return;
    const code = LensError.is(error) ? error.code : 'bug';
    this.put({ failure: { code, message: error instanceof Error ? error.message : String(error) } });
  };

  refuse(message: string): void {
    this.put({ failure: { code: 'invalid-argument', message } });
  }

  dismissFailure(): void {
    this.put({ failure: null });
  }
}
