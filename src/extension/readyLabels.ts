/** Labels files to start from, for the sorts of pictures that projects have; each shows what a label may hold. */

export const readySets = ['photographs', 'gameArt', 'icons', 'screens'] as const;
export type ReadySet = (typeof readySets)[number];

/** The text of a labels file. English, as the sentences that the starter model reads. */
export const readyLabels: Readonly<Record<ReadySet, string>> = {
  photographs: `{
  "groups": [
    // At most one of these fits an image; where none does, none is suggested.
    {
      "name": "scene",
      "kind": "one-of",
      "labels": [
        { "name": "landscape", "prompts": ["a photo of a landscape", "a photo of mountains, fields or the sea"] },
        { "name": "city", "prompts": ["a photo of a street in a city", "a photo of buildings"] },
        { "name": "indoors", "prompts": ["a photo of a room", "a photo taken indoors"] }
      ]
    },
    // Each of these by itself: an image may show several, or none.
    {
      "name": "shows",
      "kind": "any-of",
      "labels": [
        { "name": "person", "aliases": ["man", "woman", "child"] },
        { "name": "animal" },
        { "name": "dog", "parent": "animal" },
        { "name": "bird", "parent": "animal" },
        { "name": "food", "aliases": ["meal", "fruit"] },
        { "name": "vehicle", "aliases": ["car", "bicycle", "train"] },
        { "name": "plant", "aliases": ["flower", "tree"] }
      ]
    }
  ]
}
`,
  gameArt: `{
  "groups": [
    // At most one of these fits an image; where none does, none is suggested.
    {
      "name": "kind",
      "kind": "one-of",
      "labels": [
        { "name": "character", "prompts": ["a sprite of a character", "a drawing of a hero or a monster"] },
        { "name": "item", "prompts": ["a sprite of an item", "a drawing of a weapon, a tool or a potion"] },
        { "name": "tile", "prompts": ["a texture of the ground", "a seamless pattern of bricks, stone or wood"] },
        { "name": "background", "prompts": ["a drawing of a landscape with sky", "the background of a game"] },
        { "name": "interface", "prompts": ["a button of a game", "a health bar", "a frame for text"] }
      ]
    },
    // Each of these by itself: an image may show several, or none.
    {
      "name": "shows",
      "kind": "any-of",
      "labels": [
        { "name": "enemy", "aliases": ["monster", "zombie"] },
        { "name": "weapon", "aliases": ["sword", "gun", "bow"] },
        { "name": "building", "aliases": ["house", "castle"] },
        { "name": "plant", "aliases": ["tree", "grass"] },
        { "name": "water" }
      ]
    }
  ]
}
`,
  icons: `{
  "groups": [
    // Each of these by itself: an icon may fit several, or none.
    {
      "name": "means",
      "kind": "any-of",
      "labels": [
        { "name": "arrow", "prompts": ["an arrow", "an icon of an arrow"] },
        { "name": "file", "aliases": ["document", "folder"] },
        { "name": "person", "aliases": ["user", "group of people"] },
        { "name": "message", "aliases": ["mail", "speech bubble"] },
        { "name": "settings", "prompts": ["an icon of a gear", "an icon of a wrench"] },
        { "name": "search", "prompts": ["an icon of a magnifying glass"] },
        { "name": "media", "prompts": ["an icon of a play button", "an icon of a camera", "an icon of a loudspeaker"] },
        { "name": "weather", "aliases": ["sun", "cloud", "rain"] },
        { "name": "warning", "prompts": ["an icon of a warning sign", "an exclamation mark in a triangle"] }
      ]
    }
  ]
}
`,
  screens: `{
  "groups": [
    // At most one of these fits an image; where none does, none is suggested.
    {
      "name": "kind",
      "kind": "one-of",
      "labels": [
        { "name": "screenshot", "prompts": ["a screenshot of a computer program", "a screenshot of a web page"] },
        { "name": "diagram", "prompts": ["a diagram with boxes and arrows", "a flow chart"] },
        { "name": "chart", "prompts": ["a chart with axes", "a bar chart", "a pie chart"] },
        { "name": "document", "prompts": ["a page of text", "a scanned document"] },
        { "name": "logo", "prompts": ["a logo", "the logo of a company"] },
        { "name": "photo", "prompts": ["a photograph"] }
      ]
    },
    // Each of these by itself: an image may show several, or none.
    {
      "name": "shows",
      "kind": "any-of",
      "labels": [
        { "name": "code", "prompts": ["a screenshot of source code in an editor"] },
        { "name": "terminal", "prompts": ["a screenshot of a terminal with text"] },
        { "name": "dialog", "prompts": ["a screenshot of a dialog with buttons"] },
        { "name": "table", "prompts": ["a table with rows and columns"], "not": ["a piece of furniture"] },
        { "name": "map", "prompts": ["a map of streets", "a map of a country"] }
      ]
    }
  ]
}
`,
};
