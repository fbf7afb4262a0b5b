import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWarning } from '../ingest/core/problem.ts';
import { declaredCells } from './known/declared-cells.ts';
import { type KnownFigure, strictFigures } from './known/report-figures.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

type Row = Record<string, string | number | boolean | null>;

let run: SampleRun;
let stated: Row[] = [];
let calculated: Row[] = [];
let known: KnownFigure[] = [];

const KEYS = [
  'annee',
  'antenne',
  'site',
  'departement',
  'module',
  'population',
  'indicateur',
  'dimension',
  'modalite',
  'unite',
] as const;
const keyOf = (row: Row | KnownFigure, keys: readonly string[] = KEYS) =>
  keys.map((key) => String((row as Row)[key] ?? '')).join('|');

beforeAll(async () => {
  run = await sampleRun();
  known = await strictFigures();
  const warehouse = await run.open();
  const rows: Row[] = await warehouse.knex('marts.indicateur').select('*');
  stated = rows.filter((row) => row.provenance === 'declare');
  calculated = rows.filter((row) => row.provenance === 'calcule');
  await warehouse.close();
});
afterAll(() => run.remove());

describe('the declared figures of 2024', () => {
  it('load without a problem: rows read = loaded + to correct', () => {
    for (const report of run.reports) {
      const told = report.problemes.filter((found) => !isWarning(found));
      expect([report.fichier, told]).toEqual([report.fichier, []]);
      expect([report.fichier, report.a_corriger]).toEqual([report.fichier, 0]);
      expect(report.lus).toBe(report.charges);
    }
  });

  it('reach marts.indicateur, every sure numeric figure of the report with its codes, value, file and cell', () => {
    expect(known).toHaveLength(534);
    const byKey = new Map<string, Row[]>();
    for (const row of stated) byKey.set(keyOf(row), [...(byKey.get(keyOf(row)) ?? []), row]);
    const missing = known.filter((figure) => {
      const rows = byKey.get(keyOf(figure)) ?? [];
      return !rows.some(
        (row) =>
          Number(row.valeur) === figure.valeur &&
          (row.valeur_max === null ? null : Number(row.valeur_max)) === figure.valeur_max &&
          row.approche === figure.approche &&
          /^declares\/.+ · .+ · [A-Z]+\d+$/.test(String(row.source_ref)),
      );
    });
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it('keep the names of files and sheets that hold known words only', () => {
    expect(stated.filter((row) => /· feuille \d/.test(String(row.source_ref)))).toEqual([]);
  });

  it('are not multiplied: as many rows as cells that state them', async () => {
    const cells = await declaredCells();
    expect(new Set(stated.map((row) => row.source_ref)).size).toBe(stated.length);
    // Every cell that the layout fills: the sure figures, and 25 that the report prints and a reader is less sure of (the
    // order of a chart's legend, a base that the text leaves open).
    expect(stated).toHaveLength(cells.size);
    expect(cells.size).toBe(known.length + 25);
  });
});

describe('the key figures of chapter II', () => {
  it('stand in their blocks with their base, this year and the year before where declared', async () => {
    const warehouse = await run.open();
    const rows: Row[] = await warehouse.knex('marts.chiffres_cles_declares').select('*');
    await warehouse.close();
    const said = (bloc: string, modalite: string, annee = 2024) => {
      const row = rows.find((one) => one.bloc === bloc && one.modalite === modalite && one.annee === annee);
      return [Number(row?.valeur), row?.base_valeur, row?.classe];
    };
    expect(said('orientations', '_T')).toEqual([1544, '1544', 'V']);
    expect(said('orientations', '_T', 2023)).toEqual([1519, '1519', 'V']);
    expect(said('cadre', 'mesure_judiciaire')).toEqual([1423, '1544', 'C']);
    expect(said('cadre', 'volontaire')).toEqual([121, '1544', 'C']);
    expect(said('part_volontaires', '_T', 2023)).toEqual([6, '1519', 'C']);
    expect(said('rencontrees', 'en_attente')).toEqual([402, '2117', 'V']);
    expect(said('nature', 'stage')).toEqual([760, '1408', 'V']);
    expect(said('heberges', 'hotel')).toEqual([9, '67', 'V']);
    expect(said('nuitees', '_T', 2023)).toEqual([2211, '2211', 'V']);
    expect(said('nuitees', 'places_dediees')).toEqual([2581, '2799', 'V']);
    expect(said('duree_occupation', '_T')).toEqual([42, '67', 'V']);
    const bases = rows.filter(({ bloc }) => bloc === 'nuitees').map(({ base }) => base);
    expect(new Set(bases)).toEqual(new Set(['nuitées']));
  });
});

describe('Via Voltaire counted from rows', () => {
  const COUNTED = [
    'annee',
    'antenne',
    'site',
    'module',
    'population',
    'indicateur',
    'dimension',
    'modalite',
    'unite',
  ];
  const TABLES: ReadonlyArray<readonly [string, string, number]> = [
    ['prescripteur × site of the 546', 'vv.t1.', 32],
    ['prescripteur × site of the 258', 'vv.t2.', 32],
    ['âge × site of the 258', 'vv.t3.', 56],
    ['ressources', 'vv.t4.', 9],
    ['situation professionnelle', 'vv.t5.', 5],
    ['motif de sortie × site', 'vv.t6.', 48],
    ['situation conjugale', 'vv.t7.', 8],
    ['durée of the exits', 'vv.t8.', 5],
    ['in progress × site', 'vv.t9.', 8],
    ['durée of those in progress', 'vv.t10.', 5],
  ];

  it.each(TABLES)('%s: every cell equals the declared one', (_, prefix, cells) => {
    const table = known.filter(({ id }) => id.startsWith(prefix));
    expect(table).toHaveLength(cells);
    const byKey = new Map(calculated.map((row) => [keyOf(row, COUNTED), Number(row.valeur)] as const));
    expect(table.map((figure) => ({ id: figure.id, valeur: byKey.get(keyOf(figure, COUNTED)) }))).toEqual(
      table.map(({ id, valeur }) => ({ id, valeur })),
    );
  });

  it.each([
    ['vv.accueillies', 546],
    ['vv.accueillies.f', 8],
    ['vv.nouveaux', 258],
    ['vv.nouveaux.f', 6],
    ['vv.recontact', 27],
    ['vv.sorties.text', 209],
    ['vv.sorties.nouveaux', 60],
    ['vv.sorties.anterieurs', 149],
    ['vv.en_cours.text', 337],
    ['vv.groupe.participants', 21],
    ['vv.groupe.seances', 20],
    ['vv.soutenues', 546],
  ])('%s of the text: %i', (id, value) => {
    const figure = known.find((candidate) => candidate.id === id);
    const found = calculated.filter((row) => figure && keyOf(row, COUNTED) === keyOf(figure, COUNTED));
    expect(found.map((row) => Number(row.valeur))).toEqual([value]);
  });

  it('stands beside the declared figure, and every difference is shown', async () => {
    const warehouse = await run.open();
    const compared: Row[] = await warehouse.knex('marts.comparaison').select('ecart');
    await warehouse.close();
    expect(compared.length).toBeGreaterThan(200);
    expect(compared.filter((row) => Number(row.ecart) !== 0)).toEqual([]);
  });
});
