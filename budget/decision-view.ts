import type { Ligne } from './allocation.ts';
import { lineParts, parameterRows, shareOf } from './decision-document.ts';
import { explainRound } from './explain.ts';
import { formatChange, formatDate, formatEuros, formatNumber } from './format.ts';
import { type DecisionRecord, inForce } from './record.ts';
import { inputLabel } from './words.ts';

/** One line of a decision, as the sites show it. */
export interface DecisionLine {
  readonly nom: string;
  readonly nature: Ligne['nature'];
  readonly parts: readonly { readonly libelle: string; readonly montant: string }[];
  readonly montant: string;
  readonly part: string;
  readonly annee_precedente: string | null;
  readonly ecart: string | null;
}

/** A decision in words and euros: nothing to simulate with, and no figure but those that it rests on. */
export interface DecisionView {
  readonly rang: number;
  readonly exercice: number;
  readonly seance: string;
  readonly adopte_par: string;
  readonly cadre: string;
  readonly remplace: string | null;
  readonly total: string;
  readonly lignes: readonly DecisionLine[];
  readonly criteres: readonly string[];
  readonly parametres: readonly { readonly libelle: string; readonly valeur: string }[];
  readonly imputations: readonly string[];
  readonly publication: string;
  readonly empreinte: string;
  readonly exemple: boolean;
}

/** What the sites show: the decision in force of each exercice, the newest first, and those that were replaced. */
export interface DecisionsView {
  readonly version: 1;
  readonly decisions: readonly DecisionView[];
  readonly remplacees: readonly {
    readonly rang: number;
    readonly exercice: number;
    readonly seance: string;
    readonly total: string;
  }[];
}

/** Turns a whole chain of records, by rank, into what the sites show. */
export function decisionsView(records: readonly DecisionRecord[]): DecisionsView {
  const holds = (record: DecisionRecord) => inForce(records, record.parametres.valeur.exercice) === record;
  return {
    version: 1,
    decisions: records
      .filter(holds)
      .sort((a, b) => b.parametres.valeur.exercice - a.parametres.valeur.exercice)
      .map(decisionView),
    remplacees: records
      .filter((record) => !holds(record))
      .map(({ rang, seance, parametres, repartition }) => ({
        rang,
        exercice: parametres.valeur.exercice,
        seance: formatDate(seance),
        total: formatEuros(repartition.total_centimes),
      }))
      .reverse(),
  };
}

function decisionView(record: DecisionRecord): DecisionView {
  const { acte, repartition, remplace, publication, parametres } = record;
  const { convention, clause } = acte;
  return {
    rang: record.rang,
    exercice: parametres.valeur.exercice,
    seance: formatDate(record.seance),
    adopte_par: acte.adopte_par,
    cadre: `${capital(convention.reference)} du ${formatDate(convention.date)}, ${clause.article} : « ${clause.texte} »`,
    remplace:
      remplace === null
        ? null
        : `la décision du ${formatDate(remplace.seance)} : ${acte.motif_remplacement ?? ''}`,
    total: formatEuros(repartition.total_centimes),
    lignes: repartition.lignes.map((ligne) => ({
      nom: ligne.nom,
      nature: ligne.nature,
      parts: lineParts(repartition, ligne),
      montant: formatEuros(ligne.montant_centimes),
      part: shareOf(ligne, repartition),
      annee_precedente: ligne.n1_centimes === null ? null : formatEuros(ligne.n1_centimes),
      ecart: ligne.ecart_n1_centimes === null ? null : formatChange(ligne.ecart_n1_centimes),
    })),
    criteres: explainRound({ ...repartition, imputations: [] }).slice(1),
    parametres: parameterRows(parametres.valeur).map(([libelle, valeur]) => ({ libelle, valeur })),
    imputations: repartition.imputations.map((mesure) => {
      const owner = parametres.valeur.antennes.find(({ code }) => code === mesure.antenne)?.nom;
      return `${owner ?? mesure.departement ?? ''} : ${inputLabel(mesure.entree)} imputé à ${formatNumber(mesure.valeur ?? 0)} (« ${mesure.imputation?.nom ?? mesure.mot} »)`;
    }),
    publication: publication.release,
    empreinte: record.empreinte,
    exemple: publication.echantillon,
  };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
