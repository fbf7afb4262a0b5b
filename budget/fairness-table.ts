import type { Fairness } from './fairness.ts';
import { formatChange, formatEuros, formatNumber, formatPercent } from './format.ts';
import { amountColumns, textTable } from './text-table.ts';

const UNKNOWN = 'inconnu';

/** Fairness for a terminal: antennes, départements, and the floors and caps on a line of their own. */
export function fairnessText({ lignes, territoires, ensemble, bornes }: Fairness): string {
  const money = (cents: number | null) => (cents === null ? UNKNOWN : formatEuros(cents));
  const change = (cents: number | null) => (cents === null ? 'sans comparaison' : formatChange(cents));
  const antennes = lignes.map((one) => [
    one.nom,
    money(one.montant_centimes),
    money(one.par_personne_centimes),
    one.n1_centimes === null ? 'sans objet' : formatEuros(one.n1_centimes),
    change(one.ecart_n1_centimes),
    one.ecart_n1_pourcent === null ? '' : formatPercent(one.ecart_n1_pourcent),
    money(one.sans_bornes_centimes),
    formatChange(one.bornes_centimes),
  ]);
  const count = (value: number | null) => (value === null ? UNKNOWN : formatNumber(value));
  const places = [
    ...territoires.map((one) => ({
      ...one,
      nom: one.departement,
      habitants: one.population?.valeur ?? null,
    })),
    { ...ensemble, nom: 'Ensemble', habitants: ensemble.population },
  ].map((one) => [
    one.nom,
    money(one.montant_centimes),
    money(one.par_personne_centimes),
    count(one.habitants),
    money(one.par_1000_habitants_centimes),
    count(one.actions_manquantes),
    one.actions_manquantes === 0 ? 'sans objet' : money(one.par_action_manquante_centimes),
  ]);
  return [
    textTable(
      amountColumns('Antenne', [
        ...['Montant', 'Par personne accompagnée', 'Année précédente', 'Écart', 'Écart en %'],
        ...['Sans planchers ni plafonds', 'Effet des bornes'],
      ]),
      antennes,
    ),
    '',
    textTable(
      amountColumns('Département', [
        ...['Montant', 'Par personne', 'Habitants', 'Pour 1 000 habitants'],
        ...['Actions manquantes', 'Par action manquante'],
      ]),
      places,
    ),
    '',
    bornes === null
      ? 'Planchers et plafonds : les paramètres n’en posent aucun.'
      : `Planchers et plafonds : ${formatEuros(bornes.releve_centimes)} donnés aux lignes relevées, ${formatEuros(bornes.retenu_centimes)} pris aux autres, ${formatChange(bornes.reserve_centimes)} pour la réserve.`,
  ].join('\n');
}
