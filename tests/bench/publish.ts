import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readInsiders } from '../../publish/audit/known-groups.ts';
import {
  type AuditReport,
  auditRelease,
  type ReleaseAuditOptions,
} from '../../publish/audit/release-audit.ts';
import {
  type Catalogue,
  type Characteristic,
  isPersonsCube,
  type PersonsCube,
} from '../../publish/catalogue.ts';
import type { PersonGroup } from '../../publish/characteristics/persons.ts';
import {
  type ProtectedCharacteristics,
  protectCharacteristics,
} from '../../publish/characteristics/protect-characteristics.ts';
import { readPublicationRules } from '../../publish/publication-rules.ts';
import { writeContent } from '../../publish/release-content.ts';
import { formerCells } from '../../publish/revision.ts';
import { jointCounts } from '../../publish/suppression/joint-counts.ts';
import { JointProgram } from '../../publish/suppression/joint-program.ts';
import type { LinkedTables } from '../../publish/suppression/linked-tables.ts';
import { lossOf, NO_COST } from '../../publish/suppression/loss.ts';
import { suppress } from '../../publish/suppression/suppress.ts';
import type { Thresholds } from '../../publish/thresholds.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { madeUpCharacteristics, madeUpGroups, madeUpWidenings } from './person-groups.ts';
import { wholeTables } from './whole-tables.ts';

const YEARS = [2022, 2023, 2024];
/** Each is crossed with antenne, with département, and with sexe beside the région: three cubes. */
const CHARACTERISTICS = 20;
const TEMPLATES = ['profil_antennes', 'profil_departements', 'profil_region'];
const PERSONS = [2000, 200_000];
/** Characteristics of one program of which the cheapest choice is found in less than a minute. */
const FEW = 3;
const MOST_SECONDS = 120;
const MOST_PROGRAMS = 40;

interface Bench {
  seed: number;
  tell: (text: string) => void;
}

interface Release {
  year: number;
  dir: string;
  protectSeconds: number;
  auditSeconds: number;
  /** Of both, of the processor: what stays the same on a busy machine. */
  processorSeconds: number;
  told: ProtectedCharacteristics;
  report: AuditReport;
}

/**
 * Sixty cubes of characteristics, three years, one release a year and the ledger of those before: what protection and
 * audit take, with 2,000 persons a year and with 200,000; beside it, in the same run, one linear program on the whole,
 * and what the choice of hidden cells costs against the cheapest one.
 */
export async function benchPublish({ seed, tell }: Bench): Promise<void> {
  for (const persons of PERSONS) {
    const characteristics = madeUpCharacteristics(CHARACTERISTICS);
    const groups = YEARS.flatMap((year) => madeUpGroups(characteristics, year, persons, seed));
    const releases = await publishYears(groups, (release) => tell(line(persons, release)));
    const sum = (of: (one: Release) => number) => releases.reduce((all, one) => all + of(one), 0);
    const taken = sum(({ protectSeconds, auditSeconds }) => protectSeconds + auditSeconds);
    const processor = sum(({ processorSeconds }) => processorSeconds);
    const programs = Math.max(...releases.map(({ report }) => report.programmes));
    const problems = sum(({ report }) => report.problemes.length);
    tell(`  one linear program on all three years: ${seconds(await wholeProgram(groups))} s`);
    const good = taken <= MOST_SECONDS && programs <= MOST_PROGRAMS && problems === 0;
    tell(
      `  all three releases ${seconds(taken)} s (${seconds(processor)} s of the processor); target ${MOST_SECONDS} s, ${MOST_PROGRAMS} programs an audit, nothing found again: ${good ? 'held' : 'MISSED'}`,
    );
  }
  tell(await lossAgainstOptimum(seed));
}

function line(
  persons: number,
  { year, protectSeconds, auditSeconds, processorSeconds, told, report }: Release,
): string {
  const [widest] = told.choices;
  const loss = lossOf(widest?.years.flatMap(({ lines }) => lines) ?? []);
  const now = widest?.years.at(-1)?.cost ?? NO_COST;
  const programs = told.choices.flatMap(({ years }) => years).reduce((sum, { solved }) => sum + solved, 0);
  return [
    `${persons} persons a year, release of ${year}:`,
    `  protect ${seconds(protectSeconds)} s (${programs} programs), audit ${seconds(auditSeconds)} s (${report.programmes} programs, the longest ${Math.round(report.plusLongMs)} ms); of the processor ${seconds(processorSeconds)} s`,
    `  ${loss.all.figures} figures; hidden ${loss.primary.figures} by rule (${loss.primary.persons} persons), ${loss.coarsened.figures} told for the région alone, ${loss.secondary.figures} for others’ sake (${loss.secondary.persons} persons)`,
    `  its last year: cost ${now.paid.toFixed(1)}, no choice under ${now.least.toFixed(1)} (+${percent(now.paid, now.least)} %), and ${now.unbounded.toFixed(1)} over all tables, where the cheapest is not looked for`,
    `  audited ${report.cellules} cells, ${report.demandes} demands, ${report.temoins} witnesses (${told.hints.length} from the protector), ${report.retrouvables.length} found again, ${report.problemes.length} problems`,
  ].join('\n');
}

function percent(cost: number, least: number): string {
  return least === 0 ? '0.0' : ((100 * cost) / least - 100).toFixed(1);
}

function seconds(value: number): string {
  return value.toFixed(2);
}

/** Publishes year after year, each release audited with all those before. */
async function publishYears(
  groups: readonly PersonGroup[],
  done: (release: Release) => void,
): Promise<Release[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-bench-'));
  const { thresholds, catalogue: ours } = await readPublicationRules();
  const catalogue = benchCatalogue(ours);
  const warehouse = await openWarehouse({ path: ':memory:' });
  const releases: Release[] = [];
  try {
    const connection = await warehouse.connect();
    await fill(connection, groups);
    for (const year of YEARS) {
      const closed = YEARS.filter((one) => one <= year);
      const release = await publishYear(connection, { catalogue, thresholds, closed, folder, releases });
      releases.push(release);
      done(release);
    }
    connection.closeSync();
    return releases;
  } finally {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Setting {
  catalogue: Catalogue;
  thresholds: Thresholds;
  closed: readonly number[];
  folder: string;
  releases: readonly Release[];
}

async function publishYear(
  connection: DuckDBConnection,
  { catalogue, thresholds, closed, folder, releases }: Setting,
): Promise<Release> {
  const year = closed.at(-1) ?? 0;
  const start = performance.now();
  const atStart = process.cpuUsage();
  const published = releases.map((one) => ({
    dir: one.dir,
    annees_closes: YEARS.filter((other) => other <= one.year),
  }));
  const anciens = await formerCells(published, closed);
  const told = await protectCharacteristics(connection, {
    ...{ catalogue, thresholds, anneesCloses: closed },
    ...{ anciens, imprimes: [] },
  });
  const protectSeconds = (performance.now() - start) / 1000;
  const protectProcessor = processorSince(atStart);
  const dir = join(folder, String(year));
  await writeContent({ catalogue, thresholds, donneesDu: `${year}-12-31`, sample: true }, told, dir);
  const insiders = await readInsiders(connection);
  const before = performance.now();
  const atAudit = process.cpuUsage();
  const report = await auditRelease(dir, {
    earlier: releases.map((one) => ({ release: String(one.year), dir: one.dir })),
    ...{
      printed: [],
      insiders,
      thresholds: countRules(thresholds),
      hints: told.hints,
      clock: () => performance.now(),
    },
  });
  const auditSeconds = (performance.now() - before) / 1000;
  const processorSeconds = protectProcessor + processorSince(atAudit);
  return { year, dir, protectSeconds, auditSeconds, processorSeconds, told, report };
}

function processorSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** The thresholds as the audit wants them: what is not there is left out. */
function countRules({ publics }: Thresholds): ReleaseAuditOptions['thresholds'] {
  return JSON.parse(JSON.stringify({ publics }));
}

/** The catalogue with made-up characteristics, each in three cubes made after ours. */
function benchCatalogue(ours: Catalogue): Catalogue {
  const sexe = ours.caracteristiques.filter(({ nom, mart }) => nom === 'sexe' && mart === 'groupe_profil');
  const madeUp = madeUpCharacteristics(CHARACTERISTICS).map(
    ({ nom, codes }): Characteristic => ({
      ...(sexe[0] as Characteristic),
      ...{ nom, libelle: nom, base: nom },
      codes: Object.fromEntries(codes.map(({ code }) => [code, code])),
    }),
  );
  const cubes = TEMPLATES.flatMap((name) => {
    const template = ours.cubes.find(({ nom }) => nom === name);
    if (template === undefined || !isPersonsCube(template)) throw new Error(`No cube ${name}.`);
    return madeUp.map(({ nom }, at): PersonsCube => {
      const asked = at === 0 && name !== 'profil_region' ? ['sexe', nom] : [nom];
      return {
        ...template,
        nom: `${name}_${nom}`,
        personnes: { ...template.personnes, caracteristiques: asked },
      };
    });
  });
  return { ...ours, cubes, caracteristiques: [...sexe, ...madeUp] };
}

async function fill(connection: DuckDBConnection, groups: readonly PersonGroup[]): Promise<void> {
  await connection.run(`create schema if not exists marts; create schema if not exists core;
    create table marts.groupe_profil (annee integer, antenne varchar, departement varchar, sexe varchar,
      caracteristique varchar, modalite varchar, personnes integer);
    create table marts.groupe_sortie as from marts.groupe_profil;
    create table core.regroupement (caracteristique varchar, niveau integer, code varchar, code_large varchar,
      libelle_large varchar);
    create table core.source_de_genre (annee integer, antenne varchar, genre varchar, source varchar)`);
  const rows = groups.map((one) => Object.values(one).map(literal).join(', '));
  await connection.run(`insert into marts.groupe_profil values ${rows.map((row) => `(${row})`).join(', ')}`);
  const wider = madeUpWidenings(madeUpCharacteristics(CHARACTERISTICS)).map(
    ({ caracteristique, niveau, code, codeLarge }) =>
      [caracteristique, niveau, code, codeLarge, codeLarge].map(literal).join(', '),
  );
  await connection.run(`insert into core.regroupement values ${wider.map((row) => `(${row})`).join(', ')}`);
}

function literal(value: unknown): string {
  return typeof value === 'number' ? String(value) : `'${String(value)}'`;
}

/** Seconds of one program over all joint counts of the three years: the baseline that cell by cell would pay for each cell. */
async function wholeProgram(groups: readonly PersonGroup[]): Promise<number> {
  const linked = wholeTables(groups, YEARS);
  const joint = jointCounts(linked);
  const program = await JointProgram.of(
    joint,
    joint.cells.map(() => 1),
  );
  try {
    const cell = joint.cells.findIndex(({ value, named }) => value > 0 && value < 5 && named.has('antenne'));
    const start = performance.now();
    program.asking({ cell, least: 5, most: Infinity, still: new Set() }, () => program.run());
    return (performance.now() - start) / 1000;
  } finally {
    program.dispose();
  }
}

/** What the quick choice costs against the cheapest, on one year of a few characteristics, where both can be had. */
async function lossAgainstOptimum(seed: number): Promise<string> {
  const lines: string[] = [];
  for (const annee of YEARS) {
    const groups = madeUpGroups(madeUpCharacteristics(FEW), annee, 2000, seed);
    // All totals are kept: what they give away by themselves is no matter of hiding.
    const linked: LinkedTables = { ...wholeTables(groups, [annee]), keptIsKnown: true };
    const quick = await suppress(linked, { rounds: 0 });
    const start = performance.now();
    const { primary, cost, leastCost } = await suppress(linked);
    const taken = seconds((performance.now() - start) / 1000);
    const cells = linked.tables.reduce((count, table) => count + table.cells.length, 0);
    lines.push(
      `  ${annee}, ${cells} cells: ${primary.length} by rule; quick ${quick.cost.toFixed(1)} (+${percent(quick.cost, leastCost)} %), chosen ${cost.toFixed(1)}, no choice under ${leastCost.toFixed(1)} (+${percent(cost, leastCost)} %) in ${taken} s`,
    );
  }
  return [`loss against the optimum, ${FEW} characteristics in one program:`, ...lines].join('\n');
}
