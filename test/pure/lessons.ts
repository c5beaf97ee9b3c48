// Lessons from the vectors of prompts, as tests and measurements make them.
import type { Lesson } from '../../src/tags/learn.ts';
import { plainProduct } from '../../src/tags/ridge.ts';

/** A label's score is `temperature × cosine − offset`. */
export interface PromptLesson extends Omit<Lesson, 'scores' | 'labels'> {
  /** Unit vectors, `labels × dimensions`. */
  readonly prompts: Float32Array;
  readonly offsets: Float64Array;
}

export function scoreLesson({ prompts, offsets, ...lesson }: PromptLesson): Lesson {
  const labels = offsets.length;
  const cosines = plainProduct(lesson.examples, prompts, lesson.dimensions);
  const scores = Float64Array.from(
    cosines,
    (cosine, i) => lesson.temperature * cosine - offsets[i % labels]!,
  );
  return { ...lesson, labels, scores };
}
