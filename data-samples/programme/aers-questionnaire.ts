import { draw } from './aers-mesure.ts';
import type { Convocation, Stage } from './aers-stage.ts';
import type { Random } from './random.ts';

/** What a trainee ticks at the end of a course. Nothing says who answered: the sheet bears the course's number. */
export interface Questionnaire {
  stage: Stage;
  attentes: string | null;
  loi: string | null;
  violence: string | null;
  emotions: string | null;
  animation: string | null;
  suite: string | null;
}

const ACCORD: readonly [string, number][] = [
  ['Tout à fait', 45],
  ['Plutôt oui', 38],
  ['Plutôt non', 11],
  ['Pas du tout', 6],
];
const ANIMATION: readonly [string, number][] = [
  ['Très satisfait', 52],
  ['Satisfait', 37],
  ['Peu satisfait', 8],
  ['Pas satisfait', 3],
];
const SUITE: readonly [string, number][] = [
  ['Oui', 24],
  ['Non', 51],
  ['Ne sait pas', 25],
];
/** An answer in this share is left out. */
const LEFT_OUT = 0.04;

/** The questionnaires of each course: one per person present, a few of them not given back. */
export function drawQuestionnaires(
  stages: readonly Stage[],
  convocations: readonly Convocation[],
  random: Random,
): Questionnaire[] {
  const answer = (labels: readonly [string, number][]): string | null => {
    const label = draw(labels, random);
    return random.next() < LEFT_OUT ? null : label;
  };
  return stages.flatMap((stage) => {
    const present = convocations.filter((one) => one.stage === stage && one.presence === 'present').length;
    return Array.from({ length: Math.max(0, present - random.integer(3)) }, () => ({
      stage,
      attentes: answer(ACCORD),
      loi: answer(ACCORD),
      violence: answer(ACCORD),
      emotions: answer(ACCORD),
      animation: answer(ANIMATION),
      suite: answer(SUITE),
    }));
  });
}
