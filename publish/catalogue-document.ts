import { type Catalogue, type CubeDefinition, isPersonsCube } from './catalogue.ts';
import { type Nomenclature, POPULATIONS } from './characteristics/protect-characteristics.ts';
import type { DroppedBreakdown } from './cube.ts';

/** A cube as `catalogue.json` describes it; nothing of the warehouse's own names is in it. */
export interface CatalogueCube {
  nom: string;
  titre: string;
  description: string;
  classe: string;
  dimensions: { nom: string; libelle: string; codes?: Record<string, string> }[];
  attributs: { nom: string; libelle: string }[];
  periode: string;
  unite: string;
  base: string;
  audiences: readonly string[];
  /** Of a cube of characteristics: whom its figures count. */
  population?: string;
  /** In the catalogue of one audience only: what this audience does not get of the cube. */
  ventilations_retirees?: Pick<DroppedBreakdown, 'bloc' | 'ventilations' | 'cause'>[];
}

export interface CatalogueDocument {
  version: 1;
  cubes: CatalogueCube[];
  /** Where there are characteristics: wide codes and the finest ones behind them, antennes by département. */
  hierarchies?: Nomenclature['hierarchies'];
  departements?: Nomenclature['departements'];
}

/** The catalogue as a release states it, for all audiences. */
export function catalogueDocument(catalogue: Catalogue, nomenclature: Nomenclature): CatalogueDocument {
  return { version: 1, cubes: catalogue.cubes.map(describeCube), ...nomenclature };
}

/** The catalogue of one audience: her cubes, and for each the breakdowns she does not get. */
export function audienceCatalogue(
  cubes: readonly { definition: CubeDefinition; retirees: readonly DroppedBreakdown[] }[],
): CatalogueDocument {
  return {
    version: 1,
    cubes: cubes.map(({ definition, retirees }) => ({
      ...describeCube(definition),
      ventilations_retirees: retirees.map(({ bloc, ventilations, cause }) => ({ bloc, ventilations, cause })),
    })),
  };
}

function describeCube(cube: CubeDefinition): CatalogueCube {
  const { nom, titre, description, classe, periode, dimensions, attributs, audiences } = cube;
  return {
    nom,
    titre,
    description,
    classe: classe ?? '',
    dimensions: dimensions.map((one) => ({
      nom: one.nom,
      libelle: one.libelle,
      ...(one.codes === undefined ? {} : { codes: one.codes }),
    })),
    attributs: attributs.map((one) => ({ nom: one.nom, libelle: one.libelle })),
    periode,
    unite: stated(cube.unite),
    base: stated(cube.base),
    audiences: audiences ?? [],
    ...(isPersonsCube(cube)
      ? { population: POPULATIONS[cube.mart === 'groupe_sortie' ? 'groupe_sortie' : 'groupe_profil'] }
      : {}),
  };
}

function stated(source: string | { colonne: string }): string {
  return typeof source === 'string' ? source : `selon la ligne (colonne « ${source.colonne} »)`;
}
