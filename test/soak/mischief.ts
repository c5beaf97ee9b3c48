/**
 * What people and programs do to a folder while it is indexed: new files, copies, renames, deletions, damage.
 * A seed decides what is done to which file, one thing after another; when, is up to whoever asks.
 */
import { copyFile, mkdir, open, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { seeded } from '../pure/seeded.ts';
import { noPicture, picture } from './pictures.ts';

/** So many files a folder at first. */
const filesPerFolder = 100;

/** Pictures that are made at once. */
const lanes = 8;

/** With fewer, new ones are made. */
const fewestFiles = 10;

/** Names that have been trouble somewhere. */
const oddNames = [
  'with space',
  '100%',
  "it's",
  'ünï',
  '图片',
  '🐑',
  'a#b',
  'line\nbreak',
  '[x]{y}',
  '.dot.dot',
];

export class Mischief {
  readonly #root: string;
  readonly #random: () => number;
  /** Below the root, as they should be now. */
  #files: string[] = [];
  #folders: string[] = [];
  #number = 0;
  readonly #done = new Map<string, number>();

  constructor(root: string, seed: number) {
    this.#root = root;
    this.#random = seeded(seed);
  }

  /** How often each kind of thing was done. */
  get done(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#done].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  get files(): number {
    return this.#files.length;
  }

  /** Makes the folder: pictures of all formats, one in twelve a copy of another, one in forty no picture at all. */
  async begin(count: number): Promise<void> {
    this.#folders = Array.from(
      { length: Math.max(3, Math.ceil(count / filesPerFolder)) },
      (_, place) => `folder-${place % 17}/part-${place}`,
    );
    for (const folder of this.#folders) await mkdir(path.join(this.#root, folder), { recursive: true });
    for (let first = 0; first < count; first += lanes) {
      const made = Array.from({ length: Math.min(lanes, count - first) }, () => this.#firstFile());
      this.#files.push(...(await Promise.all(made.map(make => make()))));
    }
  }

  /** Takes its random numbers at once and gives what writes the file. */
  #firstFile(): () => Promise<string> {
    const kind = this.#random();
    const copied = this.#files[Math.floor(this.#random() * this.#files.length)];
    if (kind < 1 / 12 && copied !== undefined) {
      const to = this.#newPath(path.extname(copied).slice(1));
      return () => copyFile(this.#at(copied), this.#at(to)).then(() => to);
    }
    if (kind > 1 - 1 / 40) {
      const to = this.#newPath('png');
      const bytes = noPicture(this.#random);
      return () => writeFile(this.#at(to), bytes).then(() => to);
    }
    const to = this.#newPath('');
    const drawn = picture(this.#random);
    return async () => {
      const { extension, bytes } = await drawn;
      const file = `${to}.${extension}`;
      await writeFile(this.#at(file), bytes);
      return file;
    };
  }

  /** Does the next thing. */
  async next(): Promise<void> {
    const deeds = this.#deeds;
    let left = this.#random() * deeds.reduce((sum, [, weight]) => sum + weight, 0);
    const chosen = deeds.find(([, weight]) => (left -= weight) < 0) ?? deeds[0]!;
    const [name, , deed] = this.#files.length < fewestFiles ? deeds[0]! : chosen;
    await deed();
    this.#done.set(name, (this.#done.get(name) ?? 0) + 1);
  }

  /** As many files come as go. */
  readonly #deeds: readonly (readonly [name: string, weight: number, deed: () => Promise<void>])[] = [
    ['makes a picture', 10, () => this.#make()],
    ['copies a file', 10, () => this.#copy()],
    ['deletes a file', 20, () => this.#remove()],
    ['writes a picture anew', 12, () => this.#rewrite()],
    ['replaces a picture', 12, () => this.#replace()],
    ['damages a file', 6, () => this.#damage()],
    ['cuts a file off', 6, () => this.#cut()],
    ['writes something else', 4, () => this.#spoil()],
    ['renames a file', 15, () => this.#rename()],
    ['gives a wrong extension', 3, () => this.#misname()],
    ['swaps two files', 4, () => this.#swap()],
    ['touches a file', 6, () => this.#touch()],
    ['moves a folder', 1, () => this.#moveFolder()],
  ];

  async #make(): Promise<void> {
    const to = this.#newPath('');
    const { extension, bytes } = await picture(this.#random);
    await writeFile(this.#at(`${to}.${extension}`), bytes);
    this.#files.push(`${to}.${extension}`);
  }

  /** In its place: for a moment the file is there and not whole. */
  async #rewrite(): Promise<void> {
    const file = this.#any();
    const { bytes } = await picture(this.#random);
    const handle = await open(this.#at(file), 'w');
    try {
      await handle.write(bytes.subarray(0, bytes.length >> 1));
      await handle.write(bytes.subarray(bytes.length >> 1));
    } finally {
      await handle.close();
    }
  }

  /** As careful programs do it: written beside, and put in its place at once. */
  async #replace(): Promise<void> {
    const file = this.#any();
    const { bytes } = await picture(this.#random);
    const draft = `${this.#at(file)}.part`;
    await writeFile(draft, bytes);
    await rename(draft, this.#at(file));
  }

  async #damage(): Promise<void> {
    const file = this.#at(this.#any());
    const bytes = await readFile(file);
    const flips = Array.from({ length: 8 }, () => [this.#random(), this.#random()] as const);
    if (bytes.length === 0) return;
    for (const [where, what] of flips) bytes[Math.floor(where * bytes.length)] = Math.floor(what * 256);
    await writeFile(file, bytes);
  }

  async #cut(): Promise<void> {
    const file = this.#at(this.#any());
    const { length } = await readFile(file);
    await truncate(file, Math.floor(length * this.#random()));
  }

  async #spoil(): Promise<void> {
    await writeFile(this.#at(this.#any()), noPicture(this.#random));
  }

  async #remove(): Promise<void> {
    const file = this.#any();
    await rm(this.#at(file));
    this.#files = this.#files.filter(other => other !== file);
  }

  async #rename(): Promise<void> {
    const file = this.#any();
    await this.#move(file, this.#newPath(path.extname(file).slice(1)));
  }

  async #misname(): Promise<void> {
    const file = this.#any();
    const extension = ['jpg', 'png', 'webp', 'svg', 'tiff', 'xcf'][Math.floor(this.#random() * 6)]!;
    await this.#move(file, this.#newPath(extension));
  }

  async #swap(): Promise<void> {
    const [one, other] = [this.#any(), this.#any()];
    if (one === other) return;
    const aside = `${this.#at(one)}.aside`;
    await rename(this.#at(one), aside);
    await rename(this.#at(other), this.#at(one));
    await rename(aside, this.#at(other));
  }

  async #copy(): Promise<void> {
    const file = this.#any();
    const to = this.#newPath(path.extname(file).slice(1));
    await copyFile(this.#at(file), this.#at(to));
    this.#files.push(to);
  }

  async #touch(): Promise<void> {
    // Some time of the last three years: a file's own clock goes back as well.
    const at = Date.now() / 1000 - Math.floor(this.#random() * 1e8);
    await utimes(this.#at(this.#any()), at, at);
  }

  async #moveFolder(): Promise<void> {
    const place = Math.floor(this.#random() * this.#folders.length);
    const from = this.#folders[place]!;
    const to = `moved-${this.#number++}`;
    await rename(this.#at(from), this.#at(to));
    this.#folders[place] = to;
    this.#files = this.#files.map(file =>
      file.startsWith(`${from}/`) ? to + file.slice(from.length) : file,
    );
  }

  async #move(from: string, to: string): Promise<void> {
    await rename(this.#at(from), this.#at(to));
    this.#files[this.#files.indexOf(from)] = to;
  }

  #any(): string {
    return this.#files[Math.floor(this.#random() * this.#files.length)]!;
  }

  #newPath(extension: string): string {
    const folder = this.#folders[Math.floor(this.#random() * this.#folders.length)]!;
    const odd = this.#random() < 0.1 ? ` ${oddNames[Math.floor(this.#random() * oddNames.length)]!}` : '';
    return `${folder}/${this.#number++}${odd}${extension === '' ? '' : `.${extension}`}`;
  }

  #at(file: string): string {
    return path.join(this.#root, file);
  }
}
