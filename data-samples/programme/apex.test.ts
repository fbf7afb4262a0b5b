import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources } from '../../ingest/contracts.ts';
import { parseKey } from '../../ingest/core/pseudonym.ts';
import { type ParsedFile, parseFile } from '../../ingest/parse-file.ts';
import { apexFiles, makeApex } from './apex.ts';
import type { ApexAnnee } from './apex-classeur.ts';
import type { Oriente } from './apex-orientation.ts';
import { dayOf, isWorkingDay } from './calendar.ts';
import { COMMITTED_SEED } from './commande.ts';
import { FIRST_NAMES, SAYS_SO } from './identite.ts';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const ingest = (name: string) => fileURLToPath(new URL(`../../ingest/${name}`, import.meta.url));
const seeds = fc.integer({ min: 0, max: 1_000_000 });

const count = <Item>(items: readonly Item[], keep: (item: Item) => boolean): number =>
  items.filter(keep).length;
/** Distinct persons. */
const persons = (list: readonly { qui: Oriente }[]): number =>
  new Set(list.map(({ qui }) => qui.personne)).size;

function group(year: ApexAnnee): NonNullable<ApexAnnee['groupe']> {
  if (!year.groupe) throw new Error('no group in this year');
  return year.groupe;
}

describe('the committed extracts', () => {
  it('are what the program makes, byte for byte', () => {
    for (const { nom, octets } of apexFiles(COMMITTED_SEED))
      expect(Buffer.compare(readFileSync(path(`extraits/${nom}`)), Buffer.from(octets)), nom).toBe(0);
  });

  it('name invented persons only', () => {
    const { annee2023, annee2024 } = makeApex(COMMITTED_SEED);
    const invented: readonly string[] = [...FIRST_NAMES.F, ...FIRST_NAMES.H];
    for (const { personne } of [annee2023, annee2024].flatMap(({ orientations, reports }) => [
      ...orientations,
      ...reports,
    ])) {
      expect(SAYS_SO).toContain(personne.nom.split('-')[0]);
      expect(invented).toContain(personne.prenom);
    }
  });
});

describe('whatever the seed', () => {
  it('the courses hold every printed count', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { annee2023, annee2024 } = makeApex(seed);
        const sent = annee2024.orientations.filter(({ vers }) => vers === 'stage');
        expect(annee2024.orientations).toHaveLength(198);
        expect(sent).toHaveLength(171);
        expect(count(annee2024.orientations, ({ personne }) => personne.sexe === 'F')).toBe(20);
        expect(annee2023.orientations).toHaveLength(146);
        expect(count(annee2023.orientations, ({ vers }) => vers === 'stage')).toBe(109);
        const came = annee2024.convocations.filter(({ convocation }) => convocation.presence === 'present');
        expect(came).toHaveLength(67);
        expect(persons(came)).toBe(67);
        expect(annee2024.convocations).toHaveLength(165);
        expect(count(sent, ({ trajet }) => trajet.convocations.length > 0)).toBe(98);
        // Stock at the beginning, those sent, those whose wait ended, stock at the end.
        const ended = [...annee2024.reports, ...sent].filter(({ trajet }) => trajet.sortiLe !== null);
        expect(54 + 171 - ended.length).toBe(87);
        const reports = new Set(annee2024.reports.map(({ personne }) => personne));
        const waiting2023 = annee2023.orientations.filter(
          ({ vers, trajet }) =>
            vers === 'stage' && (trajet.sortiLe === null || trajet.sortiLe >= dayOf(2024, 1, 1)),
        );
        expect(new Set(waiting2023.map(({ personne }) => personne))).toEqual(reports);
      }),
      { numRuns: 12 },
    );
  });

  it('the group, the follow-ups and the interviews hold theirs', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { annee2024 } = makeApex(seed);
        const { participants, seances, presences } = group(annee2024);
        expect([participants.length, seances.length]).toEqual([12, 41]);
        const came = presences.filter(({ presence }) => presence === 'present');
        expect(came).toHaveLength(163);
        for (let seance = 1; seance <= seances.length; seance++) {
          const present = count(came, (one) => one.seance === seance);
          expect(present).toBeGreaterThan(0);
          expect(present).toBeLessThanOrEqual(8);
        }
        expect(participants.flatMap(({ motifs }) => motifs)).toHaveLength(11);
        expect(count(participants, ({ fin }) => fin === null)).toBe(2);
        const inGroup = new Set(participants.map(({ qui }) => qui));
        expect(annee2024.suivis).toHaveLength(9);
        expect(count(annee2024.suivis, ({ qui }) => inGroup.has(qui))).toBe(4);
        const kept = (annee2024.entretiens ?? []).filter(({ tenue }) => tenue === 'tenu');
        expect(annee2024.entretiens).toHaveLength(159);
        expect(count(kept, ({ type }) => type === 'evaluation' || type === 'bilan')).toBe(36);
        expect(count(kept, ({ type }) => type === 'pre_stage')).toBe(37);
        expect(count(kept, ({ type }) => type === 'suivi')).toBe(41);
      }),
      { numRuns: 12 },
    );
  });

  it('days follow each other, and offices are open on them', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { annee2023, annee2024 } = makeApex(seed);
        for (const { orientations, reports, stages } of [annee2023, annee2024])
          for (const { oriente, trajet } of [...orientations, ...reports]) {
            expect(isWorkingDay(oriente)).toBe(true);
            if (trajet.issueLe !== null) expect(trajet.issueLe).toBeGreaterThan(oriente);
            const own = trajet.convocations.map(({ stage }) => stage);
            expect([...own].sort((a, b) => a - b)).toEqual(own);
            expect(own.every((stage) => stage <= Math.max(stages.length, 11))).toBe(true);
          }
        for (const { debut, fin } of [...annee2024.suivis, ...group(annee2024).participants])
          expect(fin ?? dayOf(2024, 12, 31)).toBeGreaterThan(debut);
        for (const { jour, qui } of annee2024.entretiens ?? []) {
          expect(isWorkingDay(jour)).toBe(true);
          expect(jour).toBeGreaterThan(qui.oriente);
          expect(jour).toBeLessThanOrEqual(dayOf(2024, 12, 31));
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe('loaded by the contract', () => {
  let files: Map<string, ParsedFile>;

  beforeAll(async () => {
    const sources = await loadSources(ingest('sources'), ingest('nomenclatures'));
    const key = parseKey(readFileSync(path('cle-exemple.txt'), 'utf8'));
    files = new Map(
      apexFiles(COMMITTED_SEED).map(({ nom, octets }) => [nom, parseFile(octets, nom, sources, () => key)]),
    );
  });

  function loaded(name: string): ParsedFile {
    const file = files.get(name);
    if (!file) throw new Error(`${name} was not made`);
    return file;
  }

  function keysOf(file: ParsedFile, table: 'attente' | 'personne', partie: string): Set<unknown> {
    const rows = file.tables.get(table) ?? [];
    return new Set(rows.filter((row) => row.partie === partie).map((row) => row.personne_key));
  }

  it.each([
    ['apex-suivi-2024.xlsx', 2024, 849],
    ['apex-suivi-2023.xlsx', 2023, 242],
  ])('%s loads whole', (name, annee, lignes) => {
    const { origine, lus, charges, a_corriger } = loaded(name);
    expect(origine).toMatchObject({ source: 'apex_suivi', annee, echantillon: true });
    expect({ lus, charges, a_corriger }).toEqual({ lus: lignes, charges: lignes, a_corriger: 0 });
  });

  it('who waits at the end of 2023 is the same person in 2024', () => {
    const waiting = (loaded('apex-suivi-2023.xlsx').tables.get('attente') ?? []).filter(
      ({ date_fin }) => date_fin === null,
    );
    expect(new Set(waiting.map(({ personne_key }) => personne_key))).toEqual(
      keysOf(loaded('apex-suivi-2024.xlsx'), 'personne', 'reports'),
    );
  });

  it('a day of 1904 is that day, and a month is its first day, marked', () => {
    const { tables } = loaded('apex-suivi-2024.xlsx');
    const first = (tables.get('seance') ?? []).find(({ partie }) => partie === 'stages');
    expect(first).toMatchObject({ seance: 'S1', date_seance: '2024-01-18', date_fin: '2024-01-19' });
    const months = (tables.get('orientation') ?? []).filter(({ dates_au_mois }) => dates_au_mois);
    expect(months.length).toBeGreaterThan(0);
    expect(months.every(({ date_orientation }) => /-01$/.test(String(date_orientation)))).toBe(true);
  });

  it('who is sent again by the court keeps one pseudonym', () => {
    const file = loaded('apex-suivi-2024.xlsx');
    const before = keysOf(file, 'personne', 'reports');
    const again = [...keysOf(file, 'personne', 'orientations')].filter((key) => before.has(key));
    expect(again).toHaveLength(3);
  });
});
