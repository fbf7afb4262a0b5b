import { type Problem, problem } from '../problem.ts';

/** Why a file cannot be read at all, said to its sender; the file's own name is put in for `{fichier}`. */
export interface Words {
  code: string;
  message: string;
  regle: string;
  remede: string;
}

/** Thrown inside the readers, and nowhere past `read`: the file is refused with these words. */
export class ReadRefusal extends Error {
  constructor(readonly words: Words) {
    super(words.code);
  }
}

/** The problem that the sender gets. */
export function refusalOf(fichier: string, { code, message, regle, remede }: Words): Problem {
  return problem({ fichier }, { code, message: message.replaceAll('{fichier}', fichier), regle, remede });
}

const AS_XLSX = 'Ouvrez-le dans Excel ou LibreOffice et enregistrez-le au format .xlsx, puis renvoyez-le.';
const ACCEPTED = 'Formats acceptés : .xlsx, .xls, .ods, .csv.';

/** A file that is something else than a table: what it is, and how to make it one. */
export function otherFormat(what: string, remede: string = AS_XLSX): Words {
  return {
    code: 'FORMAT_INCONNU',
    message: `Le fichier « {fichier} » n’est ni un classeur ni un fichier CSV lisible : ${what}.`,
    regle: ACCEPTED,
    remede,
  };
}

export const EMPTY_FILE: Words = {
  code: 'FICHIER_VIDE',
  message: 'Le fichier « {fichier} » est vide (0 octet).',
  regle: 'Un fichier contient au moins un tableau.',
  remede: 'Enregistrez de nouveau le fichier, puis renvoyez-le.',
};

export const NO_TABLE: Words = {
  code: 'SANS_TABLEAU',
  message: 'Le fichier « {fichier} » ne contient aucun tableau : toutes ses cellules sont vides.',
  regle: 'Un fichier contient au moins un tableau.',
  remede: 'Vérifiez que vous envoyez le bon fichier.',
};

export const PASSWORD: Words = {
  code: 'MOT_DE_PASSE',
  message: 'Le fichier « {fichier} » est protégé par un mot de passe : il ne peut pas être lu.',
  regle: 'Le fichier doit s’ouvrir sans mot de passe.',
  remede:
    'Dans Excel : Fichier, Informations, Protéger le classeur, retirez le mot de passe et enregistrez. Envoyez-le par un canal sûr.',
};

export const TRUNCATED: Words = {
  code: 'FICHIER_TRONQUE',
  message: 'Le fichier « {fichier} » est incomplet : sa fin manque.',
  regle: 'Un fichier arrive entier.',
  remede: 'L’envoi ou la copie a été interrompu : renvoyez le fichier d’origine.',
};

export const DAMAGED: Words = {
  code: 'FICHIER_ABIME',
  message: 'Le fichier « {fichier} » est abîmé : une partie de son contenu ne se lit plus.',
  regle: 'Toutes les feuilles d’un classeur se lisent.',
  remede:
    'Ouvrez-le dans Excel, acceptez la réparation si elle est proposée, vérifiez les chiffres, enregistrez et renvoyez-le.',
};

/** A text that no rule of CSV splits: nearly always a quotation mark that nothing closes. */
export function unsplit(ligne: number | undefined): Words {
  const where = ligne === undefined ? '' : ` (ligne ${ligne})`;
  return {
    code: 'TEXTE_ILLISIBLE',
    message: `Le fichier « {fichier} » n’a pas pu être découpé en colonnes : un guillemet ouvert n’est jamais fermé${where}.`,
    regle:
      'Un fichier texte a une ligne par enregistrement et un séparateur « ; », « , » ou tabulation ; un guillemet ouvert est fermé.',
    remede: 'Retirez le guillemet, ou ouvrez le fichier dans Excel et enregistrez-le au format .xlsx.',
  };
}

export const SAME_SHEET_NAMES: Words = {
  code: 'FEUILLES_HOMONYMES',
  message: 'Dans « {fichier} », deux feuilles portent le même nom : rien n’en a été chargé.',
  regle: 'Chaque feuille d’un classeur a son nom.',
  remede: 'Renommez l’une des deux feuilles, ou supprimez-la.',
};

/** Bytes of the file itself: of a very large one only the first are read. */
export function tooBig(limit: number): Words {
  return {
    code: 'FICHIER_TROP_GROS',
    message: `Le fichier « {fichier} » pèse plus de ${megabytes(limit)} : il n’a pas été ouvert.`,
    regle: `Un fichier pèse au plus ${megabytes(limit)}.`,
    remede:
      'Retirez les images et les feuilles étrangères au modèle, ou découpez le fichier par feuille ou par période.',
  };
}

/** What the file would take in memory, of which a bomb is one case. */
export function tooMuch(what: string, remede: string): Words {
  return {
    code: 'CONTENU_TROP_GROS',
    message: `Le fichier « {fichier} » n’a pas été ouvert : ${what}.`,
    regle: 'Un classeur ne contient que des tableaux, sans lignes ni colonnes vides mises en forme.',
    remede,
  };
}

export const ERASE_BLANKS =
  'Dans chaque feuille, supprimez les lignes et les colonnes vides sous le tableau et à sa droite (sélection, Supprimer), puis enregistrez.';

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} Mo`;
}
