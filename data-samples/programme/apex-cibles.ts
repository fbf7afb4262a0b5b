/**
 * What the activity report of 2024 prints of APEX (lines 3076-3492 of its text), and, where it prints nothing, what was
 * chosen so that every printed sum holds. Each group says which.
 */

/** Bands of age of the antenne's grid, in whole years. */
export const TRANCHES = [
  { code: '18_25', de: 18, a: 25 },
  { code: '26_39', de: 26, a: 39 },
  { code: '40_64', de: 40, a: 64 },
  { code: '65_plus', de: 65, a: 78 },
] as const;

/** How many persons of a year's orientations are in each category; the last number is of those not known. */
export interface Situations {
  /** In the order of `TRANCHES`. */
  ages: readonly number[];
  /** With work, without, in training, retired or disabled. */
  emplois: readonly number[];
  /** Married or in a civil union, living together, divorced or separated, single. */
  familles: readonly number[];
  /** Parents, without children. */
  parents: readonly number[];
  /** Children exposed: under 3, 3 to 6, 7 to 11, 12 to 17. */
  enfants: readonly number[];
}

/** The 198 orientations of 2024 (l.3111-3184). Printed, but for those without children (38) and the 105 not known. */
export const SITUATIONS_2024: Situations = {
  ages: [18, 58, 80, 5, 37],
  emplois: [57, 15, 1, 6, 119],
  familles: [40, 9, 52, 7, 90],
  parents: [55, 38, 105],
  enfants: [17, 29, 30, 27],
};

/** The 34 of the orientations of 2023 who did their course in 2024 (l.3111-3184): the cells left empty are zeros. */
export const SITUATIONS_REPORT: Situations = {
  ages: [6, 15, 13, 0, 0],
  emplois: [25, 7, 2, 0, 0],
  familles: [9, 1, 19, 5, 0],
  parents: [29, 5, 0],
  enfants: [10, 10, 13, 11],
};

/** Who sends somebody to a course (l.3080-3086); the 20 women all come from the prosecutor's delegates (l.3084). */
export const ORIENTEURS_STAGE = {
  spip: 30,
  tj_perpignan: 25,
  tj_exterieur: 11,
  delegue: 104,
  jap: 1,
} as const;
export const FEMMES_2024 = 20;

/** Who sends the 27 others: the list and its last three are printed (l.3088-3090), the shares between are chosen. */
export const ORIENTEURS_AUTRES = {
  travailleur_social: 6,
  ase: 2,
  pjj: 1,
  cpip: 10,
  psychologue: 2,
  medecin: 2,
  tj_exterieur: 1,
  lui_meme: 2,
  non_connu: 1,
} as const;
export type Orienteur = keyof typeof ORIENTEURS_STAGE | keyof typeof ORIENTEURS_AUTRES;

/** Orientations of 2023: 146 in all, 109 towards a course, of whom 54 waited at its end (l.3076-3078, l.3095). */
export const ORIENTATIONS_2023 = { stage: 109, autres: 37, en_attente: 54 } as const;

/** Courses of a year: first days, and who came or did not, by the year in which they had been sent. */
export interface PlanStages {
  annee: number;
  /** First days, `2024-01-18`; a course lasts two days. */
  jours: readonly string[];
  /** Sent the year before. */
  report: PlanCohorte;
  /** Sent in the year. */
  nouveaux: PlanCohorte;
}

/** One cohort over the courses of a year; lists have one number per course. */
export interface PlanCohorte {
  presents: readonly number[];
  /** Convened and did not come. */
  autres: readonly number[];
  /** Who came the second time, excused the first. */
  secondes_presents: number;
  /** Who was absent twice. */
  secondes_absents: number;
  /** What became of those who never came. */
  issues: Readonly<Record<'non_presente' | 'renvoye' | 'demenage' | 'parti' | 'report', number>>;
  /** Never convened: called off, or still waiting. */
  annules: number;
  jamais: number;
}

/**
 * 2024 (l.3099-3101, l.3348-3371). Printed: 11 courses; 54 carried over, of whom 34 came, 2 women were called off and 18
 * did not come, 2 of them moved away; of the 171 of the year 98 convened, 5 left the département, 13 asked for a later
 * course; 67 came in all; 87 wait at the end; 4 at one course, 5 at two, 10 on average after the middle of October.
 * They leave 33 of the year who came, hence 47 of the 98 who did not. The 87 are the 73 never convened, the 13 and one
 * of the 47 whom the court sent back. Chosen: the days, and 15 second summonses, which make some 15 convened a course.
 */
export const STAGES_2024: PlanStages = {
  annee: 2024,
  jours: [
    ...['2024-01-18', '2024-02-15', '2024-03-14', '2024-04-11', '2024-05-16', '2024-06-06', '2024-06-27'],
    ...['2024-08-29', '2024-09-12', '2024-10-03', '2024-11-21'],
  ],
  report: {
    presents: [7, 6, 5, 6, 3, 4, 2, 1, 0, 0, 0],
    autres: [7, 9, 8, 4, 0, 0, 0, 0, 0, 0, 0],
    secondes_presents: 7,
    secondes_absents: 3,
    issues: { non_presente: 16, renvoye: 0, demenage: 2, parti: 0, report: 0 },
    annules: 2,
    jamais: 0,
  },
  nouveaux: {
    presents: [0, 0, 0, 0, 1, 2, 3, 5, 6, 6, 10],
    autres: [0, 0, 2, 5, 11, 9, 10, 9, 9, 9, 6],
    secondes_presents: 5,
    secondes_absents: 0,
    issues: { non_presente: 46, renvoye: 1, demenage: 0, parti: 5, report: 13 },
    annules: 0,
    jamais: 73,
  },
};

/** 2023: 9 courses (l.3348) and 54 of the 109 left waiting are printed, everything else is chosen. */
export const STAGES_2023: PlanStages = {
  annee: 2023,
  jours: [
    ...['2023-01-26', '2023-03-02', '2023-04-06', '2023-05-11', '2023-06-15', '2023-07-06', '2023-09-14'],
    ...['2023-10-12', '2023-11-23'],
  ],
  report: {
    presents: [6, 5, 3, 0, 0, 0, 0, 0, 0],
    autres: [0, 0, 0, 0, 0, 0, 0, 0, 0],
    secondes_presents: 0,
    secondes_absents: 0,
    issues: { non_presente: 0, renvoye: 0, demenage: 0, parti: 0, report: 0 },
    annules: 0,
    jamais: 0,
  },
  nouveaux: {
    presents: [0, 0, 2, 6, 6, 5, 7, 7, 8],
    autres: [0, 0, 0, 2, 3, 3, 2, 2, 2],
    secondes_presents: 0,
    secondes_absents: 0,
    issues: { non_presente: 11, renvoye: 0, demenage: 0, parti: 3, report: 0 },
    annules: 0,
    jamais: 54,
  },
};

/** Absent in 2024 among those of 2023, and sent again by the court later in the year (invented; l.3456-3468 tells of such). */
export const RENVOYES = 3;

/**
 * The group (l.3253-3261): 41 meetings, 163 attendances, 12 men, 5 finished, 3 gave up, 2 convicted again, 1 could no
 * longer come after 11 meetings, 2 go on; 13 outcomes for 12, so one of those who gave up was convicted too. One came
 * without being obliged. Meetings are counted from 0; when each came and went is chosen.
 */
export interface PlanParticipant {
  presences: number;
  de: number;
  a: number;
  motifs: readonly Motif[];
  /** Began before the year. */
  ancien: boolean;
  volontaire: boolean;
  /** Also followed individually (l.3283-3310), and why. */
  suivi: Objet | null;
}
export type Motif = 'termine' | 'abandon' | 'recidive' | 'travail';
export type Objet = 'attente_stage' | 'reinsertion' | 'parentalite' | 'victime';

export const SEANCES_GROUPE = { nombre: 41, jour: 1, places: 8, heures: 1.5 } as const;
export const PARTICIPANTS: readonly PlanParticipant[] = [
  participant(12, 0, 14, ['termine'], { ancien: true }),
  participant(14, 0, 16, ['termine'], { ancien: true }),
  participant(16, 0, 19, ['termine'], { ancien: true, suivi: 'reinsertion' }),
  participant(20, 2, 24, ['termine'], { suivi: 'parentalite' }),
  participant(20, 12, 36, ['termine'], { suivi: 'reinsertion' }),
  participant(6, 0, 7, ['abandon'], { ancien: true }),
  participant(11, 5, 18, ['abandon']),
  participant(8, 15, 25, ['abandon', 'recidive']),
  participant(13, 8, 22, ['recidive']),
  participant(11, 20, 33, ['travail']),
  participant(18, 20, 40, [], { suivi: 'reinsertion' }),
  participant(14, 24, 40, [], { volontaire: true }),
];

function participant(
  presences: number,
  de: number,
  a: number,
  motifs: readonly Motif[],
  more: Partial<Pick<PlanParticipant, 'ancien' | 'volontaire' | 'suivi'>> = {},
): PlanParticipant {
  return { presences, de, a, motifs, ancien: false, volontaire: false, suivi: null, ...more };
}

/**
 * The 9 followed individually (l.3283-3318): 4 are in the group (above), 2 wait for a course (one goes on in 2025), one
 * more for parenthood, 2 who are rather victims, soon sent to partners. In 2023 there were 4, one of whom stays.
 */
export const SUIVIS_HORS_GROUPE = { attente_stage: 2, parentalite: 1, victime: 2 } as const;
export const SUIVIS_2023 = 4;

/** The 159 interviews (l.3233-3241). Printed: 36 assessments and reviews, 37 before a course, 41 of follow-ups, 45 not kept. */
export const ENTRETIENS = {
  evaluation: 31,
  bilan: 5,
  pre_stage: 37,
  suivi: 41,
  manques: { evaluation: 12, pre_stage: 20, suivi: 13 },
  /** How many of the 45 were put off rather than missed: chosen. */
  reportes: 15,
} as const;
/** Received after the course for some interviews (l.3375, l.3488), counted with the follow-ups. */
export const APRES_STAGE = { personnes: 2, entretiens: 4 } as const;
