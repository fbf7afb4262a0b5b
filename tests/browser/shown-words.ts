import { parseHTML } from 'linkedom';

/** Attributes that a reader sees or hears. */
const spokenAttributes = [
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'alt',
  'title',
  'placeholder',
  'data-titre',
  'content',
  'value',
];

/** Meta names whose content is read by machines alone. */
const machineNames = new Set(['viewport', 'robots', 'referrer', 'color-scheme']);

/** Not said in words: what programs are called, and texts that say themselves that they are English. */
const unsaid = 'script, style, code, [lang]:not([lang^="fr"]), meta[http-equiv]';

/** Each text of a page that is shown or read aloud: its text nodes, and the attributes that speak. */
export function shownTexts(html: string): string[] {
  const { document } = parseHTML(html);
  for (const element of document.querySelectorAll(unsaid)) element.remove();
  const texts: string[] = [];
  for (const element of document.querySelectorAll('*')) {
    for (const child of element.childNodes) {
      const text = child.nodeType === 3 ? (child.textContent ?? '').trim() : '';
      if (text !== '') texts.push(text);
    }
    if (machineNames.has(element.getAttribute('name') ?? '')) continue;
    for (const name of spokenAttributes) {
      const value = element.getAttribute(name)?.trim();
      if (value) texts.push(value);
    }
  }
  return texts;
}

/** Common English words that are no French ones (so not `page`, `table`, `total`, `date`, `on`, `or`, `an`, `as`, `but`, `close`). */
const english = new Set(
  `the of and is are was were with this that these those from for by not to it its at be been has have had will would can
could should may must when where which who what how why your you we they he she our their there here than then also only
into over under about after before between each other some any no yes all none more most less least such both
click search loading load download upload home back next previous show hide open reset clear apply filter filters select
selected choose sorted order error errors missing unknown empty failed warning warnings success please try again
submit cancel save delete edit view settings explore built row rows column columns value values chart bar bars axis tick
label labels sum count average mean share shares number numbers year years month months week weeks day days today
yesterday january february march april june july august september october november december monday tuesday wednesday
thursday friday saturday sunday undefined null true false untitled skip main content header footer breadcrumb dismiss
expand collapse toggle legend tooltip zoom print preview user password login logout sign folder size name
first last new old high low data-driven powered records results result found`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** The English words in a text, with their neighbours for who mends them. */
export function englishWords(text: string): string[] {
  // Names of files and codes are nobody's words.
  const plain = text.replace(/\S*[._/]\S*\w|\bCC BY\b/g, ' ');
  return [...plain.matchAll(/[\p{L}\p{N}]+(?:-\p{L}+)*/gu)]
    .filter((match) => english.has(match[0].toLowerCase()))
    .map((match) => plain.slice(Math.max(0, match.index - 30), match.index + 40).trim());
}

/** The texts in quotes of a module or component that hold a space: what it may show. Comments and imports are left out. */
export function quotedTexts(source: string): string[] {
  const code = source
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/^\s*import .*$/gm, '')
    // What a programmer reads when a promise inside is broken.
    .replace(/new \w*Error\([^)]*\)/g, '');
  const quoted = [...code.matchAll(/'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`/g)];
  return quoted
    .map((match) => (match[1] ?? match[2] ?? '').replace(/\$\{[^}]*\}/g, ' '))
    .filter((text) => /\p{L}\s+\p{L}/u.test(text) && !/[{}<>=]/.test(text));
}
