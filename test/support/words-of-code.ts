import { readFileSync } from 'node:fs';
import * as ts from 'typescript';

/** A text that people read in a source file, and where it begins. */
export interface Words {
  readonly line: number;
  readonly text: string;
}

const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => eachNode(child, visit));
}

/** Comments of a source file, docstrings included. */
export function commentsOf(file: string, text = readFileSync(file, 'utf8')): Words[] {
  const source = parse(file, text);
  const found = new Map<number, Words>();
  eachNode(source, (node) => {
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ]) {
      found.set(pos, { line: source.getLineAndCharacterOfPosition(pos).line + 1, text: text.slice(pos, end) });
    }
  });
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** Titles of the tests of a file, with the stories that run side by side; and, if asked for, of what groups them. */
export function titlesOf(file: string, { groups = false, text = readFileSync(file, 'utf8') } = {}): Words[] {
  const source = parse(file, text);
  const called = groups ? /^(test|it|describe|sideBySide)\b/ : /^(test|it|sideBySide)\b/;
  const found: Words[] = [];
  const say = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (ts.isStringLiteralLike(node)) {
      found.push({ line, text: node.text });
    } else if (ts.isTemplateExpression(node)) {
      found.push({ line, text: node.getText(source).slice(1, -1) });
    }
  };
  eachNode(source, (node) => {
    if (!ts.isCallExpression(node) || !called.test(node.expression.getText(source))) {
      return;
    }
    const [first] = node.arguments;
    if (first && ts.isObjectLiteralExpression(first)) {
      for (const { name } of first.properties) {
        if (name) {
          say(name);
        }
      }
    } else if (first && node.arguments.length > 1) {
      say(first);
    }
  });
  return found;
}
