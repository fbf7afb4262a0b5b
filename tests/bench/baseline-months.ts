/**
 * The yardstick of the models: the one query that expands accompaniments to their active months and counts distinct
 * persons by month, antenne and module, over a built warehouse, read only, in a process of its own. Prints milliseconds
 * (opening left out), the largest memory and how many rows came out.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const QUERY = `
  select mois.jour, accompagnements.antenne, accompagnements.module, count(distinct accompagnements.personne_key) as personnes
  from core.accompagnement as accompagnements
  cross join lateral (
    select unnest(generate_series(
      date_trunc('month', greatest(accompagnements.date_debut, make_date(accompagnements.annee, 1, 1))),
      coalesce(least(accompagnements.date_fin, make_date(accompagnements.annee, 12, 31)), make_date(accompagnements.annee, 12, 31)),
      interval 1 month
    )) as jour
  ) as mois
  group by mois.jour, accompagnements.antenne, accompagnements.module`;

const [path = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const start = performance.now();
const cpu = process.cpuUsage();
const rows = (await connection.runAndReadAll(QUERY)).currentRowCount;
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
connection.closeSync();
instance.closeSync();
console.log(
  JSON.stringify({ ms, cpuMs: (user + system) / 1000, maxRss: process.resourceUsage().maxRSS * 1024, rows }),
);
