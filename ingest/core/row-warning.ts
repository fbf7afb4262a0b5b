import type { Nearness, NearPair } from './near-person.ts';
import { columnName, type Place, type Problem, problem } from './problem.ts';
import { isKeyedColumn } from './row-keyed.ts';
import type { Table } from './row-table.ts';
import { isFilled } from './row-total.ts';
import { EMPTY, type Sheet } from './workbook.ts';

/** What a sender is told of lines that load all the same, or of what is no line. */

export function noteNotRead(place: Place, nombre: number): Problem {
  return problem(place, {
    code: 'NOTE_NON_LUE',
    message:
      nombre > 1
        ? `${nombre} lignes de texte, à partir de celle-ci, ont été prises pour des notes : elles n’ont pas été lues.`
        : 'Cette ligne de texte a été prise pour une note : elle n’a pas été lue.',
    regle: 'Une ligne d’un tableau remplit plusieurs de ses colonnes.',
    remede: 'Si c’est une ligne du tableau, complétez-la ; sinon il n’y a rien à faire.',
  });
}

export function unknownColumns(place: Place, colonnes: readonly string[]): Problem {
  return problem(place, {
    code: 'COLONNES_INCONNUES',
    message:
      colonnes.length > 1
        ? `Les colonnes ${colonnes.join(', ')} ne sont pas dans le modèle : elles n’ont pas été lues.`
        : `La colonne ${colonnes.join()} n’est pas dans le modèle : elle n’a pas été lue.`,
    regle: 'Seules les colonnes du modèle sont lues ; aucun texte libre n’est gardé.',
    remede:
      'Si l’une d’elles est une colonne du modèle, rétablissez son intitulé ; sinon il n’y a rien à faire.',
  });
}

export function hiddenLines(place: Place, nombre: number): Problem {
  return problem(place, {
    code: 'LIGNES_MASQUEES',
    message: `${nombre} ${nombre > 1 ? 'lignes masquées ont été lues' : 'ligne masquée a été lue'} comme les autres.`,
    regle: 'Une ligne masquée, par un filtre ou à la main, est une ligne du tableau.',
    remede: 'Affichez toutes les lignes et supprimez celles qui ne doivent pas compter.',
  });
}

export function hiddenColumns(place: Place, colonnes: readonly string[]): Problem {
  return problem(place, {
    code: 'COLONNES_MASQUEES',
    message: `${colonnes.length > 1 ? 'Des colonnes masquées ont été lues' : 'Une colonne masquée a été lue'} comme les autres : ${colonnes.map((nom) => `« ${nom} »`).join(', ')}.`,
    regle: 'Une colonne masquée est une colonne du tableau.',
    remede: 'Affichez-la et vérifiez ce qu’elle contient.',
  });
}

export function linesOfNoEffect(place: Place, nombre: number): Problem {
  return problem(place, {
    code: 'LIGNES_SANS_EFFET',
    message: `${nombre} ${nombre > 1 ? 'lignes de cette feuille ont été lues et ne disent' : 'ligne de cette feuille a été lue et ne dit'} rien que le modèle garde.`,
    regle: 'Une ligne remplit au moins une des colonnes qui la font compter (une date, une présence).',
    remede: 'Vérifiez ces lignes si elles devaient compter ; sinon il n’y a rien à faire.',
  });
}

/** Lines of which one column is blank that something would be counted by. */
export function linesCountedInPart(
  place: Place,
  vide: string,
  { nombre, rempli, table }: { nombre: number; rempli: string; table: string },
): Problem {
  return problem(
    { ...place, colonne: vide },
    {
      code: 'LIGNES_COMPTEES_EN_PARTIE',
      message: `${nombre > 1 ? `${nombre} lignes, à partir de celle-ci, remplissent` : 'Cette ligne remplit'} « ${rempli} » et non « ${vide} » : ${notCounted(table)}.`,
      regle: `« ${vide} » est rempli sur chaque ligne où « ${rempli} » l’est.`,
      remede: `Complétez « ${vide} » sur ${nombre > 1 ? 'ces lignes' : 'cette ligne'} ; sinon il n’y a rien à faire.`,
    },
  );
}

const NOT_COUNTED: Readonly<Record<string, string>> = {
  accompagnement: 'aucun accompagnement n’en est compté',
  attente: 'aucune attente n’en est comptée',
  orientation: 'aucune orientation n’en est comptée',
  reponse: 'aucune réponse n’en est comptée',
  sejour: 'aucun séjour n’en est compté',
  sortie: 'aucune sortie n’en est comptée',
};

/** What follows where nothing feeds a raw table. */
export function notCounted(table: string): string {
  return NOT_COUNTED[table] ?? 'une partie n’en est pas comptée';
}

/** A sheet of which hardly any date is of the file's year; its lines load. */
export function hardlyOfYear(place: Place, annee: number): Problem {
  return problem(place, {
    code: 'PRESQUE_AUTRE_ANNEE',
    message: `Presque aucune date n’est de ${annee} : est-ce la feuille de l’an passé ?`,
    regle: `Le fichier porte sur l’année ${annee}.`,
    remede:
      'Si c’est la feuille d’une autre année, envoyez celle de l’année du fichier ; sinon il n’y a rien à faire.',
  });
}

export function hiddenSheet(place: Place): Problem {
  return problem(place, {
    code: 'FEUILLE_CACHEE_SANS_TABLEAU',
    message: 'Cette feuille masquée ne contient aucun tableau du modèle : elle n’a pas été lue.',
    regle: 'Seules les feuilles visibles sont lues.',
    remede: 'Affichez la feuille si elle doit être prise en compte ; sinon il n’y a rien à faire.',
  });
}

const REASONS: Readonly<Record<Nearness, string>> = {
  lettre: 'même date de naissance, un nom ou un prénom à une lettre près',
  jour_et_mois: 'mêmes nom et prénom, jour et mois de naissance inversés',
  nom_et_prenom: 'même date de naissance, nom et prénom inversés',
  annee: 'mêmes nom et prénom, naissance à un an près',
};

/** Two persons of one file who may be the same: both load, and the sender looks. */
export function nearPerson(fichier: string, { premiere, seconde, raison }: NearPair): Problem {
  const { feuille, ligne } = seconde;
  const where = premiere.feuille === feuille ? '' : ` de la feuille « ${premiere.feuille} »`;
  return problem(
    { fichier, feuille, ligne },
    {
      code: 'PERSONNE_PROCHE',
      message: `Les personnes de la ligne ${premiere.ligne}${where} et de la ligne ${ligne} sont peut-être la même (${REASONS[raison]}) : elles sont comptées comme deux personnes.`,
      regle: 'Une personne est écrite partout de la même façon.',
      remede: 'Si c’est la même personne, corrigez l’une des deux lignes ; sinon il n’y a rien à faire.',
    },
  );
}

/** What the sender is told of a table beside its lines: hidden lines and columns, which are read, and columns that are not. */
export function sheetWarnings(place: Place, sheet: Sheet, { wanted, header, lignes }: Table): Problem[] {
  const hiddenRows = new Set(sheet.lignes_cachees ?? []);
  const hiddenRangs = new Set(sheet.colonnes_cachees ?? []);
  const masquees = lignes.filter(([ligne]) => hiddenRows.has(ligne)).length;
  const cachees = [...header.rangs].flatMap(([nom, rang]) =>
    hiddenRangs.has(rang) ? [wanted.colonnes[nom]?.etiquettes[0] ?? nom] : [],
  );
  const known = new Set(header.rangs.values());
  // With every column of the contract in place, an unknown one is the antenne's own; else it may be one misspelled.
  const isWhole = Object.keys(wanted.colonnes).every((nom) => header.rangs.has(nom) || isKeyedColumn(nom));
  const inconnues = (isWhole ? [] : (sheet.rows[header.ligne] ?? [])).flatMap((cell, rang) =>
    cell.kind === 'text' && !known.has(rang) && lignes.some(([, row]) => isFilled(row[rang] ?? EMPTY))
      ? [columnName(rang)]
      : [],
  );
  const at = { ...place, ligne: header.ligne + 1 };
  return [
    ...(masquees > 0 ? [hiddenLines(place, masquees)] : []),
    ...(cachees.length > 0 ? [hiddenColumns(at, cachees)] : []),
    ...(inconnues.length > 0 ? [unknownColumns(at, inconnues)] : []),
  ];
}
