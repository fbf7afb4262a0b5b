import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { runIngest } from '../../cli/pipeline.ts';
import { SAMPLES_DIR } from '../../cli/places.ts';
import { rawDdl } from '../../ingest/raw-tables.ts';

const YEARS = 10;
/** Names that hold within a file: each copy of the samples has its own. */
const NAMED = ['seance', 'report_vers', 'logement'];

/** Loads the samples into a warehouse of the folder, as the command does, and gives its path. */
export async function loadSamples(folder: string): Promise<string> {
  const warehouse = join(folder, 'loaded.duckdb');
  const places = { sample: true, warehouse, publication: folder, sites: folder };
  const day = () => new Date('2025-02-01T12:00:00Z');
  await runIngest(places, [SAMPLES_DIR], undefined, day, () => undefined);
  return warehouse;
}

/**
 * Fills `raw` and `meta` with the loaded samples laid over ten years, as many times over as gives about `persons`
 * persons: every table that the samples have has rows, in the samples' proportions. Three persons in ten come back
 * years later; of the accompaniments that stand open, half go on into the next year's file, and so on for three years.
 * A few rows contradict each other. The same seed gives the same rows. Gives how many persons there are.
 */
export async function fillRaw(
  connection: DuckDBConnection,
  samples: string,
  persons: number,
  seed: number,
): Promise<number> {
  const text = async (sql: string): Promise<string[][]> =>
    (await connection.runAndReadAll(sql)).getRowsJson().map((row) => row.map((cell) => String(cell)));
  for (const statement of rawDdl()) await connection.run(statement);
  await connection.run(`attach '${samples.replaceAll("'", "''")}' as samples (read_only)`);
  await connection.run(blocks(seed));
  const [[inOne = '1'] = []] = await text(
    `select count(distinct ${PERSON}) from samples.raw.personne as r inner join bloc as b on r.source = b.source, (select 0 as copie)`,
  );
  await connection.run(`create temp table copie as
    select cast(i as integer) as copie, ${persons / Number(inOne)} - i as part from range(${Math.ceil(persons / Number(inOne))}) as t(i)`);
  const columns = await text(`select table_name, column_name, data_type from duckdb_columns()
    where database_name = 'samples' and schema_name = 'raw' order by table_oid, column_index`);
  for (const table of new Set(columns.map(([name = '']) => name))) {
    const own = columns
      .filter(([name]) => name === table)
      .map(([, name = '', type = '']) => ({ name, type }));
    await connection.run(copyOf(table, own));
  }
  for (const statement of [...META, ...CARRIED]) await connection.run(statement);
  const [[counted = '0'] = []] = await text('select count(distinct personne_key) from raw.personne');
  await connection.run('drop table copie; drop table bloc; drop table suite; detach samples; checkpoint');
  return Number(counted);
}

/** Which years each source's files are laid over: one that sends two years is laid every second year. */
function blocks(seed: number): string {
  return `create temp table bloc as
    select source, cast(i as integer) as bloc, cast(-i * annees as integer) as decalage,
      cast(-(i * annees // 4) * 4 as integer) as retour, ${seed} as graine,
      source in (select source from samples.raw.personne) as personnes
    from (select source, count(distinct annee) as annees from samples.meta.fichier where annee is not null group by source)
    cross join range(${YEARS}) as t(i)
    where i * annees < ${YEARS}`;
}

/** A person's key: three in ten are the same as two years before or after, others are in one block only. */
const PERSON = `md5(concat(r.personne_key, copie, b.graine,
  case when hash(r.personne_key, copie, b.graine) % 10 < 3 then b.retour else b.decalage end))`;
/** The birth year moves with the person, not with the file. */
const BIRTH = `r.annee_naissance
  + case when hash(r.personne_key, copie, b.graine) % 10 < 3 then b.retour else b.decalage end`;
const OTHER_SEX = `case when hash(r.personne_key, copie, r.ligne, b.graine) % 100 = 0 and r.sexe = 'homme' then 'femme' else r.sexe end`;
const BACKWARDS = `case when hash(r.personne_key, copie, r.ligne, b.graine) % 100 = 0 then r.date_debut - 3 else r.date_fin end`;

function copyOf(table: string, columns: readonly { name: string; type: string }[]): string {
  const shifted = (date: string) => `cast(${date} + to_years(b.decalage) as date)`;
  const cell = ({ name, type }: { name: string; type: string }): string => {
    if (name === 'fichier_id') return 'md5(concat(r.fichier_id, b.decalage))';
    if (name === 'annee' || name === 'annee_fichier') return `r.${name} + b.decalage`;
    if (name === 'ligne') return 'r.ligne + copie * 10000';
    if (name === 'personne_key') return `case when r.personne_key is not null then ${PERSON} end`;
    if (name === 'annee_naissance') return BIRTH;
    if (name === 'sexe') return OTHER_SEX;
    if (name === 'date_fin' && table === 'accompagnement') return shifted(`(${BACKWARDS})`);
    if (NAMED.includes(name))
      return `case when copie = 0 then r.${name} else concat(r.${name}, '-', copie) end`;
    return type === 'DATE' ? shifted(`r.${name}`) : `r.${name}`;
  };
  // Flats grow with the persons who stay in them; what else comes from whoever sends no person comes once a year.
  const grown = table === 'logement' ? 'true' : 'b.personnes';
  // Whoever is in part of a copy is there in all tables, and in all years of the block.
  const kept = columns.some(({ name }) => name === 'personne_key')
    ? 'r.personne_key is null or hash(r.personne_key, b.graine) % 10000 < part * 10000'
    : 'true';
  return `insert into raw.${table} by name
    select ${columns.map((column) => `${cell(column)} as ${column.name}`).join(', ')}
    from samples.raw.${table} as r inner join bloc as b on r.source = b.source cross join copie
    where (copie = 0 or ${grown}) and (${kept})`;
}

const IN_BLOCK = (table: string, changed: string) => `insert into meta.${table} by name
  select r.* replace (${changed}) from samples.meta.${table} as r`;
const FILE = 'md5(concat(r.fichier_id, b.decalage)) as fichier_id';
const NAME = 'replace(r.fichier, cast(f.annee as varchar), cast(f.annee + b.decalage as varchar)) as fichier';
const OF_FILE =
  'inner join samples.meta.fichier as f on r.fichier_id = f.fichier_id inner join bloc as b on f.source = b.source';

const META = [
  'insert into meta.entrepot select * from samples.meta.entrepot',
  `${IN_BLOCK(
    'fichier',
    `${FILE}, ${NAME}, md5(concat(r.sha256, b.decalage)) as sha256, r.annee + b.decalage as annee,
    cast(r.annee + b.decalage as varchar) as periode, r.charge_le + to_years(b.decalage) as charge_le`,
  )} ${OF_FILE}`,
  `${IN_BLOCK('partie', FILE)} ${OF_FILE}`,
  `${IN_BLOCK('probleme', `${FILE}, ${NAME}`)} ${OF_FILE}`,
  `insert into meta.validation
    select row_number() over (order by source, periode), source, periode, string_agg(fichier_id, ' ' order by fichier_id),
      'valide', 'direction', null, max(charge_le) + interval 10 day
    from meta.fichier where source is not null group by source, periode`,
];

/** Accompaniments that stand open at the end of a source's last file go on into the files of the years after. */
const CARRIED = [
  `create temp table suite as
    with ouverts as (
      select distinct on (antenne, personne_key, module, annee) *
      from raw.accompagnement
      where date_fin is null and personne_key is not null
      order by antenne, personne_key, module, annee, fichier_id, ligne
    )
    select o.* replace (f.fichier_id as fichier_id, o.annee + apres.n as annee, o.annee + apres.n as annee_fichier,
      o.ligne + apres.n * 2000 as ligne,
      case when hash(o.personne_key, o.module) % 16 >= 16 >> (apres.n + 1)
        then make_date(o.annee + apres.n, 1 + cast(hash(o.personne_key) % 12 as integer), 15) end as date_fin),
      o.annee as depuis, o.fichier_id as premier_fichier, o.ligne as premiere_ligne
    from ouverts as o
    cross join range(1, 4) as apres(n)
    inner join (select source, annee, min(fichier_id) as fichier_id from meta.fichier group by source, annee) as f
      on o.source = f.source and o.annee + apres.n = f.annee
    where hash(o.personne_key, o.module) % 16 < 16 >> apres.n
      and not exists (
        select 1 from raw.accompagnement as a
        where a.antenne = o.antenne and a.personne_key = o.personne_key and a.annee > o.annee and a.annee <= o.annee + apres.n
      )`,
  'insert into raw.accompagnement by name select * exclude (depuis, premier_fichier, premiere_ligne) from suite',
  `insert into raw.personne by name
    select p.* replace (s.fichier_id as fichier_id, s.annee as annee, s.annee as annee_fichier, s.ligne as ligne)
    from suite as s
    inner join raw.personne as p
      on p.fichier_id = s.premier_fichier and p.feuille = s.feuille and p.ligne = s.premiere_ligne
      and p.personne_key = s.personne_key`,
];
