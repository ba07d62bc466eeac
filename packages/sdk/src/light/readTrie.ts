import { fromRlp, type Hex, keccak256 } from 'viem'
import { lightError } from './lightError.ts'

/** A node of the trie: its items, of which some are nodes themselves. */
type Item = Hex | readonly Item[]

const emptyRoot =
  '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
const branchLength = 17

/**
 * What a Merkle Patricia trie holds under a key, from the nodes on the way to
 * it. Each node must have the hash its parent names, and each is needed:
 * what is read is in the trie of this root, or is not in it.
 *
 * @param parameters.key hashed already, as state and storage tries want it
 * @returns the value's RLP; undefined when the trie has none
 * @throws {SaharaError} `LIGHT_PROOF_INVALID`
 */
export function readTrie(parameters: {
  root: Hex
  key: Hex
  proof: readonly Hex[]
}): Hex | undefined {
  const { root, key, proof } = parameters
  if (root === emptyRoot && proof.length === 0) return undefined
  const nodes = proof.values()
  const value = walk(root, key.slice(2), nodes)
  if (!nodes.next().done) throw invalid('it has nodes that are not needed')
  return value
}

function walk(root: Hex, key: string, nodes: Iterator<Hex>): Hex | undefined {
  let reference: Item = root
  let path = key
  for (;;) {
    const node = resolve(reference, nodes)
    if (node.length === branchLength) {
      const next: Item | undefined = node[Number.parseInt(path[0] ?? '', 16)]
      if (next === undefined) throw invalid('it goes on after the key')
      if (next === '0x') return undefined
      reference = next
      path = path.slice(1)
      continue
    }
    const { part, isLeaf, content } = readPath(node)
    if (isLeaf ? path !== part : !path.startsWith(part)) return undefined
    if (!isLeaf) {
      reference = content
      path = path.slice(part.length)
    } else if (typeof content === 'string') return content
    else throw invalid('a value is a list')
  }
}

/** A leaf or an extension: a part of the path in compact form, and what follows. */
function readPath(node: readonly Item[]): {
  part: string
  isLeaf: boolean
  content: Item
} {
  const [compact, content] = node
  if (node.length !== 2 || typeof compact !== 'string' || content === undefined)
    throw invalid('a node is none of the three kinds')
  const flag = Number.parseInt(compact.slice(2, 3), 16)
  const isOdd = flag % 2 === 1
  const isKnown = flag < 4 && (isOdd || compact.slice(3, 4) === '0')
  if (!isKnown) throw invalid('a path is malformed')
  return { part: compact.slice(isOdd ? 3 : 4), isLeaf: flag >= 2, content }
}

/** The node a reference names by its hash, or is, when it is shorter than that. */
function resolve(reference: Item, nodes: Iterator<Hex>): readonly Item[] {
  if (typeof reference !== 'string') return reference
  const { value: bytes } = nodes.next()
  if (bytes === undefined) throw invalid('it ends too early')
  if (keccak256(bytes) !== reference)
    throw invalid('a node has another hash than its parent says')
  let node: Item
  try {
    node = fromRlp(bytes as Hex)
  } catch (cause) {
    throw invalid('a node is malformed', cause)
  }
  if (typeof node === 'string') throw invalid('a node is no list')
  return node
}

function invalid(reason: string, cause?: unknown) {
  return lightError(
    'LIGHT_PROOF_INVALID',
    `The proof does not hold: ${reason}.`,
    { cause },
  )
}
