import {
  FEMMES_2024,
  ORIENTATIONS_2023,
  ORIENTEURS_AUTRES,
  ORIENTEURS_STAGE,
  type Orienteur,
  PARTICIPANTS,
  type PlanParticipant,
  RENVOYES,
  SITUATIONS_2024,
  SITUATIONS_REPORT,
  STAGES_2023,
  STAGES_2024,
  SUIVIS_2023,
  SUIVIS_HORS_GROUPE,
} from './apex-cibles.ts';
import { drawNaissance, drawSituations, INCONNUE, type Situation } from './apex-situation.ts';
import { drawTrajets, openDay, type Stage, stagesOf, type Trajet } from './apex-stages.ts';
import { type Day, dayOf, daysBetween, isWorkingDay, parts } from './calendar.ts';
import { drawNames } from './identite.ts';
import { at } from './list.ts';
import { apportion } from './margins.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';

/** Somebody on paper; all of it is invented. Of many the day of birth is not known. */
export interface Personne {
  sexe: 'H' | 'F';
  dossier: string;
  nom: string;
  prenom: string;
  naissance: Day | null;
}

/** One orientation: a person has two when the court sends him again. */
export interface Oriente {
  personne: Personne;
  oriente: Day;
  orienteur: Orienteur;
  /** Null: to be assessed first. */
  vers: 'stage' | 'groupe' | 'suivi' | null;
  trajet: Trajet;
  situation: Situation;
  /** Received before the course. */
  pre_stage: boolean;
  /** The place in the group, for who joins it. */
  participant: PlanParticipant | null;
}

/** The orientations of three years, as two yearly files need them. */
export interface Orientations {
  /** Sent in 2022, settled in 2023. */
  de2022: Oriente[];
  /** Towards a course, settled in 2023. */
  regles2023: Oriente[];
  /** Towards a course, waiting at the end of 2023. */
  attente2023: Oriente[];
  autres2023: Oriente[];
  stage2024: Oriente[];
  autres2024: Oriente[];
}

/** Nobody is summoned sooner than this many days after being sent. */
const NOTICE = 14;
/** Who was sent in 2022 and did a course in 2023, and the women among the 109 of 2023: both chosen. */
const DE_2022 = 14;
const FEMMES_2023 = 16;
/** From this course on, who is about to be summoned is received first (l.3367-3371). */
const PRE_STAGE = { nombre: 37, des: 10 };
const NO_TRAJET: Trajet = { convocations: [], issue: null, issueLe: null, sortiLe: null };

function orientation(
  oriente: Day,
  orienteur: Orienteur,
  vers: Oriente['vers'],
  more: Partial<Pick<Oriente, 'trajet' | 'participant'>> = {},
  sexe: 'H' | 'F' = 'H',
): Oriente {
  return {
    personne: { sexe, dossier: '', nom: '', prenom: '', naissance: null },
    ...{ oriente, orienteur, vers, trajet: NO_TRAJET, situation: INCONNUE },
    ...{ pre_stage: false, participant: null },
    ...more,
  };
}

/** All orientations, with every printed margin; `seances` are the group's meetings of 2024. The same seed gives the same. */
export function drawOrientations(seances: readonly Day[], random: Random): Orientations {
  const { regles2023, attente2023 } = drawStages2023(random.fork('stages2023'));
  const lists: Orientations = {
    de2022: cohort(
      drawDays(2022, DE_2022, random.fork('jours2022'), 10),
      drawTrajets(STAGES_2023.report, stagesOf(STAGES_2023), random.fork('trajets2022')),
      { quotas: apportion(DE_2022, Object.values(ORIENTEURS_STAGE)), femmes: 0 },
      random.fork('qui2022'),
    ),
    regles2023,
    attente2023,
    autres2023: drawAutres2023(random.fork('autres2023')),
    stage2024: cohort(
      drawDays(2024, sum(Object.values(ORIENTEURS_STAGE)), random.fork('jours2024')),
      drawTrajets(STAGES_2024.nouveaux, stagesOf(STAGES_2024), random.fork('trajets2024')),
      { quotas: Object.values(ORIENTEURS_STAGE), femmes: FEMMES_2024 },
      random.fork('qui2024'),
    ),
    autres2024: drawAutres2024(seances, random.fork('autres2024')),
  };
  checkNotice([...lists.de2022, ...lists.regles2023], stagesOf(STAGES_2023));
  checkNotice([...lists.attente2023, ...lists.stage2024], stagesOf(STAGES_2024));
  sendAgain(lists.attente2023, lists.stage2024, random.fork('renvois'));
  receiveBefore(lists.stage2024, random.fork('pre-stages'));
  giveSituations(lists, random.fork('situations'));
  giveNames(Object.values(lists).flat(), random.fork('noms'));
  return lists;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}

/** As many of each as the shares say, shuffled. */
function deal(shares: Readonly<Partial<Record<Orienteur, number>>>, random: Random): Orienteur[] {
  return random.shuffle(
    (Object.entries(shares) as [Orienteur, number][]).flatMap(([orienteur, count]) =>
      new Array<Orienteur>(count).fill(orienteur),
    ),
  );
}

/** Working days of a year from a month on, drawn and sorted. */
function drawDays(
  annee: number,
  nombre: number,
  random: Random,
  month = 1,
  last = dayOf(annee, 12, 20),
): Day[] {
  const open = daysBetween(dayOf(annee, month, 2), last, isWorkingDay);
  return Array.from({ length: nombre }, () => random.pick(open)).sort((a, b) => a - b);
}

/** The 109 of 2023: those settled in the year were sent first, the 54 others wait for the courses of 2024. */
function drawStages2023(random: Random): Pick<Orientations, 'regles2023' | 'attente2023'> {
  const settled = drawTrajets(STAGES_2023.nouveaux, stagesOf(STAGES_2023), random.fork('regles')).filter(
    ({ issue }) => issue !== null,
  );
  const waiting = drawTrajets(STAGES_2024.report, stagesOf(STAGES_2024), random.fork('attente'));
  const all = cohort(
    drawDays(2023, ORIENTATIONS_2023.stage, random.fork('jours')),
    [...settled, ...waiting],
    { quotas: apportion(ORIENTATIONS_2023.stage, Object.values(ORIENTEURS_STAGE)), femmes: FEMMES_2023 },
    random.fork('qui'),
  );
  return { regles2023: all.slice(0, settled.length), attente2023: all.slice(settled.length) };
}

/**
 * Orientations towards a course, the days in the order of the summonses: who comes first is summoned first. The women
 * come from the prosecutor's delegates, and the courses called off are theirs.
 */
function cohort(
  days: readonly Day[],
  trajets: readonly Trajet[],
  { quotas, femmes }: { quotas: readonly number[]; femmes: number },
  random: Random,
): Oriente[] {
  const keys = Object.keys(ORIENTEURS_STAGE);
  const shares = Object.fromEntries(keys.map((key, rank) => [key, at(quotas, rank)]));
  const calledOff = trajets.filter(({ issue }) => issue === 'annule').length;
  const delegates = { ...shares, delegue: (shares.delegue ?? 0) - calledOff };
  const orienteurs = deal(delegates, random);
  const all = trajets.map((trajet, rank) =>
    orientation(
      at(days, rank),
      trajet.issue === 'annule' ? 'delegue' : (orienteurs.pop() ?? 'delegue'),
      'stage',
      { trajet },
      trajet.issue === 'annule' ? 'F' : 'H',
    ),
  );
  const able = all.filter(({ orienteur, personne }) => orienteur === 'delegue' && personne.sexe === 'H');
  for (const { personne } of random.shuffle(able).slice(0, Math.max(0, femmes - calledOff)))
    personne.sexe = 'F';
  return all;
}

function checkNotice(list: readonly Oriente[], stages: readonly Stage[]): void {
  for (const { oriente, trajet } of list) {
    const [first] = trajet.convocations;
    if (first && at(stages, first.stage - 1).premier < oriente + NOTICE) {
      throw new SampleError(
        'stages_impossibles',
        `Course ${first.stage} summons somebody less than ${NOTICE} days after being sent.`,
        'Summon fewer to the first courses of the plan.',
      );
    }
  }
}

/** Those of the group, who came in autumn; those followed in the year; others, assessed. */
function drawAutres2023(random: Random): Oriente[] {
  const keys = Object.keys(ORIENTEURS_AUTRES);
  const counts = apportion(ORIENTATIONS_2023.autres, Object.values(ORIENTEURS_AUTRES));
  const orienteurs = deal(Object.fromEntries(keys.map((key, rank) => [key, at(counts, rank)])), random);
  const anciens = PARTICIPANTS.filter(({ ancien }) => ancien);
  const followed = SUIVIS_2023 - anciens.filter(({ suivi }) => suivi).length;
  const days = drawDays(2023, ORIENTATIONS_2023.autres, random);
  return orienteurs.map((orienteur, rank) => {
    const day = at(days, rank);
    const participant = anciens[rank - 20];
    if (participant) return orientation(day, orienteur, 'groupe', { participant });
    const followedNow = rank < followed;
    return orientation(day, orienteur, followedNow ? 'suivi' : null, {}, rank % 12 === 0 ? 'F' : 'H');
  });
}

/** The 27, all men: those who join the group, those followed individually, those who are assessed. */
function drawAutres2024(seances: readonly Day[], random: Random): Oriente[] {
  const left = deal(ORIENTEURS_AUTRES, random);
  const give = (wanted: readonly Orienteur[]): Orienteur => {
    const rank = left.findIndex((one) => wanted.includes(one));
    const [found] = left.splice(Math.max(0, rank), 1);
    return found ?? 'non_connu';
  };
  const members = PARTICIPANTS.filter(({ ancien }) => !ancien).map((participant) =>
    orientation(
      openDay(Math.max(at(seances, participant.de) - 17 - random.integer(11), dayOf(2024, 1, 2))),
      give(participant.volontaire ? ['lui_meme'] : ['cpip', 'travailleur_social']),
      'groupe',
      { participant },
    ),
  );
  const followed = Array.from(
    { length: SUIVIS_HORS_GROUPE.parentalite + SUIVIS_HORS_GROUPE.victime },
    (_, rank) =>
      orientation(
        openDay(dayOf(2024, 2 + 2 * rank, 6) + random.integer(3)),
        give(['travailleur_social']),
        'suivi',
      ),
  );
  // Each was assessed within the year.
  const days = drawDays(2024, left.length, random, 1, dayOf(2024, 12, 5));
  const assessed = left.map((orienteur, rank) => orientation(at(days, rank), orienteur, null));
  return [...members, ...followed, ...assessed];
}

/** Some who were absent early in the year are sent again: the same persons, a second orientation. */
function sendAgain(before: readonly Oriente[], after: readonly Oriente[], random: Random): void {
  const men = (list: readonly Oriente[], issue: Trajet['issue']): Oriente[] =>
    random.shuffle(list.filter(({ trajet, personne }) => trajet.issue === issue && personne.sexe === 'H'));
  const absents = men(before, 'non_presente');
  const again = men(after, null).filter(({ oriente }) => oriente > dayOf(2024, 9, 1));
  for (let rank = 0; rank < RENVOYES; rank++) at(again, rank).personne = at(absents, rank).personne;
}

function receiveBefore(stage2024: readonly Oriente[], random: Random): void {
  const about = stage2024.filter(({ trajet }) => (trajet.convocations[0]?.stage ?? 0) >= PRE_STAGE.des);
  const waits = stage2024.filter(
    ({ trajet, oriente }) => trajet.issue === null && oriente < dayOf(2024, 11, 15),
  );
  for (const one of [...random.shuffle(about), ...random.shuffle(waits)].slice(0, PRE_STAGE.nombre))
    one.pre_stage = true;
}

/**
 * What is known of the 34 of 2023 who came and of the 198 of 2024, and the births of part of those whose age is. Of who
 * stands in the file of 2023 alone, births only.
 */
function giveSituations(lists: Orientations, random: Random): void {
  const came = lists.attente2023.filter(({ trajet }) => trajet.issue === 'effectue');
  const again = new Set(lists.attente2023.map(({ personne }) => personne));
  const of2024 = [...lists.stage2024, ...lists.autres2024];
  for (const { list, situations, births } of [
    { list: came, situations: SITUATIONS_REPORT, births: 0.8 },
    { list: of2024, situations: SITUATIONS_2024, births: 0.55 },
  ]) {
    const fork = random.fork(String(births));
    const met = list.map(
      ({ vers, trajet, pre_stage }) => vers !== 'stage' || trajet.issue === 'effectue' || pre_stage,
    );
    const drawn = drawSituations(situations, met, fork);
    list.forEach((one, rank) => {
      one.situation = at(drawn, rank);
      const { tranche } = one.situation;
      const known = tranche !== null && fork.next() < births;
      if (known && (list === came || !again.has(one.personne)))
        one.personne.naissance = drawNaissance(tranche, 2024, one.oriente, fork);
    });
  }
  const before = random.fork('avant');
  for (const { oriente, personne, participant } of [
    ...lists.de2022,
    ...lists.regles2023,
    ...lists.autres2023,
  ]) {
    const birth = drawNaissance(1 + before.integer(2), parts(oriente).year, oriente, before);
    if (participant !== null || before.next() < 0.7) personne.naissance = birth;
  }
}

/** Names, and file numbers in the order of arrival: `A24-031`; some numbers are another service's. */
function giveNames(list: readonly Oriente[], random: Random): void {
  const arrivals = [...list].sort((left, right) => left.oriente - right.oriente);
  const persons = [...new Set(arrivals.map(({ personne }) => personne))];
  const names = drawNames(persons, random);
  const last = new Map<number, number>();
  for (const { oriente, personne } of arrivals) {
    if (personne.dossier !== '') continue;
    const { year } = parts(oriente);
    const number = (last.get(year) ?? 0) + 1 + (random.next() < 0.2 ? 1 : 0);
    last.set(year, number);
    personne.dossier = `A${year % 100}-${String(number).padStart(3, '0')}`;
    Object.assign(personne, at(names, persons.indexOf(personne)));
  }
}
