import type { ChalkInstance } from 'chalk';
import { pad, widest } from '../format';
import type { PreparedNotebook } from '../prepare';
import { modeParameters } from './choose';
import { declaredParameters } from './inject';

/** What a reader wants to know of a notebook's parameters: types, defaults, values, comments. */
export function renderParameters(prepared: PreparedNotebook, colours: ChalkInstance): string {
  const title = colours.bold(prepared.file.path);
  if ('fault' in prepared) return `${title}\n  ${prepared.fault.message}`;
  const { notebook } = prepared;
  const declared = declaredParameters(notebook) ?? [];
  if (declared.length === 0) return `${title}\n  It takes no parameters.`;
  const quick = modeParameters(notebook, 'quick');
  const full = modeParameters(notebook, 'full');
  const rows = declared.map(({ name, type, default: value, comment = '' }) => {
    const values = Object.entries({ quick, full })
      .filter(([, parameters]) => name in parameters)
      .map(([mode, parameters]) => `${mode}: ${JSON.stringify(parameters[name])}`);
    return { head: `${name}: ${type.text} = ${value}`, comment, values: values.join(', ') };
  });
  const heads = widest(rows.map(({ head }) => head));
  const lines = rows.map(({ head, comment, values }) => {
    const remark = [comment, values === '' ? '' : `(${values})`].filter((part) => part !== '');
    return `  ${pad(head, heads)}  ${colours.dim(remark.join(' '))}`.trimEnd();
  });
  return [title, ...lines].join('\n');
}
