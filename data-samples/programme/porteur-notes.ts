import { grid, type SheetCell, workbookBytes } from './classeur.ts';

/** From which year on something is counted in another way: invented, on figures that the report does not compare. */
const RUPTURES: readonly (readonly SheetCell[])[] = [
  [
    ...[2024, 'AERS', 'Personnes convoquées', 'Stages', null],
    'personnes convoquées à un stage, première convocation seulement',
    'personnes convoquées à un stage, première et seconde convocation',
    { date: '2024-01-17' },
    'comité technique',
  ],
  [
    ...[2023, 'Toutes', 'Orientations', null, null],
    'orientations comptées au jour du premier rendez-vous',
    'orientations comptées au jour où le prescripteur adresse la personne',
    '11 janvier 2023',
    'coordination',
  ],
];

/** One line under a figure: the first is the report's (l.251), the second follows from its counts; the others are invented. */
const EXPLICATIONS: readonly (readonly SheetCell[])[] = [
  [
    ...[2024, 'Coordination', 'Accompagnements', 'Groupe de parole'],
    'La baisse des groupes de parole est expliquée par l’orientation sur les stages.',
    { date: '2025-01-20' },
    'coordination',
  ],
  [
    ...[2024, 'APEX', 'Orientations', 'Stages'],
    'Onze stages ont été tenus, contre neuf l’année précédente.',
    '20/01/2025',
    'direction de l’antenne',
  ],
  [
    ...[2024, 'Via Voltaire', 'Orientations', null],
    'Les partenaires orientent davantage, le Pôle Justice surtout.',
    '21/01/25',
    'coordination',
  ],
  [
    ...[2024, 'UDAF', 'Nuitées', 'Hébergement'],
    'Cinq logements ouverts toute l’année, une année de 366 jours.',
    { date: '2025-01-20' },
    'coordination',
  ],
];

/** The porteur's notes for readers, in XLSX: breaks of definition, and explanations under figures. */
export function notesBytes(): Uint8Array {
  return workbookBytes(
    [
      {
        nom: 'Ruptures',
        feuille: grid(
          [
            ['CPCA Sud-Occitanie – notes de lecture'],
            ['Exercice', 2024],
            ['Données fictives (extrait fictif : aucune personne réelle)'],
            [],
            [
              ...['À partir de l’année', 'Antenne', 'Indicateur', 'Action', 'Population'],
              ...['Définition avant', 'Définition après', 'Décidée le', 'Décidée par'],
            ],
            ...RUPTURES,
          ],
          [18, 14, 24, 24, 20, 60, 60, 14, 20],
        ),
      },
      {
        nom: 'Explications',
        feuille: grid(
          [
            ['Année', 'Antenne', 'Indicateur', 'Action', 'Explication', 'Écrite le', 'Écrite par'],
            ...EXPLICATIONS,
          ],
          [10, 14, 24, 24, 80, 14, 24],
        ),
      },
    ],
    { titre: 'Notes de lecture 2024', ecrit: '2025-01-21', format: 'xlsx' },
  );
}
