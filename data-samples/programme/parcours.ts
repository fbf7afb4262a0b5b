import { addMonths, type Day, dayOf, daysBetween, isOpen, isWorkingDay } from './calendar.ts';
import type { Accueil } from './entrees.ts';
import { at, ranksOf } from './list.ts';
import { assign } from './margins.ts';
import type { Orientation } from './orientation.ts';
import type { Profil } from './profil.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import type { Motif, Site, Targets } from './targets.ts';

/** The dates of a follow-up and, when it ended in the year, why. */
export interface Parcours {
  oriente: Day;
  debut: Day;
  /** null while the follow-up goes on. */
  fin: Day | null;
  motif: Motif | null;
  /** When income, occupation and family situation were noted. */
  releve: Day;
}

type Personne = Accueil & Profil & Orientation;
type Durees = Targets['durees']['categories'];

/**
 * Nobody ends within this many days of a boundary between two durations. « ≤3 mois » and « 3 à moins de 6 mois »
 * both hold three months to the day, and twelve months can be read both ways: so every reading, calendar months
 * or thirty days, gives the printed table.
 */
const BOUNDARY_DAYS = 7;

/** The oldest follow-ups began at most this many years before the year told of. */
const YEARS_BACK = 3;

/** The first and last days on which a follow-up begun on `start` ends within a band, boundaries kept clear. */
export function endWindow(start: Day, band: number, durees: Durees): { first: Day; last: Day } {
  const before = band === 0 ? null : at(durees, band - 1).mois;
  const months = at(durees, band).mois;
  return {
    first: before === null ? start + 1 : addMonths(start, before) + BOUNDARY_DAYS + 1,
    last: months === null ? Number.POSITIVE_INFINITY : addMonths(start, months) - BOUNDARY_DAYS - 1,
  };
}

/** Invented weights, from the shortest band to the longest: who leaves early mostly drops out, who stays mostly leaves by agreement. */
const MOTIFS: Record<Motif, readonly number[]> = {
  concertee: [0.2, 0.6, 1.2, 1.5],
  sante: [1, 1.2, 1, 0.8],
  changement: [0.8, 1, 1, 1],
  abandon: [3, 2, 0.9, 0.5],
  incarceration: [1, 1, 1, 1],
};

function motifWeight(person: Personne, band: number, motif: Motif): number {
  const weights = MOTIFS[motif];
  const weight = at(weights, Math.min(band, weights.length - 1));
  if (motif === 'changement') return weight * (person.ressource === 'salaires' ? 1.5 : 0.7);
  if (motif === 'incarceration') return weight * (person.cadre === 'volontaire' ? 0.1 : 1);
  return weight;
}

/** How long each person was followed. Only a follow-up begun before the year can pass twelve months. */
function drawBands(targets: Targets, persons: readonly Personne[], random: Random): number[] {
  const { categories } = targets.durees;
  const drawn = new Array<number>(persons.length).fill(-1);
  for (const side of ['sorties', 'en_cours'] as const) {
    const items = ranksOf(persons, ({ sorti }) => sorti === (side === 'sorties'));
    const choice = assign(
      {
        name: `durations, ${side}`,
        items: items.length,
        quotas: categories.map((row) => row[side]),
        weight: (item, band) => {
          const carried = at(persons, at(items, item)).entree === 'report';
          const long = at(categories, band).mois === null;
          if (side === 'en_cours') return carried === long ? 1 : 0;
          return long && !carried ? 0 : 1;
        },
      },
      random,
    );
    items.forEach((person, rank) => {
      drawn[person] = at(choice, rank);
    });
  }
  return drawn;
}

/** Why each person left, in the printed numbers by site; null for those who did not. */
function drawMotifs(
  targets: Targets,
  persons: readonly Personne[],
  bands: readonly number[],
  random: Random,
): (Motif | null)[] {
  const { categories } = targets.sorties;
  const drawn = new Array<Motif | null>(persons.length).fill(null);
  targets.permanences.sites.forEach(({ code }, site) => {
    const items = ranksOf(persons, (person) => person.sorti && person.site === code);
    const choice = assign(
      {
        name: `exits, ${code}`,
        items: items.length,
        quotas: categories.map(({ sites }) => at(sites, site)),
        weight: (item, category) => {
          const rank = at(items, item);
          return motifWeight(at(persons, rank), at(bands, rank), at(categories, category).code);
        },
      },
      random,
    );
    items.forEach((person, rank) => {
      drawn[person] = at(categories, at(choice, rank)).code;
    });
  });
  return drawn;
}

/** Draws the days of follow-ups, each on a day its permanence is open. */
function dates(targets: Targets, random: Random) {
  const { annee, durees, permanences } = targets;
  const newYear = dayOf(annee, 1, 1);
  const lastDay = dayOf(annee, 12, 31);
  const oldest = dayOf(annee - YEARS_BACK, 1, 1);
  const openDays = permanences.sites.map(({ code, ouverture }) => ({
    code,
    days: daysBetween(oldest, lastDay, (day) => isOpen(day, ouverture)),
  }));
  const open = (site: Site): Day[] =>
    openDays.filter(({ code }) => code === site).flatMap(({ days }) => days);
  const workingDays = daysBetween(newYear, lastDay, isWorkingDay);

  const impossible = (site: Site, band: number): SampleError =>
    new SampleError(
      'dates_impossibles',
      `No two dates at ${site} give the duration « ${at(durees.categories, band).libelle} ».`,
      'Check the openings of the permanence and the durations of the targets.',
    );

  /** Older starts are rarer. Plain arithmetic only: a power function may round otherwise on another machine. */
  const recency = (day: Day): number => {
    const years = (lastDay - day) / 365;
    return 1 / (1 + years * years);
  };

  const starts = (person: Personne): Day[] =>
    open(person.site).filter((day) => day < newYear === (person.entree === 'report'));

  return {
    inProgress(person: Personne, band: number): Day {
      const days = starts(person).filter((day) => {
        const { first, last } = endWindow(day, band, durees.categories);
        return first <= lastDay && lastDay <= last;
      });
      if (days.length === 0) throw impossible(person.site, band);
      return at(days, random.weighted(days.map(recency)));
    },
    ended(person: Personne, band: number, motif: Motif): { debut: Day; fin: Day } {
      // Who drops out or is imprisoned does not come on the last day: the file is closed on any working day.
      const lastDays = motif === 'abandon' || motif === 'incarceration' ? workingDays : open(person.site);
      const candidates = starts(person).flatMap((debut) => {
        const { first, last } = endWindow(debut, band, durees.categories);
        const window = { debut, from: Math.max(first, newYear), to: Math.min(last, lastDay) };
        return window.from <= window.to ? [window] : [];
      });
      while (candidates.length > 0) {
        // A start with more possible ends is likelier: else those that leave few would crowd their last days.
        const weights = candidates.map(({ debut, from, to }) => recency(debut) * (to - from + 1));
        const [chosen] = candidates.splice(random.weighted(weights), 1);
        const ends = chosen ? lastDays.filter((day) => day >= chosen.from && day <= chosen.to) : [];
        if (chosen && ends.length > 0) return { debut: chosen.debut, fin: random.pick(ends) };
      }
      throw impossible(person.site, band);
    },
    /** Some weeks before the first appointment; one person in twenty waited up to four months. */
    referred(debut: Day): Day {
      const wait =
        random.next() < 0.05 ? 60 + random.integer(60) : 6 + random.integer(20) + random.integer(30);
      let day = debut - wait;
      while (!isWorkingDay(day)) day--;
      return day;
    },
    /** Mostly the first appointment, sometimes one of the next four weeks. */
    noted(person: Personne, debut: Day, fin: Day | null): Day {
      const until = Math.min(fin ?? lastDay, debut + 28);
      const later = open(person.site).filter((day) => day > debut && day <= until);
      return later.length > 0 && random.next() < 0.15 ? random.pick(later) : debut;
    },
  };
}

/**
 * Dates and exits of each person: durations of exits and of follow-ups in progress, and motifs by site, in the
 * printed numbers; first and last appointments on days the permanence is open.
 */
export function drawParcours(targets: Targets, persons: readonly Personne[], random: Random): Parcours[] {
  const bands = drawBands(targets, persons, random.fork('durees'));
  const motifs = drawMotifs(targets, persons, bands, random.fork('motifs'));
  const draw = dates(targets, random.fork('dates'));
  return persons.map((person, rank) => {
    const band = at(bands, rank);
    const motif = at(motifs, rank);
    const { debut, fin } = motif
      ? draw.ended(person, band, motif)
      : { debut: draw.inProgress(person, band), fin: null };
    return { oriente: draw.referred(debut), debut, fin, motif, releve: draw.noted(person, debut, fin) };
  });
}
