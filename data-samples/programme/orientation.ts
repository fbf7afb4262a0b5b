import type { Accueil } from './entrees.ts';
import { at, ranksOf } from './list.ts';
import { apportion, assign } from './margins.ts';
import type { Profil } from './profil.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';
import type { Targets } from './targets.ts';

/** Who exactly sent a person of « Autres Partenaires », as the printed footnote names them (rapport 2024, l.1917). */
export const PRECISIONS = [
  'AERS',
  'TJ',
  'CPCA',
  'Hôtel de Police',
  'Gendarmerie',
  'Interne à VIA VOLTAIRE',
  'CHU',
  'CHRS',
  'Avocat',
  'FNACAV',
  'PJJ',
] as const;
export type Precision = (typeof PRECISIONS)[number];

/** The judicial frames the report names (l.1681-1687). */
export const CADRES = {
  post_avec: 'Post-sentenciel avec obligation de soins',
  post_sans: 'Post-sentenciel sans obligation de soins',
  pre_avec: 'Pré-sentenciel avec obligation de soins',
  pre_sans: 'Pré-sentenciel sans obligation de soins',
  alternative: 'Alternative aux poursuites',
  composition: 'Composition pénale',
  volontaire: 'Démarche spontanée (volontaire)',
} as const;
export type Cadre = keyof typeof CADRES;

/** Through whom exactly, and in which frame. */
export interface Orientation {
  precision: Precision | null;
  cadre: Cadre;
}

/** Who sends: a fine prescriber, or one of the two prescribers that have none. */
type Source = Precision | 'spip' | 'spontanee';

/** Shares among adults sent by other partners. Invented, AERS being the main one as the report says (l.1943). */
const SHARES: Record<Precision, number> = {
  AERS: 0.53,
  TJ: 0.1,
  CPCA: 0.05,
  'Hôtel de Police': 0.05,
  Gendarmerie: 0.05,
  'Interne à VIA VOLTAIRE': 0.04,
  CHU: 0.05,
  CHRS: 0.04,
  Avocat: 0.05,
  FNACAV: 0.04,
  // Youth justice sends minors only, and all of them.
  PJJ: 0,
};

/** Invented weights of the frames by source. Those under an obligation of care are drawn first, to the printed share. */
const FRAMES: Record<Source, Partial<Record<Cadre, number>>> = {
  spip: { post_avec: 3.9, pre_avec: 0.1, post_sans: 0.97, pre_sans: 0.03 },
  AERS: {
    pre_avec: 0.8,
    post_avec: 0.2,
    pre_sans: 1.35,
    alternative: 0.75,
    composition: 0.6,
    volontaire: 0.3,
  },
  TJ: { post_avec: 0.5, pre_avec: 0.5, alternative: 0.4, composition: 0.4, pre_sans: 0.2 },
  CPCA: { volontaire: 0.6, alternative: 0.4 },
  'Hôtel de Police': { volontaire: 0.6, alternative: 0.4 },
  Gendarmerie: { volontaire: 0.6, alternative: 0.4 },
  'Interne à VIA VOLTAIRE': { volontaire: 1 },
  CHU: { volontaire: 1 },
  CHRS: { volontaire: 1 },
  Avocat: { pre_avec: 0.2, pre_sans: 0.5, volontaire: 0.3 },
  FNACAV: { volontaire: 1 },
  PJJ: { alternative: 0.6, pre_sans: 0.4 },
  spontanee: { volontaire: 1 },
};

const WITH_CARE: readonly Cadre[] = ['post_avec', 'pre_avec'];
const FRAME_CODES: readonly Cadre[] = [
  'post_avec',
  'post_sans',
  'pre_avec',
  'pre_sans',
  'alternative',
  'composition',
  'volontaire',
];

/** The fine prescriber of each person of « Autres Partenaires », among new persons and the others in the same shares. */
function drawPrecisions(persons: readonly (Accueil & Profil)[], random: Random): (Precision | null)[] {
  const sentByPartner = ({ prescripteur }: Accueil): boolean => prescripteur === 'partenaires';
  const drawn = persons.map((person): Precision | null =>
    sentByPartner(person) && person.tranche === 'moins_18' ? 'PJJ' : null,
  );
  for (const nouveau of [true, false]) {
    const items = ranksOf(
      persons,
      (person) =>
        sentByPartner(person) && person.tranche !== 'moins_18' && (person.entree === 'nouveau') === nouveau,
    );
    if (items.length === 0) continue;
    const choice = assign(
      {
        name: `fine prescriber, ${nouveau ? 'new persons' : 'persons known before'}`,
        items: items.length,
        quotas: apportion(
          items.length,
          PRECISIONS.map((precision) => SHARES[precision]),
        ),
        // The university hospital stands in Montpellier.
        weight: (item, category) =>
          at(PRECISIONS, category) === 'CHU' && at(persons, at(items, item)).site !== 'montpellier' ? 0.2 : 1,
      },
      random,
    );
    items.forEach((person, rank) => {
      drawn[person] = at(PRECISIONS, at(choice, rank));
    });
  }
  return drawn;
}

/** Fine prescriber and judicial frame of each person; the share under an obligation of care is the printed one. */
export function drawOrientations(
  targets: Targets,
  persons: readonly (Accueil & Profil)[],
  random: Random,
): Orientation[] {
  const precisions = drawPrecisions(persons, random.fork('precisions'));
  const sources = persons.map(({ prescripteur }, rank): Source => {
    const precision = at(precisions, rank);
    if (prescripteur !== 'partenaires') return prescripteur;
    if (precision) return precision;
    throw new SampleError('precision_absente', `No fine prescriber for person ${rank}.`, 'Check SHARES.');
  });
  const { part_min, part_max } = targets.obligation_de_soins;
  const least = Math.ceil(part_min * persons.length);
  const most = Math.floor(part_max * persons.length);
  const draw = random.fork('cadres');
  const cared = least + draw.integer(most - least + 1);
  const weightsOf = (source: Source, withCare: boolean): number[] =>
    FRAME_CODES.map((cadre) => (WITH_CARE.includes(cadre) === withCare ? (FRAMES[source][cadre] ?? 0) : 0));
  const choice = assign(
    {
      name: 'obligation of care',
      items: persons.length,
      quotas: [cared, persons.length - cared],
      weight: (item, category) =>
        weightsOf(at(sources, item), category === 0).reduce((left, right) => left + right, 0),
    },
    draw,
  );
  return sources.map((source, rank) => ({
    precision: at(precisions, rank),
    cadre: at(FRAME_CODES, draw.weighted(weightsOf(source, choice[rank] === 0))),
  }));
}
