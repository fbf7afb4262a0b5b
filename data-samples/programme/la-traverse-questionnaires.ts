import { at } from './list.ts';
import type { Random } from './random.ts';
import type { TextCell } from './texte.ts';

/**
 * The 28 questionnaires at the end of the courses (l.2818-2931): one answer each, but for the module preferred, where
 * several may be ticked. Beyond the second value the charts do not name their parts; the order of the scale is taken.
 */
export const REPONSES = {
  animees: [15, 12, 1, 0, 0],
  clairs: [19, 8, 1, 0, 0],
  echanges: [13, 13, 1, 0, 1],
  vision: [24, 2, 2],
  moyens: [23, 3, 2],
} as const;
/** Law, violence or conflict, stereotypes, being a parent. */
export const MODULES_PREFERES = [12, 17, 20, 9];

const ECHELLE = ['Tout à fait d’accord', 'Plutôt d’accord', 'Plutôt pas d’accord', 'Pas du tout d’accord'];
const OUI_NON = ['Oui', 'Non'];
/** Two ways of saying that nothing was answered. */
const SANS_REPONSE = ['Non renseigné', 'n.r.'];

const HEADER = [
  'N°',
  'Stage',
  'Les séances étaient-elles animées et vivantes ?',
  'Les sujets ont-ils été abordés clairement ?',
  'Les échanges avec les autres participants ont-ils été enrichissants ?',
  'Module préféré : cadre de loi',
  'Module préféré : identifier les violences vs conflits',
  'Module préféré : identifier les stéréotypes hommes/femmes',
  'Module préféré : le parent',
  'Pensez-vous avoir modifié votre vision des violences intrafamiliales ?',
  'Pensez-vous avoir trouvé des moyens de résolution des conflits ?',
];

/** Answers to one question, shuffled; the last count is of those who did not answer. */
function answers(counts: readonly number[], labels: readonly string[], random: Random): TextCell[] {
  return random.shuffle(
    counts.flatMap((count, rank) =>
      Array.from({ length: count }, (_, one): TextCell => labels[rank] ?? SANS_REPONSE[one % 2] ?? null),
    ),
  );
}

/** A file of questionnaires, one line each; as many per course as came to it. Nobody is named. */
export function questionnaireLines(annee: number, parStage: readonly number[], random: Random): TextCell[][] {
  const stages = parStage.flatMap((count, rank) => new Array<number>(count).fill(rank + 1));
  const scales = [REPONSES.animees, REPONSES.clairs, REPONSES.echanges].map((counts) =>
    answers(counts, ECHELLE, random),
  );
  const yesNo = [REPONSES.vision, REPONSES.moyens].map((counts) => answers(counts, OUI_NON, random));
  const ticks = MODULES_PREFERES.map((count) =>
    random.shuffle(stages.map((_, rank): TextCell => (rank < count ? 'x' : null))),
  );
  const lines = stages.map((stage, rank): TextCell[] => [
    ...[rank + 1, stage],
    ...[...scales, ...ticks, ...yesNo].map((column) => at(column, rank)),
  ]);
  return [
    [`La Traverse – questionnaires de fin de stage ${annee}`],
    ['Données fictives (extrait fictif : aucune personne réelle)'],
    [],
    HEADER,
    ...lines,
  ];
}
