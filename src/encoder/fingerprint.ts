/** The difference hash (dHash): 64 bits, each telling whether a cell of a 9 × 8 grid is darker than its right neighbour. */

const columns = 9;
const rows = 8;

/** 16 hexadecimal digits of an RGB picture of any size; source of the method: N. Krawetz, "Kind of Like That", 2013. */
export function differenceHash(image: {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}): string {
  const cells = cellMeans(image);
  let hash = '';
  for (let row = 0; row < rows; row++) {
    let byte = 0;
    for (let column = 0; column < columns - 1; column++) {
      const place = row * columns + column;
      byte = (byte << 1) | (cells[place]! < cells[place + 1]! ? 1 : 0);
    }
    hash += byte.toString(16).padStart(2, '0');
  }
  return hash;
}

function cellMeans({
  data,
  width,
  height,
}: {
  data: Uint8Array;
  width: number;
  height: number;
}): Float64Array {
  const means = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = span(row, rows, height);
    for (let column = 0; column < columns; column++) {
      const [left, right] = span(column, columns, width);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const i = (y * width + x) * 3;
          sum += data[i]! + data[i + 1]! + data[i + 2]!;
        }
      }
      means[row * columns + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}

/** Never empty, also where there are fewer pixels than cells. */
function span(cell: number, cells: number, pixels: number): [number, number] {
  const first = Math.min(pixels - 1, Math.floor((cell * pixels) / cells));
  return [first, Math.max(first + 1, Math.floor(((cell + 1) * pixels) / cells))];
}
