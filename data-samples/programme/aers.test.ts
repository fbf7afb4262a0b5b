import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { parseKey } from '../../ingest/core/pseudonym.ts';
import { type ParsedFile, parseFile } from '../../ingest/parse-file.ts';
import type { RawTable } from '../../ingest/raw-tables.ts';
import { type Annee, makeAers, type SiteAnnee } from './aers.ts';
import { aersFiles, EXTRAITS } from './aers-ecrire.ts';
import type { Mesure, Sejour } from './aers-mesure.ts';
import { bandOf, type Personne, sharedPersons } from './aers-personne.ts';
import { ageOn, dayOf } from './calendar.ts';
import { COMMITTED_SEED, makeViaVoltaire, readTargets, TARGETS_2024 } from './via-voltaire.ts';

const path = (place: string): string => fileURLToPath(new URL(place, import.meta.url));
const { suivis } = makeViaVoltaire(COMMITTED_SEED, await readTargets(TARGETS_2024));
const files = await aersFiles(COMMITTED_SEED);
const years = makeAers(COMMITTED_SEED, suivis);

/** Distinct persons of some measures and of those present at the courses. */
const supervised = ({ mesures }: SiteAnnee): Set<Personne> =>
  new Set(mesures.map(({ personne }) => personne));
const trained = ({ convocations }: SiteAnnee): Set<Personne> =>
  new Set(convocations.flatMap(({ personne, presence }) => (presence === 'present' ? [personne] : [])));
const judicial = (site: SiteAnnee): Set<Personne> => new Set([...supervised(site), ...trained(site)]);
const received = ({ montpellier, beziers, volontaires }: Annee): Set<Personne> =>
  new Set([...judicial(montpellier), ...judicial(beziers), ...volontaires.map(({ personne }) => personne)]);
const bySex = (persons: Iterable<Personne>): { H: number; F: number } => {
  const sexes = [...persons].map(({ sexe }) => sexe);
  return { H: sexes.filter((sexe) => sexe === 'H').length, F: sexes.filter((sexe) => sexe === 'F').length };
};

/** Nights of the stays of some lodgings between New Year and New Year. */
function nights(
  mesures: readonly Mesure[],
  annee: number,
  wanted: (logement: Sejour['logement']) => boolean,
) {
  const [first, next] = [dayOf(annee, 1, 1), dayOf(annee + 1, 1, 1)];
  const stays = mesures.flatMap(({ sejour }) => (sejour && wanted(sejour.logement) ? [sejour] : []));
  const count = stays
    .map(({ entree, sortie }) => Math.min(sortie ?? next, next) - Math.max(entree, first))
    .reduce((left, right) => left + right, 0);
  return { personnes: stays.length, nuits: count };
}

/** The printed figures, counted from what was drawn. */
function expectFigures({ 2023: before, 2024: year }: { 2023: Annee; 2024: Annee }): void {
  const { montpellier, beziers, volontaires } = year;
  expect(bySex(judicial(montpellier))).toEqual({ H: 355, F: 49 });
  expect(bySex(judicial(beziers))).toEqual({ H: 220, F: 52 });
  expect(bySex(trained(beziers))).toEqual({ H: 173, F: 49 });
  expect(trained(montpellier).size).toBe(225);
  expect(supervised(montpellier).size).toBe(179);
  expect(bySex(supervised(beziers))).toEqual({ H: 47, F: 3 });
  const bands = [...supervised(beziers)].map(({ naissance }) => bandOf(naissance, 2024));
  expect([0, 1, 2, 3].map((band) => bands.filter((one) => one === band).length)).toEqual([1, 9, 22, 18]);
  expect(bySex(volontaires.map(({ personne }) => personne))).toEqual({ H: 42, F: 11 });
  expect(received(year).size).toBe(691);
  expect(Math.round((100 * bySex(received(year)).H) / 691)).toBe(85);
  expect(received(before).size).toBe(640);
}

/** What no office would send. */
function expectPlausible({ 2024: year }: { 2024: Annee }): void {
  for (const site of [year.montpellier, year.beziers]) {
    for (const { personne, ordonnance, debut, fin, motif } of site.mesures) {
      expect(ordonnance).toBeLessThanOrEqual(debut);
      expect(debut).toBeLessThanOrEqual(dayOf(2024, 12, 31));
      expect(fin === null || (fin >= debut && fin >= dayOf(2024, 1, 1) && fin <= dayOf(2024, 12, 31))).toBe(
        true,
      );
      expect(fin === null).toBe(motif === null);
      expect(ageOn(personne.naissance, debut)).toBeGreaterThanOrEqual(18);
    }
    for (const { recue, stage, rang, presence, report } of site.convocations) {
      expect(recue).toBeLessThan(stage.jours[0]);
      expect(rang === 2 && presence !== 'present').toBe(false);
      expect(report === null || report.jours[0] > stage.jours[0]).toBe(true);
    }
    const mixed = site.convocations.filter(({ stage, personne }) => stage.femmes && personne.sexe === 'H');
    expect(mixed).toEqual([]);
    for (const stage of site.stages)
      expect(
        site.convocations.filter((one) => one.stage === stage && one.presence === 'present').length,
      ).toBeLessThanOrEqual(stage.places);
    const flats = site.mesures.flatMap(({ sejour }) =>
      sejour?.logement.startsWith('studio') ? [sejour] : [],
    );
    const overlaps = flats.filter((one) =>
      flats.some(
        (other) =>
          other !== one &&
          other.logement === one.logement &&
          other.entree >= one.entree &&
          (one.sortie === null || other.entree < one.sortie),
      ),
    );
    expect(overlaps).toEqual([]);
  }
  for (const { presences, date } of year.ateliers)
    for (const { dossier } of presences) {
      const one = year.volontaires.find((volontaire) => volontaire.dossier === dossier);
      expect(one && one.debut <= date && (one.fin === null || one.fin >= date)).toBe(true);
    }
}

describe('makeAers', () => {
  it('reproduces the printed figures and stays plausible, with any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const drawn = makeAers(seed, suivis);
        expectFigures(drawn);
        expectPlausible(drawn);
      }),
      { numRuns: 12 },
    );
  });

  it('gives the same rows with the same seed, and others with another', () => {
    expect(makeAers(7, suivis)).toEqual(makeAers(7, suivis));
    expect(makeAers(7, suivis)[2024].volontaires).not.toEqual(years[2024].volontaires);
  });

  it('lodges as many persons and nights as the region’s figures leave to the Pôle Justice', () => {
    const mesures = [...years[2024].montpellier.mesures, ...years[2024].beziers.mesures];
    expect(nights(mesures, 2024, (logement) => logement.startsWith('studio'))).toEqual({
      personnes: 30,
      nuits: 800,
    });
    expect(nights(mesures, 2024, (logement) => logement === 'hotel')).toEqual({ personnes: 4, nuits: 126 });
    expect(nights(mesures, 2024, (logement) => logement === 'chrs')).toEqual({ personnes: 6, nuits: 32 });
  });

  it('knows whom it sent to Via Voltaire before it sent them', () => {
    const shared = sharedPersons(suivis, 2024);
    expect(shared).toHaveLength(60);
    const { montpellier, beziers, volontaires } = years[2024];
    for (const { personne, oriente } of shared) {
      const known = [
        ...[...montpellier.mesures, ...beziers.mesures].map((one) => [one.personne, one.debut] as const),
        ...[...montpellier.convocations, ...beziers.convocations].map(
          (one) => [one.personne, one.recue] as const,
        ),
        ...volontaires.map((one) => [one.personne, one.debut] as const),
      ].filter(([{ nom, prenom }]) => nom === personne.nom && prenom === personne.prenom);
      expect(known.length).toBeGreaterThan(0);
      expect(Math.min(...known.map(([, day]) => day))).toBeLessThan(oriente);
    }
  });
});

describe('the committed files', () => {
  it('are what the program makes, byte for byte', () => {
    for (const [name, bytes] of files)
      expect(Buffer.compare(readFileSync(`${EXTRAITS}${name}`), bytes), name).toBe(0);
    expect([...files.keys()].sort()).toEqual([
      'pole-justice-beziers-ajir-2024.csv',
      'pole-justice-beziers-cjse-2023.csv',
      'pole-justice-beziers-cjse-2024.csv',
      'pole-justice-beziers-hebergement-2024.csv',
      'pole-justice-beziers-questionnaires-2024.csv',
      'pole-justice-beziers-sessions-2024.csv',
      'pole-justice-beziers-stages-2023.csv',
      'pole-justice-beziers-stages-2024.csv',
      'pole-justice-montpellier-2023.xlsx',
      'pole-justice-montpellier-2024.xlsx',
    ]);
  });

  it('are saved in five encodings and with three separators', () => {
    const latin = (name: string): string => Buffer.from(files.get(name) ?? []).toString('latin1');
    expect(latin('pole-justice-beziers-cjse-2024.csv').slice(0, 3)).toBe('ï»¿');
    expect(latin('pole-justice-beziers-ajir-2024.csv')).toContain('PÃ´le Justice');
    expect(latin('pole-justice-beziers-ajir-2024.csv')).toContain('Nom,Pr');
    expect(latin('pole-justice-beziers-sessions-2024.csv')).toContain('Session\tDu\tAu');
    // The euro sign of Windows-1252, the ligature of ISO-8859-15.
    expect(latin('pole-justice-beziers-stages-2024.csv')).toContain(';Réglé (\u0080)');
    expect(latin('pole-justice-beziers-hebergement-2024.csv')).toContain('Chez la s½ur ou le frère');
    expect(latin('pole-justice-beziers-questionnaires-2024.csv').slice(0, 2)).toBe('ÿþ');
  });
});

describe('the committed files, loaded', () => {
  const key = parseKey(readFileSync(path('../cle-exemple.txt'), 'utf8'));
  let sources: Sources;
  let parsed: ParsedFile[];
  const parse = (name: string): ParsedFile =>
    parseFile(readFileSync(`${EXTRAITS}${name}`), name, sources, () => key);
  const keysOf = (some: readonly ParsedFile[], table: RawTable): Set<string> =>
    new Set(some.flatMap((one) => (one.tables.get(table) ?? []).map((row) => String(row.personne_key))));

  beforeAll(async () => {
    sources = await loadSources(path('../../ingest/sources'), path('../../ingest/nomenclatures'));
    parsed = [...files.keys()].map(parse);
  });

  it('leave nothing to correct; what 2023 lacks is told', () => {
    for (const one of parsed) {
      expect(one, one.fichier).toMatchObject({ a_corriger: 0, charges: one.lus });
      expect(one.origine?.echantillon, one.fichier).toBe(true);
      const told = one.problemes.filter(
        ({ code }) => one.origine?.annee === 2024 || !['COLONNE_ABSENTE'].includes(code),
      );
      expect(told.map(({ code, feuille, message }) => [code, feuille, message])).toEqual([]);
    }
    expect(parsed.map(({ origine }) => origine?.source)).toEqual(
      [...files.keys()].map((name) => (name.includes('montpellier') ? 'aers_montpellier' : 'aers_beziers')),
    );
  });

  it('hold 60 persons of Via Voltaire under the same pseudonym, though spelled by other hands', () => {
    const own = keysOf(
      parsed.filter(({ origine }) => origine?.annee === 2024),
      'accompagnement',
    );
    const theirs = keysOf([parse('via-voltaire-2024.xlsx')], 'accompagnement');
    expect(own.size).toBe(691);
    expect([...own].filter((one) => theirs.has(one))).toHaveLength(60);
    const text = [...files]
      .filter(([name]) => name.endsWith('-2024.csv'))
      .map(([name, bytes]) => Buffer.from(bytes).toString(name.includes('stages') ? 'latin1' : 'utf8'))
      .join('\n');
    const shared = sharedPersons(suivis, 2024).filter(({ site }) => site === 'beziers');
    const otherwise = shared.filter(({ personne }) => !text.includes(`${personne.nom};${personne.prenom};`));
    expect(otherwise.length).toBeGreaterThan(shared.length / 3);
  });

  it('hold the persons whose measure lasts over New Year in both years', () => {
    const of = (annee: number, modules: readonly string[]): Set<string> =>
      new Set(
        parsed
          .filter(({ origine }) => origine?.annee === annee)
          .flatMap(({ tables }) => tables.get('accompagnement') ?? [])
          .filter(
            (row) =>
              modules.includes(String(row.module)) &&
              (annee === 2023 || String(row.date_debut) < '2024-01-01'),
          )
          .map((row) => String(row.personne_key)),
      );
    const modules = ['cjse', 'cjse_eviction', 'suivi_socio_educatif'];
    const begun = of(2024, modules);
    const before = of(2023, modules);
    expect(begun.size).toBeGreaterThan(60);
    expect([...begun].filter((one) => !before.has(one))).toEqual([]);
  });
});
