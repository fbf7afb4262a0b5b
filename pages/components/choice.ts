/** The choice of the page that is shown, and what is remembered from page to page. Starts as everything. */
import { writable } from 'svelte/store';
import site from '#site';
import { type Choice, wholeChoice } from './filter.ts';

export { chosen } from './filter.ts';

/** What the page shows. While prerendering it never changes. */
export const choice = writable<Choice>(wholeChoice(site.annee));

/** The last choices made on any page, for the links to the next. */
export const remembered = writable<Choice>(wholeChoice(site.annee));

/** True once the page that was asked for stands: until then it shows what was prerendered. */
export const shown = writable(false);
