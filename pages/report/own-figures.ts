import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Block, Chapter, Column, RowGroup, TableRow } from './document.ts';

const table = z.object({
  nom: z.enum(['profil', 'sorties', 'logements']),
  colonnes: z.array(z.string()),
  lignes: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
const schema = z.object({ version: z.literal(1), antenne: z.string(), tables: z.array(table) });

/** What a release holds of one antenne for her alone. */
export type OwnFigures = z.infer<typeof schema>;

/** Reads an antenne's own figures from a release; null where it has none of her. Throws when the file is damaged. */
export async function readOwnFigures(releaseDir: string, antenne: string): Promise<OwnFigures | null> {
  const path = join(releaseDir, 'antennes', `${antenne}.json`);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : schema.parse(JSON.parse(text));
}

type Line = Readonly<Record<string, string | number | null>>;

/** The chapter that only an antenne gets: her persons, her exits, her flats, nothing hidden. */
export function ownChapter(figures: OwnFigures, year: number): Chapter {
  const lines = (nom: OwnFigures['tables'][number]['nom']): Line[] =>
    figures.tables
      .filter((one) => one.nom === nom)
      .flatMap(({ colonnes, lignes }) =>
        lignes.map((line): Line => Object.fromEntries(colonnes.map((name, at) => [name, line[at] ?? null]))),
      )
      .filter(({ annee }) => annee === year);
  return {
    id: 'propres',
    title: 'Vos propres nombres',
    lead: 'Calculés sur vos lignes, sans rien cacher : ils sont à vous. Ils ne sont dans aucun autre document ; ne faites pas circuler ce chapitre.',
    sections: [
      groupsSection('propres-profil', 'Les personnes accompagnées', lines('profil')),
      groupsSection('propres-sorties', 'Les personnes sorties', lines('sorties')),
      flatsSection(lines('logements')),
    ],
  };
}

const GROUP_COLUMNS: Column[] = [
  { label: 'Modalité', kind: 'head' },
  { label: 'Personnes', kind: 'number' },
  { label: 'dont femmes', kind: 'number' },
];

function groupsSection(id: string, title: string, lines: readonly Line[]): Chapter['sections'][number] {
  const names = [...new Set(lines.map((line) => String(line.libelle_caracteristique)))];
  const groups = names.map(
    (heading): RowGroup => ({
      heading,
      rows: lines
        .filter((line) => line.libelle_caracteristique === heading)
        .map((line) => row(String(line.libelle), [line.personnes, line.femmes], `${id}:${line.modalite}`)),
    }),
  );
  return { id, title, blocks: [own(id, title, GROUP_COLUMNS, groups)], notes: [] };
}

const FLAT_NUMBERS = [
  'places',
  'jours_places',
  'personnes',
  'sejours',
  'nuitees',
  'taux_occupation',
] as const;
const FLAT_COLUMNS: Column[] = [
  { label: 'Logement', kind: 'head' },
  ...['Places', 'Jours-places', 'Personnes', 'Séjours', 'Nuitées', 'Occupation, en %'].map(
    (label): Column => ({ label, kind: 'number' }),
  ),
];

function flatsSection(lines: readonly Line[]): Chapter['sections'][number] {
  const rows = lines.map((line) => {
    const label = [line.logement, line.site].filter((one) => one !== null).join(', ');
    return row(
      label,
      FLAT_NUMBERS.map((name) => line[name]),
      `logement:${label}`,
    );
  });
  const title = 'Vos logements';
  return {
    id: 'propres-logements',
    title,
    blocks: [own('propres-logements', title, FLAT_COLUMNS, [{ heading: '', rows }])],
    notes: [],
  };
}

function own(id: string, caption: string, columns: Column[], groups: RowGroup[]): Block {
  if (groups.every(({ rows }) => rows.length === 0))
    return {
      kind: 'text',
      text: `${caption} : vos lignes n’en disent rien pour cette année ; ce n’est pas zéro.`,
    };
  return { kind: 'table', id, caption, about: ['Calculé sur vos lignes.'], columns, groups };
}

function row(label: string, values: readonly (string | number | null | undefined)[], key: string): TableRow {
  return {
    cells: [
      { kind: 'text', text: label, small: [] },
      ...values.map((value, at) => ({
        ...{ kind: 'amount' as const, value: typeof value === 'number' ? value : null, none: 'non connu' },
        ...{ cube: 'antenne', key, column: String(at) },
      })),
    ],
    remarks: [],
  };
}
