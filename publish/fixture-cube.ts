import { type Catalogue, type CubeDefinition, readCatalogue } from './catalogue.ts';
import type { MartRow } from './cube.ts';
import { readThresholds, type Thresholds } from './thresholds.ts';

const CATALOGUE = `
version: 1
cubes:
  - nom: essai
    titre: Essai
    description: Un cube pour les essais.
    classe: V
    mart: essai
    periode: annee
    unite: { colonne: unite }
    base: Essai
    audiences: [comite, recherche]
    dimensions:
      - { nom: annee, libelle: Année, type: entier }
      - { nom: indicateur, libelle: Indicateur, codes: { orientations: O, en_cours: E, en_attente: A, sorties: S } }
      - { nom: antenne, libelle: Antenne, totaux: [CPCA] }
      - { nom: module, libelle: Module }
      - { nom: site, libelle: Site }
    attributs:
      - { nom: unite, libelle: Unité }
      - { nom: base_valeur, libelle: Valeur de la base, nombre_de_personnes: true }
      - { nom: population, libelle: Population }
    grossissement:
      recherche:
        blocs: [annee, indicateur]
        ventilations: [module, antenne]
        retirees: [site]
        liees: [{ dimension: indicateur, codes: [en_cours, en_attente] }]
`;

const THRESHOLDS = `
version: 1
publics:
  comite: { V: { regle: jamais_masque } }
  drdfe: { V: { regle: jamais_masque } }
  recherche: { V: { regle: minimum, minimum: 11 } }
unites: { personne: valeur, nuitee: contributeurs, seance: libre }
`;

/** A catalogue of one small cube for tests, changed as text by the caller where it likes. */
export function essaiCatalogue(change: (text: string) => string = (text) => text): Catalogue {
  return readCatalogue({ fichier: 'essai.yml', texte: change(CATALOGUE) });
}

/** Its only cube. */
export function essaiCube(change?: (text: string) => string): CubeDefinition {
  const [cube] = essaiCatalogue(change).cubes;
  if (cube === undefined) throw new Error('the fixture has a cube');
  return cube;
}

export const essaiThresholds: Thresholds = readThresholds({ fichier: 'seuils.yml', texte: THRESHOLDS });

/** A row of that cube: 40 persons met by the region in 2024, unless said otherwise. */
export function essaiRow(change: {
  indicateur?: string;
  antenne?: string;
  module?: string;
  site?: string;
  valeur?: number | null;
  absence?: MartRow['absence'];
  contributeurs?: number | null;
  unite?: string;
  base_valeur?: string;
  population?: string;
}): MartRow {
  const { indicateur = 'orientations', antenne = '_T', module = '_T', site = '_T' } = change;
  const { valeur = 40, absence = null, contributeurs = null } = change;
  const { unite = 'personne', base_valeur = '', population = '' } = change;
  return {
    dimensions: [2024, indicateur, antenne, module, site],
    valeur,
    absence,
    contributeurs,
    attributs: [unite, base_valeur, population],
  };
}
