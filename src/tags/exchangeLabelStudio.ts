/**
 * Tags as tasks with predictions for Label Studio (labelstud.io, "Import pre-annotated data"). What people decided and
 * what the model suggested are predictions of two versions: `decided`, without a score, and the model's name.
 */
import type { ExchangedTag } from '../protocol/exchange.ts';
import type { ExchangedImage } from './exchangeImage.ts';

/** The name of the image in the labelling configuration, and that of the choices of labels without a group. */
const imageName = 'image';
const choicesName = 'label';

/** `prefix` goes before each path, so that it becomes an address that Label Studio serves. */
export function printLabelStudio(images: readonly ExchangedImage[], model: string, prefix: string): string {
  const tasks = images.map(({ path, tags }) => {
    const [suggested, decided] = [true, false].map(wanted =>
      tags.filter(({ state }) => (state === 'suggested') === wanted),
    ) as [ExchangedTag[], ExchangedTag[]]; // as many as the list above has
    return {
      data: { image: prefix + path },
      predictions: [
        ...(decided.length > 0 ? [{ model_version: 'decided', result: resultsOf(decided) }] : []),
        ...(suggested.length > 0
          ? [{ model_version: model, score: scoreOf(suggested), result: resultsOf(suggested) }]
          : []),
      ],
    };
  });
  return `${JSON.stringify(tasks, null, 1)}\n`;
}

/** The choices of each group, named like it. */
function resultsOf(tags: readonly ExchangedTag[]) {
  return [...Map.groupBy(tags, ({ group }) => group || choicesName)].map(([group, own], place) => ({
    id: `choices${place + 1}`,
    from_name: group,
    to_name: imageName,
    type: 'choices',
    value: { choices: own.map(({ label }) => label) },
  }));
}

/** Of the least probable: tasks are sorted by it, the doubtful ones first. */
function scoreOf(tags: readonly ExchangedTag[]): number {
  return Math.min(...tags.map(({ probability }) => probability ?? 1));
}
