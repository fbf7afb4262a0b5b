import { iso } from './calendar.ts';
import {
  arrange,
  type Column,
  grid,
  linesOf,
  type NamedSheet,
  type SheetCell,
  workbookBytes,
  worksheet,
} from './classeur.ts';
import { runAsCommand, type SampleFile } from './commande.ts';
import {
  type Annee,
  type Convocation,
  makeLaClede,
  type Personne,
  type Questionnaire,
  type Sejour,
  type Soiree,
  type Stage,
} from './la-clede.ts';
import { dayText } from './texte.ts';

const MARK = 'Données fictives : tout est inventé, le rapport ne donne aucun chiffre de La Clède';
const blank: SheetCell[] = [];
const LISTES: readonly string[][] = [
  ['Venue', 'Sexe', 'Cadre'],
  ['Venu', '1 : homme', 'ALT : alternative aux poursuites'],
  ['Non venu', '2 : femme', 'CP : composition pénale'],
  ['Excusé', '', 'SP : sursis probatoire'],
  ['Reporté', '', ''],
];

const date = (day: number | null): SheetCell => (day === null ? null : { date: iso(day) });
const naissance = ({ naissance: day }: Personne): SheetCell => (day === null ? 'NC' : { date: iso(day) });
const VENUE = { present: 'Venu', absent: 'Non venu', excuse: 'Excusé', reporte: 'Reporté' } as const;

function venue({ venue: code, personne }: Convocation): string {
  return `${VENUE[code]}${personne.sexe === 'F' ? 'e' : ''}`;
}

/** The day of the referral; of one in nine the month only; none where the line repeats one put off. */
function orientation(row: Convocation, repeated: boolean, rank: number): SheetCell {
  if (repeated) return null;
  return rank % 9 === 4 ? dayText(iso(row.oriente), 'mois aaaa') : date(row.oriente);
}

/** Courses and who was convened, under a header of two lines with merged cells. */
function stagesSheet({ annee, convocations }: Annee): NamedSheet {
  const lines = convocations.map((row, rank): SheetCell[] => {
    const { personne, stage, par, cadre, tribunal, report } = row;
    const repeated = convocations.slice(0, rank).some((other) => other.personne === personne);
    return [
      ...[personne.nom, personne.prenom, naissance(personne), personne.sexe === 'H' ? 1 : 2],
      ...[personne.departement, par, cadre, tribunal, orientation(row, repeated, rank)],
      ...[stage.numero, stage.lieu, date(stage.debut), date(stage.fin), venue(row), report?.numero ?? null],
    ];
  });
  const head: SheetCell[][] = [
    [`La Clède – antenne du Gard (30) – stages de responsabilisation ${annee}`],
    [MARK],
    blank,
    ['Stagiaire', null, null, null, null, 'Orientation', null, null, null, 'Stage'],
    [
      ...['Nom', 'Prénom', 'Né(e) le', 'Sexe', 'Dépt', 'Par', 'Cadre', 'Tribunal', 'Le'],
      ...['N°', 'Lieu', 'Du', 'Au', 'Venue', 'Report'],
    ],
  ];
  const feuille = grid(
    [
      ...head,
      ...lines,
      blank,
      ['Total', null, null, null, null, null, null, null, null, null, null, null, null, convocations.length],
    ],
    [22, 14, 12, 6, 6, 20, 8, 12, 12, 6, 8, 12, 12, 12, 8],
  );
  return { nom: 'Stages', feuille: arrange(feuille, { fusions: ['A1:I1', 'A4:E4', 'F4:I4', 'J4:O4'] }) };
}

const CALENDRIER: readonly Column<Stage>[] = [
  { entete: 'N°', largeur: 6, cellule: ({ numero }) => numero },
  { entete: 'Lieu', largeur: 8, cellule: ({ lieu }) => lieu },
  { entete: 'Du', largeur: 12, cellule: ({ debut }) => date(debut) },
  { entete: 'Au', largeur: 12, cellule: ({ fin }) => date(fin) },
  { entete: 'Durée (h)', largeur: 10, cellule: () => 18 },
  { entete: 'Places', largeur: 8, cellule: ({ places }) => places },
];

/** The anonymous group: evenings with a number of men, and below what the leaders declare of the year. */
function groupeSheet({ annee, soirees, hommes }: Annee): NamedSheet {
  const total = soirees.reduce((sum, { presents }) => sum + presents, 0);
  const lines: SheetCell[][] = [
    ['Groupe de parole anonyme et gratuit'],
    blank,
    ['Séance', null, null, 'Participation'],
    ['N°', 'Date', 'Lieu', 'Présents', 'Durée (h)'],
    ...soirees.map(({ numero, date: day, presents }): SheetCell[] => [
      numero,
      date(day),
      'Alès',
      presents,
      1.5,
    ]),
    ['Total', null, null, { formule: `SUM(D5:D${soirees.length + 4})`, valeur: total }],
    blank,
    ['Bilan déclaré (les personnes restent anonymes)'],
    ['Début', 'Fin', 'Hommes différents', 'Séances', 'Présences cumulées'],
    [{ date: `${annee}-01-01` }, { date: `${annee}-12-31` }, hommes, soirees.length, total],
  ];
  return {
    nom: 'Groupe anonyme',
    feuille: arrange(grid(lines, [12, 12, 18, 12, 20]), { fusions: ['A3:C3', 'D3:E3'] }),
  };
}

/** A surname as another hand writes it: capitals, no accent, a space for the hyphen. */
function otherHand(nom: string): string {
  return nom.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('-', ' ').toUpperCase();
}

const SEJOURS: readonly Column<Sejour>[] = [
  { entete: 'Nom', largeur: 22, cellule: ({ personne }) => otherHand(personne.nom) },
  { entete: 'Prénom', largeur: 14, cellule: ({ personne }) => personne.prenom },
  { entete: 'Né(e) le', largeur: 12, cellule: ({ personne }) => naissance(personne) },
  { entete: 'Entrée', largeur: 12, cellule: ({ arrivee }) => date(arrivee) },
  { entete: 'Sortie', largeur: 12, cellule: ({ depart }) => date(depart) },
  { entete: 'Adressé par', largeur: 14, cellule: ({ par }) => par },
  { entete: 'Fin de séjour', largeur: 26, cellule: ({ motif }) => motif },
];

function questionnairesSheet(questionnaires: readonly Questionnaire[]): NamedSheet {
  const columns: readonly Column<Questionnaire>[] = [
    { entete: '', largeur: 10, cellule: ({ seance }) => seance },
    { entete: '', largeur: 18, cellule: ({ utile }) => utile },
    { entete: '', largeur: 18, cellule: ({ ecoute }) => ecoute },
    { entete: '', largeur: 18, cellule: ({ comprehension }) => comprehension },
    { entete: '', largeur: 14, cellule: ({ retour }) => retour },
  ];
  const feuille = grid(
    [
      ['Séance', 'Le groupe…'],
      [null, 'm’est utile', 'm’écoute', 'm’aide à comprendre', 'je reviendrai'],
      ...linesOf(columns, questionnaires),
    ],
    columns.map(({ largeur }) => largeur),
  );
  return { nom: 'Questionnaires', feuille: arrange(feuille, { fusions: ['A1:A2', 'B1:E1'] }) };
}

/** The workbook of 2024, in ODS, with a hidden sheet of the words that its drop-down lists offer. */
export function laClede2024(annee: Annee): Uint8Array {
  return workbookBytes(
    [
      stagesSheet(annee),
      { nom: 'Calendrier', feuille: worksheet(CALENDRIER, annee.stages) },
      groupeSheet(annee),
      {
        nom: 'Hébergement Alès',
        feuille: worksheet(SEJOURS, annee.sejours, [['Place d’hébergement (éviction)'], blank]),
      },
      questionnairesSheet(annee.questionnaires),
      { nom: 'Listes', feuille: grid(LISTES), cachee: true },
    ],
    { titre: 'La Clède – 2024', ecrit: '2025-01-27', format: 'ods' },
  );
}

const AVANT: readonly Column<Convocation>[] = [
  { entete: 'Nom', largeur: 22, cellule: ({ personne }) => personne.nom },
  { entete: 'Prénom', largeur: 14, cellule: ({ personne }) => personne.prenom },
  { entete: 'Né(e) le', largeur: 12, cellule: ({ personne }) => naissance(personne) },
  { entete: 'N° stage', largeur: 9, cellule: ({ stage }) => stage.numero },
  { entete: 'Lieu', largeur: 8, cellule: ({ stage }) => stage.lieu },
  { entete: 'Du', largeur: 12, cellule: ({ stage }) => date(stage.debut) },
  { entete: 'Au', largeur: 12, cellule: ({ stage }) => date(stage.fin) },
  { entete: 'Venue', largeur: 10, cellule: venue },
];
const SOIREES: readonly Column<Soiree>[] = [
  { entete: 'N° séance', largeur: 10, cellule: ({ numero }) => numero },
  { entete: 'Date', largeur: 12, cellule: ({ date: day }) => date(day) },
  { entete: 'Présents', largeur: 10, cellule: ({ presents }) => presents },
];

/** The thinner workbook of 2023: headers on one line, fewer columns, no questionnaire. */
export function laClede2023(annee: Annee): Uint8Array {
  return workbookBytes(
    [
      {
        nom: 'Stages',
        feuille: worksheet(
          AVANT,
          annee.convocations,
          [['La Clède – Gard – stages 2023'], [MARK], blank],
          [blank, ['Total', null, null, null, null, null, null, annee.convocations.length]],
        ),
      },
      { nom: 'Groupe anonyme', feuille: worksheet(SOIREES, annee.soirees) },
      { nom: 'Hébergement Alès', feuille: worksheet(SEJOURS.slice(0, 5), annee.sejours) },
    ],
    { titre: 'La Clède – 2023', ecrit: '2024-01-29', format: 'ods' },
  );
}

/** Both workbooks, as they are committed. */
export function laCledeFiles(seed: number | string): SampleFile[] {
  const years = makeLaClede(seed);
  return [
    { nom: 'la-clede-2024.ods', octets: laClede2024(years[2024]) },
    { nom: 'la-clede-2023.ods', octets: laClede2023(years[2023]) },
  ];
}

await runAsCommand(import.meta.url, laCledeFiles);
