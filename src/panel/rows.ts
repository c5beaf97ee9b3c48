/**
 * Where every picture of the grid lies, computed from aspect ratios alone: nothing is measured, so nothing jumps.
 * All pictures of a grid are equally high; what a row has left over lies between its cells, so that it ends at the edge.
 * One pass over the aspects makes three small arrays; the cells of a row are worked out when it is drawn.
 */

/** A run of items under one heading; a null title draws none. */
export interface Section {
  readonly first: number;
  readonly title: string | null;
}

/** CSS pixels throughout. */
export interface Geometry {
  readonly width: number;
  /** Height of a picture. */
  readonly rowHeight: number;
  readonly gap: number;
  /** Height of what is written below a picture. */
  readonly caption: number;
  readonly heading: number;
  /** So many cells of equal width in a row; null fits them by aspect. */
  readonly columns: number | null;
}

export interface GridLayout {
  readonly geometry: Geometry;
  readonly aspects: ArrayLike<number>;
  readonly sections: readonly Section[];
  /** First item of each section, ascending. */
  readonly firstOfSection: Uint32Array;
  /** First item of each row, and the number of items at the end. A heading's row has no items. */
  readonly firstOfRow: Uint32Array;
  /** Top of each row, and the whole height at the end. */
  readonly tops: Float64Array;
  readonly rows: number;
  readonly height: number;
}

export interface Cell {
  readonly item: number;
  readonly left: number;
  readonly width: number;
}

/** A stripe or a pole is drawn small in its cell rather than given a whole screen. */
const narrowest = 0.6;
const widest = 3.5;

/** A file name needs some room, however narrow the picture is. */
const smallestCell = 72;

/** Cells are moved apart by no more than this: two pictures do not fill a screen. */
const widestGap = 64;

export function layOut(
  aspects: ArrayLike<number>,
  sections: readonly Section[],
  geometry: Geometry,
): GridLayout {
  const firsts: number[] = [];
  const tops: number[] = [];
  let top = 0;
  const row = (first: number, height: number) => {
    firsts.push(first);
    tops.push(top);
    top += height;
  };
  const itemHeight = geometry.rowHeight + geometry.caption + geometry.gap;
  sections.forEach(({ first, title }, index) => {
    const end = sections[index + 1]?.first ?? aspects.length;
    if (title !== null) row(first, geometry.heading);
    let item = first;
    while (item < end) {
      row(item, itemHeight);
      item += itemsInRow(aspects, item, end, geometry);
    }
  });
  firsts.push(aspects.length);
  tops.push(top);
  return {
    geometry,
    aspects,
    sections,
    firstOfSection: Uint32Array.from(sections, section => section.first),
    firstOfRow: Uint32Array.from(firsts),
    tops: Float64Array.from(tops),
    rows: firsts.length - 1,
    height: top,
  };
}

/** The heading drawn in a row, undefined for a row of pictures. */
export function headingOf(layout: GridLayout, row: number): string | undefined {
  if (layout.firstOfRow[row] !== layout.firstOfRow[row + 1]) return undefined;
  return layout.sections[upperBound(layout.firstOfSection, layout.firstOfRow[row]!) - 1]?.title ?? undefined;
}

export function cellsOf(layout: GridLayout, row: number): Cell[] {
  const { geometry, aspects, firstOfRow } = layout;
  const first = firstOfRow[row]!;
  const end = firstOfRow[row + 1]!;
  const widths = Array.from({ length: end - first }, (_, offset) =>
    cellWidth(aspects[first + offset]!, geometry),
  );
  const room = geometry.width - widths.reduce((sum, width) => sum + width, 0);
  const isSpread = geometry.columns === null && widths.length > 1 && !endsSection(layout, row);
  const gap = isSpread ? Math.min(widestGap, room / (widths.length - 1)) : geometry.gap;
  let left = 0;
  return widths.map((width, offset) => {
    const cell = { item: first + offset, left, width };
    left += width + gap;
    return cell;
  });
}

/** Rows that overlap `top`..`bottom`, first inclusive and last exclusive. */
export function rowsBetween(layout: GridLayout, top: number, bottom: number): [first: number, last: number] {
  const first = Math.max(0, upperBound(layout.tops, top) - 1);
  let last = first;
  while (last < layout.rows && layout.tops[last]! < bottom) last++;
  return [first, last];
}

export function rowOf(layout: GridLayout, item: number): number {
  // The last row that begins at or before the item: its heading begins there too, but comes first.
  return Math.min(layout.rows, upperBound(layout.firstOfRow, item)) - 1;
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** The item that a key leads to from another; `viewHeight` is the height of a page. */
export function stepFrom(layout: GridLayout, item: number, step: Step, viewHeight: number): number {
  const last = layout.aspects.length - 1;
  switch (step) {
    case 'left':
      return Math.max(0, item - 1);
    case 'right':
      return Math.min(last, item + 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'up':
      return itemBeside(layout, item, -1, 0);
    case 'down':
      return itemBeside(layout, item, 1, 0);
    case 'pageUp':
      return itemBeside(layout, item, -1, viewHeight);
    case 'pageDown':
      return itemBeside(layout, item, 1, viewHeight);
  }
}

/** The item at the same place across, in the next row of pictures at least `distance` away. */
function itemBeside(layout: GridLayout, item: number, direction: 1 | -1, distance: number): number {
  const from = rowOf(layout, item);
  const cell = cellsOf(layout, from).find(candidate => candidate.item === item);
  if (!cell) return item;
  const middle = cell.left + cell.width / 2;
  let target = from;
  for (let row = from + direction; row >= 0 && row < layout.rows; row += direction) {
    if (headingOf(layout, row) !== undefined) continue;
    // A page keeps one row of the old one in sight, as editors do.
    if (target !== from && Math.abs(layout.tops[row]! - layout.tops[from]!) > distance) break;
    target = row;
  }
  if (target === from) return item;
  const nearest = cellsOf(layout, target).toSorted(
    (a, b) => Math.abs(a.left + a.width / 2 - middle) - Math.abs(b.left + b.width / 2 - middle),
  )[0];
  return nearest?.item ?? item;
}

function itemsInRow(aspects: ArrayLike<number>, first: number, end: number, geometry: Geometry): number {
  if (geometry.columns !== null) return Math.min(geometry.columns, end - first);
  let used = cellWidth(aspects[first]!, geometry);
  let items = 1;
  while (first + items < end) {
    used += geometry.gap + cellWidth(aspects[first + items]!, geometry);
    if (used > geometry.width) break;
    items++;
  }
  return items;
}

function cellWidth(aspect: number, geometry: Geometry): number {
  if (geometry.columns !== null) {
    return (geometry.width - geometry.gap * (geometry.columns - 1)) / geometry.columns;
  }
  const width = geometry.rowHeight * Math.min(widest, Math.max(narrowest, aspect));
  return Math.min(geometry.width, Math.max(smallestCell, width));
}

function endsSection(layout: GridLayout, row: number): boolean {
  const end = layout.firstOfRow[row + 1]!;
  return (
    end === layout.aspects.length || layout.firstOfSection[upperBound(layout.firstOfSection, end) - 1] === end
  );
}

/** Index of the first value greater than `value` in an ascending array. */
function upperBound(values: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
