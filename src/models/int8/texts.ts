/** Texts that a text tower is calibrated with, and others that it is then checked with: none is in both. */

const subjects = [
  'a dog', 'a cat on a sofa', 'two horses in a field', 'a bird in flight', 'a red car', 'an old bicycle',
  'a train at a station', 'a sailing boat', 'an aeroplane', 'a child with a ball', 'a crowd of people',
  'a woman reading', 'a man with a guitar', 'a wooden chair', 'an empty street at night', 'a snowy mountain',
  'a sandy beach', 'a forest in autumn', 'a river with a bridge', 'a waterfall', 'a castle', 'a skyscraper',
  'a kitchen', 'a bowl of fruit', 'a slice of pizza', 'a cup of coffee', 'a birthday cake', 'a bunch of flowers',
  'a cactus', 'a butterfly', 'a shark', 'a frog', 'a spider', 'a lion', 'an elephant', 'a penguin',
  'a football player', 'a chess board', 'a violin', 'a camera', 'a laptop on a desk', 'a mobile phone',
  'a clock', 'a pair of shoes', 'a blue dress', 'an umbrella', 'a backpack', 'a key', 'a padlock', 'a magnifying glass',
  'an arrow to the left', 'a gear wheel', 'a rubbish bin', 'an envelope', 'a bell', 'a star', 'a green circle',
  'a red triangle', 'a brick wall', 'wooden planks', 'grass', 'water with waves', 'a login form', 'a bar chart',
  'a map of a city', 'a treasure chest',
]; // prettier-ignore

/** `%` stands for the subject. */
const templates = ['%', 'a photo of %', 'a drawing of % on a plain background', 'an icon that shows %'];

const calibrationSubjects = 16;

/** 64 texts. */
export const calibrationTexts: readonly string[] = textsOn(subjects.slice(0, calibrationSubjects));

/** 200 texts. */
export const goldenTexts: readonly string[] = textsOn(subjects.slice(calibrationSubjects));

function textsOn(some: readonly string[]): string[] {
  return some.flatMap(subject => templates.map(template => template.replace('%', subject)));
}
