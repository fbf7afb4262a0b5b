import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import type { YearRequest } from './closed-years.ts';
import { alter } from './fixture-warehouse.ts';
import { readPublicationRules } from './publication-rules.ts';
import { publishRelease } from './release.ts';
import { ReleaseCells } from './release-cells.ts';

const ANTENNES = [
  ['AERS', '34', 30],
  ['VIA_VOLTAIRE', '34', 21],
  ['APEX', '66', 9],
  ['LA_CLEDE', '30', 5],
] as const;
const WORK = ['en_emploi', 'sans_emploi', 'en_formation', 'retraite_ou_invalidite', '_U'];

/** Persons of an antenne, by sexe and work, the same each time; each characteristic counts the same persons. */
function groups(): string[] {
  return ANTENNES.flatMap(([antenne, departement, size], at) =>
    ['homme', 'femme', '_U'].flatMap((sexe, rank) => {
      const counts = WORK.map((_, code) =>
        Math.floor((size * ((at * 13 + code * 11 + rank * 3 + 6) % 11)) / (1 + 6 * rank)),
      );
      const all = counts.reduce((sum, count) => sum + count, 0);
      const row = (caracteristique: string, modalite: string, personnes: number) =>
        `(2024, '${antenne}', '${departement}', '${sexe}', '${caracteristique}', '${modalite}', ${personnes})`;
      const works = WORK.map((code, place) => row('emploi', code, counts[place] ?? 0));
      return all === 0 ? [] : [row('sexe', sexe, all), ...works.filter((text) => !text.endsWith(' 0)'))];
    }),
  );
}

const TABLES = `
create schema marts; create schema core;
create table marts.groupe_profil (annee integer, antenne varchar, departement varchar, sexe varchar,
  caracteristique varchar, modalite varchar, personnes integer);
create table core.regroupement (caracteristique varchar, niveau integer, code varchar, code_large varchar,
  libelle_large varchar);
create table core.source_de_genre (annee integer, antenne varchar, genre varchar, source varchar);
create table marts.antennes (annee integer, antenne varchar, valeur integer, absence varchar, nom varchar,
  departement varchar, recu varchar, source varchar, contributeurs integer);
insert into marts.antennes values (2024, 'AERS', 48, null, 'AERS', '34', 'declare', 'aers.xlsx', null);
insert into marts.groupe_profil values ${groups().join(', ')};
`;
const PROFILES = ['profil_antennes', 'profil_departements', 'profil_region'];

let root: string;
let warehouse: Warehouse;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-pattern-'));
  warehouse = await openWarehouse({ path: ':memory:' });
  await alter(warehouse, TABLES);
});
afterAll(async () => {
  await warehouse.close();
  await rm(root, { recursive: true, force: true });
});

async function publish(annees: Partial<YearRequest>) {
  const { catalogue, thresholds } = await readPublicationRules();
  const cubes = catalogue.cubes.filter(({ nom }) => nom === 'antennes' || PROFILES.includes(nom));
  const entree = { fichier: 'a.xlsx', sha256: 'ab'.repeat(32), source: 's', antenne: 'AERS', annee: 2024 };
  const out = join(root, 'publication');
  return publishRelease({
    ...{ warehouse, out, catalogue: { ...catalogue, cubes }, thresholds },
    ...{ donneesDu: '2024-12-31', sample: false, modeles: {}, parametres: {}, annees },
    entrees: [{ ...entree, lus: 1, charges: 1, a_corriger: 0 }],
    ...{ clock: () => new Date('2025-03-01T12:00:00Z'), logger: { info: () => undefined } },
  });
}

it('a revision of a year whose persons are the same hides the same cells and tells the same bases', async () => {
  const first = await publish({ clore: [2024] });
  const cells = await new ReleaseCells(first.dir).cube('comite', 'profil_antennes');
  const statuses = new Set([...cells.cells.values()].map(({ statut }) => statut));
  expect([...statuses].sort()).toEqual(['publie', 'secret']);
  await alter(warehouse, 'update marts.antennes set valeur = 49');
  const { revisions } = await publish({ reviser: [2024], motif: 'un envoi a été validé' });
  expect(revisions.map(({ cubes }) => cubes.map(({ cube }) => cube))).toEqual([
    ['antennes', 'antennes', 'antennes'],
  ]);
}, 60_000);
