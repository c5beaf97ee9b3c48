/** What `--help` prints. */
import type { CommandName } from './arguments.ts';

const shared = `  --json               one JSON value on standard output, everything else on standard error
  --model <id|folder>  another model than the starter: a folder in the Hugging Face layout
  --store <folder>     keep the index elsewhere than in the user's cache folder
  --no-pictures        no small pictures in the terminal
`;

const ofFolders = `  --include <glob>     only what this covers, or hidden folders by their name; may be given again
  --exclude <glob>     not what this covers; may be given again
${shared}`;

const texts: Readonly<Record<CommandName, string>> = {
  index: `asset-lens index <folder>

Brings the index of a folder's images up to date. Images that were encoded before are not encoded again.

${ofFolders}`,
  search: `asset-lens search <folder> "<text>"
asset-lens search <folder> --like <image> ["<text>"]
asset-lens search <folder> --queries <file>

Finds images by what they show, best first. Indexes first what is missing.

  --like <image>       images like this one
  --not "<text>"       but not like this
  --queries <file>     many searches at once: one text a line
  --limit <n>          at most so many results (20)
  --plain              the text as it stands, without words of its own for photographs
${ofFolders}`,
  tag: `asset-lens tag <folder> --labels <file>

Tells how well each label fits each image. The file is {"labels":[{"name":"cat","prompts":["a photo of a cat"]}]},
or {"groups":[{"name":"animals","kind":"one-of","labels":[…]}]}, where "none of these" is an answer, too;
without --labels, the folder's own .vscode/asset-lens.json is used.

  --labels <file>      the labels
${ofFolders}`,
  labels: `asset-lens labels lint <folder>

Tells what is odd about the labels on the images of a folder: two that are the same to the model, one that is suggested
for most images or for none, a sentence that is longer than the model reads. Indexes first what is missing.

  --labels <file>      the labels; without it, the folder's own .vscode/asset-lens.json
${ofFolders}`,
  decide: `asset-lens decide <folder> <image>… --accept <group/label>
asset-lens decide <folder> <image> <image>… --not-duplicate
asset-lens decide <folder> --undo

States what images show, as text in the folder's own .vscode/asset-lens.decisions. Indexes first what is missing.
What is said in one call is undone in one.

  --accept <label>     the image has it: a suggestion was right; may be given again
  --reject <label>     the image has it not; may be given again
  --add <label>        the image has it, and nobody suggested it; may be given again
  --not-duplicate      no two of these images are copies of each other, whatever they look like
  --intended           these images are copies, and all of them are wanted
  --forget             takes back either for these images
  --undo               takes back what was decided last
${ofFolders}`,
  duplicates: `asset-lens duplicates <folder>

Lists images that are there twice: the same bytes, the same pixels in another file, or an edited copy that was verified
on its pixels. Names that say that images are meant to be alike (icon@2x.png, logo-dark.svg) are no duplicates, nor is
what was decided so (asset-lens help decide).

  --look-alikes        also images that are close in meaning; not copies
  --variants           also sets of images that are meant to be alike, and what is missing in them
  --sarif              one SARIF 2.1.0 log on standard output instead, for code scanning
  --fail-on <kind>     exit status 3 where there are same-bytes, same-pixels (or stronger) or transformed (or stronger)
${ofFolders}`,
  embed: `asset-lens embed [--image <file>]… [--text "<text>"]…

Prints unit vectors of images and texts in the model's space.

  --image <file>       an image; may be given again
  --text "<text>"      a text; may be given again
${shared}`,
};

const overview = `asset-lens <command> <folder> [options]

Finds, names and tidies the images of a folder. Nothing leaves this machine.

  index       bring the index up to date
  search      find images by words or by an example
  tag         score images under your own labels
  labels      tell what is odd about your labels
  decide      accept, reject or add labels of images
  duplicates  list images that are there twice
  embed       print vectors of images and texts

asset-lens <command> --help tells more. asset-lens --version tells the version.
A folder or a text that begins with "-" goes to the end, after "--".
Exit status: 0 fine, 1 failed, 2 wrong usage, 3 a gate found something, 130 stopped by Ctrl-C.
`;

export function helpText(about: CommandName | undefined): string {
  return about ? texts[about] : overview;
}
