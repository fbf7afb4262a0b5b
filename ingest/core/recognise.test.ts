import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../contracts.ts';
import { exerciseOf, isSample } from './exercise.ts';
import { recognise } from './recognise.ts';
import { textCell, type Workbook } from './workbook.ts';

const folder = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
let sources: Sources;
beforeAll(async () => {
  sources = await loadSources(folder('sources'), folder('nomenclatures'));
});

function workbook(fichier: string, rows: string[][]): Workbook {
  return {
    fichier,
    format: 'csv',
    feuilles: [{ nom: 'f', cachee: false, rows: rows.map((row) => row.map(textCell)) }],
  };
}

const STAGES = [['Stages de responsabilisation'], ['Intitulé', 'Nombre'], ['Stages réalisés', '3']];

describe('recognise', () => {
  it.each([
    ['La Traverse — Lozère', 'la_traverse_annuel'],
    ['APEX (66)', 'apex_annuel'],
  ])('a title that two antennes use goes to the one that is named: %s', (name, source) => {
    const result = recognise(workbook('envoi-2023.csv', [[name], ...STAGES]), sources.contracts);
    expect(result).toMatchObject({ ok: true, annee: 2023, contract: { source } });
  });

  it('does not guess when nobody is named', () => {
    const result = recognise(workbook('envoi-2023.csv', STAGES), sources.contracts);
    expect(result).toMatchObject({ ok: false, probleme: { code: 'SOURCE_AMBIGUE' } });
  });

  it('says which sources it knows when it knows no table', () => {
    const result = recognise(
      workbook('menu-2024.csv', [['Menu de la semaine'], ['lundi', 'soupe']]),
      sources.contracts,
    );
    expect(result).toMatchObject({ ok: false, probleme: { code: 'SOURCE_INCONNUE' } });
    if (!result.ok) expect(result.probleme.remede).toContain('Via Voltaire');
  });

  it('asks for the year when nothing says it', () => {
    const result = recognise(workbook('envoi.csv', [['La Traverse'], ...STAGES]), sources.contracts);
    expect(result).toMatchObject({ ok: false, probleme: { code: 'ANNEE_INTROUVABLE' } });
  });
});

describe('exerciseOf', () => {
  it.each([
    ['a line', 'tableaux-2020.csv', [['La Clède'], ['Exercice', '2022']], 2022],
    ['one cell', 'tableaux.csv', [['La Clède'], ['Année : 2022']], 2022],
    ['the name', 'la_clede_2021.csv', [['La Clède']], 2021],
    ['the first lines', 'tableaux.csv', [['La Clède — bilan 2019']], 2019],
    [
      'most titles',
      'tableaux.csv',
      [['x'], ['x'], ['x'], ['Stages 2018'], ['Groupes 2018'], ['Rappel 2017']],
      2018,
    ],
  ] as const)('from %s', (_, name, rows, year) => {
    expect(
      exerciseOf(
        workbook(
          name,
          rows.map((row) => [...row]),
        ),
      ),
    ).toBe(year);
  });

  it('is unknown when two lines contradict each other', () => {
    expect(
      exerciseOf(
        workbook('f.csv', [
          ['Exercice', '2022'],
          ['Année', '2023'],
        ]),
      ),
    ).toBeUndefined();
  });
});

describe('a workbook of one antenne that holds its annual tables and its list', () => {
  const LIST = [
    [
      'N° dossier',
      'Nom',
      'Prénom',
      'Né(e) le',
      'Sexe',
      'Permanence',
      'Orienté par',
      'Entrée',
      'Début du suivi',
    ],
  ];
  const tables = (count: number) => {
    const contract = sources.contracts.find(({ source }) => source === 'via_voltaire_annuel');
    const titles = contract?.genre === 'annuel' ? contract.tableaux.map(({ titres }) => titres[0] ?? '') : [];
    return titles.slice(0, count).map((title) => [title.replaceAll('{n}', '2024').replaceAll('#', '12')]);
  };

  it('is refused, with the names of both', () => {
    const result = recognise(
      workbook('via-voltaire-2024.xlsx', [['Exercice', '2024'], ...LIST, [''], ...tables(5)]),
      sources.contracts,
    );
    expect(result).toMatchObject({ ok: false, probleme: { code: 'CLASSEUR_MELE' } });
    for (const { source, libelle } of sources.contracts)
      if (source.startsWith('via_voltaire')) expect(JSON.stringify(result)).toContain(libelle);
  });

  it('is refused as such, not as one of two antennes, when it shows as many of each', () => {
    const result = recognise(
      workbook('via-voltaire-2024.xlsx', [['Exercice', '2024'], ...LIST, [''], ...tables(1)]),
      sources.contracts,
    );
    expect(result).toMatchObject({ ok: false, probleme: { code: 'CLASSEUR_MELE' } });
  });
});

describe('isSample', () => {
  it.each([
    ['Données fictives', true],
    ['Données d’exemple, établies d’après…', true],
    ['Données 2024', false],
  ])('%s: %s', (line, sample) => {
    expect(isSample(workbook('f.csv', [['x'], [line]]))).toBe(sample);
  });
});
