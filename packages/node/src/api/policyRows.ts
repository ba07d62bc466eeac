import { describePolicy } from '@sahara/protocol'
import type { PolicyRule } from '@sahara/protocol/api'
import type { NodeContext } from './nodeContext.ts'

const maxRules = 64

/**
 * A policy's rule, then those of all it is made of. What the factory did not
 * make is a foreign contract's.
 */
export async function readRules(
  { database }: Pick<NodeContext, 'database'>,
  policy: string,
): Promise<PolicyRule[]> {
  const known = new Map<string, PolicyRule>()
  let wanted = [policy]
  while (wanted.length > 0) {
    const { rows } = await database.query<{ rule: PolicyRule }>(
      'select rule from policies where address = any($1)',
      [wanted],
    )
    const found = new Map(rows.map(({ rule }) => [rule.policy, rule]))
    for (const address of wanted)
      known.set(
        address,
        found.get(address) ?? { kind: 'foreign', policy: address },
      )
    wanted = [...new Set(rows.flatMap(({ rule }) => partsOf(rule)))]
      .filter((part) => !known.has(part))
      .slice(0, maxRules - known.size)
  }
  return [...known.values()]
}

function partsOf(rule: PolicyRule): string[] {
  if (rule.kind === 'not') return [rule.part]
  return rule.kind === 'allOf' || rule.kind === 'anyOf' ? rule.parts : []
}

/** What each of some policies asks, in words. */
export async function readPolicyTexts(
  context: Pick<NodeContext, 'database'>,
  policies: Iterable<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const policy of new Set(policies))
    texts.set(policy, describePolicy(await readRules(context, policy)))
  return texts
}
