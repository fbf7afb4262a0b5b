import { formatChange, formatEuros, formatNumber } from './format.ts';
import type { Sensitivity } from './sensitivity.ts';
import { amountColumns, textTable } from './text-table.ts';

/** How many bars of each antenne a terminal shows; `--json` gives them all. */
const BARS = 6;

/** A sensitivity analysis for a terminal: the widest bars of each antenne, the sweep, and what swaps ranks. */
export function sensitivityText({
  tornades,
  balayage,
  rangs,
  seuil_alpha: threshold,
  lignes,
  facteurs,
}: Sensitivity): string {
  const names = new Map(lignes.map(({ code, nom }) => [code, nom]));
  const name = (code: string) => names.get(code) ?? code;
  const bars = tornades.flatMap(({ nom, montant_centimes: now, barres }) => [
    '',
    `${nom} : ${formatEuros(now)}`,
    textTable(
      amountColumns('Ce qui varie', ['Au plus bas', 'Écart', 'Au plus haut', 'Écart']),
      barres
        .slice(0, BARS)
        .map(({ libelle, bas_centimes: low, haut_centimes: high }) => [
          libelle,
          formatEuros(low),
          formatChange(low - now),
          formatEuros(high),
          formatChange(high - now),
        ]),
    ),
  ]);
  const sweep = textTable(
    amountColumns('Antenne', ['Minimum', '5 %', 'Médiane', '95 %', 'Maximum', 'Rangs atteints']),
    balayage.lignes.map((ligne) => [
      name(ligne.code),
      ...[
        ligne.min_centimes,
        ligne.q05_centimes,
        ligne.mediane_centimes,
        ligne.q95_centimes,
        ligne.max_centimes,
      ].map(formatEuros),
      ranksText(ligne.rangs),
    ]),
  );
  const levers = rangs.flatMap(({ devant, derriere, ecart_centimes: gap, leviers }) => [
    `${name(devant)} devant ${name(derriere)} de ${formatEuros(gap)} :`,
    ...(leviers.length === 0
      ? ['  aucun poids ni aucun compte seul ne les échange.']
      : leviers.map(({ phrase }) => `  ${phrase}`)),
  ]);
  const refused = facteurs.flatMap(({ libelle, variantes }) =>
    variantes
      .filter(({ lignes: split }) => split === null)
      .map(
        (variante) => `${libelle}, ${variante.libelle} : ne peut pas être calculé. ${variante.raison ?? ''}`,
      ),
  );
  return [
    'Chaque chose varie seule, toutes les autres restant ce qu’elles sont.',
    ...bars,
    '',
    `Balayage de ${formatNumber(balayage.scenarios)} jeux de poids`,
    sweep,
    '',
    'Ce qu’il faut pour changer un rang',
    ...levers,
    ...(threshold === null ? [] : ['', threshold.phrase]),
    ...(refused.length === 0 ? [] : ['', ...refused]),
  ].join('\n');
}

/** `1 à 3`: the first and the last rank reached. */
function ranksText(rangs: readonly number[]): string {
  const reached = rangs.flatMap((count, index) => (count > 0 ? [index + 1] : []));
  const [first, last] = [reached[0], reached.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? String(first) : `${first} à ${last}`;
}
