/** A Lens that decides about the images of a folder until it is killed, and tells of each decision before and after. */
import { folderAt } from '../../src/catalog/place.ts';
import { decideAssets } from '../../src/lens/deciding.ts';
import { Lens } from '../../src/lens/lens.ts';
import type { Encoder } from '../../src/protocol/encoder.ts';
import { plainSettings } from '../lens/plainSettings.ts';
import { seeded } from '../pure/seeded.ts';

/** Labels of one writer; each is a group of its own, so that no decision takes another one back. */
const labelCount = 20;

const [folder, store, writer, seed] = process.argv.slice(2);
const random = seeded(Number(seed));
const below = (most: number) => Math.floor(random() * most);
const { signal } = new AbortController();
const dispose = () => Promise.resolve();
// Nothing is encoded.
const encoder = { dispose } as unknown as Encoder;
const listener = { progress: () => undefined, changed: () => undefined, status: () => undefined };
const lens = new Lens({ ...plainSettings, folders: [folderAt(folder!)], store: store! }, encoder, listener);
const assets = lens.assets.inOrder();
const verdicts = ['accepted', 'rejected', 'by-hand', null] as const;

for (;;) {
  const { id, path } = assets[below(assets.length)]!;
  const group = `${writer!} ${below(labelCount)}`;
  const verdict = verdicts[below(verdicts.length)]!;
  tell('asks', { path, group, verdict });
  await decideAssets(lens, { ids: [id], decisions: [{ group, label: 'it', verdict }] }, signal);
  tell('acknowledged', { path, group, verdict });
}

function tell(what: string, decision: object): void {
  process.stdout.write(`${JSON.stringify({ what, ...decision })}\n`);
}
