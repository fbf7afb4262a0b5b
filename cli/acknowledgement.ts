import type { Knex } from 'knex';
import type { KnownWord } from '../ingest/core/told-text.ts';
import { motiveOf, validatorOf } from '../ingest/ledger.ts';
import { CliError } from './cli-error.ts';

/** Why a finding is left as it is: a function or initials, a reason, the instant in UTC. */
export interface Acknowledgement {
  par: string;
  motif: string;
  le: string;
}

const TABLE = 'meta.constat_reconnu';

/** Rows are only ever added: the newest of a finding counts, as long as its values stay. */
const COLUMNS =
  'numero integer, id varchar, empreinte varchar, regle varchar, antenne varchar, annee integer, formule varchar, par varchar, motif varchar, le timestamp';

/**
 * Writes down that a finding is known, why, and by whom; it stays visible. Gives what was found under this id.
 * Throws a CliError `CONSTAT_INCONNU`, or an IngestError `VALIDATEUR` or `MOTIF`.
 */
export async function acknowledge(
  knex: Knex,
  asked: { id: string; par: string; motif: string },
  known: KnownWord,
  now: Date,
): Promise<{ regle: string; antenne: string; annee: number; formule: string } & Acknowledgement> {
  const par = validatorOf(asked.par, known);
  const motif = motiveOf(asked.motif, known);
  const rows: {
    id: string;
    empreinte: string;
    regle: string;
    antenne: string;
    annee: number;
    formule: string;
  }[] = await knex('marts.constat')
    .where({ id: asked.id })
    .select('id', 'empreinte', 'regle', 'antenne', 'annee', 'formule');
  const [found] = rows;
  if (!found)
    throw new CliError(
      'CONSTAT_INCONNU',
      `Aucun constat ne porte le code « ${asked.id} ».`,
      'Les codes sont ceux que montre « npm run cpca -- check ».',
      1,
    );
  const le = now.toISOString().slice(0, 19).replace('T', ' ');
  await knex.transaction(async (trx) => {
    await trx.raw(`create table if not exists ${TABLE} (${COLUMNS})`);
    const last: { numero: number | null }[] = await trx(TABLE).max({ numero: 'numero' });
    await trx(TABLE).insert({ numero: (last[0]?.numero ?? 0) + 1, ...found, par, motif, le });
  });
  const { regle, antenne, annee, formule } = found;
  return { regle, antenne, annee, formule, par, motif, le };
}

/** What was last said of each finding as it stood, by `id empreinte`. Empty where nothing was ever said. */
export async function readAcknowledgements(knex: Knex): Promise<Map<string, Acknowledgement>> {
  const exists: unknown[] = await knex('tables')
    .withSchema('information_schema')
    .where({ table_schema: 'meta', table_name: 'constat_reconnu' });
  if (exists.length === 0) return new Map();
  const rows: (Acknowledgement & { id: string; empreinte: string })[] = await knex(TABLE)
    .select('id', 'empreinte', 'par', 'motif', 'le')
    .orderBy([{ column: 'numero', nulls: 'last' }]);
  return new Map(rows.map(({ id, empreinte, par, motif, le }) => [`${id} ${empreinte}`, { par, motif, le }]));
}
