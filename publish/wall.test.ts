import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';
import { essaiCatalogue, essaiCube, essaiRow, essaiThresholds } from './fixture-cube.ts';
import { readPublicationRules } from './publication-rules.ts';
import { readThresholds } from './thresholds.ts';
import { contentRefusals, definitionRefusals } from './wall.ts';

const codesOf = (change: (text: string) => string) =>
  definitionRefusals(essaiCatalogue(change), essaiThresholds).map((problem) => problem.code);

describe('the wall, before any data', () => {
  it('lets the project’s own catalogue through', async () => {
    const { catalogue, thresholds } = await readPublicationRules();
    expect(definitionRefusals(catalogue, thresholds)).toEqual([]);
  });

  it.each(['C', 'S', 'L'])('refuses a cube of class %s', (classe) => {
    expect(codesOf((text) => text.replace('classe: V', `classe: ${classe}`))).toEqual(['classe_retenue']);
  });

  it('refuses a cube without a class: the rule of the public, for whom nothing is written', () => {
    expect(codesOf((text) => text.replace('    classe: V\n', ''))).toEqual(['cube_sans_etiquette']);
  });

  it.each(['', '    audiences: []\n'])('refuses a cube without audiences (%j)', (instead) => {
    expect(codesOf((text) => text.replace('    audiences: [comite, recherche]\n', instead))).toEqual([
      'cube_sans_etiquette',
    ]);
  });

  it.each([
    'sexe',
    'age',
    'emploi',
    'ressources',
    'situation',
    'prescripteur',
    'cadre',
    'motif',
    'commune',
    'destination',
    'logement',
    'personne_key',
    'nouveau',
  ])('refuses the dimension %s, even in a cube labelled V', (nom) => {
    const codes = codesOf((text) =>
      text.replace('{ nom: module,', `{ nom: ${nom},`).replace('[module, antenne]', `[${nom}, antenne]`),
    );
    expect(codes).toEqual(['dimension_retenue']);
  });

  it.each(['personne_key', 'sexe', 'age', 'autre_cle'])('refuses the attribute %s', (nom) => {
    expect(codesOf((text) => text.replace('{ nom: population,', `{ nom: ${nom},`))).toEqual([
      'attribut_retenu',
    ]);
  });

  it('refuses a code that speaks of persons', () => {
    expect(codesOf((text) => text.replace('sorties: S', 'personnes_femmes: F'))).toEqual(['code_retenu']);
  });

  it.each(['indicateur', 'fait_orientation', 'groupe_profil', 'definition'])(
    'refuses the inner mart %s',
    (mart) => {
      expect(codesOf((text) => text.replace('mart: essai', `mart: ${mart}`))).toEqual(['mart_interieur']);
    },
  );

  it('refuses a cube whose audience has a threshold and no way to coarsen', () => {
    expect(codesOf((text) => text.slice(0, text.indexOf('    grossissement:')))).toEqual([
      'grossissement_manquant',
    ]);
  });
});

describe('the wall, before cubes of persons', () => {
  const own = readFileSync(new URL('catalogue.yml', import.meta.url), 'utf8');
  const rules = readThresholds({
    fichier: 'thresholds.yml',
    texte: readFileSync(new URL('thresholds.yml', import.meta.url), 'utf8'),
  });
  const refused = (part: string, instead: string, thresholds = rules) => {
    expect(own).toContain(part);
    const catalogue = readCatalogue({ fichier: 'catalogue.yml', texte: own.replace(part, instead) });
    return definitionRefusals(catalogue, thresholds).map(({ code, message }) => [
      code,
      message.split(' :')[0],
    ]);
  };

  it('refuses a sensitive characteristic in a cube of another class', () => {
    expect(refused('caracteristiques: [sexe, age', 'caracteristiques: [cadre, sexe, age')).toContainEqual([
      'caracteristique_retenue',
      'Cube profil_antennes',
    ]);
  });

  it('refuses a sensitive cube below the region', () => {
    const classe = own.indexOf('classe: C', own.indexOf('- nom: sorties_classes'));
    const sensitive = `${own.slice(0, classe)}classe: S${own.slice(classe + 'classe: C'.length)}`;
    const catalogue = readCatalogue({ fichier: 'catalogue.yml', texte: sensitive });
    expect(definitionRefusals(catalogue, rules).map(({ code }) => code)).toEqual([
      'caracteristique_retenue',
      'sensible_hors_region',
    ]);
  });

  it('refuses an audience whose rule is not one for persons, or that has none', () => {
    const { S: _, ...less } = rules.publics.drdfe;
    const none = { ...rules, publics: { ...rules.publics, drdfe: less } };
    expect(refused('version: 1', 'version: 1', none).map(([code]) => code)).toEqual([
      'public_sans_regle',
      'public_sans_regle',
    ]);
    const shown = { ...rules.publics.drdfe, S: { regle: 'jamais_masque' as const } };
    const never = { ...rules, publics: { ...rules.publics, drdfe: shown } };
    expect(refused('version: 1', 'version: 1', never).map(([code]) => code)).toEqual([
      'regle_inadaptee',
      'regle_inadaptee',
    ]);
  });
});

describe('the wall, on rows', () => {
  const refusals = (row: Parameters<typeof essaiRow>[0]) =>
    contentRefusals(essaiCube(), [essaiRow({}), essaiRow(row)]);

  it('lets codes of volumes through', () => {
    expect(
      refusals({ antenne: '_U', module: 'stage_responsabilisation', site: 'Narbonne / Lézignan-Corbières' }),
    ).toEqual([]);
  });

  it.each([
    ['a code outside the closed list', { indicateur: 'sexe_femme' }, 'indicateur'],
    ['a code of sex in an open dimension', { module: 'stage_femmes' }, 'module'],
    ['a code of age in an open dimension', { site: '18-25 ans' }, 'site'],
    ['a text that is no code', { site: 'Vu le 12 mars ; a parlé de son fils' }, 'site'],
    ['a key in a dimension', { site: '9f86d081884c7d659a2feaa0c55ad015' }, 'site'],
    ['a key in an attribute', { population: 'x 9f86d081884c7d659a2feaa0c55ad015' }, 'population'],
    ['a key in base64', { population: 'Jx3bQ0ZkPq9sTu1vWy2aBc' }, 'population'],
    ['a population of women', { population: 'femmes stagiaires' }, 'population'],
    ['a population of volunteers', { population: 'Volontaires' }, 'population'],
  ])('refuses %s', (_, row, colonne) => {
    const found = refusals(row);
    expect(found.map((problem) => problem.colonne)).toEqual([colonne]);
    expect(JSON.stringify(found)).not.toContain(Object.values(row)[0]);
  });
});
