/** A hint where an image comes in that the workspace already has, with *Use That Instead*. One image is one hint. */
import * as vscode from 'vscode';
import type { ChangedPlace } from '../protocol/lens.ts';
import type { Twin } from '../protocol/merge.ts';
import type { Engine } from './engine.ts';
import { fileOf, openImage } from './files.ts';
import { mergeDuplicates } from './mergeDuplicates.ts';
import { hintsAtDuplicates, settingsSection } from './settings.ts';

/** More at once are a checkout, a build or a copied folder: nobody pasted those by hand. */
const mostAtOnce = 3;

export class DuplicateHints {
  readonly #engine: Engine;
  readonly #failed: (error: unknown) => Promise<void>;
  readonly #passedOver = new Set<string>();

  constructor(engine: Engine, failed: (error: unknown) => Promise<void>) {
    this.#engine = engine;
    this.#failed = failed;
  }

  /** Images that Undo Merge brings back are no news when they come in. */
  passOver(places: readonly ChangedPlace[]): void {
    for (const place of places) this.#passedOver.add(keyOf(place));
  }

  /** Called with the images that came in together, once they are indexed. */
  async arrived(all: readonly ChangedPlace[]): Promise<void> {
    const places = all.filter(place => !this.#passedOver.delete(keyOf(place)));
    if (!hintsAtDuplicates() || places.length === 0 || places.length > mostAtOnce) return;
    const twins = await this.#engine.client().channel.ask('twins', { places });
    for (const twin of twins) void hint(this.#engine, twin).catch(this.#failed);
  }
}

async function hint(engine: Engine, { folder, path, existing, kind }: Twin): Promise<void> {
  const use = vscode.l10n.t('Use That Instead');
  const show = vscode.l10n.t('Show');
  const never = vscode.l10n.t("Don't Say So Again");
  const text =
    kind === 'same-bytes'
      ? vscode.l10n.t('{0} is there already, as {1}.', path, existing)
      : vscode.l10n.t('{0} shows the same pixels as {1}.', path, existing);
  const chosen = await vscode.window.showInformationMessage(text, use, show, never);
  if (chosen === show) await openImage(fileOf({ folder, path: existing }), true);
  else if (chosen === never)
    await vscode.workspace
      .getConfiguration(settingsSection)
      .update('duplicates.hint', false, vscode.ConfigurationTarget.Global);
  else if (chosen === use) await mergeDuplicates(engine, { folder, kept: existing, others: [path] });
}

function keyOf({ folder, path }: ChangedPlace): string {
  return `${folder}\n${path}`;
}
