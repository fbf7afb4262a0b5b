import { drawMesures, type Mesure, type PlanMesures, workingDay } from './aers-mesure.ts';
import { type Partagee, Registre, type Site, sharedPersons } from './aers-personne.ts';
import { drawQuestionnaires, type Questionnaire } from './aers-questionnaire.ts';
import { type Convocation, drawConvocations, type PlanStages, type Stage } from './aers-stage.ts';
import {
  type Atelier,
  drawAteliers,
  drawVolontaires,
  finished,
  type PlanVolontaires,
  type Volontaire,
} from './aers-volontaire.ts';
import { type Day, dayOf } from './calendar.ts';
import { type Random, seededRandom } from './random.ts';
import type { Suivi } from './via-voltaire.ts';

/** The reinforced support of those with an addiction, beside a supervision (Béziers). */
export interface Ajir {
  mesure: Mesure;
  debut: Day;
  fin: Day | null;
  motif: string | null;
}

/** What one site did in a year. */
export interface SiteAnnee {
  mesures: Mesure[];
  stages: Stage[];
  convocations: Convocation[];
  questionnaires: Questionnaire[];
}

/** The Pôle Justice's year, both sites. */
export interface Annee {
  annee: number;
  montpellier: SiteAnnee;
  beziers: SiteAnnee;
  ajir: Ajir[];
  volontaires: Volontaire[];
  ateliers: Atelier[];
}

const sansAge = { ages: null, poursuivies: 0, sejours: [] };
/**
 * Printed: 179 and 50 persons, of whom 3 women at Béziers with their ages. Invented: the rest; lodgings are what the
 * region's printed persons and nights leave beside the other antennes' samples.
 */
const MESURES_2024: Record<Site, PlanMesures> = {
  montpellier: {
    ...{ annee: 2024, site: 'montpellier', hommes: 163, femmes: 16, close: false, ages: null },
    ...{ proche: 13, poursuivies: 5 },
    sejours: [
      { logement: 'studio_1', personnes: 8, nuits: 214 },
      { logement: 'studio_2', personnes: 7, nuits: 187 },
      { logement: 'studio_3', personnes: 7, nuits: 189 },
      { logement: 'hotel', personnes: 3, nuits: 96 },
      { logement: 'chrs', personnes: 4, nuits: 22 },
    ],
  },
  beziers: {
    ...{ annee: 2024, site: 'beziers', hommes: 47, femmes: 3, close: false, ages: [1, 9, 22, 18] },
    ...{ proche: 3, poursuivies: 0 },
    sejours: [
      { logement: 'studio_beziers', personnes: 8, nuits: 210 },
      { logement: 'hotel', personnes: 1, nuits: 30 },
      { logement: 'chrs', personnes: 2, nuits: 10 },
    ],
  },
};
/** Printed: 225 persons, and 222 of whom 173 men and 49 women. Montpellier's women follow from 49 of 404 in all. */
const STAGES_2024: Record<Site, PlanStages> = {
  montpellier: {
    ...{ annee: 2024, lettre: 'M', stages: 18, stagesFemmes: 0 },
    ...{ hommes: 192, femmes: 33, jamaisVenus: 24 },
  },
  beziers: {
    ...{ annee: 2024, lettre: 'B', stages: 14, stagesFemmes: 4 },
    ...{ hommes: 173, femmes: 49, jamaisVenus: 27 },
  },
};
/** Printed: 53 of whom 11 women. Of them 38 had a measure in the year, so that 404 + 272 + 15 are the 691 received. */
const VOLONTAIRES_2024: PlanVolontaires = {
  annee: 2024,
  montpellier: { H: 26, F: 7 },
  beziers: { H: 3, F: 2 },
  anciens: { H: 13, F: 2 },
  reportes: 7,
};
/** All invented, but for the sum: 162 + 209 + 46 + 215 + 8 are the 640 received in 2023. */
const MESURES_2023: Record<Site, PlanMesures> = {
  montpellier: {
    ...{ annee: 2023, site: 'montpellier', hommes: 149, femmes: 13, close: true },
    ...{ ...sansAge, proche: 18 },
  },
  beziers: {
    ...{ annee: 2023, site: 'beziers', hommes: 43, femmes: 3, close: true },
    ...{ ...sansAge, proche: 6 },
  },
};
const STAGES_2023: Record<Site, PlanStages> = {
  montpellier: {
    ...{ annee: 2023, lettre: 'M', stages: 17, stagesFemmes: 0 },
    ...{ hommes: 180, femmes: 29, jamaisVenus: 19 },
  },
  beziers: {
    ...{ annee: 2023, lettre: 'B', stages: 17, stagesFemmes: 0 },
    ...{ hommes: 172, femmes: 43, jamaisVenus: 22 },
  },
};
const VOLONTAIRES_2023: PlanVolontaires = {
  annee: 2023,
  montpellier: { H: 2, F: 0 },
  beziers: { H: 0, F: 0 },
  anciens: { H: 4, F: 1 },
  reportes: 0,
};
/** Of the 15 volunteers without a measure in 2024, so many had one in 2023; the others' lies further back. */
const MESURE_EN_2023 = 12;
const AJIR = 9;

function onPath(shared: readonly Partagee[], site: Site, path: 'cjse' | 'stage'): Partagee[] {
  return shared.filter(
    (one) => one.site === site && one.voie !== 'volontaire' && (one.voie === 'cjse') === (path === 'cjse'),
  );
}

function drawSite(
  plan: { mesures: PlanMesures; stages: PlanStages },
  given: { shared: readonly Partagee[]; carried: readonly Mesure[]; trainees: readonly Volontaire[] },
  registre: Registre,
  random: Random,
): SiteAnnee {
  const { site } = plan.mesures;
  const mesures = drawMesures(
    plan.mesures,
    onPath(given.shared, site, 'cjse'),
    given.carried,
    registre,
    random.fork('mesures'),
  );
  const { stages, convocations } = drawConvocations(
    plan.stages,
    onPath(given.shared, site, 'stage'),
    given.trainees.map(({ personne, demande }) => ({ personne, avant: demande })),
    registre,
    random.fork('stages'),
  );
  const questionnaires = drawQuestionnaires(stages, convocations, random.fork('questionnaires'));
  return { mesures, stages, convocations, questionnaires };
}

/** Men whose supervision lasts: the support begins some weeks in and ends with it. */
function drawAjir(mesures: readonly Mesure[], annee: number, random: Random): Ajir[] {
  const able = mesures.filter(
    ({ personne, debut, fin, sejour }) =>
      personne.sexe === 'H' &&
      sejour === null &&
      debut <= dayOf(annee, 10, 1) &&
      (fin === null || fin >= debut + 110),
  );
  return random
    .shuffle(able)
    .slice(0, AJIR)
    .map((mesure): Ajir => {
      const debut = workingDay(Math.max(mesure.debut + 12 + random.integer(28), dayOf(annee, 1, 8)));
      const early = mesure.fin !== null && random.next() < 0.25 ? workingDay(mesure.fin - 30) : mesure.fin;
      const fin = early === null || early > debut ? early : mesure.fin;
      const motif = fin === null ? null : fin === mesure.fin ? 'Fin de mesure' : 'Abandon';
      return { mesure, debut, fin, motif };
    })
    .sort((left, right) => left.debut - right.debut);
}

function draw2024(shared: readonly Partagee[], registre: Registre, random: Random): Annee {
  const site = (one: Site): SiteAnnee =>
    drawSite(
      { mesures: MESURES_2024[one], stages: STAGES_2024[one] },
      { shared, carried: [], trainees: [] },
      registre,
      random.fork(one),
    );
  const [montpellier, beziers] = [site('montpellier'), site('beziers')];
  const known = new Set(shared.map(({ personne }) => personne));
  // Who was sent to Via Voltaire is followed there: the volunteers are others, but for those sent as volunteers.
  const paths = (name: 'Montpellier' | 'Béziers', { mesures, convocations }: SiteAnnee) =>
    finished(name, mesures, convocations, 2024).filter(({ personne }) => !known.has(personne));
  const volontaires = drawVolontaires(
    VOLONTAIRES_2024,
    { montpellier: paths('Montpellier', montpellier), beziers: paths('Béziers', beziers) },
    shared.filter(({ voie }) => voie === 'volontaire'),
    registre,
    random.fork('volontaires'),
  );
  return {
    annee: 2024,
    montpellier,
    beziers,
    ajir: drawAjir(beziers.mesures, 2024, random.fork('ajir')),
    volontaires,
    ateliers: drawAteliers(2024, volontaires, random.fork('ateliers')),
  };
}

/** As the year before saw it: still going on. */
function open<Spell extends { debut: Day; fin: Day | null; motif: string | null }>(
  spells: readonly Spell[],
  annee: number,
): Spell[] {
  const last = dayOf(annee, 12, 31);
  return spells
    .filter(({ debut }) => debut <= last)
    .map((spell) => (spell.fin !== null && spell.fin > last ? { ...spell, fin: null, motif: null } : spell));
}

function draw2023(next: Annee, registre: Registre, random: Random): Annee {
  const judicial = new Set(
    [next.montpellier, next.beziers].flatMap(({ mesures, convocations }) => [
      ...mesures.map(({ personne }) => personne),
      ...convocations.map(({ personne }) => personne),
    ]),
  );
  const earlier = next.volontaires.filter(({ personne }) => !judicial.has(personne));
  // Whose follow-up began first had the measure before that year: they come last among the year's trainees.
  const begun = earlier.filter(({ debut }) => debut <= dayOf(2023, 12, 31));
  const trainees = earlier.slice(earlier.length - MESURE_EN_2023);
  const site = (one: Site): SiteAnnee =>
    drawSite(
      { mesures: MESURES_2023[one], stages: STAGES_2023[one] },
      { shared: [], carried: open(next[one].mesures, 2023), trainees: one === 'montpellier' ? trainees : [] },
      registre,
      random.fork(one),
    );
  const [montpellier, beziers] = [site('montpellier'), site('beziers')];
  const paths = (name: 'Montpellier' | 'Béziers', { mesures, convocations }: SiteAnnee) =>
    finished(name, mesures, convocations, 2023).filter(
      ({ personne }) => !judicial.has(personne) && !trainees.some((one) => one.personne === personne),
    );
  const own = drawVolontaires(
    VOLONTAIRES_2023,
    { montpellier: paths('Montpellier', montpellier), beziers: [] },
    [],
    registre,
    random.fork('volontaires'),
  );
  return {
    annee: 2023,
    montpellier,
    beziers,
    ajir: [],
    volontaires: [...open(begun, 2023), ...own],
    ateliers: [],
  };
}

/**
 * Two fictitious years of the Pôle Justice, the one before 2024 and 2024, that reproduce the report's figures; persons
 * whose measure lasts over New Year are the same in both. `suivis` are Via Voltaire's persons of 2024, of whom those
 * sent by the Pôle Justice since 2023 are in its own files too. The same seed gives the same years.
 */
export function makeAers(seed: number | string, suivis: readonly Suivi[]): { 2023: Annee; 2024: Annee } {
  const random = seededRandom(seed).fork('aers');
  const registre = new Registre(random.fork('noms'), suivis);
  const year = draw2024(sharedPersons(suivis, 2024), registre, random.fork('2024'));
  return { 2023: draw2023(year, registre, random.fork('2023')), 2024: year };
}
