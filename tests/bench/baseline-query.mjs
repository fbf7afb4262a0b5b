// The baseline of a query by the command: a script that opens the database and asks the same, in plain JavaScript.
import { DuckDBInstance } from '@duckdb/node-api';

const [path, sql] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(sql);
console.log(reader.getRowsJS().length);
connection.closeSync();
instance.closeSync();
