import type { Lineage } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import { bold } from '../terminal/style.ts'
import { type TreeNode, toTree } from '../terminal/toTree.ts'
import { toPercent, toShortId } from '../terminal/words.ts'

type Edge = Lineage['edges'][number]
type Direction = {
  from: 'child' | 'parent'
  to: 'child' | 'parent'
}

/** What `sahara lineage` shows: what an asset came from, and became. */
export function toLineageLines(lineage: Lineage): string[] {
  const { assetId, royalties } = lineage
  const up = toTreeNodes(lineage, { from: 'child', to: 'parent' })
  const down = toTreeNodes(lineage, { from: 'parent', to: 'child' })
  const name = namesOf(lineage)
  return [
    bold(name(assetId)),
    '',
    up.length > 0 ? 'Made from' : 'Made from nothing else on Sahara.',
    ...toTree(up),
    '',
    down.length > 0 ? 'Used in' : 'Used in nothing yet.',
    ...toTree(down),
    ...(royalties.length > 0 ? ['', 'Of its income it owes'] : []),
    ...royalties.map(
      ({ ancestor, rate }) =>
        `  ${toPercent(rate).padStart(7)} to ${name(ancestor)}`,
    ),
  ]
}

function toTreeNodes(lineage: Lineage, { from, to }: Direction): TreeNode[] {
  const name = namesOf(lineage)
  const byStart = new Map<string, Edge[]>()
  for (const edge of lineage.edges)
    byStart.set(edge[from], [...(byStart.get(edge[from]) ?? []), edge])
  // What is reached on two ways is drawn twice, what is beyond it once.
  const drawn = new Set<string>()
  const nodesAt = (id: string): TreeNode[] =>
    (byStart.get(id) ?? []).map((edge) => {
      const next = edge[to]
      const isKnown = drawn.has(next)
      drawn.add(next)
      const below = isKnown ? [] : nodesAt(next)
      return {
        text: `${toRelation(edge)} ${name(next)}${edge.evidence === 'job' ? ', proven by its job' : ''}${isKnown && byStart.has(next) ? ', see above' : ''}`,
        children: below,
      }
    })
  return nodesAt(lineage.assetId)
}

function toRelation({ relation, royalty }: Edge): string {
  const words = relation.toLowerCase().replaceAll('_', ' ')
  return royalty === 0 ? words : `${words}, ${toPercent(royalty)}:`
}

function namesOf({ nodes }: Lineage): (id: string) => string {
  const byId = new Map(nodes.map((node) => [node.assetId, node]))
  return (id) => {
    const node = byId.get(id)
    return node
      ? `${clean(node.title)}  ${node.kind}  ${toShortId(id)}`
      : toShortId(id)
  }
}
