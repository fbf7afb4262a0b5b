import { SEANCES_GROUPE } from './apex-cibles.ts';
import {
  CADRES,
  EMPLOIS,
  FAMILLES,
  FINS,
  INCONNUS,
  ISSUES,
  MOTIFS,
  OBJETS,
  ORIENTEURS,
  PRESENCES,
  TENUES,
  TRANCHES,
  TYPES,
  VERS,
} from './apex-libelles.ts';
import type { Oriente } from './apex-orientation.ts';
import type { Convocation, Stage } from './apex-stages.ts';
import type { Entretien, Participant, Presence, Suivi } from './apex-suivis.ts';
import { type Day, dayOf, iso } from './calendar.ts';
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
import { at } from './list.ts';
import { type Random, seededRandom } from './random.ts';
import { dayText } from './texte.ts';

/** What the workbook of a year holds. Of 2023 the antenne kept fewer sheets and columns. */
export interface ApexAnnee {
  annee: 2023 | 2024;
  /** Of the year, in the order of arrival. */
  orientations: Oriente[];
  /** Of the year before, still waiting when the year began. */
  reports: Oriente[];
  stages: Stage[];
  convocations: { qui: Oriente; convocation: Convocation; apres: boolean }[];
  suivis: Suivi[];
  groupe: { participants: Participant[]; seances: Day[]; presences: Presence[] } | null;
  entretiens: Entretien[] | null;
}

const SAMPLE = 'Données fictives (extrait fictif : aucune personne réelle)';
/** Invented: the report says that some fifteen are summoned. */
const PLACES_STAGE = 16;

const date = (day: Day | null): SheetCell => (day === null ? null : { date: iso(day) });
const numero = (stage: number): string => `S${stage}`;

/** One hand's ways of writing what it knows and what it does not; drawn once per line, in the order of the lines. */
class Main {
  constructor(private readonly random: Random) {}

  /** The band, unless the day of birth says it and the hand is in a hurry. */
  tranche({ personne, situation }: Oriente): SheetCell {
    if (situation.tranche === null)
      return personne.naissance === null ? this.random.pick(INCONNUS.slice(0, 4)) : null;
    const hurried = this.random.next() < 0.5;
    return personne.naissance !== null && hurried ? null : this.random.pick(at(TRANCHES, situation.tranche));
  }

  /** What the SPIP knows and does not pass on is « n.r. ». */
  libelle({ orienteur }: Oriente, rank: number | null, labels: readonly string[]): SheetCell {
    if (rank !== null) return at(labels, rank);
    const silent = orienteur === 'spip' || orienteur === 'cpip';
    return silent && this.random.next() < 0.6 ? 'n.r.' : this.random.pick(INCONNUS);
  }

  parents({ situation: { parent } }: Oriente): SheetCell {
    return parent === null ? this.random.pick([null, 'NC']) : parent === 0 ? 'oui' : 'non';
  }

  enfants({ situation: { parent, enfants } }: Oriente): SheetCell[] {
    if (enfants === null) return [null, null, null, null];
    return enfants.map((nombre) => (parent === 1 ? '-' : nombre));
  }

  /** A few days are typed as text. */
  arrivee(day: Day): SheetCell {
    return this.random.next() < 0.03 ? dayText(iso(day), 'j/m/aa') : date(day);
  }

  /** Of the year before, some know the month only. */
  mois(day: Day): SheetCell {
    return this.random.next() < 0.2 ? dayText(iso(day), 'mois aaaa') : date(day);
  }
}

function civilite({ personne }: { personne: { sexe: 'H' | 'F' } }): string {
  return personne.sexe === 'H' ? 'M.' : 'Mme';
}

/** What was done, and the end of the wait: three cells and two. */
function suite({ trajet: { issue, issueLe, sortiLe } }: Oriente): SheetCell[] {
  const label = issue === null ? null : ISSUES[issue];
  return [label, date(issueLe), date(sortiLe), sortiLe === null ? null : label];
}

/** The year's orientations, the heading on two lines; line 5 says what goes together. */
function orientations2024(rows: readonly Oriente[], main: Main): NamedSheet {
  const header = [
    ...['N°', 'Arrivé(e) le', 'Civ.', 'NOM', 'Prénom', 'Né(e) le', 'Tranche d’âge', null, 'Orienté(e) par'],
    ...['Dispositif', 'Emploi', 'Situation familiale', 'Enfants (oui/non)'],
    ...['- de 3 ans', '3/6 ans', '7/11 ans', '12/17 ans', 'Suite donnée', 'Suite donnée le', 'le', 'motif'],
  ];
  const upper = header.map((): SheetCell => null);
  upper[13] = 'Enfants mineurs exposés';
  upper[19] = 'Sortie de la liste d’attente';
  const lines = rows.map((row): SheetCell[] => [
    ...[
      row.personne.dossier,
      main.arrivee(row.oriente),
      civilite(row),
      row.personne.nom,
      row.personne.prenom,
    ],
    ...[date(row.personne.naissance), main.tranche(row), null, ORIENTEURS[row.orienteur]],
    row.vers === null ? null : VERS[row.vers],
    main.libelle(row, row.situation.emploi, EMPLOIS),
    main.libelle(row, row.situation.famille, FAMILLES),
    main.parents(row),
    ...main.enfants(row),
    ...suite(row),
  ]);
  const first = 7;
  const last = first + rows.length - 1;
  const sums = ['N', 'O', 'P', 'Q'].map(
    (column, rank): SheetCell => ({
      formule: `SUM(${column}${first}:${column}${last})`,
      valeur: rows.reduce((sum, { situation }) => sum + (situation.enfants?.[rank] ?? 0), 0),
    }),
  );
  const total: SheetCell[] = ['TOTAL', rows.length, ...new Array<SheetCell>(11).fill(null), ...sums];
  const widths = [9, 11, 6, 22, 14, 11, 15, 3, 20, 14, 20, 24, 12, 9, 9, 9, 9, 28, 13, 11, 28];
  const sheet = grid([...heading(2024), upper, header, ...lines, total], widths);
  return { nom: 'Orientations', feuille: arrange(sheet, { fusions: ['N5:Q5', 'T5:U5'] }) };
}

/** Name of the sender, year, and that it is an example: the first four lines. */
function heading(annee: number): SheetCell[][] {
  return [['APEX – Pyrénées-Orientales'], ['Exercice', annee], [SAMPLE], []];
}

const ORIENTATIONS_2023: readonly Column<Oriente>[] = [
  { entete: 'N°', largeur: 9, cellule: ({ personne }) => personne.dossier },
  { entete: 'Civ.', largeur: 6, cellule: civilite },
  { entete: 'NOM', largeur: 22, cellule: ({ personne }) => personne.nom },
  { entete: 'Prénom', largeur: 14, cellule: ({ personne }) => personne.prenom },
  { entete: 'Né(e) le', largeur: 11, cellule: ({ personne }) => date(personne.naissance) },
  { entete: 'Reçu le', largeur: 11, cellule: ({ oriente }) => date(oriente) },
  { entete: 'Orienteur', largeur: 20, cellule: ({ orienteur }) => ORIENTEURS[orienteur] },
];
const DISPOSITIF: Column<Oriente> = {
  entete: 'Dispositif',
  largeur: 14,
  cellule: ({ vers }) => (vers === null ? null : VERS[vers]),
};
/** In the file of 2023 nobody knew yet what 2024 would bring. */
const SUITE_2023: readonly Column<Oriente>[] = [
  { entete: 'Suite', largeur: 28, cellule: (row) => before(row, suite(row)[0] ?? null) },
  { entete: 'Date de la suite', largeur: 14, cellule: (row) => before(row, date(row.trajet.issueLe)) },
  { entete: 'Sorti de liste le', largeur: 14, cellule: (row) => before(row, date(row.trajet.sortiLe)) },
  { entete: 'Motif de sortie de liste', largeur: 28, cellule: (row) => before(row, suite(row)[3] ?? null) },
];

function before({ trajet: { issueLe } }: Oriente, value: SheetCell): SheetCell {
  return issueLe !== null && issueLe < dayOf(2024, 1, 1) ? value : null;
}

/** Who waited when the year began: the columns stand in another order than on the first sheet. */
function reports2024(rows: readonly Oriente[], main: Main): NamedSheet {
  const header = [
    ...['N° dossier', 'Nom', 'Prénom', 'Civilité', 'Date de naissance', 'Age', 'Orienteur', 'Orientation'],
    ...['Situation professionnelle', 'Situation familiale', 'Situation parentale'],
    ...['Moins de 3 ans', 'De 3 à 6 ans', 'De 7 à 11 ans', 'De 12 à 17 ans'],
    ...['Suite', 'Date de la suite', 'Sorti de liste le', 'Motif de sortie de liste'],
  ];
  const lines = rows.map((row): SheetCell[] => [
    ...[row.personne.dossier, row.personne.nom, row.personne.prenom, civilite(row)],
    ...[date(row.personne.naissance), main.tranche(row), ORIENTEURS[row.orienteur], main.mois(row.oriente)],
    main.libelle(row, row.situation.emploi, EMPLOIS),
    main.libelle(row, row.situation.famille, FAMILLES),
    main.parents(row),
    ...main.enfants(row),
    ...suite(row),
  ]);
  const title = ['Personnes encore en attente de stage au 1er janvier'];
  const widths = [11, 22, 14, 9, 16, 15, 20, 15, 24, 24, 18, 14, 12, 12, 13, 28, 15, 15, 28];
  return { nom: 'En attente', feuille: grid([title, [], header, ...lines, ['Nombre', rows.length]], widths) };
}

function stagesSheet(stages: readonly Stage[]): NamedSheet {
  const columns: readonly Column<Stage>[] = [
    { entete: 'Stage', largeur: 8, cellule: (stage) => numero(stage.numero) },
    { entete: '1er jour', largeur: 11, cellule: ({ premier }) => date(premier) },
    { entete: '2e jour', largeur: 11, cellule: ({ dernier }) => date(dernier) },
    { entete: 'Heures', largeur: 8, cellule: () => 12 },
    { entete: 'Lieu', largeur: 12, cellule: () => 'Perpignan' },
    { entete: 'Places', largeur: 8, cellule: () => PLACES_STAGE },
  ];
  return { nom: 'Stages', feuille: worksheet(columns, stages) };
}

function convocationsSheet({ convocations, stages, annee }: ApexAnnee): NamedSheet {
  type Line = ApexAnnee['convocations'][number];
  const columns: Column<Line>[] = [
    { entete: 'Stage', largeur: 8, cellule: ({ convocation }) => numero(convocation.stage) },
    {
      entete: 'du',
      largeur: 11,
      cellule: ({ convocation }) => date(at(stages, convocation.stage - 1).premier),
    },
    {
      entete: 'au',
      largeur: 11,
      cellule: ({ convocation }) => date(at(stages, convocation.stage - 1).dernier),
    },
    { entete: 'N°', largeur: 9, cellule: ({ qui }) => qui.personne.dossier },
    { entete: 'Présence', largeur: 9, cellule: ({ convocation }) => PRESENCES[convocation.presence] },
  ];
  const more: Column<Line>[] = [
    {
      entete: 'Reporté sur',
      largeur: 12,
      cellule: ({ convocation: { report } }) => (report === null ? null : numero(report)),
    },
    {
      entete: 'Après le stage',
      largeur: 18,
      cellule: ({ apres }) => (apres ? 'entretien individuel' : null),
    },
  ];
  const legend = ['P = présent, A = absent, E = excusé, R = report demandé'];
  const shown = annee === 2024 ? [...columns, ...more] : columns;
  return { nom: 'Convocations', feuille: worksheet(shown, convocations, [legend, []]) };
}

function suivisSheet(suivis: readonly Suivi[]): NamedSheet {
  const columns: readonly Column<Suivi>[] = [
    { entete: 'N°', largeur: 9, cellule: ({ qui }) => qui.personne.dossier },
    { entete: 'Nom', largeur: 22, cellule: ({ qui }) => qui.personne.nom },
    { entete: 'Prénom', largeur: 14, cellule: ({ qui }) => qui.personne.prenom },
    { entete: 'Né(e) le', largeur: 11, cellule: ({ qui }) => date(qui.personne.naissance) },
    { entete: 'Civ.', largeur: 6, cellule: ({ qui }) => civilite(qui) },
    { entete: 'Objet du suivi', largeur: 32, cellule: ({ objet }) => OBJETS[objet] },
    { entete: 'Début', largeur: 11, cellule: ({ debut }) => date(debut) },
    { entete: 'Fin', largeur: 11, cellule: ({ fin }) => date(fin) },
    { entete: 'Motif de fin', largeur: 28, cellule: ({ objet, fin }) => (fin === null ? null : FINS[objet]) },
  ];
  return { nom: 'Suivi individuel', feuille: worksheet(columns, suivis) };
}

function groupSheets({ participants, seances, presences }: NonNullable<ApexAnnee['groupe']>): NamedSheet[] {
  const own: readonly Column<Participant>[] = [
    { entete: 'N°', largeur: 9, cellule: ({ qui }) => qui.personne.dossier },
    { entete: 'Nom', largeur: 22, cellule: ({ qui }) => qui.personne.nom },
    { entete: 'Prénom', largeur: 14, cellule: ({ qui }) => qui.personne.prenom },
    { entete: 'Né le', largeur: 11, cellule: ({ qui }) => date(qui.personne.naissance) },
    { entete: 'Cadre', largeur: 26, cellule: ({ cadre }) => CADRES[cadre] },
    { entete: 'Entrée', largeur: 11, cellule: ({ debut }) => date(debut) },
    { entete: 'Sortie', largeur: 11, cellule: ({ fin }) => date(fin) },
    { entete: 'Motif', largeur: 42, cellule: ({ motifs }) => (motifs[0] ? MOTIFS[motifs[0]] : null) },
    { entete: 'Autre motif', largeur: 42, cellule: ({ motifs }) => (motifs[1] ? MOTIFS[motifs[1]] : null) },
  ];
  const met: readonly Column<{ jour: Day; rang: number }>[] = [
    { entete: 'Séance', largeur: 8, cellule: ({ rang }) => rang },
    { entete: 'Date', largeur: 11, cellule: ({ jour }) => date(jour) },
    { entete: 'Durée (h)', largeur: 9, cellule: () => String(SEANCES_GROUPE.heures).replace('.', ',') },
    { entete: 'Places', largeur: 8, cellule: () => SEANCES_GROUPE.places },
  ];
  const came: readonly Column<Presence>[] = [
    { entete: 'Séance', largeur: 8, cellule: ({ seance }) => seance },
    { entete: 'N°', largeur: 9, cellule: ({ qui }) => qui.personne.dossier },
    { entete: 'Présence', largeur: 9, cellule: ({ presence }) => PRESENCES[presence] },
  ];
  const days = seances.map((jour, rank) => ({ jour, rang: rank + 1 }));
  const names = own.map(({ entete }): SheetCell => entete);
  const both = grid(
    [
      ['Participants au groupe'],
      names,
      ...linesOf(own, participants),
      [],
      ['Séances du groupe'],
      met.map(({ entete }): SheetCell => entete),
      ...linesOf(met, days),
    ],
    own.map(({ largeur }) => largeur),
  );
  return [
    { nom: 'Groupe', feuille: both },
    { nom: 'Groupe - présences', feuille: worksheet(came, presences) },
  ];
}

function entretiensSheet(entretiens: readonly Entretien[]): NamedSheet {
  const columns: readonly Column<Entretien>[] = [
    { entete: 'Date', largeur: 11, cellule: ({ jour }) => date(jour) },
    { entete: 'N°', largeur: 9, cellule: ({ qui }) => qui.personne.dossier },
    { entete: 'Type d’entretien', largeur: 20, cellule: ({ type }) => TYPES[type] },
    { entete: 'Honoré', largeur: 9, cellule: ({ tenue }) => TENUES[tenue] },
  ];
  return { nom: 'Entretiens', feuille: worksheet(columns, entretiens) };
}

/** The workbook of a year, its days counted from 1904; the same year gives the same bytes. */
export function apexWorkbook(year: ApexAnnee): Uint8Array {
  const main = new Main(seededRandom(`apex-ecriture-${year.annee}`));
  const sheets =
    year.annee === 2024
      ? [orientations2024(year.orientations, main), reports2024(year.reports, main)]
      : [
          {
            nom: 'Orientations',
            feuille: worksheet(
              [...ORIENTATIONS_2023, DISPOSITIF, ...SUITE_2023],
              year.orientations,
              heading(2023),
            ),
          },
          {
            nom: 'En attente',
            feuille: worksheet([...ORIENTATIONS_2023, ...SUITE_2023], year.reports),
          },
        ];
  return workbookBytes(
    [
      ...sheets,
      stagesSheet(year.stages),
      convocationsSheet(year),
      ...(year.groupe ? groupSheets(year.groupe) : []),
      suivisSheet(year.suivis),
      ...(year.entretiens ? [entretiensSheet(year.entretiens)] : []),
    ],
    {
      titre: `APEX – suivi ${year.annee} (extrait fictif)`,
      ecrit: `${year.annee + 1}-01-20`,
      format: 'xlsx',
      dates1904: true,
    },
  );
}
