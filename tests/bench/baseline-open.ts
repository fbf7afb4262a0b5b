/**
 * The baseline of a build that has nothing to do: a script that loads tsx (which runs it), knex and DuckDB's
 * binding, opens the warehouse, asks one question and ends.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import knex from 'knex';

const [path = ''] = process.argv.slice(2);
knex({ client: 'pg' });
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
await connection.run('select 1');
connection.closeSync();
instance.closeSync();
