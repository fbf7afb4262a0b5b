import type { Allocation, Enveloppe, Etape, Ligne, NomEnveloppe } from './allocation.ts';
import { ENVELOPE_TITLES } from './explain.ts';
import { formatEuros, formatNumber, formatPercent, toPercent } from './format.ts';
import { divide, fromText } from './fraction.ts';
import type { Mesure } from './inputs.ts';
import { textTable } from './text-table.ts';
import { countLabel, inputLabel, LECTURES } from './words.ts';

/** What one antenne has of one envelope, on what, in whose word, and where that stands. */
export interface Detail {
  readonly code: string;
  readonly nom: string;
  readonly enveloppe: NomEnveloppe;
  /** What the amount rests on, as a count with its unit. */
  readonly entree: string;
  /** The antenne's own word for what she counts; empty when it is the common one. */
  readonly mot: string;
  readonly provenance: string;
  readonly formule: string;
  /** Part of the whole envelope, in percent. */
  readonly pourcent: number;
  readonly montant_centimes: number;
  readonly source: string;
}

type Given = Extract<Etape, { nature: NomEnveloppe }>;

/** One row per antenne and envelope, in the order of the lines: the way from each amount back to its cells. */
export function detailRows(allocation: Allocation): Detail[] {
  return allocation.lignes.flatMap((ligne) =>
    allocation.enveloppes.flatMap((enveloppe) => {
      const etape = ligne.etapes.find((one): one is Given => one.nature === enveloppe.nom);
      return etape === undefined ? [] : [rowOf(ligne, etape, enveloppe)];
    }),
  );
}

/** The rows as text in aligned columns. */
export function formatDetail(allocation: Allocation): string {
  const rows = detailRows(allocation).map((one) => [
    one.nom,
    ENVELOPE_TITLES[one.enveloppe],
    one.entree,
    one.mot === '' ? '' : `« ${one.mot} »`,
    formatPercent(one.pourcent),
    formatEuros(one.montant_centimes),
    one.source,
  ]);
  return textTable(
    [
      { libelle: 'Antenne', alignement: 'gauche' },
      { libelle: 'Enveloppe', alignement: 'gauche' },
      { libelle: 'Entrée', alignement: 'gauche' },
      { libelle: 'Mot de l’antenne', alignement: 'gauche' },
      { libelle: 'Part', alignement: 'droite' },
      { libelle: 'Montant', alignement: 'droite' },
      { libelle: 'Source', alignement: 'gauche' },
    ],
    rows,
  );
}

const WITHOUT_NOTES = {
  parts_egales: 'aucun projet noté ne compte : parts égales',
  reserve: 'aucun projet noté ne compte : réserve',
};

function rowOf({ code, nom }: Ligne, etape: Given, enveloppe: Enveloppe): Detail {
  const whole = fromText(enveloppe.montant.exact);
  const share = whole.n === 0n ? null : divide(fromText(etape.montant.exact), whole);
  return {
    code,
    nom,
    enveloppe: enveloppe.nom,
    ...inputsOf(etape, enveloppe),
    pourcent: share === null ? 0 : toPercent(share),
    montant_centimes: etape.montant.centimes,
  };
}

function inputsOf(
  etape: Given,
  enveloppe: Enveloppe,
): Pick<Detail, 'entree' | 'mot' | 'provenance' | 'formule' | 'source'> {
  if (etape.nature === 'activite') return figures([etape.mesure]);
  if (etape.nature === 'developpement') {
    if (etape.mode !== 'notes')
      return { entree: WITHOUT_NOTES[etape.mode], mot: '', provenance: '', formule: '', source: '' };
    const entree = etape.projets.map(
      ({ code, eligible_centimes: cents, mediane }) =>
        `${code} : ${formatEuros(cents)} × ${formatNumber(mediane)} / 5`,
    );
    return {
      entree: entree.length > 0 ? entree.join(' ; ') : 'aucun projet déclaré',
      mot: joined(etape.projets.map(({ intitule }) => intitule)),
      provenance: etape.projets.length > 0 ? 'declare' : '',
      formule: 'montant éligible × note médiane / 5',
      source: joined(etape.projets.map(({ source }) => source)),
    };
  }
  const territory =
    enveloppe.nom === 'harmonisation'
      ? enveloppe.territoires.find(({ departement }) => departement === etape.departement)
      : undefined;
  const mesures = [
    ...(territory?.lectures.flatMap((one) => one.mesures) ?? []),
    ...(territory?.besoin == null ? [] : [territory.besoin]),
  ];
  const levels = territory?.lectures.map(
    ({ lecture, niveau, cible }) =>
      `${LECTURES[lecture]} : ${formatNumber(niveau)} sur ${formatNumber(cible)}`,
  );
  const filled = etape.comblements.map(({ action }) => `met en place : ${action}`);
  return {
    ...figures(mesures),
    entree: [`département ${etape.departement}`, ...(levels ?? []), ...filled].join(', '),
  };
}

function figures(
  mesures: readonly Mesure[],
): Pick<Detail, 'entree' | 'mot' | 'provenance' | 'formule' | 'source'> {
  return {
    entree: joined(
      mesures.map(({ entree, valeur }) =>
        valeur === null ? inputLabel(entree) : `${formatNumber(valeur)} ${countLabel(entree, valeur)}`,
      ),
    ),
    mot: joined(mesures.filter(({ entree, mot }) => mot !== inputLabel(entree)).map(({ mot }) => mot)),
    provenance: joined(mesures.map(({ provenance }) => provenance)),
    formule: joined(mesures.map(({ formule }) => formule)),
    source: joined(mesures.map(({ source }) => source)),
  };
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts)].filter((text) => text !== '').join(' ; ');
}
