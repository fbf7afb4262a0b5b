import type { Allocation } from './allocation.ts';
import { formatDate, formatNumber } from './format.ts';
import type { InputRow, Inputs, Mesure } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { type Problem, problem } from './problem.ts';
import { inputLabel } from './words.ts';

/** What the release says of a send that an input rests on. */
export const ETATS = {
  valide: 'validé',
  conteste: 'contesté',
  caduc: 'à valider de nouveau',
  a_valider: 'à valider',
  reference: 'chiffre publié par l’État',
  sans_envoi: 'sans envoi',
} as const;
export type EtatEnvoi = keyof typeof ETATS;

/** One row of the cube `budget_validation`: an input, and a send that it rests on. */
export interface ValidationRow {
  readonly annee: number;
  /** As `rowInput` gives it. */
  readonly entree: string;
  readonly departement: string;
  readonly antenne: string;
  /** `<source> <période>`, or `_U` when the input comes from no send. */
  readonly objet: string;
  /** Lines to correct of the send; null without a send. */
  readonly valeur: number | null;
  readonly etat: EtatEnvoi;
  readonly raison: string;
  readonly par: string;
  /** Day of the last opinion, `AAAA-MM-JJ`; empty without one. */
  readonly le: string;
  readonly expediteur: string;
  /** Files of the send. */
  readonly source: string;
}

/** An input that the split rests on: `proprietaire` is the antenne, or the département of a figure of a territory. */
export interface UsedInput {
  readonly entree: string;
  readonly proprietaire: string;
  readonly mesure: Mesure | null;
}

/** The inputs that a split was computed from, each once, in the order of its steps. */
export function usedInputs(allocation: Allocation, inputs: Inputs, parameters: Parameters): UsedInput[] {
  const found = new Map<string, UsedInput>();
  const add = (entree: string, proprietaire: string, mesure: Mesure | null) => {
    const key = JSON.stringify([entree, proprietaire]);
    if (!found.has(key)) found.set(key, { entree, proprietaire, mesure });
  };
  const addMesure = (mesure: Mesure) =>
    add(mesure.entree, mesure.antenne ?? mesure.departement ?? '', mesure);
  for (const { etapes } of allocation.lignes) {
    for (const etape of etapes) {
      if (etape.nature === 'activite') addMesure(etape.mesure);
      if (etape.nature === 'harmonisation')
        for (const { action } of etape.comblements)
          add(`comblement/${action}`, ownerOf(etape, allocation), null);
    }
  }
  for (const enveloppe of allocation.enveloppes) {
    if (enveloppe.nom === 'developpement')
      for (const { code, antenne, notes } of enveloppe.projets) {
        add(`projet/${code}`, antenne, null);
        for (const note of notes) add(`note/${code}`, note.antenne, null);
      }
    if (enveloppe.nom !== 'harmonisation') continue;
    for (const { lectures, besoin } of enveloppe.territoires) {
      for (const { mesures } of lectures) for (const mesure of mesures) addMesure(mesure);
      if (besoin !== null && enveloppe.alpha > 0) addMesure(besoin);
    }
  }
  // Amounts that the parameters state come from no send.
  if (usesPreviousYear(parameters) && parameters.annee_precedente === undefined) {
    const listed = new Set(parameters.antennes.map(({ code }) => code));
    for (const mesure of inputs.mesures)
      if (mesure.entree === 'montant_n1' && listed.has(mesure.antenne ?? '')) addMesure(mesure);
  }
  return [...found.values()];
}

function ownerOf(etape: object, { lignes }: Allocation): string {
  return lignes.find(({ etapes }) => etapes.some((one) => one === etape))?.antenne ?? '';
}

function usesPreviousYear({ socle, plancher, plafond }: Parameters): boolean {
  return socle.part > 0 || plancher?.part_n1 != null || plafond?.part_n1 != null;
}

/** The sends that an input rests on; none when the release knows of none. */
export function sendsOf(used: UsedInput, rows: readonly ValidationRow[]): ValidationRow[] {
  return rows.filter(
    ({ entree, antenne, departement }) =>
      entree === used.entree &&
      (antenne === '_T' || antenne === '' ? departement : antenne) === used.proprietaire,
  );
}

/**
 * Why inputs cannot bear a decision: a send that nobody validated, that is contested, or that has lines to correct, and
 * an input that comes from no send. One problem per send, naming the inputs that rest on it. An input that nobody sent,
 * imputed by name in the parameters, rests on the decision itself.
 */
export function validationFaults(
  used: readonly UsedInput[],
  rows: readonly ValidationRow[],
  nameOf: (proprietaire: string) => string,
): Problem[] {
  const sends = new Map<string, { row: ValidationRow; inputs: string[] }>();
  const orphans: string[] = [];
  for (const input of used) {
    const label = `${inputWords(input.entree)} (${nameOf(input.proprietaire)})`;
    const found = sendsOf(input, rows);
    const known = found.filter(({ etat }) => etat !== 'reference' && etat !== 'sans_envoi');
    if (known.length === 0 && !found.some(({ etat }) => etat === 'reference') && !statedByDecision(input))
      orphans.push(label);
    for (const row of known) {
      const send = sends.get(row.objet) ?? { row, inputs: [] };
      send.inputs.push(label);
      sends.set(row.objet, send);
    }
  }
  return [
    ...[...sends.values()].flatMap(({ row, inputs }) => sendFaults(row, inputs)),
    ...orphans.map((label) =>
      problem(
        'entree_sans_envoi',
        `L’entrée « ${label} » ne vient d’aucun envoi du registre.`,
        'Une répartition arrêtée repose sur des envois reçus et validés.',
        'Charger le fichier dont elle vient, ou nommer une imputation dans les paramètres.',
      ),
    ),
  ];
}

/** An imputation, or a figure of the year before, that the parameters state: nobody sent it. */
function statedByDecision({ mesure, entree }: UsedInput): boolean {
  return mesure?.provenance === 'imputation' || entree === 'montant_n1';
}

function sendFaults(row: ValidationRow, inputs: readonly string[]): Problem[] {
  const { objet, etat, raison, par, le, valeur } = row;
  const rests = `En dépend : ${someOf(inputs)}.`;
  const [source = objet, periode = ''] = splitSend(objet);
  const found: Problem[] = [];
  if (etat === 'conteste')
    found.push(
      problem(
        'entree_contestee',
        `L’envoi « ${objet} » est contesté par « ${par} »${le === '' ? '' : ` le ${formatDate(le)}`} : ${raison}. ${rests}`,
        'Une donnée contestée ne fonde pas une décision.',
        `Lever la contestation : corriger et recharger, ou npm run cpca -- validate ${source} ${periode} --by "…", puis publier.`,
        { valeur: objet },
      ),
    );
  else if (etat !== 'valide')
    found.push(
      problem(
        'entree_non_validee',
        etat === 'caduc'
          ? `L’envoi « ${objet} » a changé depuis son bon à publier. ${rests}`
          : `L’envoi « ${objet} » n’est pas validé. ${rests}`,
        'Une répartition arrêtée repose sur des données que leur antenne a validées.',
        `npm run cpca -- validate ${source} ${periode} --by "…", puis publier.`,
        { valeur: objet },
      ),
    );
  if (valeur !== null && valeur > 0)
    found.push(
      problem(
        'lignes_a_corriger',
        `L’envoi « ${objet} » a ${formatNumber(valeur)} ligne${valeur < 2 ? '' : 's'} à corriger. ${rests}`,
        'Une ligne écartée peut changer une donnée d’entrée.',
        'Corriger ces lignes, recharger le fichier, puis publier.',
        { valeur: objet },
      ),
    );
  return found;
}

/** Inputs that a message names before it only counts them. */
const NAMED = 6;

function someOf(inputs: readonly string[]): string {
  const named = inputs.slice(0, NAMED).join(' ; ');
  const more = inputs.length - NAMED;
  return more <= 0 ? named : `${named} ; et ${more} ${more === 1 ? 'autre' : 'autres'}`;
}

function splitSend(objet: string): [string, string] {
  const at = objet.indexOf(' ');
  return at === -1 ? [objet, ''] : [objet.slice(0, at), objet.slice(at + 1)];
}

/** The code of a row's input, as the cube of validations has it: `projet/P1` for a project, a note or an action. */
export function rowInput({ entree, objet }: Pick<InputRow, 'entree' | 'objet'>): string {
  return objet ? `${entree}/${objet}` : entree.replace(':', '/');
}

/** `projet/P1` is « projet P1 »; any other input its label. */
export function inputWords(entree: string): string {
  const [, kind, code] = /^(projet|note|comblement)\/(.+)$/.exec(entree) ?? [];
  if (kind === undefined || code === undefined) return inputLabel(entree);
  if (kind === 'note') return `note du projet ${code}`;
  return kind === 'projet' ? `projet ${code}` : `action à mettre en place : ${code.replaceAll('_', ' ')}`;
}
