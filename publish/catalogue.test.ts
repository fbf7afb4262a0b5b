import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPersonsCube, readCatalogue } from './catalogue.ts';
import { PublicationError } from './publication-error.ts';

const own = readFileSync(new URL('catalogue.yml', import.meta.url), 'utf8');

/** The problems of a text, as `line key: remedy` or whatever a test looks at. */
function refusals(texte: string): PublicationError {
  try {
    readCatalogue({ fichier: 'catalogue.yml', texte });
  } catch (error) {
    if (error instanceof PublicationError) return error;
    throw error;
  }
  throw new Error('the catalogue was accepted');
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

/** Puts one text in place of another, which must be there. */
function bend(part: string, instead: string): string {
  expect(own).toContain(part);
  return own.replace(part, instead);
}

const REPORT_CUBES = [
  'attente',
  'periodes',
  'seances',
  'sorties_totaux',
  'hebergement',
  'territoires',
  'offre_tribunal',
  'qualite',
  'constats',
  'controles',
];

/** Where and when, and which figure: no characteristic of persons. */
const REPORT_DIMENSIONS = new Set([
  'annee',
  'antenne',
  'site',
  'departement',
  'tribunal',
  'lecture',
  'module',
  'bloc',
  'modalite',
  'action',
  'type_place',
  'genre',
  'periode',
  'objet',
  'indicateur',
  'provenance',
  'constat',
  'famille',
  'regle',
  'rang',
]);

describe('the catalogue of the project', () => {
  const catalogue = readCatalogue({ fichier: 'catalogue.yml', texte: own });
  const cubes = catalogue.cubes.filter((cube) => !isPersonsCube(cube));

  it('is read, of class V but for the cubes of characteristics of persons', () => {
    expect(cubes.map((cube) => cube.classe)).toEqual(cubes.map(() => 'V'));
    const persons = catalogue.cubes.filter(isPersonsCube);
    expect(persons.map(({ nom, classe, personnes }) => [nom, classe, personnes.croisements])).toEqual([
      ['profil_antennes', 'C', ['antenne']],
      ['profil_region', 'C', ['region', 'sexe']],
      ['profil_departements', 'C', ['departement']],
      ['sensibles_region', 'S', ['region']],
      ['sorties_classes', 'C', ['antenne', 'region']],
      ['sorties_motifs', 'S', ['region']],
    ]);
  });

  it('never tells minors but under a sensitive characteristic', () => {
    const { caracteristiques } = catalogue;
    const age = caracteristiques.find(({ nom }) => nom === 'age');
    expect(age?.fusions.moins_de_21_ans?.codes).toEqual(['moins_de_18_ans', '18_20_ans']);
    expect(caracteristiques.find(({ nom }) => nom === 'mineurs')?.classe).toBe('S');
  });

  it('reads its first cubes for whom they are', () => {
    expect(cubes.slice(0, 7).map((cube) => [cube.nom, cube.audiences])).toEqual([
      ['chiffres_cles', ['comite', 'drdfe', 'recherche']],
      ['activite', ['comite', 'drdfe', 'recherche']],
      ['antennes', ['comite', 'drdfe', 'recherche']],
      ['offre', ['comite', 'drdfe', 'recherche']],
      ['budget_entrees', ['comite']],
      ['budget_projets', ['comite']],
      ['budget_validation', ['comite']],
    ]);
  });

  it('gives the cubes of a report to the funders alone', () => {
    const later = cubes.slice(7);
    expect(later.map(({ nom }) => nom)).toEqual(expect.arrayContaining(REPORT_CUBES));
    for (const { nom, audiences, mart } of later) {
      expect({ nom, audiences }).toEqual({ nom, audiences: ['comite', 'drdfe'] });
      expect([nom, `cube_${nom}`]).toContain(mart);
    }
  });

  it('breaks the cubes of a report down by what tells of volumes, and nothing of persons or of one flat', () => {
    for (const { nom, dimensions, attributs } of cubes.slice(7)) {
      const strangers = dimensions.filter((dimension) => !REPORT_DIMENSIONS.has(dimension.nom));
      expect({ nom, strangers: strangers.map((dimension) => dimension.nom) }).toEqual({ nom, strangers: [] });
      const telling = [...dimensions, ...attributs].filter((column) =>
        /sexe|age\b|motif|destination|logement|residence|prescripteur|cadre|cle$|key/.test(column.nom),
      );
      expect({ nom, telling }).toEqual({ nom, telling: [] });
    }
    const lecture = cubes
      .find(({ nom }) => nom === 'territoires')
      ?.dimensions.find(({ nom }) => nom === 'lecture');
    expect(Object.keys(lecture?.codes ?? {})).toEqual(['accompagnement']);
  });
});

describe('a catalogue with a fault', () => {
  it('names an unknown key, its line, and the key that was meant', () => {
    const text = bend('titre: Activité des antennes', 'tittre: Activité des antennes');
    const error = refusals(text);
    const unknown = error.problemes.find((problem) => problem.message.includes('clé inconnue'));
    expect(unknown).toMatchObject({
      code: 'catalogue_invalide',
      fichier: 'catalogue.yml',
      ligne: lineOf(text, 'tittre'),
      regle: 'cubes[activite].tittre',
      remede: 'Vouliez-vous dire « titre » ?',
    });
    expect(error.message).toContain('cubes[activite].titre – clé manquante.');
  });

  it('names an unknown key inside a choice of shapes', () => {
    const text = bend('unite: { colonne: unite }', 'unite: { colone: unite }');
    const remedies = refusals(text).problemes.map((problem) => problem.remede);
    expect(remedies).toContain('Vouliez-vous dire « colonne » ?');
  });

  it('names an audience of nobody and the one that was meant', () => {
    const text = bend('audiences: [comite]', 'audiences: [comites]');
    expect(refusals(text).problemes[0]).toMatchObject({
      ligne: lineOf(text, '[comites]'),
      remede: 'Vouliez-vous dire « comite » ?',
    });
  });

  it.each([
    [
      'an unknown breakdown',
      'ventilations: [modalite]',
      'ventilations: [modalites]',
      'Vouliez-vous dire « modalite » ?',
    ],
    [
      'a dimension without a rule',
      'retirees: [site]',
      'retirees: []',
      'Nommez-la dans blocs, ventilations ou retirees.',
    ],
    [
      'an unknown tied code',
      'codes: [rencontrees, prises_en_charge]',
      'codes: [rencontrees, prise_en_charge]',
      'Vouliez-vous dire « prises_en_charge » ?',
    ],
    ['an unknown period', 'periode: annee', 'periode: anne', 'Vouliez-vous dire « annee » ?'],
    [
      'a unit read from no attribute',
      'unite: { colonne: unite }',
      'unite: { colonne: unites }',
      'Vouliez-vous dire « unite » ?',
    ],
    ['a cube named twice', '- nom: offre', '- nom: antennes', 'Gardez-en un seul.'],
    [
      'an attribute with a reserved name',
      '{ nom: approche,',
      '{ nom: contributeurs,',
      'Choisissez un autre nom de colonne.',
    ],
    [
      'a cube of persons of an unknown characteristic',
      'caracteristiques: [mineurs, cadre]',
      'caracteristiques: [mineurs, cadres]',
      'Vouliez-vous dire « cadre » ?',
    ],
    [
      'a cube of persons with a column of its own',
      '- { nom: libelle_caracteristique, libelle: Libellé de la caractéristique }',
      '- { nom: personne_key, libelle: Personne }',
      'Ajoutez-la : un cube de personnes a toujours les mêmes colonnes.',
    ],
    [
      'a merged code that is in no list',
      'codes: [moins_de_18_ans, 18_20_ans]',
      'codes: [moins_de_18_ans, 18_20_an]',
      'Vouliez-vous dire « 18_20_ans » ?',
    ],
    ['an attribute named as a dimension', '{ nom: approche,', '{ nom: bloc,', 'Gardez-en un seul.'],
  ])('refuses %s', (_, part, instead, remede) => {
    expect(refusals(bend(part, instead)).problemes.map((problem) => problem.remede)).toContain(remede);
  });

  it('says the line of what is not YAML', () => {
    expect(refusals('version: 1\ncubes: [').problemes[0]).toMatchObject({ code: 'yaml_illisible', ligne: 2 });
  });

  it('refuses an empty file', () => {
    expect(refusals('').problemes[0]?.message).toContain('fichier entier');
  });
});
