import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../sql/warehouse.ts';
import { type ComputedLine, computedTable } from './known/computed-table.ts';
import { declaredCells } from './known/declared-cells.ts';
import {
  agrees,
  type ImpossibleFigure,
  type PrintedFigure,
  printedFigures,
  type RowFigure,
} from './known/rows/row-figure.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

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

const TABLE = fileURLToPath(new URL('known/computed-declared.md', import.meta.url));

let run: SampleRun;
let warehouse: Warehouse;

beforeAll(async () => {
  run = await sampleRun();
  warehouse = await run.open();
}, 240_000);
afterAll(async () => {
  await warehouse?.close();
  await run?.remove();
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
      run.reports.filter(
        ({ lus, charges, a_corriger }) => charges === 0 || a_corriger > 0 || lus !== charges,
      ),
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
});

/** A figure that a file declares, as the product holds it. */
interface Declared {
  source_ref: string;
  antenne: string;
  objet: string;
  valeur: string;
  modele: string | null;
}

/** Every figure of 2024 that the samples declare, as `marts.indicateur` states it, with what the models count of it. */
async function declared(): Promise<Declared[]> {
  const { rows }: { rows: Declared[] } = await warehouse.knex.raw(`
    select indicateurs.source_ref, indicateurs.antenne,
      concat_ws(' · ', indicateurs.indicateur, indicateurs.population, indicateurs.module, indicateurs.site,
        indicateurs.departement, indicateurs.dimension, indicateurs.modalite) as objet,
      cast(indicateurs.valeur as varchar) as valeur, cast(comparaisons.valeur_calculee as varchar) as modele
    from marts.indicateur as indicateurs
    left join marts.comparaison as comparaisons
      on indicateurs.source_ref = comparaisons.source_ref and indicateurs.annee = comparaisons.annee
    where indicateurs.provenance = 'declare' and indicateurs.annee = 2024`);
  return rows;
}

/** The line of one declared figure; its result is empty when the rows give something else, or nobody says why not. */
async function lineOf(one: Declared, figure: string): Promise<ComputedLine> {
  const printed = known.get(figure);
  const counted = lists.flatMap(({ figures }) => figures).find((row) => row.figure === figure);
  const reason = lists.flatMap(({ impossible }) => impossible).find((row) => row.figure === figure)?.raison;
  const found = counted ? await numbers(counted.sql) : null;
  const equal =
    printed !== undefined &&
    Number(one.valeur) === printed.valeur &&
    found !== null &&
    agrees(printed, found) &&
    (one.modele === null || agrees(printed, [Number(one.modele)]));
  return {
    ...{ antenne: one.antenne, figure, objet: one.objet, cellule: one.source_ref },
    declare: printed ? words(printed) : '',
    sur: printed?.sure ?? false,
    lignes: found === null ? null : found.map(french).join(' à '),
    modele: one.modele === null ? null : french(Number(one.modele)),
    resultat: equal ? 'égal' : counted ? '' : (reason ?? ''),
  };
}

describe('the table of what is computed and what is declared', () => {
  let lines: ComputedLine[] = [];
  let unknown: string[] = [];
  beforeAll(async () => {
    const cells = await declaredCells();
    const rank = new Map([...cells.keys()].map((cell, at) => [cell, at] as const));
    const rows = (await declared()).sort(
      (a, b) => (rank.get(a.source_ref) ?? -1) - (rank.get(b.source_ref) ?? -1),
    );
    unknown = rows.filter(({ source_ref }) => !cells.has(source_ref)).map(({ source_ref }) => source_ref);
    for (const row of rows) {
      const figure = cells.get(row.source_ref);
      if (figure !== undefined) lines.push(await lineOf(row, figure));
    }
    lines = Object.values(LISTS).flatMap((antenne) => lines.filter((line) => line.antenne === antenne));
  }, 120_000);

  it('has every figure of 2024 that the product holds as declared, each from a cell that the report fills', async () => {
    expect(unknown).toEqual([]);
    expect(lines).toHaveLength((await declared()).length);
  });

  it('leaves no strict figure of 2024 out', () => {
    const strict = [...known.values()].filter(({ sure, annee }) => sure && annee === 2024);
    const told = new Set(lines.map(({ figure }) => figure));
    expect(strict.length).toBeGreaterThan(500);
    expect(strict.filter(({ id }) => !told.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('says of each that it is equal, or why no row can give it', () => {
    expect(lines.filter(({ resultat }) => resultat === '')).toEqual([]);
    const modelled = lines.filter(({ modele }) => modele !== null);
    expect(modelled.length).toBeGreaterThan(200);
  });

  it('is the one that is kept (tests/known/computed-declared.md)', async () => {
    const table = computedTable(lines);
    console.log(table);
    if (process.env.COMPUTED_TABLE === 'write') await writeFile(TABLE, table);
    expect(await readFile(TABLE, 'utf8').catch(() => '')).toBe(table);
  });
});

function words({ valeur, valeur_max, approche }: PrintedFigure): string {
  return `${approche ? 'environ ' : ''}${french(valeur)}${valeur_max === null ? '' : ` à ${french(valeur_max)}`}`;
}

/** A number as the table writes it: at most two decimals, a comma. */
function french(value: number): string {
  return String(Number(value.toFixed(2))).replace('.', ',');
}
