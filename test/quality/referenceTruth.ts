/** Compares what the scanner finds in a workspace with what a person found by reading. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { findMentions } from '../../src/references/find.ts';
import { ImageIndex } from '../../src/references/images.ts';
import { type ProjectFacts, factsOf, projectOf } from '../../src/references/project.ts';
import { resolveMention } from '../../src/references/resolve.ts';
import { imageExtensions } from '../../src/references/spans.ts';

/** One reference, of the truth or found. `sure` is false for what is dynamic, commented out or only mentioned. */
export interface Entry {
  readonly file: string;
  readonly line: number;
  readonly image: string;
  readonly text: string;
  readonly sure: boolean;
}

export interface Comparison {
  readonly truth: readonly Entry[];
  readonly found: readonly Entry[];
  readonly missed: readonly Entry[];
  readonly wrong: readonly Entry[];
  /** Found, but sure where it is not, or the reverse. */
  readonly misjudged: readonly Entry[];
  /** Found, but the text is another. */
  readonly misread: readonly Entry[];
  readonly precision: number;
  readonly recall: number;
}

/** `folder` holds `truth.txt` and `workspace`. */
export function compareWithTruth(folder: string): Comparison {
  const workspace = path.join(folder, 'workspace');
  const truth = readTruth(path.join(folder, 'truth.txt'), workspace);
  const found = scan(workspace);
  const keyOf = ({ file, line, image }: Entry) => `${file}:${line} ${image}`;
  const open = Map.groupBy(found, keyOf);
  const missed: Entry[] = [];
  const misjudged: Entry[] = [];
  const misread: Entry[] = [];
  for (const entry of truth) {
    const candidates = open.get(keyOf(entry)) ?? [];
    const index = Math.max(
      0,
      candidates.findIndex(({ text }) => text === entry.text),
    );
    const [match] = candidates.splice(index, 1);
    if (!match) missed.push(entry);
    else if (match.sure !== entry.sure) misjudged.push(entry);
    if (match && match.text !== entry.text) misread.push(match);
  }
  const wrong = [...open.values()].flat();
  const right = truth.length - missed.length;
  const [precision, recall] = [right / found.length, right / truth.length];
  return { truth, found, missed, wrong, misjudged, misread, precision, recall };
}

function readTruth(file: string, workspace: string): Entry[] {
  const reached = new Map<string, number>();
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [where = '', text = '', image = '', state] = line.split(' | ');
      const content = readFileSync(path.join(workspace, where), 'utf8');
      // Several images of one text stand at one place; else each is looked for behind the one before.
      const key = `${where} ${text} ${image}`;
      const at = placeOf(content, text, (reached.get(key) ?? -1) + 1);
      if (at < 0) throw new Error(`${where} does not hold "${text}" once more.`);
      reached.set(key, at);
      return { file: where, line: lineAt(content, at), image, text, sure: state === 'sure' };
    });
}

/** The text as a whole: not as part of a longer path or word. */
function placeOf(content: string, text: string, from: number): number {
  for (let at = content.indexOf(text, from); at >= 0; at = content.indexOf(text, at + 1)) {
    const isPart = /[\w/.}]/.test(content[at - 1] ?? '') && /^[\w/.]/.test(text);
    if (!isPart && !/\w/.test(content[at + text.length] ?? '')) return at;
  }
  return -1;
}

function lineAt(content: string, offset: number): number {
  return content.slice(0, offset).split('\n').length;
}

function scan(workspace: string): Entry[] {
  const files = readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(
      entry =>
        path.relative(workspace, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/') as AssetPath,
    )
    .sort();
  const isImage = (file: string) => imageExtensions.includes(path.extname(file).slice(1).toLowerCase());
  const images = new ImageIndex(files.filter(isImage));
  const texts = files.filter(file => !isImage(file) || file.endsWith('.svg'));
  const read = (file: string) => readFileSync(path.join(workspace, file), 'utf8');
  const project = projectOf(
    texts.map(file => factsOf(file, read(file))).filter((facts): facts is ProjectFacts => facts !== null),
  );
  return texts.flatMap(file => {
    const text = read(file);
    return findMentions(file, text).flatMap(mention => {
      const meaning = resolveMention(file, mention, images, project);
      if (!meaning) return [];
      const { start, end } = meaning.reading;
      const sure = meaning.certainty !== 'maybe';
      return meaning.images.map(image => ({
        file,
        line: lineAt(text, start),
        image,
        text: text.slice(start, end),
        sure,
      }));
    });
  });
}
