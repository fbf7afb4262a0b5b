import type { DuckDBConnection } from '@duckdb/node-api';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { type Catalogue, isPersonsCube } from './catalogue.ts';
import {
  type AudienceChoice,
  type Nomenclature,
  protectCharacteristics,
  type WitnessTable,
} from './characteristics/protect-characteristics.ts';
import type { MartRow } from './cube.ts';
import { readPrintedFigures } from './known/printed-figures.ts';
import { lossText } from './loss-text.ts';
import { readMart } from './mart.ts';
import { type OwnFigures, readOwnFigures } from './own-figures.ts';
import { ProtectedCube } from './protection.ts';
import { type Problem, PublicationError, throwProblems } from './publication-error.ts';
import type { FormerCells } from './published-cell.ts';
import type { Thresholds } from './thresholds.ts';

/** What protection reads, and by which rules. */
export interface ProtectOptions {
  /** The warehouse, open and not locked, or the path of its file, then opened read only. */
  warehouse: Warehouse | { path: string };
  catalogue: Catalogue;
  thresholds: Thresholds;
  /** The years that are closed: characteristics of persons leave for these alone. */
  anneesCloses?: readonly number[];
  /** What was published of them before (`formerCells` of `revision.ts`). */
  anciens?: FormerCells;
  /** Whether figures that no table tells must keep the whole rule, and not doubt alone. */
  entiere?: boolean;
  logger: { info(message: string): void };
}

/** What may be written of a release. */
export interface ProtectedCubes {
  cubes: readonly ProtectedCube[];
  /** What was chosen of characteristics of persons, by population and audience. */
  choices: readonly AudienceChoice[];
  nomenclature: Nomenclature;
  /** Tables that prove the choices, for the audit alone. */
  hints: readonly WitnessTable[];
  /** What each antenne is given of her own. */
  own: readonly OwnFigures[];
}

/** All marts, read in one snapshot and protected for each audience. Problems of all cubes come in one error. */
export async function readProtectedCubes(options: ProtectOptions): Promise<ProtectedCubes> {
  const { warehouse } = options;
  if ('path' in warehouse) {
    const opened = await openWarehouse({ path: warehouse.path, readOnly: true });
    try {
      return await readProtectedCubes({ ...options, warehouse: opened });
    } finally {
      await opened.close();
    }
  }
  const connection = await warehouse.connect();
  try {
    await connection.run('begin transaction');
    try {
      return await protectAll(connection, options);
    } finally {
      await connection.run('rollback');
    }
  } finally {
    connection.closeSync();
  }
}

async function protectAll(connection: DuckDBConnection, options: ProtectOptions): Promise<ProtectedCubes> {
  const problems: Problem[] = [];
  const cubes: ProtectedCube[] = [];
  const gather = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PublicationError)) throw error;
      problems.push(...error.problemes);
    }
  };
  for (const definition of options.catalogue.cubes.filter((cube) => !isPersonsCube(cube)))
    await gather(async () => {
      const rows: MartRow[] = await readMart(connection, definition);
      for (const audience of definition.audiences ?? [])
        cubes.push(ProtectedCube.protect(definition, rows, audience, options.thresholds));
      options.logger.info(`cube ${definition.nom}: ${rows.length} rows read`);
    });
  const choices: AudienceChoice[] = [];
  const nomenclature: Nomenclature = { hierarchies: [], departements: {} };
  const hints: WitnessTable[] = [];
  await gather(async () => {
    const { anneesCloses = [], anciens = new Map() } = options;
    const told = await protectCharacteristics(connection, {
      ...options,
      anneesCloses,
      anciens,
      imprimes: anneesCloses.length === 0 ? [] : await readPrintedFigures(),
    });
    cubes.push(...told.cubes);
    choices.push(...told.choices);
    Object.assign(nomenclature, told.nomenclature);
    hints.push(...told.hints);
    for (const choice of told.choices) options.logger.info(lossText(choice));
  });
  throwProblems(problems);
  const own = await readOwnFigures(connection, options.catalogue);
  return { cubes, choices, nomenclature, hints, own };
}
