import { type Day, dayOf, daysBetween, isOpen, iso, isWorkingDay, parts } from './calendar.ts';
import { drawNames } from './identite.ts';
import { at } from './list.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import { type Motif, type Prescripteur, prescripteurCode, type Targets } from './targets.ts';
import type { Suivi } from './via-voltaire.ts';
import type { TargetsAvant } from './via-voltaire-targets-avant.ts';

/** One line of the year before: the columns that the antenne kept that year. */
export type SuiviAvant = Omit<
  Suivi,
  'commune' | 'departement' | 'precision' | 'cadre' | 'ressources' | 'profession' | 'conjugale' | 'releveLe'
>;

/** A permanence with its openings. */
export type Permanence = Targets['permanences']['sites'][number];

/** One follow-up that ended in the year, before the person has a name and a file number. */
export interface Depart {
  entree: 'nouveau' | 'ancien' | 'retour';
  prescripteur: Prescripteur;
  permanence: Permanence;
  sexe: 'F' | 'H';
  oriente: Day;
  debut: Day;
  fin: Day;
  motif: Motif;
}

/** How far back a follow-up that ended in the year may have begun. */
export const YEARS_BACK = 2;
/** Youngest age at the first appointment. */
export const YOUNGEST = 22;
/** Invented: those sent by the probation service are most of those who had begun earlier. */
const EARLIER: Readonly<Record<Prescripteur, number>> = { spip: 80, partenaires: 14, spontanee: 6 };
const CODES = prescripteurCode.options;

/** How the antenne writes a way in. */
export const entreeLabel = (entree: Depart['entree'], annee: number): string =>
  ({
    nouveau: `Nouvel accueil ${annee}`,
    ancien: `Suivi en cours au 01/01/${annee}`,
    retour: 'Reprise de contact',
  })[entree];

/** A day on which the permanence receives. */
export function openDay(first: Day, last: Day, { ouverture }: Permanence, random: Random): Day {
  return random.pick(daysBetween(first, last, (day) => isOpen(day, ouverture)));
}

/** A working day between two, both included. */
export function workingDay(first: Day, last: Day, random: Random): Day {
  return random.pick(daysBetween(first, last, isWorkingDay));
}

/** Days of one follow-up that ends in the year: at least six weeks long. */
function days(
  entree: Depart['entree'],
  annee: number,
  permanence: Permanence,
  random: Random,
): Pick<Depart, 'oriente' | 'debut' | 'fin'> {
  const first = dayOf(annee, 1, 1);
  const debut =
    entree === 'ancien'
      ? openDay(dayOf(annee - YEARS_BACK, 1, 8), dayOf(annee - 1, 12, 16), permanence, random)
      : openDay(first + 7, dayOf(annee, 10, 27), permanence, random);
  return {
    oriente: workingDay(debut - 60, debut - 6, random),
    debut,
    fin: workingDay(Math.max(first + 8, debut + 42), dayOf(annee, 12, 22), random),
  };
}

/** Why a follow-up ended, in the invented proportions. */
export function motif(targets: TargetsAvant, random: Random): Motif {
  const weights = Object.entries(targets.motifs);
  return at(weights, random.weighted(weights.map(([, weight]) => weight)))[0] as Motif;
}

/** Prescribers of the persons newly received who left: what the printed shares leave beside those who stayed. */
export function newcomers(
  targets: TargetsAvant,
  stayed: readonly SuiviAvant[],
  labels: Labels,
): Prescripteur[] {
  const label = entreeLabel('nouveau', targets.annee);
  return CODES.flatMap((code) => {
    const here = stayed.filter(
      ({ entree, orientePar }) => entree === label && orientePar === labels.prescripteur(code),
    ).length;
    const left = (targets.prescripteurs.nouveaux[code] ?? 0) - here;
    if (left < 0) {
      throw new SampleError(
        'cibles_incoherentes',
        `${code}: ${here} persons newly received stand in the next file, more than the ${here + left} of the targets.`,
        'Raise the number of persons newly received in the targets of the year before.',
      );
    }
    return new Array<Prescripteur>(left).fill(code);
  });
}

/** The printed words of codes. */
export interface Labels {
  prescripteur(code: Prescripteur): string;
  motif(code: Motif): string;
}

/** The words of the printed tables. */
export function labelsOf(targets: Targets): Labels {
  const find = (list: readonly { code: string; libelle: string }[], code: string): string =>
    list.find((category) => category.code === code)?.libelle ?? code;
  return {
    prescripteur: (code) => find(targets.accueils.categories, code),
    motif: (code) => find(targets.sorties.categories, code),
  };
}

/** The follow-ups that ended in the year, of persons whom the next file does not know. */
export function drawDeparts(
  targets: TargetsAvant,
  year: Targets,
  prescripteurs: readonly Prescripteur[],
  random: Random,
): Depart[] {
  const { anciens, retours, femmes } = targets.sortis;
  const ways: Depart['entree'][] = [
    ...prescripteurs.map(() => 'nouveau' as const),
    ...Array.from({ length: anciens }, (_, rank) =>
      rank < retours ? ('retour' as const) : ('ancien' as const),
    ),
  ];
  const women = new Set(random.shuffle(ways.map((_, rank) => rank)).slice(0, femmes));
  return ways.map((entree, rank) => {
    const permanence = at(year.permanences.sites, random.weighted(year.accueils.sites));
    const drawn = at(CODES, random.weighted(CODES.map((code) => EARLIER[code])));
    return {
      entree,
      prescripteur: prescripteurs[rank] ?? drawn,
      permanence,
      sexe: women.has(rank) ? 'F' : 'H',
      ...days(entree, targets.annee, permanence, random),
      motif: motif(targets, random),
    };
  });
}

/** Names that nobody of the next file bears. */
export function freshNames(
  departs: readonly Depart[],
  known: readonly Suivi[],
  random: Random,
): { nom: string; prenom: string }[] {
  const taken = new Set(known.map(({ nom, prenom }) => `${nom} ${prenom}`));
  const drawn = drawNames([...departs, ...departs, ...departs], random);
  return departs.map((_, rank) => {
    const found = [0, 1, 2]
      .map((turn) => at(drawn, rank + turn * departs.length))
      .find(({ nom, prenom }) => !taken.has(`${nom} ${prenom}`));
    if (found) return found;
    throw new SampleError(
      'noms_epuises',
      'Three names drawn for one person are all taken.',
      'Take another seed, or add words to the lists of invented names.',
    );
  });
}

/** A file number that nobody of either year has, next after those given out before that day. */
export function fileNumbers(known: readonly { dossier: string; debut: string }[]): (opened: Day) => string {
  const used = new Set(known.map(({ dossier }) => dossier));
  return (opened) => {
    const two = String(parts(opened).year % 100).padStart(2, '0');
    const before = known
      .filter(({ dossier, debut }) => dossier.startsWith(`VV${two}-`) && debut <= iso(opened))
      .map(({ dossier }) => Number(dossier.slice(5)));
    for (let number = Math.max(0, ...before) + 1; ; number++) {
      const file = `VV${two}-${String(number).padStart(4, '0')}`;
      if (used.has(file)) continue;
      used.add(file);
      return file;
    }
  };
}

/** What a follow-up that ended says in the columns kept, identity apart. */
export function lineOf(
  depart: Depart,
  annee: number,
  labels: Labels,
): Omit<SuiviAvant, 'dossier' | 'nom' | 'prenom' | 'naissance'> {
  return {
    sexe: depart.sexe,
    permanence: depart.permanence.libelle,
    orientePar: labels.prescripteur(depart.prescripteur),
    orienteLe: iso(depart.oriente),
    entree: entreeLabel(depart.entree, annee),
    debut: iso(depart.debut),
    fin: iso(depart.fin),
    motif: labels.motif(depart.motif),
  };
}
