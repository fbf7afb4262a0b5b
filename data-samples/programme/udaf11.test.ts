import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { parseFile } from '../../ingest/parse-file.ts';
import { ageOn, dayOf, isWorkingDay, parts } from './calendar.ts';
import { COMMITTED_SEED } from './commande.ts';
import { type Auteur, makeUdaf, type Udaf } from './udaf11.ts';
import { udafFiles } from './udaf11-classeur.ts';
import { LOGEMENTS_2024 } from './udaf11-sejour.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const KEY = new Uint8Array(32).fill(11);
const FIRST = dayOf(2024, 1, 1);
const END = dayOf(2025, 1, 1);

/** Rates as the report prints them (l.1065-1073). */
const PRINTED: Record<string, string> = {
  'NARBONNE 1': '97.26',
  'NARBONNE 2': '73.70',
  'CARCASSONNE 1': '85.75',
  'CARCASSONNE 2': '78.36',
  CASTELNAUDARY: '89.04',
};

function nights(stay: { arrivee: number; depart: number | null }): number {
  return Math.min(stay.depart ?? END, END) - Math.max(stay.arrivee, FIRST);
}

function tally<Item>(items: readonly Item[], label: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[label(item)] = (counts[label(item)] ?? 0) + 1;
  return counts;
}

/** Everything that the report prints of the UDAF and that rows can give, counted from the rows. */
function expectPrinted({ auteurs, sejours, sorties, suivis, presences, refus, avant }: Udaf): void {
  const housed = auteurs.filter(({ mode }) => mode !== 'Sans hébergement');
  expect(housed).toHaveLength(23);
  expect(auteurs).toHaveLength(24);
  expect(new Set(sejours.map(({ auteur }) => auteur))).toEqual(new Set(housed));
  expect(new Set(avant.map(({ auteur }) => auteur.dossier)).size).toBe(13);
  for (const [lieu, rate] of Object.entries(PRINTED)) {
    const taken = sejours
      .filter((sejour) => sejour.lieu === lieu)
      .reduce((sum, sejour) => sum + nights(sejour), 0);
    expect(((100 * taken) / 365).toFixed(2), lieu).toBe(rate);
    expect(((100 * taken) / 366).toFixed(2), lieu).not.toBe(rate);
  }
  expect(tally(sorties, ({ motif }) => motif)).toEqual({
    'Admission en soins': 1,
    Exclusion: 1,
    'Parti sans avertir': 1,
    Incarcération: 1,
    'Logement autonome': 4,
    'Relais amis / famille': 5,
    'n.r.': expect.any(Number),
    NC: expect.any(Number),
  });
  expect(tally(suivis, ({ partenaire }) => partenaire)).toEqual({ MDS: 3, KYATIS: 5 });
  expect(tally(refus, ({ demandeur }) => demandeur)).toEqual({ SPIP: 2, Procureur: 1, GAV: 1 });
  expect(housed.filter(({ spip }) => spip)).toHaveLength(10);
  const present = presences.filter(({ presence }) => presence === 'P');
  expect(Object.values(tally(present, ({ auteur }) => auteur.dossier))).toEqual([15, 15, 15, 15, 15]);
  const ages = housed.map(({ naissance }) => 2024 - parts(naissance).year);
  expect([Math.min(...ages), Math.max(...ages)]).toEqual([30, 70]);
}

/** What no table prints and common sense asks. */
function expectPlausible({ auteurs, sejours, sorties, suivis, seances, presences }: Udaf): void {
  const byFile = tally(auteurs, ({ dossier }) => dossier);
  expect(Object.values(byFile).every((count) => count === 1)).toBe(true);
  for (const { logement } of LOGEMENTS_2024) {
    const stays = sejours.filter(({ lieu }) => lieu === logement).sort((a, b) => a.arrivee - b.arrivee);
    stays.slice(1).forEach(({ arrivee }, rank) => {
      expect(arrivee).toBeGreaterThan(stays[rank]?.depart ?? END);
    });
  }
  for (const auteur of auteurs) {
    expect(auteur.oriente).toBeLessThanOrEqual(auteur.entree);
    expect(auteur.sortie ?? END).toBeGreaterThan(auteur.entree);
    expect(ageOn(auteur.naissance, END)).toBeGreaterThanOrEqual(30);
  }
  const motif = (auteur: Auteur): string | undefined =>
    sorties.find((sortie) => sortie.auteur === auteur)?.motif;
  const exit = (wanted: string): number | null | undefined =>
    sorties.find((sortie) => sortie.motif === wanted)?.auteur.sortie;
  expect(parts(exit('Exclusion') ?? 0)).toMatchObject({ year: 2024, month: 4 });
  expect(parts(exit('Admission en soins') ?? 0)).toMatchObject({ year: 2024, month: 5 });
  for (const { auteur, partenaire, debut, fin } of suivis) {
    expect(debut).toBeGreaterThan(auteur.entree);
    expect(fin ?? END).toBeGreaterThan(debut);
    expect(auteur.secteur).toMatch(partenaire === 'KYATIS' ? /^CARCASSONNE$/ : /^(NARBONNE|LEZIGNAN)/);
    if (partenaire === 'KYATIS') expect(motif(auteur)).not.toBe('Parti sans avertir');
  }
  expect(seances.every(({ date }) => isWorkingDay(date))).toBe(true);
  expect(new Set(presences.map(({ seance, auteur }) => `${seance} ${auteur.dossier}`)).size).toBe(
    presences.length,
  );
}

describe('makeUdaf', () => {
  it('gives the printed counts, and plausible lives, with any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const udaf = makeUdaf(seed);
        expectPrinted(udaf);
        expectPlausible(udaf);
      }),
      { numRuns: 60 },
    );
  });

  it('gives other persons with another seed', () => {
    expect(makeUdaf(1).auteurs).not.toEqual(makeUdaf(2).auteurs);
  });
});

describe('the committed workbooks', () => {
  let sources: Sources;
  beforeAll(async () => {
    sources = await loadSources(path('ingest/sources'), path('ingest/nomenclatures'));
  });
  const files = udafFiles(COMMITTED_SEED);
  const committed = (name: string): Uint8Array => readFileSync(path(`data-samples/extraits/${name}`));
  const load = (name: string) =>
    parseFile(committed(name), name, sources, (sample) => (sample ? KEY : undefined));

  it.each(files)('are what the program makes, byte for byte: $nom', ({ nom, octets }) => {
    expect(Buffer.from(octets).equals(committed(nom))).toBe(true);
  });

  it('load whole, every line of every table', () => {
    const { origine, lus, charges, a_corriger, tables } = load('udaf11-2024.xls');
    expect(origine).toMatchObject({ source: 'udaf11_suivi', annee: 2024, echantillon: true });
    // 24 authors, 18 stays, 5 in hotels, 4 refusals, 19 ends, 8 partners' follow-ups, the meetings and who came.
    const udaf = makeUdaf(COMMITTED_SEED);
    const lines = 24 + 18 + 5 + 4 + 19 + 8 + udaf.seances.length + udaf.presences.length;
    expect({ lus, charges, a_corriger }).toEqual({ lus: lines, charges: lines, a_corriger: 0 });
    const counts = Object.fromEntries([...tables].map(([table, rows]) => [table, rows.length]));
    expect(counts).toEqual({
      ...{ personne: 24, orientation: 24, accompagnement: 32, sejour: 23, sortie: 19 },
      ...{ demande_non_satisfaite: 4, seance: udaf.seances.length, participation: udaf.presences.length },
    });
  });

  it('load the thinner year, whose last four are still there in the next', () => {
    const before = load('udaf11-2023.xls');
    expect(before).toMatchObject({ lus: 26, charges: 26, a_corriger: 0 });
    const keys = (rows: readonly Record<string, unknown>[] | undefined): Set<unknown> =>
      new Set(rows?.map(({ personne_key }) => personne_key));
    const after = keys(load('udaf11-2024.xls').tables.get('sejour'));
    expect([...keys(before.tables.get('sejour'))].filter((key) => after.has(key))).toHaveLength(4);
  });

  it('keep what the office wrote instead of a value', () => {
    const tables = load('udaf11-2024.xls').tables;
    const motifs = tally(tables.get('sortie') ?? [], ({ motif }) => String(motif));
    expect(motifs).toMatchObject({ inconnu: 4, non_transmis: 2 });
    const asked = tables.get('demande_non_satisfaite')?.filter(({ dates_au_mois }) => dates_au_mois !== null);
    expect(asked?.map(({ date_demande }) => String(date_demande).slice(-2))).toEqual(['01']);
  });
});
