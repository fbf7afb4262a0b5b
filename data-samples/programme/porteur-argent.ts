import { arrange, grid, type SheetCell, workbookBytes } from './classeur.ts';
import { seededRandom } from './random.ts';
import { textBytes } from './texte.ts';

/**
 * Money of the samples. The report prints one amount: UDAF 11's forecast of 76 000 € for 2024, with what was left of
 * 2023 in it (l.933), and that five funders take part (l.937). Every other amount is invented.
 */

const FICTIF = 'Données fictives (extrait fictif : aucune personne réelle)';

/** Antenne, action, funder, asked, granted; in thousands of euros where the sheet says so. */
type Financement = readonly [string, string, string, number | string | null, number | string | null];

const FINANCEMENTS_2024: readonly Financement[] = [
  ['UDAF 11', 'Hébergement', 'CPCA Sud-Occitanie (convention)', '30 K€', '28 K€'],
  ['UDAF 11', 'Hébergement', "Conseil départemental de l'Aude", '15 000 €', '12 000 €'],
  ['UDAF 11', 'Hébergement', 'FIPD', '12 000 €', '10 000 €'],
  ['UDAF 11', 'Hébergement', 'SPIP', '8 000 €', '8 000 €'],
  ['UDAF 11', 'Hébergement', 'CAF', '8 000 €', '8 000 €'],
  ['La Clède', 'Stages', 'DRDFE', '24 500,50 €', '22 000 €'],
  ['La Clède', 'Groupe de parole', 'DRDFE', '9 800 €', 'NC'],
  ['La Clède', 'Hébergement', 'DDETS', '11 200 €', '11 200 €'],
  [
    'Via Voltaire',
    'Suivi individuel psychologique',
    'CPCA Sud-Occitanie (convention)',
    '62 000 €',
    '58 000 €',
  ],
  ['Via Voltaire', 'Suivi individuel psychologique', 'SPIP', '37 000 €', '37 000 €'],
  ['Via Voltaire', 'Suivi individuel psychologique', 'ARS Occitanie', '20 000 €', '-'],
  ['Via Voltaire', 'Groupe de parole', 'CPCA Sud-Occitanie (convention)', '6 400 €', '6 400 €'],
  ['AERS', 'CJSE', "Cour d'appel de Montpellier", '88 750 €', '88 750 €'],
  ['AERS', 'CJSE éviction', 'CPCA Sud-Occitanie (convention)', '41 000 €', '38 500 €'],
  ['AERS', 'Stages', 'Participation des personnes', '89 400 €', '89 400 €'],
  ['La Traverse', 'Stages', 'CPCA Sud-Occitanie (convention)', '14 000 €', '12 600 €'],
  ['La Traverse', 'Contrôle judiciaire', "Cour d'appel de Nîmes", '7 300 €', '7 300 €'],
  ['APEX', 'Stages', 'Participation des personnes', '13 400 €', '13 400 €'],
  ['APEX', 'Groupe de parole', 'CPCA Sud-Occitanie (convention)', '18 000 €', '16 500 €'],
  [
    'APEX',
    'Suivi individuel socio-éducatif',
    'Conseil départemental des Pyrénées-Orientales',
    '9 000 €',
    '?',
  ],
  ['Coordination', 'Coordination', 'DRDFE', '196 K€', '193 K€'],
];

const FINANCEMENTS_2023: readonly Financement[] = [
  ['UDAF 11', 'Hébergement', 'CPCA Sud-Occitanie (convention)', null, '26 000 €'],
  ['Via Voltaire', 'Suivi individuel psychologique', 'CPCA Sud-Occitanie (convention)', null, '55 000 €'],
  ['AERS', 'CJSE éviction', 'CPCA Sud-Occitanie (convention)', null, '36 000 €'],
  ['La Traverse', 'Stages', 'CPCA Sud-Occitanie (convention)', null, '12 000 €'],
  ['APEX', 'Groupe de parole', 'CPCA Sud-Occitanie (convention)', null, '17 200 €'],
  ['Coordination', 'Coordination', 'DRDFE', null, '188 000 €'],
];

/** The sheet of funders, a CSV in ISO-8859-15 with euro signs; the thinner one says only what was granted. */
export function financementsBytes(annee: number): Uint8Array {
  const thin = annee < 2024;
  const rows = thin ? FINANCEMENTS_2023 : FINANCEMENTS_2024;
  return textBytes(
    [
      ['CPCA Sud-Occitanie : financements des antennes'],
      ['Exercice', annee],
      [FICTIF],
      [],
      ['Structure', 'Action', 'Financeur', ...(thin ? [] : ['Demandé']), 'Notifié'],
      ...rows.map(([antenne, action, financeur, asked, granted]) => [
        ...[antenne, action, financeur],
        ...(thin ? [granted] : [asked, granted]),
      ]),
    ],
    { separateur: ';', encodage: 'iso-8859-15', fin: '\r\n' },
  );
}

/** Structure, account, forecast, spent; charges and products balance. */
type Compte = readonly [string, 'Charges' | 'Produits', string, number, number | null];

const BUDGET_2024: readonly Compte[] = [
  ['UDAF 11', 'Charges', '60 - Achats', 4_200, 4_512.4],
  ['UDAF 11', 'Charges', '61 - Services extérieurs', 31_800, 33_105.75],
  ['UDAF 11', 'Charges', '62 - Autres services extérieurs', 3_000, 2_410],
  ['UDAF 11', 'Charges', '64 - Charges de personnel', 37_000, 36_998.2],
  ['UDAF 11', 'Produits', '74 - Subventions d’exploitation', 66_000, 66_000],
  [
    ...(['UDAF 11', 'Produits', 'Report des ressources non utilisées d’opérations antérieures'] as const),
    ...([10_000, 10_000] as const),
  ],
  ['Coordination', 'Charges', '60 - Achats', 2_500, 2_140.9],
  ['Coordination', 'Charges', '61 - Services extérieurs', 9_400, 9_912],
  ['Coordination', 'Charges', '62 - Autres services extérieurs', 14_600, 13_050.55],
  ['Coordination', 'Charges', '63 - Impôts et taxes', 3_300, 3_271],
  ['Coordination', 'Charges', '64 - Charges de personnel', 61_200, 59_870.1],
  ['Coordination', 'Charges', '65 - Autres charges de gestion courante', 105_000, 103_500],
  ['Coordination', 'Produits', '70 - Ventes de produits finis, prestations de services', 3_000, 2_450],
  ['Coordination', 'Produits', '74 - Subventions d’exploitation', 193_000, 193_000],
  ['Coordination', 'Charges', '86 - Emplois des contributions volontaires en nature', 6_000, 6_000],
  ['Coordination', 'Produits', '87 - Contributions volontaires en nature', 6_000, 6_000],
];

const BUDGET_2023: readonly Compte[] = [
  ['Coordination', 'Charges', '62 - Autres services extérieurs', 15_000, null],
  ['Coordination', 'Charges', '64 - Charges de personnel', 58_000, null],
  ['Coordination', 'Charges', '65 - Autres charges de gestion courante', 115_000, null],
  ['Coordination', 'Produits', '74 - Subventions d’exploitation', 188_000, null],
];

const euros = (value: number | null): SheetCell =>
  value === null ? null : { nombre: value, format: '#,##0.00 "€"' };
const day = (date: string): SheetCell => ({ date });

const CONVENTIONS: readonly (readonly SheetCell[])[] = [
  [
    ...['C1', 'DRDFE', 'Coordination'],
    ...[day('2024-04-18'), day('2024-01-01'), day('2024-12-31'), euros(193_000), 'Oui'],
  ],
  ...(
    [
      ['C2', 'UDAF 11', 28_000],
      ['C3', 'Via Voltaire', 64_400],
      ['C4', 'AERS', 38_500],
      ['C5', 'La Traverse', 12_600],
      ['C6', 'APEX', 16_500],
      ['C7', 'La Clède', 22_000],
    ] as const
  ).map(([convention, antenne, montant]): SheetCell[] => [
    ...[convention, 'CPCA Sud-Occitanie (convention)', antenne],
    ...[day('2024-06-24'), day('2024-01-01'), day('2024-12-31'), euros(montant), 'Non'],
  ]),
];

const VERSEMENTS: readonly (readonly SheetCell[])[] = [
  ['C1', 'Coordination', 'Acompte', day('2024-05-14'), euros(154_400)],
  ['C1', 'Coordination', 'Solde', day('2024-11-28'), euros(38_600)],
  ['C2', 'UDAF 11', 'Reversement à l’antenne', day('2024-07-09'), euros(28_000)],
  ['C3', 'Via Voltaire', 'Acompte', day('2024-07-09'), euros(45_000)],
  ['C3', 'Via Voltaire', 'Solde', day('2024-12-10'), euros(19_400)],
  ['C4', 'AERS', 'Reversement à l’antenne', day('2024-07-09'), euros(38_500)],
  ['C5', 'La Traverse', 'Reversement à l’antenne', day('2024-07-11'), euros(12_600)],
  ['C6', 'APEX', 'Acompte', day('2024-07-11'), euros(12_000)],
];

const OBJECTIFS: readonly (readonly SheetCell[])[] = [
  ['C1', 'Coordination', null, null, 'Sessions de formation', 'sessions', 2],
  ['C2', 'UDAF 11', 'Hébergement', '11', 'Personnes hébergées', 'personnes', 20],
  ['C2', 'UDAF 11', 'Hébergement', '11', 'Taux d’occupation', '%', 85],
  ['C3', 'Via Voltaire', 'Suivi individuel psychologique', '34', 'Personnes accompagnées', 'personnes', 520],
  ['C3', 'Via Voltaire', 'Groupe de parole', '34', 'Séances', 'séances', 20],
  ['C4', 'AERS', 'CJSE éviction', '34', 'Nuitées', 'nuitées', 900],
  ['C5', 'La Traverse', 'Stages', '48', 'Stages tenus', 'stages', 4],
  ['C6', 'APEX', 'Stages', '66', 'Stages tenus', 'stages', 11],
  ['C6', 'APEX', 'Stages', '66', 'Personnes présentes', 'personnes', 90],
];

/** The budget by account: a header on two lines, "Montants" over forecast and spent, a blank line between the two sides. */
function budgetSheet(rows: readonly Compte[], annee: number) {
  const lines = (['Charges', 'Produits'] as const).map((side) =>
    rows
      .filter(([, sens]) => sens === side)
      .map(([structure, sens, compte, prevu, realise]): SheetCell[] => [
        ...[
          structure,
          structure === 'UDAF 11' ? 'Hébergement' : 'Coordination',
          sens,
          compte,
          euros(prevu),
          euros(realise),
        ],
      ]),
  );
  const [charges = [], produits = []] = lines;
  const sheet = grid(
    [
      ['CPCA Sud-Occitanie – budget du dispositif'],
      ['Exercice', annee],
      [FICTIF],
      [],
      [null, null, null, null, 'Montants'],
      ['Structure', 'Action', 'Sens', 'Compte', 'Prévu', 'Réalisé'],
      ...charges,
      [],
      ...produits,
    ],
    [16, 14, 10, 58, 16, 16],
  );
  return arrange(sheet, { fusions: ['E5:F5'] });
}

/** The budget workbook, in XLSX: lines by account, agreements, payments, objectives; the thinner one has the first only. */
export function budgetBytes(annee: number): Uint8Array {
  const how = { titre: `Budget ${annee}`, ecrit: `${annee + 1}-02-03`, format: 'xlsx' } as const;
  if (annee < 2024) return workbookBytes([{ nom: 'Budget', feuille: budgetSheet(BUDGET_2023, annee) }], how);
  const sheet = (head: string[], rows: readonly (readonly SheetCell[])[]) =>
    grid(
      [head, ...rows],
      head.map((word) => Math.max(14, word.length + 2)),
    );
  return workbookBytes(
    [
      { nom: 'Budget', feuille: budgetSheet(BUDGET_2024, annee) },
      {
        nom: 'Conventions',
        feuille: sheet(
          [
            ...['N° de convention', 'Versé par', 'Bénéficiaire', 'Signée le', 'Du', 'Au', 'Montant'],
            'Reversement autorisé',
          ],
          CONVENTIONS,
        ),
      },
      {
        nom: 'Versements',
        feuille: sheet(['N° de convention', 'Bénéficiaire', 'Nature', 'Versé le', 'Montant'], VERSEMENTS),
      },
      {
        nom: 'Objectifs',
        feuille: sheet(
          ['N° de convention', 'Antenne', 'Action', 'Dépt', 'Indicateur', 'Unité', 'Cible'],
          OBJECTIFS,
        ),
      },
    ],
    how,
  );
}

const ANTENNES = ['UDAF 11', 'La Clède', 'Via Voltaire', 'AERS', 'La Traverse', 'APEX'] as const;

/** Projects that the antennes' « perspectives 2025 » name; their amounts and states are invented. */
const PROJETS: readonly (readonly [
  string,
  (typeof ANTENNES)[number],
  string,
  string,
  string,
  number,
  number,
])[] = [
  ['P1', 'UDAF 11', '11', 'Hébergement', 'Déposé', 12_000, 12_000],
  ['P2', 'UDAF 11', '11', 'Stage de responsabilisation', 'À l’étude', 4_500, 4_500],
  ['P3', 'La Clède', '30', 'Groupe de parole à visée thérapeutique', 'Déposé', 9_600, 8_000],
  ['P4', 'Via Voltaire', '34', 'Suivi individuel psychologique', 'Déposé', 22_000, 18_000],
  ['P5', 'AERS', '34', 'Atelier de gestion des émotions', 'En cours', 7_400, 7_400],
  ['P6', 'AERS', '34', 'Stage de responsabilisation', 'Déposé', 11_000, 9_500],
  ['P7', 'La Traverse', '48', 'Hébergement', 'Déposé', 15_500, 15_500],
  ['P8', 'La Traverse', '48', 'Stage de responsabilisation', 'Retenu', 6_200, 6_200],
  ['P9', 'APEX', '66', 'Hébergement', 'À l’étude', 18_000, 14_000],
  ['P10', 'APEX', '66', 'Atelier de gestion des émotions', 'En cours', 5_300, 5_300],
];

/** Projects and notes, in XLSX. Nobody notes a project of her own; one antenne has not noted all of them yet. */
export function projetsBytes(): Uint8Array {
  const random = seededRandom('porteur-projets-2024');
  const notes = PROJETS.flatMap(([projet, antenne]) =>
    ANTENNES.filter((other) => other !== antenne && !(other === 'La Clède' && projet === 'P9')).map(
      (other): SheetCell[] => [projet, antenne, other, 1.5 + random.integer(8) / 2],
    ),
  );
  return workbookBytes(
    [
      {
        nom: 'Projets',
        feuille: grid(
          [
            ['CPCA Sud-Occitanie – projets de développement'],
            ['Exercice', 2024],
            [FICTIF],
            [],
            [
              ...['N° de projet', 'Déposé par', 'Dépt', 'Action', 'État'],
              ...['Montant demandé', 'dont éligible'],
            ],
            ...PROJETS.map(([projet, antenne, departement, action, etat, montant, eligible]): SheetCell[] => [
              ...[projet, antenne, departement, action, etat, euros(montant), euros(eligible)],
            ]),
            [
              ...['Total', null, null, null, null],
              euros(PROJETS.reduce((sum, projet) => sum + projet[5], 0)),
              euros(PROJETS.reduce((sum, projet) => sum + projet[6], 0)),
            ],
          ],
          [12, 14, 8, 40, 12, 18, 16],
        ),
      },
      { nom: 'Notes', feuille: grid([['Projet', 'Projet de', 'Noté par', 'Note sur 5'], ...notes]) },
    ],
    { titre: 'Projets 2024', ecrit: '2024-12-12', format: 'xlsx' },
  );
}
