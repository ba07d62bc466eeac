// The mutants of a contract: its source, broken in one place each.
import { nodesOf } from './analyse.mjs'

const operators = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '&&': ['||'],
  '||': ['&&'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '+=': ['-='],
  '-=': ['+='],
  '|=': ['&='],
}

/**
 * @param source of one contract
 * @param ast what the compiler makes of it
 * @returns line, what stood there, what stands there now, and the whole source
 */
export function mutantsOf(source, ast) {
  const bytes = Buffer.from(source)
  const text = ({ src }) => {
    const [start, length] = src.split(':').map(Number)
    return bytes.subarray(start, start + length).toString()
  }
  const mutants = []
  for (const node of nodesOf(ast))
    for (const [part, becomes] of changesOf(node, text)) {
      const [start, length] = part.src.split(':').map(Number)
      const head = bytes.subarray(0, start).toString()
      const tail = bytes.subarray(start + length).toString()
      mutants.push({
        line: head.split('\n').length,
        was: squeeze(text(part)),
        becomes: squeeze(becomes),
        in: functionAround(ast, start),
        source: `${head}${becomes}${tail}`,
      })
    }
  return mutants
}

/** The same break is told by the same words when lines have moved. */
export function keyOf({ in: place, was, becomes }) {
  return `${place}: ${was} → ${becomes}`
}

function* changesOf(node, text) {
  switch (node.nodeType) {
    case 'BinaryOperation': {
      const [left, right] = [node.leftExpression, node.rightExpression]
      for (const operator of operators[node.operator] ?? [])
        yield [node, `${text(left)} ${operator} ${text(right)}`]
      break
    }
    case 'Assignment':
      for (const operator of operators[node.operator] ?? [])
        yield [
          node,
          `${text(node.leftHandSide)} ${operator} ${text(node.rightHandSide)}`,
        ]
      break
    case 'UnaryOperation':
      if (node.operator === '!' || node.operator === '~')
        yield [node, text(node.subExpression)]
      break
    case 'Conditional':
      yield [node, text(node.trueExpression)]
      yield [node, text(node.falseExpression)]
      break
    case 'IfStatement':
      yield [node.condition, 'true']
      yield [node.condition, 'false']
      break
    case 'ExpressionStatement':
    case 'EmitStatement':
      yield [node, '']
      break
    case 'Literal':
      if (node.kind === 'number') yield [node, `(${text(node)} + 1)`]
      if (node.kind === 'bool')
        yield [node, node.value === 'true' ? 'false' : 'true']
      break
  }
}

function functionAround(ast, start) {
  for (const { nodeType, name, kind, src } of nodesOf(ast)) {
    if (!/^(Function|Modifier)Definition$/.test(nodeType)) continue
    const [from, length] = src.split(':').map(Number)
    if (from <= start && start < from + length) return name || kind
  }
  return ''
}

function squeeze(text) {
  return text.replace(/\s+/g, ' ').trim()
}
