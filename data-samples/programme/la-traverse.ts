import { addMonths, type Day, dayOf, daysBetween, iso, isWorkingDay, parseDay } from './calendar.ts';
import { runAsCommand, type SampleFile } from './commande.ts';
import { drawNames } from './identite.ts';
import { questionnaireLines } from './la-traverse-questionnaires.ts';
import { at } from './list.ts';
import { assign } from './margins.ts';
import { type Random, seededRandom } from './random.ts';
import { dayText, type TextCell, textBytes } from './texte.ts';

/**
 * What the report of 2024 prints of La Traverse (lines 433-441, 2742-2982 of its text): 3 courses of two days, 30
 * convened, 28 came, 6 women among them by occupation; 14 judicial supervisions, 13 men and a woman of 47, 46 years on
 * average, from 36 to 52, of 3 to 6 months. With them 42 persons, 35 men and 7 women. The chart of ages lost its
 * values; only its axis, which ends at 10, is left: the bands are chosen within it.
 */
export interface PlanStages {
  annee: number;
  /** First days, and who came to each. */
  stages: readonly { jour: string; presents: number }[];
  absents: readonly string[];
  femmes: readonly string[];
  /** Men and women by band: 18-25, 26-39, 40-64, 65 and over. */
  ages: { H: readonly number[]; F: readonly number[] };
  /** Of the year before, the antenne kept fewer columns. */
  complet: boolean;
}

export const STAGES_2024: PlanStages = {
  annee: 2024,
  stages: [
    { jour: '2024-03-14', presents: 9 },
    { jour: '2024-06-20', presents: 10 },
    { jour: '2024-11-07', presents: 9 },
  ],
  absents: ['non', 'excusé(e)'],
  femmes: ['Salariée', 'Salariée', 'Salariée', 'Auto-entrepreneuse', 'Sans emploi', 'Sans emploi'],
  ages: { H: [3, 9, 9, 1], F: [1, 3, 2, 0] },
  complet: true,
};

/** Invented, but for the two women by occupation, printed for 2022 and 2023 together (l.2792-2816). */
export const STAGES_2023: PlanStages = {
  annee: 2023,
  stages: [
    { jour: '2023-04-13', presents: 7 },
    { jour: '2023-10-19', presents: 9 },
  ],
  absents: ['non'],
  femmes: ['Salariée', 'Sans emploi'],
  ages: { H: [2, 5, 6, 1], F: [0, 1, 1, 0] },
  complet: false,
};

/** Ages of the 13 men and the woman in 2024: 36 to 52, 644 years together, 46 on average. */
export const AGES_CONTROLES = {
  H: [36, 39, 43, 44, 45, 46, 47, 48, 48, 49, 50, 50, 52],
  F: [47],
} as const;
/** Months of each measure, from 3 to 6. */
const DUREES = [3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6];

const BANDS = [
  { de: 18, a: 25 },
  { de: 26, a: 39 },
  { de: 40, a: 64 },
  { de: 65, a: 74 },
];
/** Occupations of men by band: the same order. */
const METIERS = ['Salarié', 'Agriculteur', 'Auto-entrepreneur', 'Sans emploi', 'Retraité', 'NC', 'n.r.'];
const METIER_WEIGHTS = [
  [3, 1, 0.3, 3, 0, 1, 1],
  [5, 1.5, 1, 2, 0, 1, 0.5],
  [5, 2, 1.5, 1.5, 0.2, 1, 0.5],
  [0, 0, 0, 0, 1, 0, 0],
];
const SAMPLE = 'Données fictives (extrait fictif : aucune personne réelle)';

/** One person summoned to a course. */
export interface Convoque {
  stage: number;
  premier: Day;
  sexe: 'H' | 'F';
  naissance: Day;
  metier: string;
  venu: string;
  orienteur: string;
  cadre: string;
  oriente: Day;
}

/** Who was summoned to the courses of a year: those who came hold the printed counts, a man more for each who did not. */
export function drawConvoques(plan: PlanStages, random: Random): Convoque[] {
  const stages = plan.stages.map(({ jour }, rank) => ({ numero: rank + 1, premier: parseDay(jour) }));
  const bands = (counts: readonly number[]): number[] =>
    random.shuffle(counts.flatMap((count, band) => new Array<number>(count).fill(band)));
  const men = bands(plan.ages.H).map((band) => ({ sexe: 'H' as const, band, metier: metier(band, random) }));
  const womenBands = bands(plan.ages.F);
  const women = random
    .shuffle(plan.femmes)
    .map((own, rank) => ({ sexe: 'F' as const, band: at(womenBands, rank), metier: own }));
  const came = random.shuffle([...men, ...women]);
  const ranks = assign(
    {
      name: 'stages',
      items: came.length,
      quotas: plan.stages.map(({ presents }) => presents),
      weight: () => 1,
    },
    random,
  );
  const missed = plan.absents.map((venu, rank) => ({
    ...{ sexe: 'H' as const, band: 1 + (rank % 2), metier: 'NC', venu },
    stage: at(stages, (rank + 1) % stages.length),
  }));
  return [
    ...came.map((one, rank) => ({ ...one, venu: 'oui', stage: at(stages, at(ranks, rank)) })),
    ...missed,
  ]
    .map(({ stage, band, sexe, metier: own, venu }): Convoque => {
      const oriente = random.pick(daysBetween(stage.premier - 110, stage.premier - 30, isWorkingDay));
      const spip = random.next() < 0.2;
      return {
        ...{ stage: stage.numero, premier: stage.premier, sexe, metier: own, venu, oriente },
        naissance: birth(at(BANDS, band), plan.annee, oriente, random),
        orienteur: spip ? 'SPIP' : random.next() < 0.85 ? 'DPR' : 'Parquet',
        cadre: random.pick(['Composition pénale', 'Alternative aux poursuites', 'Ordonnance pénale']),
      };
    })
    .sort((a, b) => a.stage - b.stage || a.oriente - b.oriente || a.naissance - b.naissance);
}

function metier(band: number, random: Random): string {
  return at(METIERS, random.weighted(at(METIER_WEIGHTS, band)));
}

/** A birth that gives the band by the year and, in completed years, on the day. */
function birth({ de, a }: { de: number; a: number }, annee: number, day: Day, random: Random): Day {
  const first = dayOf(annee - a, 1, 1);
  const last = Math.min(dayOf(annee - de, 12, 31), addMonths(day, -12 * de));
  return first + random.integer(last - first + 1);
}

/** The courses and who was summoned: two tables in one file, saved by a French Excel. */
function stageLines(plan: PlanStages, random: Random): TextCell[][] {
  const convoques = drawConvoques(plan, random.fork('convoques'));
  const names = drawNames(convoques, random.fork(`noms-${plan.annee}`));
  const calendar = plan.stages.map(({ jour }, rank): TextCell[] => {
    const second = iso(parseDay(jour) + 1);
    return [rank + 1, dayText(jour, 'jj/mm/aaaa'), dayText(second, 'jj/mm/aaaa'), '14,0', 'Mende', 12];
  });
  const header = ['Stage', 'NOM', 'Prénom', 'Date de naissance', 'Sexe', '1er jour', '2e jour', 'Venu(e)'];
  const more = ['Situation professionnelle', 'Convoqué par', 'Orienté le', 'Cadre'];
  const lines = convoques.map((one, rank): TextCell[] => {
    const { nom, prenom } = at(names, rank);
    const [premier, second] = [one.premier, one.premier + 1].map((day) => dayText(iso(day), 'j/m/aa'));
    return [
      ...[one.stage, nom.toUpperCase(), prenom, dayText(iso(one.naissance), 'jj/mm/aaaa')],
      ...[one.sexe === 'H' ? 'Homme' : 'Femme', premier ?? '', second ?? '', one.venu, one.metier],
      ...(plan.complet ? [one.orienteur, dayText(iso(one.oriente), 'jj-mm-aaaa'), one.cadre] : []),
    ];
  });
  return [
    [`La Traverse – stages VIF ${plan.annee}`],
    [SAMPLE],
    [],
    ['Calendrier des stages'],
    ['Stage', 'Du', 'Au', 'Durée (h)', 'Lieu', 'Places'],
    ...calendar,
    [],
    ['Personnes convoquées aux stages'],
    [...header, ...(plan.complet ? more : more.slice(0, 1))],
    ...lines,
    ['Total', convoques.length],
  ];
}

/** The judicial supervisions of 2024: sex by number (1 men, 2 women), days in two writings. */
function controleLines(random: Random): TextCell[][] {
  const ages = [
    ...AGES_CONTROLES.H.map((age) => ({ sexe: 'H' as const, age })),
    ...AGES_CONTROLES.F.map((age) => ({ sexe: 'F' as const, age })),
  ];
  const names = drawNames(ages, random.fork('noms'));
  const durees = random.shuffle(DUREES);
  const measures = ages
    .map(({ sexe, age }, rank) => {
      const debut = random.pick(daysBetween(dayOf(2024, 1, 8), dayOf(2024, 10, 25), isWorkingDay));
      // The birthday of the year is past when the measure begins: both ways of counting give the age.
      const naissance = dayOf(2024 - age, 1, 1) + random.integer(debut - dayOf(2024, 1, 1));
      const ordonne = at(daysBetween(debut - 7, debut - 1, isWorkingDay).slice(-2), 0);
      return { sexe, naissance, ordonne, debut, fin: addMonths(debut, at(durees, rank)), ...at(names, rank) };
    })
    .sort((a, b) => a.debut - b.debut || (a.nom < b.nom ? -1 : 1));
  const lines = measures.map(({ sexe, naissance, ordonne, debut, fin, nom, prenom }, rank): TextCell[] => [
    ...[`CJ-${String(rank + 1).padStart(3, '0')}`, nom, prenom, iso(naissance), sexe === 'H' ? 1 : 2],
    ...[random.pick(['JLD', 'JLD', 'JI', 'TC']), iso(ordonne)],
    rank % 4 === 0 ? dayText(iso(debut), 'j mois aaaa') : iso(debut),
    iso(fin),
    fin <= dayOf(2024, 12, 31)
      ? random.pick(['Jugement', 'Jugement', 'Terme de la mesure', 'Mainlevée'])
      : null,
  ]);
  return [
    ['La Traverse, Mende : contrôles judiciaires VIF, exercice 2024'],
    [SAMPLE],
    [],
    [
      'N°',
      'Nom',
      'Prénom',
      'Naissance',
      'Sexe (1 = H, 2 = F)',
      'Ordonné par',
      'Ordonné le',
      'Début',
      'Fin',
      'Issue',
    ],
    ...lines,
  ];
}

/** The files of a seed: three of 2024, in three encodings, and a thinner one of 2023. */
export function laTraverseFiles(seed: number | string): SampleFile[] {
  const random = seededRandom(seed).fork('la-traverse');
  const excel = { separateur: ';', encodage: 'windows-1252', fin: '\r\n' } as const;
  return [
    {
      nom: 'la-traverse-stages-2024.csv',
      octets: textBytes(stageLines(STAGES_2024, random.fork('stages-2024')), excel),
    },
    {
      nom: 'la-traverse-controles-judiciaires-2024.csv',
      octets: textBytes(controleLines(random.fork('controles')), {
        ...{ separateur: ',', encodage: 'utf-8', fin: '\n' },
      }),
    },
    {
      nom: 'la-traverse-questionnaires-2024.csv',
      octets: textBytes(
        questionnaireLines(
          2024,
          STAGES_2024.stages.map(({ presents }) => presents),
          random.fork('questionnaires'),
        ),
        { separateur: '\t', encodage: 'utf-16le avec marque', fin: '\r\n' },
      ),
    },
    {
      nom: 'la-traverse-stages-2023.csv',
      octets: textBytes(stageLines(STAGES_2023, random.fork('stages-2023')), excel),
    },
  ];
}

await runAsCommand(import.meta.url, laTraverseFiles);
