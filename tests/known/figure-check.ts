import { readModels } from '../../cli/models.ts';
import type { Model } from '../../sql/model.ts';
import { loadSeed } from '../../sql/seed.ts';
import { openWarehouse, type Warehouse } from '../../sql/warehouse.ts';

/** A figure as a file states it; what is not stated is null. */
export interface StatedFigure {
  annee: number;
  antenne: string;
  departement: string | null;
  site: string | null;
  module: string | null;
  population: string | null;
  indicateur: string;
  dimension: string | null;
  modalite: string | null;
  unite: string;
  valeur: number | null;
  valeur_max: number | null;
  approche: boolean;
}

/** A change of definition that the porteur declares. */
export interface StatedBreak {
  annee: number;
  antenne: string;
  indicateur: string;
  module?: string;
  population?: string;
}

/** A declared figure and what the rows give of it, as `marts.comparaison` sets them side by side. */
export interface ComparedFigure {
  annee: number;
  antenne: string;
  population: string;
  indicateur: string;
  source_ref: string;
  valeur_declaree: number;
  valeur_calculee: number;
  ecart: number;
  declare_texte: string;
}

/** A finding, as far as a test looks at it. */
export interface FoundCheck {
  id: string;
  empreinte: string;
  regle: string;
  gravite: string;
  antenne: string;
  formule: string;
  lecture: string;
  sources: string;
}

const READ = [
  'core.figure',
  'core.antenne',
  'core.place',
  'core.rupture_declaree',
  'marts.comparaison',
] as const;
const WANTED = ['marts.constat', 'marts.controle_bilan'] as const;

const BREAK = {
  ...{ source_ref: 'notes.xlsx · Ruptures · ligne 6', de_toutes: false, module: '_T', population: '_T' },
  ...{ avant: 'comptées au rendez-vous', apres: 'comptées au courrier' },
  ...{ date_decision: '2024-01-17', par: 'coordination' },
};

/** The models of the check over figures given by a test, in memory: no file is read, nothing else is built. */
export class FigureCheck {
  private constructor(
    private readonly warehouse: Warehouse,
    private readonly models: readonly Model[],
  ) {}

  /** Makes the code lists, and empty tables of what the check reads; `antennes` are those of the region. */
  static async open(antennes: readonly { code: string; departement: string }[]): Promise<FigureCheck> {
    const project = readModels();
    const warehouse = await openWarehouse({ path: ':memory:' });
    const { knex } = warehouse;
    const models = neededModels([...WANTED], (id) => project.byId.get(id));
    for (const seed of project.seeds.values()) {
      if (!models.some(({ reads }) => reads.includes(seed.id))) continue;
      await loadSeed(knex, seed, { schema: 'main', name: tableOf(seed.id) });
    }
    await knex.raw(`create table ${tableOf('core.figure')} (source_ref varchar, annee integer, antenne varchar,
      site varchar, departement varchar, module varchar, population varchar, indicateur varchar, dimension varchar,
      modalite varchar, unite varchar, valeur decimal(18, 4), valeur_max decimal(18, 4), approche boolean)`);
    await knex.raw(`create table ${tableOf('core.place')} (annee integer, antenne varchar, logement varchar,
      site varchar, type_place varchar, places integer, jours_places integer, jours_annee integer)`);
    await knex.raw(
      `create table ${tableOf('core.antenne')} (code varchar, nom varchar, departement varchar)`,
    );
    await knex.raw(`create table ${tableOf('core.rupture_declaree')} (source_ref varchar, annee integer, antenne varchar,
      de_toutes boolean, indicateur varchar, module varchar, population varchar, avant varchar, apres varchar,
      date_decision date, par varchar)`);
    await knex.raw(`create table ${tableOf('marts.comparaison')} (annee integer, antenne varchar, site varchar,
      module varchar, population varchar, indicateur varchar, dimension varchar, modalite varchar, source_ref varchar,
      valeur_declaree decimal(18, 4), valeur_calculee decimal(18, 4), ecart decimal(18, 4), declare_texte varchar)`);
    if (antennes.length > 0) await knex(tableOf('core.antenne')).insert([...antennes]);
    return new FigureCheck(warehouse, models);
  }

  /** What does not hold among these figures; the cell of the figure at `i` is `A<i + 1>`. */
  async findings(
    figures: readonly StatedFigure[],
    breaks: readonly StatedBreak[] = [],
    compared: readonly ComparedFigure[] = [],
  ): Promise<FoundCheck[]> {
    const { knex } = this.warehouse;
    await knex(tableOf('marts.comparaison')).del();
    if (compared.length > 0) await knex(tableOf('marts.comparaison')).insert([...compared]);
    await knex(tableOf('core.rupture_declaree')).del();
    if (breaks.length > 0)
      await knex(tableOf('core.rupture_declaree')).insert(breaks.map((one) => ({ ...BREAK, ...one })));
    await knex(tableOf('core.figure')).del();
    const rows = figures.map((figure, at) => ({ source_ref: `essai.csv · essai · A${at + 1}`, ...figure }));
    if (rows.length > 0) await knex.batchInsert(tableOf('core.figure'), rows, 200);
    for (const model of this.models) {
      const { sql } = model.render({ relation: (id) => tableOf(id) });
      await knex.raw(`create or replace temp table ${tableOf(model.id)} as\n${sql.replaceAll('?', '\\?')}`);
    }
    return knex(tableOf('marts.constat'))
      .select('id', 'empreinte', 'regle', 'gravite', 'antenne', 'formule', 'lecture', 'sources')
      .orderBy([{ column: 'id', nulls: 'last' }]);
  }

  /** Models of which the last figures gave two rows of one grain: a build would refuse them. */
  async repeated(): Promise<string[]> {
    const found: string[] = [];
    for (const { id, grain } of this.models) {
      if (grain.length === 0) continue;
      const rows: unknown[] = await this.warehouse
        .knex(tableOf(id))
        .select(grain)
        .groupBy(grain)
        .havingRaw('count(*) > 1');
      if (rows.length > 0) found.push(`${id} ${JSON.stringify(rows[0])}`);
    }
    return found;
  }

  /** How many checks the last figures gave. */
  async count(): Promise<number> {
    const rows: { controles: unknown }[] = await this.warehouse.knex(tableOf('marts.controle_bilan'));
    return rows.reduce((sum, { controles }) => sum + Number(controles), 0);
  }

  close(): Promise<void> {
    return this.warehouse.close();
  }
}

function tableOf(id: string): string {
  return id.replace('.', '_');
}

/** The models that lead to these, each after what it reads, down to the tables that a test fills. */
function neededModels(ids: readonly string[], modelOf: (id: string) => Model | undefined): Model[] {
  const ordered = new Map<string, Model>();
  const visit = (id: string): void => {
    const model = modelOf(id);
    if (!model || ordered.has(id) || READ.some((one) => one === id)) return;
    for (const read of model.reads) visit(read);
    ordered.set(id, model);
  };
  for (const id of ids) visit(id);
  return [...ordered.values()];
}
