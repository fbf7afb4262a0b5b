import { checkParameters } from './parameter-rules.ts';
import { BudgetError, type Problem } from './problem.ts';
import { Reader } from './reader.ts';
import {
  BESOINS,
  type Besoin,
  LECTURES,
  type Lecture,
  MENTIONS,
  type StatutParametres,
  UNITES,
  type Unite,
} from './words.ts';

/** An antenne that takes part in the round. `departement` is the territory that she serves. */
export interface Antenne {
  readonly code: string;
  readonly nom: string;
  readonly departement: string;
}

/** A fixed amount plus a part (in %) of a base: of the total for the coordination, of N−1 for the socle. */
export interface MontantEtPart {
  readonly montant_centimes: number;
  readonly part: number;
}

/** A bound on an antenne's line: a fixed amount, a part (in %) of N−1, or both. Null: no such bound. */
export interface Borne {
  readonly montant_centimes: number | null;
  readonly part_n1: number | null;
}

/** One way to read coverage: its weight in the mix (in %) and the level from which nothing is lacking. */
export interface PoidsLecture {
  readonly lecture: Lecture;
  readonly poids: number;
  readonly cible: number;
}

export const SANS_NOTES = ['parts_egales', 'reserve'] as const;
export const EXCEDENTS = ['repartir', 'reserve'] as const;
export const SANS_DECLARATION = ['parts_egales', 'activite', 'reserve'] as const;

/**
 * Everything that the comité decides, and nothing else. Amounts are whole cents, weights and parts are percentages.
 * Nothing has a default: what is not wanted is written as 0 or null.
 */
export interface Parameters {
  readonly version: 1;
  readonly nom: string;
  readonly statut: StatutParametres;
  /** Year of the budget that is split. */
  readonly exercice: number;
  /** Year of the figures that the split rests on. */
  readonly annee_donnees: number;
  readonly propose_par: string;
  /** Date of the meeting, `AAAA-MM-JJ`; null for an illustration only. */
  readonly date_reunion: string | null;
  readonly motif: string;
  readonly total_centimes: number;
  /** Code of the antenne that carries the centre and holds the coordination line. */
  readonly porteur: string;
  readonly antennes: readonly Antenne[];
  readonly poids: {
    readonly activite: number;
    readonly developpement: number;
    readonly harmonisation: number;
  };
  readonly coordination: MontantEtPart;
  readonly socle: MontantEtPart;
  readonly plancher: Borne | null;
  readonly plafond: Borne | null;
  readonly activite: { readonly unite: Unite };
  readonly developpement: {
    /** Where the envelope goes when no project has a note. */
    readonly sans_notes: (typeof SANS_NOTES)[number];
    /** What happens to money beyond what the noted projects ask: shared pro rata all the same, or kept. */
    readonly excedent: (typeof EXCEDENTS)[number];
  };
  readonly harmonisation: {
    /** Number of reference actions: what a territory has when nothing is lacking. */
    readonly actions_reference: number;
    readonly lectures: readonly PoidsLecture[];
    readonly besoin: { readonly mesure: Besoin; readonly alpha: number };
    /** From a territory to its antennes when no antenne at all declares a gap-filling action. */
    readonly sans_declaration: (typeof SANS_DECLARATION)[number];
  };
}

/**
 * Reads parameters from the value of a parsed YAML or JSON document. Keys are those of `Parameters`, except that
 * amounts are written in euros: `total`, `coordination.montant`, `socle.montant`, `socle.part_n1`,
 * `plancher.montant`, `plafond.montant`. Throws BudgetError (`parametres`) with every problem found, in French.
 */
export function parseParameters(value: unknown, options: { fichier?: string } = {}): Parameters {
  const fichier = options.fichier ?? null;
  const problemes: Problem[] = [];
  const parameters = readParameters(value, problemes, fichier);
  if (problemes.length === 0) problemes.push(...checkParameters(parameters, fichier));
  if (problemes.length > 0) throw new BudgetError('parametres', problemes);
  return parameters;
}

function readParameters(value: unknown, problemes: Problem[], fichier: string | null): Parameters {
  const root = Reader.root(value, problemes, fichier, [
    'version',
    'nom',
    'statut',
    'exercice',
    'annee_donnees',
    'propose_par',
    'date_reunion',
    'motif',
    'total',
    'porteur',
    'antennes',
    'poids',
    'coordination',
    'socle',
    'plancher',
    'plafond',
    'activite',
    'developpement',
    'harmonisation',
  ]);
  const poids = root.object('poids', ['activite', 'developpement', 'harmonisation']);
  const coordination = root.object('coordination', ['montant', 'part']);
  const socle = root.object('socle', ['montant', 'part_n1']);
  const activite = root.object('activite', ['unite']);
  const developpement = root.object('developpement', ['sans_notes', 'excedent']);
  const harmonisation = root.object('harmonisation', [
    'actions_reference',
    'lectures',
    'besoin',
    'sans_declaration',
  ]);
  const besoin = harmonisation.object('besoin', ['mesure', 'alpha']);
  return {
    version: root.exactly('version', 1),
    nom: root.text('nom'),
    statut: root.oneOf('statut', Object.keys(MENTIONS) as StatutParametres[]),
    exercice: root.number('exercice'),
    annee_donnees: root.number('annee_donnees'),
    propose_par: root.text('propose_par'),
    date_reunion: root.nullable('date_reunion', () => root.text('date_reunion')),
    motif: root.text('motif'),
    total_centimes: root.euros('total'),
    porteur: root.text('porteur'),
    antennes: root.list('antennes', ['code', 'nom', 'departement']).map((antenne) => ({
      code: antenne.text('code'),
      nom: antenne.text('nom'),
      departement: antenne.text('departement'),
    })),
    poids: {
      activite: poids.number('activite'),
      developpement: poids.number('developpement'),
      harmonisation: poids.number('harmonisation'),
    },
    coordination: { montant_centimes: coordination.euros('montant'), part: coordination.number('part') },
    socle: { montant_centimes: socle.euros('montant'), part: socle.number('part_n1') },
    plancher: root.nullable('plancher', () => readBorne(root, 'plancher')),
    plafond: root.nullable('plafond', () => readBorne(root, 'plafond')),
    activite: { unite: activite.oneOf('unite', Object.keys(UNITES) as Unite[]) },
    developpement: {
      sans_notes: developpement.oneOf('sans_notes', SANS_NOTES),
      excedent: developpement.oneOf('excedent', EXCEDENTS),
    },
    harmonisation: {
      actions_reference: harmonisation.number('actions_reference'),
      lectures: harmonisation.list('lectures', ['lecture', 'poids', 'cible']).map((lecture) => ({
        lecture: lecture.oneOf('lecture', Object.keys(LECTURES) as Lecture[]),
        poids: lecture.number('poids'),
        cible: lecture.number('cible'),
      })),
      besoin: {
        mesure: besoin.oneOf('mesure', Object.keys(BESOINS) as Besoin[]),
        alpha: besoin.number('alpha'),
      },
      sans_declaration: harmonisation.oneOf('sans_declaration', SANS_DECLARATION),
    },
  };
}

function readBorne(root: Reader, key: 'plancher' | 'plafond'): Borne {
  const borne = root.object(key, ['montant', 'part_n1']);
  return {
    montant_centimes: borne.nullable('montant', () => borne.euros('montant')),
    part_n1: borne.nullable('part_n1', () => borne.number('part_n1')),
  };
}
