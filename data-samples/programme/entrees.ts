import { at } from './list.ts';
import { assign, split } from './margins.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import { balance, type Prescripteur, type Site, type Targets } from './targets.ts';

export type Entree = 'nouveau' | 'retour' | 'report';
export type Sexe = 'F' | 'H';

/** A person as the tables by site give them: how they came, through whom, where, and whether they left. */
export interface Accueil {
  entree: Entree;
  prescripteur: Prescripteur;
  site: Site;
  sexe: Sexe;
  sorti: boolean;
}

type Place = { nouveau: boolean; prescripteur: Prescripteur; site: number };

/** One place per person: the two printed tables prescriber × site fix them all. */
function places(targets: Targets): Place[] {
  return targets.accueils.categories.flatMap((all) => {
    const fresh = targets.nouveaux.categories.find(({ code }) => code === all.code);
    return all.sites.flatMap((total, site) => {
      const nouveaux = fresh ? at(fresh.sites, site) : 0;
      if (nouveaux > total) {
        throw new SampleError(
          'cibles_incoherentes',
          `${all.libelle}, site ${site}: ${nouveaux} new persons among ${total}.`,
          'Check the two tables by prescriber against each other.',
        );
      }
      return Array.from({ length: total }, (_, index) => ({
        nouveau: index < nouveaux,
        prescripteur: all.code,
        site,
      }));
    });
  });
}

/** How many of each way in and out at each site, so that exits by site and by way in both hold. */
function flows(targets: Targets, random: Random) {
  const forced = balance(targets);
  const sites = targets.permanences.sites.map((_, site) => {
    const nouveaux = at(targets.nouveaux.sites, site);
    const anciens = at(targets.accueils.sites, site) - nouveaux;
    return { nouveaux, anciens, sorties: at(targets.sorties.sites, site) };
  });
  const nouveauxSortis = split(
    forced.nouveauxSortis,
    sites.map(({ nouveaux, anciens, sorties }) => ({
      min: Math.max(0, sorties - anciens),
      max: Math.min(nouveaux, sorties),
    })),
    random,
  );
  const anciensSortis = sites.map(({ sorties }, site) => sorties - at(nouveauxSortis, site));
  const retoursSortis = split(
    forced.retoursSortis,
    anciensSortis.map((max) => ({ min: 0, max })),
    random,
  );
  const retoursEnCours = split(
    forced.retoursEnCours,
    sites.map(({ anciens }, site) => ({ min: 0, max: anciens - at(anciensSortis, site) })),
    random,
  );
  return { nouveauxSortis, anciensSortis, retoursSortis, retoursEnCours };
}

/** Women among a group of persons, drawn so that the printed number holds. */
function sexes(length: number, women: number, random: Random): Sexe[] {
  const order = random.shuffle(Array.from({ length }, (_, index) => index));
  return order.map((rank) => (rank < women ? 'F' : 'H'));
}

/** The four ways of someone already known before the year. */
const WAYS: readonly { entree: Entree; sorti: boolean }[] = [
  { entree: 'retour', sorti: true },
  { entree: 'report', sorti: true },
  { entree: 'retour', sorti: false },
  { entree: 'report', sorti: false },
];

/** Shares a site's persons known before out over the four ways, in the numbers found for the site. */
function drawWays(
  name: string,
  anciens: readonly Place[],
  sortis: number,
  retours: { sortis: number; enCours: number },
  random: Random,
): { entree: Entree; sorti: boolean }[] {
  const choice = assign(
    {
      name,
      items: anciens.length,
      quotas: [
        retours.sortis,
        sortis - retours.sortis,
        retours.enCours,
        anciens.length - sortis - retours.enCours,
      ],
      // Invented: to come back is a little more frequent among those whom no probation officer sent.
      weight: (item, way) =>
        at(anciens, item).prescripteur !== 'spip' && at(WAYS, way).entree === 'retour' ? 2 : 1,
    },
    random,
  );
  return choice.map((way) => at(WAYS, way));
}

/**
 * One record per person, in the printed numbers by prescriber × site (all and new), exits by site and by way in,
 * and women and men (all and new). Throws `SampleError` when these tables exclude each other.
 */
export function drawAccueils(targets: Targets, random: Random): Accueil[] {
  const flow = flows(targets, random.fork('sorties'));
  const all = places(targets);
  const within = random.fork('personnes');
  const { sexe } = targets;
  const draw = random.fork('sexe');
  const women = {
    nouveaux: sexes(targets.nouveaux.total, sexe.nouveaux.F, draw),
    anciens: sexes(targets.accueils.total - targets.nouveaux.total, sexe.tous.F - sexe.nouveaux.F, draw),
  };
  const drawn = targets.permanences.sites.map(({ code }, site) => {
    const here = (nouveau: boolean): Place[] =>
      within.shuffle(all.filter((place) => place.site === site && place.nouveau === nouveau));
    const nouveaux = here(true);
    const anciens = here(false);
    const ways = drawWays(
      `returns and carried over, ${code}`,
      anciens,
      at(flow.anciensSortis, site),
      { sortis: at(flow.retoursSortis, site), enCours: at(flow.retoursEnCours, site) },
      within,
    );
    return {
      nouveaux: nouveaux.map(({ prescripteur }, rank) => ({
        prescripteur,
        site: code,
        entree: 'nouveau' as const,
        sorti: rank < at(flow.nouveauxSortis, site),
      })),
      anciens: anciens.map(({ prescripteur }, rank) => ({ prescripteur, site: code, ...at(ways, rank) })),
    };
  });
  const withSexe = (persons: Omit<Accueil, 'sexe'>[], drawnSexes: Sexe[]): Accueil[] =>
    persons.map((person, rank) => ({ ...person, sexe: at(drawnSexes, rank) }));
  return [
    ...withSexe(
      drawn.flatMap(({ nouveaux }) => nouveaux),
      women.nouveaux,
    ),
    ...withSexe(
      drawn.flatMap(({ anciens }) => anciens),
      women.anciens,
    ),
  ];
}
