import { iso } from './calendar.ts';
import {
  arrange,
  type Column,
  grid,
  type NamedSheet,
  type SheetCell,
  workbookBytes,
  worksheet,
} from './classeur.ts';
import { runAsCommand, type SampleFile } from './commande.ts';
import { dayText } from './texte.ts';
import {
  type Auteur,
  makeUdaf,
  type Refus,
  type Sejour,
  type Sortie,
  type Suivi,
  type Udaf,
} from './udaf11.ts';

const MARK = 'Données fictives (extrait fictif : aucune personne réelle)';
const blank: SheetCell[] = [];

const date = (day: number | null): SheetCell => (day === null ? null : { date: iso(day) });
/** A month as the office types it: a text, without its day. */
const month = (day: number): SheetCell => dayText(iso(day), 'mois aaaa');

const AUTEURS: readonly Column<Auteur>[] = [
  { entete: 'N° VIF', largeur: 9, cellule: (row) => row.dossier },
  { entete: 'NOM', largeur: 24, cellule: (row) => row.nom },
  { entete: 'PRENOM', largeur: 14, cellule: (row) => row.prenom },
  { entete: 'Né le', largeur: 12, cellule: (row) => date(row.naissance) },
  { entete: 'Sexe', largeur: 6, cellule: () => 'M' },
  { entete: 'Dépt', largeur: 6, cellule: (row) => row.departement },
  { entete: 'Secteur', largeur: 20, cellule: (row) => row.secteur },
  { entete: 'Mode d’accueil', largeur: 18, cellule: (row) => row.mode },
  { entete: 'Orienté par', largeur: 14, cellule: (row) => row.prescripteur },
  { entete: 'Cadre', largeur: 22, cellule: (row) => row.cadre },
  {
    entete: 'Orientation',
    largeur: 14,
    cellule: (row) => (row.auMois ? month(row.oriente) : date(row.oriente)),
  },
  { entete: 'Entrée', largeur: 12, cellule: (row) => date(row.entree) },
  { entete: 'Sortie', largeur: 12, cellule: (row) => date(row.sortie) },
  { entete: 'Suivi SPIP', largeur: 10, cellule: (row) => (row.spip ? 'OUI' : 'NON') },
  { entete: 'Ressources', largeur: 16, cellule: (row) => row.ressources },
];

function auteursSheet({ auteurs }: Udaf): NamedSheet {
  const housed = auteurs.filter(({ mode }) => mode !== 'Sans hébergement').length;
  return {
    nom: 'Auteurs accueillis',
    feuille: arrange(
      worksheet(
        AUTEURS,
        auteurs,
        [['UDAF de l’Aude – Dispositif VIF – Tableau de suivi 2024'], [MARK], blank],
        [
          ['TOTAL', auteurs.length],
          ['Total hébergés', housed],
        ],
      ),
      { fusions: ['A1:H1'] },
    ),
  };
}

/** Nights of the year, as a formula between the two days that the office wrote, with what it had computed. */
function nights(line: number, { arrivee, depart }: Sejour): SheetCell {
  const first = Date.UTC(2024, 0, 1) / 86_400_000;
  const end = first + 366;
  const valeur = Math.min(depart ?? end, end) - Math.max(arrivee, first);
  return {
    formule: `MIN(IF(D${line}="",DATE(2025,1,1),D${line}),DATE(2025,1,1))-MAX(C${line},DATE(2024,1,1))`,
    valeur,
  };
}

/** Stays by flat, each flat with its own subtotal. */
function sejoursSheet({ sejours }: Udaf): NamedSheet {
  const flats = sejours.filter(({ auteur }) => auteur.mode === 'Logement VIF');
  const lines: SheetCell[][] = [
    ['HEBERGEMENT – logements VIF 2024'],
    ['Logement', 'N° VIF', 'Arrivée', 'Départ', 'Nuits', null, 'Ville'],
  ];
  const sums: number[] = [];
  for (const lieu of [...new Set(flats.map((sejour) => sejour.lieu))].sort()) {
    const own = flats.filter((sejour) => sejour.lieu === lieu);
    const start = lines.length + 1;
    for (const sejour of own) {
      const { auteur, arrivee, depart, ville } = sejour;
      const nuits = nights(lines.length + 1, sejour);
      lines.push([lieu, auteur.dossier, date(arrivee), date(depart), nuits, null, ville]);
    }
    const valeur = own.reduce((sum, sejour) => sum + nightsOf(sejour), 0);
    sums.push(valeur);
    lines.push([`Sous-total ${lieu}`, null, null, null, formula(start, lines.length, valeur)], blank);
  }
  const valeur = sums.reduce((sum, nuits) => sum + nuits, 0);
  lines.push(['TOTAL GÉNÉRAL', null, null, null, valeur]);
  return {
    nom: 'Hébergement',
    feuille: arrange(grid(lines, [28, 9, 12, 12, 8, 3, 16]), { fusions: ['A1:E1'] }),
  };
}

function nightsOf(sejour: Sejour): number {
  const cell = nights(1, sejour);
  return cell !== null && typeof cell === 'object' && 'valeur' in cell ? Number(cell.valeur) : 0;
}

function formula(start: number, end: number, valeur: number): SheetCell {
  return { formule: `SUM(E${start}:E${end})`, valeur };
}

/** Two tables on one tab: nights in hotels, and requests that were not met. */
function hotelSheet({ sejours, refus }: Udaf): NamedSheet {
  const hotel = sejours.filter(({ auteur }) => auteur.mode === 'Hôtel');
  const typed = (day: number | null): SheetCell => (day === null ? null : dayText(iso(day), 'j/m/aa'));
  const total = hotel.reduce((sum, sejour) => sum + nightsOf(sejour), 0);
  const asked = (row: Refus): SheetCell => (row.auMois ? month(row.date) : typed(row.date));
  return {
    nom: 'Hôtel et refus',
    feuille: grid(
      [
        ['1. Nuitées d’hôtel (plateforme éviction)'],
        blank,
        ['N° VIF', 'Hôtel', 'Commune', 'Du', 'Au', 'Nb nuits'],
        ...hotel.map((sejour): SheetCell[] => {
          const { auteur, lieu, ville, arrivee, depart } = sejour;
          return [auteur.dossier, lieu, ville, typed(arrivee), typed(depart), nightsOf(sejour)];
        }),
        ['Total', null, null, null, null, total],
        blank,
        blank,
        ['2. Demandes non satisfaites'],
        ['Date de la demande', 'Demandeur', 'Motif du refus'],
        ...refus.map((row): SheetCell[] => [asked(row), row.demandeur, row.cause]),
        ['Total', refus.length],
      ],
      [18, 20, 40, 12, 12, 9],
    ),
  };
}

const SORTIES: readonly Column<Sortie>[] = [
  { entete: 'N° VIF', largeur: 9, cellule: (row) => row.auteur.dossier },
  { entete: 'Secteur', largeur: 20, cellule: (row) => row.auteur.secteur },
  { entete: 'Date de sortie', largeur: 14, cellule: (row) => date(row.auteur.sortie) },
  { entete: 'Motif de fin', largeur: 24, cellule: (row) => row.motif },
  { entete: '2e motif', largeur: 24, cellule: (row) => row.motif2 },
  { entete: 'Parti vers', largeur: 24, cellule: (row) => row.destination },
];

const SUIVIS: readonly Column<Suivi>[] = [
  { entete: 'N° VIF', largeur: 9, cellule: (row) => row.auteur.dossier },
  { entete: 'Partenaire', largeur: 14, cellule: (row) => row.partenaire },
  { entete: 'Secteur', largeur: 20, cellule: (row) => row.auteur.secteur },
  { entete: 'Depuis le', largeur: 12, cellule: (row) => date(row.debut) },
  { entete: 'Jusqu’au', largeur: 12, cellule: (row) => date(row.fin) },
];

/** The group's meetings, and below them who came. */
function groupeSheet({ seances, presences }: Udaf): NamedSheet {
  return {
    nom: 'Groupe KYATIS',
    feuille: grid(
      [
        ['Séances'],
        ['Séance', 'Date', 'Durée (h)'],
        ...seances.map(({ numero, date: day }): SheetCell[] => [numero, date(day), 2]),
        blank,
        ['Présences (P : présent, ABS : absent, EXC : excusé)'],
        ['Séance', 'N° VIF', 'Présence'],
        ...presences.map(({ seance, auteur, presence }): SheetCell[] => [seance, auteur.dossier, presence]),
        ['Total présences', presences.filter(({ presence }) => presence === 'P').length],
      ],
      [16, 12, 10],
    ),
  };
}

/** The workbook of 2024, in XLS as the office still saves it. */
export function udaf2024(udaf: Udaf): Uint8Array {
  return workbookBytes(
    [
      auteursSheet(udaf),
      sejoursSheet(udaf),
      hotelSheet(udaf),
      {
        nom: 'Sorties',
        feuille: worksheet(
          SORTIES,
          udaf.sorties,
          [['Sorties du dispositif 2024']],
          [['Total', udaf.sorties.length]],
        ),
      },
      { nom: 'Partenaires', feuille: worksheet(SUIVIS, udaf.suivis) },
      groupeSheet(udaf),
    ],
    { titre: 'UDAF de l’Aude – suivi VIF 2024', ecrit: '2025-01-20', format: 'xls' },
  );
}

const AVANT: readonly Column<Auteur>[] = [
  { entete: 'N° VIF', largeur: 9, cellule: (row) => row.dossier },
  { entete: 'NOM', largeur: 24, cellule: (row) => row.nom },
  { entete: 'PRENOM', largeur: 14, cellule: (row) => row.prenom },
  { entete: 'Date de naissance', largeur: 17, cellule: (row) => date(row.naissance) },
];

/** The thinner workbook of 2023: who was there, and in which flat. */
export function udaf2023({ avant }: Udaf): Uint8Array {
  const auteurs = avant.map(({ auteur }) => auteur).sort((a, b) => (a.dossier < b.dossier ? -1 : 1));
  const sejours: SheetCell[][] = avant.map(({ auteur, lieu, arrivee, depart }) => [
    auteur.dossier,
    lieu,
    date(arrivee),
    date(depart),
  ]);
  return workbookBytes(
    [
      {
        nom: 'Auteurs accueillis',
        feuille: worksheet(AVANT, auteurs, [['UDAF 11 – VIF – 2023'], [MARK]], [['TOTAL', auteurs.length]]),
      },
      {
        nom: 'Hébergement',
        feuille: grid([['N° VIF', 'Logement', 'Entré le', 'Sorti le'], ...sejours], [9, 18, 12, 12]),
      },
    ],
    { titre: 'UDAF 11 – VIF 2023', ecrit: '2024-01-18', format: 'xls' },
  );
}

/** Both workbooks, as they are committed. */
export function udafFiles(seed: number | string): SampleFile[] {
  const udaf = makeUdaf(seed);
  return [
    { nom: 'udaf11-2024.xls', octets: udaf2024(udaf) },
    { nom: 'udaf11-2023.xls', octets: udaf2023(udaf) },
  ];
}

await runAsCommand(import.meta.url, udafFiles);
