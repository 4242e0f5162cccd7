import { escapeUTF8 } from 'entities';

/** HTML that may stand in a page as it is. Everything else is escaped where it is put in. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What a template takes: strings are escaped, `Markup` is not, lists are joined, gaps vanish. */
export type Content = Markup | string | number | false | null | undefined | readonly Content[];

function text(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (content === null || content === undefined || content === false) return '';
  if (typeof content === 'object') return content.map(text).join('');
  return escapeUTF8(String(content));
}

/** Template tag that escapes every value, so that a hostile name in a result stays inert. */
export function markup(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(strings.map((part, i) => part + text(values[i])).join(''));
}

/** Declares a string to be HTML: only for what a renderer of this folder has made. */
export function trusted(html: string): Markup {
  return new Markup(html);
}

/** JSON that can stand inside a `script` element: nothing in it can close the element. */
export function scriptJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}
