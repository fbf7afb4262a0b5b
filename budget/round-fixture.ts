import type { InputRow, Inputs } from './inputs.ts';
import { inputsFromRows } from './inputs.ts';
import type { Parameters } from './parameters.ts';

/** For tests: parameters of a round in which the activity alone decides, without coordination, base or bound. */
export function activityOnly(antennes: readonly { code: string; departement: string }[]): Parameters {
  return {
    version: 1,
    nom: 'Essai',
    statut: 'illustration',
    exercice: 2025,
    annee_donnees: 2024,
    propose_par: 'Essai',
    date_reunion: null,
    motif: 'Essai',
    total_centimes: 10_000_000,
    porteur: antennes[0]?.code ?? '',
    antennes: antennes.map(({ code, departement }) => ({ code, nom: code, departement })),
    poids: { activite: 100, developpement: 0, harmonisation: 0 },
    coordination: { montant_centimes: 0, part: 0 },
    socle: { montant_centimes: 0, part: 0 },
    plancher: null,
    plafond: null,
    activite: { unite: 'personnes_accompagnees' },
    developpement: { projets: 'declares', sans_notes: 'parts_egales', excedent: 'repartir' },
    harmonisation: {
      comblements: 'declares',
      actions_reference: 7,
      lectures: [{ lecture: 'actions_en_place', poids: 100, cible: 7 }],
      besoin: { mesure: 'victimes_enregistrees', alpha: 0 },
      sans_declaration: 'parts_egales',
    },
  };
}

/** A declared row of 2024; `over` changes what a test is about. */
export function row(
  entree: string,
  owner: Partial<InputRow>,
  valeur: number | null,
  over: Partial<InputRow> = {},
): InputRow {
  return {
    annee: 2024,
    entree,
    departement: '_T',
    antenne: '_T',
    valeur,
    statut: valeur === null ? 'non_disponible' : 'publie',
    mot: '',
    formule: '',
    provenance: 'declare',
    source: 'essai.csv',
    ...owner,
    ...over,
  };
}

/** The five antennes whose 2024 figures the report states, in the order in which it is usually read. */
export const FIVE = [
  { code: 'AERS', departement: '34' },
  { code: 'VIA_VOLTAIRE', departement: '34' },
  { code: 'APEX', departement: '66' },
  { code: 'LA_TRAVERSE', departement: '48' },
  { code: 'UDAF11', departement: '11' },
] as const;
export const CLEDE = { code: 'LA_CLEDE', departement: '30' } as const;

/** Rows of one count per antenne, in the order of `antennes`. */
export function activityRows(
  antennes: readonly { code: string; departement: string }[],
  counts: readonly number[],
  entree = 'personnes_accompagnees',
): InputRow[] {
  return antennes.map(({ code, departement }, index) =>
    row(entree, { antenne: code, departement }, counts[index] ?? 0),
  );
}

/** Reference actions in place, by département. */
export function actionRows(actions: Readonly<Record<string, number>>): InputRow[] {
  return Object.entries(actions).map(([departement, count]) =>
    row('actions_en_place', { departement }, count),
  );
}

export function inputs(...rows: (InputRow | readonly InputRow[])[]): Inputs {
  return inputsFromRows(rows.flat());
}
