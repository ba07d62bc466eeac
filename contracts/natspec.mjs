// The NatSpec of a declaration, and what is missing in it.

/** What a name says by itself. */
const articles = ['the', 'a', 'an', 'its', 'this']

const documented = /^(Function|Event|Error|Struct|Enum|Contract)Definition$/

/** Tag → texts; those of parameters and named return values with their names. */
export function natspec(node) {
  const doc = { title: [], notice: [], dev: [], param: [], return: [] }
  const text = (node.documentation?.text ?? '').replace(/\s*\n\s*/g, ' ').trim()
  for (const part of text.split(/(?:^|\s)(?=@[a-z]+ )/)) {
    const [, tag, rest] = /^@(\w+) (.*)$/s.exec(part) ?? [part, 'notice', part]
    if (tag === 'param') doc.param.push(split(rest))
    else if (tag !== 'return') doc[tag]?.push(rest)
    else {
      const { name } = returnsOf(node)[doc.return.length] ?? {}
      doc.return.push(name ? split(rest) : ['', rest])
    }
  }
  return doc
}

/** The values that a function returns. */
export function returnsOf(node) {
  return node.returnParameters?.parameters ?? []
}

/**
 * What an interface leaves unsaid. Everything has a notice, every parameter a
 * `@param`, every return value a `@return`, every field of a struct a comment;
 * and these say more than the name does. Of a view that returns one value
 * without a name, the notice is about just that.
 *
 * @param ast of the interface's file
 * @param source of the file
 * @returns one line for each gap
 */
export function natspecGaps(ast, source) {
  const contracts = ast.nodes.filter(
    ({ nodeType }) => nodeType === 'ContractDefinition',
  )
  const nodes = [...ast.nodes, ...contracts.flatMap(({ nodes }) => nodes)]
  return nodes
    .filter(({ nodeType }) => documented.test(nodeType))
    .flatMap((node) =>
      gapsOf(node, source).map((gap) => `${node.name}: ${gap}`),
    )
}

function gapsOf(node, source) {
  const doc = natspec(node)
  const gaps = []
  const meaning = [...doc.notice, ...doc.title].join('')
  if (meaning.trim() === '') gaps.push('no @notice')
  for (const { name } of node.parameters?.parameters ?? []) {
    const text = doc.param.find(([of]) => of === name)?.[1]
    if (isEmpty(text, name)) gaps.push(`@param ${name} says nothing`)
  }
  const returns = returnsOf(node)
  const [only] = returns
  const isTold = returns.length === 1 && isView(node) && only.name === ''
  if (!isTold)
    returns.forEach(({ name }, index) => {
      if (isEmpty(doc.return[index]?.[1], name))
        gaps.push(`@return ${name || index + 1} says nothing`)
    })
  if (node.nodeType === 'StructDefinition')
    for (const member of node.members)
      if (isEmpty(commentOf(member, source), member.name))
        gaps.push(`field ${member.name} has no comment`)
  return gaps
}

function isView({ stateMutability }) {
  return stateMutability === 'view' || stateMutability === 'pure'
}

/** The comment behind a field of a struct, or above it. */
function commentOf({ src }, source) {
  const [start, length] = src.split(':').map(Number)
  const bytes = Buffer.from(source)
  const above = bytes.subarray(0, start).toString().split('\n').at(-2)
  const behind = bytes
    .subarray(start + length)
    .toString()
    .split('\n')[0]
  return (/^;\s*\/\/(.*)$/.exec(behind) ?? /^\s*\/\/(.*)$/.exec(above))?.[1]
}

/** Whether a text is not there, or only repeats the name. */
function isEmpty(text, name) {
  const known = name
    .replace(/[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase()
    .split(/[ _]+/)
  return words(text ?? '').every(
    (word) => articles.includes(word) || known.includes(word),
  )
}

function words(text) {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
}

function split(text) {
  return /^(\S+) (.*)$/s.exec(text).slice(1)
}
