import type { Accueil } from './entrees.ts';
import { at, ranksOf } from './list.ts';
import { apportion, assign } from './margins.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import type { Conjugal, Profession, Ressource, Targets, Tranche } from './targets.ts';

/** Age band and social situation at the moment of entry. */
export interface Profil {
  tranche: Tranche;
  ressource: Ressource;
  profession: Profession;
  conjugal: Conjugal;
}

const ADULT = 18;

type ByAge = Record<Tranche, number>;

/** One weight per age band, from under 18 to 55 and over; 0 excludes. All weights of this module are invented. */
function ages(minors: number, to25: number, to34: number, to44: number, to54: number, over: number): ByAge {
  return { moins_18: minors, '18_25': to25, '26_34': to34, '35_44': to44, '45_54': to54, '55_plus': over };
}

const RESSOURCES: Record<Ressource, ByAge> = {
  salaires: ages(0, 0.8, 1.1, 1.2, 1.1, 0.7),
  chomage: ages(0, 0.7, 1, 1, 1, 1),
  // Under 25 the RSA is an exception: no one of the 18-25 band has it.
  rsa: ages(0, 0, 1, 1, 1, 0.8),
  aah: ages(0, 0.4, 0.7, 1, 1.5, 1.5),
  retraite: ages(0, 0, 0, 0, 0, 1),
  sans: ages(1, 4, 1, 0.8, 0.8, 0.5),
  maladie: ages(0, 0.3, 0.8, 1, 1.5, 1.5),
  autres: ages(0.3, 3, 1, 0.7, 0.7, 0.7),
};

const CONJUGALES: Record<Conjugal, ByAge> = {
  celibataire: ages(1, 2, 1.3, 0.9, 0.7, 0.6),
  divorce: ages(0, 0.2, 0.7, 1.1, 1.5, 1.5),
  union_libre: ages(0, 1.2, 1.3, 1, 0.7, 0.5),
  marie: ages(0, 0.1, 0.7, 1, 1.3, 1.6),
  pacse: ages(0, 0.3, 1, 1, 0.5, 0.3),
  veuf: ages(0, 0, 0, 0, 0.3, 1),
  non_precise: ages(0.2, 1, 1, 1, 1, 1),
};

/** Which occupation goes with which income: wages and work imply each other, so do pension and retirement. */
const OCCUPATIONS: Record<Ressource, Partial<Record<Profession, number>>> = {
  salaires: { emploi: 1 },
  chomage: { sans: 1, etudiant: 0.3 },
  rsa: { sans: 1 },
  aah: { sans: 1 },
  retraite: { retraite: 1 },
  sans: { sans: 1, etudiant: 1 },
  maladie: { sans: 1, emploi: 1 },
  autres: { sans: 1, etudiant: 1 },
};

const STUDENT = ages(1, 8, 1, 0.1, 0, 0);

/** The bounds of an age band, in completed years; no upper bound for the last. */
export function band(targets: Targets, tranche: Tranche): { from: number; to: number | null } {
  const found = targets.ages.categories.find(({ code }) => code === tranche);
  if (found) return { from: found.de, to: found.a };
  throw new SampleError('code_inconnu', `No age band « ${tranche} ».`, 'Add it to the targets file.');
}

/**
 * Age bands. For new persons the printed table by site holds, and nobody under 18 comes from the probation
 * service, which follows adults. For the others nothing is printed: adults in the same proportions.
 */
function drawBands(targets: Targets, persons: readonly Accueil[], random: Random): Tranche[] {
  const categories = targets.ages.categories;
  const minor = (category: number): boolean => (at(categories, category).a ?? ADULT) < ADULT;
  const drawn = new Map<number, Tranche>();
  const give = (name: string, items: readonly number[], quotas: readonly number[]): void => {
    const choice = assign(
      {
        name,
        items: items.length,
        quotas,
        weight: (item, category) =>
          minor(category) && at(persons, at(items, item)).prescripteur === 'spip' ? 0 : 1,
      },
      random,
    );
    items.forEach((person, rank) => {
      drawn.set(person, at(categories, at(choice, rank)).code);
    });
  };
  targets.permanences.sites.forEach(({ code }, site) => {
    give(
      `ages, ${code}`,
      ranksOf(persons, (person) => person.site === code && person.entree === 'nouveau'),
      categories.map(({ sites }) => at(sites, site)),
    );
  });
  const anciens = ranksOf(persons, ({ entree }) => entree !== 'nouveau');
  const shares = categories.map(({ total }, category) => (minor(category) ? 0 : total));
  give('ages, persons known before', anciens, apportion(anciens.length, shares));
  return persons.flatMap((_, rank) => drawn.get(rank) ?? []);
}

/** Gives each person one of a table's categories, so that the printed numbers hold. */
function draw<Code extends string>(
  name: string,
  table: { categories: readonly { code: Code; effectif: number }[] },
  items: number,
  weight: (item: number, code: Code) => number,
  random: Random,
): Code[] {
  const { categories } = table;
  const choice = assign(
    {
      name,
      items,
      quotas: categories.map(({ effectif }) => effectif),
      weight: (item, category) => weight(item, at(categories, category).code),
    },
    random,
  );
  return choice.map((category) => at(categories, category).code);
}

/** Age band, income, occupation and family situation of each person, in the printed numbers. */
export function drawProfils(targets: Targets, persons: readonly Accueil[], random: Random): Profil[] {
  const tranches = drawBands(targets, persons, random.fork('ages'));
  const byAge = (weights: ByAge, item: number): number => weights[at(tranches, item)];
  const ressources = draw(
    'income',
    targets.ressources,
    persons.length,
    (item, code) => byAge(RESSOURCES[code], item),
    random.fork('ressources'),
  );
  const professions = draw(
    'occupation',
    targets.professions,
    persons.length,
    (item, code) => {
      const weight = OCCUPATIONS[at(ressources, item)][code] ?? 0;
      if (code === 'etudiant') return weight * byAge(STUDENT, item);
      return code === 'sans' && at(tranches, item) === 'moins_18' ? 0 : weight;
    },
    random.fork('professions'),
  );
  const conjugales = draw(
    'family situation',
    targets.conjugales,
    persons.length,
    (item, code) => byAge(CONJUGALES[code], item),
    random.fork('conjugales'),
  );
  return tranches.map((tranche, item) => ({
    tranche,
    ressource: at(ressources, item),
    profession: at(professions, item),
    conjugal: at(conjugales, item),
  }));
}
