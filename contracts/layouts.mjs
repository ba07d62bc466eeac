// Where upgradeable contracts keep their state. An upgrade finds the state the
// version before it has left, so what is there keeps its place: members may be
// added at the end of a namespace (ERC-7201), nothing else.
import { analyse, nodesOf, ownSources } from './analyse.mjs'

const namespace = /@custom:storage-location (erc7201:\S+)/

/** Contract → namespace → members, and the structs and enums they use. */
export function readLayouts() {
  const sources = ownSources()
  const output = analyse(sources, { '*': { '': ['ast'] } })
  const nodes = Object.values(output.sources).flatMap(({ ast }) =>
    [...nodesOf(ast)].map((node) => ({ ...node, path: ast.absolutePath })),
  )
  const contracts = nodes.filter(
    ({ nodeType }) => nodeType === 'ContractDefinition',
  )
  const byId = new Map(contracts.map((contract) => [contract.id, contract]))
  const governed = contracts.find(({ name }) => name === 'Governed').id
  const enums = new Map(
    nodes
      .filter(({ nodeType }) => nodeType === 'EnumDefinition')
      .map(({ canonicalName, members }) => [
        canonicalName,
        members.map(({ name }) => name),
      ]),
  )
  const upgradeable = contracts
    .filter(
      ({ abstract, linearizedBaseContracts }) =>
        !abstract && linearizedBaseContracts.includes(governed),
    )
    .map(({ name, linearizedBaseContracts }) => {
      const bases = linearizedBaseContracts.map((id) => byId.get(id))
      for (const base of bases) refuseLooseState(name, base)
      return { name, namespaces: bases.flatMap(namespacesIn) }
    })
  const layouts = layoutsOf(
    sources,
    new Map(
      upgradeable.flatMap(({ namespaces }) =>
        namespaces.map((one) => [one.id, one]),
      ),
    ),
    enums,
  )
  return Object.fromEntries(
    upgradeable
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, namespaces }) => [
        name,
        Object.fromEntries(
          namespaces.map(({ id }) => [id, layouts.get(id)]).sort(),
        ),
      ]),
  )
}

/** What an upgrade from one layout to another would break; empty if nothing. */
export function incompatibilities(before, after) {
  return Object.entries(before).flatMap(([contract, namespaces]) =>
    Object.entries(namespaces).flatMap(([id, old]) => {
      const now = after[contract]?.[id]
      const where = `${contract} ${id}`
      if (!now) return [`${where}: is gone`]
      return [
        ...changed(where, old.members, now.members, false),
        ...Object.entries(old.structs).flatMap(([name, { fixed, members }]) =>
          changed(
            `${where}: ${name}`,
            members,
            now.structs[name]?.members ?? [],
            fixed,
          ),
        ),
        ...Object.entries(old.enums).flatMap(([name, members]) =>
          changed(`${where}: ${name}`, members, now.enums[name] ?? [], false),
        ),
      ]
    }),
  )
}

/** @param fixed whether other state follows, so that nothing can be added */
function changed(where, before, after, fixed) {
  const problems = before.flatMap((member, index) =>
    after[index] === member
      ? []
      : [`${where}: "${member}" became "${after[index] ?? ''}"`],
  )
  if (fixed && after.length > before.length)
    problems.push(`${where}: "${after[before.length]}" does not fit in`)
  return problems
}

/** State outside of a namespace would move with the order of the bases. */
function refuseLooseState(contract, { name: base, nodes }) {
  for (const node of nodes)
    if (
      node.nodeType === 'VariableDeclaration' &&
      node.mutability === 'mutable'
    )
      throw new Error(
        `${contract}: ${base}.${node.name} is outside of a namespace`,
      )
}

function namespacesIn({ name: contract, path, nodes }) {
  return nodes
    .filter(({ nodeType }) => nodeType === 'StructDefinition')
    .flatMap(({ name, documentation }) => {
      const id = namespace.exec(documentation?.text ?? '')?.[1]
      return id ? [{ id, contract, struct: `${contract}.${name}`, path }] : []
    })
}

/**
 * The compiler tells the layout of state variables, so each namespace is made
 * one of a contract of its own.
 */
function layoutsOf(sources, namespaces, enums) {
  const list = [...namespaces.values()]
  const probe = 'contracts/Probe.sol'
  const code = [
    'pragma solidity ^0.8.30;',
    ...new Set(
      list.map(({ contract, path }) => `import {${contract}} from "${path}";`),
    ),
    ...list.map(({ struct }, i) => `contract Probe${i} { ${struct} all; }`),
  ].join('\n')
  const output = analyse(
    { ...sources, [probe]: code },
    { [probe]: { '*': ['storageLayout'] } },
  )
  return new Map(
    list.map(({ id }, i) => [
      id,
      describe(output.contracts[probe][`Probe${i}`].storageLayout, enums),
    ]),
  )
}

function describe({ storage, types }, enums) {
  const structs = {}
  const usedEnums = {}
  const members = membersOf(storage[0].type)
  return { members, structs: sorted(structs), enums: sorted(usedEnums) }

  function membersOf(type) {
    return types[type].members.map(({ label, slot, offset, type: inner }) => {
      note(inner, true)
      return `${slot}+${offset} ${label}: ${types[inner].label}`
    })
  }

  /** @param inPlace whether the next member or element follows right after */
  function note(type, inPlace) {
    const { label, key, value, base, members: inner } = types[type]
    if (key) note(key, true)
    if (value) note(value, false)
    if (base) note(base, true)
    const name = label.replace(/^(struct|enum) /, '')
    if (label.startsWith('enum ')) usedEnums[name] = enums.get(name)
    if (!inner) return
    const known = structs[name]
    if (known) {
      known.fixed ||= inPlace
      return
    }
    structs[name] = { fixed: inPlace, members: [] }
    structs[name].members = membersOf(type)
  }
}

function sorted(record) {
  return Object.fromEntries(
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
