import { SiteError } from './error.ts';
import { type Audience, audiences } from './release.ts';

/** Every comment that begins like a mark: one that is written otherwise would leave its block to all readers. */
const comment = /<!--\s*((?:fin\s+)?publics?\b[^>]*?)\s*-->/gi;
const opening = /^public ?: ([a-z, ]+)$/;
const closing = 'fin public';

/**
 * A page without the blocks of other audiences. A block stands between `<!-- public: comite -->` and `<!-- fin public -->`;
 * several audiences are separated by commas. What is left out goes with its queries and components.
 * @throws SiteError when a block is not closed, stands in another, names an unknown audience, or is marked in other words
 */
export function forAudience(file: string, page: string, audience: Audience): string {
  let kept = '';
  let from = 0;
  let readers: string[] | undefined;
  for (const found of page.matchAll(comment)) {
    const written = found[1] ?? '';
    const names = opening.exec(written)?.[1];
    const opens = names !== undefined;
    if ((!opens && written !== closing) || opens === (readers !== undefined)) throw fault(file, found[0]);
    if (readers === undefined || readers.includes(audience)) kept += page.slice(from, found.index);
    from = found.index + found[0].length;
    readers = opens ? named(file, found[0], names) : undefined;
  }
  if (readers !== undefined) throw fault(file, closing);
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
