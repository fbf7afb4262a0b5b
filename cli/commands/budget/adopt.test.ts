import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { BudgetError } from '../../../budget/problem.ts';
import { ACTE, PROPOSAL, proposalRows, proposalSends } from '../../../budget/record-fixture.ts';
import { parametersDocument } from '../../../budget/write-parameters.ts';
import { archiveDdl, rawDdl } from '../../../ingest/raw-tables.ts';
import { alter, fixtureWarehouse } from '../../../publish/fixture-warehouse.ts';
import { readPublicationRules } from '../../../publish/publication-rules.ts';
import { publishRelease } from '../../../publish/release.ts';
import { openWarehouse } from '../../../sql/warehouse.ts';
import { Output } from '../../output.ts';
import { budgetAdopt } from './adopt.ts';
import { budgetDecision } from './decision.ts';
import { budgetVerify } from './verify.ts';

let root: string;
let published: string;
let publication: string;
let env: NodeJS.ProcessEnv;
const clock = () => new Date('2025-07-01T10:00:00Z');

/** A row's values as SQL writes them. */
function values(row: Readonly<Record<string, unknown>>): string {
  const each = Object.values(row).map((value) =>
    value === null
      ? 'null'
      : typeof value === 'number'
        ? String(value)
        : `'${String(value).replaceAll("'", "''")}'`,
  );
  return `(${each.join(', ')})`;
}

/** The proposal's inputs and their sends, as the marts have them. */
const MARTS = `
drop table marts.budget_entrees; drop table marts.budget_validation; delete from marts.budget_projets;
create table marts.budget_entrees as
  select *, cast(null as varchar) as absence, cast(null as integer) as contributeurs from (values
  ${proposalRows()
    .map(({ statut: _statut, ...row }) => values({ ...row, source: 'essai.csv · A1' }))
    .join(',\n')}) as v(annee, entree, departement, antenne, valeur, mot, formule, provenance, source);
create table marts.budget_validation as
  select *, cast(null as varchar) as absence, cast(null as integer) as contributeurs from (values
  ${proposalSends()
    .map((row) => values({ ...row }))
    .join(
      ',\n',
    )}) as v(annee, entree, departement, antenne, objet, valeur, etat, raison, par, le, expediteur, source);
`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-adopt-'));
  published = join(root, 'published');
  const warehouse = await fixtureWarehouse();
  await alter(warehouse, MARTS);
  const { catalogue, thresholds } = await readPublicationRules();
  const needed = new Set(['antennes', 'budget_entrees', 'budget_projets', 'budget_validation']);
  await publishRelease({
    ...{ warehouse, out: published, thresholds, donneesDu: '2024-12-31', sample: true },
    catalogue: { ...catalogue, cubes: catalogue.cubes.filter(({ nom }) => needed.has(nom)) },
    ...{ entrees: [], modeles: {}, parametres: {}, logger: { info: () => {} }, clock },
  });
  await warehouse.close();
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  publication = join(await mkdtemp(join(root, 'p-')), 'publication');
  await cp(published, publication, { recursive: true });
  env = {
    CPCA_PUBLICATION: publication,
    CPCA_WAREHOUSE: join(root, 'none.duckdb'),
    CPCA_CHROMIUM: '/nowhere',
  };
});

interface Said {
  result: Record<string, unknown>;
  notes: string;
}

/** Runs a command that answers in JSON. */
async function run(command: (output: Output) => Promise<unknown>): Promise<Said & { code: unknown }> {
  let out = '';
  let notes = '';
  const output = new Output(
    true,
    (text) => {
      out += text;
    },
    (text) => {
      notes += text;
    },
  );
  const code = await command(output);
  return { result: JSON.parse(out), notes, code };
}

async function file(name: string, value: unknown): Promise<string> {
  const path = join(publication, '..', name);
  await writeFile(path, stringify(value));
  return path;
}

/** Adopts the proposal under an act that says otherwise in some of its keys. */
async function adopt(acte: Partial<typeof ACTE> = {}, parameters = PROPOSAL): Promise<Said> {
  const params = await file('parametres.yml', parametersDocument(parameters));
  const written = await file('acte.yml', { ...ACTE, ...acte });
  return run((output) => budgetAdopt({ params, acte: written, samples: true }, output, env, clock));
}

function verify() {
  return run((output) => budgetVerify({ samples: true }, output, env));
}

/** The codes that a run is refused for, and its exit code. */
async function refused(running: Promise<unknown>): Promise<[number | undefined, string[]]> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { exitCode, problemes } = error as { exitCode?: number; problemes?: { code: string }[] };
  return [
    exitCode ?? (error instanceof BudgetError ? 1 : undefined),
    (problemes ?? []).map(({ code }) => code),
  ];
}

async function decisionEntries(): Promise<string[]> {
  return readdir(join(publication, 'decisions')).catch(() => []);
}

describe('a decision', () => {
  it('is written whole, verified, shown, and replaced by a later one', async () => {
    const { result, notes } = await adopt();
    expect(result).toMatchObject({ ok: true, rang: 1, seance: '2025-04-09', remplace: null });
    expect(notes).toContain('Le PDF n’est pas écrit');
    const amounts = result.lignes as { montant_centimes: number }[];
    expect(amounts.reduce((all, { montant_centimes: cents }) => all + cents, 0)).toBe(10_000_000);
    expect((await readdir(join(publication, 'decisions', '0001'))).sort()).toEqual(
      [
        'decision.json',
        'documents.json',
        ...['aers', 'apex', 'la-clede', 'la-traverse', 'udaf11', 'via-voltaire'].flatMap((code) => [
          `fiche-${code}.docx`,
          `fiche-${code}.html`,
        ]),
        'releve.docx',
        'releve.html',
      ].sort(),
    );
    const second = await adopt({
      seance: '2025-05-14',
      motif_remplacement: 'les données de l’Aude ont changé',
    });
    expect(second.result).toMatchObject({ rang: 2, remplace: { rang: 1, seance: '2025-04-09' } });
    await adopt({ seance: '2025-06-11' }, { ...PROPOSAL, exercice: 2026 });
    const checked = await verify();
    expect(checked.code).toBe(0);
    expect(checked.result.decisions).toMatchObject([
      { rang: 1, en_vigueur: false },
      { rang: 2, en_vigueur: true },
      { rang: 3, exercice: 2026, en_vigueur: true },
    ]);
    // What was adopted is the year before of the next exercice.
    const next = await run((output) => budgetDecision({ samples: true }, output, env));
    const { lignes } = next.result.repartition as { lignes: { nature: string; ecart_n1_centimes: number }[] };
    const changes = lignes.filter(({ nature }) => nature === 'antenne').map((line) => line.ecart_n1_centimes);
    expect(changes).toEqual(PROPOSAL.antennes.map(() => 0));
    expect(checked.result.avertissements).toEqual([]);
    const shown = await run((output) => budgetDecision({ exercice: 2025, samples: true }, output, env));
    expect(shown.result).toMatchObject({
      rang: 2,
      acte: { motif_remplacement: 'les données de l’Aude ont changé' },
    });
  });

  it('has the same bytes for the same inputs at the same time', async () => {
    await adopt();
    const first = await readFile(join(publication, 'decisions', '0001', 'documents.json'), 'utf8');
    await rm(join(publication, 'decisions'), { recursive: true });
    await adopt();
    expect(await readFile(join(publication, 'decisions', '0001', 'documents.json'), 'utf8')).toBe(first);
  });

  it('is refused twice for one date, with the exit code of parameters, and nothing is written', async () => {
    await adopt();
    const [exit, codes] = await refused(adopt({ motif_remplacement: 'autre motif' }));
    expect([exit, codes]).toEqual([2, ['seance_deja_arretee']]);
    expect(await decisionEntries()).toEqual(['0001', 'derniere']);
  });

  it('is refused for its parameters, naming nobody, an illustration, a name in place of a function', async () => {
    expect(await refused(adopt({}, { ...PROPOSAL, statut: 'illustration' }))).toEqual([
      2,
      ['illustration_non_adoptable'],
    ]);
    const named = ACTE.signataires.map((one) => ({ ...one, fonction: 'Jeanne Martin' }));
    expect(await refused(adopt({ signataires: named }))).toEqual([2, ['validateur']]);
    expect(await refused(adopt({ clause: undefined } as never))).toEqual([2, ['clause_absente']]);
    expect(await decisionEntries()).toEqual([]);
  });

  it('is refused for its data, an imputation that it does not name, or an opinion that changed since', async () => {
    expect(await refused(adopt({ imputations: [] }))).toEqual([1, ['imputation_non_nommee']]);
    const path = join(publication, '..', 'w.duckdb');
    const warehouse = await openWarehouse({ path });
    for (const statement of [...rawDdl(), ...archiveDdl()]) await warehouse.knex.raw(statement);
    await warehouse.close();
    env.CPCA_WAREHOUSE = path;
    const [exit, codes] = await refused(adopt());
    expect([exit, [...new Set(codes)]]).toEqual([1, ['avis_change']]);
    expect(await decisionEntries()).toEqual([]);
  });

  it('is refused on a release that changed, or without one', async () => {
    const release = (await readFile(join(publication, 'current'), 'utf8')).trim();
    const cube = join(publication, release, 'comite', 'cubes', 'budget_entrees.csv');
    await writeFile(cube, `${await readFile(cube, 'utf8')}\n`);
    expect((await refused(adopt()))[1]).toEqual(['publication_abimee']);
    await rm(join(publication, 'current'));
    await expect(adopt()).rejects.toMatchObject({ code: 'aucune_publication' });
    expect(await decisionEntries()).toEqual([]);
  });

  it('is refused after a record that changed, which verify names', async () => {
    await adopt();
    const record = join(publication, 'decisions', '0001', 'decision.json');
    const text = await readFile(record, 'utf8');
    await writeFile(record, text.replace('"valeur": 691', '"valeur": 961'));
    const found = await verify();
    expect(found.code).toBe(1);
    expect(found.notes).toContain('0001/decision.json : L’acte a changé dans les données d’entrée');
    const next = { seance: '2025-05-14', motif_remplacement: 'les données ont changé' };
    expect((await refused(adopt(next)))[1]).toContain('decision_modifiee');
    expect(await decisionEntries()).toEqual(['0001', 'derniere']);
  });
});

describe('the documents of a decision', () => {
  it('say in words the frame, the criteria, every amount and what validates every input', async () => {
    await adopt();
    const folder = join(publication, 'decisions', '0001');
    const html = await readFile(join(folder, 'releve.html'), 'utf8');
    const docx = wordText(await readFile(join(folder, 'releve.docx')));
    for (const text of [html, docx]) {
      for (const said of [
        'Relevé de décisions',
        'Données d’exemple',
        'convention d’objectifs 2024-2026 du 15 mars 2024',
        'Le bénéficiaire peut reverser tout ou partie de la subvention',
        '100\u202f000,00\u00a0€',
        'Poids\u00a0: Activité',
        'porteur_offre 2024\u00a0: validé par «\u00a0direction\u00a0» le 3 février 2025',
        '1\u202f715 − 1\u202f390'.replaceAll('\u202f', ' '),
        'Date et signature',
        'Méthode',
      ])
        expect(text).toContain(said);
      for (const { nom } of PROPOSAL.antennes) expect(text).toContain(nom);
    }
    const { lignes } = (await run((output) => budgetDecision({ samples: true }, output, env))).result
      .repartition as { lignes: { montant_centimes: number; antenne: string | null; nature: string }[] };
    for (const { montant_centimes: cents, antenne, nature } of lignes) {
      const euros = `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')}\u00a0€`;
      expect(html.replaceAll('\u202f', '')).toContain(euros);
      if (nature !== 'antenne') continue;
      const sheet = await readFile(
        join(folder, `fiche-${antenne?.toLowerCase().replaceAll('_', '-')}.html`),
        'utf8',
      );
      expect(sheet.replaceAll('\u202f', '')).toContain(euros);
      expect(sheet).toContain('Pour le conseil d’administration');
    }
  });

  it('are written again from the record, and never over a file of somebody else', async () => {
    await adopt();
    const out = join(publication, '..', 'documents');
    const again = () => run((output) => budgetDecision({ out, samples: true }, output, env));
    await again();
    const folder = join(publication, 'decisions', '0001');
    for (const name of ['releve.html', 'releve.docx', 'fiche-apex.docx'])
      expect(await readFile(join(out, name))).toEqual(await readFile(join(folder, name)));
    await writeFile(join(out, 'releve.html'), 'à moi');
    await expect(again()).rejects.toMatchObject({ code: 'FICHIER_A_GARDER', exit: 2 });
  });
});

/** The words of a Word file. */
function wordText(bytes: Uint8Array): string {
  const archive = XLSX.CFB.read(bytes, { type: 'buffer' });
  const part = XLSX.CFB.find(archive, '/word/document.xml');
  const xml = Buffer.from((part?.content ?? []) as Uint8Array).toString('utf8');
  return xml.replace(/<[^>]+>/g, '').replaceAll('&quot;', '"');
}
