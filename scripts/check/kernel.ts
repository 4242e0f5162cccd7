import type { Notebook } from '../jupyter/nbformat';
import type { Problem } from './problem';

/** The kernel that notebooks should ask for. */
export interface ExpectedKernel {
  name: string;
  language: string;
}

function languageOf({ metadata }: Notebook): string | undefined {
  return metadata.kernelspec?.language ?? metadata.language_info?.name;
}

/** Whether the code cells are meant for this project's kernel. */
export function isInLanguage(notebook: Notebook, { language }: ExpectedKernel): boolean {
  return (languageOf(notebook) ?? language) === language;
}

/** The kernel and the language in the metadata, without which no program opens a notebook rightly. */
export function checkKernel({ metadata }: Notebook, expected: ExpectedKernel): Problem[] {
  const { kernelspec, language_info: info } = metadata;
  const facts: [key: string, found: string | undefined, wanted: string][] = [
    ['kernelspec.name', kernelspec?.name, expected.name],
    ['kernelspec.language', kernelspec?.language, expected.language],
    ['language_info.name', info?.name, expected.language],
  ];
  return facts
    .filter(([, found, wanted]) => found !== wanted)
    .map(([key, found, wanted]) => ({
      rule: 'kernel',
      message: `metadata.${key} is ${found === undefined ? 'missing' : `'${found}'`}; it should be '${wanted}'.`,
      isFixable: false,
    }));
}
