import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import type { YearRequest } from './closed-years.ts';
import { readCurrentRelease } from './current-release.ts';
import { alter } from './fixture-warehouse.ts';
import { readPublicationRules } from './publication-rules.ts';
import { publishRelease } from './release.ts';
import { ReleaseCells } from './release-cells.ts';

/** Persons by antenne, sex and work: the rows that every cube of characteristics is counted from. */
const TABLES = `
create schema marts; create schema core;
create table marts.groupe_profil (annee integer, antenne varchar, departement varchar, sexe varchar,
  caracteristique varchar, modalite varchar, personnes integer);
create table core.regroupement (caracteristique varchar, niveau integer, code varchar, code_large varchar,
  libelle_large varchar);
create table core.source_de_genre (annee integer, antenne varchar, genre varchar, source varchar);
insert into marts.groupe_profil
  select 2024, antenne, departement, sexe, caracteristique, modalite, personnes from (values
    ('AERS', '34', 'homme', 'sexe', 'homme', 260), ('AERS', '34', 'femme', 'sexe', 'femme', 40),
    ('AERS', '34', 'homme', 'emploi', 'en_emploi', 150), ('AERS', '34', 'homme', 'emploi', 'sans_emploi', 110),
    ('AERS', '34', 'femme', 'emploi', 'en_emploi', 22), ('AERS', '34', 'femme', 'emploi', 'sans_emploi', 18),
    ('APEX', '66', 'homme', 'sexe', 'homme', 150), ('APEX', '66', 'femme', 'sexe', 'femme', 30),
    ('APEX', '66', 'homme', 'emploi', 'en_emploi', 70), ('APEX', '66', 'homme', 'emploi', 'sans_emploi', 80),
    ('APEX', '66', 'femme', 'emploi', 'en_emploi', 16), ('APEX', '66', 'femme', 'emploi', 'sans_emploi', 14)
  ) as groupe(antenne, departement, sexe, caracteristique, modalite, personnes);
`;
const MOTIF = 'une fiche avait été oubliée';

let root: string;
let out: string;
let warehouse: Warehouse;
let first: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-difference-'));
  out = join(root, 'publication');
  warehouse = await openWarehouse({ path: ':memory:' });
  await alter(warehouse, TABLES);
  first = (await publish({ clore: [2024] })).release;
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  await rm(root, { recursive: true, force: true });
});

async function publish(annees: Partial<YearRequest>) {
  const { catalogue, thresholds } = await readPublicationRules();
  const cubes = catalogue.cubes.filter(({ nom }) => nom === 'profil_antennes' || nom === 'profil_region');
  expect(cubes).toHaveLength(2);
  const entree = { fichier: 'a.xlsx', sha256: 'ab'.repeat(32), source: 's', antenne: 'AERS', annee: 2024 };
  return publishRelease({
    ...{
      warehouse,
      out,
      catalogue: { ...catalogue, cubes },
      thresholds,
      donneesDu: '2024-12-31',
      sample: false,
    },
    ...{ entrees: [{ ...entree, lus: 1, charges: 1, a_corriger: 0 }], modeles: {}, parametres: {}, annees },
    ...{ clock: () => new Date('2025-03-01T12:00:00Z'), logger: { info: () => undefined } },
  });
}

/** So many more men at work in an antenne: each is one in every table that he is in. */
function more(persons: number): Promise<void> {
  return alter(
    warehouse,
    `update marts.groupe_profil set personnes = personnes + ${persons}
     where antenne = 'AERS' and sexe = 'homme' and modalite in ('homme', 'en_emploi')`,
  );
}

describe('two releases whose difference would give a person away', () => {
  it('publish figures of the closed year to begin with', async () => {
    const cells = await new ReleaseCells(join(out, first)).cube('comite', 'profil_antennes');
    const told = [...cells.cells.values()].filter(({ statut }) => statut === 'publie');
    expect(told.map(({ valeur }) => valeur)).toContain(172);
  });

  it('are refused when it is one person more: the cells are named, no figure, and nothing is written', async () => {
    await more(1);
    const error = await publish({ reviser: [2024], motif: MOTIF }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'difference_sous_le_seuil',
      message: expect.stringContaining('antenne AERS, caracteristique emploi, modalite en_emploi'),
    });
    expect(String(error)).not.toMatch(/\b(172|173|260|261)\b/);
    expect(await readdir(out)).toEqual([first, 'current', 'registre.jsonl']);
    expect((await readCurrentRelease(out)).release).toBe(first);
  });

  it('may both stand when the difference is no smaller than a count that may be told', async () => {
    await more(10);
    const { release, revisions } = await publish({ reviser: [2024], motif: MOTIF });
    expect(revisions.map(({ annee, motif }) => [annee, motif])).toEqual([[2024, MOTIF]]);
    expect((await readCurrentRelease(out)).release).toBe(release);
    expect(release).not.toBe(first);
  });

  it('are held to every release, not to the last alone', async () => {
    await more(-10);
    await expect(publish({ reviser: [2024], motif: MOTIF })).rejects.toMatchObject({
      code: 'difference_sous_le_seuil',
    });
  });
});
