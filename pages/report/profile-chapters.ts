import type { Edition } from './cube-table.ts';
import { TOTAL, UNKNOWN } from './cubes.ts';
import type { Block } from './document.ts';
import type { Notes } from './notes.ts';
import { branchColumns, type ProfileSubject, profileTables } from './profiles.ts';

const REGION_COLUMN = [{ code: TOTAL, label: 'Région' }];
const SEXES = [
  ...REGION_COLUMN,
  { code: 'femme', label: 'Femmes' },
  { code: 'homme_ou_inconnu', label: 'Hommes, ou sexe non connu' },
];
const CLASSES = {
  cube: 'sorties_classes',
  place: 'antenne',
  only: { characteristic: 'classe_large', dimension: 'classe_large' },
} as const;

/** The cubes of groups of persons that a report reads. */
export const PROFILE_CUBES: readonly string[] = [
  ...['profil_region', 'profil_antennes', 'profil_departements', 'sensibles_region'],
  ...['sorties_classes', 'sorties_motifs'],
];

/** A part of chapter II that tells of groups of persons. */
export interface ProfilePart {
  id: string;
  title: string;
  lead: string;
  subjects: (edition: Edition) => ProfileSubject[];
}

/** Who the persons are, then how their courses end: the region, women, antennes, départements. */
export const PROFILE_PARTS: readonly ProfilePart[] = [
  {
    id: 'caracteristiques',
    title: 'Caractéristiques des personnes, dans la région',
    lead: 'Une personne compte une fois par antenne qui l’accompagne. Les femmes sont mises à côté de toutes les autres personnes : celles dont le sexe n’est pas connu sont trop peu nombreuses pour être dites seules.',
    subjects: () => [
      {
        ...{ cube: 'profil_region', place: 'sexe', id: 'table-profil', caption: 'Personnes accompagnées' },
        ...{ columns: SEXES, shares: true, charts: true },
      },
      {
        ...{ cube: 'sensibles_region', id: 'table-sensible', caption: 'Personnes accompagnées' },
        ...{ columns: REGION_COLUMN, shares: true },
      },
    ],
  },
  {
    id: 'caracteristiques-antennes',
    title: 'Caractéristiques des personnes, par antenne',
    lead: 'Deux antennes peuvent être dites dans des modalités différentes : un tiret dit qu’une modalité n’est pas celle d’une antenne.',
    subjects: (edition) => [
      {
        ...{ cube: 'profil_antennes', place: 'antenne', id: 'table-profil-antennes' },
        ...{ caption: 'Personnes accompagnées par antenne', columns: branchColumns(edition, false) },
      },
    ],
  },
  {
    id: 'caracteristiques-departements',
    title: 'Caractéristiques des personnes, par département',
    lead: 'Le département est celui de l’antenne. Là où il n’y a qu’une antenne, ce sont ses chiffres.',
    subjects: ({ cubes }) => [
      {
        ...{ cube: 'profil_departements', place: 'departement', id: 'table-profil-departements' },
        caption: 'Personnes accompagnées par département',
        columns: cubes
          .codesIn('profil_departements', 'departement', cubes.rows('profil_departements'))
          .filter((code) => code !== UNKNOWN)
          .map((code) => ({ code, label: cubes.label('profil_departements', 'departement', code) })),
      },
    ],
  },
  {
    id: 'issues',
    title: 'Comment les parcours se terminent',
    lead: 'Trois classes larges par antenne ; les motifs, pour la région seule. De deux motifs, le premier connu compte.',
    subjects: (edition) => [
      {
        ...{ ...CLASSES, id: 'table-classes', caption: 'Personnes sorties, par classe' },
        columns: branchColumns(edition, true),
      },
      {
        ...{ cube: 'sorties_motifs', id: 'table-motifs', caption: 'Personnes sorties' },
        only: { characteristic: 'motif', dimension: 'motif' },
        ...{ columns: REGION_COLUMN, shares: true, charts: true },
      },
    ],
  },
];

/** What is told of one antenne's persons and exits, for her own section. */
export function branchProfiles(edition: Edition, code: string, notes: Notes): Block[] {
  const columns = [{ code, label: 'Personnes' }];
  const id = code.toLowerCase();
  const charts = edition.own === true;
  const subjects: ProfileSubject[] = [
    {
      ...{
        cube: 'profil_antennes',
        place: 'antenne',
        id: `table-profil-${id}`,
        columns,
        shares: true,
        charts,
      },
      caption: 'Personnes accompagnées',
    },
    {
      ...{ ...CLASSES, id: `table-classes-${id}`, columns, shares: true, charts },
      caption: 'Personnes sorties',
    },
  ];
  return subjects.flatMap((subject) => profileTables(edition, subject, notes));
}
