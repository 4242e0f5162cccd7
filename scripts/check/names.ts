import ts from 'typescript';

/** What a name stands for: `let` and `var`, `const`, or anything else, types among them. */
export type NameKind = 'variable' | 'constant' | 'other';

/** The names in a cell's code. */
export interface CellNames {
  /** What it declares at its top level, for later cells to use. */
  declared: Map<string, NameKind>;
  /** Those that it exports itself. */
  exported: Set<string>;
  /** All identifiers, wherever they stand. */
  mentioned: Set<string>;
}

function boundNames(name: ts.BindingName): string[] {
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

function isExported(node: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** Lists of variables that belong to the cell: of its top level, and `var` in blocks and loops. */
function variableLists(file: ts.SourceFile): ts.VariableDeclarationList[] {
  const lists: ts.VariableDeclarationList[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleBlock(node)) return;
    if (ts.isVariableDeclarationList(node)) {
      const isVar = (node.flags & ts.NodeFlags.BlockScoped) === 0;
      if (isVar || node.parent.parent === file) lists.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lists;
}

/** The names in `file`, which must know its nodes' parents. */
export function readNames(file: ts.SourceFile): CellNames {
  const declared = new Map<string, NameKind>();
  const exported = new Set<string>();
  const mentioned = new Set<string>();
  for (const list of variableLists(file)) {
    const isConstant = (list.flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) !== 0;
    const kind = isConstant ? 'constant' : 'variable';
    for (const { name } of list.declarations) {
      for (const bound of boundNames(name)) declared.set(bound, kind);
    }
  }
  for (const statement of file.statements) {
    const names = ts.isImportDeclaration(statement)
      ? importedNames(statement)
      : isDeclaration(statement) && statement.name && ts.isIdentifier(statement.name)
        ? [statement.name.text]
        : [];
    for (const name of names) declared.set(name, 'other');
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier) {
      const { exportClause: clause } = statement;
      const elements = clause && ts.isNamedExports(clause) ? clause.elements : [];
      for (const { name } of elements) exported.add(name.text);
    }
    if (!isExported(statement)) continue;
    for (const name of names) exported.add(name);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations) {
      for (const bound of boundNames(name)) exported.add(bound);
    }
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { declared, exported, mentioned };
}
