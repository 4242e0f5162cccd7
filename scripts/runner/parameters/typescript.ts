/**
 * Parameters of TypeScript cells. Types are read from the syntax alone: what it does not tell (a
 * named type, a computed default) takes any value here and is left to the kernel's type check.
 */
import ts from 'typescript';
import { isRecord, type Parameter, type ParameterLanguage, type ParameterType } from './declared';

const isType =
  (name: string) =>
  (value: unknown): boolean =>
    typeof value === name;
const NUMBER: ParameterType = { text: 'number', admits: isType('number') };
const STRING: ParameterType = { text: 'string', admits: isType('string') };
const BOOLEAN: ParameterType = { text: 'boolean', admits: isType('boolean') };
const ANY: ParameterType = { text: 'any', admits: () => true };

function literal(text: string, constant: unknown): ParameterType {
  return { text, admits: (value) => value === constant };
}

function arrayOf(element: ParameterType, text: string): ParameterType {
  return { text, admits: (value) => Array.isArray(value) && value.every(element.admits) };
}

function union(types: readonly ParameterType[], text: string): ParameterType {
  return { text, admits: (value) => types.some((type) => type.admits(value)) };
}

function isNegative(node: ts.Node): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken;
}

function literalType(node: ts.Node, text: string): ParameterType {
  if (node.kind === ts.SyntaxKind.NullKeyword) return literal(text, null);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return literal(text, true);
  if (node.kind === ts.SyntaxKind.FalseKeyword) return literal(text, false);
  if (ts.isStringLiteralLike(node)) return literal(text, node.text);
  if (ts.isNumericLiteral(node)) return literal(text, Number(node.text));
  if (isNegative(node) && ts.isNumericLiteral(node.operand)) {
    return literal(text, -Number(node.operand.text));
  }
  return { text, admits: ANY.admits };
}

function objectType(node: ts.TypeLiteralNode, text: string): ParameterType {
  const members = node.members.filter(ts.isPropertySignature).map((member) => ({
    name: ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : '',
    isOptional: member.questionToken !== undefined,
    type: member.type ? annotatedType(member.type) : ANY,
  }));
  return {
    text,
    admits: (value) =>
      isRecord(value) &&
      members.every(({ name, isOptional, type }) =>
        name in value ? type.admits(value[name]) : isOptional,
      ),
  };
}

/** The type that an annotation writes. */
function annotatedType(node: ts.TypeNode): ParameterType {
  const text = node.getText();
  switch (node.kind) {
    case ts.SyntaxKind.NumberKeyword:
      return NUMBER;
    case ts.SyntaxKind.StringKeyword:
      return STRING;
    case ts.SyntaxKind.BooleanKeyword:
      return BOOLEAN;
    case ts.SyntaxKind.UndefinedKeyword:
      return { text, admits: () => false };
  }
  if (ts.isLiteralTypeNode(node)) return literalType(node.literal, text);
  if (ts.isParenthesizedTypeNode(node)) return { ...annotatedType(node.type), text };
  if (ts.isUnionTypeNode(node)) return union(node.types.map(annotatedType), text);
  if (ts.isArrayTypeNode(node)) return arrayOf(annotatedType(node.elementType), text);
  if (ts.isTypeLiteralNode(node)) return objectType(node, text);
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) {
    return { ...annotatedType(node.type), text };
  }
  if (ts.isTupleTypeNode(node)) return { text, admits: Array.isArray };
  if (ts.isTypeReferenceNode(node) && /^(Readonly)?Array$/.test(node.typeName.getText())) {
    const [element] = node.typeArguments ?? [];
    return arrayOf(element ? annotatedType(element) : ANY, text);
  }
  return { text, admits: ANY.admits };
}

/** The type that `let` gives to a variable without an annotation. */
function inferredType(node: ts.Expression): ParameterType {
  if (ts.isParenthesizedExpression(node)) return inferredType(node.expression);
  if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) {
    return annotatedType(node.type);
  }
  if (ts.isNumericLiteral(node) || (isNegative(node) && ts.isNumericLiteral(node.operand))) {
    return NUMBER;
  }
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return STRING;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
    return BOOLEAN;
  }
  if (!ts.isArrayLiteralExpression(node)) return ANY;
  const elements = node.elements.map(inferredType);
  const names = [...new Set(elements.map(({ text }) => text))];
  if (elements.length === 0) return arrayOf(ANY, 'any[]');
  const text = names.length === 1 ? `${names[0]}[]` : `(${names.join(' | ')})[]`;
  return arrayOf(union(elements, text), text);
}

function typeOf({ type, initializer }: ts.VariableDeclaration): ParameterType {
  if (type) return annotatedType(type);
  return initializer ? inferredType(initializer) : ANY;
}

/** The comment that ends the line on which a statement ends. */
function commentBehind(statement: ts.Statement, source: string): string | undefined {
  const range = ts.getTrailingCommentRanges(source, statement.end)?.[0];
  const text = range && source.slice(range.pos, range.end);
  return text?.replace(/^\/[/*]\s*|\s*\*\/$/g, '').trim();
}

function declared(source: string): Parameter[] {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true);
  return file.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    // What is constant cannot be assigned.
    if (statement.declarationList.flags & ts.NodeFlags.Const) return [];
    const comment = commentBehind(statement, source);
    return statement.declarationList.declarations.flatMap((declaration): Parameter[] =>
      ts.isIdentifier(declaration.name)
        ? [
            {
              name: declaration.name.text,
              type: typeOf(declaration),
              default: declaration.initializer?.getText() ?? 'undefined',
              ...(comment !== undefined && { comment }),
            },
          ]
        : [],
    );
  });
}

/** Parameters that a cell declares with `let`. */
export const TYPESCRIPT: ParameterLanguage = {
  declared,
  // A block, because a cell that ends in an assignment would show its value.
  assignments: (values) =>
    [
      '// The values of this run.',
      '{',
      ...Object.entries(values).map(([name, value]) => `  ${name} = ${JSON.stringify(value)};`),
      '}',
    ].join('\n'),
};
