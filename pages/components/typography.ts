const noBreak = '\u00a0';
const narrow = '\u202f';

/**
 * Puts the no-break spaces of French typography where a text has plain ones: inside « », before `:` `;` `!`
 * `?` and `%`, between thousands, before `€`.
 */
export function frenchText(text: string): string {
  return text
    .replace(/« /g, `«${noBreak}`)
    .replace(/ »/g, `${noBreak}»`)
    .replace(/(\S) :(?=[\s<{]|$)/gm, `$1${noBreak}:`)
    .replace(/(\S) ([;!?])(?=[\s<{]|$)/gm, `$1${narrow}$2`)
    .replace(/([\d}]) ([%€])/g, `$1${noBreak}$2`)
    .replace(/(\d) (?=\d{3}(?!\d))/g, `$1${narrow}`);
}
