import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, type Cell, tablesOf } from './document.ts';
import { type OwnFigures, ownChapter, readOwnFigures } from './own-figures.ts';

const figures: OwnFigures = {
  version: 1,
  antenne: 'UDAF11',
  tables: [
    {
      nom: 'profil',
      colonnes: [
        'annee',
        'caracteristique',
        'modalite',
        'libelle',
        'libelle_caracteristique',
        'personnes',
        'femmes',
      ],
      lignes: [
        [2023, 'sexe', 'femme', 'Femme', 'Sexe', 4, 4],
        [2024, 'sexe', 'femme', 'Femme', 'Sexe', 1, 1],
        [2024, 'sexe', 'homme', 'Homme', 'Sexe', 22, 0],
      ],
    },
    {
      nom: 'logements',
      colonnes: ['annee', 'logement', 'site', 'places', 'nuitees'],
      lignes: [[2024, 'A1', 'Carcassonne', 2, null]],
    },
  ],
};

const words = (cell: Cell): string | number | null =>
  cell.kind === 'text' ? cell.text : cell.kind === 'amount' ? (cell.value ?? cell.none) : null;

describe('the chapter of an antenne’s own figures', () => {
  const chapter = ownChapter(figures, 2024);

  it('tells the year asked for, small counts too, and says what is not known', () => {
    const report = { chapters: [chapter] } as unknown as Parameters<typeof tablesOf>[0];
    const [persons, flats] = tablesOf(report).map(({ table }) => table);
    expect(
      persons?.groups.map(({ heading, rows }) => [heading, rows.map((row) => row.cells.map(words))]),
    ).toEqual([
      [
        'Sexe',
        [
          ['Femme', 1, 1],
          ['Homme', 22, 0],
        ],
      ],
    ]);
    expect(flats?.groups[0]?.rows[0]?.cells.map(words)).toEqual([
      ...['A1, Carcassonne', 2, 'non connu', 'non connu', 'non connu', 'non connu', 'non connu'],
    ]);
  });

  it('says where her rows tell nothing, and that it is not zero', () => {
    const exits = chapter.sections.find(({ id }) => id === 'propres-sorties')?.blocks as Block[];
    expect(exits).toEqual([{ kind: 'text', text: expect.stringContaining('ce n’est pas zéro') }]);
  });
});

describe('reading them from a release', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cpca-own-'));
    await mkdir(join(folder, 'antennes'));
    await writeFile(join(folder, 'antennes', 'UDAF11.json'), JSON.stringify(figures));
    await writeFile(join(folder, 'antennes', 'APEX.json'), '{"version": 1}');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives hers, none where the release has none, and refuses a damaged file', async () => {
    expect(await readOwnFigures(folder, 'UDAF11')).toEqual(figures);
    expect(await readOwnFigures(folder, 'AERS')).toBeNull();
    await expect(readOwnFigures(folder, 'APEX')).rejects.toThrow();
  });
});
