import { checkParameters } from './parameter-rules.ts';
import {
  type AnneePrecedente,
  type Borne,
  DECLARATIONS,
  EXCEDENTS,
  type ImputationNommee,
  type Parameters,
  SANS_DECLARATION,
  SANS_NOTES,
} from './parameters.ts';
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

/**
 * Reads parameters from the value of a parsed YAML or JSON document. Keys are those of `Parameters`, except that
 * amounts are written in euros: `total`, `coordination.montant`, `socle.montant`, `socle.part_n1`,
 * `plancher.montant`, `plafond.montant`, `annee_precedente.montants[].montant`. Throws BudgetError (`parametres`) with every problem found, in French.
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
    'imputations',
    'annee_precedente',
  ]);
  const poids = root.object('poids', ['activite', 'developpement', 'harmonisation']);
  const coordination = root.object('coordination', ['montant', 'part']);
  const socle = root.object('socle', ['montant', 'part_n1']);
  const activite = root.object('activite', ['unite']);
  const developpement = root.object('developpement', ['projets', 'sans_notes', 'excedent']);
  const harmonisation = root.object('harmonisation', [
    'comblements',
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
      ...(developpement.has('projets') ? { projets: developpement.oneOf('projets', DECLARATIONS) } : {}),
      sans_notes: developpement.oneOf('sans_notes', SANS_NOTES),
      excedent: developpement.oneOf('excedent', EXCEDENTS),
    },
    harmonisation: {
      ...(harmonisation.has('comblements')
        ? { comblements: harmonisation.oneOf('comblements', DECLARATIONS) }
        : {}),
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
    ...(root.has('imputations') ? { imputations: readImputations(root) } : {}),
    ...(root.has('annee_precedente') ? { annee_precedente: readPreviousYear(root) } : {}),
  };
}

function readImputations(root: Reader): ImputationNommee[] {
  return root.list('imputations', ['antenne', 'entree', 'valeur', 'nom', 'motif']).map((one) => ({
    antenne: one.text('antenne'),
    entree: one.text('entree'),
    valeur: one.number('valeur'),
    nom: one.text('nom'),
    motif: one.text('motif'),
  }));
}

function readPreviousYear(root: Reader): AnneePrecedente {
  const year = root.object('annee_precedente', ['source', 'montants']);
  return {
    source: year.text('source'),
    montants: year.list('montants', ['antenne', 'montant']).map((one) => ({
      antenne: one.text('antenne'),
      montant_centimes: one.nullable('montant', () => one.euros('montant')),
    })),
  };
}

function readBorne(root: Reader, key: 'plancher' | 'plafond'): Borne {
  const borne = root.object(key, ['montant', 'part_n1']);
  return {
    montant_centimes: borne.nullable('montant', () => borne.euros('montant')),
    part_n1: borne.nullable('part_n1', () => borne.number('part_n1')),
  };
}
