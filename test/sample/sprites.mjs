// Pixel art as small games have it, drawn with letters.
import sharp from 'sharp';

/** Every pixel becomes a square of so many. */
const scale = 8;

const palette = {
  '.': [0, 0, 0, 0],
  k: [30, 26, 36, 255],
  w: [245, 245, 245, 255],
  s: [176, 188, 200, 255],
  g: [110, 120, 132, 255],
  b: [122, 76, 40, 255],
  y: [250, 204, 60, 255],
  o: [222, 148, 30, 255],
  r: [210, 48, 60, 255],
  p: [150, 70, 190, 255],
  l: [92, 178, 70, 255],
  d: [44, 112, 52, 255],
  c: [80, 190, 226, 255],
  n: [34, 92, 170, 255],
};

/** In the order of their numbers: sword, potion, coin, key, tree, slime, treasure chest, shield. */
const sprites = [
  `
..........kk
.........ksk
........kswk
.......kswk.
......kswk..
.k...kswk...
.kk.kswk....
..kkswk.....
..kbkk......
.kbkkkk.....
kbk..kk.....
kk..........`,
  `
....kkkk....
....kbbk....
....kkkk....
.....kk.....
....kwwk....
...kw..wk...
..kw....wk..
.kwppppppwk.
.kpppwppppk.
.kppppppppk.
..kppppppk..
...kkkkkk...`,
  `
...kkkkkk...
..kyyyyyyk..
.kyywwyyyok.
kyywyyyyyyok
kyywyyooyyok
kyyyyyooyyok
kyyyyyooyyok
kyyyyyooyyok
kyyyyyyyyyok
.kyyyyyyyok.
..kooooook..
...kkkkkk...`,
  `
..kkkk......
.kyyyyk.....
kyykkyyk....
kyk..kyk....
kyykkyyk....
.kyyyyk.....
..kyyk......
..kyyk......
..kyykkk....
..kyyyyk....
..kyykkk....
..kkkk......`,
  `
....kkkk....
..kkllllkk..
.kllllllldk.
.klllllldlk.
klllldlllldk
kllldlllddlk
kldlllllddlk
.kdddlldddk.
..kkkbbkkk..
....kbbk....
....kbbk....
...kbbbbk...`,
  `
............
....kkkk....
..kkllllkk..
.kllwllllk..
.klwllllllk.
kllllllllldk
klkkllllkkdk
klkkllllkkdk
klllllllllkk
klldkkkkdldk
kddlllllddkk
.kkkkkkkkkk.`,
  `
............
.kkkkkkkkkk.
kbbbbbbbbbbk
kbobbbbbbobk
kbobbbbbbobk
kkkkkyykkkkk
kbobbyybbobk
kbobbkkbbobk
kbobbbbbbobk
kbobbbbbbobk
kkkkkkkkkkkk
............`,
  `
kkkkkkkkkkkk
knnnnnwcccck
knnnnnwcccck
knnnnnwcccck
kwwwwwwwwwwk
kccccnwnnnnk
kcccccwnnnnk
.kccccwnnnk.
.kccccwnnnk.
..kcccwnnk..
...kkcwkk...
.....kk.....`,
];

export function spriteFiles() {
  return Promise.all(
    sprites.map(async (sprite, index) => {
      const number = String(index + 1).padStart(2, '0');
      // The coin is a GIF, as old games' are.
      const format = index === 2 ? 'gif' : 'png';
      return {
        path: `sprites/item-${number}.${format}`,
        bytes: await pixelArt(sprite).toFormat(format).toBuffer(),
      };
    }),
  );
}

function pixelArt(sprite) {
  const rows = sprite.trim().split('\n');
  const width = rows[0].length;
  const data = Buffer.from(rows.flatMap(row => [...row].flatMap(letter => palette[letter])));
  return sharp(data, { raw: { width, height: rows.length, channels: 4 } }).resize(
    width * scale,
    rows.length * scale,
    {
      kernel: 'nearest',
    },
  );
}
