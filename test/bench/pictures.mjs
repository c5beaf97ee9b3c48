// The pictures of the bench: JPEG, PNG and WebP only, which everything that is compared can read, each content once.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Copies up to so many different pictures of a folder, and returns their paths. */
export function differentPictures(from, to, count) {
  mkdirSync(to, { recursive: true });
  const seen = new Set();
  const files = [];
  for (const file of picturesBelow(from)) {
    if (files.length === count) break;
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (seen.has(digest)) continue;
    seen.add(digest);
    const copy = path.join(to, `${String(files.length).padStart(5, '0')}${path.extname(file).toLowerCase()}`);
    copyFileSync(file, copy);
    files.push(copy);
  }
  return files;
}

/** As many files as asked for: the same pictures again and again, made different by bytes behind their end. */
export function crowd(pictures, to, count) {
  mkdirSync(to, { recursive: true });
  for (let place = 0; place < count; place++) {
    const from = pictures[place % pictures.length];
    const bytes = Buffer.concat([readFileSync(from), Buffer.from(`\n${place}`)]);
    writeFileSync(path.join(to, `${String(place).padStart(6, '0')}${path.extname(from)}`), bytes);
  }
}

/** In an order that a folder's own does not decide: photographs, icons and screens come mixed. */
function picturesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(jpe?g|png|webp)$/i.test(entry.name))
    .map(entry => path.join(entry.parentPath, entry.name))
    .map(file => [createHash('sha256').update(path.relative(folder, file)).digest('hex'), file])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, file]) => file);
}
