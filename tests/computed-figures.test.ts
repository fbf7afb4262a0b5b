import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIngest } from '../cli/pipeline.ts';
import { SAMPLES_DIR } from '../cli/places.ts';
import type { FileReport } from '../ingest/ingest.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import {
  agrees,
  type ImpossibleFigure,
  type PrintedFigure,
  printedFigures,
  type RowFigure,
} from './known/rows/row-figure.ts';

/** One list per antenne, and the region's: file name → antenne of the figures. */
const LISTS: Readonly<Record<string, string>> = {
  cpca: 'CPCA',
  aers: 'AERS',
  'via-voltaire': 'VIA_VOLTAIRE',
  udaf11: 'UDAF11',
  'la-clede': 'LA_CLEDE',
  apex: 'APEX',
  'la-traverse': 'LA_TRAVERSE',
};
const FOLDER = fileURLToPath(new URL('known/rows/', import.meta.url));
/** The report is of 2024 and repeats some figures of 2023. */
const YEARS = [2023, 2024];

interface FigureList {
  antenne: string;
  figures: readonly RowFigure[];
  impossible: readonly ImpossibleFigure[];
}

async function listOf([name, antenne]: [string, string]): Promise<FigureList> {
  const { figures, impossible }: Omit<FigureList, 'antenne'> = await import(`./known/rows/${name}.ts`);
  return { antenne, figures, impossible };
}

const lists = await Promise.all(Object.entries(LISTS).map(listOf));
const known = new Map((await printedFigures()).map((figure) => [figure.id, figure] as const));

let folder: string;
let warehouse: Warehouse;
let reports: FileReport[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-figures-'));
  const path = join(folder, 'w.duckdb');
  reports = await runIngest(
    { sample: true, warehouse: path, publication: folder, sites: folder },
    [SAMPLES_DIR],
    undefined,
    () => new Date('2025-02-01T12:00:00Z'),
    () => {},
  );
  warehouse = await openWarehouse({ path, readOnly: true });
}, 240_000);
afterAll(async () => {
  await warehouse?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The numbers of the one row that a statement gives, in its columns' order. */
async function numbers(sql: string): Promise<number[]> {
  const { rows }: { rows: Record<string, unknown>[] } = await warehouse.knex.raw(sql);
  expect(rows, sql).toHaveLength(1);
  return Object.values(rows[0] ?? {}).map((value) => (value === null ? Number.NaN : Number(value)));
}

describe('the rows of the samples', () => {
  it('load, and leave nothing to correct', () => {
    expect(
      reports.filter(({ lus, charges, a_corriger }) => charges === 0 || a_corriger > 0 || lus !== charges),
    ).toEqual([]);
  });

  it('have a list of figures for every antenne and the region', async () => {
    const files = (await readdir(FOLDER)).map((file) => file.replace(/\.ts$/, ''));
    expect(files.filter((name) => name !== 'row-figure').sort()).toEqual(Object.keys(LISTS).sort());
  });
});

describe('the persons of the region', () => {
  const followed = 'from raw.accompagnement where annee = 2024';

  it('are those of the antennes, and fewer where two antennes know one: 60 whom the Pôle Justice sent to Via Voltaire', async () => {
    const [sum = 0] = await numbers(`select count(distinct antenne || personne_key) ${followed}`);
    const [once = 0] = await numbers(`select count(distinct personne_key) ${followed}`);
    const [both = 0] = await numbers(
      `select count(*) from (select personne_key ${followed} and antenne = 'AERS'
       intersect select personne_key ${followed} and antenne = 'VIA_VOLTAIRE')`,
    );
    expect([sum - once, both]).toEqual([60, 60]);
    expect(once).toBeGreaterThan(1_000);
  });
});

describe.each(lists)('the printed figures of $antenne', ({ antenne, figures, impossible }) => {
  const named = [...figures, ...impossible].map(({ figure }) => figure);
  const mine = [...known.values()].filter(
    (figure) => figure.sure && figure.antenne === antenne && YEARS.includes(figure.annee),
  );

  it('are each counted from rows or said to be impossible, with a reason', () => {
    expect(named.filter((id, rank) => named.indexOf(id) !== rank)).toEqual([]);
    expect(mine.filter(({ id }) => !named.includes(id)).map(({ id }) => id)).toEqual([]);
    expect(named.filter((id) => known.get(id)?.antenne !== antenne)).toEqual([]);
    expect(impossible.filter(({ raison }) => raison.trim().length < 10)).toEqual([]);
  });

  it('come from rows, never from what was declared', () => {
    expect(figures.filter(({ sql }) => !/\braw\./.test(sql) || /\braw\.figure\b/.test(sql))).toEqual([]);
  });

  it('are what the rows give', async () => {
    const wrong: { figure: string; imprime: string; lignes: string }[] = [];
    for (const { figure, sql } of figures) {
      const printed = known.get(figure);
      const found = await numbers(sql);
      if (printed && !agrees(printed, found))
        wrong.push({ figure, imprime: words(printed), lignes: found.join(' à ') });
    }
    expect(wrong).toEqual([]);
  });

  it('are counted in a summary', () => {
    const reasons = new Map<string, number>();
    for (const { raison } of impossible) reasons.set(raison, (reasons.get(raison) ?? 0) + 1);
    const because = [...reasons].sort((a, b) => b[1] - a[1]).map(([raison, n]) => `  ${n} × ${raison}`);
    console.log(
      [`${antenne}: ${figures.length} computed from rows, ${impossible.length} impossible`, ...because].join(
        '\n',
      ),
    );
    expect(figures.length + impossible.length).toBe(named.length);
  });
});

function words({ valeur, valeur_max, approche }: PrintedFigure): string {
  return `${approche ? 'environ ' : ''}${valeur}${valeur_max === null ? '' : ` à ${valeur_max}`}`;
}
