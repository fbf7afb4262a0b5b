import type { RawRow } from './good.ts';

/** A good declared file of La Clède, line by line; the figures of each line by its name. */
export const CLEDE: readonly (readonly [nom: string | null, line: string])[] = [
  [null, 'La Clède — Gard'],
  [null, 'Exercice;2024'],
  [null, ''],
  [null, 'Fiche d’identité'],
  [null, 'Intitulé;Valeur'],
  ['depuis', 'Antenne du CPCA depuis;2020'],
  ['places', 'Places d’hébergement éviction, Alès;1'],
  ['ouverte', 'Place d’hébergement ouverte depuis, Alès;2016'],
  [null, ''],
  [null, 'Équipe'],
  [null, 'Fonction;ETP'],
  ['coordonnateur', 'Coordonnateur référent;0,5'],
  ['psychologue', 'Psychologue;0,5'],
  ['travailleuse', 'Travailleuse sociale;0,7'],
  ['secretaire', 'Secrétaire;0,2'],
];

/** Names of the file's figures. */
export const FIGURES = CLEDE.flatMap(([nom]) => (nom === null ? [] : [nom]));

export function figuresBut(...names: string[]): string[] {
  return FIGURES.filter((name) => !names.includes(name));
}

/** The good file with some lines written otherwise; lines may be added by writing two in one. */
export function clede(changes: Readonly<Record<string, string>> = {}): string {
  return CLEDE.map(([nom, line]) => `${changes[nom ?? line] ?? line}\r\n`).join('');
}

const TEAM = {
  tableau: 'equipe',
  indicateur: 'etp',
  dimension: 'fonction',
  unite: 'ETP',
  libelle_colonne: 'ETP',
};
const CARD = { tableau: 'fiche_d_identite', libelle_colonne: 'Valeur' };

const SAID: Readonly<Record<string, RawRow['values']>> = {
  depuis: {
    ...CARD,
    indicateur: 'antenne_depuis',
    unite: 'année',
    valeur: 2020,
    libelle_ligne: 'Antenne du CPCA depuis',
  },
  places: {
    ...CARD,
    site: 'Alès',
    module: 'hebergement',
    indicateur: 'logements',
    unite: 'place',
    valeur: 1,
    libelle_ligne: 'Places d’hébergement éviction, Alès',
  },
  ouverte: {
    ...CARD,
    site: 'Alès',
    module: 'hebergement',
    indicateur: 'service_depuis',
    unite: 'année',
    valeur: 2016,
    libelle_ligne: 'Place d’hébergement ouverte depuis, Alès',
  },
  coordonnateur: {
    ...TEAM,
    modalite: 'coordonnateur_referent',
    valeur: 0.5,
    libelle_ligne: 'Coordonnateur référent',
  },
  psychologue: { ...TEAM, modalite: 'psychologue', valeur: 0.5, libelle_ligne: 'Psychologue' },
  travailleuse: {
    ...TEAM,
    modalite: 'travailleuse_sociale',
    valeur: 0.7,
    libelle_ligne: 'Travailleuse sociale',
  },
  secretaire: { ...TEAM, modalite: 'secretaire', valeur: 0.2, libelle_ligne: 'Secrétaire' },
};

/** The raw row of a figure, said by hand; undefined for another name. */
export function figureRow(nom: string): RawRow | undefined {
  const said = SAID[nom];
  return said && { table: 'figure', values: { departement: '30', approche: 0, ...said } };
}
