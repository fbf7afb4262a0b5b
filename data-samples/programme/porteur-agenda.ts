import { type TextCell, textBytes } from './texte.ts';

/** One line of the diary, as the coordination keeps it: dates in the writings that hands use. */
type Ligne = readonly [
  antenne: string,
  type: string,
  theme: string | null,
  public_: string | null,
  commune: string | null,
  du: string | null,
  au?: string | null,
  participants?: number | null,
  heures?: number | null,
];

/** First Wednesdays but August's (l.476); that of May is a holiday, so only its month is written. */
const COMITES = [
  ...['3/1/24', '7/2/24', '6/3/24', '3/4/24', 'mai 2024', '5/6/24', '3/7/24', '4/9/24'],
  ...['2/10/24', '6/11/24', '4/12/24'],
].map(
  (day): Ligne => ['Coordination', 'Comité technique', 'Suivi du dispositif', 'Antennes', 'Montpellier', day],
);

const CPCA = 'Coordination';
const AWARE = 'Sensibilisation';
const TALK = 'Présentation du CPCA';
const PRO = 'Professionnels';

/** The report's list: governance (l.476-535), networks and research (l.541-590), awareness (l.598-630), training (l.636-645). */
const REGION: readonly Ligne[] = [
  ...COMITES,
  [CPCA, 'Réunion budgétaire', 'Répartition du budget', 'Antennes', null, null],
  [CPCA, 'Réunion budgétaire', 'Répartition du budget', 'Antennes', null, null],
  [CPCA, 'Réunion DRDFE', 'Suivi du dispositif', 'Financeur', null, 'août 2024'],
  [CPCA, 'Réunion DRDFE', 'Suivi du dispositif', 'Financeur', null, 'décembre 2024'],
  [CPCA, 'Réseau national', null, PRO, 'Carpentras', '10 juin 2024', '11 juin 2024'],
  [CPCA, 'Réseau national', null, PRO, 'Strasbourg', '02/12/2024', '03/12/2024'],
  [CPCA, 'Citoyens & Justice', null, PRO, 'Visioconférence', null],
  [CPCA, 'Citoyens & Justice', null, PRO, 'Visioconférence', null],
  [CPCA, 'Colloque', 'Sources des violences', PRO, 'Narbonne', null],
  [CPCA, 'Colloque', 'Mineurs victimes', PRO, 'Montpellier', null],
  [CPCA, 'Colloque', 'Violences conjugales et addictions', PRO, 'Béziers', '12/06/2024'],
  [CPCA, 'Colloque', 'Enfants exposés', PRO, 'Narbonne', null],
  [CPCA, 'Recherche', 'Recherche-action sur les CPCA', null, null, null],
  [CPCA, AWARE, TALK, 'Travailleurs sociaux', 'Montpellier', '26 février 2024'],
  [CPCA, AWARE, TALK, 'Étudiants', 'Béziers', '28/03/2024'],
  [CPCA, AWARE, TALK, 'Professionnels et grand public', 'Carcassonne', '12/06/2024'],
  [CPCA, AWARE, TALK, PRO, 'Montpellier', '14-06-2024'],
  [CPCA, AWARE, 'Théâtre et débat', 'Grand public', 'Uzès', '18/10/2024'],
  [CPCA, AWARE, 'Journée du 25 novembre', 'Professionnels et grand public', 'Carcassonne', '25/11/2024'],
  [
    ...([
      CPCA,
      AWARE,
      'Auteurs de violences et justice restaurative',
      'Professionnels et grand public',
    ] as const),
    ...(['Mende', '19/11/2024', null, 112] as const),
  ],
  [CPCA, 'Presse', TALK, 'Grand public', null, null],
  [CPCA, 'Formation', 'Intervenir auprès des auteurs', PRO, 'Nîmes', '10/10/2024', '11/10/2024'],
  [CPCA, 'Formation', 'Retour d’expérience', PRO, 'Nîmes', '8 novembre 2024'],
  [
    ...([CPCA, 'Formation', 'Intervenir auprès des auteurs', 'Travailleurs sociaux', 'Montpellier'] as const),
    ...(['18/11/2024', '09/12/2024'] as const),
  ],
];

/** What the antennes' chapters add: Via Voltaire (l.2188-2200), UDAF (l.929, l.1246), APEX (l.3058). */
const ANTENNES: readonly Ligne[] = [
  ['Via Voltaire', 'Formation', 'MOVE', PRO, null, '04/04/2024'],
  ['UDAF', 'Formation', 'Violences conjugales', 'Magistrats', 'Paris', '21/03/2024'],
  ['UDAF', 'Instance départementale', null, PRO, null, null],
  ['UDAF', 'Instance départementale', null, PRO, null, null],
  ['APEX', 'Formation', 'ENGAGE', PRO, 'Alès', 'n.r.'],
  ['APEX', 'Formation', 'MOVE', PRO, 'Alès', 'n.r.'],
];

/** The diary of events, meetings and trainings of 2024: a CSV in UTF-16, tabs between its cells. */
export function evenementsBytes(): Uint8Array {
  const lines = [...REGION, ...ANTENNES].map(
    ([
      antenne,
      type,
      theme,
      public_,
      commune,
      du,
      au = null,
      participants = null,
      heures = null,
    ]): TextCell[] => [...[du, au, type, theme, commune, antenne, public_, heures, participants]],
  );
  return textBytes(
    [
      ['CPCA Sud-Occitanie – événements et formations'],
      ['Exercice', 2024],
      ['Données d’exemple, établies d’après le rapport d’activité 2024'],
      [],
      ['Date', 'Au', 'Nature', 'Thème', 'Lieu', 'Porté par', 'Public', 'Heures', 'Participants'],
      ...lines,
    ],
    { separateur: '\t', encodage: 'utf-16le avec marque', fin: '\r\n' },
  );
}
