import * as XLSX from '@e965/xlsx';
import type { Annee } from './aers.ts';
import type { Logement, Mesure, Sejour } from './aers-mesure.ts';
import { type Personne, sansAccent } from './aers-personne.ts';
import type { Questionnaire } from './aers-questionnaire.ts';
import type { Convocation, Stage } from './aers-stage.ts';
import type { Volontaire } from './aers-volontaire.ts';
import { type Day, iso } from './calendar.ts';
import {
  arrange,
  type Column,
  grid,
  linesOf,
  type NamedSheet,
  type SheetCell,
  workbookBytes,
} from './classeur.ts';
import { type Random, seededRandom } from './random.ts';
import { dayText } from './texte.ts';

/** A column under the label that stands over it and its neighbours, on a header of two lines. */
type Grouped<Row> = Column<Row> & { groupe: string };

const FICTIF = 'Données fictives (extrait fictif : aucune personne réelle)';
const LOGEMENTS: Record<Logement, string> = {
  studio_1: 'Studio 1',
  studio_2: 'Studio 2',
  studio_3: 'Studio 3',
  studio_beziers: 'Studio Béziers',
  hotel: 'Hôtel (convention SOS)',
  chrs: 'CHRS',
  proche: 'Chez un proche',
};
const PRESENCES = { present: 'P', absent: 'A', excuse: 'Exc.', reporte: 'R' };

const date = (day: Day | null, format = 'dd/mm/yyyy'): SheetCell =>
  day === null ? null : { date: iso(day), format };
const short = (day: Day): string => dayText(iso(day), 'j/m/aa');

/** Names in capitals; every other line without accents or hyphens, as two hands write them. */
function capitals({ nom }: Personne, random: Random): string {
  return (random.next() < 0.5 ? sansAccent(nom) : nom).toUpperCase();
}

const givenName = ({ prenom }: Personne, random: Random): string =>
  random.next() < 0.3 ? sansAccent(prenom) : prenom;

function who<Row>(personOf: (row: Row) => Personne, random: Random): Grouped<Row>[] {
  const groupe = 'Personne';
  return [
    { groupe, entete: 'NOM', largeur: 22, cellule: (row) => capitals(personOf(row), random) },
    { groupe, entete: 'Prénom', largeur: 14, cellule: (row) => givenName(personOf(row), random) },
    { groupe, entete: 'Né(e) le', largeur: 11, cellule: (row) => date(personOf(row).naissance) },
    { groupe, entete: 'Sexe', largeur: 6, cellule: (row) => (personOf(row).sexe === 'H' ? 'M' : 'F') },
    { groupe, entete: 'Dpt', largeur: 5, cellule: (row) => Number(personOf(row).departement) },
  ];
}

/**
 * A table under a title, its total below. The header has two lines: groups merged over their columns, and a heading
 * without a group merged over both.
 */
function table<Row>(
  titre: readonly string[],
  columns: readonly Grouped<Row>[],
  rows: readonly Row[],
): XLSX.WorkSheet {
  const above = [...titre.map((line) => [line]), []];
  const r = above.length;
  const opens = (rank: number): boolean =>
    columns[rank]?.groupe !== '' && columns[rank - 1]?.groupe !== columns[rank]?.groupe;
  const fusions = columns.flatMap(({ groupe, entete }, c) => {
    if (groupe === '') return entete === '' ? [] : [{ s: { r, c }, e: { r: r + 1, c } }];
    const next = columns.findIndex((column, other) => other > c && column.groupe !== groupe);
    const last = (next < 0 ? columns.length : next) - 1;
    return opens(c) && last > c ? [{ s: { r, c }, e: { r, c: last } }] : [];
  });
  const lines = [
    ...above,
    columns.map(({ groupe, entete }, rank) => (groupe === '' ? entete || null : opens(rank) ? groupe : null)),
    columns.map(({ groupe, entete }) => (groupe === '' ? null : entete)),
    ...linesOf(columns, rows),
    [],
    ['Total', rows.length],
  ];
  return arrange(
    grid(
      lines,
      columns.map(({ largeur }) => largeur),
    ),
    { fusions: fusions.map((range) => XLSX.utils.encode_range(range)) },
  );
}

/** The two or three lines above a table that say whose it is. */
function head(annee: number, objet: string): string[] {
  return [`Pôle Justice Montpellier - ${objet}`, FICTIF, `Année : ${annee}`];
}

function mesureColumns(full: boolean, random: Random): Grouped<Mesure>[] {
  const all: Grouped<Mesure>[] = [
    ...who<Mesure>(({ personne }) => personne, random),
    { groupe: 'Ordonnance', entete: 'par', largeur: 20, cellule: ({ prescripteur }) => prescripteur },
    { groupe: 'Ordonnance', entete: 'le', largeur: 11, cellule: ({ ordonnance }) => date(ordonnance) },
    { groupe: 'Mesure', entete: 'Début', largeur: 11, cellule: ({ debut }) => date(debut) },
    { groupe: 'Mesure', entete: 'Fin', largeur: 11, cellule: ({ fin }) => date(fin) },
    { groupe: 'Mesure', entete: 'Motif de fin', largeur: 24, cellule: ({ motif }) => motif },
  ];
  return full ? all : all.filter(({ entete }) => entete !== 'par' && entete !== 'Motif de fin');
}

const SITUATION: Grouped<Mesure>[] = [
  { groupe: '', entete: '', largeur: 3, cellule: () => null },
  { groupe: 'Situation', entete: 'Emploi', largeur: 20, cellule: ({ emploi }) => emploi },
  { groupe: 'Situation', entete: 'Situation familiale', largeur: 18, cellule: ({ conjugale }) => conjugale },
];

type Heberge = Mesure & { sejour: Sejour };
const isHoused = (mesure: Mesure): mesure is Heberge => mesure.sejour !== null;

function sejourColumns(random: Random): Grouped<Heberge>[] {
  const groupe = 'Hébergement';
  return [
    ...who<Heberge>(({ personne }) => personne, random).filter(({ entete }) => entete !== 'Dpt'),
    { groupe, entete: 'Lieu', largeur: 22, cellule: ({ sejour }) => LOGEMENTS[sejour.logement] },
    { groupe, entete: 'Entrée', largeur: 9, cellule: ({ sejour }) => date(sejour.entree, 'd/m/yy') },
    { groupe, entete: 'Sortie', largeur: 9, cellule: ({ sejour }) => date(sejour.sortie, 'd/m/yy') },
    { groupe, entete: 'Ensuite', largeur: 20, cellule: ({ sejour }) => sejour.destination },
  ];
}

const CALENDRIER: Grouped<Stage>[] = [
  { groupe: '', entete: 'Stage', largeur: 7, cellule: ({ numero }) => numero },
  { groupe: 'Dates', entete: '1er jour', largeur: 11, cellule: ({ jours }) => date(jours[0]) },
  { groupe: 'Dates', entete: '2e jour', largeur: 11, cellule: ({ jours }) => date(jours[1]) },
  { groupe: '', entete: 'Public', largeur: 9, cellule: ({ femmes }) => (femmes ? 'Femmes' : 'Mixte') },
  { groupe: '', entete: 'Nombre d’heures', largeur: 15, cellule: () => 12 },
  { groupe: '', entete: 'Places', largeur: 7, cellule: ({ places }) => places },
];

function convocationColumns(full: boolean, random: Random): Grouped<Convocation>[] {
  const all: Grouped<Convocation>[] = [
    { groupe: '', entete: 'Stage', largeur: 7, cellule: ({ stage }) => stage.numero },
    ...who<Convocation>(({ personne }) => personne, random),
    {
      groupe: 'Orientation',
      entete: 'Orienté par',
      largeur: 22,
      cellule: ({ prescripteur }) => prescripteur,
    },
    { groupe: 'Orientation', entete: 'Cadre', largeur: 26, cellule: ({ cadre }) => cadre },
    { groupe: 'Orientation', entete: 'Reçue le', largeur: 10, cellule: ({ recue }) => short(recue) },
    { groupe: 'Stage suivi', entete: '1er jour', largeur: 10, cellule: ({ stage }) => short(stage.jours[0]) },
    { groupe: 'Stage suivi', entete: '2e jour', largeur: 10, cellule: ({ stage }) => short(stage.jours[1]) },
    {
      groupe: 'Stage suivi',
      entete: 'Convocation',
      largeur: 11,
      cellule: ({ rang }) => (rang === 1 ? '1re' : '2e'),
    },
    { groupe: 'Stage suivi', entete: 'Présence', largeur: 9, cellule: ({ presence }) => PRESENCES[presence] },
    {
      groupe: 'Stage suivi',
      entete: 'Reconvoqué au',
      largeur: 13,
      cellule: ({ report }) => report?.numero ?? null,
    },
  ];
  return full ? all : all.filter(({ entete }) => entete !== 'Cadre' && entete !== 'Reconvoqué au');
}

/** Where only the month was noted, it is written as a word. */
function volontaireColumns(full: boolean, random: Random): Grouped<Volontaire>[] {
  const all: Grouped<Volontaire>[] = [
    { groupe: '', entete: 'N° suivi', largeur: 10, cellule: ({ dossier }) => dossier },
    ...who<Volontaire>(({ personne }) => personne, random),
    { groupe: 'Suivi', entete: 'Fait suite à', largeur: 22, cellule: ({ origine }) => origine },
    { groupe: 'Suivi', entete: 'Demande du', largeur: 11, cellule: ({ demande }) => date(demande) },
    {
      ...{ groupe: 'Suivi', entete: 'Depuis', largeur: 15 },
      cellule: ({ debut }) =>
        random.next() < 0.25 ? dayText(iso(debut), 'mois aaaa') : dayText(iso(debut), 'jj/mm/aaaa'),
    },
    { groupe: 'Suivi', entete: 'Jusqu’au', largeur: 11, cellule: ({ fin }) => date(fin) },
    { groupe: 'Suivi', entete: 'Motif', largeur: 18, cellule: ({ motif }) => motif },
  ];
  return full ? all : all.filter(({ entete }) => entete !== 'Demande du' && entete !== 'Motif');
}

const avis = (
  entete: string,
  largeur: number,
  cellule: (row: Questionnaire) => string | null,
): Grouped<Questionnaire> => ({ groupe: 'À l’issue du stage', entete, largeur, cellule });
const QUESTIONNAIRES: Grouped<Questionnaire>[] = [
  { groupe: '', entete: 'Stage', largeur: 7, cellule: ({ stage }) => stage.numero },
  avis('Le stage a répondu à mes attentes', 18, ({ attentes }) => attentes),
  avis('Je connais mieux la loi', 18, ({ loi }) => loi),
  avis('Je repère mieux le cycle de la violence', 18, ({ violence }) => violence),
  avis('Je comprends mieux mes émotions', 18, ({ emotions }) => emotions),
  avis('Animation', 16, ({ animation }) => animation),
  avis('Je souhaite un suivi volontaire', 16, ({ suite }) => suite),
];

/** Two tables on one tab: the meetings, and below them who came. */
function atelierSheet({ annee, ateliers }: Annee): XLSX.WorkSheet {
  return grid(
    [
      ...head(annee, 'Atelier de gestion des émotions').map((line) => [line]),
      [],
      ['Séance', 'Date', 'Durée (h)', 'Places'],
      ...ateliers.map(({ numero, date: day, heures, places }): SheetCell[] => [
        numero,
        date(day),
        String(heures).replace('.', ','),
        places,
      ]),
      [],
      ['Présences'],
      ['Séance', 'N° suivi', 'Présence'],
      ...ateliers.flatMap(({ numero, presences }) =>
        presences.map(({ dossier, presence }): SheetCell[] => [numero, dossier, presence]),
      ),
    ],
    [10, 12, 10, 8],
  );
}

function logementSheet(annee: number): XLSX.WorkSheet {
  const opened = ['mars 2019', 'mars 2019', 'octobre 2021'];
  return grid(
    [
      ...head(annee, 'Logements éviction').map((line) => [line]),
      [],
      ['Logement', 'Type de place', 'Places', 'Ouvert depuis', 'Fermé depuis'],
      ...opened.map((since, rank): SheetCell[] => [`Studio ${rank + 1}`, 'Place dédiée', 1, since]),
    ],
    [12, 14, 8, 16, 16],
  );
}

/** The tabs that 2023 lacks. */
function onlyFull(year: Annee, random: Random): NamedSheet[] {
  const { annee, montpellier } = year;
  return [
    {
      nom: 'Hébergements',
      feuille: table(
        head(annee, 'Hébergement des personnes évincées'),
        sejourColumns(random),
        montpellier.mesures.filter(isHoused),
      ),
    },
    {
      nom: 'Stages - calendrier',
      feuille: table(head(annee, 'Calendrier des stages'), CALENDRIER, montpellier.stages),
    },
    {
      nom: 'Questionnaires',
      feuille: table(
        head(annee, 'Questionnaires de fin de stage'),
        QUESTIONNAIRES,
        montpellier.questionnaires,
      ),
    },
    { nom: 'Atelier émotions', feuille: atelierSheet(year) },
    { nom: 'Logements', feuille: logementSheet(annee) },
  ];
}

/** The workbook of Montpellier; that of 2023 has fewer tabs and columns. The same year gives the same bytes. */
export function montpellierBytes(year: Annee): Uint8Array {
  const { annee, montpellier, volontaires } = year;
  const full = annee >= 2024;
  const random = seededRandom(`aers-montpellier-${annee}`);
  const ofKind = (genre: Mesure['genre']): Mesure[] =>
    montpellier.mesures.filter((mesure) => mesure.genre === genre);
  const tab = <Row>(nom: string, objet: string, columns: readonly Grouped<Row>[], rows: readonly Row[]) => ({
    nom,
    feuille: table(head(annee, objet), columns, rows),
  });
  const sheets: NamedSheet[] = [
    tab(
      'CJSE',
      'Contrôles judiciaires socio-éducatifs',
      [...mesureColumns(full, random), ...(full ? SITUATION : [])],
      ofKind('cjse'),
    ),
    tab(
      'CJSE éviction',
      'CJSE avec éviction du domicile',
      mesureColumns(full, random),
      ofKind('cjse_eviction'),
    ),
    tab(
      'Stages - convocations',
      'Stages de responsabilisation',
      convocationColumns(full, random),
      montpellier.convocations,
    ),
    tab(
      'Volontaires',
      'Accompagnements volontaires (référente VIF)',
      volontaireColumns(full, random),
      volontaires,
    ),
    ...(full ? onlyFull(year, random) : []),
  ];
  return workbookBytes(sheets, {
    titre: `Pôle Justice Montpellier - ${annee} (extrait fictif : aucune personne réelle)`,
    ecrit: `${annee + 1}-01-20`,
    format: 'xlsx',
  });
}
