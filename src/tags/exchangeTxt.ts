/**
 * Keywords in text files beside images, as tools for training image models read them: parted by commas on one line, or
 * one a line. A file that is there keeps its way and every word that is no label of ours.
 */

export interface TextChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The keywords of a text file. A line that `isKeyword` knows is one, commas or not. */
export function parseTxt(text: string, isKeyword: (name: string) => boolean): readonly string[] {
  return piecesOf(text, isKeyword)
    .filter(({ isSeparator }) => !isSeparator)
    .map(piece => piece.text.trim())
    .filter(keyword => keyword !== '');
}

/** The text with its keywords changed; a new one for null. Null where nothing has to be written. */
export function mergeTxt(
  text: string | null,
  { added, removed }: TextChange,
  isKeyword: (name: string) => boolean,
): string | null {
  const pieces = piecesOf(text ?? '', isKeyword);
  const there = new Set(pieces.filter(piece => !piece.isSeparator).map(piece => piece.text.trim()));
  const fresh = [...new Set(added)].filter(keyword => !there.has(keyword));
  const gone = new Set(removed);
  const isGone = pieces.some(piece => gone.has(piece.text.trim()));
  if (fresh.length === 0 && !isGone) return null;
  const end = /\s*$/.exec(text ?? '')![0] || (text === null ? '\n' : '');
  const kept = isGone ? withoutPieces(pieces, gone) : (text ?? '').trimEnd();
  const separator = separatorFor((text ?? '').trimEnd(), [...there, ...fresh]);
  const head = kept.trimEnd();
  const whole = [...(head === '' ? [] : [head]), ...fresh].join(separator);
  return whole === '' ? '' : whole + end;
}

interface Piece {
  readonly text: string;
  readonly isSeparator: boolean;
}

function piecesOf(text: string, isKeyword: (name: string) => boolean): readonly Piece[] {
  return text.split(/(\r?\n)/).flatMap((line, place): Piece[] => {
    if (place % 2 === 1) return [{ text: line, isSeparator: true }];
    if (isKeyword(line.trim())) return [{ text: line, isSeparator: false }];
    return line.split(/(,)/).map((part, i) => ({ text: part, isSeparator: i % 2 === 1 }));
  });
}

/** Each piece goes with the separator before it, the first one with that behind it. */
function withoutPieces(pieces: readonly Piece[], gone: ReadonlySet<string>): string {
  const left: Piece[] = [];
  for (const piece of pieces) {
    if (!piece.isSeparator && gone.has(piece.text.trim())) {
      if (left.at(-1)?.isSeparator) left.pop();
    } else if (left.length > 0 || !piece.isSeparator) left.push(piece);
  }
  return left.map(({ text }) => text).join('').trim(); // prettier-ignore
}

/** A keyword with a comma in it has to stand on a line of its own. */
function separatorFor(text: string, keywords: readonly string[]): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return text.includes('\n') || keywords.some(keyword => keyword.includes(',')) ? lineEnd : ', ';
}
