/** What the labels file's labels do on the images of its folder: findings as diagnostics, counts and best images as hovers. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { LabelFinding } from '../protocol/tag.ts';
import { labelPlaces, labelsFileOf, parseLabels } from '../lens/client.ts';
import { pictureText, plain } from './assetHover.ts';
import type { Engine } from './engine.ts';
import { openFolders } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { countText, findingText, learnedText } from './tagText.ts';

/** The engine scores every image anew: it is asked when the typing has come to a rest. */
const calmMilliseconds = 1200;
const bestImages = 4;
const hoverPixels = 96;

type LabelPlace = ReturnType<typeof labelPlaces>[number];

interface Looking {
  timer?: NodeJS.Timeout;
  asking?: AbortController;
}

/** Diagnostics only ever advise: what they say is no mistake of the file, and nothing waits for them. */
export function hintLabels(engine: Engine, log: vscode.LogOutputChannel): vscode.Disposable {
  const hints = vscode.languages.createDiagnosticCollection('asset-lens-labels');
  const looking = new Map<string, Looking>();
  const look = (document: vscode.TextDocument, after: number): void => {
    const folder = folderOf(document.uri);
    if (!folder || document.isClosed) return;
    const key = document.uri.toString();
    stop(looking.get(key));
    const state: Looking = {};
    looking.set(key, state);
    state.timer = setTimeout(() => {
      const asking = (state.asking = new AbortController());
      findings(engine, document, folder, asking.signal).then(
        found => {
          if (!asking.signal.aborted && found) hints.set(document.uri, found);
        },
        (error: unknown) => {
          // Advice that fails is none: the panel tells what is wrong with the engine.
          if (!LensError.is(error, 'aborted') && !LensError.is(error, 'closed')) log.warn(String(error));
        },
      );
    }, after);
  };
  const lookAll = () => {
    for (const document of vscode.workspace.textDocuments) look(document, calmMilliseconds);
  };
  lookAll();
  return vscode.Disposable.from(
    hints,
    vscode.workspace.onDidOpenTextDocument(document => look(document, calmMilliseconds)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document, calmMilliseconds)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      stop(looking.get(uri.toString()));
      looking.delete(uri.toString());
      hints.delete(uri);
    }),
    engine.onDidStart(lookAll),
    engine.onDidChangeAssets(lookAll),
    vscode.languages.registerHoverProvider(
      { scheme: 'file', pattern: '**/.vscode/asset-lens.json' },
      {
        provideHover: (document, position, token) => labelHover(engine, document, position, token),
      },
    ),
    new vscode.Disposable(() => looking.forEach(stop)),
  );
}

function stop(looking: Looking | undefined): void {
  clearTimeout(looking?.timer);
  looking?.asking?.abort();
}

function folderOf({ scheme, fsPath }: vscode.Uri): Folder | undefined {
  return scheme === 'file' ? openFolders().find(({ path: top }) => labelsFileOf(top) === fsPath) : undefined;
}

/** Undefined where nothing can be said now: what was said stays. */
async function findings(
  engine: Engine,
  document: vscode.TextDocument,
  folder: Folder,
  signal: AbortSignal,
): Promise<vscode.Diagnostic[] | undefined> {
  if (!engine.isRunning) return undefined;
  const text = document.getText();
  let labels;
  try {
    labels = parseLabels(text, path.basename(document.uri.fsPath));
  } catch (error) {
    if (!LensError.is(error, 'labels-invalid')) throw error;
    // Mistakes have diagnostics of their own, and the labels of before say nothing of this text.
    return [];
  }
  const found = await engine.client().channel.ask('lintLabels', { labels, folder: folder.id }, signal);
  // Typed on meanwhile: the places are no longer right, and another look is due.
  if (document.isClosed || document.getText() !== text) return undefined;
  const places = labelPlaces(text);
  return found.flatMap(finding => diagnosticOf(finding, places, document) ?? []);
}

function diagnosticOf(
  finding: LabelFinding,
  places: readonly LabelPlace[],
  document: vscode.TextDocument,
): vscode.Diagnostic | undefined {
  const place = places.find(({ label }) => label === finding.label);
  if (!place) return undefined;
  const sentence =
    finding.kind === 'long' ? place.texts.find(({ text }) => text === finding.other) : undefined;
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, sentence ?? place.name),
    findingText(finding, hostWords()),
    finding.kind === 'never' ? vscode.DiagnosticSeverity.Information : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'Asset Lens';
  diagnostic.code = finding.kind;
  const other = finding.kind === 'alike' ? places.find(({ label }) => label === finding.other) : undefined;
  if (other) {
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(document.uri, rangeOf(document, other.name)),
        other.label,
      ),
    ];
  }
  return diagnostic;
}

function rangeOf(document: vscode.TextDocument, { from, to }: LabelPlace['name']): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}

/** How many images a label has, and the likeliest of them. */
async function labelHover(
  engine: Engine,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.Hover | undefined> {
  const folder = folderOf(document.uri);
  if (!folder || !engine.isRunning) return undefined;
  const at = document.offsetAt(position);
  const place = labelPlaces(document.getText()).find(({ name }) => at >= name.from && at <= name.to);
  if (!place) return undefined;
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  const { channel } = engine.client();
  try {
    const { group, label } = place;
    const { counts } = await channel.ask('labelCounts', null, controller.signal);
    const count = counts.find(known => known.label === label);
    if (!count) return undefined;
    const { tags } = await channel.ask(
      'tagged',
      {
        folder: folder.id,
        scope: { group, label },
        states: ['suggested', 'accepted', 'by-hand'],
        order: 'likeliest',
        first: 0,
        count: bestImages,
      },
      controller.signal,
    );
    const cards = await channel.ask('cards', { ids: tags.map(({ id }) => id) }, controller.signal);
    const thumbnails = engine.status?.thumbnails;
    const pictures = cards.map(card => pictureText(card, thumbnails, hoverPixels)).join(' ');
    const markdown = new vscode.MarkdownString(
      [
        `**${plain(label)}** ${plain(countText(count, hostWords()))}`,
        plain(learnedText(count, hostWords())),
        pictures,
      ].join('\n\n'),
    );
    return new vscode.Hover(markdown, rangeOf(document, place.name));
  } catch {
    // A hover is a convenience: without an answer there is none.
    return undefined;
  }
}
