import type { SheetCell } from '../../data-samples/programme/classeur.ts';
import type { Case } from './case.ts';
import { ALL, allBut, bookOf, type Heading, tables, withCell, withLine } from './good.ts';

const { suivi, seances, presences } = tables();
const day = (date: string): SheetCell => ({ date });

/** One cell of a person's line; those who hang on a line that waits, wait too. */
function cell(
  nom: string,
  casse: string,
  ligne: string,
  entete: Heading,
  valeur: SheetCell,
  ...codes: string[]
): Case {
  const waiting =
    codes.length === 0
      ? []
      : [...presences.lignes].flatMap(([name, line]) => (line[1] === ligne ? [name] : []));
  const bad = codes.length === 0 ? [] : [ligne, ...waiting];
  return {
    nom: `via-voltaire-2024-${nom}.xlsx`,
    casse,
    octets: () => bookOf([withCell(suivi, ligne, entete, valeur), seances, presences]),
    attendu: {
      etat: 'charge',
      codes: [...codes, ...(waiting.length > 0 ? ['PERSONNE_A_CORRIGER'] : [])],
      charges: ALL.length - bad.length,
      a_corriger: bad.length,
      bons: allBut(...bad),
    },
  };
}

/** One more line under a sheet, which is to correct. */
function more(
  nom: string,
  casse: string,
  sheet: 'suivi' | 'seances' | 'presences',
  line: SheetCell[],
  ...codes: string[]
): Case {
  const sheets = { suivi, seances, presences };
  return {
    nom: `via-voltaire-2024-${nom}.xlsx`,
    casse,
    octets: () => {
      const changed = { ...sheets, [sheet]: withLine(sheets[sheet], 'de trop', line) };
      return bookOf([changed.suivi, changed.seances, changed.presences]);
    },
    attendu: {
      etat: 'charge',
      codes,
      charges: ALL.length,
      a_corriger: codes.length === 0 ? 0 : 1,
      bons: ALL,
    },
  };
}

const first = suivi.lignes.get('D-101') ?? [];
const other = (...changes: readonly (readonly [number, SheetCell])[]): SheetCell[] => {
  const line = [...first];
  for (const [rank, value] of changes) line[rank] = value;
  return line;
};

/** A line whose cells cannot be true, or not together. */
export const ROWS: readonly Case[] = [
  cell('31-fevrier', 'le 31 février', 'D-103', 'Début du suivi', '31/02/2024', 'VALEUR_ILLISIBLE'),
  cell('32-janvier', 'le 32 janvier', 'D-103', 'Début du suivi', '32/01/2024', 'VALEUR_ILLISIBLE'),
  cell(
    'americaine',
    'une date à l’américaine (10/25/2024)',
    'D-103',
    'Début du suivi',
    '10/25/2024',
    'VALEUR_ILLISIBLE',
  ),
  cell('hier', '« hier » dans une date', 'D-103', 'Début du suivi', 'hier', 'VALEUR_ILLISIBLE'),
  cell('an-24', 'une année à deux chiffres', 'D-103', 'Début du suivi', '2/4/24'),
  cell('numero-de-jour', 'un numéro de jour sans format de date', 'D-103', 'Début du suivi', 45_384),
  cell('sans-debut-date', 'une date requise vide', 'D-103', 'Début du suivi', null, 'VALEUR_MANQUANTE'),
  cell(
    'an-prochain',
    'un début après la fin de l’année',
    'D-103',
    'Début du suivi',
    day('2025-03-01'),
    'DATE_HORS_ANNEE',
  ),
  cell('an-2204', 'un début en 2204', 'D-103', 'Début du suivi', day('2204-04-02'), 'VALEUR_ILLISIBLE'),
  cell('an-1204', 'un début en 1204', 'D-103', 'Début du suivi', '02/04/1204', 'VALEUR_ILLISIBLE'),
  cell(
    'sortie-future',
    'une sortie après le jour de l’envoi',
    'D-101',
    'Fin du suivi',
    day('2026-09-30'),
    'DATE_FUTURE',
  ),
  cell(
    'sortie-avant',
    'une sortie avant l’entrée',
    'D-101',
    'Fin du suivi',
    day('2024-02-04'),
    'DATES_INVERSEES',
  ),
  cell(
    'debut-avant-orientation',
    'un début avant l’orientation',
    'D-103',
    'Début du suivi',
    day('2024-02-11'),
    'DATES_INVERSEES',
  ),
  cell(
    'ne-apres',
    'né après la mesure',
    'D-103',
    'Né(e) le',
    day('2024-06-01'),
    'DATES_INVERSEES',
    'NAISSANCE_IMPROBABLE',
  ),
  cell(
    'ne-demain',
    'né dans l’avenir',
    'D-103',
    'Né(e) le',
    day('2031-06-01'),
    'DATES_INVERSEES',
    'NAISSANCE_IMPROBABLE',
  ),
  cell('cinq-ans', 'un enfant de cinq ans', 'D-103', 'Né(e) le', day('2019-06-01'), 'NAISSANCE_IMPROBABLE'),
  cell('cent-trente-ans', 'né en 1894', 'D-103', 'Né(e) le', '01/06/1894', 'VALEUR_ILLISIBLE'),
  cell('sans-naissance', 'une date de naissance vide', 'D-103', 'Né(e) le', null, 'VALEUR_MANQUANTE'),
  cell('sans-nom-ecrit', 'un nom vide', 'D-103', 'Nom', null, 'VALEUR_MANQUANTE'),
  cell('sans-prenom', 'un prénom vide', 'D-103', 'Prénom', '   ', 'VALEUR_MANQUANTE'),
  cell('nom-point', 'un nom sans lettre (« ??? »)', 'D-103', 'Nom', '???', 'VALEUR_MANQUANTE'),
  cell('nom-chiffres', 'un numéro à la place du nom', 'D-103', 'Nom', 4512, 'NOM_ILLISIBLE'),
  cell('sans-dossier', 'un numéro de dossier vide', 'D-105', 'N° dossier', null, 'VALEUR_MANQUANTE'),
  cell(
    'dossier-double',
    'le même dossier pour deux personnes',
    'D-106',
    'N° dossier',
    'D-105',
    'DOSSIER_DOUBLE',
  ),
  cell('sexe', 'un sexe « X »', 'D-103', 'Sexe', 'X', 'VALEUR_ILLISIBLE'),
  cell('departement', 'le département 999', 'D-103', 'Dépt de résidence', 999, 'VALEUR_ILLISIBLE'),
  cell('site-inconnu', 'un site inconnu', 'D-103', 'Permanence', 'Perpignan', 'VALEUR_ILLISIBLE'),
  cell(
    'site-faute',
    'une faute de frappe dans le site',
    'D-103',
    'Permanence',
    'BEZIRES',
    'VALEUR_ILLISIBLE',
  ),
  cell('site-nombre', 'un nombre à la place du site', 'D-103', 'Permanence', 34, 'VALEUR_ILLISIBLE'),
  cell(
    'site-date',
    'une date à la place du site',
    'D-103',
    'Permanence',
    day('2024-05-01'),
    'VALEUR_ILLISIBLE',
  ),
  cell('prescripteur', 'un prescripteur inconnu', 'D-103', 'Orienté par', 'Mairie', 'VALEUR_ILLISIBLE'),
  cell('sortie-sans-motif', 'une sortie sans motif', 'D-101', 'Motif de sortie', null, 'VALEUR_MANQUANTE'),
  cell(
    'motif-sans-sortie',
    'un motif sans date de sortie',
    'D-103',
    'Motif de sortie',
    'Incarcération',
    'VALEUR_MANQUANTE',
  ),
  cell(
    'formule-nom',
    'une formule malveillante dans le nom',
    'D-103',
    'Nom',
    '=HYPERLINK("http://exemple.invalid","x")',
    'VALEUR_ILLISIBLE',
  ),
  cell(
    'commande-nom',
    'une commande dans le prénom',
    'D-103',
    'Prénom',
    "=cmd|' /C calc'!A0",
    'VALEUR_ILLISIBLE',
  ),
  cell('arobase-nom', '« @SUM(1+1) » dans le nom', 'D-103', 'Nom', '@SUM(1+1)', 'NOM_ILLISIBLE'),
  cell('plus-site', '« +1+1 » dans le site', 'D-103', 'Permanence', '+1+1', 'VALEUR_ILLISIBLE'),
  cell('moins-sexe', '« -2+3 » dans le sexe', 'D-103', 'Sexe', '-2+3', 'VALEUR_ILLISIBLE'),
  cell('erreur-site', '« #N/A » dans le site', 'D-103', 'Permanence', '#N/A', 'VALEUR_ILLISIBLE'),
  cell('erreur-nom', '« #REF! » dans le nom', 'D-103', 'Nom', '#REF!', 'VALEUR_ILLISIBLE'),
  cell('booleen-sexe', 'VRAI dans le sexe', 'D-103', 'Sexe', 'VRAI', 'VALEUR_ILLISIBLE'),
  more('ligne-double', 'la même personne deux fois', 'suivi', [...first], 'DOSSIER_DOUBLE'),
  more(
    'sans-personne',
    'une mesure sans personne',
    'suivi',
    other([0, null], [1, null], [2, null], [3, null]),
    'VALEUR_MANQUANTE',
  ),
  more(
    'presque-vide',
    'une ligne où seul le sexe est rempli',
    'suivi',
    [null, null, null, null, 'H'],
    'VALEUR_MANQUANTE',
  ),
  more(
    'presence-double',
    'la même présence deux fois',
    'presences',
    ['S1', 'D-101', 'absent'],
    'LIGNE_DOUBLE',
  ),
  more(
    'presence-inconnue',
    'une présence d’un dossier inconnu',
    'presences',
    ['S1', 'D-999', 'présent'],
    'DOSSIER_INCONNU',
  ),
  more(
    'presence-sans-seance',
    'une présence à une séance inconnue',
    'presences',
    ['S9', 'D-101', 'présent'],
    'RENVOI_INCONNU',
  ),
  more(
    'presence-mot',
    'une présence « peut-être »',
    'presences',
    ['S2', 'D-102', 'peut-être'],
    'VALEUR_ILLISIBLE',
  ),
  more(
    'presence-orpheline',
    'une présence sans dossier',
    'presences',
    ['S2', null, 'présent'],
    'VALEUR_MANQUANTE',
  ),
  more(
    'seance-double',
    'la même séance deux fois',
    'seances',
    ['S1', day('2024-06-01'), 2, 12],
    'LIGNE_DOUBLE',
  ),
  more(
    'seance-duree',
    'une durée en toutes lettres',
    'seances',
    ['S8', day('2024-06-01'), 'deux heures et demie', 12],
    'VALEUR_ILLISIBLE',
  ),
  more(
    'seance-capacite',
    'une capacité négative',
    'seances',
    ['S8', day('2024-06-01'), 2, -3],
    'VALEUR_ILLISIBLE',
  ),
  more(
    'seance-demie',
    'une capacité de 12,5 personnes',
    'seances',
    ['S8', day('2024-06-01'), 2, 12.5],
    'VALEUR_ILLISIBLE',
  ),
  more(
    'seance-enorme',
    'une capacité d’un million',
    'seances',
    ['S8', day('2024-06-01'), 2, 1_000_000],
    'VALEUR_ILLISIBLE',
  ),
  more('seance-sans-date', 'une séance sans date', 'seances', ['S8', null, 2, 12], 'VALEUR_MANQUANTE'),
];
