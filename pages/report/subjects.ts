import { type Row, text } from '../components/figure.ts';
import type { Subject } from './cube-table.ts';
import { PROFILE_CUBES } from './profile-chapters.ts';

/** A part of chapter II, and of each antenne's section, that one or two cubes give. */
export interface SubjectPart {
  id: string;
  title: string;
  lead?: string;
  tables: Subject[];
}

/** The module of the stages. */
export const STAGES = 'stage_responsabilisation';
const isCourse = (row: Row) => text(row, 'module') === STAGES;

/** In the order of the printed report. */
export const SUBJECTS: readonly SubjectPart[] = [
  {
    id: 'stages',
    title: 'Stages de responsabilisation',
    lead: 'Une convocation n’est pas une personne : la même personne peut être convoquée plusieurs fois.',
    tables: [{ cube: 'seances', id: 'table-stages', caption: 'Stages', about: isCourse }],
  },
  {
    id: 'groupes',
    title: 'Groupes et ateliers',
    lead: 'Une participation est la présence d’une personne à une séance.',
    tables: [
      {
        ...{ cube: 'seances', id: 'table-groupes', caption: 'Groupes et ateliers', split: 'module' },
        about: (row) => !isCourse(row),
      },
    ],
  },
  {
    id: 'attente',
    title: 'Attente',
    lead: 'Ouverture, plus entrées, moins fins, égale clôture : à l’unité près.',
    tables: [{ cube: 'attente', id: 'table-attente', caption: 'Liste d’attente', split: 'module' }],
  },
  {
    id: 'sorties',
    title: 'Sorties et maintien dans l’accompagnement',
    lead: 'Le maintien compte les accompagnements encore actifs à 3, 6 et 12 mois ; ceux qui n’ont pas encore cette durée sont comptés à part, comme inconnus.',
    tables: [{ cube: 'sorties_totaux', id: 'table-sorties', caption: 'Sorties', split: 'module' }],
  },
  {
    id: 'hebergement',
    title: 'Hébergement, par type de place',
    tables: [{ cube: 'hebergement', id: 'table-hebergement', caption: 'Hébergement', split: 'type_place' }],
  },
];

/** Every cube that a report reads. */
export const CUBES_READ: readonly string[] = [
  ...['chiffres_cles', 'activite', 'antennes', 'offre', 'offre_tribunal', 'periodes', 'territoires'],
  ...new Set(SUBJECTS.flatMap(({ tables }) => tables.map(({ cube }) => cube))),
  ...PROFILE_CUBES,
  ...['finances', 'qualite', 'controles', 'constats', 'evolution', 'evolution_chiffres_cles', 'notes'],
];
