/** Icons and emoji that training never saw, found by their bare names. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Model } from './model.ts';
import { ranksOfOwn } from './photographs.ts';
import { type Bench, listOf, readJson, withoutPackages } from './places.ts';
import { type Measurement, notMeasured, share } from './rows.ts';

interface NamedPicture {
  readonly path: string;
  readonly name: string;
}

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>;
  readonly width?: number;
  readonly height?: number;
}

/** The game icons of the held-out list, as the SVG files that a project would have. */
export function icons({ places, scratch }: Bench): Promise<Measurement> {
  const listed = listOf(places, 'icons-held-out.txt');
  if (typeof listed === 'string') return Promise.resolve(notMeasured('icons by bare name', listed));
  const file = ['@iconify/json/json/game-icons.json', '@iconify-json/game-icons/icons.json']
    .map(name => path.join(places.packages ?? '', name))
    .find(candidate => places.packages !== null && existsSync(candidate));
  if (file === undefined) return Promise.resolve(notMeasured('icons by bare name', withoutPackages));
  // Iconify's own form of a set.
  const set = readJson(file) as IconSet;
  const [width, height] = [set.width ?? 16, set.height ?? 16];
  const folder = path.join(scratch, 'icons');
  mkdirSync(folder);
  // The list has the artist's folder and spaces where the set has hyphens.
  const wanted = new Set(listed.map(line => squeezed(line.slice(line.indexOf('/') + 1))));
  const pictures = Object.entries(set.icons)
    .filter(([name]) => wanted.has(squeezed(name)))
    .map(([name, { body }]): NamedPicture => {
      const target = path.join(folder, `${name}.svg`);
      writeFileSync(
        target,
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" color="black">${body}</svg>`,
      );
      return { path: target, name: name.replaceAll('-', ' ') };
    });
  return Promise.resolve(byBareName('icons', pictures));
}

/** The 3D emoji of the held-out list. */
export function emoji({ places }: Bench): Promise<Measurement> {
  const listed = listOf(places, 'emoji-held-out.txt');
  if (typeof listed === 'string') return Promise.resolve(notMeasured('emoji by bare name', listed));
  const data = path.join(places.packages ?? '', 'emojibase-data/en/data.json');
  const assets = path.join(places.packages ?? '', '@lobehub/fluent-emoji-3d/assets');
  if (places.packages === null || !existsSync(data) || !existsSync(assets))
    return Promise.resolve(notMeasured('emoji by bare name', withoutPackages));
  // The package's own form.
  const known = readJson(data) as readonly { readonly hexcode: string; readonly label: string }[];
  const labels = new Map(known.map(({ hexcode, label }) => [bare(hexcode), label.toLowerCase()]));
  const files = new Map(readdirSync(assets).map(name => [bare(path.parse(name).name), name]));
  const pictures = listed.map(bare).flatMap((code): NamedPicture[] => {
    const [file, name] = [files.get(code), labels.get(code)];
    return file === undefined || name === undefined ? [] : [{ path: path.join(assets, file), name }];
  });
  return Promise.resolve(byBareName('emoji', pictures));
}

function byBareName(what: string, pictures: readonly NamedPicture[]): Measurement {
  return async (model: Model) => {
    const texts = await model.texts(pictures.map(({ name }) => name));
    const ranks = ranksOfOwn(texts, await model.images(pictures.map(picture => picture.path)));
    return [
      share(
        `${what} by bare name, R@10 in ${pictures.length}`,
        ranks.map(rank => rank < 10),
      ),
    ];
  };
}

const squeezed = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Code points without the mark that asks for the coloured form: some lists have it, some not. */
const bare = (hexcode: string) => hexcode.toLowerCase().replaceAll('-fe0f', '');
