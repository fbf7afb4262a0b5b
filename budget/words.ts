/** French words for the codes of parameters and inputs: what a reader of the comité sees. */

/** Units in which the activity of an antenne can be counted. Never interchangeable. */
export const UNITES = {
  personnes_accompagnees: 'personnes accompagnées',
  personnes_rencontrees: 'personnes rencontrées',
  orientations: 'orientations',
  accompagnements: 'accompagnements',
  heures: 'heures',
} as const;
export type Unite = keyof typeof UNITES;

/** Ways to read how well a territory is served. */
export const LECTURES = {
  actions_en_place: 'actions de référence en place',
  personnes_pour_100_victimes: 'personnes accompagnées pour 100 victimes enregistrées',
  personnes_pour_10000_habitants: 'personnes accompagnées pour 10 000 habitants',
} as const;
export type Lecture = keyof typeof LECTURES;

/** Measures of the need of a territory. */
export const BESOINS = {
  victimes_enregistrees: 'victimes enregistrées',
  population: 'habitants',
} as const;
export type Besoin = keyof typeof BESOINS;

/** How a parameter file stands before the comité. A decision is a record of its own, never a parameter. */
export const MENTIONS = {
  illustration: 'scénario d’illustration, non décidé',
  proposition: 'proposition, non décidée',
} as const;
export type StatutParametres = keyof typeof MENTIONS;

/** What a row's empty value means; never 0. */
export const ABSENCES = {
  inconnu: 'inconnu',
  non_transmis: 'non transmis',
  non_disponible: 'non disponible',
  sans_objet: 'sans objet',
  secret: 'couvert par le secret',
} as const;
export type Absence = keyof typeof ABSENCES;

/** Every figure that a split may rest on, and that an imputation may name. */
export const ENTREES: readonly string[] = [
  ...Object.keys(UNITES),
  'actions_en_place',
  ...Object.keys(BESOINS),
  'montant_n1',
];

/** Figures of a territory; the others are an antenne's. */
export const ENTREES_TERRITOIRE: readonly string[] = ['actions_en_place', ...Object.keys(BESOINS)];

const SINGULARS: Readonly<Record<string, string>> = {
  personnes_accompagnees: 'personne accompagnée',
  personnes_rencontrees: 'personne rencontrée',
  orientations: 'orientation',
  accompagnements: 'accompagnement',
  heures: 'heure',
  victimes_enregistrees: 'victime enregistrée',
  population: 'habitant',
};

/** Label of an input after its count: singular below two, as French has it. */
export function countLabel(entree: string, valeur: number): string {
  return valeur < 2 ? (SINGULARS[entree] ?? inputLabel(entree)) : inputLabel(entree);
}

/** Label of any input, for messages: the closed lists first, else the code with its underscores opened. */
export function inputLabel(entree: string): string {
  const known: Readonly<Record<string, string>> = {
    ...UNITES,
    actions_en_place: LECTURES.actions_en_place,
    victimes_enregistrees: BESOINS.victimes_enregistrees,
    population: BESOINS.population,
    montant_n1: 'montant de l’année précédente',
  };
  return known[entree] ?? entree.replaceAll('_', ' ');
}
