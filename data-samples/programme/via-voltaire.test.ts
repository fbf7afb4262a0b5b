import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateOf,
  fromSerial,
  monthsBetween,
  type ReadBack,
  type ReadDate,
  type Row,
  readBack,
} from './extrait.fixture.ts';
import { parseTargets, type Targets } from './targets.ts';
import { COMMITTED_SEED, makeViaVoltaire, TARGETS_2024, workbookBytes } from './via-voltaire.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const committed = fileURLToPath(new URL('../extraits/via-voltaire-2024.xlsx', import.meta.url));
const program = 'data-samples/programme/via-voltaire.ts';
const targets = parseTargets(readFileSync(TARGETS_2024, 'utf8'));

type Keep = (row: Row) => boolean;
const isNew: Keep = (row) => String(row.Entrée).startsWith('Nouvel accueil');
const isReturn: Keep = (row) => row.Entrée === 'Reprise de contact';
const hasLeft: Keep = (row) => row['Fin du suivi'] !== null;

/** How many rows carry each value of a column. */
function tally(rows: readonly Row[], column: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[String(row[column])] = (counts[String(row[column])] ?? 0) + 1;
  return counts;
}

/** Counts by a row's label and by site, in the order of the targets' sites. */
function bySite(
  wanted: Targets,
  rows: readonly Row[],
  matches: (row: Row, libelle: string) => boolean,
  labels: string[],
) {
  return labels.map((libelle) =>
    wanted.permanences.sites.map(
      ({ libelle: site }) => rows.filter((row) => row.Permanence === site && matches(row, libelle)).length,
    ),
  );
}

const effectifs = (table: {
  categories: readonly { libelle: string; effectif: number }[];
}): Record<string, number> =>
  Object.fromEntries(table.categories.map(({ libelle, effectif }) => [libelle, effectif]));
const labels = (table: { categories: readonly { libelle: string }[] }): string[] =>
  table.categories.map(({ libelle }) => libelle);
const cells = (table: { categories: readonly { sites: readonly number[] }[] }): (readonly number[])[] =>
  table.categories.map(({ sites }) => sites);

/** The rank of a duration in months among bands whose upper bounds are excluded. */
function band(wanted: Targets, months: number): number {
  return wanted.durees.categories.findIndex(({ mois }) => mois === null || months < mois);
}

/** Every printed table, counted from the workbook's rows alone. */
function expectTables(wanted: Targets, { personnes, total, seances, presences }: ReadBack): void {
  const nouveaux = personnes.filter(isNew);
  const sortis = personnes.filter(hasLeft);
  const enCours = personnes.filter((row) => !hasLeft(row));
  expect(total).toMatchObject({ 'N° dossier': 'Total', Nom: wanted.accueils.total });
  expect(personnes).toHaveLength(wanted.accueils.total);
  expect(tally(personnes, 'Sexe')).toEqual(wanted.sexe.tous);
  expect(tally(nouveaux, 'Sexe')).toEqual(wanted.sexe.nouveaux);

  const orientePar = (row: Row, libelle: string): boolean => row['Orienté par'] === libelle;
  expect(bySite(wanted, personnes, orientePar, labels(wanted.accueils))).toEqual(cells(wanted.accueils));
  expect(bySite(wanted, nouveaux, orientePar, labels(wanted.nouveaux))).toEqual(cells(wanted.nouveaux));
  expect(personnes.filter(isReturn)).toHaveLength(wanted.retours.total);

  for (const counting of ['year minus birth year', 'completed years on entry']) {
    const ageOf = (row: Row): number => {
      const birth = dateOf(row, 'Né(e) le');
      const entry = dateOf(row, 'Début du suivi');
      return counting === 'year minus birth year'
        ? wanted.annee - birth.year
        : Math.floor(monthsBetween(birth, entry) / 12);
    };
    const inBand = (row: Row, libelle: string): boolean =>
      wanted.ages.categories.some(
        ({ libelle: own, de, a }) => own === libelle && ageOf(row) >= de && (a === null || ageOf(row) <= a),
      );
    expect(bySite(wanted, nouveaux, inBand, labels(wanted.ages)), counting).toEqual(cells(wanted.ages));
  }

  expect(tally(personnes, 'Revenus ressources')).toEqual(effectifs(wanted.ressources));
  expect(tally(personnes, 'Situation professionnelle')).toEqual(effectifs(wanted.professions));
  expect(tally(personnes, 'Situation conjugale')).toEqual(effectifs(wanted.conjugales));

  const motif = (row: Row, libelle: string): boolean => row['Motif de sortie'] === libelle;
  expect(bySite(wanted, sortis, motif, labels(wanted.sorties))).toEqual(cells(wanted.sorties));
  expect(sortis).toHaveLength(wanted.sorties.total);
  expect(sortis.filter(isNew)).toHaveLength(wanted.sorties.entrees.nouveaux);
  expect(bySite(wanted, enCours, () => true, [''])).toEqual([wanted.en_cours.sites]);

  const end = fromSerial(Date.UTC(wanted.annee, 11, 31) / 86_400_000 + 25_569);
  const readings: Record<string, (start: ReadDate, stop: ReadDate) => number> = {
    'calendar months': monthsBetween,
    'months of 30 days': (start, stop) => (stop.serial - start.serial) / 30,
    'average months': (start, stop) => (stop.serial - start.serial) / 30.4375,
  };
  for (const [counting, months] of Object.entries(readings)) {
    const counts = (rows: readonly Row[]): number[] => {
      const found = wanted.durees.categories.map(() => 0);
      for (const row of rows) {
        const stop = hasLeft(row) ? dateOf(row, 'Fin du suivi') : end;
        const rank = band(wanted, months(dateOf(row, 'Début du suivi'), stop));
        found[rank] = (found[rank] ?? 0) + 1;
      }
      return found;
    };
    expect(counts(sortis), counting).toEqual(wanted.durees.categories.map(({ sorties }) => sorties));
    expect(counts(enCours), counting).toEqual(wanted.durees.categories.map(({ en_cours }) => en_cours));
  }

  const { groupe, obligation_de_soins } = wanted;
  const present = presences.filter((row) => row.Présence === 'présent');
  expect(seances).toHaveLength(groupe.seances);
  expect(Object.keys(tally(presences, 'N° dossier'))).toHaveLength(groupe.participants);
  expect(Object.keys(tally(present, 'N° dossier'))).toHaveLength(groupe.participants);
  expect(present.length / seances.length).toBeGreaterThan(groupe.presence.min);
  expect(present.length / seances.length).toBeLessThan(groupe.presence.max);
  const care = personnes.filter((row) => String(row.Cadre).includes('avec obligation de soins')).length;
  expect(care / personnes.length).toBeGreaterThanOrEqual(obligation_de_soins.part_min);
  expect(care / personnes.length).toBeLessThanOrEqual(obligation_de_soins.part_max);
}

/** Another year's tables: Montpellier apart, the sites' columns in the opposite order. */
function otherYear(wanted: Targets): Targets {
  const fixed = wanted.permanences.sites.findIndex(({ code }) => code === wanted.groupe.site);
  const turned = (sites: readonly number[]): number[] => {
    const others = sites.filter((_, rank) => rank !== fixed).reverse();
    others.splice(fixed, 0, ...sites.slice(fixed, fixed + 1));
    return others;
  };
  const turn = <Table extends { sites: number[]; categories: { sites: number[] }[] }>(
    table: Table,
  ): Table => ({
    ...table,
    sites: turned(table.sites),
    categories: table.categories.map((row) => ({ ...row, sites: turned(row.sites) })),
  });
  return {
    ...wanted,
    annee: wanted.annee + 1,
    accueils: turn(wanted.accueils),
    nouveaux: turn(wanted.nouveaux),
    ages: turn(wanted.ages),
    sorties: turn(wanted.sorties),
    en_cours: { ...wanted.en_cours, sites: turned(wanted.en_cours.sites) },
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the committed extract', () => {
  const bytes = readFileSync(committed);

  it('reproduces every printed table', () => {
    expectTables(targets, readBack(bytes));
  });

  it('is what the program makes, byte for byte', () => {
    expect(sha256(workbookBytes(makeViaVoltaire(COMMITTED_SEED, targets)))).toBe(sha256(bytes));
  });

  it('says in its first cell that nobody in it is real', () => {
    const sheet = XLSX.read(bytes).Sheets['Suivi individuel'];
    expect(sheet?.A1?.v).toContain('aucune personne réelle');
  });
});

describe('makeViaVoltaire', () => {
  it('reproduces every table with any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expectTables(targets, readBack(workbookBytes(makeViaVoltaire(seed, targets))));
      }),
      { numRuns: 6 },
    );
  });

  it('gives other rows with another seed', () => {
    expect(makeViaVoltaire(1, targets).suivis).not.toEqual(makeViaVoltaire(2, targets).suivis);
  });

  it("reproduces another year's tables, which no row of it was made for", () => {
    const wanted = otherYear(targets);
    const read = readBack(workbookBytes(makeViaVoltaire(5, parseTargets(JSON.stringify(wanted)))));
    expectTables(wanted, read);
    expect(read.personnes.filter((row) => row.Entrée === 'Nouvel accueil 2025')).toHaveLength(
      targets.nouveaux.total,
    );
  });

  it('refuses tables that exclude each other, and names them', () => {
    // Three minors at Agde, where probation sent all but two of the new persons.
    const shift = { moins_18: 3, '35_44': -3 };
    const wanted: Targets = {
      ...targets,
      ages: {
        ...targets.ages,
        categories: targets.ages.categories.map((row) => {
          const more = row.code === 'moins_18' || row.code === '35_44' ? shift[row.code] : 0;
          return {
            ...row,
            total: row.total + more,
            sites: row.sites.map((cell, site) => (site === 0 ? cell + more : cell)),
          };
        }),
      },
    };
    expect(() => makeViaVoltaire(1, wanted)).toThrow(/ages, agde/);
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', program, ...args], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });

  it('writes the committed file, in any time zone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'via-voltaire-'));
    try {
      const out = join(folder, 'made', 'extrait.xlsx');
      const made = spawnSync(process.execPath, ['--import', 'tsx', program, '--out', out], {
        cwd: root,
        encoding: 'utf8',
        timeout: 60_000,
        env: { ...process.env, TZ: 'Pacific/Auckland' },
      });
      expect(made.stderr).toContain('546 persons');
      expect(made.status).toBe(0);
      expect(sha256(readFileSync(out))).toBe(sha256(readFileSync(committed)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('exits 2 on wrong usage and 1 when the targets cannot be read', () => {
    expect(run().status).toBe(2);
    expect(run('--nonsense').status).toBe(2);
    const missing = run('--out', 'never-written.xlsx', '--targets', 'no-such-file.json');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('cibles_absentes');
  });
});
