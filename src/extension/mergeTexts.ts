/** What is asked before a merge, and why an image stays. */
import * as vscode from 'vscode';
import type { MergePlan, MergeRefusal } from '../protocol/merge.ts';
import { hostWords } from './statusBar.ts';

/** So many names stand in the question. */
const mostNamed = 20;

/**
 * Says what is kept, what goes, what is rewritten, what stays and why; and first, that there is no trash. Undefined where
 * the person gave up; `preview` lets VS Code show every edit, to be ticked one by one.
 */
export async function confirmMerge(
  plan: MergePlan,
  hasTrash: boolean,
): Promise<'merge' | 'preview' | undefined> {
  const { count } = hostWords();
  const { kept, removable, refused, edits } = plan;
  const named = (names: readonly string[]) => [
    ...names.slice(0, mostNamed).map(name => `  ${name}`),
    ...(names.length > mostNamed ? [vscode.l10n.t('and {0} more', count(names.length - mostNamed))] : []),
  ];
  const files = new Set(edits.map(({ file }) => file)).size;
  const detail = [
    ...(hasTrash
      ? []
      : [
          vscode.l10n.t(
            'There is no trash here: the images are deleted. Undo Merge brings them back from copies that are kept beside the index.',
          ),
          '',
        ]),
    vscode.l10n.t('Kept: {0}', kept),
    vscode.l10n.t('Removed:'),
    ...named(removable),
    edits.length === 0
      ? vscode.l10n.t('No text uses them.')
      : vscode.l10n.t(
          'References to rewrite: {0}. Texts that change: {1}.',
          count(edits.length),
          count(files),
        ),
    ...(refused.length > 0
      ? [
          '',
          vscode.l10n.t('Left as they are:'),
          ...named(refused.map(({ path, reason }) => `${path}: ${reason}`)),
        ]
      : []),
  ].join('\n');
  const merge = vscode.l10n.t('Merge');
  const preview = vscode.l10n.t('Choose Changes…');
  const question = vscode.l10n.t('Merge {0} images into one?', count(removable.length + 1));
  const buttons = edits.length > 0 ? [merge, preview] : [merge];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...buttons);
  return answer === merge ? 'merge' : answer === preview ? 'preview' : undefined;
}

/** A paragraph of Markdown. */
export function refusalText({ path, reason, places }: MergeRefusal): string {
  return [
    `**${path}**: ${reason}`,
    ...places.map(({ file, line, text, reason: why }) => `- ${file}:${line} \`${text}\`: ${why}`),
  ].join('\n');
}
