import type { RowSheet } from './contract.ts';
import { type Place, type Problem, problem } from './problem.ts';

/** What the row sheets of a workbook are refused for, said to the sender. */

export function missingSheet(fichier: string, wanted: RowSheet): Problem {
  const onglet = wanted.onglets[0] ?? wanted.nom;
  return problem(
    { fichier },
    {
      code: 'FEUILLE_MANQUANTE',
      message: `La feuille « ${onglet} » n’a pas été trouvée.`,
      regle: 'Le classeur contient toutes les feuilles du modèle.',
      remede: `Ajoutez la feuille « ${onglet} » avec ses intitulés de colonnes.`,
    },
  );
}

const NOT_READ = {
  inconnue: {
    code: 'FEUILLE_INCONNUE',
    message: 'Cette feuille n’est pas dans le modèle',
    regle: 'Chaque feuille a le nom ou les colonnes du modèle.',
    remede: 'Rétablissez le nom ou les intitulés de la feuille, ou supprimez-la.',
  },
  cachee: {
    code: 'FEUILLE_CACHEE',
    message: 'Cette feuille est masquée',
    regle: 'Seules les feuilles visibles sont lues.',
    remede: 'Affichez la feuille si elle doit être prise en compte, sinon supprimez-la.',
  },
  onglet: {
    code: 'AUTRE_ANNEE',
    message: 'Le nom de cette feuille indique une autre année que le fichier',
    regle: 'Un fichier porte sur une seule année.',
    remede: 'Envoyez cette feuille dans le fichier de son année, ou renommez-la.',
  },
  dehors: {
    code: 'LIGNES_HORS_TABLEAU',
    message: 'Ces lignes ne sont sous aucun intitulé de colonnes connu',
    regle: 'Les lignes d’un tableau suivent ses intitulés, sans titre entre elles.',
    remede:
      'Rétablissez les intitulés au-dessus de ces lignes, ou retirez le titre qui les sépare du tableau.',
  },
  collee: {
    code: 'LIGNE_COLLEE',
    message: 'Plusieurs valeurs sont écrites dans une seule cellule',
    regle: 'Chaque valeur d’une ligne est dans la cellule de sa colonne.',
    remede: 'Répartissez ces valeurs dans les colonnes du tableau.',
  },
} as const;

/** Lines that were set aside together, and why. */
export function notRead(place: Place, why: keyof typeof NOT_READ, nombre: number): Problem {
  const words = NOT_READ[why];
  return problem(place, {
    ...words,
    message: `${words.message} : ${nombre} ${nombre > 1 ? 'lignes mises' : 'ligne mise'} de côté.`,
  });
}

/** A sheet whose dates all lie in other years than the file's. */
export function otherYear(place: Place, annee: number, lignes: ReadonlyMap<number, number>): Problem {
  const years = [...lignes]
    .sort(([a], [b]) => a - b)
    .map(([year, nombre]) => `${nombre} ${nombre > 1 ? 'lignes' : 'ligne'} de ${year}`);
  return problem(place, {
    code: 'AUTRE_ANNEE',
    message: `Aucune date de cette feuille n’est de ${annee} (${years.join(', ')}) : elle n’a pas été prise en compte.`,
    regle: `Le fichier porte sur l’année ${annee}.`,
    remede: 'Vérifiez que ce n’est pas la feuille d’une autre année, ou corrigez l’année en tête du fichier.',
  });
}

export function missingColumn(place: Place, label: string, wanted: RowSheet): Problem {
  return problem(
    { ...place, colonne: label },
    {
      code: 'COLONNE_MANQUANTE',
      message: `La colonne « ${label} » manque : aucune ligne de cette feuille n’a pu être lue.`,
      regle: `La feuille « ${wanted.onglets[0]} » a une colonne « ${label} ».`,
      remede: `Ajoutez la colonne « ${label} », ou rétablissez son intitulé.`,
    },
  );
}

/**
 * Columns of the contract that a table does without, told together: the thinner sheet of an earlier year lacks many.
 * `suites` says what follows from it.
 */
export function absentColumns(
  place: Place,
  labels: readonly string[],
  suites: readonly string[] = [],
): Problem[] {
  const [label] = labels;
  if (label === undefined) return [];
  const one = labels.length === 1;
  const named = labels.map((text) => `« ${text} »`).join(', ');
  return [
    problem(one ? { ...place, colonne: label } : place, {
      code: 'COLONNE_ABSENTE',
      message: `${one ? `La colonne ${named} n’est` : `Les colonnes ${named} ne sont`} pas dans cette feuille : ${one ? 'ses' : 'leurs'} valeurs sont inconnues. Les autres colonnes sont lues.${suites.map((suite) => ` ${suite}.`).join('')}`,
      regle: 'Les colonnes du modèle ont leur intitulé.',
      remede: one
        ? `Si elle existe sous un autre intitulé, nommez-la ${named}.`
        : 'Si elles existent sous un autre intitulé, donnez-leur celui-ci.',
    }),
  ];
}

export function repeatedColumn(place: Place, label: string): Problem {
  return problem(
    { ...place, colonne: label },
    {
      code: 'COLONNE_DOUBLE',
      message: `La colonne « ${label} » est présente deux fois : aucune ligne de cette feuille n’a pu être lue.`,
      regle: 'Chaque intitulé de colonne est unique.',
      remede: 'Renommez ou supprimez l’une des deux colonnes.',
    },
  );
}

export function unreadableValue(
  place: Place,
  shown: string | undefined,
  regle: string,
  remede: string,
): Problem {
  return problem(place, {
    code: 'VALEUR_ILLISIBLE',
    message: `La valeur de la colonne « ${place.colonne} » n’est pas acceptée.`,
    valeur: shown,
    regle,
    remede,
  });
}

export function missingValue(place: Place): Problem {
  return problem(place, {
    code: 'VALEUR_MANQUANTE',
    message: `La colonne « ${place.colonne} » est vide sur cette ligne.`,
    regle: 'Cette colonne est toujours remplie.',
    remede: 'Complétez la cellule.',
  });
}

export function disorderedDates(place: Place, before: string, after: string): Problem {
  return problem(place, {
    code: 'DATES_INVERSEES',
    message: `« ${after} » est avant « ${before} ».`,
    regle: `« ${before} » vient avant « ${after} ».`,
    remede: 'Vérifiez les deux dates.',
  });
}

export function laterThanYear(place: Place, annee: number): Problem {
  return problem(place, {
    code: 'DATE_HORS_ANNEE',
    message: `« ${place.colonne} » est après le 31 décembre ${annee}.`,
    regle: `Le fichier porte sur l’année ${annee}.`,
    remede: 'Corrigez la date, ou envoyez cette ligne avec le fichier de son année.',
  });
}

export function futureDate(place: Place): Problem {
  return problem(place, {
    code: 'DATE_FUTURE',
    message: `« ${place.colonne} » est une date qui n’est pas encore venue.`,
    regle: 'Un fait daté a eu lieu avant l’envoi du fichier.',
    remede: 'Corrigez la date, ou renvoyez cette ligne quand le fait aura eu lieu.',
  });
}

export function implausibleBirth(place: Place): Problem {
  return problem(place, {
    code: 'NAISSANCE_IMPROBABLE',
    message: 'Cette date de naissance donne un âge de moins de 10 ans ou de plus de 110 ans.',
    regle: 'La personne a entre 10 et 110 ans dans l’année.',
    remede: 'Vérifiez la date de naissance.',
  });
}

/** A day of birth that slipped into another column: it must not be stored as the day of a fact. */
export function birthlikeDate(place: Place): Problem {
  return problem(place, {
    code: 'DATE_IMPROBABLE',
    message: `« ${place.colonne} » est une date trop ancienne pour un fait, ou celle de la naissance.`,
    regle: 'Un fait du fichier date de moins de 18 ans ; une date de naissance n’est que dans sa colonne.',
    remede: 'Vérifiez la date : une date de naissance s’y est peut-être glissée.',
  });
}

export function half(place: Place, one: string, other: string): Problem {
  return problem(place, {
    code: 'VALEUR_MANQUANTE',
    message: `« ${place.colonne} » est vide alors que l’autre est remplie.`,
    regle: `« ${one} » et « ${other} » vont ensemble.`,
    remede: `Complétez « ${place.colonne} », ou videz l’autre cellule.`,
  });
}

export function sameValue(place: Place, one: string, other: string): Problem {
  return problem(place, {
    code: 'VALEURS_EGALES',
    message: `« ${one} » et « ${other} » sont les mêmes sur cette ligne.`,
    regle: `« ${one} » et « ${other} » diffèrent.`,
    remede: 'Corrigez l’une des deux cellules.',
  });
}

export function outOfBounds(place: Place, least: number, most: number): Problem {
  const bound = (value: number) => String(value).replace('.', ',');
  return problem(place, {
    code: 'VALEUR_HORS_BORNES',
    message: `« ${place.colonne} » est en dehors de ses bornes.`,
    regle: `« ${place.colonne} » va de ${bound(least)} à ${bound(most)}.`,
    remede: 'Corrigez le nombre.',
  });
}

export function repeatedRow(place: Place): Problem {
  return problem(place, {
    code: 'LIGNE_DOUBLE',
    message: 'Cette ligne est déjà présente plus haut.',
    regle: 'Chaque ligne est écrite une seule fois.',
    remede: 'Gardez une seule des deux lignes.',
  });
}

export function danglingReference(place: Place, onglet: string): Problem {
  return problem(place, {
    code: 'RENVOI_INCONNU',
    message: `La valeur de « ${place.colonne} » n’est sur aucune ligne prise en compte de la feuille « ${onglet} ».`,
    regle: `Chaque ligne renvoie à une ligne de « ${onglet} ».`,
    remede: 'Corrigez le numéro, ou la ligne à laquelle il renvoie.',
  });
}

/** A keyed line about a person of whom the file's own sheet of persons says nothing. */
export function unknownKey(place: Place): Problem {
  return problem(place, {
    code: 'CLE_INCONNUE',
    message: 'La clé de cette ligne n’est celle d’aucune personne prise en compte dans ce fichier.',
    regle: 'Chaque clé est aussi sur la feuille qui décrit les personnes.',
    remede: 'Pseudonymisez de nouveau le fichier d’origine, avec toutes ses feuilles.',
  });
}

/** A line of more cells than its header has headings: what stands in which column is not known. */
export function cellsBeyond(place: Place, nombre: number): Problem {
  return problem(place, {
    code: 'CELLULE_EN_TROP',
    message: `Cette ligne a ${nombre > 1 ? `${nombre} cellules` : 'une cellule'} de plus que l’en-tête : une virgule décimale ou un séparateur non protégé.`,
    regle: 'Une ligne a autant de cellules que l’en-tête.',
    remede:
      'Mettez entre guillemets la valeur qui contient le séparateur, ou enregistrez le fichier avec des points-virgules.',
  });
}
