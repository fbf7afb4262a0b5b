import { SiteError } from './error.ts';
import { type Audience, audiences } from './release.ts';

const mark = /<!-- (public : |public: |fin public)([a-z, ]*) ?-->/g;

/**
 * A page without the blocks of other audiences. A block stands between `<!-- public: comite -->` and `<!-- fin public -->`;
 * several audiences are separated by commas. What is left out goes with its queries and components.
 * @throws SiteError when a block is not closed, stands in another, or names an unknown audience
 */
export function forAudience(file: string, page: string, audience: Audience): string {
  let kept = '';
  let from = 0;
  let readers: string[] | undefined;
  for (const found of page.matchAll(mark)) {
    const opens = found[1] !== 'fin public';
    if (opens === (readers !== undefined)) throw fault(file, found[0]);
    if (readers === undefined || readers.includes(audience)) kept += page.slice(from, found.index);
    from = found.index + found[0].length;
    readers = opens ? named(file, found[0], found[2] ?? '') : undefined;
  }
  if (readers !== undefined) throw fault(file, 'fin public');
  return kept + page.slice(from);
}

function named(file: string, written: string, list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.every((name) => (audiences as readonly string[]).includes(name))) return names;
  throw fault(file, written);
}

function fault(file: string, where: string): SiteError {
  return new SiteError('site.bloc_public', `La page ${file} a un bloc de public mal écrit, à « ${where} ».`, {
    fichier: `pages/${file}`,
    regle: 'un bloc s’ouvre pour des publics connus, se ferme, et n’en contient pas d’autre',
    remede: 'Écrivez : <!-- public: comite --> … <!-- fin public -->',
  });
}
