import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBuild } from '../cli/build-run.ts';
import type { Places } from '../cli/places.ts';
import { rawDdl } from '../ingest/raw-tables.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';

/** Random rows of three years, counted once by the marts and once here, day by day or month by month. */

const YEARS = [2022, 2023, 2024];
const ANTENNES = ['APEX', 'UDAF11'];
const FIRST = Date.UTC(2021, 0, 1);
const DAY = 86_400_000;

/** `from` and `to` are days since 2021-01-01; no `to` for what has no end. */
interface Spell {
  antenne: string;
  annee: number;
  person: number;
  from: number;
  to: number | null;
}

const spell: fc.Arbitrary<Spell> = fc
  .record({
    antenne: fc.constantFrom(...ANTENNES),
    annee: fc.constantFrom(...YEARS),
    person: fc.integer({ min: 0, max: 40 }),
    from: fc.integer({ min: 0, max: 1500 }),
    length: fc.option(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 900 }))),
  })
  .map(({ length, ...rest }) => ({ ...rest, to: length === null ? null : rest.from + length }));

const rows = (seed: number, size: number): Spell[] => fc.sample(spell, { numRuns: size, seed });
const ACCOMPANIMENTS = rows(11, 400);
const WAITS = rows(12, 300);
const STAYS = rows(13, 200);

const iso = (day: number): string => new Date(FIRST + day * DAY).toISOString().slice(0, 10);
const date = (day: number | null): string => (day === null ? 'null' : `date '${iso(day)}'`);
/** Days since 2021-01-01 of a day of the calendar, months from 0. */
const dayOf = (year: number, month: number, day = 1): number => (Date.UTC(year, month, day) - FIRST) / DAY;

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-periods-'));
  const places: Places = {
    sample: true,
    warehouse: join(folder, 'w.duckdb'),
    publication: folder,
    sites: folder,
  };
  const writer = await openWarehouse({ path: places.warehouse });
  for (const statement of rawDdl()) await writer.knex.raw(statement);
  await writer.knex.raw(`insert into meta.fichier (fichier_id, sha256, fichier, source, antenne, annee, echantillon,
      lus, charges, a_corriger, charge_le, etat, periode, totaux)
    select a || y, a || y, a || '-' || y || '.csv', lower(a), a, y, true, 1, 1, 0, timestamp '2025-01-01', 'en_vigueur', '' || y, 0
    from unnest(['${ANTENNES.join("','")}']) as antennes(a) cross join unnest([${YEARS.join(', ')}]) as years(y)`);
  const head = 'fichier_id, source, antenne, annee, feuille, ligne, personne_key';
  const line = ({ antenne, annee, person }: Spell, row: number, sheet: string): string =>
    `'${antenne}${annee}', '${antenne.toLowerCase()}', '${antenne}', ${annee}, '${sheet}', ${row}, 'p${person}'`;
  const fill = (table: string, columns: string, values: (one: Spell, row: number) => string, from: Spell[]) =>
    writer.knex.raw(
      `insert into raw.${table} (${columns}) values ${from.map((one, row) => `(${values(one, row)})`).join(', ')}`,
    );
  await fill('personne', head, (one, row) => line(one, row, 'P'), ACCOMPANIMENTS);
  await fill(
    'accompagnement',
    `${head}, module, date_debut, date_fin`,
    (one, row) => `${line(one, row, 'A')}, 'groupe_parole', ${date(one.from)}, ${date(one.to)}`,
    ACCOMPANIMENTS,
  );
  await fill(
    'attente',
    `${head}, module, date_debut, date_fin`,
    (one, row) => `${line(one, row, 'W')}, 'groupe_parole', ${date(one.from)}, ${date(one.to)}`,
    WAITS,
  );
  await fill(
    'sejour',
    `${head}, logement, type_place, date_entree, date_sortie`,
    (one, row) => `${line(one, row, 'S')}, 'un', 'places_dediees', ${date(one.from)}, ${date(one.to)}`,
    STAYS,
  );
  await writer.close();
  const built = await runBuild(
    places,
    {},
    () => new Date('2025-02-01T12:00:00Z'),
    () => {},
  );
  expect(built.problems).toEqual([]);
  warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
}, 240_000);
afterAll(async () => {
  await warehouse?.close();
  await rm(folder, { recursive: true, force: true });
});

async function rowsOf<T>(sql: string): Promise<T[]> {
  const { rows: found }: { rows: T[] } = await warehouse.knex.raw(sql);
  return found;
}

/** Months of the years, numbered from January of the first. */
const MONTHS = YEARS.flatMap((year) => Array.from({ length: 12 }, (_, month) => ({ year, month })));

/** Who is followed in a month, by the file of its year only. */
function followed(antenne: string, index: number): Set<number> {
  const at = MONTHS[index];
  if (!at) return new Set();
  const [start, end] = [dayOf(at.year, at.month), dayOf(at.year, at.month + 1)];
  return new Set(
    ACCOMPANIMENTS.filter(
      (one) =>
        (antenne === 'CPCA' || one.antenne === antenne) &&
        one.annee === at.year &&
        one.from < end &&
        (one.to === null || one.to >= start),
    ).map(({ person }) => person),
  );
}

/** The months that a period's code names. */
function monthsOf(periode: string): number[] {
  const [, year = '', quarter, month, rolling] = /^(\d{4})(?:-T(\d)|-(\d\d)(\/12m)?)?$/.exec(periode) ?? [];
  const january = (Number(year) - (YEARS[0] ?? 0)) * 12;
  const range = (from: number, length: number): number[] => Array.from({ length }, (_, one) => from + one);
  if (quarter !== undefined) return range(january + (Number(quarter) - 1) * 3, 3);
  if (rolling !== undefined) return range(january + Number(month) - 12, 12);
  return month === undefined ? range(january, 12) : range(january + Number(month) - 1, 1);
}

describe('periods of random rows', () => {
  it('count each person once in her month, quarter, year and rolling twelve months', async () => {
    const counted = await rowsOf<{ antenne: string; periode: string; valeur: number }>(
      `select antenne, periode, valeur from marts.periode_activite where indicateur = 'personnes_accompagnees'`,
    );
    // Three years of months, quarters and years, and the windows that three years hold, for two antennes and the region.
    expect(counted).toHaveLength(3 * (36 + 12 + 3 + 25));
    for (const { antenne, periode, valeur } of counted) {
      const persons = new Set(monthsOf(periode).flatMap((index) => [...followed(antenne, index)]));
      expect(`${antenne} ${periode} ${valeur}`).toBe(`${antenne} ${periode} ${persons.size}`);
    }
  });

  it('give each night to the month of its evening', async () => {
    const counted = await rowsOf<{ antenne: string; periode: string; valeur: number }>(
      `select antenne, periode, valeur from marts.periode_activite
        where indicateur = 'nuitees' and genre in ('mois', 'annee') and antenne <> 'CPCA'`,
    );
    expect(counted.length).toBeGreaterThan(60);
    for (const { antenne, periode, valeur } of counted) {
      const nights = monthsOf(periode).flatMap((index) => {
        const at = MONTHS[index];
        if (!at) return [];
        return STAYS.filter((one) => one.antenne === antenne && one.annee === at.year).map((one) => {
          const from = Math.max(one.from, dayOf(at.year, at.month));
          const to = Math.min(one.to ?? Number.POSITIVE_INFINITY, dayOf(at.year, at.month + 1));
          return Math.max(0, to - from);
        });
      });
      expect(`${antenne} ${periode} ${valeur}`).toBe(
        `${antenne} ${periode} ${nights.reduce((sum, one) => sum + one, 0)}`,
      );
    }
  });
});

describe('the waiting list of random rows', () => {
  it('opens with who waited on the last evening of the year before, closes with who waits on the last of the year', async () => {
    const counted = await rowsOf<Record<'annee' | 'ouverture' | 'entrees' | 'fins' | 'cloture', number>>(
      `select antenne, annee, ouverture, entrees, fins, cloture from marts.mouvement_attente where module = '_T'`,
    );
    expect(counted).toHaveLength(YEARS.length * ANTENNES.length);
    const totals = { ouverture: 0, entrees: 0, fins: 0, cloture: 0 };
    for (const one of counted) {
      expect(one.ouverture + one.entrees - one.fins).toBe(one.cloture);
      totals.ouverture += one.ouverture;
      totals.entrees += one.entrees;
      totals.fins += one.fins;
      totals.cloture += one.cloture;
    }
    const waitsIn = (one: Spell): [number, number] => [dayOf(one.annee, 0), dayOf(one.annee, 11, 31)];
    const touching = WAITS.filter((one) => {
      const [first, last] = waitsIn(one);
      return one.from <= last && (one.to === null || one.to >= first);
    });
    expect(totals).toEqual({
      ouverture: touching.filter((one) => one.from < waitsIn(one)[0]).length,
      entrees: touching.filter((one) => one.from >= waitsIn(one)[0]).length,
      fins: touching.filter((one) => one.to !== null && one.to <= waitsIn(one)[1]).length,
      cloture: touching.filter((one) => one.to === null || one.to > waitsIn(one)[1]).length,
    });
  });
});

describe('stays of random rows', () => {
  it('are flagged exactly when two of them share an evening in the one flat', async () => {
    const flagged = await rowsOf<{ ligne: string }>(
      `select split_part(source_ref, ' · ', 3) as ligne from marts.ligne_contradictoire
        where regle = 'deux_sejours_ensemble'`,
    );
    const within = STAYS.map((one, row) => ({ ...one, row })).filter(
      (one) => one.to === null || one.to > one.from,
    );
    const together = within.filter((one) =>
      within.some(
        (other) =>
          other.row !== one.row &&
          other.antenne === one.antenne &&
          other.annee === one.annee &&
          other.from < (one.to ?? Number.POSITIVE_INFINITY) &&
          one.from < (other.to ?? Number.POSITIVE_INFINITY),
      ),
    );
    expect(together.length).toBeGreaterThan(20);
    expect(flagged.map(({ ligne }) => ligne).sort()).toEqual(
      together.map(({ row }) => `ligne ${row}`).sort(),
    );
  });
});
