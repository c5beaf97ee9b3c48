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

/** Images that Undo Merge brings back are no news. */
const restored = new Set<string>();

export function passOverRestored(places: readonly ChangedPlace[]): void {
  for (const place of places) restored.add(keyOf(place));
}

/** Called with the images that came in together, once they are indexed. Tells failures to the log of the caller. */
export async function hintAtDuplicates(
  engine: Engine,
  arrived: readonly ChangedPlace[],
  failed: (error: unknown) => Promise<void>,
): Promise<void> {
  const places = arrived.filter(place => !restored.delete(keyOf(place)));
  if (!hintsAtDuplicates() || places.length === 0 || places.length > mostAtOnce) return;
  const twins = await engine.client().channel.ask('twins', { places });
  for (const twin of twins) void hint(engine, twin).catch(failed);
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
