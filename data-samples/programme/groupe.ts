import { type Day, dayOf, daysBetween, isOpen, isWorkingDay, parts } from './calendar.ts';
import type { Accueil } from './entrees.ts';
import type { Identite } from './identite.ts';
import { at } from './list.ts';
import { assign, split } from './margins.ts';
import type { Parcours } from './parcours.ts';
import type { Profil } from './profil.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import type { Targets } from './targets.ts';

/** One meeting of the group. */
export interface Seance {
  numero: number;
  date: Day;
  heures: number;
  capacite: number;
}

/** One person expected at one meeting. */
export interface Presence {
  seance: number;
  dossier: string;
  presence: 'présent' | 'excusé' | 'absent';
}

/** What the group asks of a year's tables. */
export type GroupTargets = Pick<Targets, 'annee' | 'groupe' | 'permanences'>;
/** What the group asks of a person. */
export type Participant = Pick<Accueil, 'site' | 'sexe'> &
  Pick<Profil, 'tranche'> &
  Pick<Parcours, 'debut' | 'fin'> &
  Pick<Identite, 'dossier'>;

/** Meetings in a row, first and last rank, that one participant is expected at. */
interface Run {
  from: number;
  to: number;
}

/** Invented: the report gives neither the seats nor the length of a meeting, nor the weekday. */
const SEATS = 8;
const HOURS = 2;
const WEEKDAY = 4;
/** At least this many come to any meeting. */
const FEWEST = 3;

/** The dates of the year's meetings, spread over its Thursdays, August and the turn of the year apart. */
function meetingDays(targets: GroupTargets): Day[] {
  const { annee, groupe, permanences } = targets;
  const openings = permanences.sites
    .filter(({ code }) => code === groupe.site)
    .flatMap(({ ouverture }) => ouverture);
  const possible = daysBetween(
    dayOf(annee, 1, 8),
    dayOf(annee, 12, 20),
    (day) =>
      isWorkingDay(day) && isOpen(day, openings) && parts(day).weekday === WEEKDAY && parts(day).month !== 8,
  );
  if (possible.length < groupe.seances) {
    throw new SampleError(
      'seances_impossibles',
      `${groupe.seances} meetings, but only ${possible.length} days to hold them.`,
      'Check the number of meetings and the openings of the permanence.',
    );
  }
  return Array.from({ length: groupe.seances }, (_, rank) =>
    at(possible, Math.floor(((rank + 0.5) * possible.length) / groupe.seances)),
  );
}

/** The group opens slowly: each seat passes from one participant to the next in the course of the year. */
function drawRuns(targets: GroupTargets, random: Random): Run[] {
  const { participants, seances } = targets.groupe;
  const seats = Math.min(SEATS, participants);
  return Array.from({ length: seats }, (_, seat) => {
    const holders = Math.floor(participants / seats) + (seat < participants % seats ? 1 : 0);
    const lengths = split(
      seances,
      Array.from({ length: holders }, () => ({
        min: Math.max(1, Math.floor(seances / holders / 2)),
        max: seances,
      })),
      random,
    );
    let from = 0;
    return lengths.map((length) => {
      const run = { from, to: from + length - 1 };
      from += length;
      return run;
    });
  }).flat();
}

/** Gives each run to a man of age followed at the site all along it, each at most once. */
function drawHolders(
  targets: GroupTargets,
  runs: readonly Run[],
  days: readonly Day[],
  persons: readonly Participant[],
  random: Random,
): Participant[] {
  const able = persons.filter(
    ({ site, sexe, tranche }) => site === targets.groupe.site && sexe === 'H' && tranche !== 'moins_18',
  );
  const choice = assign(
    {
      name: 'participants of the group',
      items: runs.length,
      quotas: able.map(() => 1),
      weight: (item, category) => {
        const { from, to } = at(runs, item);
        const { debut, fin } = at(able, category);
        return debut <= at(days, from) && (fin === null || fin >= at(days, to)) ? 1 : 0;
      },
    },
    random,
  );
  return choice.map((category) => at(able, category));
}

/** How many come to each meeting: their mean lies inside the printed range, clear of its ends. */
function drawAttendance(targets: GroupTargets, seats: number, random: Random): number[] {
  const { seances, presence } = targets.groupe;
  const least = Math.ceil(seances * (presence.min + 0.2 * (presence.max - presence.min)));
  const most = Math.floor(seances * (presence.max - 0.2 * (presence.max - presence.min)));
  const total = least + random.integer(Math.max(1, most - least + 1));
  return split(
    total,
    Array.from({ length: seances }, () => ({ min: Math.min(FEWEST, seats), max: seats })),
    random,
  );
}

/**
 * The group's meetings and who was expected at each. Each participant comes at least once and is followed
 * throughout; the number of meetings, of participants and the mean attendance are the printed ones.
 */
export function drawGroupe(
  targets: GroupTargets,
  persons: readonly Participant[],
  random: Random,
): { seances: Seance[]; presences: Presence[] } {
  const days = meetingDays(targets);
  const runs = drawRuns(targets, random.fork('places'));
  const holders = drawHolders(targets, runs, days, persons, random.fork('participants'));
  const attendance = drawAttendance(targets, Math.min(SEATS, runs.length), random.fork('presence'));
  const draw = random.fork('venues');
  // The meeting each participant surely attends: the seats of a meeting are never all promised beyond who comes.
  const sure = assign(
    {
      name: 'first attendance of each participant',
      items: runs.length,
      quotas: attendance,
      weight: (item, meeting) => {
        const { from, to } = at(runs, item);
        return from <= meeting && meeting <= to ? 1 / (1 + meeting - from) : 0;
      },
    },
    draw,
  );
  const diligence = runs.map(() => 0.4 + draw.next());
  const presences = attendance.flatMap((coming, meeting) => {
    const expected = runs.flatMap((run, rank) => (run.from <= meeting && meeting <= run.to ? [rank] : []));
    const present = new Set(expected.filter((rank) => sure[rank] === meeting));
    while (present.size < coming) {
      const others = expected.filter((rank) => !present.has(rank));
      present.add(at(others, draw.weighted(others.map((rank) => at(diligence, rank)))));
    }
    return expected.map(
      (rank): Presence => ({
        seance: meeting + 1,
        dossier: at(holders, rank).dossier,
        presence: present.has(rank) ? 'présent' : draw.next() < 0.6 ? 'excusé' : 'absent',
      }),
    );
  });
  return {
    seances: days.map((date, rank) => ({ numero: rank + 1, date, heures: HOURS, capacite: SEATS })),
    presences: presences.sort(
      (left, right) => left.seance - right.seance || (left.dossier < right.dossier ? -1 : 1),
    ),
  };
}
