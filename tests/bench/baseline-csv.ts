/** The baseline of loading a CSV: DuckDB's own reader, every column a text, into a table of a new file. */
import { DuckDBInstance } from '@duckdb/node-api';

const [file = '', path = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { threads: '1' });
const connection = await instance.connect();
const start = performance.now();
const before = process.cpuUsage();
await connection.run(
  `create table lignes as select * from read_csv('${file.replaceAll("'", "''")}', all_varchar = true)`,
);
const counted = await connection.runAndReadAll('select count(*)::integer from lignes');
connection.closeSync();
instance.closeSync();
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000;
console.log(
  JSON.stringify({
    ms,
    cpuMs,
    maxRss: process.resourceUsage().maxRSS * 1024,
    lignes: counted.getRowsJS()[0]?.[0],
  }),
);
