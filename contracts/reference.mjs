// The reference page of the contracts, from the NatSpec of their interfaces.
import { basename } from 'node:path'
import { analyse, ownSources } from './analyse.mjs'
import { natspec, natspecGaps, returnsOf } from './natspec.mjs'

const folder = 'contracts/src/interfaces/'

const sections = [
  ['Functions', 'FunctionDefinition'],
  ['Events', 'EventDefinition'],
  ['Errors', 'ErrorDefinition'],
]

/** The whole page, and what the interfaces leave unsaid on it. */
export function reference() {
  const sources = Object.fromEntries(
    Object.entries(ownSources()).filter(([path]) => path.startsWith(folder)),
  )
  const paths = Object.keys(sources)
  const { sources: units } = analyse(sources, { '*': { '': ['ast'] } })
  const pages = paths.map((path) => page(path, units[path].ast, sources[path]))
  const gaps = paths.flatMap((path) =>
    natspecGaps(units[path].ast, sources[path]).map((gap) => `${path}: ${gap}`),
  )
  const list = paths.map(
    (path) => `[${title(path)}](#${title(path).toLowerCase()})`,
  )
  return { page: joined(list, pages), gaps }
}

function joined(list, pages) {
  return `<!-- Made by contracts/generate.mjs from the interfaces. Do not edit. -->
# Contracts

What every contract offers to everyone. How they fit together stands in the
[reading guide](../contracts/README.md); what actions cost in [gas](gas.md).
Amounts in wei are of SAHARA. Where a parameter is *any*, what is unknown is no error.

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
    .map((node) => typeOf(node, source))
  return [
    `## ${title(path)}\n`,
    `[${basename(path)}](../${path})\n`,
    contract ? paragraphs(natspec(contract)) : '',
    code.length > 0 && contract ? '### Types\n' : '',
    ...code,
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
  const returns = returnsOf(node)
  const result = returns.length > 0 ? ` → ${list(returns)}` : ''
  const lines = [
    `**\`${node.name}(${list(node.parameters.parameters)})${result}\`**\n`,
  ]
  lines.push(paragraphs(doc))
  for (const [name, text] of doc.param) lines.push(`- \`${name}\`: ${text}`)
  for (const [name, text] of doc.return)
    lines.push(`- returns ${name ? `\`${name}\`: ${text}` : text}`)
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

function paragraphs({ title: titles, notice, dev }) {
  const all = [...titles, ...notice, ...dev].filter(Boolean)
  return all.map((text) => `${text}\n`).join('\n')
}

/** A struct or an enum, as it is written. */
function typeOf(node, source) {
  const [start, length] = node.src.split(':').map(Number)
  const code = Buffer.from(source)
    .subarray(start, start + length)
    .toString()
  const indent = /^ *(?=\}$)/m.exec(code)?.[0] ?? ''
  const text = code.replaceAll(`\n${indent}`, '\n')
  return `${paragraphs(natspec(node))}\n\`\`\`solidity\n${text}\n\`\`\`\n`
}

function title(path) {
  return basename(path, '.sol').replace(/^I(?=[A-Z][a-z])/, '')
}
