import { type Figure, figureOf, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';
import { region } from './sending.ts';

/** An objective that a convention states, and what was done of it. */
export interface Objective {
  antenne: string;
  convention: string;
  module: string;
  indicator: string;
  target: Figure;
  done: Figure;
  unit: string;
  base: string;
  source: string;
  /** `atteint`, `non atteint`, or, where what was done is not known, `non connu`. */
  outcome: 'atteint' | 'non atteint' | 'non connu';
}

function outcomeOf(target: Figure, done: Figure): Objective['outcome'] {
  if (target.value === null || done.value === null) return 'non connu';
  return done.value >= target.value ? 'atteint' : 'non atteint';
}

/** The objectives among the rows of the cube `finances` of one year: those whose object is `convention/module/indicator`. */
export function objectivesOf(rows: Row[]): Objective[] {
  return rows
    .filter((row) => text(row, 'indicateur') === 'cible' && text(row, 'objet').split('/').length === 3)
    .map((row): Objective => {
      const [convention = '', module = '', indicator = ''] = text(row, 'objet').split('/');
      const realised = rows.find(
        (one) =>
          text(one, 'indicateur') === 'realise' &&
          text(one, 'antenne') === text(row, 'antenne') &&
          text(one, 'objet') === text(row, 'objet'),
      );
      const [target, done] = [figureOf(row), figureOf(realised)];
      return {
        antenne: text(row, 'antenne'),
        ...{ convention, module, indicator, target, done },
        unit: text(row, 'unite'),
        base: text(realised, 'base'),
        source: text(row, 'source'),
        outcome: outcomeOf(target, done),
      };
    });
}

/** The objective of the whole region for an indicator, all modules: what the porteur's own convention states. */
export function regionalObjective(objectives: Objective[], indicator: string): Objective | undefined {
  return objectives.find(
    (one) => one.antenne === region && one.module === '_T' && one.indicator === indicator,
  );
}

/** How a figure of the region stands beside its objective, in words; that none was passed on, if so. */
export function objectiveText(objectives: Objective[], indicator: string): string {
  const objective = regionalObjective(objectives, indicator);
  const target = objective?.target.value ?? null;
  if (objective !== undefined && target !== null)
    return `Objectif\u00a0: ${formatNumber(target)}, ${objective.outcome}`;
  const own = objectives.filter((one) => one.indicator === indicator).length;
  const antennes = own === 0 ? '' : `, ${formatNumber(own)} dans les conventions d’antenne`;
  return `Objectif régional\u00a0: non transmis${antennes}`;
}

/** How many objectives are met, missed, and not known. */
export function outcomeCounts(objectives: Objective[]): Record<Objective['outcome'], number> {
  const counts = { atteint: 0, 'non atteint': 0, 'non connu': 0 };
  for (const { outcome } of objectives) counts[outcome] += 1;
  return counts;
}
