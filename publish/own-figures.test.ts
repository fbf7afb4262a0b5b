import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { readOwnFigures } from './own-figures.ts';
import { readPublicationRules } from './publication-rules.ts';

it('gives each antenne her own counts, whatever their size, and nobody else’s', async () => {
  const { catalogue } = await readPublicationRules();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`
    create schema marts;
    create table marts.groupe_profil (annee integer, antenne varchar, departement varchar, sexe varchar,
      caracteristique varchar, modalite varchar, personnes integer);
    insert into marts.groupe_profil values
      (2024, 'APEX', '66', 'femme', 'sexe', 'femme', 1), (2024, 'APEX', '66', 'homme', 'sexe', 'homme', 9),
      (2024, 'APEX', '66', 'femme', 'emploi', '_U', 1), (2024, 'APEX', '66', 'homme', 'emploi', 'en_emploi', 9),
      (2024, 'UDAF11', '11', 'homme', 'sexe', 'homme', 23);
    create table marts.groupe_sortie as from marts.groupe_profil limit 0;`);
  const withoutFlats = await readOwnFigures(connection, catalogue);
  expect(withoutFlats.map(({ antenne }) => antenne)).toEqual(['APEX', 'UDAF11']);
  expect(withoutFlats[0]?.tables).toEqual([
    {
      nom: 'profil',
      colonnes: [
        'annee',
        'caracteristique',
        'modalite',
        'libelle',
        'libelle_caracteristique',
        'personnes',
        'femmes',
      ],
      lignes: [
        [2024, 'emploi', '_U', 'Non connu', 'Situation professionnelle', 1, 1],
        [2024, 'emploi', 'en_emploi', 'En emploi', 'Situation professionnelle', 9, 0],
        [2024, 'sexe', 'femme', 'Femme', 'Sexe', 1, 1],
        [2024, 'sexe', 'homme', 'Homme', 'Sexe', 9, 0],
      ],
    },
  ]);
  await connection.run(`create table marts.hebergement_logement as select 2024 as annee, 'UDAF11' as antenne,
    'A1' as logement, 'Carcassonne' as site, 'logement' as type_place, 2 as places, 732 as jours_places, 3 as personnes,
    4 as sejours, null as nuitees, cast(53.7 as decimal(18, 4)) as taux_occupation`);
  const [apex, udaf] = await readOwnFigures(connection, catalogue);
  expect(apex?.tables.map(({ nom }) => nom)).toEqual(['profil']);
  expect(udaf?.tables.at(-1)?.lignes).toEqual([
    [2024, 'A1', 'Carcassonne', 'logement', 2, 732, 3, 4, null, 53.7],
  ]);
  expect(await readOwnFigures(connection, { ...catalogue, caracteristiques: [] })).toEqual([]);
  connection.closeSync();
  instance.closeSync();
});
