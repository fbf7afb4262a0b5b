import type { Knex } from 'knex';
import type { Model } from './model.ts';

const SCHEMA = 'meta';
const BUILD = 'build';
const MODEL = 'build_model';

/** One run, as `meta.build` keeps it. */
export interface BuildRecord {
  build: number;
  /** `done`: its tables are in force. `failed`: nothing of it was kept. */
  statut: 'done' | 'failed';
  /** All models, not a selection. */
  complet: boolean;
  empreinte: string;
  empreinte_donnees: string;
  debut: Date;
  fin: Date;
  modeles: number;
  tests: number;
  echecs: number;
}

/** One model of a run, as `meta.build_model` keeps it. */
export interface ModelRecord {
  model: Model;
  fingerprint: string;
  rows: number;
  ms: number;
}

/** What the last run that was kept left in force. */
export interface LastBuild {
  build: number;
  complet: boolean;
  empreinte: string;
}

/** Makes the ledger's tables when they are not there. */
export async function ensureLedger(db: Knex): Promise<void> {
  await db.schema.createSchemaIfNotExists(SCHEMA);
  if (!(await db.schema.withSchema(SCHEMA).hasTable(BUILD))) {
    await db.schema.withSchema(SCHEMA).createTable(BUILD, (table) => {
      table.integer('build').notNullable();
      table.text('statut').notNullable();
      table.boolean('complet').notNullable();
      table.text('empreinte').notNullable();
      table.text('empreinte_donnees').notNullable();
      table.timestamp('debut', { useTz: false }).notNullable();
      table.timestamp('fin', { useTz: false }).notNullable();
      table.integer('modeles').notNullable();
      table.integer('tests').notNullable();
      table.integer('echecs').notNullable();
    });
  }
  if (!(await db.schema.withSchema(SCHEMA).hasTable(MODEL))) {
    await db.schema.withSchema(SCHEMA).createTable(MODEL, (table) => {
      table.integer('build').notNullable();
      table.text('modele').notNullable();
      table.text('couche').notNullable();
      table.text('nom').notNullable();
      table.text('forme').notNullable();
      table.text('empreinte').notNullable();
      table.bigInteger('lignes').notNullable();
      table.integer('ms').notNullable();
    });
  }
}

/** The last run whose tables were kept; undefined on a new warehouse. */
export async function lastBuild(db: Knex): Promise<LastBuild | undefined> {
  if (!(await db.schema.withSchema(SCHEMA).hasTable(BUILD))) return undefined;
  return db(BUILD)
    .withSchema(SCHEMA)
    .where('statut', 'done')
    .orderBy('build', 'desc')
    .first('build', 'complet', 'empreinte');
}

/** Every table and view that runs kept so far have made; some may be gone since. */
export async function relationsEverBuilt(db: Knex): Promise<{ schema: string; name: string }[]> {
  return db(MODEL)
    .withSchema(SCHEMA)
    .distinct({ schema: 'couche', name: 'nom' })
    .orderBy([
      { column: 'couche', nulls: 'last' },
      { column: 'nom', nulls: 'last' },
    ]);
}

/** The number of the next run, from 1. */
export async function nextBuild(db: Knex): Promise<number> {
  const row = await db(BUILD).withSchema(SCHEMA).max({ last: 'build' }).first();
  return Number(row?.last ?? 0) + 1;
}

export async function recordBuild(
  db: Knex,
  record: BuildRecord,
  models: readonly ModelRecord[],
): Promise<void> {
  await db(BUILD).withSchema(SCHEMA).insert(record);
  if (models.length === 0) return;
  await db(MODEL)
    .withSchema(SCHEMA)
    .insert(
      models.map(({ model, fingerprint, rows, ms }) => ({
        build: record.build,
        modele: model.id,
        couche: model.layer,
        nom: model.name,
        forme: model.materialized,
        empreinte: fingerprint,
        lignes: rows,
        ms: Math.round(ms),
      })),
    );
}
