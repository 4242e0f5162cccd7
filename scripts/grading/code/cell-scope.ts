/** Which names a cell declares, and which of others it uses. */
import ts from 'typescript';
import { boundNames } from '../../check/names';

/** A place where a cell uses a name that is not its own. */
export interface NameUse {
  name: string;
  start: number;
  end: number;
  /** `{ name }` in an object, `name()` called, or anything else. */
  form: 'shorthand' | 'called' | 'plain';
}

/** The names of a cell. */
export interface CellScope {
  /** Values that it declares at its top level, imports among them. */
  declared: string[];
  imported: string[];
  uses: NameUse[];
  /** Of the names that are not its own, those that it assigns to. */
  assigned: string[];
}

function importedNames({ importClause: clause }: ts.ImportDeclaration): string[] {
  if (!clause || clause.isTypeOnly) return [];
  const bindings = clause.namedBindings;
  const inBraces = !bindings
    ? []
    : ts.isNamespaceImport(bindings)
      ? [bindings.name.text]
      : bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
  return [...(clause.name ? [clause.name.text] : []), ...inBraces];
}

function isAmbient(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  );
}

function declaredBy(statement: ts.Statement): string[] {
  if (isAmbient(statement)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  const isValue =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isValue && statement.name ? [statement.name.text] : [];
}

/** A name is written to: `x = 1`, `x++`, `[x] = list`, `for (x of list)`. */
function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return parent.left === node && assigns;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(parent.operator);
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent))
    return parent.initializer === node;
  const isInPattern =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    ts.isParenthesizedExpression(parent);
  return isInPattern && isAssigned(parent);
}

/** An identifier that names something by itself: not the property in `a.b`, no key, no label. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isMetaProperty(parent) || ts.isImportSpecifier(parent)) return false;
  const isName =
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionLike(parent) ||
      ts.isClassLike(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isEnumMember(parent) ||
      ts.isEnumDeclaration(parent)) &&
    parent.name === node;
  return !isName;
}

/** Types hold no values; what a class extends does. */
function isSkipped(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node)) return true;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  return ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node);
}

/**
 * The names of a cell.
 *
 * @param checker of a program that holds nothing but cells, each a module: a name without a
 *   declaration in its own cell has none for it
 */
export function readScope(file: ts.SourceFile, checker: ts.TypeChecker): CellScope {
  const uses: NameUse[] = [];
  const assigned = new Set<string>();
  const isOwn = (node: ts.Identifier): boolean => {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    return (symbol?.declarations ?? []).length > 0;
  };
  const visit = (node: ts.Node): void => {
    if (isSkipped(node)) return;
    if (ts.isIdentifier(node) && isReference(node) && !isOwn(node)) {
      const { parent } = node;
      const form = ts.isShorthandPropertyAssignment(parent)
        ? 'shorthand'
        : (ts.isCallExpression(parent) || ts.isTaggedTemplateExpression(parent)) &&
            (ts.isCallExpression(parent) ? parent.expression : parent.tag) === node
          ? 'called'
          : 'plain';
      uses.push({ name: node.text, start: node.getStart(file), end: node.end, form });
      if (isAssigned(node)) assigned.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const imported = file.statements.filter(ts.isImportDeclaration).flatMap(importedNames);
  return {
    declared: [...new Set([...imported, ...file.statements.flatMap(declaredBy)])],
    imported,
    uses,
    assigned: [...assigned],
  };
}
