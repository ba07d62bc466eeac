// The reference page of the contracts, from the NatSpec of their interfaces.
import { basename } from 'node:path'
import { analyse, ownSources } from './analyse.mjs'

const folder = 'contracts/src/interfaces/'

const sections = [
  ['Functions', 'FunctionDefinition'],
  ['Events', 'EventDefinition'],
  ['Errors', 'ErrorDefinition'],
]

/** The whole page. */
export function referenceSource() {
  const sources = ownSources()
  const { sources: units } = analyse(sources, { '*': { '': ['ast'] } })
  const paths = Object.keys(sources).filter((path) => path.startsWith(folder))
  const pages = paths.map((path) => page(path, units[path].ast, sources[path]))
  const list = paths.map(
    (path) => `[${title(path)}](#${title(path).toLowerCase()})`,
  )
  return `<!-- Made by contracts/generate.mjs from the interfaces. Do not edit. -->
# Contracts

What every contract offers to everyone. How they fit together stands in the
[reading guide](../contracts/README.md); what actions cost in [gas](gas.md).

${list.join(' · ')}

${pages.join('\n')}`
}

function page(path, ast, source) {
  const contract = ast.nodes.find((n) => n.nodeType === 'ContractDefinition')
  const types = ast.nodes.filter((node) =>
    /^(Struct|Enum)Definition$/.test(node.nodeType),
  )
  const own = [...types, ...(contract?.nodes ?? [])]
  const code = own
    .filter(({ nodeType }) => /^(Struct|Enum)Definition$/.test(nodeType))
    .map((node) => snippet(node, source))
  return [
    `## ${title(path)}\n`,
    `[${basename(path)}](../${path})\n`,
    paragraphs(natspec(contract ?? types[0])),
    ...code.map((text) => `\`\`\`solidity\n${text}\n\`\`\`\n`),
    ...sections.map(([name, nodeType]) =>
      section(
        name,
        own.filter((node) => node.nodeType === nodeType),
      ),
    ),
  ]
    .filter(Boolean)
    .join('\n')
}

function section(name, nodes) {
  if (nodes.length === 0) return ''
  return `### ${name}\n\n${nodes.map(member).join('\n')}`
}

function member(node) {
  const doc = natspec(node)
  const returns = node.returnParameters?.parameters ?? []
  const result = returns.length > 0 ? ` → ${list(returns)}` : ''
  const lines = [
    `**\`${node.name}(${list(node.parameters.parameters)})${result}\`**\n`,
  ]
  lines.push(paragraphs(doc))
  for (const [name, text] of doc.param) lines.push(`- \`${name}\`: ${text}`)
  for (const text of doc.return) lines.push(`- returns ${text}`)
  return `${lines.filter(Boolean).join('\n').trimEnd()}\n`
}

function list(parameters) {
  return parameters
    .map(({ name, typeDescriptions }) =>
      `${typeDescriptions.typeString
        .replace(/\b(struct|enum|contract) /g, '')
        .replace(
          / (calldata|memory|storage ref|storage)/g,
          '',
        )} ${name}`.trim(),
    )
    .join(', ')
}

/** Tag → texts; those of parameters with their names. */
function natspec({ documentation }) {
  const doc = { title: [], notice: [], dev: [], param: [], return: [] }
  const text = (documentation?.text ?? '').replace(/\s*\n\s*/g, ' ').trim()
  for (const part of text.split(/(?:^|\s)(?=@[a-z]+ )/)) {
    const [, tag, rest] = /^@(\w+) (.*)$/s.exec(part) ?? [part, 'notice', part]
    if (tag !== 'param') doc[tag]?.push(rest)
    else doc.param.push(/^(\S+) (.*)$/s.exec(rest).slice(1))
  }
  return doc
}

function paragraphs({ title: titles, notice, dev }) {
  const all = [...titles, ...notice, ...dev].filter(Boolean)
  return all.map((text) => `${text}\n`).join('\n')
}

function snippet({ src }, source) {
  const [start, length] = src.split(':').map(Number)
  return Buffer.from(source)
    .subarray(start, start + length)
    .toString()
}

function title(path) {
  return basename(path, '.sol').replace(/^I(?=[A-Z][a-z])/, '')
}
