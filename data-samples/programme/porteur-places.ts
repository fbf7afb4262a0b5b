import { grid, type NamedSheet, type SheetCell, workbookBytes } from './classeur.ts';

/** One flat or place, as the porteur's sheet names it. `ouverture` and `fermeture` as the sheet writes them. */
interface Place {
  logement: string;
  antenne: string;
  commune: string;
  departement: string;
  places: number;
  ouverture: SheetCell;
}

const NC = 'NC';

/**
 * The ten places that the antennes' chapters give: 5 of UDAF 11 (l.896-900), 4 of AERS (l.2408), 1 of La Clède
 * (l.1497). Part I counts 9 (l.107: 4 in Aude). Of all, only La Clède's year of opening is printed (2016); the other days
 * and months are invented.
 */
const PLACES: readonly Place[] = [
  ...(
    [
      ['Carcassonne 1', 'Carcassonne'],
      ['Carcassonne 2', 'Carcassonne'],
      ['Narbonne 1', 'Narbonne'],
      ['Narbonne 2', 'Narbonne'],
      ['Castelnaudary', 'Castelnaudary'],
    ] as const
  ).map(([nom, commune]) => ({
    ...{ logement: `UDAF 11, ${nom}`, antenne: 'UDAF 11', commune, departement: '11' },
    ...{ places: 1, ouverture: 'janvier 2021' },
  })),
  ...(['1', '2', '3'] as const).map((rang) => ({
    ...{ logement: `AERS, Montpellier, studio ${rang}`, antenne: 'AERS', commune: 'Montpellier' },
    ...{ departement: '34', places: 1, ouverture: 'octobre 2020' },
  })),
  {
    ...{ logement: 'AERS, Béziers, studio', antenne: 'AERS', commune: 'Béziers', departement: '34' },
    ...{ places: 1, ouverture: { date: '2022-03-01' } },
  },
  {
    ...{ logement: 'La Clède, Alès', antenne: 'La Clède', commune: 'Alès', departement: '30' },
    ...{ places: 1, ouverture: 'janvier 2016' },
  },
];

/** The sheet of dated places, in ODS; the same year gives the same bytes. The thinner one leaves the dates out. */
export function logementsBytes(annee: number): Uint8Array {
  const thin = annee < 2024;
  const heads = ['Logement', 'Gestionnaire', 'Commune', 'Dépt', 'Type de place', 'Places'];
  const lines = PLACES.map((place): SheetCell[] => [
    ...[place.logement, place.antenne, place.commune, place.departement, 'Place dédiée', place.places],
    ...(thin ? [] : [place.ouverture, null]),
  ]);
  const feuille = grid(
    [
      ['CPCA Sud-Occitanie – logements du dispositif'],
      ['Exercice', annee],
      ['Données fictives (extrait fictif : aucune personne réelle)'],
      [],
      [...heads, ...(thin ? [] : ['Ouvert le', 'Fermé le'])],
      ...lines,
      ['Total', null, null, null, null, PLACES.length],
    ],
    [28, 14, 16, 8, 16, 8, 12, 12],
  );
  return workbookBytes([{ nom: 'Logements', feuille }], {
    ...{ titre: `Logements ${annee}`, ecrit: `${annee + 1}-01-20`, format: 'ods' },
  });
}

/** One line of the staff sheet: numbers of persons and full-time equivalents, "NC" where nobody says. */
type Poste = readonly [
  antenne: string,
  site: string | null,
  fonction: string,
  personnes: number | null,
  etp: number | string,
  vacant: number | null,
  depuis: SheetCell,
  jusqua: SheetCell,
];

/**
 * Printed for 2024: La Clède's shares (l.1525-1527), Via Voltaire's 15 (l.1900-1908), APEX's 3 (l.3032), UDAF’s 2 (l.931),
 * AERS's 7 newcomers (l.2644) and the référente VIF of October 2023 (l.2321); the absence of March to December at
 * APEX (l.3421), whose share of time is invented.
 */
const POSTES_2024: readonly Poste[] = [
  ['La Clède', null, 'Coordonnateur référent', 1, 0.5, 0, null, null],
  ['La Clède', null, 'Psychologue', 1, 0.5, 0, null, null],
  ['La Clède', null, 'Travailleuse sociale', 1, 0.5, 0, null, null],
  ['La Clède', null, 'Secrétaire', 1, 0.2, 0, null, null],
  ['Via Voltaire', null, 'Directrice', 1, NC, null, null, null],
  ['Via Voltaire', null, 'Cadre référent', 1, NC, null, null, null],
  ['Via Voltaire', null, 'Psychologue clinicien', 10, NC, null, null, null],
  ['Via Voltaire', null, 'Agent d’accueil et de coordination administrative', 2, NC, null, null, null],
  ['Via Voltaire', null, 'Intervenant extérieur', 1, NC, null, null, null],
  ['APEX', 'Perpignan', 'Membre de l’équipe', 3, NC, null, null, null],
  ['APEX', 'Perpignan', 'Éducatrice spécialisée', null, '?', 1, 'mars 2024', 'décembre 2024'],
  ['UDAF de l’Aude', null, 'Intervenante sociale', 1, NC, null, null, null],
  ['UDAF de l’Aude', null, 'Direction', 1, NC, null, null, null],
  ['AERS', null, 'Nouveau professionnel du Pôle Justice', 7, NC, null, null, null],
  ['AERS', 'Montpellier', 'Référente VIF', 1, NC, null, 'octobre 2023', null],
  ['Coordination', 'Montpellier', 'Directrice générale', 1, NC, null, null, null],
  ['Coordination', 'Montpellier', 'Coordinatrice du CPCA', 1, NC, null, null, null],
];

/** Printed for 2023: the référente VIF came in October. Invented: the rest. */
const POSTES_2023: readonly Poste[] = [
  ['La Clède', null, 'Coordonnateur référent', 1, 0.5, null, null, null],
  ['La Clède', null, 'Psychologue', 1, 0.4, null, null, null],
  ['Via Voltaire', null, 'Psychologue clinicien', 9, NC, null, null, null],
  ['AERS', 'Montpellier', 'Référente VIF', 1, NC, null, 'octobre 2023', null],
  ['Coordination', 'Montpellier', 'Coordinatrice du CPCA', 1, NC, null, null, null],
];

/** The staff sheet, in XLSX, with a total that sums what is known. The thinner one has neither vacancies nor ends. */
export function moyensBytes(annee: number): Uint8Array {
  const thin = annee < 2024;
  const postes = thin ? POSTES_2023 : POSTES_2024;
  const lines = postes.map(
    ([antenne, site, fonction, personnes, etp, vacant, depuis, jusqua]): SheetCell[] =>
      thin
        ? [antenne, site, fonction, personnes, etp, depuis]
        : [antenne, site, null, fonction, personnes, etp, vacant, depuis, jusqua],
  );
  const known = postes.reduce((sum, [, , , personnes]) => sum + (personnes ?? 0), 0);
  const head = thin
    ? ['Structure', 'Lieu', 'Fonction', 'Personnes', 'ETP', 'Depuis']
    : [
        'Structure',
        'Lieu',
        'Action',
        'Fonction',
        'Personnes',
        'ETP',
        'dont ETP vacants',
        'Depuis',
        'Jusqu’à',
      ];
  const total: SheetCell[] = thin
    ? ['Total', null, null, known]
    : ['Total', null, null, null, { formule: `SUM(E6:E${postes.length + 5})`, valeur: known }];
  const sheets: NamedSheet[] = [
    {
      nom: 'Moyens humains',
      feuille: grid(
        [
          ['CPCA Sud-Occitanie – moyens humains du dispositif'],
          ['Exercice', annee],
          ['Données fictives (extrait fictif : aucune personne réelle)'],
          [],
          head,
          ...lines,
          total,
        ],
        [18, 14, 14, 44, 10, 8, 16, 14, 14],
      ),
    },
  ];
  return workbookBytes(sheets, {
    ...{ titre: `Moyens humains ${annee}`, ecrit: `${annee + 1}-01-20`, format: 'xlsx' },
  });
}
