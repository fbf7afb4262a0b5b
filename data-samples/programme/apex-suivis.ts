import {
  APRES_STAGE,
  ENTRETIENS,
  type Motif,
  type Objet,
  SEANCES_GROUPE,
  STAGES_2024,
  SUIVIS_HORS_GROUPE,
} from './apex-cibles.ts';
import type { Orientations, Oriente } from './apex-orientation.ts';
import { openDay } from './apex-stages.ts';
import { type Day, dayOf, daysBetween, isWorkingDay, parseDay, parts } from './calendar.ts';
import { at } from './list.ts';
import { split } from './margins.ts';
import type { Random } from './random.ts';

/** One man of the group in a year. */
export interface Participant {
  qui: Oriente;
  cadre: 'pre' | 'post' | 'volontaire';
  debut: Day;
  /** Null when he goes on. */
  fin: Day | null;
  motifs: readonly Motif[];
}
/** One man expected at one meeting, numbered from 1. */
export interface Presence {
  seance: number;
  qui: Oriente;
  presence: 'present' | 'absent' | 'excuse';
}
/** One individual follow-up. */
export interface Suivi {
  qui: Oriente;
  objet: Objet;
  debut: Day;
  fin: Day | null;
}
/** One interview, kept or not. */
export interface Entretien {
  jour: Day;
  qui: Oriente;
  type: 'evaluation' | 'bilan' | 'pre_stage' | 'suivi';
  tenue: 'tenu' | 'non_honore' | 'reporte';
}

/** The meetings of 2024: its Mondays, August and the turn of the year apart, spread evenly. */
export function seancesOf(annee: number): Day[] {
  const possible = daysBetween(
    dayOf(annee, 1, 2),
    dayOf(annee, 12, 20),
    (day) => isWorkingDay(day) && parts(day).weekday === SEANCES_GROUPE.jour && parts(day).month !== 8,
  );
  return Array.from({ length: SEANCES_GROUPE.nombre }, (_, rank) =>
    at(possible, Math.floor(((rank + 0.5) * possible.length) / SEANCES_GROUPE.nombre)),
  );
}

/** The men of the group, in the order of the plan. */
export function drawParticipants(
  { autres2023, autres2024 }: Orientations,
  seances: readonly Day[],
  random: Random,
): Participant[] {
  const members = [...autres2023, ...autres2024].flatMap((qui) =>
    qui.participant ? [{ qui, plan: qui.participant }] : [],
  );
  return members.map(({ qui, plan }) => ({
    qui,
    cadre: plan.volontaire ? 'volontaire' : random.next() < 0.3 ? 'pre' : 'post',
    debut: plan.ancien ? Math.max(mondayAfter(qui.oriente + 21), dayOf(2023, 9, 4)) : at(seances, plan.de),
    fin: plan.motifs.length === 0 ? null : at(seances, plan.a),
    motifs: plan.motifs,
  }));
}

function mondayAfter(day: Day): Day {
  const [found = day] = daysBetween(day, day + 20, (one) => isWorkingDay(one) && parts(one).weekday === 1);
  return found;
}

/** Who was expected at each meeting and came: as many attendances each as the plan says, somebody at every meeting. */
export function drawPresences(participants: readonly Participant[], random: Random): Presence[] {
  const expected = participants.flatMap(({ qui }) => {
    const plan = qui.participant;
    if (!plan) return [];
    const between = Array.from({ length: plan.a - plan.de - 1 }, (_, rank) => plan.de + 1 + rank);
    const came = new Set([plan.de, plan.a, ...random.shuffle(between).slice(0, plan.presences - 2)]);
    return [{ qui, between, ranks: [plan.de, ...between, plan.a], came }];
  });
  const present = (rank: number): number => expected.filter(({ came }) => came.has(rank)).length;
  for (let rank = 0; rank < SEANCES_GROUPE.nombre; rank++) {
    if (present(rank) > 0) continue;
    // Nobody came: one who was expected did, and missed a meeting at which others were.
    const moved = random.shuffle(expected.filter(({ between }) => between.includes(rank))).find((one) => {
      const missed = random.shuffle(one.between).find((other) => one.came.has(other) && present(other) > 1);
      return missed !== undefined && one.came.delete(missed);
    });
    moved?.came.add(rank);
  }
  return expected
    .flatMap(({ qui, ranks, came }) =>
      ranks.map((rank): Presence => {
        const missed = random.next() < 0.6 ? 'excuse' : 'absent';
        return { seance: rank + 1, qui, presence: came.has(rank) ? 'present' : missed };
      }),
    )
    .sort((a, b) => a.seance - b.seance || (a.qui.personne.dossier < b.qui.personne.dossier ? -1 : 1));
}

/** The individual follow-ups of 2023 and 2024, one of which is in both years. */
export function drawSuivis(
  lists: Orientations,
  participants: readonly Participant[],
  random: Random,
): { annee2023: Suivi[]; annee2024: Suivi[] } {
  const before = lists.autres2023.filter(({ vers }) => vers === 'suivi');
  const annee2023 = before.map((qui, rank): Suivi => {
    const debut = openDay(qui.oriente + 15);
    return {
      qui,
      objet: rank === 0 ? 'parentalite' : 'reinsertion',
      debut,
      fin: openDay(debut + 60 + random.integer(60)),
    };
  });
  const inGroup = participants.flatMap(({ qui, debut, fin }): Suivi[] => {
    const objet = qui.participant?.suivi;
    if (!objet) return [];
    const start = debut + 21;
    return [{ qui, objet, debut: start, fin: fin === null ? null : openDay(fin - 14 - random.integer(20)) }];
  });
  const waiting = lists.stage2024
    .filter(
      ({ trajet, oriente, personne }) =>
        trajet.issue === null && oriente < dayOf(2024, 10, 1) && personne.sexe === 'H',
    )
    .sort((a, b) => Number(b.pre_stage) - Number(a.pre_stage))
    .slice(0, SUIVIS_HORS_GROUPE.attente_stage)
    .map(
      (qui, rank): Suivi => ({
        ...{ qui, objet: 'attente_stage' },
        debut: openDay(Math.max(qui.oriente + 20, dayOf(2024, 9, 10))),
        fin: rank === 0 ? null : dayOf(2024, 12, 10),
      }),
    );
  const others = lists.autres2024
    .filter(({ vers }) => vers === 'suivi')
    .map((qui, rank): Suivi => {
      const objet = rank < SUIVIS_HORS_GROUPE.parentalite ? 'parentalite' : 'victime';
      const debut = openDay(qui.oriente + 14);
      return { qui, objet, debut, fin: openDay(debut + (objet === 'victime' ? 45 : 170)) };
    });
  const anciens = inGroup.filter(({ debut }) => debut < dayOf(2024, 1, 1));
  return {
    annee2023: [...annee2023, ...anciens.map((suivi) => ({ ...suivi, fin: null }))],
    annee2024: [...inGroup, ...waiting, ...others],
  };
}

/** Two who did their course in autumn and asked to be received after it. */
export function drawApresStage({ stage2024 }: Orientations): Oriente[] {
  return stage2024
    .filter(
      ({ trajet }) => trajet.issue === 'effectue' && trajet.convocations.some(({ stage }) => stage >= 10),
    )
    .slice(0, APRES_STAGE.personnes);
}

type Rendezvous = Omit<Entretien, 'tenue'>;
const LAST = dayOf(2024, 12, 20);

/** The interviews of 2024: as many of each kind as printed, kept or not; several lines for one person. */
export function drawEntretiens(
  { autres2024, stage2024 }: Orientations,
  participants: readonly Participant[],
  suivis: readonly Suivi[],
  apresStage: readonly Oriente[],
  random: Random,
): Entretien[] {
  const taken = new Set<string>();
  /** One interview of a kind a day for one person. */
  const place = (type: Entretien['type'], qui: Oriente, draw: () => Day): Rendezvous => {
    for (;;) {
      const jour = draw();
      const key = `${qui.personne.dossier} ${jour} ${type}`;
      if (taken.has(key)) continue;
      taken.add(key);
      return { type, qui, jour };
    }
  };
  const evaluation = (qui: Oriente) => place('evaluation', qui, () => doorOpen(qui.oriente + 3, random));
  const beforeStage = (qui: Oriente) =>
    place('pre_stage', qui, () =>
      working(Math.max(qui.oriente + 7, dayOf(2024, 9, 2)), lastBefore(qui), random),
    );
  const ofSuivi = ({ qui, debut, fin }: Suivi) =>
    place('suivi', qui, () =>
      working(Math.max(debut, dayOf(2024, 1, 8)), Math.min(fin ?? LAST, LAST), random),
    );

  const evaluated = [...autres2024, ...random.shuffle(autres2024)].slice(0, ENTRETIENS.evaluation);
  const received = stage2024.filter(({ pre_stage }) => pre_stage);
  const counts = split(
    ENTRETIENS.suivi - APRES_STAGE.entretiens,
    suivis.map(({ objet }) => ({ min: 2, max: objet === 'victime' ? 3 : 8 })),
    random,
  );
  const kept = [
    ...evaluated.map(evaluation),
    ...participants.flatMap(({ qui, fin, motifs }) =>
      motifs.includes('termine') && fin !== null
        ? [place('bilan', qui, () => working(fin + 4, fin + 14, random))]
        : [],
    ),
    ...received.map(beforeStage),
    ...suivis.flatMap((suivi, rank) => Array.from({ length: at(counts, rank) }, () => ofSuivi(suivi))),
    ...Array.from({ length: APRES_STAGE.entretiens }, (_, rank) => {
      const qui = at(apresStage, rank % apresStage.length);
      const after = qui.trajet.issueLe ?? 0;
      return place('suivi', qui, () => working(after + 7, Math.min(after + 60, LAST), random));
    }),
  ];
  const missed = random.shuffle([
    ...Array.from({ length: ENTRETIENS.manques.evaluation }, () => evaluation(random.pick(autres2024))),
    ...Array.from({ length: ENTRETIENS.manques.pre_stage }, () => beforeStage(random.pick(received))),
    ...Array.from({ length: ENTRETIENS.manques.suivi }, () => ofSuivi(random.pick(suivis))),
  ]);
  return [
    ...kept.map((one): Entretien => ({ ...one, tenue: 'tenu' })),
    ...missed.map(
      (one, rank): Entretien => ({
        ...one,
        tenue: rank < ENTRETIENS.reportes ? 'reporte' : 'non_honore',
      }),
    ),
  ].sort((a, b) => a.jour - b.jour || (a.qui.personne.dossier < b.qui.personne.dossier ? -1 : 1));
}

/** A working day between two, or of the nine after the first where they leave none. */
function working(first: Day, last: Day, random: Random): Day {
  return random.pick(daysBetween(first, Math.max(first + 9, last), isWorkingDay));
}

/** A morning of the permanence, Monday or Tuesday (l.3190), in the weeks after a day. */
function doorOpen(first: Day, random: Random): Day {
  return random.pick(
    daysBetween(first, Math.min(first + 24, LAST), (day) => {
      const { weekday } = parts(day);
      return isWorkingDay(day) && (weekday === 1 || weekday === 2);
    }),
  );
}

/** The last day on which somebody can be received before his course. */
function lastBefore({ trajet }: Oriente): Day {
  const stage = trajet.convocations[0]?.stage;
  const premier = stage === undefined ? undefined : STAGES_2024.jours[stage - 1];
  return premier === undefined ? LAST : parseDay(premier) - 2;
}
