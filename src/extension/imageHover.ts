/** Hovers over paths of images in any text: the picture and its tags, where the image is indexed. */
import path from 'node:path';
import * as vscode from 'vscode';
import { assetHover } from './assetHover.ts';
import { cardsOf } from './assetCards.ts';
import type { Engine } from './engine.ts';
import { imagePathAt } from './imagePaths.ts';
import { openFolders } from './settings.ts';

/** Lines that no person wrote are passed over. */
const longestLine = 5000;

export function hoverImages(engine: Engine): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file' },
    {
      async provideHover(document, position) {
        // A hover starts no engine.
        if (!engine.isRunning) return undefined;
        const { text } = document.lineAt(position);
        const found = text.length > longestLine ? undefined : imagePathAt(text, position.character);
        if (!found) return undefined;
        const files = candidates(document.uri, found.path);
        // A hover is a convenience: without an answer there is none.
        const cards = await cardsOf(engine, files).catch(() => undefined);
        const card = files.flatMap(({ fsPath }) => cards?.get(fsPath) ?? [])[0];
        if (!card) return undefined;
        const { line } = position;
        return new vscode.Hover(
          assetHover(card, engine.status?.thumbnails),
          new vscode.Range(line, found.from, line, found.to),
        );
      },
    },
  );
}

/** Where a path may point to: from the document's own folder, or from the top of an open folder. */
function candidates({ fsPath }: vscode.Uri, name: string): readonly vscode.Uri[] {
  const tops = openFolders().map(folder => folder.path);
  const places = [
    ...(name.startsWith('/') ? [] : [path.resolve(path.dirname(fsPath), name)]),
    ...tops.map(top => path.join(top, name)),
    ...(path.isAbsolute(name) ? [name] : []),
  ];
  return [...new Set(places)].map(place => vscode.Uri.file(place));
}
