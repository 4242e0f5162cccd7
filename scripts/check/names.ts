import ts from 'typescript';

/** What a name stands for: `let` and `var`, `const`, or anything else, types among them. */
export type NameKind = 'variable' | 'constant' | 'other';

/** The names in a cell's code. */
export interface CellNames {
  /** What it declares at its top level, for later cells to use. */
  declared: Map<string, NameKind>;
  /** All identifiers, wherever they stand. */
  mentioned: Set<string>;
}

/** The names that a declaration binds, also those in patterns. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

function importedNames({ importClause: clause }: ts.ImportDeclaration): string[] {
  const bindings = clause?.namedBindings;
  const inBraces =
    bindings === undefined
      ? []
      : ts.isNamespaceImport(bindings)
        ? [bindings]
        : [...bindings.elements];
  return [...(clause?.name ? [clause.name] : []), ...inBraces.map(({ name }) => name)].map(
    ({ text }) => text,
  );
}

type Declaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportEqualsDeclaration;

function isDeclaration(node: ts.Node): node is Declaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportEqualsDeclaration(node)
  );
}

/**
 * The names in `file`. Only the cell's own statements declare something for later cells: the kernel
 * does not hand on a `var` from inside a loop or a block.
 */
export function readNames(file: ts.SourceFile): CellNames {
  const declared = new Map<string, NameKind>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations, flags } = statement.declarationList;
    const isConstant = (flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) !== 0;
    for (const name of declarations.flatMap((declaration) => boundNames(declaration.name))) {
      declared.set(name, isConstant ? 'constant' : 'variable');
    }
  }
  // A name may be a variable and a type: it is imported as both.
  for (const statement of file.statements) {
    const names = ts.isImportDeclaration(statement)
      ? importedNames(statement)
      : isDeclaration(statement) && statement.name && ts.isIdentifier(statement.name)
        ? [statement.name.text]
        : [];
    for (const name of names) declared.set(name, 'other');
  }
  const mentioned = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { declared, mentioned };
}
