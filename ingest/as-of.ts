import { rename, rm } from 'node:fs/promises';
import { openWarehouse } from '../sql/warehouse.ts';
import { stamp } from './archive.ts';
import { IngestError } from './ingest-error.ts';
import { RAW_TABLES, rawDdl } from './raw-tables.ts';

/** As the engine compares instants: with it, a table is read as it stands. */
export const NOW = 'infinity';

/**
 * A query of the ledger's files as they stood at the instant `$1` (a timestamp in UTC, or {@link NOW}). `from` is a
 * prefix of the schemas: `catalogue.`, or nothing.
 */
export function filesAt(from = ''): string {
  return `select * replace (
      case when etat = 'remplace' and remplace_le > cast($1 as timestamp) then 'en_vigueur' else etat end as etat,
      case when remplace_le <= cast($1 as timestamp) then remplace_le end as remplace_le
    )
    from (
      select * from ${from}meta.fichier where charge_le <= cast($1 as timestamp)
      union all
      select * exclude (archive_le) from ${from}archive.fichier
      where charge_le <= cast($1 as timestamp) and archive_le > cast($1 as timestamp)
    )`;
}

/** A query of the rows of a raw table, of `meta.partie` or of `meta.probleme` as they stood at the instant `$1`. */
export function rowsAt(schema: 'raw' | 'meta', table: string, from = ''): string {
  return `select chosen.* from ${from}${schema}.${table} as chosen
    inner join ${from}meta.fichier as fichiers on chosen.fichier_id = fichiers.fichier_id
    where fichiers.charge_le <= cast($1 as timestamp)
    union all
    select * exclude (charge_le, remplace_le) from ${from}archive.${table}
    where charge_le <= cast($1 as timestamp) and remplace_le > cast($1 as timestamp)`;
}

/**
 * Writes a warehouse that holds what another one held at an instant (raw rows and ledger), to be computed like any
 * other. Written aside and renamed into place. Throws IngestError `RIEN_A_CET_INSTANT` when nothing stood then.
 */
export async function writeAsOf(
  source: string,
  target: string,
  instant: Date,
): Promise<{ fichiers: number }> {
  const aside = `${target}.en-cours`;
  await rm(aside, { force: true });
  try {
    const fichiers = await copyInto(aside, source, stamp(instant));
    if (fichiers === 0)
      throw new IngestError(
        'RIEN_A_CET_INSTANT',
        `Rien n’avait encore été chargé le ${instant.toISOString()}.`,
        'Les instants sont en heure UTC ; « npm run cpca -- ledger » donne ceux des chargements.',
      );
    await rename(aside, target);
    return { fichiers };
  } finally {
    await rm(aside, { force: true });
    await rm(`${aside}.wal`, { force: true });
  }
}

async function copyInto(aside: string, source: string, instant: string): Promise<number> {
  const warehouse = await openWarehouse({ path: aside });
  try {
    const connection = await warehouse.connect();
    for (const statement of rawDdl()) await connection.run(statement);
    await connection.run(`attach '${source.replaceAll("'", "''")}' as tenue (read_only)`);
    const copies: Array<[string, string]> = [
      ['meta.fichier', filesAt('tenue.')],
      ...Object.keys(RAW_TABLES).map((table): [string, string] => [
        `raw.${table}`,
        rowsAt('raw', table, 'tenue.'),
      ]),
      ...['partie', 'probleme'].map((table): [string, string] => [
        `meta.${table}`,
        rowsAt('meta', table, 'tenue.'),
      ]),
      ['meta.validation', 'select * from tenue.meta.validation where le <= cast($1 as timestamp)'],
      ['meta.entrepot', 'select * from tenue.meta.entrepot where $1 is not null'],
    ];
    let fichiers = 0;
    for (const [table, query] of copies) {
      const { rowsChanged } = await connection.run(`insert into ${table} ${query}`, [instant]);
      if (table === 'meta.fichier') fichiers = rowsChanged;
    }
    await connection.run('detach tenue');
    await connection.run('checkpoint');
    return fichiers;
  } finally {
    await warehouse.close();
  }
}
