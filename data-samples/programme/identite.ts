import { addMonths, ageOn, type Day, dayOf, parts } from './calendar.ts';
import { COMMUNES } from './communes.ts';
import type { Accueil } from './entrees.ts';
import { at } from './list.ts';
import type { Parcours } from './parcours.ts';
import { band, type Profil } from './profil.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import type { Targets } from './targets.ts';

/** Who the person is on paper. All of it is invented. */
export interface Identite {
  dossier: string;
  nom: string;
  prenom: string;
  naissance: Day;
  commune: string;
  departement: string;
}

type Personne = Accueil & Profil & Parcours;

/** Surnames are two words, the first of which says that the person does not exist. */
export const SAYS_SO = ['Fictif', 'Imaginaire', 'Exemple', 'Inventé', 'Factice', 'Essai'];
export const MINERALS = [
  ...[
    'Agate',
    'Ambre',
    'Améthyste',
    'Ardoise',
    'Basalte',
    'Béryl',
    'Calcite',
    'Corail',
    'Cornaline',
    'Émeraude',
  ],
  ...[
    'Feldspath',
    'Fluorine',
    'Granite',
    'Grenat',
    'Grès',
    'Gypse',
    'Hématite',
    'Jaspe',
    'Lazuli',
    'Malachite',
  ],
  ...['Mica', 'Nacre', 'Obsidienne', 'Onyx', 'Opale', 'Péridot', 'Porphyre', 'Quartz', 'Saphir', 'Schiste'],
  ...['Silex', 'Topaze', 'Tourmaline', 'Turquoise', 'Zircon'],
];
export const FIRST_NAMES = {
  H: [
    ...[
      'Zorblin',
      'Quortan',
      'Mévidor',
      'Brouzic',
      'Talvexin',
      'Drumélac',
      'Falquoir',
      'Grizandel',
      'Kelpordan',
    ],
    ...[
      'Vroskin',
      'Plontibar',
      'Ostrugal',
      'Nirvoulec',
      'Jabrillon',
      'Hurdevin',
      'Ximorel',
      'Yquandor',
      'Wolbric',
    ],
    ...[
      'Uztavel',
      'Cribandou',
      'Rustévix',
      'Sploudic',
      'Tronquelin',
      'Agribolt',
      'Ébruzac',
      'Irquaval',
      'Lomptaric',
    ],
    ...[
      'Fronzibel',
      'Gloupinard',
      'Zéphimol',
      'Quiblard',
      'Mortadrin',
      'Bliscornet',
      'Trivalou',
      'Çamboulix',
    ],
  ],
  F: [
    ...[
      'Zorbline',
      'Quortanie',
      'Mévidore',
      'Brouzica',
      'Talvexine',
      'Drumélaque',
      'Falquoire',
      'Grizandelle',
    ],
    ...['Plontibare', 'Ostrugalie', 'Nirvoulette', 'Ximorelle', 'Yquandora', 'Lomptarine', 'Trivaloue'],
  ],
} as const;

const PROBATION_AGE = 18;
/** Nobody is made older than this on entry, or retired younger than that. */
const OLDEST = 76;
const RETIRED_FROM = 62;
/** Minors are followed from this age on. */
const YOUNGEST = 16;
/** Who comes back was an adult the first time, a year ago at least. */
const RETURNING_FROM = PROBATION_AGE + 2;
/** A first follow-up lies at most this many years before the return. */
const YEARS_AWAY = 4;

/**
 * A birth date such that both ways of counting give the age band on entry: year minus birth year, and completed
 * years on the day. An adult is one already when referred.
 */
function birth(targets: Targets, person: Personne, random: Random): Day {
  const { from, to } = band(targets, person.tranche);
  const retired = person.ressource === 'retraite';
  const least = Math.max(
    from,
    YOUNGEST,
    retired ? RETIRED_FROM : 0,
    person.entree === 'retour' ? RETURNING_FROM : 0,
  );
  const most = to ?? (retired ? OLDEST : RETIRED_FROM + 3);
  const day = least === PROBATION_AGE ? person.oriente : person.debut;
  const first = dayOf(parts(person.debut).year - most, 1, 1);
  const last = addMonths(day, -12 * least);
  return first + random.integer(last - first + 1);
}

/** Pairs of surname and first name, no pair twice; surnames come back as in any register. All of them are invented. */
export function drawNames(
  persons: readonly { sexe: 'H' | 'F' }[],
  random: Random,
): { nom: string; prenom: string }[] {
  const taken = new Set<string>();
  const room = SAYS_SO.length * MINERALS.length * Math.min(FIRST_NAMES.F.length, FIRST_NAMES.H.length);
  if (persons.length > room / 2) {
    throw new SampleError(
      'noms_epuises',
      `${persons.length} persons, but only ${room} invented names.`,
      'Add words to the lists of invented names.',
    );
  }
  return persons.map(({ sexe }) => {
    for (;;) {
      const nom = `${random.pick(SAYS_SO)}-${random.pick(MINERALS)}`;
      const prenom = random.pick<string>(FIRST_NAMES[sexe]);
      if (taken.has(`${nom} ${prenom}`)) continue;
      taken.add(`${nom} ${prenom}`);
      return { nom, prenom };
    }
  });
}

/**
 * File numbers as an antenne gives them: `VV` + year of the first entry + rank in that year's register. Who comes
 * back keeps the number of the first time; ranks skip, since the register holds other services' people too.
 */
function drawFiles(
  targets: Targets,
  persons: readonly Personne[],
  births: readonly Day[],
  random: Random,
): string[] {
  const opened = persons.map(({ entree, debut }, rank): Day => {
    if (entree !== 'retour') return debut;
    const adultFor = ageOn(at(births, rank), debut) - PROBATION_AGE - 1;
    const year = targets.annee - 1 - random.integer(Math.min(YEARS_AWAY, adultFor));
    return dayOf(year, 1, 2) + random.integer(330);
  });
  const files = new Array<string>(persons.length).fill('');
  const next = new Map<number, number>();
  const order = opened.map((day, rank) => ({ day, rank })).sort((a, b) => a.day - b.day || a.rank - b.rank);
  for (const { day, rank } of order) {
    const { year } = parts(day);
    const number = (next.get(year) ?? 0) + 1 + random.integer(3);
    next.set(year, number);
    files[rank] = `VV${String(year % 100).padStart(2, '0')}-${String(number).padStart(4, '0')}`;
  }
  return files;
}

/** Invented identities: names that say they are invented, real communes, birth dates inside each age band. */
export function drawIdentites(targets: Targets, persons: readonly Personne[], random: Random): Identite[] {
  const names = drawNames(persons, random.fork('noms'));
  const days = random.fork('naissances');
  const births = persons.map((person) => birth(targets, person, days));
  const files = drawFiles(targets, persons, births, random.fork('dossiers'));
  const homes = random.fork('communes');
  return persons.map((person, rank) => {
    const choices = COMMUNES[person.site];
    const home = at(choices, homes.weighted(choices.map(({ poids }) => poids)));
    return {
      dossier: at(files, rank),
      ...at(names, rank),
      naissance: at(births, rank),
      commune: home.nom,
      departement: home.departement,
    };
  });
}
