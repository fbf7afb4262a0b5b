import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alter } from '../../publish/fixture-warehouse.ts';
import { readPublicationRules } from '../../publish/publication-rules.ts';
import { publishRelease } from '../../publish/release.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { Output } from '../output.ts';
import { auditCommand } from './audit.ts';

/** Three antennes, of whom one has three persons in training: they are hidden, with what it takes. */
const TABLES = `
create schema marts; create schema core;
create table marts.groupe_profil as select 2024 as annee, * from (values
  ('AERS', '34', 'homme', 'sexe', 'homme', 323), ('APEX', '66', 'homme', 'sexe', 'homme', 180),
  ('UDAF11', '11', 'homme', 'sexe', 'homme', 140),
  ('AERS', '34', 'homme', 'emploi', 'en_emploi', 190), ('AERS', '34', 'homme', 'emploi', 'sans_emploi', 130),
  ('AERS', '34', 'homme', 'emploi', 'en_formation', 3),
  ('APEX', '66', 'homme', 'emploi', 'en_emploi', 90), ('APEX', '66', 'homme', 'emploi', 'sans_emploi', 70),
  ('APEX', '66', 'homme', 'emploi', 'en_formation', 20),
  ('UDAF11', '11', 'homme', 'emploi', 'en_emploi', 60), ('UDAF11', '11', 'homme', 'emploi', 'sans_emploi', 55),
  ('UDAF11', '11', 'homme', 'emploi', 'en_formation', 25)
) as groupe(antenne, departement, sexe, caracteristique, modalite, personnes);
create table marts.groupe_sortie as from marts.groupe_profil limit 0;
create table core.regroupement (caracteristique varchar, niveau integer, code varchar, code_large varchar,
  libelle_large varchar);
create table core.source_de_genre (annee integer, antenne varchar, genre varchar, source varchar);
`;

let root: string;
let publication: string;
let env: NodeJS.ProcessEnv;
let names: { first: string; second: string };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-audit-release-'));
  publication = join(root, 'publication');
  env = { CPCA_WAREHOUSE: join(root, 'w.duckdb'), CPCA_PUBLICATION: publication };
  await change(TABLES);
  const first = await publish(['profil_antennes']);
  names = { first, second: await publish(['profil_antennes', 'profil_departements']) };
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function change(sql: string): Promise<void> {
  const warehouse = await openWarehouse({ path: String(env.CPCA_WAREHOUSE) });
  await alter(warehouse, sql);
  await warehouse.close();
}

async function publish(cubes: readonly string[]): Promise<string> {
  const { catalogue, thresholds } = await readPublicationRules();
  const entree = { fichier: 'a.xlsx', sha256: 'ab'.repeat(32), source: 's', antenne: 'AERS', annee: 2024 };
  const { release } = await publishRelease({
    ...{ warehouse: { path: String(env.CPCA_WAREHOUSE) }, out: publication, thresholds },
    catalogue: { ...catalogue, cubes: catalogue.cubes.filter(({ nom }) => cubes.includes(nom)) },
    ...{ donneesDu: '2024-12-31', sample: false, modeles: {}, parametres: {}, annees: { clore: [2024] } },
    ...{ entrees: [{ ...entree, lus: 1, charges: 1, a_corriger: 0 }] },
    ...{ clock: () => new Date('2025-03-01T12:00:00Z'), logger: { info: () => undefined } },
  });
  return release;
}

/** What `cpca audit --release` printed, and its exit code. */
async function audit(release: string | true, json = false) {
  let [text, notes] = ['', ''];
  const output = new Output(
    json,
    (one) => {
      text += one;
    },
    (one) => {
      notes += one;
    },
  );
  const code = await auditCommand({ release }, output, env);
  return { text, notes, code };
}

describe('cpca audit --release', () => {
  it('audits the release in force, and says what was asked and found', async () => {
    const { text, notes, code } = await audit(true);
    expect(code).toBe(0);
    expect(notes).toContain(names.second);
    expect(text).toMatch(
      new RegExp(`^Publication ${names.second} : [1-9]\\d* effectifs à protéger, 0 retrouvables`),
    );
    expect(text).toMatch(/effectif sous le seuil +[1-9]/);
    expect(text).toContain('Retrouvables : aucune.');
  });

  it('gives one document, of a release by its name with those before it', async () => {
    const document = async (name: string) => JSON.parse((await audit(name, true)).text);
    expect(await document(names.first)).toMatchObject({
      ...{ release: names.first, retrouvables: [], problemes: [], publications: 0, revisees: [] },
    });
    expect(await document(names.second)).toMatchObject({ release: names.second, publications: 1 });
  });

  it('says that a release is not that of the rows any more, names cells and no figure, and ends with 1', async () => {
    const moved = (by: number) =>
      change(`update marts.groupe_profil set personnes = personnes + ${by}
        where antenne = 'APEX' and modalite in ('homme', 'sans_emploi')`);
    await moved(7);
    const { code, text, notes } = await audit(true);
    await moved(-7);
    expect(code).toBe(1);
    expect(notes).toMatch(/antenne = APEX, caracteristique = emploi, modalite = sans_emploi/);
    expect(`${text}${notes}`).not.toMatch(/\b(180|187|77)\b/);
  });

  it('refuses a name that is not there', async () => {
    await expect(audit('2020-12-31-00000000')).rejects.toMatchObject({ code: 'publication_inconnue' });
  });

  it.each(['first', 'second'] as const)(
    'refuses when a file of the %s release was changed',
    async (which) => {
      const file = join(publication, names[which], 'comite', 'cubes', 'profil_antennes.csv');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('publie', 'secret'));
      await expect(audit(names.second)).rejects.toMatchObject({ code: 'publication_abimee' });
      await writeFile(file, text);
    },
  );

  it('refuses when a release of the ledger is gone, or one is there that the ledger does not know', async () => {
    const [folder, aside] = [join(publication, names.first), join(root, names.first)];
    await rename(folder, aside);
    await expect(audit(names.second)).rejects.toMatchObject({ code: 'registre_incomplet' });
    await rename(aside, join(publication, '2024-12-31-00000000'));
    await expect(audit(names.second)).rejects.toMatchObject({ code: 'registre_incomplet' });
    await rename(join(publication, '2024-12-31-00000000'), folder);
    expect((await audit(names.second)).code).toBe(0);
  });
});
