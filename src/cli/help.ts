/** What `--help` prints. */
import type { CommandName } from './arguments.ts';

const shared = `  --json               one JSON value on standard output, everything else on standard error
  --model <id|folder>  another model than the starter: an id of "models list", org/name of a hub, or a folder
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
asset-lens search <folder> --tag <group/label> ["<text>"]
asset-lens search <folder> --queries <file>

Finds images by what they show, best first. Indexes first what is missing.

  --like <image>       images like this one; may be given again
  --unlike <image>     but less like this one; may be given again
  --tag <group/label>  only images with this tag, suggested or decided; may be given again
  --state <state>      of these tags: suggested, accepted, rejected, by-hand, disputed, none; may be given again
  --untagged <group>   only images without a tag of this group; may be given again
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
asset-lens decide <folder> --undo

States what images show, as text in the folder's own .vscode/asset-lens.decisions. Indexes first what is missing.
What is said in one call is undone in one.

  --accept <label>     the image has it: a suggestion was right; may be given again
  --reject <label>     the image has it not; may be given again
  --add <label>        the image has it, and nobody suggested it; may be given again
  --undo               takes back what was decided last
${ofFolders}`,
  duplicates: `asset-lens duplicates <folder>

Lists images that are there twice: the same bytes, or the same pixels in another file.

  --look-alikes        also images that are close in meaning; not copies
${ofFolders}`,
  models: `asset-lens models list
asset-lens models get <id|org/name>
asset-lens models import <folder>
asset-lens models remove <id>

Models that can be used: lists them, fetches one from a hub, takes one from a folder, removes one. What is fetched is
verified, goes on where it was broken off, and lies in the cache that Hugging Face's tools share.

  --form <form>        other numbers than float32: fp16, quantized, int8, uint8, q4, q4f16, bnb4
  --accept-licence <name>  agrees to the licence of a model for research only
  --as <id>            imports under this name instead of the folder's
  --offline            asks no network; so does HF_HUB_OFFLINE=1
${shared}`,
  embed: `asset-lens embed [--image <file>]… [--text "<text>"]…

Prints unit vectors of images and texts in the model's space.

  --image <file>       an image; may be given again
  --text "<text>"      a text; may be given again
${shared}`,
};

const overview = `asset-lens <command> <folder> [options]

Finds, names and tidies the images of a folder. Nothing leaves this machine; only "models get" asks the network.

  index       bring the index up to date
  search      find images by words or by an example
  tag         score images under your own labels
  labels      tell what is odd about your labels
  decide      accept, reject or add labels of images
  duplicates  list images that are there twice
  embed       print vectors of images and texts
  models      list, fetch, import and remove models

asset-lens <command> --help tells more. asset-lens --version tells the version.
A folder or a text that begins with "-" goes to the end, after "--".
Exit status: 0 fine, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.
`;

export function helpText(about: CommandName | undefined): string {
  return about ? texts[about] : overview;
}
