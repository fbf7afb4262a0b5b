import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { parseFile } from '../../ingest/parse-file.ts';
import { ageOn, isWorkingDay } from './calendar.ts';
import { COMMITTED_SEED } from './commande.ts';
import { type Annee, makeLaClede } from './la-clede.ts';
import { laCledeFiles } from './la-clede-classeur.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const KEY = new Uint8Array(32).fill(30);

function expectPlausible({
  annee,
  stages,
  convocations,
  soirees,
  sejours,
  questionnaires,
  hommes,
}: Annee): void {
  for (const { debut, fin } of stages) {
    expect(fin).toBeGreaterThan(debut);
    expect([debut, fin].every(isWorkingDay)).toBe(true);
  }
  for (const { personne, stage, oriente, venue, report } of convocations) {
    expect(oriente).toBeLessThan(stage.debut);
    expect(report !== null).toBe(venue === 'reporte');
    if (report) {
      expect(report.lieu).toBe(stage.lieu);
      const again = convocations.filter((other) => other.personne === personne && other.stage === report);
      expect(again).toHaveLength(1);
    }
    if (personne.naissance !== null)
      expect(ageOn(personne.naissance, stage.debut)).toBeGreaterThanOrEqual(18);
  }
  for (const stage of stages) {
    const present = convocations.filter((one) => one.stage === stage && one.venue === 'present');
    expect(present.length).toBeLessThanOrEqual(stage.places);
  }
  expect(soirees.every(({ presents, date }) => presents >= 2 && isWorkingDay(date))).toBe(true);
  expect(hommes).toBeGreaterThanOrEqual(Math.max(...soirees.map(({ presents }) => presents)));
  for (const { numero, presents } of soirees)
    expect(questionnaires.filter(({ seance }) => seance === numero).length).toBeLessThanOrEqual(presents);
  sejours.slice(1).forEach(({ arrivee }, rank) => {
    expect(arrivee).toBeGreaterThan(sejours[rank]?.depart ?? Number.POSITIVE_INFINITY);
  });
  expect(annee === 2024 ? sejours.length : sejours.length + 1).toBe(4);
}

describe('makeLaClede', () => {
  it('gives plausible years with any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const years = makeLaClede(seed);
        expectPlausible(years[2023]);
        expectPlausible(years[2024]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the committed workbooks', () => {
  let sources: Sources;
  beforeAll(async () => {
    sources = await loadSources(path('ingest/sources'), path('ingest/nomenclatures'));
  });
  const files = laCledeFiles(COMMITTED_SEED);
  const committed = (name: string): Uint8Array => readFileSync(path(`data-samples/extraits/${name}`));
  const load = (name: string) =>
    parseFile(committed(name), name, sources, (sample) => (sample ? KEY : undefined));

  it.each(files)('are what the program makes, byte for byte: $nom', ({ nom, octets }) => {
    expect(Buffer.from(octets).equals(committed(nom))).toBe(true);
  });

  it('load whole from an ODS with headers on two lines, and tell the hidden sheet', () => {
    const { origine, lus, charges, a_corriger, tables, problemes } = load('la-clede-2024.ods');
    const annee = makeLaClede(COMMITTED_SEED)[2024];
    const { stages, convocations, soirees, sejours, questionnaires } = annee;
    expect(origine).toMatchObject({ source: 'la_clede_suivi', annee: 2024, echantillon: true });
    const lines =
      stages.length + convocations.length + soirees.length + 1 + sejours.length + questionnaires.length;
    expect({ lus, charges, a_corriger }).toEqual({ lus: lines, charges: lines, a_corriger: 0 });
    expect(tables.get('participation')).toHaveLength(convocations.length);
    expect(tables.get('accompagnement')).toHaveLength(
      convocations.filter(({ venue }) => venue === 'present').length + sejours.length,
    );
    expect(problemes.map(({ feuille }) => feuille)).toEqual(['Listes']);
  });

  it('load the thinner year', () => {
    const { lus, charges, a_corriger } = load('la-clede-2023.ods');
    expect(charges).toBe(lus);
    expect(a_corriger).toBe(0);
    expect(lus).toBeGreaterThan(90);
  });

  it('load a group without anybody, and what is declared of it', () => {
    const tables = load('la-clede-2024.ods').tables;
    const evenings = tables.get('seance')?.filter(({ module }) => module === 'groupe_parole') ?? [];
    expect(evenings.every(({ personne_key }) => personne_key === null)).toBe(true);
    const attended = evenings.reduce((sum, { presents }) => sum + Number(presents), 0);
    expect(tables.get('collectif')).toMatchObject([
      { personne_key: null, personnes: 31, seances: evenings.length, participations: attended },
    ]);
    const answers = tables.get('reponse') ?? [];
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.every(({ personne_key }) => personne_key === null)).toBe(true);
    const evening = new Set(evenings.map(({ seance }) => seance));
    expect(answers.every(({ seance }) => evening.has(seance ?? ''))).toBe(true);
  });

  it('know again a man whose name the housing team writes in capitals, and who was born when « NC »', () => {
    const tables = load('la-clede-2024.ods').tables;
    const trainees = new Set(tables.get('participation')?.map(({ personne_key }) => personne_key));
    const housed = tables.get('sejour')?.map(({ personne_key }) => personne_key) ?? [];
    expect(housed.filter((key) => trainees.has(key))).toHaveLength(1);
    const sans = tables.get('personne')?.filter(({ identification }) => identification === 'sans_naissance');
    expect(sans?.length).toBeGreaterThan(0);
  });

  it('hold nights of the one place that never overlap', () => {
    const stays = load('la-clede-2024.ods').tables.get('sejour') ?? [];
    expect(new Set(stays.map(({ logement }) => logement))).toEqual(new Set(['ales']));
    expect(stays).toHaveLength(4);
  });
});
