/** What `--help` prints. */
import type { CommandName } from './command.ts';

const shared = `  --json               one JSON value on standard output, everything else on standard error
  --model <id|folder>  another model than the starter: an id of "models list", org/name of a hub, or a folder
  --store <folder>     keep the index elsewhere than in the user's cache folder
  --provider <name>    auto (the fastest that is right), cpu, cuda, tensorrt, directml, coreml or webgpu
  --no-pictures        no small pictures in the terminal
`;

const ofFolders = `  --include <glob>     only what this covers, or hidden folders by their name; may be given again
  --exclude <glob>     not what this covers; may be given again
  --no-settings        without what the folder's own .vscode/settings.json says of its images
${shared}`;

const ofTexts = `  --json               one JSON value on standard output, everything else on standard error
  --sarif              a SARIF 2.1.0 log instead, for code scanning
  --include <glob>     only images that this covers; may be given again
  --exclude <glob>     neither images nor texts that this covers; may be given again
  --no-settings        without what the folder's own .vscode/settings.json says of its images

Needs neither the model nor the index.
`;

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
asset-lens tag <folder> --write
asset-lens tag <folder> --check <group>

Tells how well each label fits each image. The file is {"labels":[{"name":"cat","prompts":["a photo of a cat"]}]},
or {"groups":[{"name":"animals","kind":"one-of","labels":[…]}]}, where "none of these" is an answer, too;
without --labels, the folder's own .vscode/asset-lens.json is used.

  --labels <file>      the labels
  --write              saves what is suggested as text, in the folder's own .vscode/asset-lens.suggestions
  --check <group>      lists the images without a label of this group, and ends with status 3 where there are some
  --state <state>      for --check: only labels in this state count, such as accepted; may be given again
${ofFolders}`,
  labels: `asset-lens labels lint <folder>

Tells what is odd about the labels on the images of a folder: two that are the same to the model, one that is suggested
for most images or for none, a sentence that is longer than the model reads. Indexes first what is missing.

  --labels <file>      the labels; without it, the folder's own .vscode/asset-lens.json
  --fail-on <kind>     exit status 3 where this is found: alike, most, never, long, or any of them; may be given again
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
  eval: `asset-lens eval <folder> [--truth <file|folders|decisions>]

Tells how well the labels fit: precision, recall and F1 of each with 95 % intervals, what is taken for what, and better
thresholds. What is right is told by people's decisions, by a table, or by the names of the folders.

  --truth decisions    what people decided in this folder; so it is without --truth
  --truth folders      the name of the folder that an image lies in is its label
  --truth <file>       a CSV file with the columns path and label, or a JSON file
  --labels <file>      the labels; without it, the folder's own .vscode/asset-lens.json
  --min-f1 <n>         ends with status 3 where the average over the labels is less; from 0 to 1
  --min-precision <n>  the same for precision
  --min-recall <n>     the same for recall
  --each               each label has to reach the minimum, not only their average
${ofFolders}`,
  export: `asset-lens export <folder> --format csv|json|coco|fiftyone|label-studio [--out <file>]
asset-lens export <folder> --format xmp|txt [--out <folder>]

Writes tags as other programs read them: one file, or one beside each image, of which all else is kept. Images are only
read. Without --states, what people decided is written.

  --format <format>    csv, json, coco, fiftyone, label-studio, xmp or txt
  --out <place>        the file to write, or for xmp and txt a folder instead of that of each image
  --states <list>      of accepted, by-hand, rejected and suggested, with commas between
  --naming <habit>     with-extension (a.jpg.xmp) or without-extension (a.xmp)
  --prefix <text>      before each path in coco and label-studio
  --labels <file>      labels with their groups and parents; without it, the folder's own .vscode/asset-lens.json
${ofFolders}`,
  import: `asset-lens import <folder> --format xmp|txt
asset-lens import <folder> <file> --format csv|json

Takes tags from files beside images, or from a table, as what people decided. Words that are no label of the folder's
own .vscode/asset-lens.json are passed over. One call is undone in one: asset-lens decide <folder> --undo.

  --format <format>    xmp, txt, csv or json
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
  prepare: `asset-lens prepare <folder>

Makes an int8 form of a float16 or float32 model once, calibrated on images of the folder (16 at least; 160 are enough),
checks it against the float form, and uses it where it is faster on this machine. It lies in the model's folder.
Vectors of the two forms are not compared: the folder's next index is made again, and other folders keep the form that
theirs was made with.

  --again              also where it was prepared on this machine before
  --remove             removes it
${ofFolders}`,
  references: `asset-lens references <folder> [image]

Lists where texts of the folder use an image, or, without one, every image: Markdown, pages, styles, scripts, data,
notebooks, and files of game engines and mobile apps. Each place is certain, likely, or maybe: dynamic, commented out,
or only mentioned.

${ofTexts}`,
  unused: `asset-lens unused <folder>

Tells of every image whether it is used, maybe used or unused, and why. Deletes nothing.

  --fail               exit status 3 where an image is unused
${ofTexts}`,
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
  doctor: `asset-lens doctor

Tries every device that the model could run on, each in a process of its own, and tells which give right answers, how
fast they are, and why the others cannot be used. For a bug report, copy all of it.

${shared}`,
  gpu: `asset-lens gpu install
asset-lens gpu remove

Downloads what CUDA needs on Linux with an NVIDIA GPU, checks it, and keeps it beside the index; or takes it away again.
It asks nothing: who calls it agrees to the download.

  --with-nvidia        also NVIDIA's own libraries, where the machine has none; their licence is NVIDIA's
  --offline            asks no network
${shared}`,
};

const overview = `asset-lens <command> <folder> [options]

Finds, names and tidies the images of a folder. Nothing leaves this machine; only "models get" and "gpu install" ask the network.

  index       bring the index up to date
  search      find images by words or by an example
  tag         score images under your own labels
  labels      tell what is odd about your labels
  decide      accept, reject or add labels of images
  eval        tell how well your labels fit
  export      write tags for other programs
  import      take tags from other programs
  duplicates  list images that are there twice
  references  list where texts use images
  unused      list images that no text uses
  embed       print vectors of images and texts
  prepare     make a model faster on this machine's CPU
  doctor      tell what the model can run on here, and why not
  gpu         install or remove what CUDA needs
  models      list, fetch, import and remove models

asset-lens <command> --help tells more. asset-lens --version tells the version.
A folder or a text that begins with "-" goes to the end, after "--".
Exit status: 0 fine, 1 failed, 2 wrong usage, 3 a gate found something, 130 stopped by Ctrl-C.
`;

export function helpText(about: CommandName | undefined): string {
  return about ? texts[about] : overview;
}
