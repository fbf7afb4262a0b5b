import { type Figure, figureOf, figureText, type Row, text } from './figure.ts';
import { sourceText } from './source.ts';

/** The word for a territory. The rule is `territoryRule`, which the page writes beside the words. */
export type TerritoryWord = 'Installé' | 'Incomplet' | 'Sous-couvert' | 'Fragile' | 'Inconnu';

/** The rule of the words, as the page says it. */
export const territoryRule: readonly { word: TerritoryWord; meaning: string }[] = [
  {
    word: 'Installé',
    meaning:
      'au moins la moitié des actions de référence, et une couverture au moins égale à celle de la région',
  },
  {
    word: 'Incomplet',
    meaning: 'moins de la moitié des actions, couverture au moins égale à celle de la région',
  },
  {
    word: 'Sous-couvert',
    meaning: 'au moins la moitié des actions, couverture inférieure à celle de la région',
  },
  {
    word: 'Fragile',
    meaning: 'moins de la moitié des actions, et une couverture inférieure à celle de la région',
  },
  { word: 'Inconnu', meaning: 'l’un de ces chiffres manque' },
];

/** One département with its word and the figures that give it. */
export interface TerritoryLine {
  departement: string;
  word: TerritoryWord;
  inPlace: Figure;
  reference: Figure;
  coverage: Figure;
  source: string;
}

/** The word for `inPlace` of `reference` actions and a coverage beside the region's. */
export function territoryWord(
  inPlace: number | null,
  reference: number | null,
  coverage: number | null,
  regional: number | null,
): TerritoryWord {
  if (inPlace === null || reference === null || coverage === null || regional === null || !(reference > 0))
    return 'Inconnu';
  const equipped = inPlace * 2 >= reference;
  if (coverage >= regional) return equipped ? 'Installé' : 'Incomplet';
  return equipped ? 'Sous-couvert' : 'Fragile';
}

const notDepartements = new Set(['_T', '_U', 'hors_zone']);

function cell(rows: Row[], departement: string, indicateur: string): Figure {
  return figureOf(
    rows.find((row) => text(row, 'departement') === departement && text(row, 'indicateur') === indicateur),
  );
}

/** Persons accompanied per 100 recorded victims: the coverage that the word is said by. */
const coverageIndicator = 'pour_100_victimes';

/** One line per département, in the order of codes, from the rows of the cube `territoires` of one year and reading. */
export function territoryLines(rows: Row[]): { lines: TerritoryLine[]; regional: Figure } {
  const regional = cell(rows, '_T', coverageIndicator);
  const codes = [...new Set(rows.map((row) => text(row, 'departement')))];
  const lines = codes
    .filter((code) => !notDepartements.has(code))
    .sort()
    .map((departement): TerritoryLine => {
      const inPlace = cell(rows, departement, 'actions_en_place');
      const reference = cell(rows, departement, 'actions_reference');
      const coverage = cell(rows, departement, coverageIndicator);
      const used = rows.filter(
        (row) =>
          text(row, 'departement') === departement &&
          ['actions_en_place', coverageIndicator].includes(text(row, 'indicateur')),
      );
      return {
        ...{ departement, inPlace, reference, coverage },
        word: territoryWord(inPlace.value, reference.value, coverage.value, regional.value),
        source: sourceText(used.map((row) => text(row, 'source'))),
      };
    });
  return { lines, regional };
}

/** `3 actions sur 7 · 5 personnes pour 100 victimes`, an absent figure by its word. */
export function territoryFigures(line: TerritoryLine): string {
  const rate =
    line.coverage.value === null
      ? figureText(line.coverage)
      : new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 }).format(line.coverage.value);
  return `${figureText(line.inPlace)} actions sur ${figureText(line.reference)}, ${rate} personnes pour 100\u00a0victimes`;
}
