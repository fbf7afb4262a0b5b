import { spoken } from './declared-cell.ts';
import type { CompiledTable } from './declared-table.ts';
import { type Place, type Problem, problem } from './problem.ts';
import { nearest } from './text.ts';

/** What the tables of a sheet are refused for, said to the sender. Labels are never quoted: they may hold a name. */

export function unknownLine(
  place: Place,
  table: CompiledTable,
  label: string,
  nombre: number,
  annee: number,
): Problem {
  const near = nearest(label, table.lignes?.labels ?? []);
  const shown = near === undefined ? undefined : spoken(near, annee);
  return problem(
    { ...place, colonne: 'libellé de la ligne' },
    {
      code: 'LIGNE_INCONNUE',
      message: `Le libellé de cette ligne n’est pas connu dans le tableau « ${titleOf(table, annee)} » : ${figures(nombre)} à placer.`,
      regle: 'Chaque ligne porte un libellé de la liste de l’antenne.',
      remede: shown
        ? `Vouliez-vous dire « ${shown} » ? Sinon, faites ajouter ce libellé à la liste.`
        : 'Corrigez le libellé, ou faites-le ajouter à la liste de l’antenne.',
    },
  );
}

export function repeatedLine(place: Place, table: CompiledTable, nombre: number, annee: number): Problem {
  return problem(
    { ...place, colonne: 'libellé de la ligne' },
    {
      code: 'LIGNE_DOUBLE',
      message: `Cette ligne est déjà présente plus haut dans le tableau « ${titleOf(table, annee)} » : ${figures(nombre)} en double.`,
      regle: 'Chaque ligne est écrite une seule fois dans un tableau.',
      remede: 'Gardez la bonne ligne et supprimez l’autre.',
    },
  );
}

export function overflowingLine(place: Place, nombre: number): Problem {
  return problem(place, {
    code: 'LIGNE_TROP_LONGUE',
    message: `Cette ligne a plus de cellules que l’en-tête : ${figures(nombre)} dont la colonne n’est pas sûre.`,
    regle:
      'Dans un fichier texte, un nombre à virgule s’écrit entre guillemets quand la virgule sépare les colonnes.',
    remede: 'Enregistrez le fichier avec « ; » comme séparateur, ou au format .xlsx.',
  });
}

export function unknownColumn(place: Place, table: CompiledTable, annee: number): Problem {
  return problem(place, {
    code: 'COLONNE_INCONNUE',
    message: `La colonne de cette cellule n’est pas connue, ou est en double, dans le tableau « ${titleOf(table, annee)} ».`,
    regle: 'Chaque colonne porte un intitulé du modèle de l’antenne, une seule fois.',
    remede: `Intitulés connus : ${table.colonnes.labels.map((known) => spoken(known, annee)).join(', ')}.`,
  });
}

export function outsideTables(place: Place, nombre: number): Problem {
  return problem(place, {
    code: 'HORS_TABLEAU',
    message: `Cette ligne n’est dans aucun tableau connu : ${figures(nombre)} à placer. Le titre ou l’en-tête au-dessus n’a pas été reconnu.`,
    regle:
      'Un chiffre se trouve sous un titre et un en-tête du modèle de l’antenne, un tableau sous l’autre.',
    remede: 'Rétablissez le titre et l’en-tête du tableau, ou demandez qu’il soit ajouté au contrat.',
  });
}

export function sheetSetAside(place: Place, why: 'cachee' | 'autre_annee', nombre: number): Problem {
  return why === 'cachee'
    ? problem(place, {
        code: 'FEUILLE_CACHEE',
        message: `Une feuille masquée contient ${figures(nombre)} : elle n’a pas été lue.`,
        regle: 'Seules les feuilles visibles sont lues.',
        remede: 'Affichez la feuille si elle doit être prise en compte, sinon supprimez-la.',
      })
    : problem(place, {
        code: 'AUTRE_ANNEE',
        message: `Le nom de cette feuille indique une autre année que le fichier : ${figures(nombre)} mis de côté.`,
        regle: 'Un fichier porte sur une seule année.',
        remede: 'Envoyez cette feuille dans le fichier de son année, ou renommez-la.',
      });
}

function titleOf(table: CompiledTable, annee: number): string {
  return spoken(table.table.titres[0] ?? table.table.nom, annee);
}

function figures(nombre: number): string {
  return nombre === 1 ? '1 chiffre' : `${nombre} chiffres`;
}
