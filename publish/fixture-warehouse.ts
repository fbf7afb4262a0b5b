import type { DuckDBConnection } from '@duckdb/node-api';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { attributeNames, type CubeDefinition } from './catalogue.ts';
import { readPublicationRules } from './publication-rules.ts';

/** Texts and numbers planted in tables about persons: a release that holds one of them has leaked. */
export const PLANTED = {
  texts: ['MARQUEUR_PERSONNE', 'MARQUEUR_INDICATEUR', 'MARQUEUR_FAIT', 'MARQUEUR_SEXE', 'MARQUEUR_RAW'],
  numbers: [987_654_321, 987_654_323],
} as const;

const TABLES = `
create schema raw; create schema core; create schema marts;
create table raw.personne as select 'MARQUEUR_RAW' as nom, 987654323 as numero;
create table core.personne as select 'MARQUEUR_PERSONNE' as personne_key, 'MARQUEUR_SEXE' as sexe;
create table marts.fait_orientation as select 2024 as annee, 'MARQUEUR_FAIT' as personne_key, 'APEX' as antenne;
create table marts.indicateur as
  select 2024 as annee, 'APEX' as antenne, 'sexe' as dimension, 'MARQUEUR_INDICATEUR' as modalite, 987654321 as valeur;
create table marts.chiffres_cles (annee integer, bloc varchar, modalite varchar, valeur double, absence varchar,
  libelle varchar, base varchar, base_valeur varchar, unite varchar, provenance varchar, source varchar,
  approche varchar, contributeurs integer);
create table marts.activite (annee integer, antenne varchar, site varchar, module varchar, indicateur varchar,
  provenance varchar, valeur decimal(12, 2), absence varchar, libelle varchar, population varchar, unite varchar,
  base varchar, source varchar, contributeurs integer);
create table marts.antennes (annee integer, antenne varchar, valeur integer, absence varchar, nom varchar,
  departement varchar, recu varchar, source varchar, contributeurs integer);
create table marts.groupe_profil (annee integer, antenne varchar, departement varchar, sexe varchar,
  caracteristique varchar, modalite varchar, personnes integer);
create table marts.groupe_sortie as from marts.groupe_profil;
create table core.regroupement (caracteristique varchar, niveau integer, code varchar, code_large varchar,
  libelle_large varchar);
create table core.source_de_genre (annee integer, antenne varchar, genre varchar, source varchar);
create table marts.offre (annee integer, departement varchar, action varchar, valeur integer, absence varchar,
  libelle varchar, source varchar, contributeurs integer);
create table marts.budget_entrees (annee integer, entree varchar, departement varchar, antenne varchar,
  valeur double, absence varchar, mot varchar, formule varchar, provenance varchar, source varchar,
  contributeurs integer);
`;

const ROWS = `
insert into marts.chiffres_cles
  select annee, bloc, modalite, valeur, null, libelle, 'Ensemble du CPCA', base_valeur, unite, 'declare',
    'cpca-2024.xlsx · Chiffres clés · B4', null, contributeurs
  from (values
    (2024, 'orientations', '_T', 1544, 'Orientations', '1544', 'orientation', null),
    (2023, 'orientations', '_T', 1519, 'Orientations', '1519', 'orientation', null),
    (2024, 'rencontrees', '_T', 2117, 'Personnes rencontrées', '2117', 'personne', null),
    (2024, 'rencontrees', 'termine', 1267, 'Terminés', '2117', 'personne', null),
    (2024, 'rencontrees', 'en_cours', 448, 'En cours', '2117', 'personne', null),
    (2024, 'rencontrees', 'en_attente', 402, 'En attente', '2117', 'personne', null),
    (2024, 'prises_en_charge', '_T', 1715, 'Personnes prises en charge', '2117', 'personne', null),
    (2024, 'heberges', '_T', 67, 'Auteurs hébergés', '67', 'personne', null),
    (2024, 'heberges', 'places_dediees', 52, 'Places dédiées', '67', 'personne', null),
    (2024, 'heberges', 'droit_commun', 6, 'Droit commun', '67', 'personne', null),
    (2024, 'heberges', 'hotel', 9, 'Hôtel, "éviction"', '67', 'personne', null),
    (2024, 'nuitees', '_T', 2799, 'Nuitées', '2799', 'nuitee', 67),
    (2024, 'nuitees', 'hotel', 186, 'Nuitées d’hôtel', '2799', 'nuitee', 9),
    (2024, 'duree_occupation', '_T', 42, 'Durée moyenne', '67', 'jour', null)
  ) as row_(annee, bloc, modalite, valeur, libelle, base_valeur, unite, contributeurs);
insert into marts.activite
  select 2024, antenne, site, module, indicateur, provenance, valeur, absence, libelle, '', unite, '',
    antenne || '.xlsx · Activité · C7', null
  from (values
    ('CPCA', '_T', '_T', 'orientations', 'declare', 1544.0, null, 'orientations', 'orientation'),
    ('APEX', '_T', '_T', 'orientations', 'declare', 198.0, null, 'orientations 2024', 'orientation'),
    ('AERS', '_T', '_T', 'personnes_accompagnees', 'declare', 691.0, null, 'auteurs accueillis', 'personne'),
    ('AERS', 'Béziers', '_T', 'personnes_accompagnees', 'declare', 272.0, null, 'auteurs accueillis', 'personne'),
    ('UDAF11', '_T', '_T', 'personnes_accompagnees', 'declare', 23.0, null, 'auteurs hébergés', 'personne'),
    ('VIA_VOLTAIRE', '_T', '_T', 'personnes_accompagnees', 'declare', 546.0, null, 'file active', 'personne'),
    ('VIA_VOLTAIRE', '_T', '_T', 'personnes_accompagnees', 'calcule', 546.0, null, 'file active', 'personne'),
    ('APEX', '_T', 'groupe_parole', 'personnes_accompagnees', 'declare', 12.0, null, 'participants', 'personne'),
    ('APEX', '_T', 'suivi_socio_educatif', 'personnes_accompagnees', 'declare', 9.0, null, 'suivis', 'personne'),
    ('LA_CLEDE', '_T', '_T', 'personnes_accompagnees', 'declare', null, 'non_disponible', 'personnes', 'personne'),
    ('APEX', '_T', '_T', 'seances', 'declare', 3.0, null, 'séances', 'seance')
  ) as row_(antenne, site, module, indicateur, provenance, valeur, absence, libelle, unite);
insert into marts.antennes values
  (2024, 'AERS', 48, null, 'AERS – Pôle Justice', '34', 'declare', 'aers.xlsx', null),
  (2024, 'LA_CLEDE', null, 'non_disponible', 'La Clède', '30', 'rien', '', null);
insert into marts.offre
  select 2024, departement, 'hebergement', en_place, null, 'Hébergement', 'rapport 2024', null
  from (values ('11', 1), ('30', 1), ('34', 1), ('48', 0), ('66', 0)) as row_(departement, en_place);
insert into marts.budget_entrees values
  (2024, 'personnes_accompagnees', '34', 'AERS', 691, null, 'auteurs accueillis', '', 'declare', 'aers.xlsx', null),
  (2024, 'personnes_accompagnees', '30', 'LA_CLEDE', 325, null, 'par différence', '1 715 − 1 390', 'imputation', '', null);
`;

/** The mart of a cube, with one row of nothing known: for the cubes that no test bends. */
function plainMart(cube: CubeDefinition): string {
  const dimensions = cube.dimensions.map(({ nom, type, codes }) =>
    type === 'entier'
      ? `2024 as ${nom}`
      : `cast('${Object.keys(codes ?? {})[0] ?? '_T'}' as varchar) as ${nom}`,
  );
  const attributes = attributeNames(cube).map((nom) => `cast(null as varchar) as ${nom}`);
  const columns = [
    ...dimensions,
    'cast(null as double) as valeur',
    `'non_transmis' as absence`,
    ...attributes,
    'cast(null as integer) as contributeurs',
  ];
  return `create table if not exists marts.${cube.mart} as select ${columns.join(', ')}`;
}

/** A warehouse for tests, with the marts of the catalogue and tables about persons full of planted markers. */
export async function fixtureWarehouse(path = ':memory:'): Promise<Warehouse> {
  const warehouse = await openWarehouse({ path });
  const connection = await warehouse.connect();
  await connection.run(TABLES);
  await connection.run(ROWS);
  const { catalogue } = await readPublicationRules();
  for (const cube of catalogue.cubes) await connection.run(plainMart(cube));
  connection.closeSync();
  return warehouse;
}

/** Runs statements on a warehouse, to bend a fixture. */
export async function alter(warehouse: Warehouse, sql: string): Promise<void> {
  const connection: DuckDBConnection = await warehouse.connect();
  try {
    await connection.run(sql);
  } finally {
    connection.closeSync();
  }
}
