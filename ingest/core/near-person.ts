import type { Named } from './row-identity.ts';

/** Why two persons of a file may be one. */
export type Nearness = 'lettre' | 'jour_et_mois' | 'nom_et_prenom' | 'annee';

export interface NearPair {
  premiere: Named;
  seconde: Named;
  raison: Nearness;
}

/** A group this small is compared pair by pair; a larger one through its names with one letter left out. */
const SMALL = 32;
/** A name this short is no sign: "Li" and "Lu" are two names. */
const SHORT = 3;

/**
 * Pairs of persons of one file who may be the same person, each pair once and in the file's order: one letter apart
 * with the same birth, day and month of birth exchanged, name and first name exchanged, or births a year apart. At
 * most `limit` pairs; the time grows with the number of persons, not with its square.
 */
export function nearPersons(named: Iterable<Named>, limit: number): NearPair[] {
  const persons = [...named];
  const rank = new Map(persons.map((person, index) => [person, index] as const));
  const pairs = new Map<string, NearPair>();
  const add = (one: Named, other: Named, raison: Nearness): boolean => {
    const [first, second] = [rank.get(one) ?? 0, rank.get(other) ?? 0].sort((a, b) => a - b);
    const [premiere, seconde] = [persons[first ?? 0], persons[second ?? 0]];
    const name = `${first} ${second}`;
    if (premiere && seconde && premiere !== seconde && !pairs.has(name))
      pairs.set(name, { premiere, seconde, raison });
    return pairs.size < limit;
  };
  exchanged(persons, add);
  oneLetter(persons, add);
  return [...pairs.values()].sort(
    (a, b) =>
      (rank.get(a.seconde) ?? 0) - (rank.get(b.seconde) ?? 0) ||
      (rank.get(a.premiere) ?? 0) - (rank.get(b.premiere) ?? 0),
  );
}

type Add = (one: Named, other: Named, raison: Nearness) => boolean;

function exchanged(persons: readonly Named[], add: Add): void {
  const byBirth = new Map<string, Map<string, Named>>();
  for (const person of persons) {
    const names = byBirth.get(person.naissance) ?? new Map<string, Named>();
    if (names.size === 0) byBirth.set(person.naissance, names);
    names.set(`${person.nom}|${person.prenom}`, person);
  }
  for (const [naissance, names] of byBirth) {
    const [year = '', month = '', day = ''] = naissance.split('-');
    // A day that is no month has nothing to be exchanged with.
    const turned = day <= '12' && day !== month ? byBirth.get(`${year}-${day}-${month}`) : undefined;
    const later = byBirth.get(`${Number(year) + 1}-${month}-${day}`);
    for (const [name, person] of names) {
      const others: Array<readonly [Named | undefined, Nearness]> = [
        [turned?.get(name), 'jour_et_mois'],
        [names.get(`${person.prenom}|${person.nom}`), 'nom_et_prenom'],
        [later?.get(name), 'annee'],
      ];
      for (const [other, raison] of others)
        if (other && other !== person && !add(person, other, raison)) return;
    }
  }
}

function oneLetter(persons: readonly Named[], add: Add): void {
  const byBirth = new Map<string, Named[]>();
  for (const person of persons) {
    const group = byBirth.get(person.naissance);
    if (group) group.push(person);
    else byBirth.set(person.naissance, [person]);
  }
  for (const group of byBirth.values()) {
    const compare = group.length <= SMALL ? comparePairs : compareByDeletion;
    if (!compare(group, add)) return;
  }
}

function comparePairs(group: readonly Named[], add: Add): boolean {
  for (const [index, one] of group.entries())
    for (const other of group.slice(index + 1))
      if (isOneLetterApart(one, other) && !add(one, other, 'lettre')) return false;
  return true;
}

/** Names one letter apart have a text in common once a letter is left out of each, or of the longer. */
function compareByDeletion(group: readonly Named[], add: Add): boolean {
  const byText = new Map<string, Named[]>();
  for (const person of group) {
    const whole = `${person.nom}|${person.prenom}`;
    const texts = new Set([whole]);
    for (let at = 0; at < whole.length; at++)
      if (whole[at] !== '|') texts.add(whole.slice(0, at) + whole.slice(at + 1));
    for (const text of texts) {
      const others = byText.get(text);
      if (!others) byText.set(text, [person]);
      else {
        for (const other of others)
          if (isOneLetterApart(other, person) && !add(other, person, 'lettre')) return false;
        others.push(person);
      }
    }
  }
  return true;
}

function isOneLetterApart(one: Named, other: Named): boolean {
  return (
    (one.nom === other.nom && isTypo(one.prenom, other.prenom)) ||
    (one.prenom === other.prenom && isTypo(one.nom, other.nom))
  );
}

/** True when two names differ by one letter added, left out, changed, or exchanged with the next one. */
export function isTypo(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < SHORT || long.length - short.length > 1 || short === long) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end += 1;
  const [left, right] = [short.slice(start, short.length - end), long.slice(start, long.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
