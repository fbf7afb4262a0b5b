import { CAUSES, type Comparison } from './compare.ts';
import { formatChange, formatEuros } from './format.ts';
import { amountColumns, textTable } from './text-table.ts';

/** A comparison for a terminal: what changed, what each cause moves on each line, and who swaps. */
export function comparisonText(comparison: Comparison): string {
  const { a, b, causes, lignes, changements, rangs, indissociables } = comparison;
  const names = new Map(lignes.map(({ code, nom }) => [code, nom]));
  const amount = (cents: number | null) => (cents === null ? '–' : formatEuros(cents));
  const rank = (value: number | null) => (value === null ? '' : String(value));
  const rows = lignes.map((ligne) => [
    ligne.nom,
    amount(ligne.avant_centimes),
    ...ligne.parts.map(({ centimes }) => formatChange(centimes)),
    formatChange(ligne.ecart_centimes),
    amount(ligne.apres_centimes),
    rank(ligne.rang_avant),
    rank(ligne.rang_apres),
  ]);
  const total = [
    'Total',
    formatEuros(a.total_centimes),
    ...causes.map(({ total_centimes: cents }) => formatChange(cents)),
    formatChange(b.total_centimes - a.total_centimes),
    formatEuros(b.total_centimes),
    '',
    '',
  ];
  const heads = [
    'Avant',
    ...causes.map(({ libelle }) => libelle),
    'Écart',
    'Après',
    'Rang avant',
    'Rang après',
  ];
  const changes = changements.map(
    ({ cause, champ, avant, apres }) =>
      `${CAUSES[cause]} · ${champ} : ${avant ?? 'rien'} → ${apres ?? 'rien'}`,
  );
  const swaps = rangs.map(
    ({ devant, derriere }) =>
      `${names.get(devant) ?? devant} passe devant ${names.get(derriere) ?? derriere}.`,
  );
  return [
    `De « ${a.nom} » à « ${b.nom} »`,
    '',
    textTable(amountColumns('Ligne', heads), [...rows, total]),
    '',
    ...(changes.length === 0 ? ['Rien ne change.'] : ['Ce qui change :', ...changes]),
    ...(swaps.length === 0 ? ['Aucun rang ne change.'] : swaps),
    ...(indissociables === null
      ? []
      : [`Des causes sont tenues ensemble, faute d’un calcul entre les deux : ${indissociables}`]),
    'La part de chaque cause est la moyenne de ce qu’elle déplace dans tous les ordres possibles (valeur de Shapley) ; les parts font l’écart au centime.',
  ].join('\n');
}
