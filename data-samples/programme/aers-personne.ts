import { addMonths, type Day, dayOf, parseDay } from './calendar.ts';
import { FIRST_NAMES, MINERALS, SAYS_SO } from './identite.ts';
import type { Random } from './random.ts';
import type { Suivi } from './via-voltaire.ts';

/** The two sites of the Pôle Justice. */
export type Site = 'montpellier' | 'beziers';

/** Who somebody is on paper: invented, as the names say. */
export interface Personne {
  nom: string;
  prenom: string;
  sexe: 'H' | 'F';
  naissance: Day;
  departement: string;
}

/** Somebody whom the Pôle Justice sent to Via Voltaire: the same name and birth in both antennes' files. */
export interface Partagee {
  personne: Personne;
  site: Site;
  /** The day of the referral to Via Voltaire: the Pôle Justice knew the person by then. */
  oriente: Day;
  /** The path on which the referral was made, after the frame that Via Voltaire noted. */
  voie: 'cjse' | 'alternative' | 'composition' | 'peine' | 'volontaire';
}

/** The age bands in which the Pôle Justice counts; `to` null where the band is open. */
export const TRANCHES = [
  { from: 18, to: 20 },
  { from: 21, to: 29 },
  { from: 30, to: 39 },
  { from: 40, to: null },
] as const;
/** Nobody is made older than this. */
const OLDEST = 72;
/** Invented shares of the bands where the report prints none. */
const AGE_WEIGHTS = [4, 24, 38, 34];

const BEZIERS = new Set(['BEZIERS', 'AGDE', 'PEZENAS']);
const VOIES: readonly [string, Partagee['voie']][] = [
  ['Alternative aux poursuites', 'alternative'],
  ['Composition pénale', 'composition'],
  ['Post-sentenciel', 'peine'],
  ['Démarche spontanée', 'volontaire'],
];

/**
 * The persons of Via Voltaire's year whom the Pôle Justice sent there in that year or the one before, and so still
 * has in its own files of the year.
 */
export function sharedPersons(suivis: readonly Suivi[], annee: number): Partagee[] {
  return suivis
    .filter(({ precision, orienteLe }) => precision === 'AERS' && orienteLe >= `${annee - 1}-01-01`)
    .map(({ nom, prenom, sexe, naissance, departement, permanence, cadre, orienteLe }) => ({
      personne: { nom, prenom, sexe: sexe === 'F' ? 'F' : 'H', naissance: parseDay(naissance), departement },
      site: BEZIERS.has(permanence) ? 'beziers' : 'montpellier',
      oriente: parseDay(orienteLe),
      voie: VOIES.find(([start]) => cadre.startsWith(start))?.[1] ?? 'cjse',
    }));
}

/** The rank of the band of somebody born on that day, in the report's count: the year minus the year of birth. */
export function bandOf(naissance: Day, annee: number): number {
  const age = annee - new Date(naissance * 86_400_000).getUTCFullYear();
  return TRANCHES.findIndex(({ from, to }) => age >= from && (to === null || age <= to));
}

/** Makes people: no pair of names twice, and none of those given as taken. */
export class Registre {
  private readonly taken: Set<string>;

  constructor(
    private readonly random: Random,
    taken: Iterable<Pick<Personne, 'nom' | 'prenom'>>,
  ) {
    this.taken = new Set([...taken].map(({ nom, prenom }) => `${nom} ${prenom}`));
  }

  /**
   * A new person who is of the band both in the year and, in completed years, on the first day; of any band where
   * none is asked.
   */
  nouvelle(sexe: 'H' | 'F', annee: number, debut: Day, tranche?: number): Personne {
    const { from, to } = TRANCHES[tranche ?? this.random.weighted(AGE_WEIGHTS)] ?? TRANCHES[3];
    const first = dayOf(annee - (to ?? OLDEST), 1, 1);
    const last = Math.min(dayOf(annee - from, 12, 31), addMonths(debut, -12 * from));
    return {
      ...this.nom(sexe),
      sexe,
      naissance: first + this.random.integer(last - first + 1),
      departement: this.departement(),
    };
  }

  private nom(sexe: 'H' | 'F'): Pick<Personne, 'nom' | 'prenom'> {
    for (;;) {
      const nom = `${this.random.pick(SAYS_SO)}-${this.random.pick(MINERALS)}`;
      const prenom = this.random.pick<string>(FIRST_NAMES[sexe]);
      if (this.taken.has(`${nom} ${prenom}`)) continue;
      this.taken.add(`${nom} ${prenom}`);
      return { nom, prenom };
    }
  }

  private departement(): string {
    return this.random.next() < 0.93 ? '34' : this.random.pick(['30', '11', '13', '66', '31']);
  }
}

/** A name as a register without accents or hyphens writes it. */
export function sansAccent(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('-', ' ');
}
