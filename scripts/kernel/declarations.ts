/** The session's declarations after a cell that failed. */
import type * as TypeScript from '@tslab/typescript-for-tslab';

/**
 * Leaves out of `declarations` the variables that have no value: the cell failed before it came to
 * them. Types, functions and classes stay.
 *
 * @param declarations text of a declaration file
 * @param assigned names of the variables that have a value
 */
export function keepAssigned(
  ts: typeof TypeScript,
  declarations: string,
  assigned: ReadonlySet<string>,
): string {
  const file = ts.createSourceFile('session.d.ts', declarations, ts.ScriptTarget.ES2022);
  const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed });
  const lines: string[] = [];
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) {
      lines.push(printer.printNode(ts.EmitHint.Unspecified, statement, file));
      continue;
    }
    const kept = statement.declarationList.declarations.filter(
      ({ name }) => ts.isIdentifier(name) && assigned.has(name.text),
    );
    if (kept.length === 0) continue;
    const list = ts.factory.updateVariableDeclarationList(statement.declarationList, kept);
    const updated = ts.factory.updateVariableStatement(statement, statement.modifiers, list);
    lines.push(printer.printNode(ts.EmitHint.Unspecified, updated, file));
  }
  return lines.map((line) => `${line}\n`).join('');
}
